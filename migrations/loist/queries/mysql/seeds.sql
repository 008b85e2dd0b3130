-- What the searches find in the seeds.

-- The one completed track with both words; another one with them is still pending.
-- dunlin: expect rows = 1
-- dunlin: expect value = 'Rock and Roll Music'
SELECT title
FROM audio_tracks
WHERE MATCH (search_a, search_b, search_c) AGAINST ('+rock +music' IN BOOLEAN MODE)
  AND status = 'COMPLETED' AND id LIKE '00000000-5eed-%';

-- Names that share trigrams with what is looked for, also when that is misspelt.
-- dunlin: expect value = 'Beatels,The Beatles,The Beetles'
SELECT group_concat(DISTINCT a.name ORDER BY a.name)
FROM audio_artist_trigrams AS g
    JOIN audio_artists AS a USING (artist_id)
WHERE g.three IN ('bea', 'eat', 'atl', 'tle', 'les')
  AND a.name IN ('The Beatles', 'The Beetles', 'Beatels', 'Heron', 'Zofia Wróbel');

-- dunlin: expect rows = 2
SELECT id FROM audio_tracks WHERE status = 'PENDING' AND id LIKE '00000000-5eed-%';
-- A completed track has its audio, somewhere that can be.
-- dunlin: expect error 23514
UPDATE audio_tracks SET status = 'COMPLETED' WHERE id = '00000000-5eed-4000-8000-000000000005';
-- dunlin: expect error 23514
UPDATE audio_tracks SET audio_gcs_path = '/srv/a.flac'
WHERE id = '00000000-5eed-4000-8000-000000000005';
