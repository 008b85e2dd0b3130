INSERT INTO users (id, firebase_uid)
VALUES ('00000000-0003-4000-8000-000000000001', 'verify-0003-a'),
       ('00000000-0003-4000-8000-000000000002', 'verify-0003-b');
INSERT INTO conversations (id, user_id, title)
VALUES ('00000000-0003-4000-8000-000000000011', '00000000-0003-4000-8000-000000000001', 'One'),
       ('00000000-0003-4000-8000-000000000012', '00000000-0003-4000-8000-000000000002', 'Other');
INSERT INTO stories (id, user_id, conversation_id, people, places, events)
VALUES ('00000000-0003-4000-8000-000000000021', '00000000-0003-4000-8000-000000000001',
        '00000000-0003-4000-8000-000000000011', '["Ada", "Aunt May"]', '["Lisbon"]', '["wedding"]');

-- Found by any of its people, places and events.
-- dunlin: expect rows = 1
SELECT id
FROM stories
WHERE EXISTS (SELECT 1 FROM json_each(people) WHERE value = 'Aunt May')
  AND EXISTS (SELECT 1 FROM json_each(places) WHERE value IN ('Lisbon', 'Porto'))
  AND EXISTS (SELECT 1 FROM json_each(events) WHERE value = 'wedding')
  AND status = 'pending' AND metadata = '{}' AND user_id = '00000000-0003-4000-8000-000000000001';
-- dunlin: expect error 23514
UPDATE stories SET people = 'Ada' WHERE id = '00000000-0003-4000-8000-000000000021';
-- dunlin: expect error 23514
UPDATE stories SET happened_on = '2024-02-31' WHERE id = '00000000-0003-4000-8000-000000000021';

-- All embeddings are of one size; none is needed.
UPDATE stories SET embedding = zeroblob(6144) WHERE id = '00000000-0003-4000-8000-000000000021';
-- dunlin: expect error 23514
UPDATE stories SET embedding = zeroblob(12) WHERE id = '00000000-0003-4000-8000-000000000021';
UPDATE stories SET embedding = NULL WHERE id = '00000000-0003-4000-8000-000000000021';

-- Ready is what has a text; a text is whole.
-- dunlin: expect error 23514
UPDATE stories SET status = 'ready' WHERE id = '00000000-0003-4000-8000-000000000021';
-- dunlin: expect error 23514
UPDATE stories SET status = 'done' WHERE id = '00000000-0003-4000-8000-000000000021';
-- dunlin: expect error 23514
UPDATE stories SET payload = x'01' WHERE id = '00000000-0003-4000-8000-000000000021';
-- dunlin: expect error 23514
UPDATE stories SET metadata = '[]' WHERE id = '00000000-0003-4000-8000-000000000021';
UPDATE stories
SET status = 'ready', payload = x'01', nonce = x'000102030405060708090a0b',
    auth_tag = x'000102030405060708090a0b0c0d0e0f', key_version = 2000000003
WHERE id = '00000000-0003-4000-8000-000000000021';
-- dunlin: expect error 23505
INSERT INTO stories (user_id, payload, nonce, auth_tag, key_version)
VALUES ('00000000-0003-4000-8000-000000000001', x'01', x'000102030405060708090a0b',
        x'000102030405060708090a0b0c0d0e0f', 2000000003);

-- A story stays with the user whose conversation it is, and goes with it.
-- dunlin: expect error 23503
UPDATE stories
SET conversation_id = '00000000-0003-4000-8000-000000000012'
WHERE id = '00000000-0003-4000-8000-000000000021';
DELETE FROM conversations WHERE id = '00000000-0003-4000-8000-000000000011';
-- dunlin: expect value = 0
SELECT count(*) FROM stories WHERE id = '00000000-0003-4000-8000-000000000021';
