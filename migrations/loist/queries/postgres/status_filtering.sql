-- What the pipeline does next, oldest first.
SELECT id, title, artist, created_at
FROM audio_tracks
WHERE status = 'PENDING'
ORDER BY created_at ASC
LIMIT 50;
