-- Tracks to try the queries on: in every state, and two whose artist is spelt wrong.
INSERT INTO audio_tracks (id, status, artist, title, album, genre, year, duration_seconds, channels,
                          sample_rate, bitrate, format, file_size_bytes, audio_gcs_path,
                          thumbnail_gcs_path)
VALUES
    ('00000000-5eed-4000-8000-000000000001', 'COMPLETED', 'The Beatles', 'Rock and Roll Music',
     'Beatles for Sale', 'Rock', 1964, 150.427, 2, 44100, 921000, 'FLAC', 17317000,
     'gs://loist-dev-audio/0001.flac', 'gs://loist-dev-art/0001.jpg'),
    ('00000000-5eed-4000-8000-000000000002', 'COMPLETED', 'The Beetles', 'Eight Days a Week',
     'Beatles for Sale', 'Pop', 1964, 163.8, 2, 44100, 320000, 'MP3', 6552000,
     'gs://loist-dev-audio/0002.mp3', NULL),
    ('00000000-5eed-4000-8000-000000000003', 'COMPLETED', 'Beatels', 'Honey Don''t', NULL, 'Rock',
     1964, 177.2, 1, 44100, 192000, 'MP3', 4252800, 'gs://loist-dev-audio/0003.mp3', NULL),
    ('00000000-5eed-4000-8000-000000000004', 'COMPLETED', 'Zofia Wróbel', 'Music for Airports',
     'Nad Wisłą', 'Ambient', 2019, 1004.001, 2, 96000, 2304000, 'FLAC', 289152288,
     'gs://loist-dev-audio/0004.flac', NULL),
    ('00000000-5eed-4000-8000-000000000005', 'PENDING', 'The Beatles', 'Rock Music, take two', NULL,
     'Rock', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    ('00000000-5eed-4000-8000-000000000006', 'PENDING', NULL, 'untitled.wav', NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, 'WAV', 88244, 'gs://loist-dev-audio/0006.wav', NULL),
    ('00000000-5eed-4000-8000-000000000007', 'PROCESSING', 'Heron', 'Voice memo 12', NULL, NULL,
     2026, NULL, NULL, NULL, NULL, 'M4A', 512000, 'gs://loist-dev-audio/0007.m4a', NULL),
    ('00000000-5eed-4000-8000-000000000008', 'FAILED', NULL, 'not-audio.txt', NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, 12, 'gs://loist-dev-audio/0008.txt', NULL)
ON CONFLICT (id) DO UPDATE
SET status = excluded.status, artist = excluded.artist, title = excluded.title,
    album = excluded.album, genre = excluded.genre, year = excluded.year,
    duration_seconds = excluded.duration_seconds, channels = excluded.channels,
    sample_rate = excluded.sample_rate, bitrate = excluded.bitrate, format = excluded.format,
    file_size_bytes = excluded.file_size_bytes, audio_gcs_path = excluded.audio_gcs_path,
    thumbnail_gcs_path = excluded.thumbnail_gcs_path;
