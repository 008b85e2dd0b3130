-- Tracks with both words, best first: bm25() is the smaller the better.
-- dunlin: max-time 200ms
-- dunlin: uses index audio_tracks_search
SELECT t.id, t.artist, t.title, t.album, -bm25(audio_tracks_search, 1.0, 1.0, 0.4, 0.2) AS rank
FROM audio_tracks_search
    JOIN audio_tracks AS t ON t.search_id = audio_tracks_search.rowid
WHERE audio_tracks_search MATCH 'rock AND music'
  AND t.status = 'COMPLETED'
ORDER BY rank DESC
LIMIT 20;
