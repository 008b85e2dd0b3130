INSERT INTO users (id, handle, display_name, is_anon)
VALUES ('00000000-0005-4000-8000-000000000001', 'verify_0005_a', 'Host', true);
INSERT INTO live_sessions (host_id, title, room)
VALUES ('00000000-0005-4000-8000-000000000001', 'Verify', 'verify-0005');
-- dunlin: expect value = none
SELECT mask FROM live_sessions WHERE room = 'verify-0005';
UPDATE live_sessions SET mask = 'robot' WHERE room = 'verify-0005';
-- dunlin: expect value = robot
SELECT mask FROM live_sessions WHERE room = 'verify-0005';
-- dunlin: expect error 23502
UPDATE live_sessions SET mask = NULL WHERE room = 'verify-0005';
-- A value that the check does not know.
-- dunlin: expect error 23514
UPDATE live_sessions SET mask = 'whisper' WHERE room = 'verify-0005';
