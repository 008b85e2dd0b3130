-- Tracks of artists with a name like this one, likest first. How like it must be is
-- pg_trgm.similarity_threshold, 0.3 where nobody sets it.
SELECT id, artist, title, album, similarity(artist, 'beatles') AS similarity_score
FROM audio_tracks
WHERE artist % 'beatles'
  AND status = 'COMPLETED'
ORDER BY similarity_score DESC
LIMIT 20;
