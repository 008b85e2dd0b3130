1CREATE TABLE a (i); -- one
CREATE TABLE b (i); INSERT INTO a VALUES (';'); -- ;