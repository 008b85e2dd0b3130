-- Transcripts, and the search in them; the words "simple" knows are those of every language.

-- name: PutTranscript :exec
INSERT INTO transcripts (audio_id, text, lang)
VALUES ('00000000-5eed-4000-8000-000000000401', 'The first hundred customers came by talking to them', 'en'),
       ('00000000-5eed-4000-8000-000000000402', 'Talking to myself about customers', 'en'),
       ('00000000-5eed-4000-8000-000000000403', 'Nad Wisłą o świcie', 'pl')
ON CONFLICT (audio_id) DO UPDATE SET text = excluded.text, lang = excluded.lang;

-- Only what is public is searched.
-- name: SearchTranscripts :many
-- dunlin: expect rows = 1
-- dunlin: expect value = 'The first hundred customers'
SELECT a.title, ts_rank(to_tsvector('simple', t.text), q) AS rank
FROM transcripts AS t
    JOIN audio_items AS a ON a.id = t.audio_id,
    websearch_to_tsquery('simple', 'customers talking') AS q
WHERE to_tsvector('simple', t.text) @@ q AND a.visibility = 'public' AND a.status = 'ready'
ORDER BY rank DESC
LIMIT 20;

-- A table of a few rows is read as a whole, unless that is forbidden.
SET LOCAL enable_seqscan = off;
-- dunlin: uses index transcripts_text_search_idx
-- dunlin: expect rows = 1
SELECT audio_id
FROM transcripts
WHERE to_tsvector('simple', text) @@ websearch_to_tsquery('simple', 'wisłą');
