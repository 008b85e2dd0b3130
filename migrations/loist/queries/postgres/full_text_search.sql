-- Tracks with both words, best first.
SELECT id, artist, title, album,
       ts_rank(search_vector, to_tsquery('english', 'rock & music')) AS rank
FROM audio_tracks
WHERE search_vector @@ to_tsquery('english', 'rock & music')
  AND status = 'COMPLETED'
ORDER BY rank DESC
LIMIT 20;
