INSERT INTO users (id, handle, display_name, is_anon)
VALUES ('00000000-0004-4000-8000-000000000001', 'verify_0004_a', 'Host', true);
INSERT INTO live_sessions (id, host_id, title, room)
VALUES ('00000000-0004-4000-8000-000000000002', '00000000-0004-4000-8000-000000000001',
        'Verify', 'verify-0004');

-- Off by default; a recording needs the host's wish first.
-- dunlin: expect value = 1
SELECT count(*) FROM live_sessions WHERE room = 'verify-0004' AND NOT is_recorded;
-- dunlin: expect error 23514
UPDATE live_sessions SET recording_s3_key = 'verify/0004' WHERE room = 'verify-0004';
-- dunlin: expect error 23514
UPDATE live_sessions SET is_recorded = true, recording_duration_sec = 0
WHERE room = 'verify-0004';
UPDATE live_sessions
SET is_recorded = true, recording_s3_key = 'verify/0004', recording_duration_sec = 90
WHERE room = 'verify-0004';

-- One object in storage belongs to one session.
-- dunlin: expect error 23505
INSERT INTO live_sessions (host_id, title, room, is_recorded, recording_s3_key)
VALUES ('00000000-0004-4000-8000-000000000001', 'Verify', 'verify-0004-b', true, 'verify/0004');

-- The published recording is a foreign key that lets go (the column is renamed by 0006).
-- dunlin: expect value = 1
SELECT count(*)
FROM information_schema.referential_constraints
WHERE constraint_schema = database() AND table_name = 'live_sessions'
  AND referenced_table_name IN ('episodes', 'audio_items') AND delete_rule = 'SET NULL'
  AND constraint_name LIKE '%recording%';
