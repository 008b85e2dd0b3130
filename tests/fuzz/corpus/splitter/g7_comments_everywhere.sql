0-- c1
CREATE TABLE a (
  -- c2;
  i int, -- c3
  j int
  -- c4 ;
);-- c5
-- c6
DROP TABLE a;
-- c7