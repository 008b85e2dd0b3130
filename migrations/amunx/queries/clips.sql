-- Clips: what the worker cuts out of a public recording for Explore.

-- name: CreateClip :exec
INSERT INTO clips (audio_id, start_sec, end_sec, title, quote)
VALUES ('00000000-5eed-4000-8000-000000000401', 12.5, 42, 'By talking', 'We simply asked them.'),
       ('00000000-5eed-4000-8000-000000000402', 0, 15, 'Of a private one', '');

-- name: ListExploreClips :many
-- dunlin: expect rows = 1
-- dunlin: expect value = 'By talking'
SELECT c.title, c.quote, a.title AS of
FROM clips AS c
    JOIN audio_items AS a ON a.id = c.audio_id
WHERE a.visibility = 'public' AND a.status = 'ready'
ORDER BY c.created_at DESC
LIMIT 20;

-- One clip for a span, and no clip ends before it begins.
-- dunlin: expect error 23505
INSERT INTO clips (audio_id, start_sec, end_sec)
VALUES ('00000000-5eed-4000-8000-000000000401', 12.5, 42);
-- dunlin: expect error 23514
INSERT INTO clips (audio_id, start_sec, end_sec)
VALUES ('00000000-5eed-4000-8000-000000000401', 42, 12.5);
