-- Tracks of artists with a name like this one, likest first. How like it must be is
-- pg_trgm.similarity_threshold, 0.3 where nobody sets it.
--
-- With a handful of tracks the planner would rather read them all, which says nothing of the index.
SELECT set_config('enable_seqscan',
                  CASE WHEN EXISTS (SELECT FROM audio_tracks OFFSET 1000) THEN 'on' ELSE 'off' END, true);

-- dunlin: max-time 200ms
-- dunlin: uses index idx_audio_tracks_artist
SELECT id, artist, title, album, similarity(artist, 'beatles') AS similarity_score
FROM audio_tracks
WHERE artist % 'beatles'
  AND status = 'COMPLETED'
ORDER BY similarity_score DESC
LIMIT 20;
