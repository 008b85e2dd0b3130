-- Transcripts, and the search in them by FTS5, which knows no language.

-- name: PutTranscript :exec
INSERT INTO transcripts (audio_id, text, lang)
VALUES ('00000000-5eed-4000-8000-000000000401', 'The first hundred customers came by talking to them', 'en'),
       ('00000000-5eed-4000-8000-000000000402', 'Talking to myself about customers', 'en'),
       ('00000000-5eed-4000-8000-000000000403', 'Nad Wisłą o świcie', 'pl')
ON CONFLICT (audio_id) DO UPDATE SET text = excluded.text, lang = excluded.lang;

-- Only what is public is searched.
-- name: SearchTranscripts :many
-- dunlin: uses index transcripts_search
-- dunlin: expect rows = 1
-- dunlin: expect value = 'The first hundred customers'
SELECT a.title, s.rank
FROM transcripts_search AS s
    JOIN transcripts AS t ON t.search_id = s.rowid
    JOIN audio_items AS a ON a.id = t.audio_id
WHERE transcripts_search MATCH 'customers talking' AND a.visibility = 'public' AND a.status = 'ready'
ORDER BY s.rank
LIMIT 20;
-- dunlin: expect rows = 1
SELECT rowid FROM transcripts_search WHERE transcripts_search MATCH 'wisłą';
