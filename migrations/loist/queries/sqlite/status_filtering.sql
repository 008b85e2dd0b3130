-- What the pipeline does next, oldest first. The second condition is there for the partial index.
-- dunlin: max-time 200ms
-- dunlin: uses index idx_audio_tracks_status
SELECT id, title, artist, created_at
FROM audio_tracks
WHERE status = 'PENDING'
  AND status <> 'COMPLETED'
ORDER BY created_at ASC
LIMIT 50;
