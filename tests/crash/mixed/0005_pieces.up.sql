CREATE TABLE pieces (n int NOT NULL);
INSERT INTO pieces SELECT n FROM generate_series(1, 100) n;
CREATE UNIQUE INDEX CONCURRENTLY pieces_n ON pieces (n);
INSERT INTO trace VALUES (5);
CREATE INDEX CONCURRENTLY orders_total ON orders (total) WHERE total > 10;
INSERT INTO pieces SELECT n FROM generate_series(101, 200) n;
