ALTER TABLE users ADD COLUMN active boolean NOT NULL DEFAULT true;
UPDATE users SET email = lower(replace(name, ' ', '.')) || '@example.org';
ALTER TABLE users ALTER COLUMN email SET NOT NULL, ADD CONSTRAINT users_email UNIQUE (email);
INSERT INTO trace VALUES (9);
