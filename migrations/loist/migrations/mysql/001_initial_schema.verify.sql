-- The indexes are there, and of the right kind.
-- dunlin: expect value = 'idx_audio_tracks_artist_album idx_audio_tracks_created_at idx_audio_tracks_status PRIMARY'
SELECT group_concat(DISTINCT index_name ORDER BY index_name SEPARATOR ' ')
FROM information_schema.statistics
WHERE table_schema = database() AND table_name = 'audio_tracks' AND index_type = 'BTREE';
-- dunlin: expect value = 'idx_audio_tracks_search idx_audio_tracks_search_a idx_audio_tracks_search_b idx_audio_tracks_search_c'
SELECT group_concat(DISTINCT index_name ORDER BY index_name SEPARATOR ' ')
FROM information_schema.statistics
WHERE table_schema = database() AND table_name = 'audio_tracks' AND index_type = 'FULLTEXT';

-- Defaults.
INSERT INTO audio_tracks (title, artist, album, genre, updated_at)
VALUES ('Quokkas zigzag', 'Wombat', 'Numbats', 'verify001', '2000-01-01 00:00:00');
-- dunlin: expect rows = 1
SELECT id FROM audio_tracks
WHERE genre = 'verify001' AND status = 'PENDING' AND created_at IS NOT NULL;
-- dunlin: expect rows = 1
SELECT id FROM audio_tracks
WHERE genre = 'verify001'
  AND id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$';

-- What is searched, by weight. A row is found by its words once it is committed, and what is done
-- here never is: queries/mysql/seeds.sql searches.
-- dunlin: expect rows = 1
SELECT id FROM audio_tracks
WHERE search_a = 'Quokkas zigzag Wombat' AND search_b = 'Numbats' AND search_c = 'VERIFY001';

-- An UPDATE is searched too, and stamped; one that sets updated_at is left alone.
UPDATE audio_tracks SET title = 'Bilbies hum' WHERE genre = 'verify001';
-- dunlin: expect rows = 1
SELECT id FROM audio_tracks
WHERE search_a = 'Bilbies hum Wombat' AND genre = 'verify001' AND updated_at > '2001-01-01';
UPDATE audio_tracks SET updated_at = '2000-01-01 00:00:00' WHERE genre = 'verify001';
-- dunlin: expect rows = 1
SELECT id FROM audio_tracks WHERE genre = 'verify001' AND updated_at < '2001-01-01';

-- Artists: each name once, with its trigrams, for as long as there is a track.
INSERT INTO audio_tracks (title, artist, genre)
VALUES ('First', 'Wombat verify001', 'verify001a'), ('Second', 'Wombat verify001', 'verify001a'),
       ('Third', 'Wallaby verify001', 'verify001a');
-- dunlin: expect value = '  v,  w, ve, wo,001,01 ,at ,bat,eri,fy0,ify,mba,omb,rif,t  ,ver,wom,y00'
SELECT group_concat(g.three ORDER BY g.three)
FROM audio_artists AS a
    JOIN audio_artist_trigrams AS g USING (artist_id)
WHERE a.name = 'Wombat verify001';
-- dunlin: expect rows = 2
SELECT name FROM audio_artists WHERE name LIKE '% verify001';
UPDATE audio_tracks SET artist = 'Wombat verify001' WHERE artist = 'Wallaby verify001';
-- dunlin: expect rows = 1
SELECT name FROM audio_artists WHERE name LIKE '% verify001';
DELETE FROM audio_tracks WHERE genre = 'verify001a' AND title <> 'First';
-- dunlin: expect rows = 1
SELECT name FROM audio_artists WHERE name LIKE '% verify001';
UPDATE audio_tracks SET artist = NULL WHERE genre = 'verify001a';
-- dunlin: expect rows = 0
SELECT name FROM audio_artists WHERE name LIKE '% verify001';
UPDATE audio_tracks SET artist = 'Wombat verify001' WHERE genre = 'verify001a';
DELETE FROM audio_tracks WHERE genre = 'verify001a';
-- dunlin: expect rows = 0
SELECT name FROM audio_artists WHERE name LIKE '% verify001';

-- Durations keep the millisecond.
UPDATE audio_tracks SET duration_seconds = 9999999.999 WHERE genre = 'verify001';
-- dunlin: expect value = 9999999.999
SELECT duration_seconds FROM audio_tracks WHERE genre = 'verify001';

-- What is not a track.
-- dunlin: expect error 23502
INSERT INTO audio_tracks (artist) VALUES ('No title');
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title) VALUES ('   ');
-- dunlin: expect error 22001
INSERT INTO audio_tracks (title) VALUES (repeat('x', 501));
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, status) VALUES ('No such status', 'DONE');
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, year) VALUES ('Too early', 1799);
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, year) VALUES ('Too late', 2101);
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, duration_seconds) VALUES ('Before it began', -0.001);
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, channels) VALUES ('Silence', 0);
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, sample_rate) VALUES ('No samples', 0);
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, bitrate) VALUES ('No bits', 0);
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, file_size_bytes) VALUES ('Empty file', 0);
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, status) VALUES ('Nowhere', 'COMPLETED');

-- Paths: gs://BUCKET/OBJECT, and nothing else.
INSERT INTO audio_tracks (title, status, audio_gcs_path, thumbnail_gcs_path)
VALUES ('Stored', 'COMPLETED', 'gs://loist-audio/a/b.flac', 'gs://loist-art/a b.jpg');
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, audio_gcs_path) VALUES ('Local', '/srv/a.flac');
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, audio_gcs_path) VALUES ('Web', 'https://x.invalid/a.flac');
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, audio_gcs_path) VALUES ('Prefix', ' gs://loist-audio/a.flac');
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, audio_gcs_path) VALUES ('No object', 'gs://loist-audio/');
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, audio_gcs_path) VALUES ('No bucket', 'gs:///a.flac');
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, audio_gcs_path) VALUES ('Bad bucket', 'gs://Loist Audio/a.flac');
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title, thumbnail_gcs_path) VALUES ('Local art', '/srv/a.jpg');

-- One id, one track.
INSERT INTO audio_tracks (id, title) VALUES ('00000000-0001-4000-8000-000000000001', 'First');
-- dunlin: expect error 23505
INSERT INTO audio_tracks (id, title) VALUES ('00000000-0001-4000-8000-000000000001', 'Second');
-- dunlin: expect error 23514
INSERT INTO audio_tracks (id, title) VALUES ('not-an-id', 'No id');
