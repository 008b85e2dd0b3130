-- What is remembered of a conversation, encrypted by the application with AES-256-GCM; the key
-- (ENCRYPTION_KEY, 64 hexadecimal digits) never comes here.
CREATE TABLE IF NOT EXISTS encrypted_memories (
    id              uuid        NOT NULL DEFAULT gen_random_uuid(),
    user_id         uuid        NOT NULL,
    conversation_id uuid        NOT NULL,
    message_id      text        NOT NULL,
    payload         bytea       NOT NULL,
    nonce           bytea       NOT NULL,
    auth_tag        bytea       NOT NULL,
    key_version     integer     NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT encrypted_memories_pkey PRIMARY KEY (id),
    CONSTRAINT encrypted_memories_message_key UNIQUE (conversation_id, message_id),
    CONSTRAINT encrypted_memories_nonce_key UNIQUE (key_version, nonce),
    CONSTRAINT encrypted_memories_conversation_fkey FOREIGN KEY (user_id, conversation_id)
        REFERENCES conversations (user_id, id) ON DELETE CASCADE,
    CONSTRAINT encrypted_memories_message_id_length
        CHECK (char_length(message_id) BETWEEN 1 AND 128),
    CONSTRAINT encrypted_memories_payload_filled CHECK (octet_length(payload) > 0),
    CONSTRAINT encrypted_memories_nonce_size CHECK (octet_length(nonce) = 12),
    CONSTRAINT encrypted_memories_auth_tag_size CHECK (octet_length(auth_tag) = 16),
    CONSTRAINT encrypted_memories_key_version_from_one CHECK (key_version >= 1)
);
CREATE INDEX IF NOT EXISTS encrypted_memories_conversation_idx
    ON encrypted_memories (user_id, conversation_id, created_at DESC);
DO $$
BEGIN
    CREATE TRIGGER encrypted_memories_updated_at BEFORE UPDATE ON encrypted_memories
        FOR EACH ROW EXECUTE FUNCTION set_updated_at();
EXCEPTION
    WHEN duplicate_object THEN NULL;
END;
$$;
COMMENT ON TABLE encrypted_memories IS 'One memory per message that left one; AES-256-GCM.';
COMMENT ON COLUMN encrypted_memories.message_id IS
    'The message it came from, by its id at the chat service.';
COMMENT ON COLUMN encrypted_memories.key_version IS 'Which key, where keys are changed.';
COMMENT ON CONSTRAINT encrypted_memories_nonce_key ON encrypted_memories IS
    'A nonce that is used twice with one key gives both payloads away.';
COMMENT ON CONSTRAINT encrypted_memories_conversation_fkey ON encrypted_memories IS
    'With the user: nobody''s memory can lie in the conversation of somebody else.';

-- Counts what is in a conversation, also when a memory moves to another one.
CREATE OR REPLACE FUNCTION encrypted_memories_count() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        UPDATE conversations SET memory_count = memory_count - 1 WHERE id = OLD.conversation_id;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        UPDATE conversations SET memory_count = memory_count + 1 WHERE id = NEW.conversation_id;
    END IF;
    RETURN NULL;
END;
$$;
COMMENT ON FUNCTION encrypted_memories_count() IS 'Trigger: keeps conversations.memory_count.';
REVOKE EXECUTE ON FUNCTION encrypted_memories_count() FROM PUBLIC;
DO $$
BEGIN
    CREATE TRIGGER encrypted_memories_count
        AFTER INSERT OR DELETE OR UPDATE OF conversation_id ON encrypted_memories
        FOR EACH ROW EXECUTE FUNCTION encrypted_memories_count();
EXCEPTION
    WHEN duplicate_object THEN NULL;
END;
$$;

-- Ciphertext is for the owner of the tables, whatever the default privileges here say.
REVOKE ALL ON encrypted_memories FROM PUBLIC;
