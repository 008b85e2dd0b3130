CREATE TYPE state AS ENUM ('open', 'paid');
ALTER TABLE orders ADD COLUMN state state NOT NULL DEFAULT 'open';
UPDATE orders SET state = 'paid' WHERE id % 3 = 0;
INSERT INTO trace VALUES (6);
