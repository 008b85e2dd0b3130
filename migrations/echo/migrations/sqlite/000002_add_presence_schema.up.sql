-- Who is there, on which devices, and what they are doing: the presence service's own schema.

-- How somebody is now; no row is as good as offline.
CREATE TABLE presence_user_status (
    user_id           TEXT    NOT NULL,
    status            TEXT    NOT NULL DEFAULT 'offline',
    custom_status     TEXT,
    custom_emoji      TEXT,
    custom_until      TEXT,
    -- Who may see it.
    visibility        TEXT    NOT NULL DEFAULT 'contacts',
    last_device_id    TEXT,
    last_seen_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    status_changed_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT user_status_pkey PRIMARY KEY (user_id),
    CONSTRAINT user_status_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT user_status_status_known CHECK (status IN ('online', 'away', 'busy', 'offline')),
    CONSTRAINT user_status_custom_status_length
        CHECK (length(custom_status) BETWEEN 1 AND 140),
    CONSTRAINT user_status_visibility_known
        CHECK (visibility IN ('everyone', 'contacts', 'nobody'))
) STRICT;
CREATE INDEX presence_user_status_status_idx ON presence_user_status (status, last_seen_at)
    WHERE status <> 'offline';

-- WebSockets, each with its device and its server.
CREATE TABLE presence_connections (
    connection_id     TEXT    NOT NULL,
    user_id           TEXT    NOT NULL,
    device_id         TEXT    NOT NULL,
    device_type       TEXT    NOT NULL,
    ip_address        TEXT,
    user_agent        TEXT,
    -- Where to send what this device shall get.
    server_id         TEXT    NOT NULL,
    connected_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    last_heartbeat_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    disconnected_at   TEXT,
    CONSTRAINT connections_pkey PRIMARY KEY (connection_id),
    CONSTRAINT connections_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT connections_device_type_known
        CHECK (device_type IN ('ios', 'android', 'web', 'desktop'))
) STRICT;
CREATE INDEX presence_connections_user_id_idx ON presence_connections (user_id, device_id);
CREATE INDEX presence_connections_last_heartbeat_at_idx ON presence_connections (last_heartbeat_at)
    WHERE disconnected_at IS NULL;
CREATE INDEX presence_connections_server_id_idx ON presence_connections (server_id)
    WHERE disconnected_at IS NULL;

-- What somebody did where, and for how long.
CREATE TABLE presence_activity_log (
    id           INTEGER NOT NULL,
    user_id      TEXT    NOT NULL,
    device_id    TEXT,
    activity     TEXT    NOT NULL,
    context_kind TEXT    NOT NULL,
    -- The conversation, profile or file.
    context_id   TEXT,
    started_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    ended_at     TEXT,
    duration_ms  INTEGER GENERATED ALWAYS AS
        (CAST(round((julianday(ended_at) - julianday(started_at)) * 86400000) AS INTEGER)) STORED,
    CONSTRAINT activity_log_pkey PRIMARY KEY (id),
    CONSTRAINT activity_log_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT activity_log_activity_known CHECK (activity IN ('typing', 'viewing', 'recording')),
    CONSTRAINT activity_log_context_kind_known
        CHECK (context_kind IN ('conversation', 'profile', 'media', 'settings')),
    CONSTRAINT activity_log_end_after_start CHECK (ended_at >= started_at)
) STRICT;
CREATE INDEX presence_activity_log_user_id_idx ON presence_activity_log (user_id, started_at DESC);
CREATE INDEX presence_activity_log_context_idx ON presence_activity_log (context_kind, context_id);

-- Who is typing; gone after 10 seconds without a key.
CREATE TABLE presence_typing_indicators (
    conversation_id TEXT    NOT NULL,
    user_id         TEXT    NOT NULL,
    device_id       TEXT    NOT NULL,
    started_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    last_updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    expires_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+10 seconds')),
    CONSTRAINT typing_indicators_pkey PRIMARY KEY (conversation_id, user_id),
    CONSTRAINT typing_indicators_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages_conversations (id) ON DELETE CASCADE,
    CONSTRAINT typing_indicators_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT typing_indicators_ttl
        CHECK (expires_at BETWEEN last_updated_at
               AND strftime('%Y-%m-%dT%H:%M:%fZ', last_updated_at, '+10 seconds'))
) STRICT;
CREATE INDEX presence_typing_indicators_user_id_idx ON presence_typing_indicators (user_id);
CREATE INDEX presence_typing_indicators_expires_at_idx ON presence_typing_indicators (expires_at);

