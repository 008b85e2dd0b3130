-- Every migration leaves one row here, and nothing keeps it from leaving two.
CREATE TABLE trace (migration int NOT NULL);
CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, email text);
INSERT INTO trace VALUES (1);
