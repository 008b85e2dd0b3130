-- The first model: people publish episodes under topics, others comment, react, follow topics,
-- meet in live sessions, and report what should not be there.
--
-- Names are unqualified on purpose: the schema is the target's business.

-- The guide asks for pgcrypto to make UUIDs. Since PostgreSQL 13 gen_random_uuid() is built in and
-- is what the defaults below use, so no table depends on the extension.
CREATE EXTENSION IF NOT EXISTS pgcrypto;

CREATE TYPE user_plan AS ENUM ('free', 'plus', 'pro');
CREATE TYPE episode_visibility AS ENUM ('public', 'unlisted', 'private');
CREATE TYPE episode_status AS ENUM ('uploading', 'processing', 'ready', 'failed', 'removed');
CREATE TYPE live_session_status AS ENUM ('scheduled', 'live', 'ended', 'cancelled');
CREATE TYPE report_reason AS ENUM ('spam', 'abuse', 'copyright', 'impersonation', 'other');
CREATE TYPE report_status AS ENUM ('open', 'reviewing', 'resolved', 'dismissed');
CREATE TYPE flag_source AS ENUM ('classifier', 'moderator');

-- Keeps updated_at true without the help of the application. An UPDATE that sets updated_at
-- itself (an import, a move between tables) is left alone.
CREATE FUNCTION set_updated_at() RETURNS trigger
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

-- People ------------------------------------------------------------------------------------------

CREATE TABLE users (
    id            uuid        NOT NULL DEFAULT gen_random_uuid(),
    email         text,
    handle        text        NOT NULL,
    display_name  text        NOT NULL,
    avatar        text,
    is_anon       boolean     NOT NULL DEFAULT false,
    plan          user_plan   NOT NULL DEFAULT 'free',
    settings_json jsonb       NOT NULL DEFAULT '{}',
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_handle_key UNIQUE (handle),
    CONSTRAINT users_handle_form CHECK (handle ~ '^[a-z0-9_]{3,30}$'),
    CONSTRAINT users_email_form CHECK (email LIKE '_%@_%'),
    CONSTRAINT users_email_unless_anon CHECK (is_anon OR email IS NOT NULL),
    CONSTRAINT users_display_name_length CHECK (char_length(display_name) BETWEEN 1 AND 80),
    CONSTRAINT users_settings_object CHECK (jsonb_typeof(settings_json) = 'object')
);
CREATE UNIQUE INDEX users_email_key ON users (lower(email));
CREATE TRIGGER users_updated_at BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
COMMENT ON TABLE users IS 'Accounts; signing in (magic link, OAuth) is an external service.';
COMMENT ON COLUMN users.email IS 'Unique whatever its case; only anonymous accounts have none.';
COMMENT ON COLUMN users.handle IS 'Public name: 3 to 30 of a-z, 0-9 and _.';

-- Topics ------------------------------------------------------------------------------------------

CREATE TABLE topics (
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    slug        text        NOT NULL,
    title       text        NOT NULL,
    description text        NOT NULL DEFAULT '',
    created_by  uuid,
    is_active   boolean     NOT NULL DEFAULT true,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT topics_pkey PRIMARY KEY (id),
    CONSTRAINT topics_slug_key UNIQUE (slug),
    CONSTRAINT topics_created_by_fkey FOREIGN KEY (created_by)
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT topics_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    CONSTRAINT topics_title_length CHECK (char_length(title) BETWEEN 1 AND 120)
);
CREATE INDEX topics_created_by_idx ON topics (created_by);
CREATE TRIGGER topics_updated_at BEFORE UPDATE ON topics
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
COMMENT ON TABLE topics IS 'What episodes are about; readable by every role of the database.';
GRANT SELECT ON topics TO PUBLIC;

CREATE TABLE follows (
    user_id    uuid        NOT NULL,
    topic_id   uuid        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT follows_pkey PRIMARY KEY (user_id, topic_id),
    CONSTRAINT follows_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT follows_topic_id_fkey FOREIGN KEY (topic_id)
        REFERENCES topics (id) ON DELETE CASCADE
);
CREATE INDEX follows_topic_id_idx ON follows (topic_id);
COMMENT ON TABLE follows IS 'Who follows which topic.';

-- Episodes ----------------------------------------------------------------------------------------

