-- The major refactor: episodes become audio_items, private by default; Smart Circles, the AI
-- pipeline, likes, saves, the Explore feed and podcast export arrive.
--
-- Every recording keeps its id, so whatever points at one is re-pointed by swapping the foreign
-- key, and no row of comments, reactions, flags or reports is rewritten.
--
-- Moved:
--   episodes   -> audio_items, all of kind podcast_episode
--   visibility    public -> public; private -> private; unlisted -> private, the careful side, with
--                 was_unlisted set so that the way back finds it
--   summaries  -> gain preview_sentence, cut from tldr at 140 characters; tldr stays whole
--   reactions of type 'like' -> likes, and are reactions no longer
--   comments, reactions, moderation_flags, reports, live_sessions -> refer to audio_items
--
-- No statement that changes a table can be undone here, nor can the old tables be locked over all
-- of them: stop the application first. A run that is cut off goes on where it was.

-- Audio items -------------------------------------------------------------------------------------

CREATE TABLE audio_items (
    id                  varchar(36) CHARACTER SET ascii NOT NULL DEFAULT (
        cast(concat(random_bytes(6), char(64 + floor(rand() * 16)), random_bytes(1),
                    char(128 + floor(rand() * 64)), random_bytes(7)) AS uuid)),
    owner_id            varchar(36) CHARACTER SET ascii NOT NULL,
    topic_id            varchar(36) CHARACTER SET ascii,
    parent_audio_id     varchar(36) CHARACTER SET ascii
        COMMENT 'What this is a voice reply to.',
    kind                varchar(20)  NOT NULL DEFAULT 'micro'
        COMMENT 'micro: 30 to 120 seconds; podcast_episode: any length.',
    visibility          varchar(20)  NOT NULL DEFAULT 'private'
        COMMENT 'private: its owner; circles: those in share_to_circle_ids; public: Explore.',
    share_to_circle_ids json         NOT NULL DEFAULT ('[]'),
    was_unlisted        boolean      NOT NULL DEFAULT false
        COMMENT 'Was unlisted as an episode, and its visibility has not been touched since.',
    status              varchar(20)  NOT NULL DEFAULT 'uploading',
    title               text         NOT NULL,
    description         mediumtext   NOT NULL DEFAULT (''),
    duration_sec        integer,
    s3_key              varchar(700),
    audio_url           text,
    waveform            json
        COMMENT 'Peaks between 0 and 1, for drawing.',
    tags                json         NOT NULL DEFAULT ('[]'),
    published_at        timestamp(6) NULL DEFAULT NULL,
    created_at          timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    updated_at          timestamp(6) NOT NULL DEFAULT current_timestamp(6)
        ON UPDATE current_timestamp(6),
    CONSTRAINT audio_items_id_form
        CHECK (id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    CONSTRAINT audio_items_kind_known
        CHECK (kind IN ('micro', 'podcast_episode')),
    CONSTRAINT audio_items_visibility_known
        CHECK (visibility IN ('private', 'circles', 'public')),
    CONSTRAINT audio_items_share_to_circle_ids_list
        CHECK (json_type(share_to_circle_ids) = 'ARRAY'),
    CONSTRAINT audio_items_was_unlisted_boolean CHECK (was_unlisted IN (0, 1)),
    CONSTRAINT audio_items_status_known
        CHECK (status IN ('uploading', 'processing', 'ready', 'failed', 'removed')),
    CONSTRAINT audio_items_tags_list CHECK (json_type(tags) = 'ARRAY'),
    PRIMARY KEY (id),
    CONSTRAINT audio_items_s3_key_key UNIQUE (s3_key),
    CONSTRAINT audio_items_owner_id_fkey FOREIGN KEY (owner_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT audio_items_topic_id_fkey FOREIGN KEY (topic_id)
        REFERENCES topics (id) ON DELETE SET NULL,
    CONSTRAINT audio_items_parent_audio_id_fkey FOREIGN KEY (parent_audio_id)
        REFERENCES audio_items (id) ON DELETE SET NULL,
    CONSTRAINT audio_items_circles_named
        CHECK (visibility <> 'circles' OR json_length(share_to_circle_ids) > 0),
    CONSTRAINT audio_items_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT audio_items_duration_positive CHECK (duration_sec > 0),
    CONSTRAINT audio_items_micro_duration
        CHECK (kind <> 'micro' OR duration_sec BETWEEN 30 AND 120),
    CONSTRAINT audio_items_ready_has_audio CHECK (status <> 'ready' OR s3_key IS NOT NULL),
    CONSTRAINT audio_items_waveform_array CHECK (json_type(waveform) = 'ARRAY'),
    CONSTRAINT audio_items_tags_count CHECK (json_length(tags) <= 20),
    INDEX audio_items_owner_id_created_at_idx (owner_id, created_at DESC),
    INDEX audio_items_visibility_created_at_idx (visibility, created_at DESC),
    INDEX audio_items_topic_id_created_at_idx (topic_id, created_at DESC),
    INDEX audio_items_parent_audio_id_idx (parent_audio_id, created_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Everything that can be heard: micros and podcast episodes.';

INSERT INTO audio_items (id, owner_id, topic_id, kind, visibility, was_unlisted, status, title,
                         description, duration_sec, s3_key, audio_url, waveform, tags,
                         published_at, created_at, updated_at)
SELECT id, author_id, topic_id, 'podcast_episode',
       CASE visibility WHEN 'public' THEN 'public' ELSE 'private' END,
       visibility = 'unlisted', status, title, description, duration_sec, s3_key, audio_url,
       waveform, tags, published_at, created_at, updated_at
FROM episodes;

-- An owner who chooses a visibility has decided: the old link must not come back by a way down. And
-- nothing is a reply to itself: a check may not name a column that a foreign key empties.
CREATE TRIGGER audio_items_forget_unlisted BEFORE UPDATE ON audio_items FOR EACH ROW
BEGIN
    IF NOT (NEW.visibility <=> OLD.visibility) THEN
        SET NEW.was_unlisted = false;
    END IF;
    IF NEW.parent_audio_id = NEW.id THEN
        SIGNAL SQLSTATE '23514'
            SET MESSAGE_TEXT = 'audio_items: nothing is a reply to itself';
    END IF;
END;
CREATE TRIGGER audio_items_not_own_parent BEFORE INSERT ON audio_items FOR EACH ROW
BEGIN
    IF NEW.parent_audio_id = NEW.id THEN
        SIGNAL SQLSTATE '23514'
            SET MESSAGE_TEXT = 'audio_items: nothing is a reply to itself';
    END IF;
END;

-- What refers to a recording ----------------------------------------------------------------------

DROP TRIGGER live_sessions_recorded_update;
DROP TRIGGER live_sessions_recorded_insert;

ALTER TABLE comments DROP FOREIGN KEY comments_episode_id_fkey;
ALTER TABLE comments RENAME COLUMN episode_id TO audio_id,
    RENAME INDEX comments_episode_id_created_at_idx TO comments_audio_id_created_at_idx;
ALTER TABLE comments ADD CONSTRAINT comments_audio_id_fkey
    FOREIGN KEY (audio_id)
    REFERENCES audio_items (id) ON DELETE CASCADE;

ALTER TABLE reactions DROP FOREIGN KEY reactions_episode_id_fkey;
ALTER TABLE reactions RENAME COLUMN episode_id TO audio_id;
ALTER TABLE reactions ADD CONSTRAINT reactions_audio_id_fkey
    FOREIGN KEY (audio_id)
    REFERENCES audio_items (id) ON DELETE CASCADE;

ALTER TABLE live_sessions DROP FOREIGN KEY live_sessions_recording_episode_id_fkey;
ALTER TABLE live_sessions RENAME COLUMN recording_episode_id TO recording_audio_id,
    RENAME INDEX live_sessions_recording_episode_id_idx TO live_sessions_recording_audio_id_idx;
ALTER TABLE live_sessions ADD CONSTRAINT live_sessions_recording_audio_id_fkey
    FOREIGN KEY (recording_audio_id)
    REFERENCES audio_items (id) ON DELETE SET NULL;

ALTER TABLE moderation_flags DROP FOREIGN KEY moderation_flags_episode_id_fkey;
ALTER TABLE moderation_flags RENAME COLUMN episode_id TO audio_id,
    RENAME INDEX moderation_flags_episode_id_idx TO moderation_flags_audio_id_idx;
ALTER TABLE moderation_flags ADD CONSTRAINT moderation_flags_audio_id_fkey
    FOREIGN KEY (audio_id)
    REFERENCES audio_items (id) ON DELETE CASCADE;

ALTER TABLE reports DROP FOREIGN KEY reports_episode_id_fkey;
ALTER TABLE reports RENAME COLUMN episode_id TO audio_id,
    RENAME INDEX reports_episode_id_idx TO reports_audio_id_idx;
ALTER TABLE reports ADD CONSTRAINT reports_audio_id_fkey
    FOREIGN KEY (audio_id)
    REFERENCES audio_items (id) ON DELETE CASCADE;

CREATE TRIGGER live_sessions_recorded_insert BEFORE INSERT ON live_sessions FOR EACH ROW
BEGIN
    IF NOT NEW.is_recorded AND NEW.recording_audio_id IS NOT NULL THEN
        SIGNAL SQLSTATE '23514'
            SET MESSAGE_TEXT = 'live_sessions: only what was recorded has a recording';
    END IF;
END;

CREATE TRIGGER live_sessions_recorded_update BEFORE UPDATE ON live_sessions FOR EACH ROW
BEGIN
    IF NOT NEW.is_recorded AND NEW.recording_audio_id IS NOT NULL THEN
        SIGNAL SQLSTATE '23514'
            SET MESSAGE_TEXT = 'live_sessions: only what was recorded has a recording';
    END IF;
END;

-- The preview is the tldr itself, or its first 139 characters and an ellipsis. updated_at stays:
-- nobody edited these rows.
ALTER TABLE summaries DROP FOREIGN KEY summaries_episode_id_fkey;
ALTER TABLE summaries RENAME COLUMN episode_id TO audio_id,
    ADD COLUMN preview_sentence text NOT NULL DEFAULT ('')
        COMMENT 'For cards; at most 140 characters.';
UPDATE summaries
SET preview_sentence = CASE WHEN char_length(tldr) <= 140 THEN tldr
                            ELSE concat(left(tldr, 139), '…') END,
    updated_at = updated_at
WHERE tldr <> '';
ALTER TABLE summaries
    ADD CONSTRAINT summaries_preview_length CHECK (char_length(preview_sentence) <= 140);
ALTER TABLE summaries ADD CONSTRAINT summaries_audio_id_fkey
    FOREIGN KEY (audio_id)
    REFERENCES audio_items (id) ON DELETE CASCADE;

-- Social ------------------------------------------------------------------------------------------

CREATE TABLE likes (
    user_id    varchar(36) CHARACTER SET ascii NOT NULL,
    audio_id   varchar(36) CHARACTER SET ascii NOT NULL,
    created_at timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    PRIMARY KEY (user_id, audio_id),
    CONSTRAINT likes_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT likes_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE,
    INDEX likes_audio_id_idx (audio_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Who likes what; a like is no reaction any more.';
INSERT INTO likes (user_id, audio_id, created_at)
SELECT user_id, audio_id, created_at FROM reactions WHERE type = 'like';
DELETE FROM reactions WHERE type = 'like';
ALTER TABLE reactions ADD CONSTRAINT reactions_type_not_like CHECK (type <> 'like');

CREATE TABLE saves (
    user_id    varchar(36) CHARACTER SET ascii NOT NULL,
    audio_id   varchar(36) CHARACTER SET ascii NOT NULL,
    created_at timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    PRIMARY KEY (user_id, audio_id),
    CONSTRAINT saves_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT saves_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE,
    INDEX saves_audio_id_idx (audio_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Bookmarks.';

CREATE TABLE user_follows (
    follower_id varchar(36) CHARACTER SET ascii NOT NULL,
    followee_id varchar(36) CHARACTER SET ascii NOT NULL,
    created_at  timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    PRIMARY KEY (follower_id, followee_id),
    CONSTRAINT user_follows_follower_id_fkey FOREIGN KEY (follower_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT user_follows_followee_id_fkey FOREIGN KEY (followee_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT user_follows_not_self CHECK (follower_id <> followee_id),
    INDEX user_follows_followee_id_idx (followee_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Who follows whom; follows is about topics.';

CREATE TABLE profiles (
    user_id    varchar(36) CHARACTER SET ascii NOT NULL,
    avatar_url text,
    bio        text         NOT NULL DEFAULT (''),
    settings   json         NOT NULL DEFAULT ('{}'),
    created_at timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    updated_at timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    PRIMARY KEY (user_id),
    CONSTRAINT profiles_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT profiles_bio_length CHECK (char_length(bio) <= 500),
    CONSTRAINT profiles_settings_object CHECK (json_type(settings) = 'OBJECT')
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'The public side of an account, at most one each.';

-- Smart Circles -----------------------------------------------------------------------------------

CREATE TABLE circles (
    id          varchar(36) CHARACTER SET ascii NOT NULL DEFAULT (
        cast(concat(random_bytes(6), char(64 + floor(rand() * 16)), random_bytes(1),
                    char(128 + floor(rand() * 64)), random_bytes(7)) AS uuid)),
    owner_id    varchar(36) CHARACTER SET ascii NOT NULL
        COMMENT 'Hands the circle over before the account can go.',
    name        text         NOT NULL,
    description mediumtext   NOT NULL DEFAULT (''),
    is_local    boolean      NOT NULL DEFAULT false,
    city        varchar(200),
    country     varchar(2)
        COMMENT 'ISO 3166-1, two capital letters.',
    created_at  timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    updated_at  timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    CONSTRAINT circles_id_form
        CHECK (id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    CONSTRAINT circles_is_local_boolean CHECK (is_local IN (0, 1)),
    PRIMARY KEY (id),
    CONSTRAINT circles_owner_id_fkey FOREIGN KEY (owner_id)
        REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT circles_name_length CHECK (char_length(name) BETWEEN 1 AND 120),
    CONSTRAINT circles_local_has_place
        CHECK (NOT is_local OR (city IS NOT NULL AND country IS NOT NULL)),
    CONSTRAINT circles_country_form CHECK (country REGEXP '^[A-Z]{2}$'),
    INDEX circles_owner_id_idx (owner_id),
    INDEX circles_place_idx (is_local, country, city)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'Communities that talk by voice: local ones, or around a subject.';

CREATE TABLE circle_members (
    circle_id varchar(36) CHARACTER SET ascii NOT NULL,
    user_id   varchar(36) CHARACTER SET ascii NOT NULL,
    role      varchar(20)  NOT NULL DEFAULT 'member',
    joined_at timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    owned     varchar(36) CHARACTER SET ascii
        GENERATED ALWAYS AS (CASE WHEN role = 'owner' THEN circle_id END) VIRTUAL,
    CONSTRAINT circle_members_role_known
        CHECK (role IN ('owner', 'moderator', 'member')),
    PRIMARY KEY (circle_id, user_id),
    CONSTRAINT circle_members_circle_id_fkey FOREIGN KEY (circle_id)
        REFERENCES circles (id) ON DELETE CASCADE,
    CONSTRAINT circle_members_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT circle_members_one_owner UNIQUE (owned),
    INDEX circle_members_user_id_idx (user_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A list has no foreign key: a circle that goes takes its id out of what was shared to it, and what
-- was shared to nobody else is private again.
CREATE TRIGGER circles_unshare AFTER DELETE ON circles FOR EACH ROW
BEGIN
    UPDATE audio_items AS a
    SET a.visibility = CASE
            WHEN a.visibility = 'circles'
                 AND NOT EXISTS (SELECT 1
                                 FROM json_table(a.share_to_circle_ids, '$[*]'
                                                 COLUMNS (id char(36) PATH '$')) AS c
                                 WHERE c.id <> OLD.id) THEN 'private'
            ELSE a.visibility END,
        a.share_to_circle_ids = coalesce(
            (SELECT json_arrayagg(c.id)
             FROM json_table(a.share_to_circle_ids, '$[*]' COLUMNS (id char(36) PATH '$')) AS c
             WHERE c.id <> OLD.id), '[]')
    WHERE json_contains(a.share_to_circle_ids, json_quote(OLD.id));
END;

-- AI pipeline -------------------------------------------------------------------------------------

-- Words are compared without case. A row is found once it is committed.
CREATE TABLE transcripts (
    audio_id   varchar(36) CHARACTER SET ascii NOT NULL,
    text       longtext COLLATE utf8mb4_unicode_ci NOT NULL,
    lang       varchar(35)  NOT NULL DEFAULT 'en',
    words      json         NOT NULL DEFAULT ('[]')
        COMMENT 'Array of {word, start, end}, in seconds.',
    created_at timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    updated_at timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    PRIMARY KEY (audio_id),
    CONSTRAINT transcripts_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE,
    CONSTRAINT transcripts_lang_form CHECK (lang REGEXP '^[a-z]{2,3}(-[A-Za-z0-9]+)*$'),
    CONSTRAINT transcripts_words_array CHECK (json_type(words) = 'ARRAY'),
    FULLTEXT INDEX transcripts_text_search_idx (text)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE clips (
    id         varchar(36) CHARACTER SET ascii NOT NULL DEFAULT (
        cast(concat(random_bytes(6), char(64 + floor(rand() * 16)), random_bytes(1),
                    char(128 + floor(rand() * 64)), random_bytes(7)) AS uuid)),
    audio_id   varchar(36) CHARACTER SET ascii NOT NULL,
    start_sec  decimal(10, 3) NOT NULL,
    end_sec    decimal(10, 3) NOT NULL,
    title      text           NOT NULL DEFAULT (''),
    quote      text           NOT NULL DEFAULT (''),
    created_at timestamp(6)   NOT NULL DEFAULT current_timestamp(6),
    CONSTRAINT clips_id_form
        CHECK (id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    PRIMARY KEY (id),
    CONSTRAINT clips_audio_id_span_key UNIQUE (audio_id, start_sec, end_sec),
    CONSTRAINT clips_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE,
    CONSTRAINT clips_span CHECK (start_sec >= 0 AND end_sec > start_sec)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
  COMMENT 'The best moments, cut by a worker for the Explore feed.';

-- Explore feed ------------------------------------------------------------------------------------

CREATE TABLE feed_events (
    id         bigint       NOT NULL AUTO_INCREMENT,
    user_id    varchar(36) CHARACTER SET ascii
        COMMENT 'NULL: a visitor, or the account is gone.',
    audio_id   varchar(36) CHARACTER SET ascii NOT NULL,
    event      varchar(20)  NOT NULL,
    meta       json         NOT NULL DEFAULT ('{}'),
    created_at timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    CONSTRAINT feed_events_event_known
        CHECK (event IN ('impression', 'preview_finished', 'play', 'complete', 'save', 'share',
               'quote', 'follow_author')),
    PRIMARY KEY (id),
    CONSTRAINT feed_events_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT feed_events_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE,
    CONSTRAINT feed_events_meta_object CHECK (json_type(meta) = 'OBJECT'),
    INDEX feed_events_audio_id_event_created_at_idx (audio_id, event, created_at DESC),
    INDEX feed_events_user_id_created_at_idx (user_id, created_at DESC),
    INDEX feed_events_created_at_idx (created_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Podcasts ----------------------------------------------------------------------------------------

CREATE TABLE podcast_shows (
    id          varchar(36) CHARACTER SET ascii NOT NULL DEFAULT (
        cast(concat(random_bytes(6), char(64 + floor(rand() * 16)), random_bytes(1),
                    char(128 + floor(rand() * 64)), random_bytes(7)) AS uuid)),
    owner_id    varchar(36) CHARACTER SET ascii NOT NULL,
    title       text         NOT NULL,
    description mediumtext   NOT NULL DEFAULT (''),
    cover_url   text,
    rss_slug    varchar(255) NOT NULL
        COMMENT 'The feed is /podcasts/rss/{rss_slug}.xml.',
    created_at  timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    updated_at  timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    CONSTRAINT podcast_shows_id_form
        CHECK (id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
    PRIMARY KEY (id),
    CONSTRAINT podcast_shows_rss_slug_key UNIQUE (rss_slug),
    CONSTRAINT podcast_shows_owner_id_fkey FOREIGN KEY (owner_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT podcast_shows_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT podcast_shows_rss_slug_form CHECK (rss_slug REGEXP '^[a-z0-9]+(-[a-z0-9]+)*$'),
    INDEX podcast_shows_owner_id_idx (owner_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE podcast_show_episodes (
    show_id      varchar(36) CHARACTER SET ascii NOT NULL,
    audio_id     varchar(36) CHARACTER SET ascii NOT NULL,
    published_at timestamp(6) NOT NULL DEFAULT current_timestamp(6),
    PRIMARY KEY (show_id, audio_id),
    CONSTRAINT podcast_show_episodes_show_id_fkey FOREIGN KEY (show_id)
        REFERENCES podcast_shows (id) ON DELETE CASCADE,
    CONSTRAINT podcast_show_episodes_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE,
    INDEX podcast_show_episodes_audio_id_idx (audio_id),
    INDEX podcast_show_episodes_show_id_published_at_idx (show_id, published_at DESC)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The old model goes ------------------------------------------------------------------------------

DROP TABLE episodes;

-- The optimizer knows nothing of what was just moved.
ANALYZE TABLE audio_items, likes, reactions, summaries;
