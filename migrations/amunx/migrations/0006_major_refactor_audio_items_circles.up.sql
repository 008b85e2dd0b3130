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
-- embeddings need pgvector, which not every server has: they are 0007, and their index 0008.

-- Nobody may write to the old tables between the copy and the drop.
LOCK TABLE episodes, summaries, comments, reactions, live_sessions, moderation_flags, reports
    IN ACCESS EXCLUSIVE MODE;

CREATE TYPE audio_kind AS ENUM ('micro', 'podcast_episode');
CREATE TYPE audio_visibility AS ENUM ('private', 'circles', 'public');
CREATE TYPE circle_role AS ENUM ('owner', 'moderator', 'member');
CREATE TYPE feed_event_kind AS ENUM ('impression', 'preview_finished', 'play', 'complete', 'save',
                                     'share', 'quote', 'follow_author');
ALTER TYPE episode_status RENAME TO audio_status;

-- Audio items -------------------------------------------------------------------------------------

CREATE TABLE audio_items (
    id                  uuid             NOT NULL DEFAULT gen_random_uuid(),
    owner_id            uuid             NOT NULL,
    topic_id            uuid,
    parent_audio_id     uuid,
    kind                audio_kind       NOT NULL DEFAULT 'micro',
    visibility          audio_visibility NOT NULL DEFAULT 'private',
    share_to_circle_ids uuid[]           NOT NULL DEFAULT '{}',
    was_unlisted        boolean          NOT NULL DEFAULT false,
    status              audio_status     NOT NULL DEFAULT 'uploading',
    title               text             NOT NULL,
    description         text             NOT NULL DEFAULT '',
    duration_sec        integer,
    s3_key              text,
    audio_url           text,
    waveform            jsonb,
    tags                text[]           NOT NULL DEFAULT '{}',
    published_at        timestamptz,
    created_at          timestamptz      NOT NULL DEFAULT now(),
    updated_at          timestamptz      NOT NULL DEFAULT now(),
    CONSTRAINT audio_items_pkey PRIMARY KEY (id),
    CONSTRAINT audio_items_s3_key_key UNIQUE (s3_key),
    CONSTRAINT audio_items_owner_id_fkey FOREIGN KEY (owner_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT audio_items_topic_id_fkey FOREIGN KEY (topic_id)
        REFERENCES topics (id) ON DELETE SET NULL,
    CONSTRAINT audio_items_parent_audio_id_fkey FOREIGN KEY (parent_audio_id)
        REFERENCES audio_items (id) ON DELETE SET NULL,
    CONSTRAINT audio_items_not_own_parent CHECK (parent_audio_id <> id),
    CONSTRAINT audio_items_circles_named
        CHECK (visibility <> 'circles' OR cardinality(share_to_circle_ids) > 0),
    CONSTRAINT audio_items_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT audio_items_duration_positive CHECK (duration_sec > 0),
    CONSTRAINT audio_items_micro_duration
        CHECK (kind <> 'micro' OR duration_sec BETWEEN 30 AND 120),
    CONSTRAINT audio_items_ready_has_audio CHECK (status <> 'ready' OR s3_key IS NOT NULL),
    CONSTRAINT audio_items_waveform_array CHECK (jsonb_typeof(waveform) = 'array'),
    CONSTRAINT audio_items_tags_count CHECK (cardinality(tags) <= 20)
);
COMMENT ON TABLE audio_items IS 'Everything that can be heard: micros and podcast episodes.';
COMMENT ON COLUMN audio_items.kind IS 'micro: 30 to 120 seconds; podcast_episode: any length.';
COMMENT ON COLUMN audio_items.visibility IS
    'private: its owner; circles: those in share_to_circle_ids; public: Explore.';
COMMENT ON COLUMN audio_items.was_unlisted IS
    'Was unlisted as an episode, and its visibility has not been touched since.';
COMMENT ON COLUMN audio_items.parent_audio_id IS 'What this is a voice reply to.';
COMMENT ON COLUMN audio_items.waveform IS 'Peaks between 0 and 1, for drawing.';

INSERT INTO audio_items (id, owner_id, topic_id, kind, visibility, was_unlisted, status, title,
                         description, duration_sec, s3_key, audio_url, waveform, tags,
                         published_at, created_at, updated_at)
SELECT id, author_id, topic_id, 'podcast_episode',
       CASE visibility WHEN 'public' THEN 'public' ELSE 'private' END::audio_visibility,
       visibility = 'unlisted', status, title, description, duration_sec, s3_key, audio_url,
       waveform, tags, published_at, created_at, updated_at
FROM episodes;

CREATE INDEX audio_items_owner_id_created_at_idx ON audio_items (owner_id, created_at DESC);
CREATE INDEX audio_items_visibility_created_at_idx ON audio_items (visibility, created_at DESC);
CREATE INDEX audio_items_topic_id_created_at_idx ON audio_items (topic_id, created_at DESC);
CREATE INDEX audio_items_parent_audio_id_idx ON audio_items (parent_audio_id, created_at)
    WHERE parent_audio_id IS NOT NULL;
CREATE INDEX audio_items_tags_idx ON audio_items USING gin (tags);
CREATE INDEX audio_items_share_to_circle_ids_idx ON audio_items USING gin (share_to_circle_ids);
CREATE TRIGGER audio_items_updated_at BEFORE UPDATE ON audio_items
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- An owner who chooses a visibility has decided: the old link must not come back by a way down.
CREATE FUNCTION audio_items_forget_unlisted() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.was_unlisted := false;
    RETURN NEW;
END;
$$;
COMMENT ON FUNCTION audio_items_forget_unlisted() IS 'Trigger: a new visibility ends was_unlisted.';
REVOKE EXECUTE ON FUNCTION audio_items_forget_unlisted() FROM PUBLIC;
CREATE TRIGGER audio_items_forget_unlisted BEFORE UPDATE OF visibility ON audio_items
    FOR EACH ROW WHEN (OLD.visibility IS DISTINCT FROM NEW.visibility)
    EXECUTE FUNCTION audio_items_forget_unlisted();

-- What refers to a recording ----------------------------------------------------------------------

ALTER TABLE comments DROP CONSTRAINT comments_episode_id_fkey;
ALTER TABLE comments RENAME COLUMN episode_id TO audio_id;
ALTER TABLE comments ADD CONSTRAINT comments_audio_id_fkey FOREIGN KEY (audio_id)
    REFERENCES audio_items (id) ON DELETE CASCADE;
ALTER INDEX comments_episode_id_created_at_idx RENAME TO comments_audio_id_created_at_idx;

ALTER TABLE reactions DROP CONSTRAINT reactions_episode_id_fkey;
ALTER TABLE reactions RENAME COLUMN episode_id TO audio_id;
ALTER TABLE reactions ADD CONSTRAINT reactions_audio_id_fkey FOREIGN KEY (audio_id)
    REFERENCES audio_items (id) ON DELETE CASCADE;

ALTER TABLE live_sessions DROP CONSTRAINT live_sessions_recording_episode_id_fkey;
ALTER TABLE live_sessions RENAME COLUMN recording_episode_id TO recording_audio_id;
ALTER TABLE live_sessions ADD CONSTRAINT live_sessions_recording_audio_id_fkey
    FOREIGN KEY (recording_audio_id) REFERENCES audio_items (id) ON DELETE SET NULL;
ALTER INDEX live_sessions_recording_episode_id_idx RENAME TO live_sessions_recording_audio_id_idx;

ALTER TABLE moderation_flags DROP CONSTRAINT moderation_flags_episode_id_fkey;
ALTER TABLE moderation_flags RENAME COLUMN episode_id TO audio_id;
ALTER TABLE moderation_flags ADD CONSTRAINT moderation_flags_audio_id_fkey FOREIGN KEY (audio_id)
    REFERENCES audio_items (id) ON DELETE CASCADE;
ALTER INDEX moderation_flags_episode_id_idx RENAME TO moderation_flags_audio_id_idx;

ALTER TABLE reports DROP CONSTRAINT reports_episode_id_fkey;
ALTER TABLE reports RENAME COLUMN episode_id TO audio_id;
ALTER TABLE reports ADD CONSTRAINT reports_audio_id_fkey FOREIGN KEY (audio_id)
    REFERENCES audio_items (id) ON DELETE CASCADE;
ALTER INDEX reports_episode_id_idx RENAME TO reports_audio_id_idx;

-- The preview is the tldr itself, or its first 139 characters and an ellipsis. left() and
-- char_length() count characters, not bytes. The trigger rests meanwhile: nobody edited these rows.
ALTER TABLE summaries DROP CONSTRAINT summaries_episode_id_fkey;
ALTER TABLE summaries RENAME COLUMN episode_id TO audio_id;
ALTER TABLE summaries ADD COLUMN preview_sentence text NOT NULL DEFAULT '';
ALTER TABLE summaries DISABLE TRIGGER summaries_updated_at;
UPDATE summaries
SET preview_sentence = CASE WHEN char_length(tldr) <= 140 THEN tldr
                            ELSE left(tldr, 139) || '…' END
WHERE tldr <> '';
ALTER TABLE summaries ENABLE TRIGGER summaries_updated_at;
ALTER TABLE summaries ADD CONSTRAINT summaries_audio_id_fkey FOREIGN KEY (audio_id)
    REFERENCES audio_items (id) ON DELETE CASCADE;
ALTER TABLE summaries ADD CONSTRAINT summaries_preview_length
    CHECK (char_length(preview_sentence) <= 140);
CREATE INDEX summaries_keywords_idx ON summaries USING gin (keywords);
COMMENT ON COLUMN summaries.preview_sentence IS 'For cards; at most 140 characters.';

-- Social ------------------------------------------------------------------------------------------

CREATE TABLE likes (
    user_id    uuid        NOT NULL,
    audio_id   uuid        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT likes_pkey PRIMARY KEY (user_id, audio_id),
    CONSTRAINT likes_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT likes_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE
);
INSERT INTO likes (user_id, audio_id, created_at)
SELECT user_id, audio_id, created_at FROM reactions WHERE type = 'like';
DELETE FROM reactions WHERE type = 'like';
ALTER TABLE reactions ADD CONSTRAINT reactions_type_not_like CHECK (type <> 'like');
CREATE INDEX likes_audio_id_idx ON likes (audio_id);
COMMENT ON TABLE likes IS 'Who likes what; a like is no reaction any more.';

CREATE TABLE saves (
    user_id    uuid        NOT NULL,
    audio_id   uuid        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT saves_pkey PRIMARY KEY (user_id, audio_id),
    CONSTRAINT saves_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT saves_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE
);
CREATE INDEX saves_audio_id_idx ON saves (audio_id);
COMMENT ON TABLE saves IS 'Bookmarks.';

CREATE TABLE user_follows (
    follower_id uuid        NOT NULL,
    followee_id uuid        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_follows_pkey PRIMARY KEY (follower_id, followee_id),
    CONSTRAINT user_follows_follower_id_fkey FOREIGN KEY (follower_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT user_follows_followee_id_fkey FOREIGN KEY (followee_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT user_follows_not_self CHECK (follower_id <> followee_id)
);
CREATE INDEX user_follows_followee_id_idx ON user_follows (followee_id);
COMMENT ON TABLE user_follows IS 'Who follows whom; follows is about topics.';

CREATE TABLE profiles (
    user_id    uuid        NOT NULL,
    avatar_url text,
    bio        text        NOT NULL DEFAULT '',
    settings   jsonb       NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT profiles_pkey PRIMARY KEY (user_id),
    CONSTRAINT profiles_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT profiles_bio_length CHECK (char_length(bio) <= 500),
    CONSTRAINT profiles_settings_object CHECK (jsonb_typeof(settings) = 'object')
);
CREATE TRIGGER profiles_updated_at BEFORE UPDATE ON profiles
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
COMMENT ON TABLE profiles IS 'The public side of an account, at most one each.';

-- Smart Circles -----------------------------------------------------------------------------------

CREATE TABLE circles (
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    owner_id    uuid        NOT NULL,
    name        text        NOT NULL,
    description text        NOT NULL DEFAULT '',
    is_local    boolean     NOT NULL DEFAULT false,
    city        text,
    country     text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT circles_pkey PRIMARY KEY (id),
    CONSTRAINT circles_owner_id_fkey FOREIGN KEY (owner_id)
        REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT circles_name_length CHECK (char_length(name) BETWEEN 1 AND 120),
    CONSTRAINT circles_local_has_place
        CHECK (NOT is_local OR (city IS NOT NULL AND country IS NOT NULL)),
    CONSTRAINT circles_country_form CHECK (country ~ '^[A-Z]{2}$')
);
CREATE INDEX circles_owner_id_idx ON circles (owner_id);
CREATE INDEX circles_place_idx ON circles (country, city) WHERE is_local;
CREATE TRIGGER circles_updated_at BEFORE UPDATE ON circles
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
COMMENT ON TABLE circles IS 'Communities that talk by voice: local ones, or around a subject.';
COMMENT ON COLUMN circles.owner_id IS 'Hands the circle over before the account can go.';
COMMENT ON COLUMN circles.country IS 'ISO 3166-1, two capital letters.';

CREATE TABLE circle_members (
    circle_id uuid        NOT NULL,
    user_id   uuid        NOT NULL,
    role      circle_role NOT NULL DEFAULT 'member',
    joined_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT circle_members_pkey PRIMARY KEY (circle_id, user_id),
    CONSTRAINT circle_members_circle_id_fkey FOREIGN KEY (circle_id)
        REFERENCES circles (id) ON DELETE CASCADE,
    CONSTRAINT circle_members_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX circle_members_user_id_idx ON circle_members (user_id);
CREATE UNIQUE INDEX circle_members_one_owner ON circle_members (circle_id) WHERE role = 'owner';

-- An array has no foreign key: a circle that goes takes its id out of what was shared to it, and
-- what was shared to nobody else is private again.
CREATE FUNCTION circles_unshare() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
AS $$
BEGIN
    UPDATE audio_items
    SET share_to_circle_ids = array_remove(share_to_circle_ids, OLD.id),
        visibility = CASE
            WHEN visibility = 'circles'
                 AND cardinality(array_remove(share_to_circle_ids, OLD.id)) = 0 THEN 'private'
            ELSE visibility END
    WHERE share_to_circle_ids @> ARRAY[OLD.id];
    RETURN NULL;
END;
$$;
COMMENT ON FUNCTION circles_unshare() IS 'Trigger: takes a deleted circle out of audio_items.';
REVOKE EXECUTE ON FUNCTION circles_unshare() FROM PUBLIC;
CREATE TRIGGER circles_unshare AFTER DELETE ON circles
    FOR EACH ROW EXECUTE FUNCTION circles_unshare();

-- AI pipeline -------------------------------------------------------------------------------------

CREATE TABLE transcripts (
    audio_id   uuid        NOT NULL,
    text       text        NOT NULL,
    lang       text        NOT NULL DEFAULT 'en',
    words      jsonb       NOT NULL DEFAULT '[]',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT transcripts_pkey PRIMARY KEY (audio_id),
    CONSTRAINT transcripts_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE,
    CONSTRAINT transcripts_lang_form CHECK (lang ~ '^[a-z]{2,3}(-[A-Za-z0-9]+)*$'),
    CONSTRAINT transcripts_words_array CHECK (jsonb_typeof(words) = 'array')
);
-- "simple" knows no language, as transcripts come in any. A query must use the same expression.
CREATE INDEX transcripts_text_search_idx ON transcripts USING gin (to_tsvector('simple', text));
CREATE TRIGGER transcripts_updated_at BEFORE UPDATE ON transcripts
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
COMMENT ON COLUMN transcripts.words IS 'Array of {word, start, end}, in seconds.';

CREATE TABLE clips (
    id         uuid           NOT NULL DEFAULT gen_random_uuid(),
    audio_id   uuid           NOT NULL,
    start_sec  numeric(10, 3) NOT NULL,
    end_sec    numeric(10, 3) NOT NULL,
    title      text           NOT NULL DEFAULT '',
    quote      text           NOT NULL DEFAULT '',
    created_at timestamptz    NOT NULL DEFAULT now(),
    CONSTRAINT clips_pkey PRIMARY KEY (id),
    CONSTRAINT clips_audio_id_span_key UNIQUE (audio_id, start_sec, end_sec),
    CONSTRAINT clips_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE,
    CONSTRAINT clips_span CHECK (start_sec >= 0 AND end_sec > start_sec)
);
COMMENT ON TABLE clips IS 'The best moments, cut by a worker for the Explore feed.';

-- Explore feed ------------------------------------------------------------------------------------

CREATE TABLE feed_events (
    id         bigint          GENERATED ALWAYS AS IDENTITY,
    user_id    uuid,
    audio_id   uuid            NOT NULL,
    event      feed_event_kind NOT NULL,
    meta       jsonb           NOT NULL DEFAULT '{}',
    created_at timestamptz     NOT NULL DEFAULT now(),
    CONSTRAINT feed_events_pkey PRIMARY KEY (id),
    CONSTRAINT feed_events_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT feed_events_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE,
    CONSTRAINT feed_events_meta_object CHECK (jsonb_typeof(meta) = 'object')
);
CREATE INDEX feed_events_audio_id_event_created_at_idx
    ON feed_events (audio_id, event, created_at DESC);
CREATE INDEX feed_events_user_id_created_at_idx ON feed_events (user_id, created_at DESC);
-- Written in the order of time and read by windows of it, so a small BRIN index does.
CREATE INDEX feed_events_created_at_idx ON feed_events USING brin (created_at);
COMMENT ON COLUMN feed_events.user_id IS 'NULL: a visitor, or the account is gone.';

-- Podcasts ----------------------------------------------------------------------------------------

CREATE TABLE podcast_shows (
    id          uuid        NOT NULL DEFAULT gen_random_uuid(),
    owner_id    uuid        NOT NULL,
    title       text        NOT NULL,
    description text        NOT NULL DEFAULT '',
    cover_url   text,
    rss_slug    text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT podcast_shows_pkey PRIMARY KEY (id),
    CONSTRAINT podcast_shows_rss_slug_key UNIQUE (rss_slug),
    CONSTRAINT podcast_shows_owner_id_fkey FOREIGN KEY (owner_id)
        REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT podcast_shows_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT podcast_shows_rss_slug_form CHECK (rss_slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);
CREATE INDEX podcast_shows_owner_id_idx ON podcast_shows (owner_id);
CREATE TRIGGER podcast_shows_updated_at BEFORE UPDATE ON podcast_shows
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
COMMENT ON COLUMN podcast_shows.rss_slug IS 'The feed is /podcasts/rss/{rss_slug}.xml.';

CREATE TABLE podcast_show_episodes (
    show_id      uuid        NOT NULL,
    audio_id     uuid        NOT NULL,
    published_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT podcast_show_episodes_pkey PRIMARY KEY (show_id, audio_id),
    CONSTRAINT podcast_show_episodes_show_id_fkey FOREIGN KEY (show_id)
        REFERENCES podcast_shows (id) ON DELETE CASCADE,
    CONSTRAINT podcast_show_episodes_audio_id_fkey FOREIGN KEY (audio_id)
        REFERENCES audio_items (id) ON DELETE CASCADE
);
CREATE INDEX podcast_show_episodes_audio_id_idx ON podcast_show_episodes (audio_id);
CREATE INDEX podcast_show_episodes_show_id_published_at_idx
    ON podcast_show_episodes (show_id, published_at DESC);

-- The old model goes ------------------------------------------------------------------------------

DROP TABLE episodes;
DROP TYPE episode_visibility;

-- The planner knows nothing of what was just moved.
ANALYZE audio_items, likes, reactions, summaries;