CREATE TABLE episodes (
    id           uuid               NOT NULL DEFAULT gen_random_uuid(),
    author_id    uuid               NOT NULL,
    topic_id     uuid,
    visibility   episode_visibility NOT NULL DEFAULT 'public',
    status       episode_status     NOT NULL DEFAULT 'uploading',
    title        text               NOT NULL,
    description  text               NOT NULL DEFAULT '',
    duration_sec integer,
    s3_key       text,
    audio_url    text,
    waveform     jsonb,
    tags         text[]             NOT NULL DEFAULT '{}',
    published_at timestamptz,
    created_at   timestamptz        NOT NULL DEFAULT now(),
    updated_at   timestamptz        NOT NULL DEFAULT now(),
    CONSTRAINT episodes_pkey PRIMARY KEY (id),
    CONSTRAINT episodes_s3_key_key UNIQUE (s3_key),
    CONSTRAINT episodes_author_id_fkey FOREIGN KEY (author_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT episodes_topic_id_fkey FOREIGN KEY (topic_id)
        REFERENCES topics (id) ON DELETE SET NULL,
    CONSTRAINT episodes_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT episodes_duration_positive CHECK (duration_sec > 0),
    CONSTRAINT episodes_ready_has_audio CHECK (status <> 'ready' OR s3_key IS NOT NULL),
    CONSTRAINT episodes_waveform_array CHECK (jsonb_typeof(waveform) = 'array'),
    CONSTRAINT episodes_tags_count CHECK (cardinality(tags) <= 20)
);
CREATE INDEX episodes_author_id_created_at_idx ON episodes (author_id, created_at DESC);
CREATE INDEX episodes_topic_id_created_at_idx ON episodes (topic_id, created_at DESC);
CREATE INDEX episodes_visibility_created_at_idx ON episodes (visibility, created_at DESC);
CREATE INDEX episodes_tags_idx ON episodes USING gin (tags);
CREATE TRIGGER episodes_updated_at BEFORE UPDATE ON episodes
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
COMMENT ON TABLE episodes IS 'Published recordings; 0006 turns them into audio_items.';
COMMENT ON COLUMN episodes.visibility IS 'unlisted: whoever has the link; not in any list.';
COMMENT ON COLUMN episodes.waveform IS 'Peaks between 0 and 1, for drawing.';

CREATE TABLE summaries (
    episode_id uuid        NOT NULL,
    tldr       text        NOT NULL DEFAULT '',
    chapters   jsonb       NOT NULL DEFAULT '[]',
    keywords   text[]      NOT NULL DEFAULT '{}',
    mood       text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT summaries_pkey PRIMARY KEY (episode_id),
    CONSTRAINT summaries_episode_id_fkey FOREIGN KEY (episode_id)
        REFERENCES episodes (id) ON DELETE CASCADE,
    CONSTRAINT summaries_chapters_array CHECK (jsonb_typeof(chapters) = 'array')
);
CREATE TRIGGER summaries_updated_at BEFORE UPDATE ON summaries
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
COMMENT ON TABLE summaries IS 'What the summariser made of a recording.';
COMMENT ON COLUMN summaries.chapters IS 'Array of {start, end, title}, in seconds.';

CREATE TABLE comments (
    id         uuid        NOT NULL DEFAULT gen_random_uuid(),
    episode_id uuid        NOT NULL,
    author_id  uuid        NOT NULL,
    text       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT comments_pkey PRIMARY KEY (id),
    CONSTRAINT comments_episode_id_fkey FOREIGN KEY (episode_id)
        REFERENCES episodes (id) ON DELETE CASCADE,
    CONSTRAINT comments_author_id_fkey FOREIGN KEY (author_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT comments_text_length CHECK (char_length(text) BETWEEN 1 AND 4000)
);
CREATE INDEX comments_episode_id_created_at_idx ON comments (episode_id, created_at);
CREATE INDEX comments_author_id_created_at_idx ON comments (author_id, created_at DESC);
CREATE TRIGGER comments_updated_at BEFORE UPDATE ON comments
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TABLE reactions (
    episode_id uuid        NOT NULL,
    user_id    uuid        NOT NULL,
    type       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT reactions_pkey PRIMARY KEY (episode_id, user_id, type),
    CONSTRAINT reactions_episode_id_fkey FOREIGN KEY (episode_id)
        REFERENCES episodes (id) ON DELETE CASCADE,
    CONSTRAINT reactions_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT reactions_type_length CHECK (char_length(type) BETWEEN 1 AND 32)
);
CREATE INDEX reactions_user_id_idx ON reactions (user_id);
COMMENT ON COLUMN reactions.type IS 'An emoji or its name, such as love or fire.';

-- Live sessions -----------------------------------------------------------------------------------

CREATE TABLE live_sessions (
    id           uuid                NOT NULL DEFAULT gen_random_uuid(),
    host_id      uuid                NOT NULL,
    topic_id     uuid,
    title        text                NOT NULL,
    room         text                NOT NULL,
    status       live_session_status NOT NULL DEFAULT 'scheduled',
    scheduled_at timestamptz,
    started_at   timestamptz,
    ended_at     timestamptz,
    created_at   timestamptz         NOT NULL DEFAULT now(),
    updated_at   timestamptz         NOT NULL DEFAULT now(),
    CONSTRAINT live_sessions_pkey PRIMARY KEY (id),
    CONSTRAINT live_sessions_room_key UNIQUE (room),
    CONSTRAINT live_sessions_host_id_fkey FOREIGN KEY (host_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT live_sessions_topic_id_fkey FOREIGN KEY (topic_id)
        REFERENCES topics (id) ON DELETE SET NULL,
    CONSTRAINT live_sessions_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT live_sessions_live_has_start CHECK (status <> 'live' OR started_at IS NOT NULL),
    CONSTRAINT live_sessions_end_after_start CHECK (ended_at >= started_at)
);
CREATE INDEX live_sessions_host_id_created_at_idx ON live_sessions (host_id, created_at DESC);
CREATE INDEX live_sessions_topic_id_idx ON live_sessions (topic_id);
CREATE INDEX live_sessions_open_idx ON live_sessions (scheduled_at)
    WHERE status IN ('scheduled', 'live');
CREATE TRIGGER live_sessions_updated_at BEFORE UPDATE ON live_sessions
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
COMMENT ON COLUMN live_sessions.room IS 'Name of the room at the media server.';

-- Moderation --------------------------------------------------------------------------------------

CREATE TABLE moderation_flags (
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    episode_id  uuid,
    comment_id  uuid,
    user_id     uuid,
    source      flag_source NOT NULL DEFAULT 'classifier',
    label       text        NOT NULL,
    severity    smallint    NOT NULL DEFAULT 1,
    flagged_by  uuid,
    resolved_at timestamptz,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT moderation_flags_pkey PRIMARY KEY (id),
    CONSTRAINT moderation_flags_episode_id_fkey FOREIGN KEY (episode_id)
        REFERENCES episodes (id) ON DELETE CASCADE,
    CONSTRAINT moderation_flags_comment_id_fkey FOREIGN KEY (comment_id)
        REFERENCES comments (id) ON DELETE CASCADE,
    CONSTRAINT moderation_flags_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT moderation_flags_flagged_by_fkey FOREIGN KEY (flagged_by)
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT moderation_flags_one_object
        CHECK (num_nonnulls(episode_id, comment_id, user_id) = 1),
    CONSTRAINT moderation_flags_label_length CHECK (char_length(label) BETWEEN 1 AND 64),
    CONSTRAINT moderation_flags_severity_range CHECK (severity BETWEEN 1 AND 5)
);
CREATE INDEX moderation_flags_episode_id_idx ON moderation_flags (episode_id);
CREATE INDEX moderation_flags_comment_id_idx ON moderation_flags (comment_id);
CREATE INDEX moderation_flags_user_id_idx ON moderation_flags (user_id);
CREATE INDEX moderation_flags_flagged_by_idx ON moderation_flags (flagged_by);
CREATE INDEX moderation_flags_open_idx ON moderation_flags (severity DESC, created_at)
    WHERE resolved_at IS NULL;
COMMENT ON TABLE moderation_flags IS 'What our own side finds wrong with one object.';

CREATE TABLE reports (
    id          uuid          NOT NULL DEFAULT gen_random_uuid(),
    episode_id  uuid,
    comment_id  uuid,
    user_id     uuid,
    reason      report_reason NOT NULL,
    details     text          NOT NULL DEFAULT '',
    status      report_status NOT NULL DEFAULT 'open',
    resolved_at timestamptz,
    created_at  timestamptz   NOT NULL DEFAULT now(),
    updated_at  timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT reports_pkey PRIMARY KEY (id),
    CONSTRAINT reports_episode_id_fkey FOREIGN KEY (episode_id)
        REFERENCES episodes (id) ON DELETE CASCADE,
    CONSTRAINT reports_comment_id_fkey FOREIGN KEY (comment_id)
        REFERENCES comments (id) ON DELETE CASCADE,
    CONSTRAINT reports_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT reports_one_object CHECK (num_nonnulls(episode_id, comment_id, user_id) = 1),
    CONSTRAINT reports_details_length CHECK (char_length(details) <= 2000),
    CONSTRAINT reports_closed_has_time
        CHECK ((status IN ('resolved', 'dismissed')) = (resolved_at IS NOT NULL))
);
CREATE INDEX reports_episode_id_idx ON reports (episode_id);
CREATE INDEX reports_comment_id_idx ON reports (comment_id);
CREATE INDEX reports_user_id_idx ON reports (user_id);
CREATE INDEX reports_status_created_at_idx ON reports (status, created_at);
CREATE TRIGGER reports_updated_at BEFORE UPDATE ON reports
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
COMMENT ON TABLE reports IS 'What users find wrong with one object.';
COMMENT ON COLUMN reports.user_id IS 'The user who is reported, not the one who reports.';

-- Cases are for the owner of the tables, whatever the default privileges of this database say.
REVOKE ALL ON moderation_flags, reports FROM PUBLIC;
