-- What is made of memories: stories, their text encrypted as a memory is. What they are found by
-- stays readable: people, places and events as JSON arrays, and the embedding, a BLOB of 1536
-- little-endian 4-byte floats that the application compares. There are no GIN and no vector
-- indexes: a search reads the stories of one user, by the first index.
CREATE TABLE IF NOT EXISTS stories (
    id              TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    user_id         TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    conversation_id TEXT,
    status          TEXT    NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'ready', 'failed')),
    payload         BLOB    CHECK (length(payload) > 0),
    nonce           BLOB    CHECK (length(nonce) = 12),
    auth_tag        BLOB    CHECK (length(auth_tag) = 16),
    key_version     INTEGER NOT NULL DEFAULT 1 CHECK (key_version >= 1),
    happened_on     TEXT    CHECK (happened_on = date(happened_on, '+0 days')),
    people          TEXT    NOT NULL DEFAULT '[]'
        CHECK (json_valid(people) AND json_type(people) = 'array'),
    places          TEXT    NOT NULL DEFAULT '[]'
        CHECK (json_valid(places) AND json_type(places) = 'array'),
    events          TEXT    NOT NULL DEFAULT '[]'
        CHECK (json_valid(events) AND json_type(events) = 'array'),
    metadata        TEXT    NOT NULL DEFAULT '{}'
        CHECK (json_valid(metadata) AND json_type(metadata) = 'object'),
    embedding       BLOB    CHECK (length(embedding) = 1536 * 4),
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    UNIQUE (key_version, nonce),
    FOREIGN KEY (user_id, conversation_id) REFERENCES conversations (user_id, id) ON DELETE CASCADE,
    CONSTRAINT stories_ready_has_payload CHECK (status <> 'ready' OR payload IS NOT NULL),
    CONSTRAINT stories_payload_whole
        CHECK ((payload IS NOT NULL) + (nonce IS NOT NULL) + (auth_tag IS NOT NULL) IN (0, 3))
) STRICT;
CREATE INDEX IF NOT EXISTS stories_user_id_created_at_idx ON stories (user_id, created_at DESC);
CREATE INDEX IF NOT EXISTS stories_conversation_idx ON stories (user_id, conversation_id)
    WHERE conversation_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS stories_pending_idx ON stories (created_at) WHERE status = 'pending';
CREATE TRIGGER IF NOT EXISTS stories_updated_at AFTER UPDATE ON stories
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE stories
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;
