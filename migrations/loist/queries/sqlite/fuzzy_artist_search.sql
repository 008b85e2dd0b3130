-- Tracks of artists with a name like this one, likest first: trigrams in common by all trigrams of
-- the two, at least 0.3, as pg_trgm counts.
--
-- The index finds every name that shares a trigram which few have: one that is in more than a
-- twentieth of the names (and in 1000), like those of "the ", would bring most of them. What is found
-- is ranked, rare trigrams first; the best 200 are looked at closely, and then their tracks.
-- dunlin: max-time 200ms
-- dunlin: uses index audio_artists_trigrams
-- dunlin: uses index idx_audio_tracks_artist_album
WITH RECURSIVE
    term (padded) AS (SELECT '  ' || replace(lower('beatles'), ' ', '  ') || ' '),
    enough (artists) AS (SELECT max(1000, max(artist_id) / 20) FROM audio_artists),
    piece (at, three) AS (
        SELECT 1, substr(padded, 1, 3) FROM term
        UNION ALL
        SELECT at + 1, substr(padded, at + 1, 3) FROM piece, term WHERE at < length(padded) - 2
    ),
    trigram (three, fts) AS MATERIALIZED (
        SELECT DISTINCT three, '"' || replace(three, '"', '""') || '"' FROM piece
    ),
    counted (fts, artists) AS MATERIALIZED (
        SELECT fts, (SELECT count(*)
                     FROM (SELECT 1 FROM audio_artists_trigrams
                           WHERE audio_artists_trigrams MATCH fts
                           LIMIT (SELECT artists FROM enough)))
        FROM trigram
    ),
    pattern (fts) AS (
        SELECT group_concat(fts, ' OR ')
        FROM counted
        WHERE artists < (SELECT artists FROM enough)
           OR fts = (SELECT fts FROM counted WHERE artists > 0 ORDER BY artists LIMIT 1)
    ),
    candidate AS MATERIALIZED (
        SELECT a.name, lower(a.name_padded) AS padded
        FROM audio_artists_trigrams AS g
            JOIN audio_artists AS a ON a.artist_id = g.rowid
        WHERE audio_artists_trigrams MATCH (SELECT fts FROM pattern)
        ORDER BY g.rank
        LIMIT 200
    ),
    compared AS MATERIALIZED (
        SELECT c.name,
               length(c.padded) - 2 + (SELECT count(*) FROM trigram) AS both,
               (SELECT count(*) FROM trigram WHERE instr(c.padded, three) > 0) AS shared
        FROM candidate AS c
    )
SELECT t.id, t.artist, t.title, t.album,
       round(1.0 * shared / (both - shared), 3) AS similarity_score
FROM compared
    CROSS JOIN audio_tracks AS t ON t.artist = compared.name
WHERE shared >= 0.3 * (both - shared) AND t.status = 'COMPLETED'
ORDER BY similarity_score DESC
LIMIT 20;
