0CREATE TABLE a (i int); -- one
CREATE TABLE b (i int); -- two;
INSERT INTO a VALUES (1); INSERT INTO b VALUES (2); -- two of them
DROP TABLE a; -- five