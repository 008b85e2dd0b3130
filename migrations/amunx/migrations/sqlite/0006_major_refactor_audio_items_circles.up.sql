-- The major refactor, for SQLite: episodes become audio_items, private by default; Smart Circles,
-- the AI pipeline, likes, saves, the Explore feed and podcast export arrive. What moves where, and
-- the mapping of visibility, is told in the PostgreSQL body of this migration.
--
-- Tables whose checks change are rebuilt: new table, copy, drop the old one, rename the new one.
-- That is only safe while foreign keys are off, else the DROP would delete, by cascade, whatever
-- refers to the table. Dunlin runs a migration with DROP TABLE that way and checks every foreign
-- key before COMMIT.

-- Audio items -------------------------------------------------------------------------------------

-- This rename re-points comments, live_sessions, moderation_flags and reports; the rebuild under
-- the same name that follows leaves them so.
DROP TRIGGER episodes_updated_at;
ALTER TABLE episodes RENAME TO audio_items;

CREATE TABLE audio_items_new (
    id                  TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    owner_id            TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    topic_id            TEXT    REFERENCES topics (id) ON DELETE SET NULL,
    parent_audio_id     TEXT    REFERENCES audio_items (id) ON DELETE SET NULL
        CHECK (parent_audio_id <> id),
    kind                TEXT    NOT NULL DEFAULT 'micro'
        CHECK (kind IN ('micro', 'podcast_episode')),
    visibility          TEXT    NOT NULL DEFAULT 'private'
        CHECK (visibility IN ('private', 'circles', 'public')),
    share_to_circle_ids TEXT    NOT NULL DEFAULT '[]'
        CHECK (json_valid(share_to_circle_ids) AND json_type(share_to_circle_ids) = 'array'),
    was_unlisted        INTEGER NOT NULL DEFAULT 0 CHECK (was_unlisted IN (0, 1)),
    status              TEXT    NOT NULL DEFAULT 'uploading'
        CHECK (status IN ('uploading', 'processing', 'ready', 'failed', 'removed')),
    title               TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    description         TEXT    NOT NULL DEFAULT '',
    duration_sec        INTEGER CHECK (duration_sec > 0),
    s3_key              TEXT    UNIQUE,
    audio_url           TEXT,
    waveform            TEXT
        CHECK (waveform IS NULL OR (json_valid(waveform) AND json_type(waveform) = 'array')),
    tags                TEXT    NOT NULL DEFAULT '[]'
        CHECK (json_valid(tags) AND json_type(tags) = 'array' AND json_array_length(tags) <= 20),
    published_at        TEXT,
    created_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at          TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT audio_items_circles_named
        CHECK (visibility <> 'circles' OR json_array_length(share_to_circle_ids) > 0),
    CONSTRAINT audio_items_micro_duration
        CHECK (kind <> 'micro' OR duration_sec BETWEEN 30 AND 120),
    CONSTRAINT audio_items_ready_has_audio CHECK (status <> 'ready' OR s3_key IS NOT NULL)
) STRICT;

INSERT INTO audio_items_new (id, owner_id, topic_id, kind, visibility, was_unlisted, status, title,
                             description, duration_sec, s3_key, audio_url, waveform, tags,
                             published_at, created_at, updated_at)
SELECT id, author_id, topic_id, 'podcast_episode',
       CASE visibility WHEN 'public' THEN 'public' ELSE 'private' END,
       visibility = 'unlisted', status, title, description, duration_sec, s3_key, audio_url,
       waveform, tags, published_at, created_at, updated_at
FROM audio_items;
DROP TABLE audio_items;
ALTER TABLE audio_items_new RENAME TO audio_items;

