-- What the pipeline does next, oldest first.
-- dunlin: max-time 200ms
-- dunlin: uses index idx_audio_tracks_status
SELECT id, title, artist, created_at
FROM audio_tracks
WHERE status = 'PENDING'
ORDER BY created_at ASC
LIMIT 50;
