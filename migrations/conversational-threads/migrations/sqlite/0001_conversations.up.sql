-- Conversations, and what was said in them, for SQLite.
--
-- What PostgreSQL has and SQLite lacks becomes: uuid -> TEXT with a random version 4 default;
-- boolean -> INTEGER 0 or 1; timestamptz -> TEXT in UTC, which sorts as it should; numeric -> REAL;
-- jsonb and arrays -> TEXT that must be JSON. STRICT tables hold each column to its type.

-- Conversations -----------------------------------------------------------------------------------

-- search_id is the row number that full-text search refers to (0004); VACUUM may change a rowid
-- that has no name.
CREATE TABLE conversations (
    search_id       INTEGER PRIMARY KEY,
    id              TEXT    NOT NULL UNIQUE DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    owner_id        TEXT,
    name            TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    summary         TEXT    NOT NULL DEFAULT '',
    source_type     TEXT    NOT NULL
        CHECK (source_type IN ('live_audio', 'audio_file', 'transcript', 'google_meet', 'zoom',
                               'slack', 'discord')),
    source_id       TEXT,
    source_metadata TEXT    NOT NULL DEFAULT '{}'
        CHECK (json_valid(source_metadata) AND json_type(source_metadata) = 'object'),
    participants    TEXT    NOT NULL DEFAULT '[]'
        CHECK (json_valid(participants) AND json_type(participants) = 'array'),
    goals           TEXT    NOT NULL DEFAULT '[]'
        CHECK (json_valid(goals) AND json_type(goals) = 'array'),
    goal_progress   REAL    NOT NULL DEFAULT 0 CHECK (goal_progress BETWEEN 0 AND 1),
    status          TEXT    NOT NULL DEFAULT 'live'
        CHECK (status IN ('live', 'processing', 'ready', 'failed')),
    language        TEXT    NOT NULL DEFAULT 'en' CHECK (language GLOB '[a-z][a-z]*'),
    started_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    ended_at        TEXT,
    archived_at     TEXT,
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT conversations_ready_has_end CHECK (status <> 'ready' OR ended_at IS NOT NULL),
    CONSTRAINT conversations_end_after_start CHECK (ended_at >= started_at),
    CONSTRAINT conversations_archived_after_start CHECK (archived_at >= started_at)
) STRICT;

-- An import that is repeated finds its conversation again.
CREATE UNIQUE INDEX conversations_source_key ON conversations (source_type, source_id)
    WHERE source_id IS NOT NULL;
-- The list that people see.
CREATE INDEX conversations_owner_id_started_at_idx ON conversations (owner_id, started_at DESC)
    WHERE archived_at IS NULL;
-- What a worker has to look after: few rows of many.
CREATE INDEX conversations_unfinished_idx ON conversations (started_at)
    WHERE status IN ('live', 'processing');
CREATE INDEX conversations_channel_id_idx ON conversations (source_metadata ->> 'channel_id')
    WHERE source_metadata ->> 'channel_id' IS NOT NULL;

-- Keeps updated_at true without the help of the application, and leaves alone an UPDATE that sets
-- it. The last condition ends the recursion where recursive_triggers is on. Every table with the
-- column has such a trigger.
CREATE TRIGGER conversations_updated_at AFTER UPDATE ON conversations
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE conversations
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;

-- Utterances --------------------------------------------------------------------------------------

CREATE TABLE utterances (
    id                  TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    conversation_id     TEXT    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    sequence_number     INTEGER NOT NULL CHECK (sequence_number >= 0),
    speaker_id          TEXT    NOT NULL CHECK (speaker_id <> ''),
    speaker_name        TEXT,
    text                TEXT    NOT NULL CHECK (text <> ''),
    start_ms            INTEGER CHECK (start_ms >= 0),
    end_ms              INTEGER,
    confidence          REAL    CHECK (confidence BETWEEN 0 AND 1),
    platform_message_id TEXT,
    platform_metadata   TEXT    NOT NULL DEFAULT '{}'
        CHECK (json_valid(platform_metadata) AND json_type(platform_metadata) = 'object'),
    created_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    UNIQUE (conversation_id, sequence_number),
    CONSTRAINT utterances_end_after_start
        CHECK (end_ms IS NULL OR (start_ms IS NOT NULL AND end_ms >= start_ms))
) STRICT;

CREATE INDEX utterances_conversation_id_speaker_id_idx
    ON utterances (conversation_id, speaker_id, sequence_number);
CREATE INDEX utterances_conversation_id_start_ms_idx ON utterances (conversation_id, start_ms)
    WHERE start_ms IS NOT NULL;
-- What somebody should listen to again.
CREATE INDEX utterances_unsure_idx ON utterances (conversation_id, confidence)
    WHERE confidence < 0.7;
CREATE UNIQUE INDEX utterances_platform_message_key
    ON utterances (conversation_id, platform_message_id)
    WHERE platform_message_id IS NOT NULL;
CREATE INDEX utterances_thread_ts_idx
    ON utterances (conversation_id, platform_metadata ->> 'thread_ts')
    WHERE platform_metadata ->> 'thread_ts' IS NOT NULL;
CREATE TRIGGER utterances_updated_at AFTER UPDATE ON utterances
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE utterances
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;
