-- What the searches find in the seeds.

-- The one completed track with both words; another one with them is still pending.
-- dunlin: expect rows = 1
-- dunlin: expect value = 'Rock and Roll Music'
SELECT title
FROM audio_tracks
WHERE search_vector @@ to_tsquery('english', 'rock & music')
  AND status = 'COMPLETED' AND id::text LIKE '00000000-5eed-%';

-- The likest artist first, then the misspelt ones, and no other.
-- dunlin: expect value = 'The Beatles, The Beetles, Beatels'
SELECT string_agg(artist, ', ' ORDER BY similarity(artist, 'beatles') DESC)
FROM audio_tracks
WHERE artist % 'beatles' AND status = 'COMPLETED' AND id::text LIKE '00000000-5eed-%';

-- dunlin: expect rows = 2
SELECT id FROM audio_tracks WHERE status = 'PENDING' AND id::text LIKE '00000000-5eed-%';
-- A completed track has its audio, somewhere that can be.
-- dunlin: expect error 23514
UPDATE audio_tracks SET status = 'COMPLETED' WHERE id = '00000000-5eed-4000-8000-000000000005';
-- dunlin: expect error 23514
UPDATE audio_tracks SET audio_gcs_path = '/srv/a.flac'
WHERE id = '00000000-5eed-4000-8000-000000000005';
