ALTER TABLE tasks ADD COLUMN done BOOLEAN NOT NULL DEFAULT false;
INSERT INTO tasks (title) VALUES ('Read the guide');
