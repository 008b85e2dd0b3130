-- Tracks of artists with a name like this one, likest first: trigrams in common by all trigrams of
-- the two, at least 0.3, as pg_trgm counts.
--
-- The index finds whoever shares a trigram that few have: one that is in more than a twentieth of
-- the tracks (and in 1000), like those of "the ", would bring most of the table. What is found is
-- ranked, rare trigrams first, and the best 200 are looked at closely.
WITH RECURSIVE
    term (padded) AS (SELECT '  ' || replace(lower('beatles'), ' ', '  ') || ' '),
    enough (tracks) AS (SELECT max(1000, max(search_id) / 20) FROM audio_tracks),
    piece (at, three) AS (
        SELECT 1, substr(padded, 1, 3) FROM term
        UNION ALL
        SELECT at + 1, substr(padded, at + 1, 3) FROM piece, term WHERE at < length(padded) - 2
    ),
    trigram (three, fts) AS MATERIALIZED (
        SELECT DISTINCT three, 'artist_padded : "' || replace(three, '"', '""') || '"' FROM piece
    ),
    counted (fts, tracks) AS MATERIALIZED (
        SELECT fts, (SELECT count(*)
                     FROM (SELECT 1 FROM audio_tracks_trigrams
                           WHERE audio_tracks_trigrams MATCH fts
                           LIMIT (SELECT tracks FROM enough)))
        FROM trigram
    ),
    pattern (fts) AS (
        SELECT group_concat(fts, ' OR ')
        FROM counted
        WHERE tracks < (SELECT tracks FROM enough)
           OR fts = (SELECT fts FROM counted WHERE tracks > 0 ORDER BY tracks LIMIT 1)
    ),
    candidate AS MATERIALIZED (
        SELECT t.id, t.artist, t.title, t.album, lower(t.artist_padded) AS padded
        FROM audio_tracks_trigrams AS g
            JOIN audio_tracks AS t ON t.search_id = g.rowid
        WHERE audio_tracks_trigrams MATCH (SELECT fts FROM pattern)
          AND t.status = 'COMPLETED'
        ORDER BY g.rank
        LIMIT 200
    ),
    compared AS MATERIALIZED (
        SELECT c.id, c.artist, c.title, c.album,
               length(c.padded) - 2 + (SELECT count(*) FROM trigram) AS both,
               (SELECT count(*) FROM trigram WHERE instr(c.padded, three) > 0) AS shared
        FROM candidate AS c
    )
SELECT id, artist, title, album, round(1.0 * shared / (both - shared), 3) AS similarity_score
FROM compared
WHERE shared >= 0.3 * (both - shared)
ORDER BY similarity_score DESC
LIMIT 20;
