-- Settings, one row per user who has changed any. What is in them is the application's business,
-- so they are JSON and need no migration for a new one.
CREATE TABLE IF NOT EXISTS user_preferences (
    user_id     uuid        NOT NULL,
    preferences jsonb       NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_preferences_pkey PRIMARY KEY (user_id),
    CONSTRAINT user_preferences_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT user_preferences_object CHECK (jsonb_typeof(preferences) = 'object')
);
CREATE INDEX IF NOT EXISTS user_preferences_preferences_idx
    ON user_preferences USING gin (preferences jsonb_path_ops);
DO $$
BEGIN
    CREATE TRIGGER user_preferences_updated_at BEFORE UPDATE ON user_preferences
        FOR EACH ROW EXECUTE FUNCTION set_updated_at();
EXCEPTION
    WHEN duplicate_object THEN NULL;
END;
$$;
COMMENT ON TABLE user_preferences IS 'Settings of users; no row: the defaults.';
COMMENT ON COLUMN user_preferences.preferences IS 'One object, such as {"theme": "dark"}.';
