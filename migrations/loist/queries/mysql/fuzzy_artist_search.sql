-- Tracks of artists with a name like this one, likest first: trigrams in common by all trigrams of
-- the two, at least 0.3, as pg_trgm counts.
--
-- The table of trigrams finds every name that shares one; each is counted, and then its tracks.
-- dunlin: max-time 200ms
-- dunlin: uses index PRIMARY
-- dunlin: uses index idx_audio_tracks_artist_album
WITH RECURSIVE
    term (padded) AS (
        SELECT concat('  ', replace(lower('beatles'), ' ', '  '), ' ') COLLATE utf8mb4_bin
    ),
    piece (i, three) AS (
        SELECT 1, substr(padded, 1, 3) FROM term
        UNION ALL
        SELECT i + 1, substr(padded, i + 1, 3) FROM piece, term WHERE i < char_length(padded) - 2
    ),
    trigram (three) AS (SELECT DISTINCT three FROM piece),
    candidate (artist_id, shared) AS (
        SELECT g.artist_id, count(*)
        FROM trigram AS q
            STRAIGHT_JOIN audio_artist_trigrams AS g ON g.three = q.three
        GROUP BY g.artist_id
        HAVING count(*) >= 0.3 * (SELECT count(*) FROM trigram)
    ),
    compared (name, shared, everything) AS (
        SELECT a.name, c.shared,
               (SELECT count(*) FROM audio_artist_trigrams AS g WHERE g.artist_id = c.artist_id)
                   + (SELECT count(*) FROM trigram) - c.shared
        FROM candidate AS c
            JOIN audio_artists AS a USING (artist_id)
    )
SELECT t.id, t.artist, t.title, t.album, round(c.shared / c.everything, 3) AS similarity_score
FROM compared AS c
    STRAIGHT_JOIN audio_tracks AS t FORCE INDEX (idx_audio_tracks_artist_album) ON t.artist = c.name
WHERE c.shared >= 0.3 * c.everything AND t.status = 'COMPLETED'
ORDER BY similarity_score DESC
LIMIT 20;
