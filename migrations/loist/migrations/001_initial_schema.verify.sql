-- dunlin: expect value = 2
SELECT count(*) FROM pg_extension WHERE extname IN ('uuid-ossp', 'pg_trgm');

-- The indexes are there, valid, and of the right kind.
-- dunlin: expect value = 7
SELECT count(*)
FROM pg_index
WHERE indrelid = 'audio_tracks'::regclass AND indisvalid AND NOT indisprimary;
-- dunlin: expect value = 'audio_tracks_pkey idx_audio_tracks_artist_album idx_audio_tracks_created_at idx_audio_tracks_status'
SELECT string_agg(c.relname, ' ' ORDER BY c.relname)
FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_am AS a ON a.oid = c.relam
WHERE i.indrelid = 'audio_tracks'::regclass AND a.amname = 'btree';
-- dunlin: expect value = 'idx_audio_tracks_album idx_audio_tracks_artist idx_audio_tracks_title'
SELECT string_agg(c.relname, ' ' ORDER BY c.relname)
FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_opclass AS o ON o.oid = i.indclass[0]
WHERE i.indrelid = 'audio_tracks'::regclass AND o.opcname = 'gin_trgm_ops';
-- dunlin: expect value = 'idx_audio_tracks_status'
SELECT string_agg(indexrelid::regclass::text, ' ')
FROM pg_index
WHERE indrelid = 'audio_tracks'::regclass
  AND pg_get_expr(indpred, indrelid) LIKE '%status%<>%''COMPLETED''%';

-- Defaults.
INSERT INTO audio_tracks (title, artist, album, genre, updated_at)
VALUES ('Quokkas zigzag', 'Wombat', 'Numbats', 'verify001', '2000-01-01 00:00:00+00');
-- dunlin: expect rows = 1
SELECT id FROM audio_tracks
WHERE genre = 'verify001' AND status = 'PENDING' AND created_at IS NOT NULL;

-- Title and artist weigh most, then the album, then the genre, each word by its stem.
-- dunlin: expect value = '''numbat'':4B ''quokka'':1A ''verify001'':5C ''wombat'':3A ''zigzag'':2A'
SELECT search_vector::text FROM audio_tracks WHERE genre = 'verify001';
-- dunlin: expect error 428C9
UPDATE audio_tracks SET search_vector = '' WHERE genre = 'verify001';
-- dunlin: expect rows = 1
SELECT id FROM audio_tracks WHERE search_vector @@ to_tsquery('english', 'quokka & verify001');

-- An UPDATE is searched at once, and stamped; one that sets updated_at is left alone.
UPDATE audio_tracks SET title = 'Bilbies hum' WHERE genre = 'verify001';
-- dunlin: expect rows = 1
SELECT id FROM audio_tracks
WHERE search_vector @@ to_tsquery('english', 'bilby & verify001') AND updated_at > '2001-01-01';
-- dunlin: expect rows = 0
SELECT id FROM audio_tracks WHERE search_vector @@ to_tsquery('english', 'quokka & verify001');
UPDATE audio_tracks SET updated_at = '2000-01-01 00:00:00+00' WHERE genre = 'verify001';
-- dunlin: expect rows = 1
SELECT id FROM audio_tracks WHERE genre = 'verify001' AND updated_at < '2001-01-01';

-- A name spelt wrong is found.
-- dunlin: expect rows = 1
SELECT id FROM audio_tracks WHERE artist % 'wombatt' AND genre = 'verify001';

-- Durations keep the millisecond.
UPDATE audio_tracks SET duration_seconds = 215.1234 WHERE genre = 'verify001';
-- dunlin: expect value = 215.123
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
