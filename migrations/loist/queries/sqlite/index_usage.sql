-- The indexes, and what ANALYZE sees: rows, and rows per value. SQLite does not count uses.
ANALYZE audio_tracks;
-- dunlin: expect rows = 4
SELECT l.name AS indexname, l.partial, s.stat
FROM pragma_index_list('audio_tracks') AS l
    LEFT JOIN sqlite_stat1 AS s ON s.idx = l.name
ORDER BY l.name;
