-- The baseline of a messaging service: seven schemas, one for each service that owns it.
--
-- Names are qualified throughout, so the search path does not matter. States and kinds are text
-- with a check, not enums: a check can lose a value again, an enum cannot.

-- auth: who somebody is ---------------------------------------------------------------------------

CREATE SCHEMA auth;
COMMENT ON SCHEMA auth IS 'Authentication and sessions.';

-- Keeps updated_at true without the help of the application. An UPDATE that sets updated_at
-- itself (an import) is left alone.
CREATE FUNCTION auth.set_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END;
$$;
COMMENT ON FUNCTION auth.set_updated_at() IS 'Trigger: stamps updated_at unless the UPDATE set it.';
REVOKE EXECUTE ON FUNCTION auth.set_updated_at() FROM PUBLIC;

CREATE TABLE auth.users (
    id                 uuid        NOT NULL DEFAULT gen_random_uuid(),
    email              text        NOT NULL,
    phone              text,
    password_hash      text,
    status             text        NOT NULL DEFAULT 'active',
    two_factor_enabled boolean     NOT NULL DEFAULT false,
    email_verified_at  timestamptz,
    last_login_at      timestamptz,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_phone_key UNIQUE (phone),
    CONSTRAINT users_email_form CHECK (email LIKE '_%@_%'),
    CONSTRAINT users_phone_form CHECK (phone LIKE '+%' AND char_length(phone) BETWEEN 8 AND 16),
    CONSTRAINT users_status_known CHECK (status IN ('active', 'suspended', 'deleted'))
);
CREATE UNIQUE INDEX users_email_key ON auth.users (lower(email));
CREATE TRIGGER users_updated_at BEFORE UPDATE ON auth.users
    FOR EACH ROW EXECUTE FUNCTION auth.set_updated_at();
COMMENT ON TABLE auth.users IS 'Accounts; what others see of them is in profiles.';
COMMENT ON COLUMN auth.users.email IS 'Unique whatever its case.';
COMMENT ON COLUMN auth.users.phone IS 'E.164, with the plus.';
COMMENT ON COLUMN auth.users.password_hash IS 'NULL: signs in by an identity provider only.';

CREATE TABLE auth.sessions (
    id                 uuid        NOT NULL DEFAULT gen_random_uuid(),
    user_id            uuid        NOT NULL,
    refresh_token_hash bytea       NOT NULL,
    device_id          text        NOT NULL,
    device_name        text,
    ip_address         inet,
    user_agent         text,
    created_at         timestamptz NOT NULL DEFAULT now(),
    last_used_at       timestamptz NOT NULL DEFAULT now(),
    expires_at         timestamptz NOT NULL,
    revoked_at         timestamptz,
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_refresh_token_hash_key UNIQUE (refresh_token_hash),
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT sessions_expire_later CHECK (expires_at > created_at)
);
CREATE INDEX sessions_user_id_idx ON auth.sessions (user_id);
CREATE INDEX sessions_expires_at_idx ON auth.sessions (expires_at);
COMMENT ON TABLE auth.sessions IS 'Signed-in devices; the refresh token itself is never stored.';

CREATE TABLE auth.otp_codes (
    id         uuid        NOT NULL DEFAULT gen_random_uuid(),
    user_id    uuid        NOT NULL,
    purpose    text        NOT NULL,
    code_hash  bytea       NOT NULL,
    attempts   integer     NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    CONSTRAINT otp_codes_pkey PRIMARY KEY (id),
    CONSTRAINT otp_codes_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT otp_codes_purpose_known
        CHECK (purpose IN ('email_verification', 'phone_verification', 'password_reset', 'login')),
    CONSTRAINT otp_codes_attempts_limit CHECK (attempts BETWEEN 0 AND 5)
);
CREATE INDEX otp_codes_user_id_idx ON auth.otp_codes (user_id);
CREATE UNIQUE INDEX otp_codes_open_key ON auth.otp_codes (user_id, purpose) WHERE used_at IS NULL;
COMMENT ON TABLE auth.otp_codes IS 'One-time codes; a user has one open code for each purpose.';

CREATE TABLE auth.oauth_identities (
    provider         text        NOT NULL,
    provider_user_id text        NOT NULL,
    user_id          uuid        NOT NULL,
    email            text,
    created_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT oauth_identities_pkey PRIMARY KEY (provider, provider_user_id),
    CONSTRAINT oauth_identities_user_id_provider_key UNIQUE (user_id, provider),
    CONSTRAINT oauth_identities_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT oauth_identities_provider_known
        CHECK (provider IN ('google', 'apple', 'github', 'microsoft'))
);
COMMENT ON TABLE auth.oauth_identities IS 'Accounts at identity providers that sign a user in.';

CREATE TABLE auth.login_attempts (
    id             bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    user_id        uuid,
    email          text        NOT NULL,
    ip_address     inet        NOT NULL,
    user_agent     text,
    succeeded      boolean     NOT NULL,
    failure_reason text,
    attempted_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT login_attempts_pkey PRIMARY KEY (id),
    CONSTRAINT login_attempts_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT login_attempts_failure_has_reason CHECK (succeeded = (failure_reason IS NULL))
);
CREATE INDEX login_attempts_user_id_idx ON auth.login_attempts (user_id, attempted_at DESC);
CREATE INDEX login_attempts_ip_address_idx ON auth.login_attempts (ip_address, attempted_at DESC);
COMMENT ON TABLE auth.login_attempts IS 'For rate limits and for the user to see; kept 90 days.';
COMMENT ON COLUMN auth.login_attempts.user_id IS 'NULL: nobody has the address.';

