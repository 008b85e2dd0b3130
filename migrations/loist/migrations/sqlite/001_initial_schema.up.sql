-- Audio files and what is known of them, for SQLite 3.37 or newer (STRICT; the trigram tokenizer
-- needs 3.34): search by words, search by names that are spelt wrong, and the pipeline's queue.
--
-- What PostgreSQL has and SQLite lacks becomes: uuid -> TEXT with a random version 4 default;
-- varchar(n) -> a check; numeric(10,3) -> REAL, whose 15 digits hold every millisecond; timestamptz
-- -> TEXT in UTC, which sorts as it should; tsvector -> FTS5 with its Porter stems; pg_trgm -> FTS5
-- with its trigrams. STRICT holds each column to its type.

-- search_id is what the full-text tables know a track by; VACUUM does not change it.
CREATE TABLE audio_tracks (
    search_id          INTEGER PRIMARY KEY,
    id                 TEXT    NOT NULL UNIQUE DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    status             TEXT    NOT NULL DEFAULT 'PENDING'
        CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED')),
    artist             TEXT    CHECK (length(artist) <= 500),
    title              TEXT    NOT NULL CHECK (length(title) <= 500 AND trim(title) <> ''),
    album              TEXT    CHECK (length(album) <= 500),
    genre              TEXT    CHECK (length(genre) <= 100),
    year               INTEGER CHECK (year BETWEEN 1800 AND 2100),
    duration_seconds   REAL    CHECK (duration_seconds >= 0 AND duration_seconds < 1e7),
    channels           INTEGER CHECK (channels BETWEEN 1 AND 64),
    sample_rate        INTEGER CHECK (sample_rate > 0),
    bitrate            INTEGER CHECK (bitrate > 0),
    format             TEXT    CHECK (length(format) <= 20),
    file_size_bytes    INTEGER CHECK (file_size_bytes > 0),
    audio_gcs_path     TEXT,
    thumbnail_gcs_path TEXT,
    created_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    -- Two blanks before each word and one after the last, so that first and last letters make
    -- trigrams of their own, as pg_trgm has it. Not stored.
    title_padded  TEXT GENERATED ALWAYS AS ('  ' || replace(title, ' ', '  ') || ' ') VIRTUAL,
    album_padded  TEXT GENERATED ALWAYS AS ('  ' || replace(album, ' ', '  ') || ' ') VIRTUAL,
    -- gs://BUCKET/OBJECT, with a bucket of 3 to 222 of the characters that one may have.
    CONSTRAINT audio_tracks_audio_gcs_path_form CHECK (
        audio_gcs_path GLOB 'gs://[a-z0-9]??*/?*'
        AND instr(substr(audio_gcs_path, 6), '/') BETWEEN 4 AND 223
        AND substr(audio_gcs_path, 6, instr(substr(audio_gcs_path, 6), '/') - 1)
            NOT GLOB '*[^a-z0-9._-]*'),
    CONSTRAINT audio_tracks_thumbnail_gcs_path_form CHECK (
        thumbnail_gcs_path GLOB 'gs://[a-z0-9]??*/?*'
        AND instr(substr(thumbnail_gcs_path, 6), '/') BETWEEN 4 AND 223
        AND substr(thumbnail_gcs_path, 6, instr(substr(thumbnail_gcs_path, 6), '/') - 1)
            NOT GLOB '*[^a-z0-9._-]*'),
    CONSTRAINT audio_tracks_completed_has_audio
        CHECK (status <> 'COMPLETED' OR audio_gcs_path IS NOT NULL)
) STRICT;

-- The queue, oldest first. Nearly every row is completed and nobody lists those by status, so they
-- are not in it. SQLite uses it only where the query has the condition word for word.
CREATE INDEX idx_audio_tracks_status ON audio_tracks (status, created_at)
    WHERE status <> 'COMPLETED';
CREATE INDEX idx_audio_tracks_created_at ON audio_tracks (created_at DESC);
CREATE INDEX idx_audio_tracks_artist_album ON audio_tracks (artist, album);

-- Keeps updated_at true without the help of the application, and leaves alone an UPDATE that sets
-- it itself.
CREATE TRIGGER audio_tracks_updated_at AFTER UPDATE ON audio_tracks
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE audio_tracks
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE search_id = NEW.search_id;
END;

-- Words. bm25(audio_tracks_search, 1.0, 1.0, 0.4, 0.2) ranks with the weights that ts_rank gives to
-- A, A, B and C; the columns are in that order.
CREATE VIRTUAL TABLE audio_tracks_search
    USING fts5(title, artist, album, genre, content = 'audio_tracks', content_rowid = 'search_id',
               tokenize = 'porter unicode61');

