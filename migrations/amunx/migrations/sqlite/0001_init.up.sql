-- The first model, for SQLite: people publish episodes under topics, others comment, react, follow
-- topics, meet in live sessions, and report what should not be there.
--
-- What PostgreSQL has and SQLite lacks becomes: uuid -> TEXT with a random version 4 default; enum
-- types -> checks; boolean -> INTEGER 0 or 1; timestamptz -> TEXT in UTC, which sorts as it should;
-- jsonb and arrays -> TEXT that must be JSON. STRICT tables hold each column to its type.

-- People ------------------------------------------------------------------------------------------

CREATE TABLE users (
    id            TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    email         TEXT    CHECK (email LIKE '_%@_%'),
    handle        TEXT    NOT NULL UNIQUE
        CHECK (length(handle) BETWEEN 3 AND 30 AND handle NOT GLOB '*[^a-z0-9_]*'),
    display_name  TEXT    NOT NULL CHECK (length(display_name) BETWEEN 1 AND 80),
    avatar        TEXT,
    is_anon       INTEGER NOT NULL DEFAULT 0 CHECK (is_anon IN (0, 1)),
    plan          TEXT    NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'plus', 'pro')),
    settings_json TEXT    NOT NULL DEFAULT '{}'
        CHECK (json_valid(settings_json) AND json_type(settings_json) = 'object'),
    created_at    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT users_email_unless_anon CHECK (is_anon OR email IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

-- Keeps updated_at true without the help of the application, and leaves alone an UPDATE that sets
-- it. The last condition ends the recursion where recursive_triggers is on. Every table with the
-- column has such a trigger.
CREATE TRIGGER users_updated_at AFTER UPDATE ON users
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE users
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;

-- Topics ------------------------------------------------------------------------------------------

CREATE TABLE topics (
    id          TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    slug        TEXT    NOT NULL UNIQUE
        CHECK (slug <> '' AND slug NOT GLOB '*[^a-z0-9-]*' AND slug NOT GLOB '-*'
               AND slug NOT GLOB '*-' AND slug NOT GLOB '*--*'),
    title       TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    description TEXT    NOT NULL DEFAULT '',
    created_by  TEXT    REFERENCES users (id) ON DELETE SET NULL,
    is_active   INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE INDEX topics_created_by_idx ON topics (created_by);
CREATE TRIGGER topics_updated_at AFTER UPDATE ON topics
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE topics
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;

CREATE TABLE follows (
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    topic_id   TEXT NOT NULL REFERENCES topics (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (user_id, topic_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX follows_topic_id_idx ON follows (topic_id);

-- Episodes ----------------------------------------------------------------------------------------

CREATE TABLE episodes (
    id           TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    author_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    topic_id     TEXT    REFERENCES topics (id) ON DELETE SET NULL,
    visibility   TEXT    NOT NULL DEFAULT 'public'
        CHECK (visibility IN ('public', 'unlisted', 'private')),
    status       TEXT    NOT NULL DEFAULT 'uploading'
        CHECK (status IN ('uploading', 'processing', 'ready', 'failed', 'removed')),
    title        TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    description  TEXT    NOT NULL DEFAULT '',
    duration_sec INTEGER CHECK (duration_sec > 0),
    s3_key       TEXT    UNIQUE,
    audio_url    TEXT,
    waveform     TEXT
        CHECK (waveform IS NULL OR (json_valid(waveform) AND json_type(waveform) = 'array')),
    tags         TEXT    NOT NULL DEFAULT '[]'
        CHECK (json_valid(tags) AND json_type(tags) = 'array' AND json_array_length(tags) <= 20),
    published_at TEXT,
    created_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT episodes_ready_has_audio CHECK (status <> 'ready' OR s3_key IS NOT NULL)
) STRICT;
CREATE INDEX episodes_author_id_created_at_idx ON episodes (author_id, created_at DESC);
CREATE INDEX episodes_topic_id_created_at_idx ON episodes (topic_id, created_at DESC);
CREATE INDEX episodes_visibility_created_at_idx ON episodes (visibility, created_at DESC);
CREATE TRIGGER episodes_updated_at AFTER UPDATE ON episodes
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE episodes
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;

CREATE TABLE summaries (
    episode_id TEXT NOT NULL PRIMARY KEY REFERENCES episodes (id) ON DELETE CASCADE,
    tldr       TEXT NOT NULL DEFAULT '',
    chapters   TEXT NOT NULL DEFAULT '[]'
        CHECK (json_valid(chapters) AND json_type(chapters) = 'array'),
    keywords   TEXT NOT NULL DEFAULT '[]'
        CHECK (json_valid(keywords) AND json_type(keywords) = 'array'),
    mood       TEXT,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE TRIGGER summaries_updated_at AFTER UPDATE ON summaries
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE summaries
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE episode_id = NEW.episode_id;
END;

CREATE TABLE comments (
    id         TEXT NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    episode_id TEXT NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
    author_id  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    text       TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE INDEX comments_episode_id_created_at_idx ON comments (episode_id, created_at);
CREATE INDEX comments_author_id_created_at_idx ON comments (author_id, created_at DESC);
CREATE TRIGGER comments_updated_at AFTER UPDATE ON comments
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE comments
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;

CREATE TABLE reactions (
    episode_id TEXT NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    type       TEXT NOT NULL CHECK (length(type) BETWEEN 1 AND 32),
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (episode_id, user_id, type)
) STRICT, WITHOUT ROWID;
CREATE INDEX reactions_user_id_idx ON reactions (user_id);

-- Live sessions -----------------------------------------------------------------------------------

CREATE TABLE live_sessions (
    id           TEXT NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    host_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    topic_id     TEXT REFERENCES topics (id) ON DELETE SET NULL,
    title        TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    room         TEXT NOT NULL UNIQUE,
    status       TEXT NOT NULL DEFAULT 'scheduled'
        CHECK (status IN ('scheduled', 'live', 'ended', 'cancelled')),
    scheduled_at TEXT,
    started_at   TEXT,
    ended_at     TEXT,
    created_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT live_sessions_live_has_start CHECK (status <> 'live' OR started_at IS NOT NULL),
    CONSTRAINT live_sessions_end_after_start CHECK (ended_at >= started_at)
) STRICT;
CREATE INDEX live_sessions_host_id_created_at_idx ON live_sessions (host_id, created_at DESC);
CREATE INDEX live_sessions_topic_id_idx ON live_sessions (topic_id);
CREATE INDEX live_sessions_open_idx ON live_sessions (scheduled_at)
    WHERE status IN ('scheduled', 'live');
CREATE TRIGGER live_sessions_updated_at AFTER UPDATE ON live_sessions
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE live_sessions
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;

-- Moderation --------------------------------------------------------------------------------------

CREATE TABLE moderation_flags (
    id          TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    episode_id  TEXT    REFERENCES episodes (id) ON DELETE CASCADE,
    comment_id  TEXT    REFERENCES comments (id) ON DELETE CASCADE,
    user_id     TEXT    REFERENCES users (id) ON DELETE CASCADE,
    source      TEXT    NOT NULL DEFAULT 'classifier'
        CHECK (source IN ('classifier', 'moderator')),
    label       TEXT    NOT NULL CHECK (length(label) BETWEEN 1 AND 64),
    severity    INTEGER NOT NULL DEFAULT 1 CHECK (severity BETWEEN 1 AND 5),
    flagged_by  TEXT    REFERENCES users (id) ON DELETE SET NULL,
    resolved_at TEXT,
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT moderation_flags_one_object
        CHECK ((episode_id IS NOT NULL) + (comment_id IS NOT NULL) + (user_id IS NOT NULL) = 1)
) STRICT;
CREATE INDEX moderation_flags_episode_id_idx ON moderation_flags (episode_id);
CREATE INDEX moderation_flags_comment_id_idx ON moderation_flags (comment_id);
CREATE INDEX moderation_flags_user_id_idx ON moderation_flags (user_id);
CREATE INDEX moderation_flags_flagged_by_idx ON moderation_flags (flagged_by);
CREATE INDEX moderation_flags_open_idx ON moderation_flags (severity DESC, created_at)
    WHERE resolved_at IS NULL;

-- user_id is the user who is reported, not the one who reports.
CREATE TABLE reports (
    id          TEXT NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    episode_id  TEXT REFERENCES episodes (id) ON DELETE CASCADE,
    comment_id  TEXT REFERENCES comments (id) ON DELETE CASCADE,
    user_id     TEXT REFERENCES users (id) ON DELETE CASCADE,
    reason      TEXT NOT NULL
        CHECK (reason IN ('spam', 'abuse', 'copyright', 'impersonation', 'other')),
    details     TEXT NOT NULL DEFAULT '' CHECK (length(details) <= 2000),
    status      TEXT NOT NULL DEFAULT 'open'
        CHECK (status IN ('open', 'reviewing', 'resolved', 'dismissed')),
    resolved_at TEXT,
    created_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT reports_one_object
        CHECK ((episode_id IS NOT NULL) + (comment_id IS NOT NULL) + (user_id IS NOT NULL) = 1),
    CONSTRAINT reports_closed_has_time
        CHECK ((status IN ('resolved', 'dismissed')) = (resolved_at IS NOT NULL))
) STRICT;
CREATE INDEX reports_episode_id_idx ON reports (episode_id);
CREATE INDEX reports_comment_id_idx ON reports (comment_id);
CREATE INDEX reports_user_id_idx ON reports (user_id);
CREATE INDEX reports_status_created_at_idx ON reports (status, created_at);
CREATE TRIGGER reports_updated_at AFTER UPDATE ON reports
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE reports
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;
