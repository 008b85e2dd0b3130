-- What the pipeline does next, oldest first.
--
-- With a handful of tracks the planner would rather read them all, which says nothing of the index.
SELECT set_config('enable_seqscan',
                  CASE WHEN EXISTS (SELECT FROM audio_tracks OFFSET 1000) THEN 'on' ELSE 'off' END, true);

-- dunlin: max-time 200ms
-- dunlin: uses index idx_audio_tracks_status
SELECT id, title, artist, created_at
FROM audio_tracks
WHERE status = 'PENDING'
ORDER BY created_at ASC
LIMIT 50;
