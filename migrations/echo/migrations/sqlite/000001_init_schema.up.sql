-- The baseline of a messaging service. SQLite has no schemas: tables carry theirs as a prefix, and
-- so do indexes and triggers. Times are ISO 8601 in UTC, to the millisecond.

-- auth: who somebody is ---------------------------------------------------------------------------

-- Accounts; what others see of them is in profiles.
CREATE TABLE auth_users (
    id                 TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    -- Unique whatever its case.
    email              TEXT    NOT NULL,
    -- E.164, with the plus.
    phone              TEXT,
    -- NULL: signs in by an identity provider only.
    password_hash      TEXT,
    status             TEXT    NOT NULL DEFAULT 'active',
    two_factor_enabled INTEGER NOT NULL DEFAULT 0 CHECK (two_factor_enabled IN (0, 1)),
    email_verified_at  TEXT,
    last_login_at      TEXT,
    created_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_phone_key UNIQUE (phone),
    CONSTRAINT users_email_form CHECK (email LIKE '_%@_%'),
    CONSTRAINT users_phone_form CHECK (phone LIKE '+%' AND length(phone) BETWEEN 8 AND 16),
    CONSTRAINT users_status_known CHECK (status IN ('active', 'suspended', 'deleted'))
) STRICT;
CREATE UNIQUE INDEX auth_users_email_key ON auth_users (lower(email));

-- Keeps updated_at true without the help of the application, and leaves alone an UPDATE that sets
-- it. The last condition ends the recursion where recursive_triggers is on.
CREATE TRIGGER auth_users_updated_at AFTER UPDATE ON auth_users
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE auth_users
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE rowid = NEW.rowid;
END;

-- Signed-in devices; the refresh token itself is never stored.
CREATE TABLE auth_sessions (
    id                 TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    user_id            TEXT    NOT NULL,
    refresh_token_hash BLOB    NOT NULL,
    device_id          TEXT    NOT NULL,
    device_name        TEXT,
    ip_address         TEXT,
    user_agent         TEXT,
    created_at         TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    last_used_at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    expires_at         TEXT    NOT NULL,
    revoked_at         TEXT,
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_refresh_token_hash_key UNIQUE (refresh_token_hash),
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT sessions_expire_later CHECK (expires_at > created_at)
) STRICT;
CREATE INDEX auth_sessions_user_id_idx ON auth_sessions (user_id);
CREATE INDEX auth_sessions_expires_at_idx ON auth_sessions (expires_at);

-- One-time codes; a user has one open code for each purpose.
CREATE TABLE auth_otp_codes (
    id         TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    user_id    TEXT    NOT NULL,
    purpose    TEXT    NOT NULL,
    code_hash  BLOB    NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    expires_at TEXT    NOT NULL,
    used_at    TEXT,
    CONSTRAINT otp_codes_pkey PRIMARY KEY (id),
    CONSTRAINT otp_codes_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT otp_codes_purpose_known
        CHECK (purpose IN ('email_verification', 'phone_verification', 'password_reset', 'login')),
    CONSTRAINT otp_codes_attempts_limit CHECK (attempts BETWEEN 0 AND 5)
) STRICT;
CREATE INDEX auth_otp_codes_user_id_idx ON auth_otp_codes (user_id);
CREATE UNIQUE INDEX auth_otp_codes_open_key ON auth_otp_codes (user_id, purpose)
    WHERE used_at IS NULL;

-- Accounts at identity providers that sign a user in.
CREATE TABLE auth_oauth_identities (
    provider         TEXT    NOT NULL,
    provider_user_id TEXT    NOT NULL,
    user_id          TEXT    NOT NULL,
    email            TEXT,
    created_at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT oauth_identities_pkey PRIMARY KEY (provider, provider_user_id),
    CONSTRAINT oauth_identities_user_id_provider_key UNIQUE (user_id, provider),
    CONSTRAINT oauth_identities_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT oauth_identities_provider_known
        CHECK (provider IN ('google', 'apple', 'github', 'microsoft'))
) STRICT;

-- For rate limits and for the user to see; kept 90 days.
CREATE TABLE auth_login_attempts (
    id             INTEGER NOT NULL,
    -- NULL: nobody has the address.
    user_id        TEXT,
    email          TEXT    NOT NULL,
    ip_address     TEXT    NOT NULL,
    user_agent     TEXT,
    succeeded      INTEGER NOT NULL CHECK (succeeded IN (0, 1)),
    failure_reason TEXT,
    attempted_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT login_attempts_pkey PRIMARY KEY (id),
    CONSTRAINT login_attempts_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT login_attempts_failure_has_reason CHECK (succeeded = (failure_reason IS NULL))
) STRICT;
CREATE INDEX auth_login_attempts_user_id_idx ON auth_login_attempts (user_id, attempted_at DESC);
CREATE INDEX auth_login_attempts_ip_address_idx
    ON auth_login_attempts (ip_address, attempted_at DESC);

