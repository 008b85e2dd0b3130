-- Back to episodes, on SQLite. What comes back, what is lost, and the mapping of visibility are
-- told in the PostgreSQL body. Foreign keys are off here, so nothing is deleted or emptied by
-- cascade: what hangs on a micro is deleted by name, and so is each report on a deleted comment.

-- What does not come back -------------------------------------------------------------------------

DROP TABLE podcast_show_episodes;
DROP TABLE podcast_shows;
DROP TABLE feed_events;
DROP TABLE clips;
DROP TABLE transcripts;
DROP TABLE transcripts_search;
DROP TABLE circle_members;
DROP TABLE circles;
DROP TABLE profiles;
DROP TABLE user_follows;
DROP TABLE saves;

UPDATE live_sessions
SET recording_audio_id = NULL
WHERE recording_audio_id IN (SELECT id FROM audio_items WHERE kind <> 'podcast_episode');
DELETE FROM comments
WHERE audio_id IN (SELECT id FROM audio_items WHERE kind <> 'podcast_episode');
DELETE FROM moderation_flags
WHERE audio_id IN (SELECT id FROM audio_items WHERE kind <> 'podcast_episode')
   OR comment_id NOT IN (SELECT id FROM comments);
DELETE FROM reports
WHERE audio_id IN (SELECT id FROM audio_items WHERE kind <> 'podcast_episode')
   OR comment_id NOT IN (SELECT id FROM comments);

-- Episodes ----------------------------------------------------------------------------------------

-- This rename re-points comments, live_sessions, moderation_flags and reports; the rebuild under
-- the same name that follows leaves them so.
DROP TRIGGER audio_items_forget_unlisted;
DROP TRIGGER audio_items_updated_at;
ALTER TABLE audio_items RENAME TO episodes;

CREATE TABLE episodes_new (
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

INSERT INTO episodes_new (id, author_id, topic_id, visibility, status, title, description,
                          duration_sec, s3_key, audio_url, waveform, tags, published_at,
                          created_at, updated_at)
SELECT id, owner_id, topic_id,
       CASE WHEN visibility = 'public' THEN 'public'
            WHEN visibility = 'private' AND was_unlisted THEN 'unlisted'
            ELSE 'private' END,
       status, title, description, duration_sec, s3_key, audio_url, waveform, tags, published_at,
       created_at, updated_at
FROM episodes
WHERE kind = 'podcast_episode';
DROP TABLE episodes;
ALTER TABLE episodes_new RENAME TO episodes;
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

-- What refers to a recording ----------------------------------------------------------------------

DROP INDEX comments_audio_id_created_at_idx;
ALTER TABLE comments RENAME COLUMN audio_id TO episode_id;
CREATE INDEX comments_episode_id_created_at_idx ON comments (episode_id, created_at);

DROP INDEX live_sessions_recording_audio_id_idx;
ALTER TABLE live_sessions RENAME COLUMN recording_audio_id TO recording_episode_id;
CREATE INDEX live_sessions_recording_episode_id_idx ON live_sessions (recording_episode_id);

DROP INDEX moderation_flags_audio_id_idx;
ALTER TABLE moderation_flags RENAME COLUMN audio_id TO episode_id;
CREATE INDEX moderation_flags_episode_id_idx ON moderation_flags (episode_id);

DROP INDEX reports_audio_id_idx;
ALTER TABLE reports RENAME COLUMN audio_id TO episode_id;
CREATE INDEX reports_episode_id_idx ON reports (episode_id);

CREATE TABLE summaries_new (
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
INSERT INTO summaries_new (episode_id, tldr, chapters, keywords, mood, created_at, updated_at)
SELECT audio_id, CASE WHEN tldr = '' THEN preview_sentence ELSE tldr END, chapters, keywords, mood,
       created_at, updated_at
FROM summaries
WHERE audio_id IN (SELECT id FROM episodes);
DROP TABLE summaries;
ALTER TABLE summaries_new RENAME TO summaries;
CREATE TRIGGER summaries_updated_at AFTER UPDATE ON summaries
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE summaries
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE episode_id = NEW.episode_id;
END;

-- Likes are reactions again.
CREATE TABLE reactions_new (
    episode_id TEXT NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    type       TEXT NOT NULL CHECK (length(type) BETWEEN 1 AND 32),
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (episode_id, user_id, type)
) STRICT, WITHOUT ROWID;
INSERT INTO reactions_new (episode_id, user_id, type, created_at)
SELECT audio_id, user_id, type, created_at
FROM reactions
WHERE audio_id IN (SELECT id FROM episodes)
UNION ALL
SELECT audio_id, user_id, 'like', created_at
FROM likes
WHERE audio_id IN (SELECT id FROM episodes);
DROP TABLE likes;
DROP TABLE reactions;
ALTER TABLE reactions_new RENAME TO reactions;
CREATE INDEX reactions_user_id_idx ON reactions (user_id);
