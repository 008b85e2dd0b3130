-- Everybody is back to the defaults.
DROP TABLE IF EXISTS user_preferences;