-- Titles and albums spelt wrong, or in part: trigrams of the two generated columns.
CREATE VIRTUAL TABLE audio_tracks_trigrams
    USING fts5(title_padded, album_padded, content = 'audio_tracks', content_rowid = 'search_id',
               tokenize = 'trigram');

-- Both hold no text of their own and are kept in step by these. REPLACE deletes without firing a
-- trigger: write INSERT ... ON CONFLICT (id) DO UPDATE instead.
CREATE TRIGGER audio_tracks_search_insert AFTER INSERT ON audio_tracks
BEGIN
    INSERT INTO audio_tracks_search (rowid, title, artist, album, genre)
    VALUES (NEW.search_id, NEW.title, NEW.artist, NEW.album, NEW.genre);
    INSERT INTO audio_tracks_trigrams (rowid, title_padded, album_padded)
    VALUES (NEW.search_id, NEW.title_padded, NEW.album_padded);
END;
CREATE TRIGGER audio_tracks_search_update
    AFTER UPDATE OF search_id, artist, title, album, genre ON audio_tracks
BEGIN
    INSERT INTO audio_tracks_search (audio_tracks_search, rowid, title, artist, album, genre)
    VALUES ('delete', OLD.search_id, OLD.title, OLD.artist, OLD.album, OLD.genre);
    INSERT INTO audio_tracks_search (rowid, title, artist, album, genre)
    VALUES (NEW.search_id, NEW.title, NEW.artist, NEW.album, NEW.genre);
    INSERT INTO audio_tracks_trigrams (audio_tracks_trigrams, rowid, title_padded, album_padded)
    VALUES ('delete', OLD.search_id, OLD.title_padded, OLD.album_padded);
    INSERT INTO audio_tracks_trigrams (rowid, title_padded, album_padded)
    VALUES (NEW.search_id, NEW.title_padded, NEW.album_padded);
END;
CREATE TRIGGER audio_tracks_search_delete AFTER DELETE ON audio_tracks
BEGIN
    INSERT INTO audio_tracks_search (audio_tracks_search, rowid, title, artist, album, genre)
    VALUES ('delete', OLD.search_id, OLD.title, OLD.artist, OLD.album, OLD.genre);
    INSERT INTO audio_tracks_trigrams (audio_tracks_trigrams, rowid, title_padded, album_padded)
    VALUES ('delete', OLD.search_id, OLD.title_padded, OLD.album_padded);
END;

-- Artists spelt wrong: each name once, since all tracks of an artist are alike to such a search. The
-- triggers below keep the names; nothing else writes here.
CREATE TABLE audio_artists (
    artist_id   INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    name_padded TEXT GENERATED ALWAYS AS ('  ' || replace(name, ' ', '  ') || ' ') VIRTUAL
) STRICT;
CREATE VIRTUAL TABLE audio_artists_trigrams
    USING fts5(name_padded, content = 'audio_artists', content_rowid = 'artist_id',
               tokenize = 'trigram');
CREATE TRIGGER audio_artists_insert AFTER INSERT ON audio_artists
BEGIN
    INSERT INTO audio_artists_trigrams (rowid, name_padded)
    VALUES (NEW.artist_id, NEW.name_padded);
END;
CREATE TRIGGER audio_artists_delete AFTER DELETE ON audio_artists
BEGIN
    INSERT INTO audio_artists_trigrams (audio_artists_trigrams, rowid, name_padded)
    VALUES ('delete', OLD.artist_id, OLD.name_padded);
END;

CREATE TRIGGER audio_tracks_artist_insert AFTER INSERT ON audio_tracks WHEN NEW.artist IS NOT NULL
BEGIN
    INSERT INTO audio_artists (name)
    SELECT NEW.artist
    WHERE NOT EXISTS (SELECT 1 FROM audio_artists WHERE name = NEW.artist);
END;
CREATE TRIGGER audio_tracks_artist_update AFTER UPDATE OF artist ON audio_tracks
    WHEN NEW.artist IS NOT OLD.artist
BEGIN
    INSERT INTO audio_artists (name)
    SELECT NEW.artist
    WHERE NEW.artist IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM audio_artists WHERE name = NEW.artist);
    DELETE FROM audio_artists
    WHERE name = OLD.artist AND NOT EXISTS (SELECT 1 FROM audio_tracks WHERE artist = OLD.artist);
END;
CREATE TRIGGER audio_tracks_artist_delete AFTER DELETE ON audio_tracks WHEN OLD.artist IS NOT NULL
BEGIN
    DELETE FROM audio_artists
    WHERE name = OLD.artist AND NOT EXISTS (SELECT 1 FROM audio_tracks WHERE artist = OLD.artist);
END;
