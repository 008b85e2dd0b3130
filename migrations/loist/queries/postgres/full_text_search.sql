-- Tracks with both words, best first.
--
-- With a handful of tracks the planner would rather read them all, which says nothing of the index.
SELECT set_config('enable_seqscan',
                  CASE WHEN EXISTS (SELECT FROM audio_tracks OFFSET 1000) THEN 'on' ELSE 'off' END, true);

-- dunlin: max-time 200ms
-- dunlin: uses index idx_audio_tracks_search_vector
SELECT id, artist, title, album,
       ts_rank(search_vector, to_tsquery('english', 'rock & music')) AS rank
FROM audio_tracks
WHERE search_vector @@ to_tsquery('english', 'rock & music')
  AND status = 'COMPLETED'
ORDER BY rank DESC
LIMIT 20;
