-- Audio files and what is known of them, for MariaDB 10.10 or newer: search by words, search by
-- artists that are spelt wrong, and the pipeline's queue.
--
-- What PostgreSQL has and MariaDB lacks becomes: uuid -> char(36) with a random version 4 default;
-- timestamptz -> timestamp(6), which is kept in UTC and ends in 2038; the trigger for updated_at ->
-- ON UPDATE; tsvector -> FULLTEXT over generated columns, without stems; pg_trgm -> a table of
-- trigrams; a partial index -> a whole one. Text compares byte by byte, as there.
--
-- An id is made of bytes alone. Of a text that has to be converted, as in a session of another
-- character set, MariaDB would take random_bytes() for a constant, and make the same id twice.

CREATE TABLE audio_tracks (
    id                 char(36)      CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT (
        cast(concat(random_bytes(6), char(64 + floor(rand() * 16)), random_bytes(1),
                    char(128 + floor(rand() * 64)), random_bytes(7)) AS uuid)),
    status             varchar(20)   NOT NULL DEFAULT 'PENDING'
        COMMENT 'Of the pipeline: PENDING, PROCESSING, then COMPLETED or FAILED.',
    artist             varchar(500),
    title              varchar(500)  NOT NULL,
    album              varchar(500),
    genre              varchar(100),
    year               integer,
    duration_seconds   decimal(10,3) COMMENT 'To the millisecond.',
    channels           smallint,
    sample_rate        integer       COMMENT 'In Hz.',
    bitrate            integer       COMMENT 'In bits per second.',
    format             varchar(20),
    file_size_bytes    bigint,
    audio_gcs_path     text
        COMMENT 'gs://BUCKET/OBJECT; a track is not COMPLETED without it.',
    thumbnail_gcs_path text          COMMENT 'gs://BUCKET/OBJECT of the artwork.',
    created_at         timestamp(6)  NOT NULL DEFAULT current_timestamp(6),
    updated_at         timestamp(6)  NOT NULL DEFAULT current_timestamp(6)
        ON UPDATE current_timestamp(6)
        COMMENT 'Stamped by what changes a row, unless that sets it.',
    -- What is searched, in a collation that does not tell "Rock" from "rock"; apart by weight.
    search_a           text          COLLATE utf8mb4_unicode_ci
        GENERATED ALWAYS AS (concat_ws(' ', title, artist)) STORED
        COMMENT 'Generated: what weighs most, title and artist.',
    search_b           text          COLLATE utf8mb4_unicode_ci
        GENERATED ALWAYS AS (album) STORED COMMENT 'Generated: what weighs less, the album.',
    search_c           text          COLLATE utf8mb4_unicode_ci
        GENERATED ALWAYS AS (genre) STORED COMMENT 'Generated: what weighs least, the genre.',
    PRIMARY KEY (id),
    CONSTRAINT audio_tracks_id_form
        CHECK (id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    CONSTRAINT audio_tracks_status_known
        CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED')),
    CONSTRAINT audio_tracks_title_not_blank CHECK (trim(title) <> ''),
    CONSTRAINT audio_tracks_year_range CHECK (year BETWEEN 1800 AND 2100),
    CONSTRAINT audio_tracks_duration_not_negative CHECK (duration_seconds >= 0),
    CONSTRAINT audio_tracks_channels_range CHECK (channels BETWEEN 1 AND 64),
    CONSTRAINT audio_tracks_sample_rate_positive CHECK (sample_rate > 0),
    CONSTRAINT audio_tracks_bitrate_positive CHECK (bitrate > 0),
    CONSTRAINT audio_tracks_file_size_positive CHECK (file_size_bytes > 0),
    CONSTRAINT audio_tracks_audio_gcs_path_form
        CHECK (audio_gcs_path REGEXP '^gs://[a-z0-9][a-z0-9._-]{2,221}/.+'),
    CONSTRAINT audio_tracks_thumbnail_gcs_path_form
        CHECK (thumbnail_gcs_path REGEXP '^gs://[a-z0-9][a-z0-9._-]{2,221}/.+'),
    CONSTRAINT audio_tracks_completed_has_audio
        CHECK (status <> 'COMPLETED' OR audio_gcs_path IS NOT NULL),
    -- Words: which tracks have them, and how much each weight has of them.
    FULLTEXT INDEX idx_audio_tracks_search (search_a, search_b, search_c),
    FULLTEXT INDEX idx_audio_tracks_search_a (search_a),
    FULLTEXT INDEX idx_audio_tracks_search_b (search_b),
    FULLTEXT INDEX idx_audio_tracks_search_c (search_c),
    -- The queue, oldest first. There are no partial indexes, so completed tracks are in it too.
    INDEX idx_audio_tracks_status (status, created_at),
    INDEX idx_audio_tracks_created_at (created_at DESC),
    -- A key has 3072 bytes at most, four for each letter.
    INDEX idx_audio_tracks_artist_album (artist, album(200))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'One row per audio file: its metadata, and where it is stored.';

-- Artists spelt wrong: each name once, since all tracks of an artist are alike to such a search,
-- and its trigrams. The triggers below keep both; nothing else writes here.
CREATE TABLE audio_artists (
    artist_id bigint       NOT NULL AUTO_INCREMENT,
    name      varchar(500) NOT NULL,
    PRIMARY KEY (artist_id),
    CONSTRAINT audio_artists_name_key UNIQUE (name)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'Each artist of a track, once.';
CREATE TABLE audio_artist_trigrams (
    three     varchar(3) NOT NULL,
    artist_id bigint     NOT NULL,
    PRIMARY KEY (three, artist_id),
    INDEX idx_audio_artist_trigrams_artist_id (artist_id),
    CONSTRAINT audio_artist_trigrams_artist_id_fkey FOREIGN KEY (artist_id)
        REFERENCES audio_artists (artist_id) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Three letters in a row, of names in lower case.';

-- Two blanks before each word and one after the last, so that first and last letters make trigrams
-- of their own, as pg_trgm has it.
CREATE TRIGGER audio_artists_insert AFTER INSERT ON audio_artists FOR EACH ROW
BEGIN
    DECLARE i integer DEFAULT 1;
    DECLARE padded text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
        DEFAULT concat('  ', replace(lower(NEW.name), ' ', '  '), ' ');
    WHILE i <= char_length(padded) - 2 DO
        INSERT INTO audio_artist_trigrams (three, artist_id)
        VALUES (substr(padded, i, 3), NEW.artist_id)
        ON DUPLICATE KEY UPDATE artist_id = NEW.artist_id;
        SET i = i + 1;
    END WHILE;
END;

CREATE TRIGGER audio_tracks_artist_insert AFTER INSERT ON audio_tracks FOR EACH ROW
BEGIN
    INSERT INTO audio_artists (name)
    SELECT NEW.artist FROM dual
    WHERE NEW.artist IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM audio_artists AS a WHERE a.name = NEW.artist)
    ON DUPLICATE KEY UPDATE name = NEW.artist;
END;
CREATE TRIGGER audio_tracks_artist_update AFTER UPDATE ON audio_tracks FOR EACH ROW
BEGIN
    IF NOT (NEW.artist <=> OLD.artist) THEN
        INSERT INTO audio_artists (name)
        SELECT NEW.artist FROM dual
        WHERE NEW.artist IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM audio_artists AS a WHERE a.name = NEW.artist)
        ON DUPLICATE KEY UPDATE name = NEW.artist;
        DELETE FROM audio_artists
        WHERE name = OLD.artist
          AND NOT EXISTS (SELECT 1 FROM audio_tracks AS t WHERE t.artist = OLD.artist);
    END IF;
END;
CREATE TRIGGER audio_tracks_artist_delete AFTER DELETE ON audio_tracks FOR EACH ROW
BEGIN
    DELETE FROM audio_artists
    WHERE name = OLD.artist
      AND NOT EXISTS (SELECT 1 FROM audio_tracks AS t WHERE t.artist = OLD.artist);
END;