-- Neither tags nor share_to_circle_ids can be indexed inside their JSON; what is shared to any
-- circle is found by a partial index.
CREATE INDEX audio_items_owner_id_created_at_idx ON audio_items (owner_id, created_at DESC);
CREATE INDEX audio_items_visibility_created_at_idx ON audio_items (visibility, created_at DESC);
CREATE INDEX audio_items_topic_id_created_at_idx ON audio_items (topic_id, created_at DESC);
CREATE INDEX audio_items_parent_audio_id_idx ON audio_items (parent_audio_id, created_at)
    WHERE parent_audio_id IS NOT NULL;
CREATE INDEX audio_items_shared_idx ON audio_items (created_at DESC)
    WHERE share_to_circle_ids <> '[]';
CREATE TRIGGER audio_items_updated_at AFTER UPDATE ON audio_items
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE audio_items
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;

-- An owner who chooses a visibility has decided: the old link must not come back by a way down.
CREATE TRIGGER audio_items_forget_unlisted AFTER UPDATE OF visibility ON audio_items
    WHEN OLD.visibility <> NEW.visibility AND NEW.was_unlisted
BEGIN
    UPDATE audio_items SET was_unlisted = 0 WHERE id = NEW.id;
END;

-- What refers to a recording ----------------------------------------------------------------------

DROP INDEX comments_episode_id_created_at_idx;
ALTER TABLE comments RENAME COLUMN episode_id TO audio_id;
CREATE INDEX comments_audio_id_created_at_idx ON comments (audio_id, created_at);

DROP INDEX live_sessions_recording_episode_id_idx;
ALTER TABLE live_sessions RENAME COLUMN recording_episode_id TO recording_audio_id;
CREATE INDEX live_sessions_recording_audio_id_idx ON live_sessions (recording_audio_id);

DROP INDEX moderation_flags_episode_id_idx;
ALTER TABLE moderation_flags RENAME COLUMN episode_id TO audio_id;
CREATE INDEX moderation_flags_audio_id_idx ON moderation_flags (audio_id);

DROP INDEX reports_episode_id_idx;
ALTER TABLE reports RENAME COLUMN episode_id TO audio_id;
CREATE INDEX reports_audio_id_idx ON reports (audio_id);