-- What changed about the safety of an account.
CREATE TABLE auth_security_events (
    id         INTEGER NOT NULL,
    user_id    TEXT    NOT NULL,
    session_id TEXT,
    event_type TEXT    NOT NULL,
    details    TEXT    NOT NULL DEFAULT '{}',
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT security_events_pkey PRIMARY KEY (id),
    CONSTRAINT security_events_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT security_events_session_id_fkey FOREIGN KEY (session_id)
        REFERENCES auth_sessions (id) ON DELETE SET NULL,
    CONSTRAINT security_events_event_type_known
        CHECK (event_type IN ('password_changed', 'email_changed', 'two_factor_enabled',
                              'two_factor_disabled', 'session_revoked', 'account_locked')),
    CONSTRAINT security_events_details_object
        CHECK (json_valid(details) AND json_type(details) = 'object')
) STRICT;
CREATE INDEX auth_security_events_user_id_idx ON auth_security_events (user_id, created_at DESC);
CREATE INDEX auth_security_events_session_id_idx ON auth_security_events (session_id);

-- users: what others see of somebody --------------------------------------------------------------

-- The public side of an account.
CREATE TABLE users_profiles (
    user_id      TEXT    NOT NULL,
    username     TEXT    NOT NULL,
    display_name TEXT    NOT NULL,
    bio          TEXT    NOT NULL DEFAULT '',
    avatar_url   TEXT,
    language     TEXT    NOT NULL DEFAULT 'en',
    time_zone    TEXT    NOT NULL DEFAULT 'UTC',
    created_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT profiles_pkey PRIMARY KEY (user_id),
    CONSTRAINT profiles_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT profiles_username_length CHECK (length(username) BETWEEN 3 AND 30),
    CONSTRAINT profiles_display_name_length CHECK (length(display_name) BETWEEN 1 AND 80),
    CONSTRAINT profiles_bio_length CHECK (length(bio) <= 500)
) STRICT;
CREATE UNIQUE INDEX users_profiles_username_key ON users_profiles (lower(username));
CREATE TRIGGER users_profiles_updated_at AFTER UPDATE ON users_profiles
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE users_profiles
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE rowid = NEW.rowid;
END;

-- Privacy and looks; a user without a row has the defaults.
CREATE TABLE users_settings (
    user_id           TEXT    NOT NULL,
    last_seen_visible TEXT    NOT NULL DEFAULT 'contacts',
    read_receipts     INTEGER NOT NULL DEFAULT 1 CHECK (read_receipts IN (0, 1)),
    typing_visible    INTEGER NOT NULL DEFAULT 1 CHECK (typing_visible IN (0, 1)),
    theme             TEXT    NOT NULL DEFAULT 'system',
    preferences       TEXT    NOT NULL DEFAULT '{}',
    updated_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT settings_pkey PRIMARY KEY (user_id),
    CONSTRAINT settings_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT settings_last_seen_visible_known
        CHECK (last_seen_visible IN ('everyone', 'contacts', 'nobody')),
    CONSTRAINT settings_theme_known CHECK (theme IN ('system', 'light', 'dark')),
    CONSTRAINT settings_preferences_object
        CHECK (json_valid(preferences) AND json_type(preferences) = 'object')
) STRICT;
CREATE TRIGGER users_settings_updated_at AFTER UPDATE ON users_settings
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE users_settings
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE rowid = NEW.rowid;
END;

