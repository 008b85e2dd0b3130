INSERT INTO users (id, firebase_uid, email, updated_at)
VALUES ('00000000-0001-4000-8000-000000000001', 'verify-0001-a', 'Verify-0001@vibe.invalid',
        '2000-01-01T00:00:00.000Z');
-- Defaults: active, no address proven.
-- dunlin: expect rows = 1
SELECT id FROM users WHERE firebase_uid = 'verify-0001-a' AND is_active AND NOT email_verified;

-- An address belongs to one active account; Firebase knows everybody once.
-- dunlin: expect error 23505
INSERT INTO users (firebase_uid, email) VALUES ('verify-0001-b', 'VERIFY-0001@vibe.invalid');
INSERT INTO users (id, firebase_uid, email, is_active)
VALUES ('00000000-0001-4000-8000-000000000002', 'verify-0001-b', 'VERIFY-0001@vibe.invalid', false);
-- dunlin: expect error 23505
UPDATE users SET is_active = true WHERE firebase_uid = 'verify-0001-b';
-- dunlin: expect error 23505
INSERT INTO users (firebase_uid) VALUES ('verify-0001-a');
-- dunlin: expect error 23502
INSERT INTO users (firebase_uid) VALUES (NULL);
-- dunlin: expect error 23514
INSERT INTO users (firebase_uid) VALUES ('');
-- dunlin: expect error 23514
INSERT INTO users (firebase_uid, email) VALUES ('verify-0001-c', 'no address');
-- dunlin: expect error 23514
INSERT INTO users (firebase_uid, email_verified) VALUES ('verify-0001-c', true);

-- updated_at is stamped by an UPDATE, and left alone by one that sets it.
UPDATE users SET name = 'Verify' WHERE firebase_uid = 'verify-0001-a';
-- dunlin: expect rows = 1
SELECT id FROM users WHERE firebase_uid = 'verify-0001-a' AND updated_at > '2001-01-01';
UPDATE users SET updated_at = '2000-01-01T00:00:00.000Z' WHERE firebase_uid = 'verify-0001-a';
-- dunlin: expect rows = 1
SELECT id FROM users WHERE firebase_uid = 'verify-0001-a' AND updated_at < '2001-01-01';

INSERT INTO conversations (id, user_id, title)
VALUES ('00000000-0001-4000-8000-000000000011', '00000000-0001-4000-8000-000000000001', 'Verify');
-- dunlin: expect rows = 1
SELECT id
FROM conversations
WHERE id = '00000000-0001-4000-8000-000000000011' AND NOT is_archived AND message_count = 0
  AND memory_count = 0;
-- dunlin: expect error 23503
INSERT INTO conversations (user_id, title)
VALUES ('00000000-0001-4000-8000-0000000000ff', 'No such user');
-- dunlin: expect error 23514
INSERT INTO conversations (user_id, title) VALUES ('00000000-0001-4000-8000-000000000001', '');
-- dunlin: expect error 23514
UPDATE conversations SET message_count = -1 WHERE id = '00000000-0001-4000-8000-000000000011';

-- What is looked up often has its index, partial where it should be.
-- dunlin: expect value = 2
SELECT count(*)
FROM (SELECT "partial", name FROM pragma_index_list('users')
      UNION ALL SELECT "partial", name FROM pragma_index_list('conversations'))
WHERE "partial" AND name IN ('users_email_key', 'conversations_active_idx');

-- A generated id looks like a version 4 UUID.
INSERT INTO users (firebase_uid) VALUES ('verify-0001-i');
-- dunlin: expect value = 1
SELECT count(*)
FROM users
WHERE firebase_uid = 'verify-0001-i' AND length(id) = 36
  AND id GLOB '????????-????-4???-[89ab]???-????????????' AND id NOT GLOB '*[^0-9a-f-]*';

-- A user takes the conversations along.
DELETE FROM users WHERE id = '00000000-0001-4000-8000-000000000001';
-- dunlin: expect value = 0
SELECT count(*) FROM conversations WHERE id = '00000000-0001-4000-8000-000000000011';
