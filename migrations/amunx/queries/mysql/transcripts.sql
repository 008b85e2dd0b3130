-- Transcripts, and the search in them by FULLTEXT, which knows no language. It finds what is
-- committed, so nothing that is written here.

-- name: PutTranscript :exec
INSERT INTO transcripts (audio_id, text, lang)
VALUES ('00000000-5eed-4000-8000-000000000401', 'The first hundred customers came by talking to them', 'en'),
       ('00000000-5eed-4000-8000-000000000402', 'Talking to myself about customers', 'en'),
       ('00000000-5eed-4000-8000-000000000403', 'Nad Wisłą o świcie', 'pl')
ON DUPLICATE KEY UPDATE text = VALUES(text), lang = VALUES(lang);

-- Only what is public is searched.
-- name: SearchTranscripts :many
-- dunlin: uses index transcripts_text_search_idx
SELECT a.title, MATCH (t.text) AGAINST ('+customers +talking' IN BOOLEAN MODE) AS score
FROM transcripts AS t
    JOIN audio_items AS a ON a.id = t.audio_id
WHERE MATCH (t.text) AGAINST ('+customers +talking' IN BOOLEAN MODE)
  AND a.visibility = 'public' AND a.status = 'ready'
ORDER BY score DESC
LIMIT 20;
