-- Summaries: one for a recording, with a preview for its card.

-- name: PutSummary :exec
INSERT INTO summaries (audio_id, preview_sentence, tldr, mood)
VALUES ('00000000-5eed-4000-8000-000000000401', 'How the first hundred came.', 'How they came.', 'calm')
ON DUPLICATE KEY UPDATE
    preview_sentence = VALUES(preview_sentence), tldr = VALUES(tldr), mood = VALUES(mood);

-- name: GetSummary :one
-- dunlin: expect value = 'How the first hundred came.'
SELECT preview_sentence, tldr, chapters, keywords, mood
FROM summaries
WHERE audio_id = '00000000-5eed-4000-8000-000000000401';

-- A card has 140 characters.
-- dunlin: expect error 23514
UPDATE summaries
SET preview_sentence = repeat('1', 141)
WHERE audio_id = '00000000-5eed-4000-8000-000000000401';
