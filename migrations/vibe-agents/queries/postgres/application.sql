-- What the application asks, of the seeds.

-- Active conversations, and their counters.
-- dunlin: expect value = 'Summers by the sea|4|2'
-- dunlin: expect rows = 1
SELECT concat_ws('|', title, message_count, memory_count)
FROM conversations
WHERE user_id = '00000000-5eed-4000-8000-000000000101' AND NOT is_archived
ORDER BY updated_at DESC;

-- Who has an address, however it is written.
-- dunlin: expect value = seed-ada
SELECT firebase_uid FROM users WHERE lower(email) = lower('ADA@vibe.invalid') AND is_active;

-- A memory to decrypt.
-- dunlin: expect value = '5eed0002|12|16|1'
SELECT concat_ws('|', encode(payload, 'hex'), octet_length(nonce), octet_length(auth_tag), key_version)
FROM encrypted_memories
WHERE user_id = '00000000-5eed-4000-8000-000000000101' AND message_id = 'seed-2';
-- It cannot lie in somebody else's conversation.
-- dunlin: expect error 23503
UPDATE encrypted_memories SET user_id = '00000000-5eed-4000-8000-000000000102'
WHERE message_id = 'seed-2';

-- Stories by people, places and mood.
-- dunlin: expect value = '1998-07-12'
SELECT happened_on
FROM stories
WHERE user_id = '00000000-5eed-4000-8000-000000000101' AND people @> '{"Aunt May"}'
  AND places && '{Lisbon,Porto}' AND metadata @> '{"mood": "warm"}';

-- Preferences by what is in them.
-- dunlin: expect value = 'Ada|1.25'
SELECT concat_ws('|', u.name, p.preferences #>> '{voice,speed}')
FROM user_preferences AS p
    JOIN users AS u ON u.id = p.user_id
WHERE p.preferences @> '{"theme": "dark"}';

-- What a user did; no line of it can be changed.
INSERT INTO audit_logs (user_id, action, entity_type, entity_id, ip_address, user_agent)
VALUES ('00000000-5eed-4000-8000-000000000101', 'memory.read', 'memory', '1', '192.0.2.7', 'test');
-- dunlin: expect value = 'memory.read|192.0.2.7'
SELECT concat_ws('|', action, host(ip_address))
FROM audit_logs
WHERE user_id = '00000000-5eed-4000-8000-000000000101'
ORDER BY created_at DESC;
