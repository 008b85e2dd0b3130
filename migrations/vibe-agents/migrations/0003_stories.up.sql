-- What is made of memories: stories, their text encrypted as a memory is. What they are found by
-- stays readable, since no index can look into a ciphertext: people, places, events, and from 0006
-- on the embedding. Embeddings need pgvector, which not every server has.
CREATE TABLE IF NOT EXISTS stories (
    id              uuid        NOT NULL DEFAULT gen_random_uuid(),
    user_id         uuid        NOT NULL,
    conversation_id uuid,
    status          text        NOT NULL DEFAULT 'pending',
    payload         bytea,
    nonce           bytea,
    auth_tag        bytea,
    key_version     integer     NOT NULL DEFAULT 1,
    happened_on     date,
    people          text[]      NOT NULL DEFAULT '{}',
    places          text[]      NOT NULL DEFAULT '{}',
    events          text[]      NOT NULL DEFAULT '{}',
    metadata        jsonb       NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT stories_pkey PRIMARY KEY (id),
    CONSTRAINT stories_nonce_key UNIQUE (key_version, nonce),
    CONSTRAINT stories_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT stories_conversation_fkey FOREIGN KEY (user_id, conversation_id)
        REFERENCES conversations (user_id, id) ON DELETE CASCADE,
    CONSTRAINT stories_status_known CHECK (status IN ('pending', 'ready', 'failed')),
    CONSTRAINT stories_ready_has_payload CHECK (status <> 'ready' OR payload IS NOT NULL),
    CONSTRAINT stories_payload_whole CHECK (num_nonnulls(payload, nonce, auth_tag) IN (0, 3)),
    CONSTRAINT stories_payload_filled CHECK (octet_length(payload) > 0),
    CONSTRAINT stories_nonce_size CHECK (octet_length(nonce) = 12),
    CONSTRAINT stories_auth_tag_size CHECK (octet_length(auth_tag) = 16),
    CONSTRAINT stories_key_version_from_one CHECK (key_version >= 1),
    CONSTRAINT stories_metadata_object CHECK (jsonb_typeof(metadata) = 'object')
);
CREATE INDEX IF NOT EXISTS stories_user_id_created_at_idx ON stories (user_id, created_at DESC);
CREATE INDEX IF NOT EXISTS stories_conversation_idx ON stories (user_id, conversation_id)
    WHERE conversation_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS stories_pending_idx ON stories (created_at) WHERE status = 'pending';
CREATE INDEX IF NOT EXISTS stories_people_idx ON stories USING gin (people);
CREATE INDEX IF NOT EXISTS stories_places_idx ON stories USING gin (places);
CREATE INDEX IF NOT EXISTS stories_events_idx ON stories USING gin (events);
DO $$
BEGIN
    CREATE TRIGGER stories_updated_at BEFORE UPDATE ON stories
        FOR EACH ROW EXECUTE FUNCTION set_updated_at();
EXCEPTION
    WHEN duplicate_object THEN NULL;
END;
$$;
COMMENT ON TABLE stories IS 'Processed stories; the text is encrypted, what finds them is not.';
COMMENT ON COLUMN stories.conversation_id IS
    'Where it was told; with the conversation it goes. NULL: told elsewhere.';
COMMENT ON COLUMN stories.payload IS 'Title and text, AES-256-GCM; NULL until processed.';
COMMENT ON COLUMN stories.metadata IS 'What the processing adds: model, mood, language.';
REVOKE ALL ON stories FROM PUBLIC;
