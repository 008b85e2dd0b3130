CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users (id), total numeric(12, 2));
CREATE INDEX orders_user ON orders (user_id);
INSERT INTO trace VALUES (2);
