-- A live session may be recorded; the recording may be published as an episode. A unique constraint
-- cannot be added to a table, a unique index can.
ALTER TABLE live_sessions ADD COLUMN is_recorded INTEGER NOT NULL DEFAULT 0
    CHECK (is_recorded IN (0, 1));
ALTER TABLE live_sessions ADD COLUMN recording_s3_key TEXT
    CHECK (is_recorded OR recording_s3_key IS NULL);
ALTER TABLE live_sessions ADD COLUMN recording_duration_sec INTEGER
    CHECK (recording_duration_sec > 0 AND is_recorded OR recording_duration_sec IS NULL);
ALTER TABLE live_sessions ADD COLUMN recording_episode_id TEXT
    REFERENCES episodes (id) ON DELETE SET NULL
    CHECK (is_recorded OR recording_episode_id IS NULL);
CREATE UNIQUE INDEX live_sessions_recording_s3_key_key ON live_sessions (recording_s3_key);
CREATE INDEX live_sessions_recording_episode_id_idx ON live_sessions (recording_episode_id);
