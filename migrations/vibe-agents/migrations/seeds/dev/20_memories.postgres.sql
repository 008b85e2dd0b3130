-- Memories and stories as they lie in the database. No key opens these: the bytes are made up.
INSERT INTO encrypted_memories (id, user_id, conversation_id, message_id, payload, nonce, auth_tag)
VALUES
    ('00000000-5eed-4000-8000-000000000301', '00000000-5eed-4000-8000-000000000101',
     '00000000-5eed-4000-8000-000000000201', 'seed-1', '\x5eed0001', '\x5eed00000000000000000001',
     '\x5eed0000000000000000000000000001'),
    ('00000000-5eed-4000-8000-000000000302', '00000000-5eed-4000-8000-000000000101',
     '00000000-5eed-4000-8000-000000000201', 'seed-2', '\x5eed0002', '\x5eed00000000000000000002',
     '\x5eed0000000000000000000000000002'),
    ('00000000-5eed-4000-8000-000000000303', '00000000-5eed-4000-8000-000000000102',
     '00000000-5eed-4000-8000-000000000203', 'seed-1', '\x5eed0003', '\x5eed00000000000000000003',
     '\x5eed0000000000000000000000000003')
ON CONFLICT (id) DO NOTHING;

INSERT INTO stories (id, user_id, conversation_id, status, payload, nonce, auth_tag, happened_on,
                     people, places, events, metadata)
VALUES
    ('00000000-5eed-4000-8000-000000000401', '00000000-5eed-4000-8000-000000000101',
     '00000000-5eed-4000-8000-000000000201', 'ready', '\x5eed0011', '\x5eed00000000000000000011',
     '\x5eed0000000000000000000000000011', '1998-07-12', '{Grandmother,"Aunt May"}', '{Lisbon}',
     '{wedding}', '{"mood": "warm"}'),
    ('00000000-5eed-4000-8000-000000000402', '00000000-5eed-4000-8000-000000000102',
     '00000000-5eed-4000-8000-000000000203', 'pending', NULL, NULL, NULL, NULL, '{}', '{Warszawa}',
     '{}', '{}')
ON CONFLICT (id) DO UPDATE
SET status = excluded.status, happened_on = excluded.happened_on, people = excluded.people,
    places = excluded.places, events = excluded.events, metadata = excluded.metadata;