-- The preview is the tldr itself, or its first 139 characters and an ellipsis. substr() and
-- length() count characters of a TEXT, not bytes.
CREATE TABLE summaries_new (
    audio_id         TEXT NOT NULL PRIMARY KEY REFERENCES audio_items (id) ON DELETE CASCADE,
    preview_sentence TEXT NOT NULL DEFAULT '' CHECK (length(preview_sentence) <= 140),
    tldr             TEXT NOT NULL DEFAULT '',
    chapters         TEXT NOT NULL DEFAULT '[]'
        CHECK (json_valid(chapters) AND json_type(chapters) = 'array'),
    keywords         TEXT NOT NULL DEFAULT '[]'
        CHECK (json_valid(keywords) AND json_type(keywords) = 'array'),
    mood             TEXT,
    created_at       TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at       TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
INSERT INTO summaries_new (audio_id, preview_sentence, tldr, chapters, keywords, mood, created_at,
                           updated_at)
SELECT episode_id, CASE WHEN length(tldr) <= 140 THEN tldr ELSE substr(tldr, 1, 139) || '…' END,
       tldr, chapters, keywords, mood, created_at, updated_at
FROM summaries;
DROP TABLE summaries;
ALTER TABLE summaries_new RENAME TO summaries;
CREATE TRIGGER summaries_updated_at AFTER UPDATE ON summaries
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE summaries
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE audio_id = NEW.audio_id;
END;

-- Social ------------------------------------------------------------------------------------------

CREATE TABLE likes (
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    audio_id   TEXT NOT NULL REFERENCES audio_items (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (user_id, audio_id)
) STRICT, WITHOUT ROWID;
INSERT INTO likes (user_id, audio_id, created_at)
SELECT user_id, episode_id, created_at FROM reactions WHERE type = 'like';
CREATE INDEX likes_audio_id_idx ON likes (audio_id);

CREATE TABLE reactions_new (
    audio_id   TEXT NOT NULL REFERENCES audio_items (id) ON DELETE CASCADE,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    type       TEXT NOT NULL CHECK (length(type) BETWEEN 1 AND 32 AND type <> 'like'),
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (audio_id, user_id, type)
) STRICT, WITHOUT ROWID;
INSERT INTO reactions_new (audio_id, user_id, type, created_at)
SELECT episode_id, user_id, type, created_at FROM reactions WHERE type <> 'like';
DROP TABLE reactions;
ALTER TABLE reactions_new RENAME TO reactions;
CREATE INDEX reactions_user_id_idx ON reactions (user_id);

CREATE TABLE saves (
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    audio_id   TEXT NOT NULL REFERENCES audio_items (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (user_id, audio_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX saves_audio_id_idx ON saves (audio_id);

CREATE TABLE user_follows (
    follower_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    followee_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (follower_id, followee_id),
    CONSTRAINT user_follows_not_self CHECK (follower_id <> followee_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_follows_followee_id_idx ON user_follows (followee_id);

CREATE TABLE profiles (
    user_id    TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    avatar_url TEXT,
    bio        TEXT NOT NULL DEFAULT '' CHECK (length(bio) <= 500),
    settings   TEXT NOT NULL DEFAULT '{}'
        CHECK (json_valid(settings) AND json_type(settings) = 'object'),
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE TRIGGER profiles_updated_at AFTER UPDATE ON profiles
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE profiles
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE user_id = NEW.user_id;
END;

-- Smart Circles -----------------------------------------------------------------------------------

CREATE TABLE circles (
    id          TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    owner_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    description TEXT    NOT NULL DEFAULT '',
    is_local    INTEGER NOT NULL DEFAULT 0 CHECK (is_local IN (0, 1)),
    city        TEXT,
    country     TEXT    CHECK (country GLOB '[A-Z][A-Z]'),
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT circles_local_has_place
        CHECK (NOT is_local OR (city IS NOT NULL AND country IS NOT NULL))
) STRICT;
CREATE INDEX circles_owner_id_idx ON circles (owner_id);
CREATE INDEX circles_place_idx ON circles (country, city) WHERE is_local;
CREATE TRIGGER circles_updated_at AFTER UPDATE ON circles
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE circles
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;

CREATE TABLE circle_members (
    circle_id TEXT NOT NULL REFERENCES circles (id) ON DELETE CASCADE,
    user_id   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role      TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'moderator', 'member')),
    joined_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (circle_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX circle_members_user_id_idx ON circle_members (user_id);
CREATE UNIQUE INDEX circle_members_one_owner ON circle_members (circle_id) WHERE role = 'owner';

-- A list has no foreign key: a circle that goes takes its id out of what was shared to it, and what
-- was shared to nobody else is private again.
CREATE TRIGGER circles_unshare AFTER DELETE ON circles
BEGIN
    UPDATE audio_items
    SET (share_to_circle_ids, visibility) = (
        SELECT json_group_array(c.value),
               CASE WHEN audio_items.visibility = 'circles' AND count(*) = 0 THEN 'private'
                    ELSE audio_items.visibility END
        FROM json_each(audio_items.share_to_circle_ids) AS c
        WHERE c.value <> OLD.id)
    WHERE share_to_circle_ids <> '[]'
      AND OLD.id IN (SELECT value FROM json_each(audio_items.share_to_circle_ids));
END;

-- AI pipeline -------------------------------------------------------------------------------------

-- search_id is the row number that full-text search refers to.
CREATE TABLE transcripts (
    search_id  INTEGER PRIMARY KEY,
    audio_id   TEXT NOT NULL UNIQUE REFERENCES audio_items (id) ON DELETE CASCADE,
    text       TEXT NOT NULL,
    lang       TEXT NOT NULL DEFAULT 'en' CHECK (lang GLOB '[a-z][a-z]*'),
    words      TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(words) AND json_type(words) = 'array'),
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE TRIGGER transcripts_updated_at AFTER UPDATE ON transcripts
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE transcripts
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE search_id = NEW.search_id;
END;

-- The index holds no text of its own and is kept in step by three triggers:
--   SELECT t.* FROM transcripts_search AS s JOIN transcripts AS t ON t.search_id = s.rowid
--   WHERE transcripts_search MATCH 'two words' ORDER BY s.rank
CREATE VIRTUAL TABLE transcripts_search
    USING fts5(text, content = 'transcripts', content_rowid = 'search_id');
CREATE TRIGGER transcripts_search_insert AFTER INSERT ON transcripts
BEGIN
    INSERT INTO transcripts_search (rowid, text) VALUES (NEW.search_id, NEW.text);
END;
CREATE TRIGGER transcripts_search_update AFTER UPDATE OF search_id, text ON transcripts
BEGIN
    INSERT INTO transcripts_search (transcripts_search, rowid, text)
    VALUES ('delete', OLD.search_id, OLD.text);
    INSERT INTO transcripts_search (rowid, text) VALUES (NEW.search_id, NEW.text);
END;
CREATE TRIGGER transcripts_search_delete AFTER DELETE ON transcripts
BEGIN
    INSERT INTO transcripts_search (transcripts_search, rowid, text)
    VALUES ('delete', OLD.search_id, OLD.text);
END;

CREATE TABLE clips (
    id         TEXT NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    audio_id   TEXT NOT NULL REFERENCES audio_items (id) ON DELETE CASCADE,
    start_sec  REAL NOT NULL,
    end_sec    REAL NOT NULL,
    title      TEXT NOT NULL DEFAULT '',
    quote      TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    UNIQUE (audio_id, start_sec, end_sec),
    CONSTRAINT clips_span CHECK (start_sec >= 0 AND end_sec > start_sec)
) STRICT;

-- Explore feed ------------------------------------------------------------------------------------

CREATE TABLE feed_events (
    id         INTEGER PRIMARY KEY,
    user_id    TEXT REFERENCES users (id) ON DELETE SET NULL,
    audio_id   TEXT NOT NULL REFERENCES audio_items (id) ON DELETE CASCADE,
    event      TEXT NOT NULL
        CHECK (event IN ('impression', 'preview_finished', 'play', 'complete', 'save', 'share',
                         'quote', 'follow_author')),
    meta       TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(meta) AND json_type(meta) = 'object'),
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE INDEX feed_events_audio_id_event_created_at_idx
    ON feed_events (audio_id, event, created_at DESC);
CREATE INDEX feed_events_user_id_created_at_idx ON feed_events (user_id, created_at DESC);
CREATE INDEX feed_events_created_at_idx ON feed_events (created_at);

-- Podcasts ----------------------------------------------------------------------------------------

CREATE TABLE podcast_shows (
    id          TEXT NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    owner_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title       TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    description TEXT NOT NULL DEFAULT '',
    cover_url   TEXT,
    rss_slug    TEXT NOT NULL UNIQUE
        CHECK (rss_slug <> '' AND rss_slug NOT GLOB '*[^a-z0-9-]*' AND rss_slug NOT GLOB '-*'
               AND rss_slug NOT GLOB '*-' AND rss_slug NOT GLOB '*--*'),
    created_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;
CREATE INDEX podcast_shows_owner_id_idx ON podcast_shows (owner_id);
CREATE TRIGGER podcast_shows_updated_at AFTER UPDATE ON podcast_shows
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE podcast_shows
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;

CREATE TABLE podcast_show_episodes (
    show_id      TEXT NOT NULL REFERENCES podcast_shows (id) ON DELETE CASCADE,
    audio_id     TEXT NOT NULL REFERENCES audio_items (id) ON DELETE CASCADE,
    published_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (show_id, audio_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX podcast_show_episodes_audio_id_idx ON podcast_show_episodes (audio_id);
CREATE INDEX podcast_show_episodes_show_id_published_at_idx
    ON podcast_show_episodes (show_id, published_at DESC);
