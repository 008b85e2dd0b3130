0CREATE TABLE a (i int);
CREATE TABLE b (i int)
-- the end