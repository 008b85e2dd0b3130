-- Forgets which sessions were recorded and where; published episodes stay. Their constraints and
-- the index go with the columns.
ALTER TABLE live_sessions DROP CONSTRAINT live_sessions_recording_only_if_recorded;
ALTER TABLE live_sessions DROP COLUMN recording_episode_id;
ALTER TABLE live_sessions DROP COLUMN recording_duration_sec;
ALTER TABLE live_sessions DROP COLUMN recording_s3_key;
ALTER TABLE live_sessions DROP COLUMN is_recorded;
