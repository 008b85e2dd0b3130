-- What the searches find in the seeds.

-- The one completed track with both words; another one with them is still pending.
-- dunlin: expect rows = 1
-- dunlin: expect value = 'Rock and Roll Music'
SELECT t.title
FROM audio_tracks_search
    JOIN audio_tracks AS t ON t.search_id = audio_tracks_search.rowid
WHERE audio_tracks_search MATCH 'rock AND music'
  AND t.status = 'COMPLETED' AND t.id LIKE '00000000-5eed-%';

-- Names that share trigrams with what is looked for, also when that is misspelt.
-- dunlin: expect value = 'Beatels, The Beatles, The Beetles'
SELECT group_concat(name, ', ')
FROM (SELECT a.name
      FROM audio_artists_trigrams AS g
          JOIN audio_artists AS a ON a.artist_id = g.rowid
      WHERE audio_artists_trigrams MATCH '"bea" OR "eat" OR "atl" OR "tle" OR "les"'
        AND a.name IN ('The Beatles', 'The Beetles', 'Beatels', 'Heron', 'Zofia Wróbel')
      ORDER BY a.name);

-- dunlin: expect rows = 2
SELECT id FROM audio_tracks WHERE status = 'PENDING' AND id LIKE '00000000-5eed-%';
-- A completed track has its audio, somewhere that can be.
-- dunlin: expect error 23514
UPDATE audio_tracks SET status = 'COMPLETED' WHERE id = '00000000-5eed-4000-8000-000000000005';
-- dunlin: expect error 23514
UPDATE audio_tracks SET audio_gcs_path = '/srv/a.flac'
WHERE id = '00000000-5eed-4000-8000-000000000005';
