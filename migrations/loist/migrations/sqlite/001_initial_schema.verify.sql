-- dunlin: expect value = 5
SELECT count(*)
FROM sqlite_schema
WHERE name IN ('audio_artists', 'audio_artists_trigrams', 'audio_tracks', 'audio_tracks_search',
               'audio_tracks_trigrams');
-- dunlin: expect value = 'idx_audio_tracks_artist_album idx_audio_tracks_created_at idx_audio_tracks_status'
SELECT group_concat(name, ' ')
FROM (SELECT name FROM pragma_index_list('audio_tracks') WHERE origin = 'c' ORDER BY name);
-- dunlin: expect value = 'idx_audio_tracks_status'
SELECT group_concat(name, ' ') FROM pragma_index_list('audio_tracks') WHERE partial;

-- Defaults.
INSERT INTO audio_tracks (title, artist, album, genre, updated_at)
VALUES ('Quokkas zigzag', 'Wombat', 'Numbats', 'verify001', '2000-01-01T00:00:00.000Z');
-- dunlin: expect rows = 1
SELECT id
FROM audio_tracks
WHERE genre = 'verify001' AND status = 'PENDING' AND length(id) = 36 AND created_at IS NOT NULL;

-- Words are found by their stems, in every column; the title weighs more than the genre.
-- dunlin: expect rows = 1
SELECT rowid FROM audio_tracks_search
WHERE audio_tracks_search MATCH 'quokka wombats numbat verify001';
INSERT INTO audio_tracks (title, genre) VALUES ('Verify001', 'numbat');
-- dunlin: expect value = 'Verify001'
SELECT title FROM audio_tracks_search
WHERE audio_tracks_search MATCH 'verify001'
ORDER BY bm25(audio_tracks_search, 1.0, 1.0, 0.4, 0.2);
DELETE FROM audio_tracks WHERE title = 'Verify001';
-- dunlin: expect rows = 1
SELECT rowid FROM audio_tracks_search WHERE audio_tracks_search MATCH 'verify001';

-- An UPDATE is searched at once, and stamped; one that sets updated_at is left alone.
UPDATE audio_tracks SET title = 'Bilbies hum' WHERE genre = 'verify001';
-- dunlin: expect rows = 1
SELECT rowid FROM audio_tracks_search WHERE audio_tracks_search MATCH 'bilbies verify001';
-- dunlin: expect rows = 0
SELECT rowid FROM audio_tracks_search WHERE audio_tracks_search MATCH 'quokka verify001';
-- dunlin: expect rows = 1
SELECT id FROM audio_tracks WHERE genre = 'verify001' AND updated_at > '2001';
UPDATE audio_tracks SET updated_at = '2000-01-01T00:00:00.000Z' WHERE genre = 'verify001';
-- dunlin: expect rows = 1
SELECT id FROM audio_tracks WHERE genre = 'verify001' AND updated_at < '2001';

-- A name spelt wrong, or in part, is found by the trigrams it still has; its ends count.
-- dunlin: expect rows = 1
SELECT t.id
FROM audio_tracks_trigrams AS g
    JOIN audio_tracks AS t ON t.search_id = g.rowid
WHERE audio_tracks_trigrams MATCH 'album_padded : "ts "' AND t.genre = 'verify001';

-- Artists: each name once, for as long as there is a track.
INSERT INTO audio_tracks (title, artist, genre)
VALUES ('First', 'Wombat verify001', 'verify001a'), ('Second', 'Wombat verify001', 'verify001a'),
       ('Third', 'Wallaby verify001', 'verify001a');
-- dunlin: expect value = 'Wombat verify001'
SELECT a.name
FROM audio_artists_trigrams AS g
    JOIN audio_artists AS a ON a.artist_id = g.rowid
WHERE audio_artists_trigrams MATCH '"  w" AND "wom" AND ("omm" OR "mmb" OR "y00")'
  AND a.name LIKE '% verify001';
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

-- The full-text tables agree with what they index.
INSERT INTO audio_tracks_search (audio_tracks_search, rank) VALUES ('integrity-check', 1);
INSERT INTO audio_artists_trigrams (audio_artists_trigrams, rank) VALUES ('integrity-check', 1);
INSERT INTO audio_tracks_trigrams (audio_tracks_trigrams, rank) VALUES ('integrity-check', 1);

-- Durations keep the millisecond.
UPDATE audio_tracks SET duration_seconds = 9999999.999 WHERE genre = 'verify001';
-- dunlin: expect value = 9999999.999
SELECT duration_seconds FROM audio_tracks WHERE genre = 'verify001';

-- What is not a track.
-- dunlin: expect error 23502
INSERT INTO audio_tracks (artist) VALUES ('No title');
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title) VALUES ('   ');
-- dunlin: expect error 23514
INSERT INTO audio_tracks (title) VALUES (printf('%.501c', 'x'));
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