CREATE TABLE auth.security_events (
    id         bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    user_id    uuid        NOT NULL,
    session_id uuid,
    event_type text        NOT NULL,
    details    jsonb       NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT security_events_pkey PRIMARY KEY (id),
    CONSTRAINT security_events_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT security_events_session_id_fkey FOREIGN KEY (session_id)
        REFERENCES auth.sessions (id) ON DELETE SET NULL,
    CONSTRAINT security_events_event_type_known
        CHECK (event_type IN ('password_changed', 'email_changed', 'two_factor_enabled',
                              'two_factor_disabled', 'session_revoked', 'account_locked')),
    CONSTRAINT security_events_details_object CHECK (jsonb_typeof(details) = 'object')
);
CREATE INDEX security_events_user_id_idx ON auth.security_events (user_id, created_at DESC);
CREATE INDEX security_events_session_id_idx ON auth.security_events (session_id);
COMMENT ON TABLE auth.security_events IS 'What changed about the safety of an account.';

-- users: what others see of somebody --------------------------------------------------------------

CREATE SCHEMA users;
COMMENT ON SCHEMA users IS 'User profiles and contacts.';

CREATE TABLE users.profiles (
    user_id      uuid        NOT NULL,
    username     text        NOT NULL,
    display_name text        NOT NULL,
    bio          text        NOT NULL DEFAULT '',
    avatar_url   text,
    language     text        NOT NULL DEFAULT 'en',
    time_zone    text        NOT NULL DEFAULT 'UTC',
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT profiles_pkey PRIMARY KEY (user_id),
    CONSTRAINT profiles_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT profiles_username_length CHECK (char_length(username) BETWEEN 3 AND 30),
    CONSTRAINT profiles_display_name_length CHECK (char_length(display_name) BETWEEN 1 AND 80),
    CONSTRAINT profiles_bio_length CHECK (char_length(bio) <= 500)
);
CREATE UNIQUE INDEX profiles_username_key ON users.profiles (lower(username));
CREATE TRIGGER profiles_updated_at BEFORE UPDATE ON users.profiles
    FOR EACH ROW EXECUTE FUNCTION auth.set_updated_at();
COMMENT ON TABLE users.profiles IS 'The public side of an account.';

CREATE TABLE users.settings (
    user_id             uuid        NOT NULL,
    last_seen_visible   text        NOT NULL DEFAULT 'contacts',
    read_receipts       boolean     NOT NULL DEFAULT true,
    typing_visible      boolean     NOT NULL DEFAULT true,
    theme               text        NOT NULL DEFAULT 'system',
    preferences         jsonb       NOT NULL DEFAULT '{}',
    updated_at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT settings_pkey PRIMARY KEY (user_id),
    CONSTRAINT settings_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT settings_last_seen_visible_known
        CHECK (last_seen_visible IN ('everyone', 'contacts', 'nobody')),
    CONSTRAINT settings_theme_known CHECK (theme IN ('system', 'light', 'dark')),
    CONSTRAINT settings_preferences_object CHECK (jsonb_typeof(preferences) = 'object')
);
CREATE TRIGGER settings_updated_at BEFORE UPDATE ON users.settings
    FOR EACH ROW EXECUTE FUNCTION auth.set_updated_at();
COMMENT ON TABLE users.settings IS 'Privacy and looks; a user without a row has the defaults.';

