-- A live session may be recorded; the recording may be published as an episode.
ALTER TABLE live_sessions ADD COLUMN is_recorded boolean NOT NULL DEFAULT false;
ALTER TABLE live_sessions ADD COLUMN recording_s3_key text;
ALTER TABLE live_sessions ADD COLUMN recording_duration_sec integer;
ALTER TABLE live_sessions ADD COLUMN recording_episode_id uuid;
ALTER TABLE live_sessions ADD CONSTRAINT live_sessions_recording_s3_key_key
    UNIQUE (recording_s3_key);
ALTER TABLE live_sessions ADD CONSTRAINT live_sessions_recording_duration_positive
    CHECK (recording_duration_sec > 0);
ALTER TABLE live_sessions ADD CONSTRAINT live_sessions_recording_only_if_recorded
    CHECK (is_recorded OR num_nonnulls(recording_s3_key, recording_duration_sec,
                                       recording_episode_id) = 0);
ALTER TABLE live_sessions ADD CONSTRAINT live_sessions_recording_episode_id_fkey
    FOREIGN KEY (recording_episode_id) REFERENCES episodes (id) ON DELETE SET NULL;
CREATE INDEX live_sessions_recording_episode_id_idx ON live_sessions (recording_episode_id);
COMMENT ON COLUMN live_sessions.is_recorded IS 'The host asked for a recording.';