-- Who has whom in the address book; each side has its own row.
CREATE TABLE users_contacts (
    user_id    TEXT    NOT NULL,
    contact_id TEXT    NOT NULL,
    nickname   TEXT,
    status     TEXT    NOT NULL DEFAULT 'pending',
    favorite   INTEGER NOT NULL DEFAULT 0 CHECK (favorite IN (0, 1)),
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT contacts_pkey PRIMARY KEY (user_id, contact_id),
    CONSTRAINT contacts_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT contacts_contact_id_fkey FOREIGN KEY (contact_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT contacts_not_oneself CHECK (user_id <> contact_id),
    CONSTRAINT contacts_status_known CHECK (status IN ('pending', 'accepted', 'declined'))
) STRICT;
CREATE INDEX users_contacts_contact_id_idx ON users_contacts (contact_id, status);

-- Who does not want to hear of whom.
CREATE TABLE users_blocks (
    blocker_id TEXT    NOT NULL,
    blocked_id TEXT    NOT NULL,
    reason     TEXT,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT blocks_pkey PRIMARY KEY (blocker_id, blocked_id),
    CONSTRAINT blocks_blocker_id_fkey FOREIGN KEY (blocker_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT blocks_blocked_id_fkey FOREIGN KEY (blocked_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT blocks_not_oneself CHECK (blocker_id <> blocked_id)
) STRICT;
CREATE INDEX users_blocks_blocked_id_idx ON users_blocks (blocked_id);

-- media: files, wherever they are used ------------------------------------------------------------

-- What was uploaded; the bytes are in the object store.
CREATE TABLE media_files (
    id           TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    owner_id     TEXT,
    storage_key  TEXT    NOT NULL,
    file_name    TEXT    NOT NULL,
    content_type TEXT    NOT NULL,
    size_bytes   INTEGER NOT NULL,
    sha256       BLOB,
    width        INTEGER,
    height       INTEGER,
    duration_ms  INTEGER,
    status       TEXT    NOT NULL DEFAULT 'uploading',
    created_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    deleted_at   TEXT,
    CONSTRAINT files_pkey PRIMARY KEY (id),
    CONSTRAINT files_storage_key_key UNIQUE (storage_key),
    CONSTRAINT files_owner_id_fkey FOREIGN KEY (owner_id)
        REFERENCES auth_users (id) ON DELETE SET NULL,
    CONSTRAINT files_size_not_negative CHECK (size_bytes >= 0),
    CONSTRAINT files_sha256_length CHECK (length(sha256) = 32),
    CONSTRAINT files_width_and_height CHECK ((width IS NULL) = (height IS NULL)),
    CONSTRAINT files_status_known CHECK (status IN ('uploading', 'ready', 'failed')),
    CONSTRAINT files_ready_has_sha256 CHECK (status <> 'ready' OR sha256 IS NOT NULL)
) STRICT;
CREATE INDEX media_files_owner_id_idx ON media_files (owner_id, created_at DESC);
CREATE INDEX media_files_sha256_idx ON media_files (sha256) WHERE deleted_at IS NULL;

-- What was made of a file, such as its thumbnail.
CREATE TABLE media_variants (
    file_id      TEXT    NOT NULL,
    variant      TEXT    NOT NULL,
    storage_key  TEXT    NOT NULL,
    content_type TEXT    NOT NULL,
    size_bytes   INTEGER NOT NULL,
    created_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT variants_pkey PRIMARY KEY (file_id, variant),
    CONSTRAINT variants_storage_key_key UNIQUE (storage_key),
    CONSTRAINT variants_file_id_fkey FOREIGN KEY (file_id)
        REFERENCES media_files (id) ON DELETE CASCADE,
    CONSTRAINT variants_variant_known
        CHECK (variant IN ('thumbnail', 'preview', 'transcoded', 'waveform')),
    CONSTRAINT variants_size_not_negative CHECK (size_bytes >= 0)
) STRICT;

-- messages: conversations and all that is said in them --------------------------------------------

-- Between two, in a group, or a channel.
CREATE TABLE messages_conversations (
    id              TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    kind            TEXT    NOT NULL,
    -- The two user ids, the lower one first: so two people have one conversation.
    direct_key      TEXT,
    title           TEXT,
    avatar_file_id  TEXT,
    created_by      TEXT,
    last_message_at TEXT,
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT conversations_pkey PRIMARY KEY (id),
    CONSTRAINT conversations_direct_key_key UNIQUE (direct_key),
    CONSTRAINT conversations_avatar_file_id_fkey FOREIGN KEY (avatar_file_id)
        REFERENCES media_files (id) ON DELETE SET NULL,
    CONSTRAINT conversations_created_by_fkey FOREIGN KEY (created_by)
        REFERENCES auth_users (id) ON DELETE SET NULL,
    CONSTRAINT conversations_kind_known CHECK (kind IN ('direct', 'group', 'channel')),
    CONSTRAINT conversations_direct_has_key CHECK ((kind = 'direct') = (direct_key IS NOT NULL)),
    CONSTRAINT conversations_others_have_title CHECK (kind = 'direct' OR title IS NOT NULL)
) STRICT;
CREATE INDEX messages_conversations_last_message_at_idx
    ON messages_conversations (last_message_at DESC);
CREATE INDEX messages_conversations_created_by_idx ON messages_conversations (created_by);
CREATE INDEX messages_conversations_avatar_file_id_idx ON messages_conversations (avatar_file_id);
CREATE TRIGGER messages_conversations_updated_at AFTER UPDATE ON messages_conversations
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE messages_conversations
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE rowid = NEW.rowid;
END;

-- What was said; a deleted message keeps its place.
CREATE TABLE messages_messages (
    id              TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    conversation_id TEXT    NOT NULL,
    -- NULL: by the system, or the account is gone.
    sender_id       TEXT,
    -- Chosen by the sender: sent twice, stored once.
    client_id       TEXT,
    kind            TEXT    NOT NULL DEFAULT 'text',
    body            TEXT,
    reply_to_id     TEXT,
    metadata        TEXT    NOT NULL DEFAULT '{}',
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    edited_at       TEXT,
    deleted_at      TEXT,
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_conversation_id_id_key UNIQUE (conversation_id, id),
    CONSTRAINT messages_sender_id_client_id_key UNIQUE (sender_id, client_id),
    CONSTRAINT messages_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages_conversations (id) ON DELETE CASCADE,
    CONSTRAINT messages_sender_id_fkey FOREIGN KEY (sender_id)
        REFERENCES auth_users (id) ON DELETE SET NULL,
    CONSTRAINT messages_reply_to_id_fkey FOREIGN KEY (reply_to_id)
        REFERENCES messages_messages (id) ON DELETE SET NULL,
    CONSTRAINT messages_kind_known
        CHECK (kind IN ('text', 'media', 'voice', 'poll', 'call', 'system')),
    CONSTRAINT messages_text_has_body
        CHECK (kind <> 'text' OR deleted_at IS NOT NULL OR body IS NOT NULL),
    CONSTRAINT messages_body_length CHECK (length(body) BETWEEN 1 AND 10000),
    CONSTRAINT messages_no_reply_to_itself CHECK (reply_to_id <> id),
    CONSTRAINT messages_metadata_object
        CHECK (json_valid(metadata) AND json_type(metadata) = 'object')
) STRICT;
CREATE INDEX messages_messages_conversation_id_created_at_idx
    ON messages_messages (conversation_id, created_at DESC);
CREATE INDEX messages_messages_reply_to_id_idx ON messages_messages (reply_to_id);

-- Who is in which conversation, and how far they have read.
CREATE TABLE messages_participants (
    conversation_id      TEXT    NOT NULL,
    user_id              TEXT    NOT NULL,
    role                 TEXT    NOT NULL DEFAULT 'member',
    last_read_message_id TEXT,
    muted_until          TEXT,
    joined_at            TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    left_at              TEXT,
    CONSTRAINT participants_pkey PRIMARY KEY (conversation_id, user_id),
    CONSTRAINT participants_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages_conversations (id) ON DELETE CASCADE,
    CONSTRAINT participants_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT participants_last_read_message_id_fkey FOREIGN KEY (last_read_message_id)
        REFERENCES messages_messages (id) ON DELETE SET NULL,
    CONSTRAINT participants_role_known CHECK (role IN ('owner', 'admin', 'member')),
    CONSTRAINT participants_left_after_joined CHECK (left_at >= joined_at)
) STRICT;
CREATE INDEX messages_participants_user_id_idx ON messages_participants (user_id);
CREATE INDEX messages_participants_last_read_message_id_idx
    ON messages_participants (last_read_message_id);

-- Links by which somebody joins a group or a channel.
CREATE TABLE messages_invites (
    id              TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    conversation_id TEXT    NOT NULL,
    created_by      TEXT,
    code            TEXT    NOT NULL,
    max_uses        INTEGER,
    uses            INTEGER NOT NULL DEFAULT 0,
    expires_at      TEXT,
    revoked_at      TEXT,
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT invites_pkey PRIMARY KEY (id),
    CONSTRAINT invites_code_key UNIQUE (code),
    CONSTRAINT invites_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages_conversations (id) ON DELETE CASCADE,
    CONSTRAINT invites_created_by_fkey FOREIGN KEY (created_by)
        REFERENCES auth_users (id) ON DELETE SET NULL,
    CONSTRAINT invites_uses_limit CHECK (uses >= 0 AND (max_uses IS NULL OR uses <= max_uses))
) STRICT;
CREATE INDEX messages_invites_conversation_id_idx ON messages_invites (conversation_id);
CREATE INDEX messages_invites_created_by_idx ON messages_invites (created_by);

-- What a message said before each edit.
CREATE TABLE messages_message_edits (
    message_id TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    body       TEXT    NOT NULL,
    edited_by  TEXT,
    edited_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT message_edits_pkey PRIMARY KEY (message_id, revision),
    CONSTRAINT message_edits_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages_messages (id) ON DELETE CASCADE,
    CONSTRAINT message_edits_edited_by_fkey FOREIGN KEY (edited_by)
        REFERENCES auth_users (id) ON DELETE SET NULL,
    CONSTRAINT message_edits_revision_positive CHECK (revision > 0)
) STRICT;
CREATE INDEX messages_message_edits_edited_by_idx ON messages_message_edits (edited_by);

-- Whom a message has reached, and who has read it.
CREATE TABLE messages_receipts (
    message_id   TEXT    NOT NULL,
    user_id      TEXT    NOT NULL,
    delivered_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    read_at      TEXT,
    CONSTRAINT receipts_pkey PRIMARY KEY (message_id, user_id),
    CONSTRAINT receipts_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages_messages (id) ON DELETE CASCADE,
    CONSTRAINT receipts_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT receipts_read_after_delivered CHECK (read_at >= delivered_at)
) STRICT;
CREATE INDEX messages_receipts_user_id_idx ON messages_receipts (user_id);

-- Emoji below a message; a user may have several.
CREATE TABLE messages_reactions (
    message_id TEXT    NOT NULL,
    user_id    TEXT    NOT NULL,
    emoji      TEXT    NOT NULL,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT reactions_pkey PRIMARY KEY (message_id, user_id, emoji),
    CONSTRAINT reactions_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages_messages (id) ON DELETE CASCADE,
    CONSTRAINT reactions_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT reactions_emoji_length CHECK (length(emoji) BETWEEN 1 AND 32)
) STRICT;
CREATE INDEX messages_reactions_user_id_idx ON messages_reactions (user_id);

-- Who is named in a message.
CREATE TABLE messages_mentions (
    message_id TEXT    NOT NULL,
    user_id    TEXT    NOT NULL,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT mentions_pkey PRIMARY KEY (message_id, user_id),
    CONSTRAINT mentions_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages_messages (id) ON DELETE CASCADE,
    CONSTRAINT mentions_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX messages_mentions_user_id_idx ON messages_mentions (user_id, created_at DESC);

-- Files of a message; a file in use cannot be removed.
CREATE TABLE messages_attachments (
    message_id TEXT    NOT NULL,
    position   INTEGER NOT NULL,
    file_id    TEXT    NOT NULL,
    caption    TEXT,
    CONSTRAINT attachments_pkey PRIMARY KEY (message_id, position),
    CONSTRAINT attachments_message_id_file_id_key UNIQUE (message_id, file_id),
    CONSTRAINT attachments_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages_messages (id) ON DELETE CASCADE,
    CONSTRAINT attachments_file_id_fkey FOREIGN KEY (file_id)
        REFERENCES media_files (id) ON DELETE RESTRICT,
    CONSTRAINT attachments_position_range CHECK (position BETWEEN 1 AND 30)
) STRICT;
CREATE INDEX messages_attachments_file_id_idx ON messages_attachments (file_id);

-- What stands behind the links of a message.
CREATE TABLE messages_link_previews (
    message_id  TEXT    NOT NULL,
    url         TEXT    NOT NULL,
    title       TEXT,
    description TEXT,
    image_url   TEXT,
    fetched_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT link_previews_pkey PRIMARY KEY (message_id, url),
    CONSTRAINT link_previews_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages_messages (id) ON DELETE CASCADE,
    CONSTRAINT link_previews_url_form CHECK (url LIKE 'http://_%' OR url LIKE 'https://_%')
) STRICT;

-- Messages on top of the conversation they belong to.
CREATE TABLE messages_pins (
    conversation_id TEXT    NOT NULL,
    message_id      TEXT    NOT NULL,
    pinned_by       TEXT,
    pinned_at       TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT pins_pkey PRIMARY KEY (conversation_id, message_id),
    CONSTRAINT pins_message_fkey FOREIGN KEY (conversation_id, message_id)
        REFERENCES messages_messages (conversation_id, id) ON DELETE CASCADE,
    CONSTRAINT pins_pinned_by_fkey FOREIGN KEY (pinned_by)
        REFERENCES auth_users (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX messages_pins_pinned_by_idx ON messages_pins (pinned_by);

-- Messages somebody keeps for themselves.
CREATE TABLE messages_bookmarks (
    user_id    TEXT    NOT NULL,
    message_id TEXT    NOT NULL,
    note       TEXT,
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT bookmarks_pkey PRIMARY KEY (user_id, message_id),
    CONSTRAINT bookmarks_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT bookmarks_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages_messages (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX messages_bookmarks_message_id_idx ON messages_bookmarks (message_id);

-- What somebody has begun to write, on all their devices.
CREATE TABLE messages_drafts (
    conversation_id TEXT    NOT NULL,
    user_id         TEXT    NOT NULL,
    body            TEXT    NOT NULL,
    reply_to_id     TEXT,
    updated_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT drafts_pkey PRIMARY KEY (conversation_id, user_id),
    CONSTRAINT drafts_participant_fkey FOREIGN KEY (conversation_id, user_id)
        REFERENCES messages_participants (conversation_id, user_id) ON DELETE CASCADE,
    CONSTRAINT drafts_reply_to_id_fkey FOREIGN KEY (reply_to_id)
        REFERENCES messages_messages (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX messages_drafts_reply_to_id_idx ON messages_drafts (reply_to_id);
CREATE TRIGGER messages_drafts_updated_at AFTER UPDATE ON messages_drafts
    WHEN NEW.updated_at = OLD.updated_at
         AND OLD.updated_at <> strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
BEGIN
    UPDATE messages_drafts
    SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE rowid = NEW.rowid;
END;

-- To be sent later; message_id is what became of it.
CREATE TABLE messages_scheduled_messages (
    id              TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    conversation_id TEXT    NOT NULL,
    sender_id       TEXT    NOT NULL,
    body            TEXT    NOT NULL,
    send_at         TEXT    NOT NULL,
    message_id      TEXT,
    cancelled_at    TEXT,
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT scheduled_messages_pkey PRIMARY KEY (id),
    CONSTRAINT scheduled_messages_participant_fkey FOREIGN KEY (conversation_id, sender_id)
        REFERENCES messages_participants (conversation_id, user_id) ON DELETE CASCADE,
    CONSTRAINT scheduled_messages_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages_messages (id) ON DELETE SET NULL,
    CONSTRAINT scheduled_messages_sent_or_cancelled
        CHECK (message_id IS NULL OR cancelled_at IS NULL)
) STRICT;
CREATE INDEX messages_scheduled_messages_due_idx ON messages_scheduled_messages (send_at)
    WHERE message_id IS NULL AND cancelled_at IS NULL;
CREATE INDEX messages_scheduled_messages_participant_idx
    ON messages_scheduled_messages (conversation_id, sender_id);
CREATE INDEX messages_scheduled_messages_message_id_idx ON messages_scheduled_messages (message_id);

-- A message that asks something.
CREATE TABLE messages_polls (
    id              TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    message_id      TEXT    NOT NULL,
    question        TEXT    NOT NULL,
    multiple_choice INTEGER NOT NULL DEFAULT 0 CHECK (multiple_choice IN (0, 1)),
    anonymous       INTEGER NOT NULL DEFAULT 0 CHECK (anonymous IN (0, 1)),
    closes_at       TEXT,
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT polls_pkey PRIMARY KEY (id),
    CONSTRAINT polls_message_id_key UNIQUE (message_id),
    CONSTRAINT polls_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages_messages (id) ON DELETE CASCADE,
    CONSTRAINT polls_question_length CHECK (length(question) BETWEEN 1 AND 300)
) STRICT;

-- What can be answered.
CREATE TABLE messages_poll_options (
    poll_id  TEXT    NOT NULL,
    position INTEGER NOT NULL,
    label    TEXT    NOT NULL,
    CONSTRAINT poll_options_pkey PRIMARY KEY (poll_id, position),
    CONSTRAINT poll_options_poll_id_label_key UNIQUE (poll_id, label),
    CONSTRAINT poll_options_poll_id_fkey FOREIGN KEY (poll_id)
        REFERENCES messages_polls (id) ON DELETE CASCADE,
    CONSTRAINT poll_options_position_range CHECK (position BETWEEN 1 AND 12),
    CONSTRAINT poll_options_label_length CHECK (length(label) BETWEEN 1 AND 100)
) STRICT;

-- Who answered what; that one answer is all is up to the service, multiple_choice or not.
CREATE TABLE messages_poll_votes (
    poll_id  TEXT    NOT NULL,
    position INTEGER NOT NULL,
    user_id  TEXT    NOT NULL,
    voted_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT poll_votes_pkey PRIMARY KEY (poll_id, position, user_id),
    CONSTRAINT poll_votes_option_fkey FOREIGN KEY (poll_id, position)
        REFERENCES messages_poll_options (poll_id, position) ON DELETE CASCADE,
    CONSTRAINT poll_votes_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX messages_poll_votes_user_id_idx ON messages_poll_votes (user_id);

-- Calls; a conversation has one at a time.
CREATE TABLE messages_calls (
    id              TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    conversation_id TEXT    NOT NULL,
    started_by      TEXT,
    kind            TEXT    NOT NULL,
    status          TEXT    NOT NULL DEFAULT 'ringing',
    started_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    answered_at     TEXT,
    ended_at        TEXT,
    CONSTRAINT calls_pkey PRIMARY KEY (id),
    CONSTRAINT calls_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages_conversations (id) ON DELETE CASCADE,
    CONSTRAINT calls_started_by_fkey FOREIGN KEY (started_by)
        REFERENCES auth_users (id) ON DELETE SET NULL,
    CONSTRAINT calls_kind_known CHECK (kind IN ('voice', 'video')),
    CONSTRAINT calls_status_known
        CHECK (status IN ('ringing', 'active', 'ended', 'missed', 'declined')),
    CONSTRAINT calls_over_has_end
        CHECK ((status IN ('ended', 'missed', 'declined')) = (ended_at IS NOT NULL)),
    CONSTRAINT calls_end_after_start CHECK (ended_at >= started_at)
) STRICT;
CREATE INDEX messages_calls_conversation_id_idx
    ON messages_calls (conversation_id, started_at DESC);
CREATE INDEX messages_calls_started_by_idx ON messages_calls (started_by);
CREATE UNIQUE INDEX messages_calls_running_key ON messages_calls (conversation_id)
    WHERE ended_at IS NULL;

-- Who was called; joined_at is NULL until they answer.
CREATE TABLE messages_call_participants (
    call_id   TEXT    NOT NULL,
    user_id   TEXT    NOT NULL,
    joined_at TEXT,
    left_at   TEXT,
    CONSTRAINT call_participants_pkey PRIMARY KEY (call_id, user_id),
    CONSTRAINT call_participants_call_id_fkey FOREIGN KEY (call_id)
        REFERENCES messages_calls (id) ON DELETE CASCADE,
    CONSTRAINT call_participants_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT call_participants_left_after_joined
        CHECK (left_at IS NULL OR (joined_at IS NOT NULL AND left_at >= joined_at))
) STRICT;
CREATE INDEX messages_call_participants_user_id_idx ON messages_call_participants (user_id);

-- Messages that somebody complained about.
CREATE TABLE messages_reports (
    id          TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    message_id  TEXT    NOT NULL,
    reporter_id TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    details     TEXT,
    status      TEXT    NOT NULL DEFAULT 'open',
    created_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    resolved_at TEXT,
    CONSTRAINT reports_pkey PRIMARY KEY (id),
    CONSTRAINT reports_message_id_reporter_id_key UNIQUE (message_id, reporter_id),
    CONSTRAINT reports_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages_messages (id) ON DELETE CASCADE,
    CONSTRAINT reports_reporter_id_fkey FOREIGN KEY (reporter_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT reports_reason_known
        CHECK (reason IN ('spam', 'abuse', 'violence', 'impersonation', 'other')),
    CONSTRAINT reports_status_known CHECK (status IN ('open', 'upheld', 'dismissed')),
    CONSTRAINT reports_resolved_has_time CHECK ((status = 'open') = (resolved_at IS NULL))
) STRICT;
CREATE INDEX messages_reports_reporter_id_idx ON messages_reports (reporter_id);
CREATE INDEX messages_reports_open_idx ON messages_reports (created_at) WHERE status = 'open';

-- notifications -----------------------------------------------------------------------------------

-- Where pushes go; a token belongs to whoever used it last.
CREATE TABLE notifications_devices (
    id           TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    user_id      TEXT    NOT NULL,
    platform     TEXT    NOT NULL,
    push_token   TEXT    NOT NULL,
    enabled      INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
    created_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    last_used_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT devices_pkey PRIMARY KEY (id),
    CONSTRAINT devices_platform_push_token_key UNIQUE (platform, push_token),
    CONSTRAINT devices_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT devices_platform_known CHECK (platform IN ('ios', 'android', 'web'))
) STRICT;
CREATE INDEX notifications_devices_user_id_idx ON notifications_devices (user_id);

-- What somebody was or will be told of.
CREATE TABLE notifications_notifications (
    id         TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    user_id    TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    message_id TEXT,
    title      TEXT    NOT NULL,
    body       TEXT    NOT NULL DEFAULT '',
    payload    TEXT    NOT NULL DEFAULT '{}',
    status     TEXT    NOT NULL DEFAULT 'queued',
    created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    sent_at    TEXT,
    read_at    TEXT,
    CONSTRAINT notifications_pkey PRIMARY KEY (id),
    CONSTRAINT notifications_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT notifications_message_id_fkey FOREIGN KEY (message_id)
        REFERENCES messages_messages (id) ON DELETE CASCADE,
    CONSTRAINT notifications_kind_known
        CHECK (kind IN ('message', 'mention', 'reaction', 'call', 'contact_request', 'system')),
    CONSTRAINT notifications_status_known CHECK (status IN ('queued', 'sent', 'failed')),
    CONSTRAINT notifications_sent_has_time CHECK (status <> 'sent' OR sent_at IS NOT NULL),
    CONSTRAINT notifications_payload_object
        CHECK (json_valid(payload) AND json_type(payload) = 'object')
) STRICT;
CREATE INDEX notifications_notifications_user_id_idx
    ON notifications_notifications (user_id);
CREATE INDEX notifications_notifications_unread_idx
    ON notifications_notifications (user_id, created_at DESC)
    WHERE read_at IS NULL;
CREATE INDEX notifications_notifications_queued_idx ON notifications_notifications (created_at)
    WHERE status = 'queued';
CREATE INDEX notifications_notifications_message_id_idx ON notifications_notifications (message_id);

-- analytics: outlives those it is about, so it forgets who they were ------------------------------

-- The app in the foreground, from start to end.
CREATE TABLE analytics_app_sessions (
    id          TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    user_id     TEXT,
    platform    TEXT    NOT NULL,
    app_version TEXT    NOT NULL,
    started_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    ended_at    TEXT,
    CONSTRAINT app_sessions_pkey PRIMARY KEY (id),
    CONSTRAINT app_sessions_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE SET NULL,
    CONSTRAINT app_sessions_platform_known
        CHECK (platform IN ('ios', 'android', 'web', 'desktop')),
    CONSTRAINT app_sessions_end_after_start CHECK (ended_at >= started_at)
) STRICT;
CREATE INDEX analytics_app_sessions_user_id_idx
    ON analytics_app_sessions (user_id, started_at DESC);

-- What happened in the app; never what was said.
CREATE TABLE analytics_events (
    id             INTEGER NOT NULL,
    app_session_id TEXT,
    user_id        TEXT,
    name           TEXT    NOT NULL,
    properties     TEXT    NOT NULL DEFAULT '{}',
    occurred_at    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT events_pkey PRIMARY KEY (id),
    CONSTRAINT events_app_session_id_fkey FOREIGN KEY (app_session_id)
        REFERENCES analytics_app_sessions (id) ON DELETE SET NULL,
    CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE SET NULL,
    CONSTRAINT events_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT events_properties_object
        CHECK (json_valid(properties) AND json_type(properties) = 'object')
) STRICT;
CREATE INDEX analytics_events_name_occurred_at_idx ON analytics_events (name, occurred_at);
CREATE INDEX analytics_events_user_id_idx ON analytics_events (user_id, occurred_at DESC);
CREATE INDEX analytics_events_app_session_id_idx ON analytics_events (app_session_id);

-- Sums for each user and day.
CREATE TABLE analytics_daily_user_activity (
    user_id           TEXT    NOT NULL,
    day               TEXT    NOT NULL CHECK (day IS date(day)),
    messages_sent     INTEGER NOT NULL DEFAULT 0,
    messages_received INTEGER NOT NULL DEFAULT 0,
    seconds_active    INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT daily_user_activity_pkey PRIMARY KEY (user_id, day),
    CONSTRAINT daily_user_activity_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT daily_user_activity_not_negative
        CHECK (messages_sent >= 0 AND messages_received >= 0),
    CONSTRAINT daily_user_activity_seconds_of_a_day CHECK (seconds_active BETWEEN 0 AND 90000)
) STRICT;
CREATE INDEX analytics_daily_user_activity_day_idx ON analytics_daily_user_activity (day);

-- Sums for each conversation and day.
CREATE TABLE analytics_daily_conversation_stats (
    conversation_id TEXT    NOT NULL,
    day             TEXT    NOT NULL CHECK (day IS date(day)),
    messages        INTEGER NOT NULL DEFAULT 0,
    senders         INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT daily_conversation_stats_pkey PRIMARY KEY (conversation_id, day),
    CONSTRAINT daily_conversation_stats_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages_conversations (id) ON DELETE CASCADE,
    CONSTRAINT daily_conversation_stats_plausible CHECK (senders BETWEEN 0 AND messages)
) STRICT;
CREATE INDEX analytics_daily_conversation_stats_day_idx ON analytics_daily_conversation_stats (day);

-- Which features are used, and by how many.
CREATE TABLE analytics_daily_feature_usage (
    feature  TEXT    NOT NULL,
    platform TEXT    NOT NULL,
    day      TEXT    NOT NULL CHECK (day IS date(day)),
    uses     INTEGER NOT NULL DEFAULT 0,
    users    INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT daily_feature_usage_pkey PRIMARY KEY (feature, platform, day),
    CONSTRAINT daily_feature_usage_platform_known
        CHECK (platform IN ('ios', 'android', 'web', 'desktop')),
    CONSTRAINT daily_feature_usage_plausible CHECK (users BETWEEN 0 AND uses)
) STRICT;
CREATE INDEX analytics_daily_feature_usage_day_idx ON analytics_daily_feature_usage (day);

-- How fast each server delivered, minute by minute.
CREATE TABLE analytics_delivery_metrics (
    server_id        TEXT    NOT NULL,
    minute           TEXT    NOT NULL,
    messages         INTEGER NOT NULL DEFAULT 0,
    failures         INTEGER NOT NULL DEFAULT 0,
    median_ms        INTEGER,
    percentile_99_ms INTEGER,
    CONSTRAINT delivery_metrics_pkey PRIMARY KEY (server_id, minute),
    CONSTRAINT delivery_metrics_plausible CHECK (failures BETWEEN 0 AND messages),
    CONSTRAINT delivery_metrics_in_order CHECK (median_ms >= 0 AND percentile_99_ms >= median_ms)
) STRICT;
CREATE INDEX analytics_delivery_metrics_minute_idx ON analytics_delivery_metrics (minute);

-- location ----------------------------------------------------------------------------------------

-- Where an address is, as far as the lookup service knows.
CREATE TABLE location_ip_addresses (
    ip_address   TEXT    NOT NULL,
    country_code TEXT,
    region       TEXT,
    city         TEXT,
    latitude     REAL,
    longitude    REAL,
    time_zone    TEXT,
    isp          TEXT,
    is_proxy     INTEGER NOT NULL DEFAULT 0 CHECK (is_proxy IN (0, 1)),
    looked_up_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT ip_addresses_pkey PRIMARY KEY (ip_address),
    CONSTRAINT ip_addresses_country_code_form
        CHECK (length(country_code) = 2 AND country_code = upper(country_code)),
    CONSTRAINT ip_addresses_latitude_range CHECK (latitude BETWEEN -90 AND 90),
    CONSTRAINT ip_addresses_longitude_range CHECK (longitude BETWEEN -180 AND 180),
    CONSTRAINT ip_addresses_both_or_none CHECK ((latitude IS NULL) = (longitude IS NULL))
) STRICT;
CREATE INDEX location_ip_addresses_looked_up_at_idx ON location_ip_addresses (looked_up_at);

-- From where somebody was seen.
CREATE TABLE location_user_locations (
    user_id       TEXT    NOT NULL,
    ip_address    TEXT    NOT NULL,
    first_seen_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    last_seen_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT user_locations_pkey PRIMARY KEY (user_id, ip_address),
    CONSTRAINT user_locations_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT user_locations_ip_address_fkey FOREIGN KEY (ip_address)
        REFERENCES location_ip_addresses (ip_address) ON DELETE CASCADE,
    CONSTRAINT user_locations_last_after_first CHECK (last_seen_at >= first_seen_at)
) STRICT;
CREATE INDEX location_user_locations_ip_address_idx ON location_user_locations (ip_address);
