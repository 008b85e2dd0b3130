-- dunlin: expect rows = 1
SELECT indexrelid
FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_am AS a ON a.oid = c.relam
WHERE i.indisvalid AND i.indrelid = 'conversations'::regclass
  AND c.relname = 'conversations_tsv_search_idx' AND a.amname = 'gin';
-- The trigger that was off while old rows were filled in is on again.
-- dunlin: expect value = 2
SELECT count(*)
FROM pg_trigger
WHERE tgrelid = 'conversations'::regclass AND tgenabled = 'O'
  AND tgname IN ('conversations_tsv_search', 'conversations_updated_at');

INSERT INTO conversations (id, name, summary, goals, participants, source_type)
VALUES ('00000000-0004-4000-8000-000000000001', 'Verifying xyzzy releases', 'We met in plughville.',
        '{"agree on quuxes"}', '[{"id": "a", "name": "Wombats"}, "odd"]', 'zoom');
-- Words of a language are stemmed, names are not, and keys of JSON are no words.
-- dunlin: expect value = '''agre'':4B ''met'':8C ''plughvill'':10C ''quux'':6B ''releas'':3A ''verifi'':1A ''wombats'':11 ''xyzzi'':2A'
SELECT tsv_search FROM conversations WHERE id = '00000000-0004-4000-8000-000000000001';
UPDATE conversations
SET summary = 'Nothing.', tsv_search = NULL
WHERE id = '00000000-0004-4000-8000-000000000001';
-- dunlin: expect rows = 0
SELECT id FROM conversations WHERE tsv_search @@ to_tsquery('english', 'plughville');
-- dunlin: expect rows = 1
SELECT id FROM conversations WHERE tsv_search @@ to_tsquery('english', 'xyzzy & release');
