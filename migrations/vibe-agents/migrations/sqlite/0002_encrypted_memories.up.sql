-- What is remembered of a conversation, encrypted by the application with AES-256-GCM; the key
-- (ENCRYPTION_KEY, 64 hexadecimal digits) never comes here. A nonce that is used twice with one key
-- gives both payloads away, so it cannot be. The foreign key holds the user too: nobody's memory
-- can lie in the conversation of somebody else.
CREATE TABLE IF NOT EXISTS encrypted_memories (
    id              TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    user_id         TEXT    NOT NULL,
    conversation_id TEXT    NOT NULL,
    message_id      TEXT    NOT NULL CHECK (length(message_id) BETWEEN 1 AND 128),
    payload         BLOB    NOT NULL CHECK (length(payload) > 0),
    nonce           BLOB    NOT NULL CHECK (length(nonce) = 12),
    auth_tag        BLOB    NOT NULL CHECK (length(auth_tag) = 16),
    key_version     INTEGER NOT NULL DEFAULT 1 CHECK (key_version >= 1),
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    UNIQUE (conversation_id, message_id),
    UNIQUE (key_version, nonce),
    FOREIGN KEY (user_id, conversation_id) REFERENCES conversations (user_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX IF NOT EXISTS encrypted_memories_conversation_idx
    ON encrypted_memories (user_id, conversation_id, created_at DESC);
CREATE TRIGGER IF NOT EXISTS encrypted_memories_updated_at AFTER UPDATE ON encrypted_memories
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE encrypted_memories
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE id = NEW.id;
END;

-- Count what is in a conversation, also when a memory moves to another one.
CREATE TRIGGER IF NOT EXISTS encrypted_memories_count_insert AFTER INSERT ON encrypted_memories
BEGIN
    UPDATE conversations SET memory_count = memory_count + 1 WHERE id = NEW.conversation_id;
END;
CREATE TRIGGER IF NOT EXISTS encrypted_memories_count_delete AFTER DELETE ON encrypted_memories
BEGIN
    UPDATE conversations SET memory_count = memory_count - 1 WHERE id = OLD.conversation_id;
END;
CREATE TRIGGER IF NOT EXISTS encrypted_memories_count_update
    AFTER UPDATE OF conversation_id ON encrypted_memories
BEGIN
    UPDATE conversations SET memory_count = memory_count - 1 WHERE id = OLD.conversation_id;
    UPDATE conversations SET memory_count = memory_count + 1 WHERE id = NEW.conversation_id;
END;
