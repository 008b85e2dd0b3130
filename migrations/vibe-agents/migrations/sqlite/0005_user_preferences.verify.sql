INSERT INTO users (id, firebase_uid)
VALUES ('00000000-0005-4000-8000-000000000001', 'verify-0005-a');
INSERT INTO user_preferences (user_id) VALUES ('00000000-0005-4000-8000-000000000001');
-- dunlin: expect value = {}
SELECT preferences FROM user_preferences WHERE user_id = '00000000-0005-4000-8000-000000000001';
-- dunlin: expect error 23505
INSERT INTO user_preferences (user_id) VALUES ('00000000-0005-4000-8000-000000000001');

-- Any setting, at any depth, can be asked for.
UPDATE user_preferences
SET preferences = '{"theme": "dark", "verify": {"mail": "0005"}}'
WHERE user_id = '00000000-0005-4000-8000-000000000001';
-- dunlin: expect rows = 1
SELECT user_id FROM user_preferences WHERE preferences ->> '$.verify.mail' = '0005';

-- It is an object, and nothing else.
-- dunlin: expect error 23514
UPDATE user_preferences
SET preferences = '["dark"]'
WHERE user_id = '00000000-0005-4000-8000-000000000001';
-- dunlin: expect error 23502
UPDATE user_preferences
SET preferences = NULL
WHERE user_id = '00000000-0005-4000-8000-000000000001';
-- dunlin: expect error 23514
UPDATE user_preferences
SET preferences = '{theme}'
WHERE user_id = '00000000-0005-4000-8000-000000000001';

DELETE FROM users WHERE id = '00000000-0005-4000-8000-000000000001';
-- dunlin: expect rows = 0
SELECT user_id FROM user_preferences WHERE user_id = '00000000-0005-4000-8000-000000000001';
