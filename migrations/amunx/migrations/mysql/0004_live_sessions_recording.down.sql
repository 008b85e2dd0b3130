-- Forgets which sessions were recorded and where; published episodes stay.
DROP TRIGGER live_sessions_recorded_update;
DROP TRIGGER live_sessions_recorded_insert;
ALTER TABLE live_sessions DROP FOREIGN KEY live_sessions_recording_episode_id_fkey;
ALTER TABLE live_sessions
    DROP CONSTRAINT live_sessions_recording_only_if_recorded,
    DROP CONSTRAINT live_sessions_recording_duration_positive,
    DROP CONSTRAINT live_sessions_is_recorded_boolean,
    DROP INDEX live_sessions_recording_episode_id_idx,
    DROP INDEX live_sessions_recording_s3_key_key,
    DROP COLUMN recording_episode_id,
    DROP COLUMN recording_duration_sec,
    DROP COLUMN recording_s3_key,
    DROP COLUMN is_recorded;
