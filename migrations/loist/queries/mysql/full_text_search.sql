-- Tracks with both words, best first, with the weights that ts_rank gives to A, B and C.
-- dunlin: max-time 200ms
-- dunlin: uses index idx_audio_tracks_search
SELECT id, artist, title, album,
       MATCH (search_a) AGAINST ('rock music')
           + 0.4 * MATCH (search_b) AGAINST ('rock music')
           + 0.2 * MATCH (search_c) AGAINST ('rock music') AS score
FROM audio_tracks
WHERE MATCH (search_a, search_b, search_c) AGAINST ('+rock +music' IN BOOLEAN MODE)
  AND status = 'COMPLETED'
ORDER BY score DESC
LIMIT 20;
