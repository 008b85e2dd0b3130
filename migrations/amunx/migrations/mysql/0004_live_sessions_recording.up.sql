-- A live session may be recorded; the recording may be published as an episode.
ALTER TABLE live_sessions
    ADD COLUMN is_recorded boolean NOT NULL DEFAULT false COMMENT 'The host asked for a recording.',
    ADD COLUMN recording_s3_key varchar(700),
    ADD COLUMN recording_duration_sec integer,
    ADD COLUMN recording_episode_id varchar(36) CHARACTER SET ascii,
    ADD CONSTRAINT live_sessions_is_recorded_boolean CHECK (is_recorded IN (0, 1)),
    ADD CONSTRAINT live_sessions_recording_s3_key_key UNIQUE (recording_s3_key),
    ADD CONSTRAINT live_sessions_recording_duration_positive CHECK (recording_duration_sec > 0),
    ADD CONSTRAINT live_sessions_recording_only_if_recorded
        CHECK (is_recorded OR (recording_s3_key IS NULL AND recording_duration_sec IS NULL)),
    ADD INDEX live_sessions_recording_episode_id_idx (recording_episode_id);
ALTER TABLE live_sessions ADD CONSTRAINT live_sessions_recording_episode_id_fkey
    FOREIGN KEY (recording_episode_id) REFERENCES episodes (id) ON DELETE SET NULL;

-- A check may not name a column that a foreign key empties.
CREATE TRIGGER live_sessions_recorded_insert BEFORE INSERT ON live_sessions FOR EACH ROW
BEGIN
    IF NOT NEW.is_recorded AND NEW.recording_episode_id IS NOT NULL THEN
        SIGNAL SQLSTATE '23514'
            SET MESSAGE_TEXT = 'live_sessions: only what was recorded has a recording';
    END IF;
END;

CREATE TRIGGER live_sessions_recorded_update BEFORE UPDATE ON live_sessions FOR EACH ROW
BEGIN
    IF NOT NEW.is_recorded AND NEW.recording_episode_id IS NOT NULL THEN
        SIGNAL SQLSTATE '23514'
            SET MESSAGE_TEXT = 'live_sessions: only what was recorded has a recording';
    END IF;
END;