CREATE TABLE users.contacts (
    user_id    uuid        NOT NULL,
    contact_id uuid        NOT NULL,
    nickname   text,
    status     text        NOT NULL DEFAULT 'pending',
    favorite   boolean     NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT contacts_pkey PRIMARY KEY (user_id, contact_id),
    CONSTRAINT contacts_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT contacts_contact_id_fkey FOREIGN KEY (contact_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT contacts_not_oneself CHECK (user_id <> contact_id),
    CONSTRAINT contacts_status_known CHECK (status IN ('pending', 'accepted', 'declined'))
);
CREATE INDEX contacts_contact_id_idx ON users.contacts (contact_id, status);
COMMENT ON TABLE users.contacts IS 'Who has whom in the address book; each side has its own row.';

CREATE TABLE users.blocks (
    blocker_id uuid        NOT NULL,
    blocked_id uuid        NOT NULL,
    reason     text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT blocks_pkey PRIMARY KEY (blocker_id, blocked_id),
    CONSTRAINT blocks_blocker_id_fkey FOREIGN KEY (blocker_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT blocks_blocked_id_fkey FOREIGN KEY (blocked_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT blocks_not_oneself CHECK (blocker_id <> blocked_id)
);
CREATE INDEX blocks_blocked_id_idx ON users.blocks (blocked_id);
COMMENT ON TABLE users.blocks IS 'Who does not want to hear of whom.';

-- media: files, wherever they are used ------------------------------------------------------------

CREATE SCHEMA media;
COMMENT ON SCHEMA media IS 'File storage and metadata.';

CREATE TABLE media.files (
    id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    owner_id     uuid,
    storage_key  text        NOT NULL,
    file_name    text        NOT NULL,
    content_type text        NOT NULL,
    size_bytes   bigint      NOT NULL,
    sha256       bytea,
    width        integer,
    height       integer,
    duration_ms  integer,
    status       text        NOT NULL DEFAULT 'uploading',
    created_at   timestamptz NOT NULL DEFAULT now(),
    deleted_at   timestamptz,
    CONSTRAINT files_pkey PRIMARY KEY (id),
    CONSTRAINT files_storage_key_key UNIQUE (storage_key),
    CONSTRAINT files_owner_id_fkey FOREIGN KEY (owner_id)
        REFERENCES auth.users (id) ON DELETE SET NULL,
    CONSTRAINT files_size_not_negative CHECK (size_bytes >= 0),
    CONSTRAINT files_sha256_length CHECK (octet_length(sha256) = 32),
    CONSTRAINT files_width_and_height CHECK ((width IS NULL) = (height IS NULL)),
    CONSTRAINT files_status_known CHECK (status IN ('uploading', 'ready', 'failed')),
    CONSTRAINT files_ready_has_sha256 CHECK (status <> 'ready' OR sha256 IS NOT NULL)
);
CREATE INDEX files_owner_id_idx ON media.files (owner_id, created_at DESC);
CREATE INDEX files_sha256_idx ON media.files (sha256) WHERE deleted_at IS NULL;
COMMENT ON TABLE media.files IS 'What was uploaded; the bytes are in the object store.';

CREATE TABLE media.variants (
    file_id      uuid        NOT NULL,
    variant      text        NOT NULL,
    storage_key  text        NOT NULL,
    content_type text        NOT NULL,
    size_bytes   bigint      NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT variants_pkey PRIMARY KEY (file_id, variant),
    CONSTRAINT variants_storage_key_key UNIQUE (storage_key),
    CONSTRAINT variants_file_id_fkey FOREIGN KEY (file_id)
        REFERENCES media.files (id) ON DELETE CASCADE,
    CONSTRAINT variants_variant_known
        CHECK (variant IN ('thumbnail', 'preview', 'transcoded', 'waveform')),
    CONSTRAINT variants_size_not_negative CHECK (size_bytes >= 0)
);
COMMENT ON TABLE media.variants IS 'What was made of a file, such as its thumbnail.';

-- messages: conversations and all that is said in them --------------------------------------------

CREATE SCHEMA messages;
COMMENT ON SCHEMA messages IS 'Conversations and messaging.';

CREATE TABLE messages.conversations (
    id              uuid        NOT NULL DEFAULT gen_random_uuid(),
    kind            text        NOT NULL,
    direct_key      text,
    title           text,
    avatar_file_id  uuid,
    created_by      uuid,
    last_message_at timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT conversations_pkey PRIMARY KEY (id),
    CONSTRAINT conversations_direct_key_key UNIQUE (direct_key),
    CONSTRAINT conversations_avatar_file_id_fkey FOREIGN KEY (avatar_file_id)
        REFERENCES media.files (id) ON DELETE SET NULL,
    CONSTRAINT conversations_created_by_fkey FOREIGN KEY (created_by)
        REFERENCES auth.users (id) ON DELETE SET NULL,
    CONSTRAINT conversations_kind_known CHECK (kind IN ('direct', 'group', 'channel')),
    CONSTRAINT conversations_direct_has_key CHECK ((kind = 'direct') = (direct_key IS NOT NULL)),
    CONSTRAINT conversations_others_have_title CHECK (kind = 'direct' OR title IS NOT NULL)
);
CREATE INDEX conversations_last_message_at_idx ON messages.conversations (last_message_at DESC);
CREATE INDEX conversations_created_by_idx ON messages.conversations (created_by);
CREATE INDEX conversations_avatar_file_id_idx ON messages.conversations (avatar_file_id);
CREATE TRIGGER conversations_updated_at BEFORE UPDATE ON messages.conversations
    FOR EACH ROW EXECUTE FUNCTION auth.set_updated_at();
COMMENT ON TABLE messages.conversations IS 'Between two, in a group, or a channel.';
COMMENT ON COLUMN messages.conversations.direct_key IS
    'The two user ids, the lower one first: so two people have one conversation.';

CREATE TABLE messages.messages (
    id              uuid        NOT NULL DEFAULT gen_random_uuid(),
    conversation_id uuid        NOT NULL,
    sender_id       uuid,
    client_id       text,
    kind            text        NOT NULL DEFAULT 'text',
    body            text,
    reply_to_id     uuid,
    metadata        jsonb       NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL DEFAULT now(),
    edited_at       timestamptz,
    deleted_at      timestamptz,
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_conversation_id_id_key UNIQUE (conversation_id, id),
    CONSTRAINT messages_sender_id_client_id_key UNIQUE (sender_id, client_id),
    CONSTRAINT messages_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages.conversations (id) ON DELETE CASCADE,
    CONSTRAINT messages_sender_id_fkey FOREIGN KEY (sender_id)
        REFERENCES auth.users (id) ON DELETE SET NULL,
    CONSTRAINT messages_reply_to_id_fkey FOREIGN KEY (reply_to_id)
        REFERENCES messages.messages (id) ON DELETE SET NULL,
    CONSTRAINT messages_kind_known
        CHECK (kind IN ('text', 'media', 'voice', 'poll', 'call', 'system')),
    CONSTRAINT messages_text_has_body
        CHECK (kind <> 'text' OR deleted_at IS NOT NULL OR body IS NOT NULL),
    CONSTRAINT messages_body_length CHECK (char_length(body) BETWEEN 1 AND 10000),
    CONSTRAINT messages_no_reply_to_itself CHECK (reply_to_id <> id),
    CONSTRAINT messages_metadata_object CHECK (jsonb_typeof(metadata) = 'object')
);
CREATE INDEX messages_conversation_id_created_at_idx
    ON messages.messages (conversation_id, created_at DESC);
CREATE INDEX messages_reply_to_id_idx ON messages.messages (reply_to_id);
COMMENT ON TABLE messages.messages IS 'What was said; a deleted message keeps its place.';
COMMENT ON COLUMN messages.messages.client_id IS 'Chosen by the sender: sent twice, stored once.';
COMMENT ON COLUMN messages.messages.sender_id IS 'NULL: by the system, or the account is gone.';

CREATE TABLE messages.participants (
    conversation_id      uuid        NOT NULL,
    user_id              uuid        NOT NULL,
    role                 text        NOT NULL DEFAULT 'member',
    last_read_message_id uuid,
    muted_until          timestamptz,
    joined_at            timestamptz NOT NULL DEFAULT now(),
    left_at              timestamptz,
    CONSTRAINT participants_pkey PRIMARY KEY (conversation_id, user_id),
    CONSTRAINT participants_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages.conversations (id) ON DELETE CASCADE,
    CONSTRAINT participants_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT participants_last_read_message_id_fkey FOREIGN KEY (last_read_message_id)
        REFERENCES messages.messages (id) ON DELETE SET NULL,
    CONSTRAINT participants_role_known CHECK (role IN ('owner', 'admin', 'member')),
    CONSTRAINT participants_left_after_joined CHECK (left_at >= joined_at)
);
CREATE INDEX participants_user_id_idx ON messages.participants (user_id);
CREATE INDEX participants_last_read_message_id_idx
    ON messages.participants (last_read_message_id);
COMMENT ON TABLE messages.participants IS
    'Who is in which conversation, and how far they have read.';

CREATE TABLE messages.invites (
    id              uuid        NOT NULL DEFAULT gen_random_uuid(),
    conversation_id uuid        NOT NULL,
    created_by      uuid,
    code            text        NOT NULL,
    max_uses        integer,
    uses            integer     NOT NULL DEFAULT 0,
    expires_at      timestamptz,
    revoked_at      timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT invites_pkey PRIMARY KEY (id),
    CONSTRAINT invites_code_key UNIQUE (code),
    CONSTRAINT invites_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages.conversations (id) ON DELETE CASCADE,
    CONSTRAINT invites_created_by_fkey FOREIGN KEY (created_by)
        REFERENCES auth.users (id) ON DELETE SET NULL,
    CONSTRAINT invites_uses_limit CHECK (uses >= 0 AND (max_uses IS NULL OR uses <= max_uses))
);
CREATE INDEX invites_conversation_id_idx ON messages.invites (conversation_id);
CREATE INDEX invites_created_by_idx ON messages.invites (created_by);
COMMENT ON TABLE messages.invites IS 'Links by which somebody joins a group or a channel.';

CREATE TABLE messages.message_edits (
    message_id uuid        NOT NULL,
    revision   integer     NOT NULL,
    body       text        NOT NULL,
    edited_by  uuid,
    edited_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT message_edits_pkey PRIMARY KEY (message_id, revision),
    CONSTRAINT message_edits_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages.messages (id) ON DELETE CASCADE,
    CONSTRAINT message_edits_edited_by_fkey FOREIGN KEY (edited_by)
        REFERENCES auth.users (id) ON DELETE SET NULL,
    CONSTRAINT message_edits_revision_positive CHECK (revision > 0)
);
CREATE INDEX message_edits_edited_by_idx ON messages.message_edits (edited_by);
COMMENT ON TABLE messages.message_edits IS 'What a message said before each edit.';

CREATE TABLE messages.receipts (
    message_id   uuid        NOT NULL,
    user_id      uuid        NOT NULL,
    delivered_at timestamptz NOT NULL DEFAULT now(),
    read_at      timestamptz,
    CONSTRAINT receipts_pkey PRIMARY KEY (message_id, user_id),
    CONSTRAINT receipts_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages.messages (id) ON DELETE CASCADE,
    CONSTRAINT receipts_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT receipts_read_after_delivered CHECK (read_at >= delivered_at)
);
CREATE INDEX receipts_user_id_idx ON messages.receipts (user_id);
COMMENT ON TABLE messages.receipts IS 'Whom a message has reached, and who has read it.';

CREATE TABLE messages.reactions (
    message_id uuid        NOT NULL,
    user_id    uuid        NOT NULL,
    emoji      text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT reactions_pkey PRIMARY KEY (message_id, user_id, emoji),
    CONSTRAINT reactions_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages.messages (id) ON DELETE CASCADE,
    CONSTRAINT reactions_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT reactions_emoji_length CHECK (char_length(emoji) BETWEEN 1 AND 32)
);
CREATE INDEX reactions_user_id_idx ON messages.reactions (user_id);
COMMENT ON TABLE messages.reactions IS 'Emoji below a message; a user may have several.';

CREATE TABLE messages.mentions (
    message_id uuid        NOT NULL,
    user_id    uuid        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT mentions_pkey PRIMARY KEY (message_id, user_id),
    CONSTRAINT mentions_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages.messages (id) ON DELETE CASCADE,
    CONSTRAINT mentions_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE
);
CREATE INDEX mentions_user_id_idx ON messages.mentions (user_id, created_at DESC);
COMMENT ON TABLE messages.mentions IS 'Who is named in a message.';

CREATE TABLE messages.attachments (
    message_id uuid    NOT NULL,
    position   integer NOT NULL,
    file_id    uuid    NOT NULL,
    caption    text,
    CONSTRAINT attachments_pkey PRIMARY KEY (message_id, position),
    CONSTRAINT attachments_message_id_file_id_key UNIQUE (message_id, file_id),
    CONSTRAINT attachments_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages.messages (id) ON DELETE CASCADE,
    CONSTRAINT attachments_file_id_fkey FOREIGN KEY (file_id)
        REFERENCES media.files (id) ON DELETE RESTRICT,
    CONSTRAINT attachments_position_range CHECK (position BETWEEN 1 AND 30)
);
CREATE INDEX attachments_file_id_idx ON messages.attachments (file_id);
COMMENT ON TABLE messages.attachments IS 'Files of a message; a file in use cannot be removed.';

CREATE TABLE messages.link_previews (
    message_id  uuid        NOT NULL,
    url         text        NOT NULL,
    title       text,
    description text,
    image_url   text,
    fetched_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT link_previews_pkey PRIMARY KEY (message_id, url),
    CONSTRAINT link_previews_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages.messages (id) ON DELETE CASCADE,
    CONSTRAINT link_previews_url_form CHECK (url LIKE 'http://_%' OR url LIKE 'https://_%')
);
COMMENT ON TABLE messages.link_previews IS 'What stands behind the links of a message.';

CREATE TABLE messages.pins (
    conversation_id uuid        NOT NULL,
    message_id      uuid        NOT NULL,
    pinned_by       uuid,
    pinned_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pins_pkey PRIMARY KEY (conversation_id, message_id),
    CONSTRAINT pins_message_fkey FOREIGN KEY (conversation_id, message_id)
        REFERENCES messages.messages (conversation_id, id) ON DELETE CASCADE,
    CONSTRAINT pins_pinned_by_fkey FOREIGN KEY (pinned_by)
        REFERENCES auth.users (id) ON DELETE SET NULL
);
CREATE INDEX pins_pinned_by_idx ON messages.pins (pinned_by);
COMMENT ON TABLE messages.pins IS 'Messages on top of the conversation they belong to.';

CREATE TABLE messages.bookmarks (
    user_id    uuid        NOT NULL,
    message_id uuid        NOT NULL,
    note       text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT bookmarks_pkey PRIMARY KEY (user_id, message_id),
    CONSTRAINT bookmarks_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT bookmarks_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages.messages (id) ON DELETE CASCADE
);
CREATE INDEX bookmarks_message_id_idx ON messages.bookmarks (message_id);
COMMENT ON TABLE messages.bookmarks IS 'Messages somebody keeps for themselves.';

CREATE TABLE messages.drafts (
    conversation_id uuid        NOT NULL,
    user_id         uuid        NOT NULL,
    body            text        NOT NULL,
    reply_to_id     uuid,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT drafts_pkey PRIMARY KEY (conversation_id, user_id),
    CONSTRAINT drafts_participant_fkey FOREIGN KEY (conversation_id, user_id)
        REFERENCES messages.participants (conversation_id, user_id) ON DELETE CASCADE,
    CONSTRAINT drafts_reply_to_id_fkey FOREIGN KEY (reply_to_id)
        REFERENCES messages.messages (id) ON DELETE SET NULL
);
CREATE INDEX drafts_reply_to_id_idx ON messages.drafts (reply_to_id);
CREATE TRIGGER drafts_updated_at BEFORE UPDATE ON messages.drafts
    FOR EACH ROW EXECUTE FUNCTION auth.set_updated_at();
COMMENT ON TABLE messages.drafts IS 'What somebody has begun to write, on all their devices.';

CREATE TABLE messages.scheduled_messages (
    id              uuid        NOT NULL DEFAULT gen_random_uuid(),
    conversation_id uuid        NOT NULL,
    sender_id       uuid        NOT NULL,
    body            text        NOT NULL,
    send_at         timestamptz NOT NULL,
    message_id      uuid,
    cancelled_at    timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT scheduled_messages_pkey PRIMARY KEY (id),
    CONSTRAINT scheduled_messages_participant_fkey FOREIGN KEY (conversation_id, sender_id)
        REFERENCES messages.participants (conversation_id, user_id) ON DELETE CASCADE,
    CONSTRAINT scheduled_messages_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages.messages (id) ON DELETE SET NULL,
    CONSTRAINT scheduled_messages_sent_or_cancelled
        CHECK (message_id IS NULL OR cancelled_at IS NULL)
);
CREATE INDEX scheduled_messages_due_idx ON messages.scheduled_messages (send_at)
    WHERE message_id IS NULL AND cancelled_at IS NULL;
CREATE INDEX scheduled_messages_participant_idx
    ON messages.scheduled_messages (conversation_id, sender_id);
CREATE INDEX scheduled_messages_message_id_idx ON messages.scheduled_messages (message_id);
COMMENT ON TABLE messages.scheduled_messages IS
    'To be sent later; message_id is what became of it.';

CREATE TABLE messages.polls (
    id               uuid        NOT NULL DEFAULT gen_random_uuid(),
    message_id       uuid        NOT NULL,
    question         text        NOT NULL,
    multiple_choice  boolean     NOT NULL DEFAULT false,
    anonymous        boolean     NOT NULL DEFAULT false,
    closes_at        timestamptz,
    created_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT polls_pkey PRIMARY KEY (id),
    CONSTRAINT polls_message_id_key UNIQUE (message_id),
    CONSTRAINT polls_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages.messages (id) ON DELETE CASCADE,
    CONSTRAINT polls_question_length CHECK (char_length(question) BETWEEN 1 AND 300)
);
COMMENT ON TABLE messages.polls IS 'A message that asks something.';

CREATE TABLE messages.poll_options (
    poll_id  uuid    NOT NULL,
    position integer NOT NULL,
    label    text    NOT NULL,
    CONSTRAINT poll_options_pkey PRIMARY KEY (poll_id, position),
    CONSTRAINT poll_options_poll_id_label_key UNIQUE (poll_id, label),
    CONSTRAINT poll_options_poll_id_fkey FOREIGN KEY (poll_id)
        REFERENCES messages.polls (id) ON DELETE CASCADE,
    CONSTRAINT poll_options_position_range CHECK (position BETWEEN 1 AND 12),
    CONSTRAINT poll_options_label_length CHECK (char_length(label) BETWEEN 1 AND 100)
);
COMMENT ON TABLE messages.poll_options IS 'What can be answered.';

CREATE TABLE messages.poll_votes (
    poll_id  uuid        NOT NULL,
    position integer     NOT NULL,
    user_id  uuid        NOT NULL,
    voted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT poll_votes_pkey PRIMARY KEY (poll_id, position, user_id),
    CONSTRAINT poll_votes_option_fkey FOREIGN KEY (poll_id, position)
        REFERENCES messages.poll_options (poll_id, position) ON DELETE CASCADE,
    CONSTRAINT poll_votes_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE
);
CREATE INDEX poll_votes_user_id_idx ON messages.poll_votes (user_id);
COMMENT ON TABLE messages.poll_votes IS
    'Who answered what; that one answer is all is up to the service, multiple_choice or not.';

CREATE TABLE messages.calls (
    id              uuid        NOT NULL DEFAULT gen_random_uuid(),
    conversation_id uuid        NOT NULL,
    started_by      uuid,
    kind            text        NOT NULL,
    status          text        NOT NULL DEFAULT 'ringing',
    started_at      timestamptz NOT NULL DEFAULT now(),
    answered_at     timestamptz,
    ended_at        timestamptz,
    CONSTRAINT calls_pkey PRIMARY KEY (id),
    CONSTRAINT calls_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages.conversations (id) ON DELETE CASCADE,
    CONSTRAINT calls_started_by_fkey FOREIGN KEY (started_by)
        REFERENCES auth.users (id) ON DELETE SET NULL,
    CONSTRAINT calls_kind_known CHECK (kind IN ('voice', 'video')),
    CONSTRAINT calls_status_known
        CHECK (status IN ('ringing', 'active', 'ended', 'missed', 'declined')),
    CONSTRAINT calls_over_has_end
        CHECK ((status IN ('ended', 'missed', 'declined')) = (ended_at IS NOT NULL)),
    CONSTRAINT calls_end_after_start CHECK (ended_at >= started_at)
);
CREATE INDEX calls_conversation_id_idx ON messages.calls (conversation_id, started_at DESC);
CREATE INDEX calls_started_by_idx ON messages.calls (started_by);
CREATE UNIQUE INDEX calls_running_key ON messages.calls (conversation_id) WHERE ended_at IS NULL;
COMMENT ON TABLE messages.calls IS 'Calls; a conversation has one at a time.';

CREATE TABLE messages.call_participants (
    call_id   uuid        NOT NULL,
    user_id   uuid        NOT NULL,
    joined_at timestamptz,
    left_at   timestamptz,
    CONSTRAINT call_participants_pkey PRIMARY KEY (call_id, user_id),
    CONSTRAINT call_participants_call_id_fkey FOREIGN KEY (call_id)
        REFERENCES messages.calls (id) ON DELETE CASCADE,
    CONSTRAINT call_participants_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT call_participants_left_after_joined
        CHECK (left_at IS NULL OR (joined_at IS NOT NULL AND left_at >= joined_at))
);
CREATE INDEX call_participants_user_id_idx ON messages.call_participants (user_id);
COMMENT ON TABLE messages.call_participants IS
    'Who was called; joined_at is NULL until they answer.';

CREATE TABLE messages.reports (
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    message_id  uuid        NOT NULL,
    reporter_id uuid        NOT NULL,
    reason      text        NOT NULL,
    details     text,
    status      text        NOT NULL DEFAULT 'open',
    created_at  timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz,
    CONSTRAINT reports_pkey PRIMARY KEY (id),
    CONSTRAINT reports_message_id_reporter_id_key UNIQUE (message_id, reporter_id),
    CONSTRAINT reports_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages.messages (id) ON DELETE CASCADE,
    CONSTRAINT reports_reporter_id_fkey FOREIGN KEY (reporter_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT reports_reason_known
        CHECK (reason IN ('spam', 'abuse', 'violence', 'impersonation', 'other')),
    CONSTRAINT reports_status_known CHECK (status IN ('open', 'upheld', 'dismissed')),
    CONSTRAINT reports_resolved_has_time CHECK ((status = 'open') = (resolved_at IS NULL))
);
CREATE INDEX reports_reporter_id_idx ON messages.reports (reporter_id);
CREATE INDEX reports_open_idx ON messages.reports (created_at) WHERE status = 'open';
COMMENT ON TABLE messages.reports IS 'Messages that somebody complained about.';

-- notifications -----------------------------------------------------------------------------------

CREATE SCHEMA notifications;
COMMENT ON SCHEMA notifications IS 'Push notifications.';

CREATE TABLE notifications.devices (
    id           uuid        NOT NULL DEFAULT gen_random_uuid(),
    user_id      uuid        NOT NULL,
    platform     text        NOT NULL,
    push_token   text        NOT NULL,
    enabled      boolean     NOT NULL DEFAULT true,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT devices_pkey PRIMARY KEY (id),
    CONSTRAINT devices_platform_push_token_key UNIQUE (platform, push_token),
    CONSTRAINT devices_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT devices_platform_known CHECK (platform IN ('ios', 'android', 'web'))
);
CREATE INDEX devices_user_id_idx ON notifications.devices (user_id);
COMMENT ON TABLE notifications.devices IS
    'Where pushes go; a token belongs to whoever used it last.';

CREATE TABLE notifications.notifications (
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    user_id     uuid        NOT NULL,
    kind        text        NOT NULL,
    message_id  uuid,
    title       text        NOT NULL,
    body        text        NOT NULL DEFAULT '',
    payload     jsonb       NOT NULL DEFAULT '{}',
    status      text        NOT NULL DEFAULT 'queued',
    created_at  timestamptz NOT NULL DEFAULT now(),
    sent_at     timestamptz,
    read_at     timestamptz,
    CONSTRAINT notifications_pkey PRIMARY KEY (id),
    CONSTRAINT notifications_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT notifications_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages.messages (id) ON DELETE CASCADE,
    CONSTRAINT notifications_kind_known
        CHECK (kind IN ('message', 'mention', 'reaction', 'call', 'contact_request', 'system')),
    CONSTRAINT notifications_status_known CHECK (status IN ('queued', 'sent', 'failed')),
    CONSTRAINT notifications_sent_has_time CHECK (status <> 'sent' OR sent_at IS NOT NULL),
    CONSTRAINT notifications_payload_object CHECK (jsonb_typeof(payload) = 'object')
);
CREATE INDEX notifications_user_id_idx
    ON notifications.notifications (user_id);
CREATE INDEX notifications_unread_idx ON notifications.notifications (user_id, created_at DESC)
    WHERE read_at IS NULL;
CREATE INDEX notifications_queued_idx ON notifications.notifications (created_at)
    WHERE status = 'queued';
CREATE INDEX notifications_message_id_idx ON notifications.notifications (message_id);
COMMENT ON TABLE notifications.notifications IS 'What somebody was or will be told of.';

-- analytics: outlives those it is about, so it forgets who they were ------------------------------

CREATE SCHEMA analytics;
COMMENT ON SCHEMA analytics IS 'User analytics and events.';

CREATE TABLE analytics.app_sessions (
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    user_id     uuid,
    platform    text        NOT NULL,
    app_version text        NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT now(),
    ended_at    timestamptz,
    CONSTRAINT app_sessions_pkey PRIMARY KEY (id),
    CONSTRAINT app_sessions_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE SET NULL,
    CONSTRAINT app_sessions_platform_known
        CHECK (platform IN ('ios', 'android', 'web', 'desktop')),
    CONSTRAINT app_sessions_end_after_start CHECK (ended_at >= started_at)
);
CREATE INDEX app_sessions_user_id_idx ON analytics.app_sessions (user_id, started_at DESC);
COMMENT ON TABLE analytics.app_sessions IS 'The app in the foreground, from start to end.';

CREATE TABLE analytics.events (
    id             bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    app_session_id uuid,
    user_id        uuid,
    name           text        NOT NULL,
    properties     jsonb       NOT NULL DEFAULT '{}',
    occurred_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT events_pkey PRIMARY KEY (id),
    CONSTRAINT events_app_session_id_fkey FOREIGN KEY (app_session_id)
        REFERENCES analytics.app_sessions (id) ON DELETE SET NULL,
    CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE SET NULL,
    CONSTRAINT events_name_length CHECK (char_length(name) BETWEEN 1 AND 100),
    CONSTRAINT events_properties_object CHECK (jsonb_typeof(properties) = 'object')
);
CREATE INDEX events_name_occurred_at_idx ON analytics.events (name, occurred_at);
CREATE INDEX events_user_id_idx ON analytics.events (user_id, occurred_at DESC);
CREATE INDEX events_app_session_id_idx ON analytics.events (app_session_id);
COMMENT ON TABLE analytics.events IS 'What happened in the app; never what was said.';

CREATE TABLE analytics.daily_user_activity (
    user_id           uuid    NOT NULL,
    day               date    NOT NULL,
    messages_sent     integer NOT NULL DEFAULT 0,
    messages_received integer NOT NULL DEFAULT 0,
    seconds_active    integer NOT NULL DEFAULT 0,
    CONSTRAINT daily_user_activity_pkey PRIMARY KEY (user_id, day),
    CONSTRAINT daily_user_activity_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT daily_user_activity_not_negative
        CHECK (messages_sent >= 0 AND messages_received >= 0),
    CONSTRAINT daily_user_activity_seconds_of_a_day CHECK (seconds_active BETWEEN 0 AND 90000)
);
CREATE INDEX daily_user_activity_day_idx ON analytics.daily_user_activity (day);
COMMENT ON TABLE analytics.daily_user_activity IS 'Sums for each user and day.';

CREATE TABLE analytics.daily_conversation_stats (
    conversation_id uuid    NOT NULL,
    day             date    NOT NULL,
    messages        integer NOT NULL DEFAULT 0,
    senders         integer NOT NULL DEFAULT 0,
    CONSTRAINT daily_conversation_stats_pkey PRIMARY KEY (conversation_id, day),
    CONSTRAINT daily_conversation_stats_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages.conversations (id) ON DELETE CASCADE,
    CONSTRAINT daily_conversation_stats_plausible CHECK (senders BETWEEN 0 AND messages)
);
CREATE INDEX daily_conversation_stats_day_idx ON analytics.daily_conversation_stats (day);
COMMENT ON TABLE analytics.daily_conversation_stats IS 'Sums for each conversation and day.';

CREATE TABLE analytics.daily_feature_usage (
    feature  text    NOT NULL,
    platform text    NOT NULL,
    day      date    NOT NULL,
    uses     integer NOT NULL DEFAULT 0,
    users    integer NOT NULL DEFAULT 0,
    CONSTRAINT daily_feature_usage_pkey PRIMARY KEY (feature, platform, day),
    CONSTRAINT daily_feature_usage_platform_known
        CHECK (platform IN ('ios', 'android', 'web', 'desktop')),
    CONSTRAINT daily_feature_usage_plausible CHECK (users BETWEEN 0 AND uses)
);
CREATE INDEX daily_feature_usage_day_idx ON analytics.daily_feature_usage (day);
COMMENT ON TABLE analytics.daily_feature_usage IS 'Which features are used, and by how many.';

CREATE TABLE analytics.delivery_metrics (
    server_id        text        NOT NULL,
    minute           timestamptz NOT NULL,
    messages         integer     NOT NULL DEFAULT 0,
    failures         integer     NOT NULL DEFAULT 0,
    median_ms        integer,
    percentile_99_ms integer,
    CONSTRAINT delivery_metrics_pkey PRIMARY KEY (server_id, minute),
    CONSTRAINT delivery_metrics_plausible CHECK (failures BETWEEN 0 AND messages),
    CONSTRAINT delivery_metrics_in_order CHECK (median_ms >= 0 AND percentile_99_ms >= median_ms)
);
CREATE INDEX delivery_metrics_minute_idx ON analytics.delivery_metrics (minute);
COMMENT ON TABLE analytics.delivery_metrics IS 'How fast each server delivered, minute by minute.';

-- location ----------------------------------------------------------------------------------------

CREATE SCHEMA location;
COMMENT ON SCHEMA location IS 'IP geolocation data.';

CREATE TABLE location.ip_addresses (
    ip_address   inet             NOT NULL,
    country_code text,
    region       text,
    city         text,
    latitude     double precision,
    longitude    double precision,
    time_zone    text,
    isp          text,
    is_proxy     boolean          NOT NULL DEFAULT false,
    looked_up_at timestamptz      NOT NULL DEFAULT now(),
    CONSTRAINT ip_addresses_pkey PRIMARY KEY (ip_address),
    CONSTRAINT ip_addresses_country_code_form
        CHECK (char_length(country_code) = 2 AND country_code = upper(country_code)),
    CONSTRAINT ip_addresses_latitude_range CHECK (latitude BETWEEN -90 AND 90),
    CONSTRAINT ip_addresses_longitude_range CHECK (longitude BETWEEN -180 AND 180),
    CONSTRAINT ip_addresses_both_or_none CHECK ((latitude IS NULL) = (longitude IS NULL))
);
CREATE INDEX ip_addresses_looked_up_at_idx ON location.ip_addresses (looked_up_at);
COMMENT ON TABLE location.ip_addresses IS
    'Where an address is, as far as the lookup service knows.';

CREATE TABLE location.user_locations (
    user_id       uuid        NOT NULL,
    ip_address    inet        NOT NULL,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_locations_pkey PRIMARY KEY (user_id, ip_address),
    CONSTRAINT user_locations_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT user_locations_ip_address_fkey FOREIGN KEY (ip_address)
        REFERENCES location.ip_addresses (ip_address) ON DELETE CASCADE,
    CONSTRAINT user_locations_last_after_first CHECK (last_seen_at >= first_seen_at)
);
CREATE INDEX user_locations_ip_address_idx ON location.user_locations (ip_address);
COMMENT ON TABLE location.user_locations IS 'From where somebody was seen.';
