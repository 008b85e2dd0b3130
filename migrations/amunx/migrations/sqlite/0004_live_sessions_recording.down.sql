-- Forgets which sessions were recorded and where; published episodes stay. Columns that others'
-- checks name go last.
DROP INDEX live_sessions_recording_episode_id_idx;
DROP INDEX live_sessions_recording_s3_key_key;
ALTER TABLE live_sessions DROP COLUMN recording_episode_id;
ALTER TABLE live_sessions DROP COLUMN recording_duration_sec;
ALTER TABLE live_sessions DROP COLUMN recording_s3_key;
ALTER TABLE live_sessions DROP COLUMN is_recorded;
