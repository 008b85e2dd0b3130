CREATE TYPE state AS ENUM ('open', 'paid');
ALTER TABLE orders ADD COLUMN state state NOT NULL DEFAULT 'open';
INSERT INTO trace VALUES (6);
