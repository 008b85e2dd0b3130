-- Who is there, on which devices, and what they are doing: the presence service's own schema.

CREATE SCHEMA presence;
COMMENT ON SCHEMA presence IS 'Real-time presence.';

CREATE TABLE presence.user_status (
    user_id           uuid        NOT NULL,
    status            text        NOT NULL DEFAULT 'offline',
    custom_status     text,
    custom_emoji      text,
    custom_until      timestamptz,
    visibility        text        NOT NULL DEFAULT 'contacts',
    last_device_id    text,
    last_seen_at      timestamptz NOT NULL DEFAULT now(),
    status_changed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_status_pkey PRIMARY KEY (user_id),
    CONSTRAINT user_status_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT user_status_status_known CHECK (status IN ('online', 'away', 'busy', 'offline')),
    CONSTRAINT user_status_custom_status_length
        CHECK (char_length(custom_status) BETWEEN 1 AND 140),
    CONSTRAINT user_status_visibility_known
        CHECK (visibility IN ('everyone', 'contacts', 'nobody'))
);
CREATE INDEX user_status_status_idx ON presence.user_status (status, last_seen_at)
    WHERE status <> 'offline';
COMMENT ON TABLE presence.user_status IS 'How somebody is now; no row is as good as offline.';
COMMENT ON COLUMN presence.user_status.visibility IS 'Who may see it.';

CREATE TABLE presence.connections (
    connection_id     text        NOT NULL,
    user_id           uuid        NOT NULL,
    device_id         text        NOT NULL,
    device_type       text        NOT NULL,
    ip_address        inet,
    user_agent        text,
    server_id         text        NOT NULL,
    connected_at      timestamptz NOT NULL DEFAULT now(),
    last_heartbeat_at timestamptz NOT NULL DEFAULT now(),
    disconnected_at   timestamptz,
    CONSTRAINT connections_pkey PRIMARY KEY (connection_id),
    CONSTRAINT connections_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT connections_device_type_known
        CHECK (device_type IN ('ios', 'android', 'web', 'desktop'))
);
CREATE INDEX connections_user_id_idx ON presence.connections (user_id, device_id);
CREATE INDEX connections_last_heartbeat_at_idx ON presence.connections (last_heartbeat_at)
    WHERE disconnected_at IS NULL;
CREATE INDEX connections_server_id_idx ON presence.connections (server_id)
    WHERE disconnected_at IS NULL;
COMMENT ON TABLE presence.connections IS 'WebSockets, each with its device and its server.';
COMMENT ON COLUMN presence.connections.server_id IS 'Where to send what this device shall get.';

CREATE TABLE presence.activity_log (
    id            bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    user_id       uuid        NOT NULL,
    device_id     text,
    activity      text        NOT NULL,
    context_kind  text        NOT NULL,
    context_id    uuid,
    started_at    timestamptz NOT NULL DEFAULT now(),
    ended_at      timestamptz,
    duration_ms   bigint      GENERATED ALWAYS AS
        (round(extract(epoch FROM ended_at - started_at) * 1000)) STORED,
    CONSTRAINT activity_log_pkey PRIMARY KEY (id),
    CONSTRAINT activity_log_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT activity_log_activity_known CHECK (activity IN ('typing', 'viewing', 'recording')),
    CONSTRAINT activity_log_context_kind_known
        CHECK (context_kind IN ('conversation', 'profile', 'media', 'settings')),
    CONSTRAINT activity_log_end_after_start CHECK (ended_at >= started_at)
);
CREATE INDEX activity_log_user_id_idx ON presence.activity_log (user_id, started_at DESC);
CREATE INDEX activity_log_context_idx ON presence.activity_log (context_kind, context_id);
COMMENT ON TABLE presence.activity_log IS 'What somebody did where, and for how long.';
COMMENT ON COLUMN presence.activity_log.context_id IS 'The conversation, profile or file.';

