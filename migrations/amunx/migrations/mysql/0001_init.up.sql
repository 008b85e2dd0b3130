-- The first model, for MariaDB 10.10 or newer: people publish episodes under topics, others
-- comment, react, follow topics, meet in live sessions, and report what should not be there.
--
-- What PostgreSQL has and MariaDB lacks becomes: uuid -> varchar(36) with a random version 4
-- default; enum type -> a check; timestamptz -> timestamp(6), which is kept in UTC and ends in
-- 2038; the trigger for updated_at -> ON UPDATE; arrays and jsonb -> json; a unique index on
-- lower(email) -> one on a generated column; a partial index -> a whole one that begins with what
-- it asks for. There is no index into a list. Text compares byte by byte, as there.
--
-- An id is made of bytes alone. Of a text that has to be converted, as in a session of another
-- character set, MariaDB would take random_bytes() for a constant, and make the same id twice.

-- People ------------------------------------------------------------------------------------------

CREATE TABLE users (
    id            varchar(36) CHARACTER SET ascii NOT NULL DEFAULT (
        cast(concat(random_bytes(6), char(64 + floor(rand() * 16)), random_bytes(1),
                    char(128 + floor(rand() * 64)), random_bytes(7)) AS uuid)),
    email         varchar(320)
        COMMENT 'Unique whatever its case; only anonymous accounts have none.',
    email_lower   varchar(320) GENERATED ALWAYS AS (lower(email)) VIRTUAL,
    handle        varchar(30)  NOT NULL
        COMMENT 'Public name: 3 to 30 of a-z, 0-9 and _.',
    display_name  text         NOT NULL,
    avatar        text,
    is_anon       boolean      NOT NULL DEFAULT false,
    plan          varchar(20)  NOT NULL DEFAULT 'free',
    settings_json json         NOT NULL DEFAULT ('{}'),
    created_at    timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    updated_at    timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    CONSTRAINT users_id_form
        CHECK (id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    CONSTRAINT users_is_anon_boolean CHECK (is_anon IN (0, 1)),
    CONSTRAINT users_plan_known
        CHECK (plan IN ('free', 'plus', 'pro')),
    PRIMARY KEY (id),
    CONSTRAINT users_handle_key UNIQUE (handle),
    CONSTRAINT users_handle_form CHECK (handle REGEXP '^[a-z0-9_]{3,30}$'),
    CONSTRAINT users_email_form CHECK (email LIKE '_%@_%'),
    CONSTRAINT users_email_unless_anon CHECK (is_anon OR email IS NOT NULL),
    CONSTRAINT users_display_name_length CHECK (char_length(display_name) BETWEEN 1 AND 80),
    CONSTRAINT users_settings_object CHECK (json_type(settings_json) = 'OBJECT'),
    CONSTRAINT users_email_key UNIQUE (email_lower)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Accounts; signing in (magic link, OAuth) is an external service.';

-- Topics ------------------------------------------------------------------------------------------

CREATE TABLE topics (
    id          varchar(36) CHARACTER SET ascii NOT NULL DEFAULT (
        cast(concat(random_bytes(6), char(64 + floor(rand() * 16)), random_bytes(1),
                    char(128 + floor(rand() * 64)), random_bytes(7)) AS uuid)),
    slug        varchar(120) NOT NULL,
    title       text         NOT NULL,
    description mediumtext   NOT NULL DEFAULT (''),
    created_by  varchar(36) CHARACTER SET ascii,
    is_active   boolean      NOT NULL DEFAULT true,
    created_at  timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    updated_at  timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    CONSTRAINT topics_id_form
        CHECK (id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    CONSTRAINT topics_is_active_boolean CHECK (is_active IN (0, 1)),
    PRIMARY KEY (id),
    CONSTRAINT topics_slug_key UNIQUE (slug),
    CONSTRAINT topics_created_by_fkey FOREIGN KEY (created_by)
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT topics_slug_form CHECK (slug REGEXP '^[a-z0-9]+(-[a-z0-9]+)*$'),
    CONSTRAINT topics_title_length CHECK (char_length(title) BETWEEN 1 AND 120),
    INDEX topics_created_by_idx (created_by)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'What episodes are about; readable by every role of the database.';

CREATE TABLE follows (
    user_id    varchar(36) CHARACTER SET ascii NOT NULL,
    topic_id   varchar(36) CHARACTER SET ascii NOT NULL,
    created_at timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    PRIMARY KEY (user_id, topic_id),
    CONSTRAINT follows_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT follows_topic_id_fkey FOREIGN KEY (topic_id)
        REFERENCES topics (id) ON DELETE CASCADE,
    INDEX follows_topic_id_idx (topic_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Who follows which topic.';

-- Episodes ----------------------------------------------------------------------------------------

CREATE TABLE episodes (
    id           varchar(36) CHARACTER SET ascii NOT NULL DEFAULT (
        cast(concat(random_bytes(6), char(64 + floor(rand() * 16)), random_bytes(1),
                    char(128 + floor(rand() * 64)), random_bytes(7)) AS uuid)),
    author_id    varchar(36) CHARACTER SET ascii NOT NULL,
    topic_id     varchar(36) CHARACTER SET ascii,
    visibility   varchar(20)  NOT NULL DEFAULT 'public'
        COMMENT 'unlisted: whoever has the link; not in any list.',
    status       varchar(20)  NOT NULL DEFAULT 'uploading',
    title        text         NOT NULL,
    description  mediumtext   NOT NULL DEFAULT (''),
    duration_sec integer,
    s3_key       varchar(700),
    audio_url    text,
    waveform     json
        COMMENT 'Peaks between 0 and 1, for drawing.',
    tags         json         NOT NULL DEFAULT ('[]'),
    published_at timestamp(6) NULL DEFAULT NULL,
    created_at   timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    updated_at   timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    CONSTRAINT episodes_id_form
        CHECK (id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    CONSTRAINT episodes_visibility_known
        CHECK (visibility IN ('public', 'unlisted', 'private')),
    CONSTRAINT episodes_status_known
        CHECK (status IN ('uploading', 'processing', 'ready', 'failed', 'removed')),
    CONSTRAINT episodes_tags_list CHECK (json_type(tags) = 'ARRAY'),
    PRIMARY KEY (id),
    CONSTRAINT episodes_s3_key_key UNIQUE (s3_key),
    CONSTRAINT episodes_author_id_fkey FOREIGN KEY (author_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT episodes_topic_id_fkey FOREIGN KEY (topic_id)
        REFERENCES topics (id) ON DELETE SET NULL,
    CONSTRAINT episodes_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT episodes_duration_positive CHECK (duration_sec > 0),
    CONSTRAINT episodes_ready_has_audio CHECK (status <> 'ready' OR s3_key IS NOT NULL),
    CONSTRAINT episodes_waveform_array CHECK (json_type(waveform) = 'ARRAY'),
    CONSTRAINT episodes_tags_count CHECK (json_length(tags) <= 20),
    INDEX episodes_author_id_created_at_idx (author_id, created_at DESC),
    INDEX episodes_topic_id_created_at_idx (topic_id, created_at DESC),
    INDEX episodes_visibility_created_at_idx (visibility, created_at DESC)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Published recordings; 0006 turns them into audio_items.';

CREATE TABLE summaries (
    episode_id varchar(36) CHARACTER SET ascii NOT NULL,
    tldr       mediumtext   NOT NULL DEFAULT (''),
    chapters   json         NOT NULL DEFAULT ('[]')
        COMMENT 'Array of {start, end, title}, in seconds.',
    keywords   json         NOT NULL DEFAULT ('[]'),
    mood       text,
    created_at timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    updated_at timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    CONSTRAINT summaries_keywords_list CHECK (json_type(keywords) = 'ARRAY'),
    PRIMARY KEY (episode_id),
    CONSTRAINT summaries_episode_id_fkey FOREIGN KEY (episode_id)
        REFERENCES episodes (id) ON DELETE CASCADE,
    CONSTRAINT summaries_chapters_array CHECK (json_type(chapters) = 'ARRAY')
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'What the summariser made of a recording.';

CREATE TABLE comments (
    id         varchar(36) CHARACTER SET ascii NOT NULL DEFAULT (
        cast(concat(random_bytes(6), char(64 + floor(rand() * 16)), random_bytes(1),
                    char(128 + floor(rand() * 64)), random_bytes(7)) AS uuid)),
    episode_id varchar(36) CHARACTER SET ascii NOT NULL,
    author_id  varchar(36) CHARACTER SET ascii NOT NULL,
    text       text         NOT NULL,
    created_at timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    updated_at timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    CONSTRAINT comments_id_form
        CHECK (id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    PRIMARY KEY (id),
    CONSTRAINT comments_episode_id_fkey FOREIGN KEY (episode_id)
        REFERENCES episodes (id) ON DELETE CASCADE,
    CONSTRAINT comments_author_id_fkey FOREIGN KEY (author_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT comments_text_length CHECK (char_length(text) BETWEEN 1 AND 4000),
    INDEX comments_episode_id_created_at_idx (episode_id, created_at),
    INDEX comments_author_id_created_at_idx (author_id, created_at DESC)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE reactions (
    episode_id varchar(36) CHARACTER SET ascii NOT NULL,
    user_id    varchar(36) CHARACTER SET ascii NOT NULL,
    type       varchar(32)  NOT NULL
        COMMENT 'An emoji or its name, such as love or fire.',
    created_at timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    PRIMARY KEY (episode_id, user_id, type),
    CONSTRAINT reactions_episode_id_fkey FOREIGN KEY (episode_id)
        REFERENCES episodes (id) ON DELETE CASCADE,
    CONSTRAINT reactions_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT reactions_type_length CHECK (char_length(type) BETWEEN 1 AND 32),
    INDEX reactions_user_id_idx (user_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Live sessions -----------------------------------------------------------------------------------

CREATE TABLE live_sessions (
    id           varchar(36) CHARACTER SET ascii NOT NULL DEFAULT (
        cast(concat(random_bytes(6), char(64 + floor(rand() * 16)), random_bytes(1),
                    char(128 + floor(rand() * 64)), random_bytes(7)) AS uuid)),
    host_id      varchar(36) CHARACTER SET ascii NOT NULL,
    topic_id     varchar(36) CHARACTER SET ascii,
    title        text         NOT NULL,
    room         varchar(255) NOT NULL
        COMMENT 'Name of the room at the media server.',
    status       varchar(20)  NOT NULL DEFAULT 'scheduled',
    scheduled_at timestamp(6) NULL DEFAULT NULL,
    started_at   timestamp(6) NULL DEFAULT NULL,
    ended_at     timestamp(6) NULL DEFAULT NULL,
    created_at   timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    updated_at   timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    CONSTRAINT live_sessions_id_form
        CHECK (id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    CONSTRAINT live_sessions_status_known
        CHECK (status IN ('scheduled', 'live', 'ended', 'cancelled')),
    PRIMARY KEY (id),
    CONSTRAINT live_sessions_room_key UNIQUE (room),
    CONSTRAINT live_sessions_host_id_fkey FOREIGN KEY (host_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT live_sessions_topic_id_fkey FOREIGN KEY (topic_id)
        REFERENCES topics (id) ON DELETE SET NULL,
    CONSTRAINT live_sessions_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT live_sessions_live_has_start CHECK (status <> 'live' OR started_at IS NOT NULL),
    CONSTRAINT live_sessions_end_after_start CHECK (ended_at >= started_at),
    INDEX live_sessions_host_id_created_at_idx (host_id, created_at DESC),
    INDEX live_sessions_topic_id_idx (topic_id),
    INDEX live_sessions_open_idx (status, scheduled_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Moderation --------------------------------------------------------------------------------------

CREATE TABLE moderation_flags (
    id          varchar(36) CHARACTER SET ascii NOT NULL DEFAULT (
        cast(concat(random_bytes(6), char(64 + floor(rand() * 16)), random_bytes(1),
                    char(128 + floor(rand() * 64)), random_bytes(7)) AS uuid)),
    episode_id  varchar(36) CHARACTER SET ascii,
    comment_id  varchar(36) CHARACTER SET ascii,
    user_id     varchar(36) CHARACTER SET ascii,
    source      varchar(20)  NOT NULL DEFAULT 'classifier',
    label       text         NOT NULL,
    severity    smallint     NOT NULL DEFAULT 1,
    flagged_by  varchar(36) CHARACTER SET ascii,
    resolved_at timestamp(6) NULL DEFAULT NULL,
    created_at  timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    CONSTRAINT moderation_flags_id_form
        CHECK (id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    CONSTRAINT moderation_flags_source_known
        CHECK (source IN ('classifier', 'moderator')),
    PRIMARY KEY (id),
    CONSTRAINT moderation_flags_episode_id_fkey FOREIGN KEY (episode_id)
        REFERENCES episodes (id) ON DELETE CASCADE,
    CONSTRAINT moderation_flags_comment_id_fkey FOREIGN KEY (comment_id)
        REFERENCES comments (id) ON DELETE CASCADE,
    CONSTRAINT moderation_flags_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT moderation_flags_flagged_by_fkey FOREIGN KEY (flagged_by)
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT moderation_flags_one_object
        CHECK ((episode_id IS NOT NULL) + (comment_id IS NOT NULL) + (user_id IS NOT NULL) = 1),
    CONSTRAINT moderation_flags_label_length CHECK (char_length(label) BETWEEN 1 AND 64),
    CONSTRAINT moderation_flags_severity_range CHECK (severity BETWEEN 1 AND 5),
    INDEX moderation_flags_episode_id_idx (episode_id),
    INDEX moderation_flags_comment_id_idx (comment_id),
    INDEX moderation_flags_user_id_idx (user_id),
    INDEX moderation_flags_flagged_by_idx (flagged_by),
    INDEX moderation_flags_open_idx (resolved_at, severity DESC, created_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'What our own side finds wrong with one object.';

CREATE TABLE reports (
    id          varchar(36) CHARACTER SET ascii NOT NULL DEFAULT (
        cast(concat(random_bytes(6), char(64 + floor(rand() * 16)), random_bytes(1),
                    char(128 + floor(rand() * 64)), random_bytes(7)) AS uuid)),
    episode_id  varchar(36) CHARACTER SET ascii,
    comment_id  varchar(36) CHARACTER SET ascii,
    user_id     varchar(36) CHARACTER SET ascii
        COMMENT 'The user who is reported, not the one who reports.',
    reason      varchar(20)  NOT NULL,
    details     text         NOT NULL DEFAULT (''),
    status      varchar(20)  NOT NULL DEFAULT 'open',
    resolved_at timestamp(6) NULL DEFAULT NULL,
    created_at  timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    updated_at  timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    CONSTRAINT reports_id_form
        CHECK (id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    CONSTRAINT reports_reason_known
        CHECK (reason IN ('spam', 'abuse', 'copyright', 'impersonation', 'other')),
    CONSTRAINT reports_status_known
        CHECK (status IN ('open', 'reviewing', 'resolved', 'dismissed')),
    PRIMARY KEY (id),
    CONSTRAINT reports_episode_id_fkey FOREIGN KEY (episode_id)
        REFERENCES episodes (id) ON DELETE CASCADE,
    CONSTRAINT reports_comment_id_fkey FOREIGN KEY (comment_id)
        REFERENCES comments (id) ON DELETE CASCADE,
    CONSTRAINT reports_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT reports_one_object
        CHECK ((episode_id IS NOT NULL) + (comment_id IS NOT NULL) + (user_id IS NOT NULL) = 1),
    CONSTRAINT reports_details_length CHECK (char_length(details) <= 2000),
    CONSTRAINT reports_closed_has_time
        CHECK ((status IN ('resolved', 'dismissed')) = (resolved_at IS NOT NULL)),
    INDEX reports_episode_id_idx (episode_id),
    INDEX reports_comment_id_idx (comment_id),
    INDEX reports_user_id_idx (user_id),
    INDEX reports_status_created_at_idx (status, created_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'What users find wrong with one object.';
