-- The indexes that the product's queries live on.
-- dunlin: expect value = 9
SELECT count(*)
FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_am AS a ON a.oid = c.relam
WHERE i.indisvalid
  AND i.indrelid IN ('conversations'::regclass, 'utterances'::regclass)
  AND (c.relname, a.amname, i.indpred IS NOT NULL, i.indexprs IS NOT NULL) IN
      (('conversations_owner_id_started_at_idx', 'btree', true, false),
       ('conversations_unfinished_idx', 'btree', true, false),
       ('conversations_channel_id_idx', 'btree', true, true),
       ('conversations_participants_idx', 'gin', false, false),
       ('conversations_goals_idx', 'gin', false, false),
       ('utterances_conversation_id_speaker_id_idx', 'btree', false, false),
       ('utterances_conversation_id_start_ms_idx', 'btree', true, false),
       ('utterances_unsure_idx', 'btree', true, false),
       ('utterances_thread_ts_idx', 'btree', true, true));
-- dunlin: expect value = 5
SELECT count(*)
FROM pg_attribute
WHERE attrelid IN ('conversations'::regclass, 'utterances'::regclass)
  AND (attname, atttypid) IN (('source_metadata', 'jsonb'::regtype),
                              ('participants', 'jsonb'::regtype), ('goals', 'text[]'::regtype),
                              ('goal_progress', 'numeric'::regtype),
                              ('platform_metadata', 'jsonb'::regtype));
-- dunlin: expect rows = 1
SELECT extname FROM pg_extension WHERE extname = 'uuid-ossp';

-- A conversation, with its defaults.
INSERT INTO conversations (id, name, source_type, source_id, started_at, updated_at)
VALUES ('00000000-0001-4000-8000-000000000001', 'Verify', 'slack', 'verify-0001',
        '2000-01-01T10:00:00Z', '2000-01-01T10:00:00Z');
-- dunlin: expect rows = 1
SELECT id
FROM conversations
WHERE id = '00000000-0001-4000-8000-000000000001' AND status = 'live' AND goal_progress = 0
  AND source_metadata = '{}' AND participants = '[]' AND goals = '{}';
UPDATE conversations SET goal_progress = 0.5 WHERE id = '00000000-0001-4000-8000-000000000001';
-- dunlin: expect value = 1
SELECT count(*)
FROM conversations
WHERE id = '00000000-0001-4000-8000-000000000001' AND updated_at > '2001-01-01T00:00:00Z';
-- An UPDATE that sets updated_at itself is left alone.
UPDATE conversations
SET updated_at = '2000-01-02T00:00:00Z'
WHERE id = '00000000-0001-4000-8000-000000000001';
-- dunlin: expect rows = 1
SELECT id
FROM conversations
WHERE id = '00000000-0001-4000-8000-000000000001' AND updated_at = '2000-01-02T00:00:00Z';

-- Bad ones are refused.
-- dunlin: expect error 23514
INSERT INTO conversations (name, source_type) VALUES ('Verify', 'pigeon');
-- dunlin: expect error 23514
INSERT INTO conversations (name, source_type) VALUES ('', 'zoom');
-- dunlin: expect error 23514
INSERT INTO conversations (name, source_type, participants) VALUES ('Verify', 'zoom', '{}');
-- dunlin: expect error 23514
INSERT INTO conversations (name, source_type, source_metadata) VALUES ('Verify', 'zoom', '[]');
-- dunlin: expect error 23514
INSERT INTO conversations (name, source_type, goal_progress) VALUES ('Verify', 'zoom', 1.5);
-- dunlin: expect error 23514
INSERT INTO conversations (name, source_type, status) VALUES ('No end', 'zoom', 'ready');
-- dunlin: expect error 23514
UPDATE conversations
SET ended_at = '2000-01-01T09:59:59Z'
WHERE id = '00000000-0001-4000-8000-000000000001';
-- dunlin: expect error 23502
INSERT INTO conversations (source_type) VALUES ('zoom');
-- dunlin: expect error 23505
INSERT INTO conversations (name, source_type, source_id) VALUES ('Again', 'slack', 'verify-0001');

-- What was said: in order, once, and within the conversation.
INSERT INTO utterances (conversation_id, sequence_number, speaker_id, text, start_ms, end_ms,
                        platform_message_id)
VALUES ('00000000-0001-4000-8000-000000000001', 0, 'ada', 'Hello.', 0, 900, 'm0');
-- dunlin: expect value = 4
SELECT substr(CAST(id AS text), 15, 1)
FROM utterances
WHERE conversation_id = '00000000-0001-4000-8000-000000000001';
-- dunlin: expect error 23505
INSERT INTO utterances (conversation_id, sequence_number, speaker_id, text)
VALUES ('00000000-0001-4000-8000-000000000001', 0, 'bo', 'At the same place.');
-- dunlin: expect error 23505
INSERT INTO utterances (conversation_id, sequence_number, speaker_id, text, platform_message_id)
VALUES ('00000000-0001-4000-8000-000000000001', 1, 'bo', 'The same message.', 'm0');
-- dunlin: expect error 23503
INSERT INTO utterances (conversation_id, sequence_number, speaker_id, text)
VALUES ('00000000-0001-4000-8000-0000000000ff', 0, 'bo', 'Nowhere.');
-- dunlin: expect error 23514
INSERT INTO utterances (conversation_id, sequence_number, speaker_id, text, confidence)
VALUES ('00000000-0001-4000-8000-000000000001', 1, 'bo', 'Too sure.', 1.1);
-- dunlin: expect error 23514
INSERT INTO utterances (conversation_id, sequence_number, speaker_id, text, start_ms, end_ms)
VALUES ('00000000-0001-4000-8000-000000000001', 1, 'bo', 'Backwards.', 900, 0);
-- dunlin: expect error 23514
INSERT INTO utterances (conversation_id, sequence_number, speaker_id, text, end_ms)
VALUES ('00000000-0001-4000-8000-000000000001', 1, 'bo', 'Ends, but never began.', 900);
-- dunlin: expect error 23514
INSERT INTO utterances (conversation_id, sequence_number, speaker_id, text, platform_metadata)
VALUES ('00000000-0001-4000-8000-000000000001', 1, 'bo', 'Of a list.', '[]');

-- They go with their conversation.
DELETE FROM conversations WHERE id = '00000000-0001-4000-8000-000000000001';
-- dunlin: expect rows = 0
SELECT id FROM utterances WHERE conversation_id = '00000000-0001-4000-8000-000000000001';