-- Who is told when whose presence changes, and why.
CREATE TABLE presence_subscriptions (
    id              TEXT    NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    subscriber_id   TEXT    NOT NULL,
    target_id       TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    conversation_id TEXT,
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    expires_at      TEXT,
    CONSTRAINT subscriptions_pkey PRIMARY KEY (id),
    CONSTRAINT subscriptions_subscriber_id_fkey FOREIGN KEY (subscriber_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT subscriptions_target_id_fkey FOREIGN KEY (target_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT subscriptions_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages_conversations (id) ON DELETE CASCADE,
    CONSTRAINT subscriptions_not_oneself CHECK (subscriber_id <> target_id),
    CONSTRAINT subscriptions_kind_known CHECK (kind IN ('contact', 'conversation', 'temporary')),
    CONSTRAINT subscriptions_conversation_if_kind
        CHECK ((kind = 'conversation') = (conversation_id IS NOT NULL)),
    CONSTRAINT subscriptions_temporary_expires
        CHECK ((kind = 'temporary') = (expires_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX presence_subscriptions_kind_key ON presence_subscriptions
    (subscriber_id, target_id, kind) WHERE conversation_id IS NULL;
CREATE UNIQUE INDEX presence_subscriptions_conversation_key ON presence_subscriptions
    (subscriber_id, target_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX presence_subscriptions_subscriber_id_idx ON presence_subscriptions (subscriber_id);
CREATE INDEX presence_subscriptions_target_id_idx ON presence_subscriptions (target_id);
CREATE INDEX presence_subscriptions_conversation_id_idx ON presence_subscriptions (conversation_id);
CREATE INDEX presence_subscriptions_expires_at_idx ON presence_subscriptions (expires_at)
    WHERE expires_at IS NOT NULL;

-- Every change of a status, for analytics and debugging.
CREATE TABLE presence_status_history (
    id         INTEGER NOT NULL,
    user_id    TEXT    NOT NULL,
    old_status TEXT    NOT NULL,
    new_status TEXT    NOT NULL,
    device_id  TEXT,
    reason     TEXT    NOT NULL DEFAULT 'user',
    changed_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT status_history_pkey PRIMARY KEY (id),
    CONSTRAINT status_history_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth_users (id) ON DELETE CASCADE,
    CONSTRAINT status_history_reason_known CHECK (reason IN ('user', 'timeout')),
    CONSTRAINT status_history_changed CHECK (old_status <> new_status)
) STRICT;
CREATE INDEX presence_status_history_user_id_idx
    ON presence_status_history (user_id, changed_at DESC);

-- SQLite has no functions in a database. What PostgreSQL's three do, views do here, by what is
-- written to them; when read, they show what there is to do.
--
--   INSERT INTO presence_update_user_status (user_id, status, device_id) VALUES (…)
--   DELETE FROM presence_cleanup_expired_typing
--   DELETE FROM presence_cleanup_stale_connections

CREATE VIEW presence_update_user_status (user_id, status, device_id) AS
SELECT user_id, status, last_device_id FROM presence_user_status;

-- A user is offline when the last of their devices is: this one's connections are closed, and the
-- status stays while another one has an open one.
CREATE TRIGGER presence_update_user_status_insert INSTEAD OF INSERT ON presence_update_user_status
BEGIN
    INSERT INTO presence_user_status (user_id) VALUES (NEW.user_id) ON CONFLICT DO NOTHING;
    UPDATE presence_user_status
    SET last_device_id = NEW.device_id, last_seen_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE user_id = NEW.user_id;
    UPDATE presence_connections
    SET disconnected_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE NEW.status = 'offline' AND user_id = NEW.user_id AND device_id = NEW.device_id
      AND disconnected_at IS NULL;
    INSERT INTO presence_status_history (user_id, old_status, new_status, device_id)
    SELECT user_id, status, NEW.status, NEW.device_id
    FROM presence_user_status
    WHERE user_id = NEW.user_id AND status IS NOT NEW.status
      AND NOT (NEW.status = 'offline'
               AND EXISTS (SELECT 1 FROM presence_connections
                           WHERE user_id = NEW.user_id AND disconnected_at IS NULL));
    UPDATE presence_user_status
    SET status = NEW.status, status_changed_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE user_id = NEW.user_id AND status IS NOT NEW.status
      AND NOT (NEW.status = 'offline'
               AND EXISTS (SELECT 1 FROM presence_connections
                           WHERE user_id = NEW.user_id AND disconnected_at IS NULL));
END;

CREATE VIEW presence_cleanup_expired_typing AS
SELECT conversation_id, user_id, expires_at
FROM presence_typing_indicators
WHERE expires_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now');

CREATE TRIGGER presence_cleanup_expired_typing_delete
    INSTEAD OF DELETE ON presence_cleanup_expired_typing
BEGIN
    DELETE FROM presence_typing_indicators
    WHERE conversation_id = OLD.conversation_id AND user_id = OLD.user_id;
END;

CREATE VIEW presence_cleanup_stale_connections AS
SELECT connection_id, user_id, last_heartbeat_at
FROM presence_connections
WHERE disconnected_at IS NULL
  AND last_heartbeat_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 seconds');

-- Marks the connection as closed, and a user without any other as offline.
CREATE TRIGGER presence_cleanup_stale_connections_delete
    INSTEAD OF DELETE ON presence_cleanup_stale_connections
BEGIN
    UPDATE presence_connections
    SET disconnected_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE connection_id = OLD.connection_id;
    INSERT INTO presence_status_history (user_id, old_status, new_status, reason)
    SELECT user_id, status, 'offline', 'timeout'
    FROM presence_user_status
    WHERE user_id = OLD.user_id AND status <> 'offline'
      AND NOT EXISTS (SELECT 1 FROM presence_connections
                      WHERE user_id = OLD.user_id AND disconnected_at IS NULL);
    UPDATE presence_user_status
    SET status = 'offline', status_changed_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE user_id = OLD.user_id AND status <> 'offline'
      AND NOT EXISTS (SELECT 1 FROM presence_connections
                      WHERE user_id = OLD.user_id AND disconnected_at IS NULL);
END;
