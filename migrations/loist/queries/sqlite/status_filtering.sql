-- What the pipeline does next, oldest first. The second condition is there for the partial index.
SELECT id, title, artist, created_at
FROM audio_tracks
WHERE status = 'PENDING'
  AND status <> 'COMPLETED'
ORDER BY created_at ASC
LIMIT 50;
