-- Who uses Vibe Agents, and what they talk about, for SQLite.
--
-- What PostgreSQL has and SQLite lacks becomes: uuid -> TEXT with a random version 4 default;
-- boolean -> INTEGER 0 or 1; timestamptz -> TEXT in UTC, which sorts as it should; bytea -> BLOB;
-- jsonb and arrays -> TEXT that must be JSON. STRICT tables hold each column to its type.
--
-- Every statement of this project may run twice. SQLite has no ADD COLUMN IF NOT EXISTS, so the
-- tables are created with all their columns.

-- Users -------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS users (
    id             TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    firebase_uid   TEXT    NOT NULL UNIQUE CHECK (length(firebase_uid) BETWEEN 1 AND 128),
    email          TEXT    CHECK (email LIKE '_%@_%'),
    email_verified INTEGER NOT NULL DEFAULT 0 CHECK (email_verified IN (0, 1)),
    name           TEXT    NOT NULL DEFAULT '' CHECK (length(name) <= 200),
    is_active      INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT users_verified_has_email CHECK (email IS NOT NULL OR NOT email_verified)
) STRICT;
-- An address belongs to one active account, whatever its case. Who left and signs up again gets a
-- new firebase_uid; the old row stays, inactive.
CREATE UNIQUE INDEX IF NOT EXISTS users_email_key ON users (lower(email)) WHERE is_active;

-- Keeps updated_at true without the help of the application, and leaves alone an UPDATE that sets
-- it. The last condition ends the recursion where recursive_triggers is on. Every table with the
-- column has such a trigger.
CREATE TRIGGER IF NOT EXISTS users_updated_at AFTER UPDATE ON users
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE users
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;

-- Conversations -----------------------------------------------------------------------------------

-- The unique key lets what belongs to a conversation refer to it together with its user.
-- message_count is kept by the application, memory_count by triggers of encrypted_memories.
CREATE TABLE IF NOT EXISTS conversations (
    id              TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    user_id         TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title           TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    description     TEXT    NOT NULL DEFAULT '' CHECK (length(description) <= 2000),
    is_archived     INTEGER NOT NULL DEFAULT 0 CHECK (is_archived IN (0, 1)),
    message_count   INTEGER NOT NULL DEFAULT 0 CHECK (message_count >= 0),
    memory_count    INTEGER NOT NULL DEFAULT 0 CHECK (memory_count >= 0),
    last_message_at TEXT,
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    UNIQUE (user_id, id)
) STRICT;
CREATE INDEX IF NOT EXISTS conversations_active_idx ON conversations (user_id, updated_at DESC)
    WHERE NOT is_archived;
CREATE TRIGGER IF NOT EXISTS conversations_updated_at AFTER UPDATE ON conversations
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE conversations
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;