CREATE TABLE presence.typing_indicators (
    conversation_id uuid        NOT NULL,
    user_id         uuid        NOT NULL,
    device_id       text        NOT NULL,
    started_at      timestamptz NOT NULL DEFAULT now(),
    last_updated_at timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL DEFAULT now() + interval '10 seconds',
    CONSTRAINT typing_indicators_pkey PRIMARY KEY (conversation_id, user_id),
    CONSTRAINT typing_indicators_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages.conversations (id) ON DELETE CASCADE,
    CONSTRAINT typing_indicators_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT typing_indicators_ttl
        CHECK (expires_at - last_updated_at BETWEEN interval '0' AND interval '10 seconds')
);
CREATE INDEX typing_indicators_user_id_idx ON presence.typing_indicators (user_id);
CREATE INDEX typing_indicators_expires_at_idx ON presence.typing_indicators (expires_at);
COMMENT ON TABLE presence.typing_indicators IS
    'Who is typing; gone after 10 seconds without a key.';

CREATE TABLE presence.subscriptions (
    id              uuid        NOT NULL DEFAULT gen_random_uuid(),
    subscriber_id   uuid        NOT NULL,
    target_id       uuid        NOT NULL,
    kind            text        NOT NULL,
    conversation_id uuid,
    created_at      timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz,
    CONSTRAINT subscriptions_pkey PRIMARY KEY (id),
    CONSTRAINT subscriptions_subscriber_id_fkey FOREIGN KEY (subscriber_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT subscriptions_target_id_fkey FOREIGN KEY (target_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT subscriptions_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES messages.conversations (id) ON DELETE CASCADE,
    CONSTRAINT subscriptions_not_oneself CHECK (subscriber_id <> target_id),
    CONSTRAINT subscriptions_kind_known CHECK (kind IN ('contact', 'conversation', 'temporary')),
    CONSTRAINT subscriptions_conversation_if_kind
        CHECK ((kind = 'conversation') = (conversation_id IS NOT NULL)),
    CONSTRAINT subscriptions_temporary_expires
        CHECK ((kind = 'temporary') = (expires_at IS NOT NULL))
);
CREATE UNIQUE INDEX subscriptions_kind_key ON presence.subscriptions
    (subscriber_id, target_id, kind) WHERE conversation_id IS NULL;
CREATE UNIQUE INDEX subscriptions_conversation_key ON presence.subscriptions
    (subscriber_id, target_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX subscriptions_subscriber_id_idx ON presence.subscriptions (subscriber_id);
CREATE INDEX subscriptions_target_id_idx ON presence.subscriptions (target_id);
CREATE INDEX subscriptions_conversation_id_idx ON presence.subscriptions (conversation_id);
CREATE INDEX subscriptions_expires_at_idx ON presence.subscriptions (expires_at)
    WHERE expires_at IS NOT NULL;
COMMENT ON TABLE presence.subscriptions IS 'Who is told when whose presence changes, and why.';

CREATE TABLE presence.status_history (
    id         bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    user_id    uuid        NOT NULL,
    old_status text        NOT NULL,
    new_status text        NOT NULL,
    device_id  text,
    reason     text        NOT NULL DEFAULT 'user',
    changed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT status_history_pkey PRIMARY KEY (id),
    CONSTRAINT status_history_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES auth.users (id) ON DELETE CASCADE,
    CONSTRAINT status_history_reason_known CHECK (reason IN ('user', 'timeout')),
    CONSTRAINT status_history_changed CHECK (old_status <> new_status)
);
CREATE INDEX status_history_user_id_idx ON presence.status_history (user_id, changed_at DESC);
COMMENT ON TABLE presence.status_history IS
    'Every change of a status, for analytics and debugging.';

-- A user is offline when the last of their devices is: this one's connections are closed, and the
-- status stays while another one has an open one. The row of user_status is locked first, here and
-- below, so that two devices that go at once do not each count the other.
CREATE FUNCTION presence.update_user_status(p_user_id uuid, p_status text, p_device_id text)
    RETURNS boolean
    LANGUAGE plpgsql
AS $$
DECLARE
    v_old text;
BEGIN
    INSERT INTO presence.user_status (user_id) VALUES (p_user_id) ON CONFLICT DO NOTHING;
    SELECT status INTO v_old FROM presence.user_status WHERE user_id = p_user_id FOR UPDATE;
    UPDATE presence.user_status SET last_device_id = p_device_id, last_seen_at = now()
    WHERE user_id = p_user_id;

    IF p_status = 'offline' THEN
        UPDATE presence.connections SET disconnected_at = now()
        WHERE user_id = p_user_id AND device_id = p_device_id AND disconnected_at IS NULL;
        IF EXISTS (SELECT FROM presence.connections
                   WHERE user_id = p_user_id AND disconnected_at IS NULL) THEN
            RETURN false;
        END IF;
    END IF;
    IF p_status = v_old THEN
        RETURN false;
    END IF;

    UPDATE presence.user_status SET status = p_status, status_changed_at = now()
    WHERE user_id = p_user_id;
    INSERT INTO presence.status_history (user_id, old_status, new_status, device_id)
    VALUES (p_user_id, v_old, p_status, p_device_id);
    RETURN true;
END;
$$;
COMMENT ON FUNCTION presence.update_user_status(uuid, text, text) IS
    'Sets what a user is, as one device says; returns whether that was a change.';

CREATE FUNCTION presence.cleanup_expired_typing() RETURNS bigint
    LANGUAGE sql
AS $$
    WITH gone AS (
        DELETE FROM presence.typing_indicators WHERE expires_at <= now() RETURNING 1
    )
    SELECT count(*) FROM gone;
$$;
COMMENT ON FUNCTION presence.cleanup_expired_typing() IS
    'Removes indicators past their time; returns how many.';

CREATE FUNCTION presence.cleanup_stale_connections() RETURNS bigint
    LANGUAGE plpgsql
AS $$
DECLARE
    v_users uuid[];
    v_count bigint;
BEGIN
    INSERT INTO presence.user_status (user_id)
    SELECT DISTINCT user_id FROM presence.connections
    WHERE disconnected_at IS NULL AND last_heartbeat_at < now() - interval '30 seconds'
    ORDER BY user_id
    ON CONFLICT DO NOTHING;

    v_users := ARRAY(
        SELECT user_id FROM presence.user_status AS s
        WHERE EXISTS (SELECT FROM presence.connections AS c
                      WHERE c.user_id = s.user_id AND c.disconnected_at IS NULL
                        AND c.last_heartbeat_at < now() - interval '30 seconds')
        ORDER BY user_id
        FOR UPDATE);

    UPDATE presence.connections SET disconnected_at = now()
    WHERE user_id = ANY (v_users) AND disconnected_at IS NULL
      AND last_heartbeat_at < now() - interval '30 seconds';
    GET DIAGNOSTICS v_count = ROW_COUNT;

    WITH alone AS (
        SELECT user_id, status FROM presence.user_status AS s
        WHERE user_id = ANY (v_users) AND status <> 'offline'
          AND NOT EXISTS (SELECT FROM presence.connections AS c
                          WHERE c.user_id = s.user_id AND c.disconnected_at IS NULL)
    ), changed AS (
        UPDATE presence.user_status AS s SET status = 'offline', status_changed_at = now()
        FROM alone WHERE s.user_id = alone.user_id
    )
    INSERT INTO presence.status_history (user_id, old_status, new_status, reason)
    SELECT user_id, status, 'offline', 'timeout' FROM alone;
    RETURN v_count;
END;
$$;
COMMENT ON FUNCTION presence.cleanup_stale_connections() IS
    'Marks connections as closed after 30 seconds without a heartbeat, and users without any other
as offline; returns how many connections.';
