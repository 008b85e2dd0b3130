-- Takes all users and conversations away.
DROP TABLE IF EXISTS conversations;
DROP TABLE IF EXISTS users;
