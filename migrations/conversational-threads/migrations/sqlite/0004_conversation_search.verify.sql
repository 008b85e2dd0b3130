-- dunlin: expect value = 3
SELECT count(*)
FROM sqlite_schema
WHERE type = 'trigger' AND tbl_name = 'conversations' AND name LIKE 'conversations_search_%';
-- Every conversation is in the index, and nothing else.
-- dunlin: expect rows = 0
SELECT search_id FROM conversations EXCEPT SELECT rowid FROM conversations_search;
-- dunlin: expect rows = 0
SELECT rowid FROM conversations_search EXCEPT SELECT search_id FROM conversations;
INSERT INTO conversations_search (conversations_search) VALUES ('integrity-check');

INSERT INTO conversations (id, name, summary, goals, participants, source_type)
VALUES ('00000000-0004-4000-8000-000000000001', 'Verifying xyzzy releases', 'We met in plughville.',
        '["agree on quuxes"]', '[{"id": "a", "name": "Wombats"}, "odd"]', 'zoom');
-- dunlin: expect rows = 1
SELECT rowid
FROM conversations_search
WHERE conversations_search MATCH 'name:(xyzzy release) AND goals:quux AND participants:wombats';
-- Keys of JSON are no words.
-- dunlin: expect rows = 0
SELECT rowid FROM conversations_search WHERE conversations_search MATCH 'wombats name id';
UPDATE conversations SET summary = 'Nothing.' WHERE id = '00000000-0004-4000-8000-000000000001';
-- dunlin: expect rows = 0
SELECT rowid FROM conversations_search WHERE conversations_search MATCH 'plughville';
-- dunlin: expect rows = 1
SELECT rowid FROM conversations_search WHERE conversations_search MATCH 'xyzzy';
DELETE FROM conversations WHERE id = '00000000-0004-4000-8000-000000000001';
-- dunlin: expect rows = 0
SELECT rowid FROM conversations_search WHERE conversations_search MATCH 'xyzzy';
