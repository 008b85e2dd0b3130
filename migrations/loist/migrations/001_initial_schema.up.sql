-- Audio files and what is known of them, in one table: search by words, search by names that are
-- spelt wrong, and the pipeline's queue.
--
-- Names are unqualified on purpose: the schema is the target's business.

-- The guide asks for uuid-ossp, and the application may call its functions. Since PostgreSQL 13
-- gen_random_uuid() is built in and is what the default below uses, so the table does not depend
-- on the extension.
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
-- The operator % and the operator class of the three trigram indexes.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE audio_tracks (
    id                 uuid         NOT NULL DEFAULT gen_random_uuid(),
    status             varchar(20)  NOT NULL DEFAULT 'PENDING',
    artist             varchar(500),
    title              varchar(500) NOT NULL,
    album              varchar(500),
    genre              varchar(100),
    year               integer,
    duration_seconds   numeric(10,3),
    channels           smallint,
    sample_rate        integer,
    bitrate            integer,
    format             varchar(20),
    file_size_bytes    bigint,
    audio_gcs_path     text,
    thumbnail_gcs_path text,
    search_vector      tsvector     NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', coalesce(title, '')), 'A')
        || setweight(to_tsvector('english', coalesce(artist, '')), 'A')
        || setweight(to_tsvector('english', coalesce(album, '')), 'B')
        || setweight(to_tsvector('english', coalesce(genre, '')), 'C')) STORED,
    created_at         timestamptz  NOT NULL DEFAULT now(),
    updated_at         timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT audio_tracks_pkey PRIMARY KEY (id),
    CONSTRAINT audio_tracks_status_known
        CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED')),
    CONSTRAINT audio_tracks_title_not_blank CHECK (btrim(title) <> ''),
    CONSTRAINT audio_tracks_year_range CHECK (year BETWEEN 1800 AND 2100),
    CONSTRAINT audio_tracks_duration_not_negative CHECK (duration_seconds >= 0),
    CONSTRAINT audio_tracks_channels_range CHECK (channels BETWEEN 1 AND 64),
    CONSTRAINT audio_tracks_sample_rate_positive CHECK (sample_rate > 0),
    CONSTRAINT audio_tracks_bitrate_positive CHECK (bitrate > 0),
    CONSTRAINT audio_tracks_file_size_positive CHECK (file_size_bytes > 0),
    CONSTRAINT audio_tracks_audio_gcs_path_form
        CHECK (audio_gcs_path ~ '^gs://[a-z0-9][a-z0-9._-]{2,221}/.+'),
    CONSTRAINT audio_tracks_thumbnail_gcs_path_form
        CHECK (thumbnail_gcs_path ~ '^gs://[a-z0-9][a-z0-9._-]{2,221}/.+'),
    CONSTRAINT audio_tracks_completed_has_audio
        CHECK (status <> 'COMPLETED' OR audio_gcs_path IS NOT NULL)
);
COMMENT ON TABLE audio_tracks IS 'One row per audio file: its metadata, and where it is stored.';
COMMENT ON COLUMN audio_tracks.status IS
    'Of the pipeline: PENDING, PROCESSING, then COMPLETED or FAILED.';
COMMENT ON COLUMN audio_tracks.duration_seconds IS 'To the millisecond.';
COMMENT ON COLUMN audio_tracks.sample_rate IS 'In Hz.';
COMMENT ON COLUMN audio_tracks.bitrate IS 'In bits per second.';
COMMENT ON COLUMN audio_tracks.audio_gcs_path IS
    'gs://BUCKET/OBJECT; a track is not COMPLETED without it.';
COMMENT ON COLUMN audio_tracks.thumbnail_gcs_path IS 'gs://BUCKET/OBJECT of the artwork.';
COMMENT ON COLUMN audio_tracks.search_vector IS
    'Generated: title and artist weigh A, album B, genre C; english.';

-- Words.
CREATE INDEX idx_audio_tracks_search_vector ON audio_tracks USING gin (search_vector);

-- Names spelt wrong, or in part.
CREATE INDEX idx_audio_tracks_artist ON audio_tracks USING gin (artist gin_trgm_ops);
CREATE INDEX idx_audio_tracks_title ON audio_tracks USING gin (title gin_trgm_ops);
CREATE INDEX idx_audio_tracks_album ON audio_tracks USING gin (album gin_trgm_ops);

-- The queue, oldest first. Nearly every row is completed and nobody lists those by status, so they
-- are not in it. The planner sees by itself that status = 'PENDING' excludes them; a prepared
-- statement with the status as a parameter must say status <> 'COMPLETED' too.
CREATE INDEX idx_audio_tracks_status ON audio_tracks (status, created_at)
    WHERE status <> 'COMPLETED';

CREATE INDEX idx_audio_tracks_created_at ON audio_tracks (created_at DESC);
CREATE INDEX idx_audio_tracks_artist_album ON audio_tracks (artist, album);

-- Keeps updated_at true without the help of the application. An UPDATE that sets updated_at
-- itself (an import) is left alone.
CREATE FUNCTION set_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END;
$$;
COMMENT ON FUNCTION set_updated_at() IS 'Trigger: stamps updated_at unless the UPDATE set it.';
REVOKE EXECUTE ON FUNCTION set_updated_at() FROM PUBLIC;
CREATE TRIGGER audio_tracks_updated_at BEFORE UPDATE ON audio_tracks
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
