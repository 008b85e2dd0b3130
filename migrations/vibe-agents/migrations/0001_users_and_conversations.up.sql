-- Who uses Vibe Agents, and what they talk about.
--
-- Every statement of this project may run twice, so that a body can also be run by hand on a
-- database that has a part of it. Where PostgreSQL has no IF NOT EXISTS (triggers, before 14 also
-- no OR REPLACE), a DO block takes "is there already" for success.
--
-- Names are unqualified on purpose: the schema is the target's business. gen_random_uuid() is
-- built in since PostgreSQL 13.

-- Keeps updated_at true without the help of the application. An UPDATE that sets updated_at itself
-- (an import) is left alone.
CREATE OR REPLACE FUNCTION set_updated_at() RETURNS trigger
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

-- Users -------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS users (
    id             uuid        NOT NULL DEFAULT gen_random_uuid(),
    firebase_uid   text        NOT NULL,
    email          text,
    email_verified boolean     NOT NULL DEFAULT false,
    name           text        NOT NULL DEFAULT '',
    is_active      boolean     NOT NULL DEFAULT true,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_firebase_uid_key UNIQUE (firebase_uid),
    CONSTRAINT users_firebase_uid_length CHECK (char_length(firebase_uid) BETWEEN 1 AND 128),
    CONSTRAINT users_email_form CHECK (email LIKE '_%@_%'),
    CONSTRAINT users_verified_has_email CHECK (email IS NOT NULL OR NOT email_verified),
    CONSTRAINT users_name_length CHECK (char_length(name) <= 200)
);
-- An address belongs to one active account, whatever its case. Who left and signs up again gets a
-- new firebase_uid; the old row stays, inactive.
CREATE UNIQUE INDEX IF NOT EXISTS users_email_key ON users (lower(email)) WHERE is_active;
DO $$
BEGIN
    CREATE TRIGGER users_updated_at BEFORE UPDATE ON users
        FOR EACH ROW EXECUTE FUNCTION set_updated_at();
EXCEPTION
    WHEN duplicate_object THEN NULL;
END;
$$;
COMMENT ON TABLE users IS 'Accounts; signing in is the business of Firebase.';
COMMENT ON COLUMN users.firebase_uid IS 'The uid of Firebase, up to 128 characters.';
COMMENT ON COLUMN users.email IS 'Who signs in by telephone has none.';

-- Conversations -----------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS conversations (
    id              uuid        NOT NULL DEFAULT gen_random_uuid(),
    user_id         uuid        NOT NULL,
    title           text        NOT NULL,
    description     text        NOT NULL DEFAULT '',
    is_archived     boolean     NOT NULL DEFAULT false,
    message_count   integer     NOT NULL DEFAULT 0,
    memory_count    integer     NOT NULL DEFAULT 0,
    last_message_at timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT conversations_pkey PRIMARY KEY (id),
    CONSTRAINT conversations_user_id_id_key UNIQUE (user_id, id),
    CONSTRAINT conversations_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT conversations_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT conversations_description_length CHECK (char_length(description) <= 2000),
    CONSTRAINT conversations_message_count_from_zero CHECK (message_count >= 0),
    CONSTRAINT conversations_memory_count_from_zero CHECK (memory_count >= 0)
);
CREATE INDEX IF NOT EXISTS conversations_active_idx ON conversations (user_id, updated_at DESC)
    WHERE NOT is_archived;
DO $$
BEGIN
    CREATE TRIGGER conversations_updated_at BEFORE UPDATE ON conversations
        FOR EACH ROW EXECUTE FUNCTION set_updated_at();
EXCEPTION
    WHEN duplicate_object THEN NULL;
END;
$$;
COMMENT ON TABLE conversations IS 'Messages in order; each belongs to one user.';
COMMENT ON COLUMN conversations.message_count IS 'Kept by the application, which has the messages.';
COMMENT ON COLUMN conversations.memory_count IS 'Kept by a trigger of encrypted_memories.';
COMMENT ON CONSTRAINT conversations_user_id_id_key ON conversations IS
    'Lets what belongs to a conversation refer to it together with its user.';
