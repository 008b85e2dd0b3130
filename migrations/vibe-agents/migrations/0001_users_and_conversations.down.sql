-- Takes all users and conversations away.
DROP TABLE IF EXISTS conversations;
DROP TABLE IF EXISTS users;
DROP FUNCTION IF EXISTS set_updated_at();
