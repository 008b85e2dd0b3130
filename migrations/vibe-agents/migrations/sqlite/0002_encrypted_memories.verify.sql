INSERT INTO users (id, firebase_uid)
VALUES ('00000000-0002-4000-8000-000000000001', 'verify-0002-a'),
       ('00000000-0002-4000-8000-000000000002', 'verify-0002-b');
INSERT INTO conversations (id, user_id, title)
VALUES ('00000000-0002-4000-8000-000000000011', '00000000-0002-4000-8000-000000000001', 'One'),
       ('00000000-0002-4000-8000-000000000012', '00000000-0002-4000-8000-000000000001', 'Two'),
       ('00000000-0002-4000-8000-000000000013', '00000000-0002-4000-8000-000000000002', 'Other');
INSERT INTO encrypted_memories (id, user_id, conversation_id, message_id, payload, nonce, auth_tag,
                                key_version)
VALUES ('00000000-0002-4000-8000-000000000021', '00000000-0002-4000-8000-000000000001',
        '00000000-0002-4000-8000-000000000011', 'm1', x'00ff', x'000102030405060708090a0b',
        x'000102030405060708090a0b0c0d0e0f', 2000000002);

-- Bytes come back as they are, zero bytes too.
-- dunlin: expect value = 00ff
SELECT lower(hex(payload))
FROM encrypted_memories
WHERE id = '00000000-0002-4000-8000-000000000021';

-- One memory per message; a nonce only once per key.
-- dunlin: expect error 23505
INSERT INTO encrypted_memories (user_id, conversation_id, message_id, payload, nonce, auth_tag)
VALUES ('00000000-0002-4000-8000-000000000001', '00000000-0002-4000-8000-000000000011', 'm1',
        x'01', x'020202020202020202020202', x'000102030405060708090a0b0c0d0e0f');
-- dunlin: expect error 23505
INSERT INTO encrypted_memories (user_id, conversation_id, message_id, payload, nonce, auth_tag,
                                key_version)
VALUES ('00000000-0002-4000-8000-000000000001', '00000000-0002-4000-8000-000000000011', 'm2',
        x'01', x'000102030405060708090a0b', x'000102030405060708090a0b0c0d0e0f', 2000000002);
-- What is cut short cannot be decrypted.
-- dunlin: expect error 23514
UPDATE encrypted_memories SET nonce = x'00'
WHERE id = '00000000-0002-4000-8000-000000000021';
-- dunlin: expect error 23514
UPDATE encrypted_memories SET auth_tag = x'00'
WHERE id = '00000000-0002-4000-8000-000000000021';
-- dunlin: expect error 23514
UPDATE encrypted_memories SET payload = x''
WHERE id = '00000000-0002-4000-8000-000000000021';
-- A memory stays with the user whose conversation it is.
-- dunlin: expect error 23503
UPDATE encrypted_memories
SET conversation_id = '00000000-0002-4000-8000-000000000013'
WHERE id = '00000000-0002-4000-8000-000000000021';

-- The counters follow.
-- dunlin: expect value = 1
SELECT memory_count FROM conversations WHERE id = '00000000-0002-4000-8000-000000000011';
UPDATE encrypted_memories
SET conversation_id = '00000000-0002-4000-8000-000000000012'
WHERE id = '00000000-0002-4000-8000-000000000021';
-- dunlin: expect rows = 2
SELECT id
FROM conversations
WHERE (id = '00000000-0002-4000-8000-000000000011' AND memory_count = 0)
   OR (id = '00000000-0002-4000-8000-000000000012' AND memory_count = 1);
DELETE FROM encrypted_memories WHERE id = '00000000-0002-4000-8000-000000000021';
-- dunlin: expect value = 0
SELECT memory_count FROM conversations WHERE id = '00000000-0002-4000-8000-000000000012';

-- A conversation takes its memories along.
INSERT INTO encrypted_memories (user_id, conversation_id, message_id, payload, nonce, auth_tag,
                                key_version)
VALUES ('00000000-0002-4000-8000-000000000001', '00000000-0002-4000-8000-000000000011', 'm3',
        x'01', x'030303030303030303030303', x'000102030405060708090a0b0c0d0e0f', 2000000002);
DELETE FROM conversations WHERE id = '00000000-0002-4000-8000-000000000011';
-- dunlin: expect value = 0
SELECT count(*)
FROM encrypted_memories
WHERE conversation_id = '00000000-0002-4000-8000-000000000011';
