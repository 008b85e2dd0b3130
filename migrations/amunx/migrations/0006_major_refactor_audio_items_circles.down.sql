-- Back to episodes.
--
-- Comes back whole: every audio item of kind podcast_episode, with its comments, reactions, likes
-- (as reactions of type 'like'), summary, flags, reports and the session it was recorded in.
-- Visibility: public -> public; private -> private, or unlisted where it was that before 0006 and
-- nobody has touched it since; circles -> private, as it was never for everybody.
--
-- Is lost, because the old model has no place for it: micros, with all that hangs on them; circles
-- and their members; profiles; saves; who follows whom; transcripts; clips; feed events; podcast
-- shows; reply threads; a preview_sentence, unless there is no tldr: then it becomes the tldr.

LOCK TABLE audio_items, summaries, comments, reactions, likes, live_sessions, moderation_flags,
    reports IN ACCESS EXCLUSIVE MODE;

CREATE TYPE episode_visibility AS ENUM ('public', 'unlisted', 'private');
ALTER TYPE audio_status RENAME TO episode_status;

-- As in 0001 --------------------------------------------------------------------------------------

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
COMMENT ON TABLE episodes IS 'Published recordings; 0006 turns them into audio_items.';
COMMENT ON COLUMN episodes.visibility IS 'unlisted: whoever has the link; not in any list.';
COMMENT ON COLUMN episodes.waveform IS 'Peaks between 0 and 1, for drawing.';

INSERT INTO episodes (id, author_id, topic_id, visibility, status, title, description,
                      duration_sec, s3_key, audio_url, waveform, tags, published_at, created_at,
                      updated_at)
SELECT id, owner_id, topic_id,
       CASE WHEN visibility = 'public' THEN 'public'
            WHEN visibility = 'private' AND was_unlisted THEN 'unlisted'
            ELSE 'private' END::episode_visibility,
       status, title, description, duration_sec, s3_key, audio_url, waveform, tags, published_at,
       created_at, updated_at
FROM audio_items
WHERE kind = 'podcast_episode';

CREATE INDEX episodes_author_id_created_at_idx ON episodes (author_id, created_at DESC);
CREATE INDEX episodes_topic_id_created_at_idx ON episodes (topic_id, created_at DESC);
CREATE INDEX episodes_visibility_created_at_idx ON episodes (visibility, created_at DESC);
CREATE INDEX episodes_tags_idx ON episodes USING gin (tags);
CREATE TRIGGER episodes_updated_at BEFORE UPDATE ON episodes
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- What does not come back -------------------------------------------------------------------------

DROP TABLE podcast_show_episodes;
DROP TABLE podcast_shows;
DROP TABLE feed_events;
DROP TABLE clips;
DROP TABLE transcripts;
DROP TABLE circle_members;
DROP TABLE circles;
DROP TABLE profiles;
DROP TABLE user_follows;
DROP TABLE saves;

-- Takes along, by foreign keys, the comments, reactions, likes, summaries, flags and reports of
-- what is not an episode.
DELETE FROM audio_items WHERE kind <> 'podcast_episode';

-- What refers to a recording ----------------------------------------------------------------------

ALTER TABLE reactions DROP CONSTRAINT reactions_type_not_like;
INSERT INTO reactions (audio_id, user_id, type, created_at)
SELECT audio_id, user_id, 'like', created_at FROM likes;
DROP TABLE likes;
ALTER TABLE reactions DROP CONSTRAINT reactions_audio_id_fkey;
ALTER TABLE reactions RENAME COLUMN audio_id TO episode_id;
ALTER TABLE reactions ADD CONSTRAINT reactions_episode_id_fkey FOREIGN KEY (episode_id)
    REFERENCES episodes (id) ON DELETE CASCADE;

ALTER TABLE comments DROP CONSTRAINT comments_audio_id_fkey;
ALTER TABLE comments RENAME COLUMN audio_id TO episode_id;
ALTER TABLE comments ADD CONSTRAINT comments_episode_id_fkey FOREIGN KEY (episode_id)
    REFERENCES episodes (id) ON DELETE CASCADE;
ALTER INDEX comments_audio_id_created_at_idx RENAME TO comments_episode_id_created_at_idx;

ALTER TABLE live_sessions DROP CONSTRAINT live_sessions_recording_audio_id_fkey;
ALTER TABLE live_sessions RENAME COLUMN recording_audio_id TO recording_episode_id;
ALTER TABLE live_sessions ADD CONSTRAINT live_sessions_recording_episode_id_fkey
    FOREIGN KEY (recording_episode_id) REFERENCES episodes (id) ON DELETE SET NULL;
ALTER INDEX live_sessions_recording_audio_id_idx RENAME TO live_sessions_recording_episode_id_idx;

ALTER TABLE moderation_flags DROP CONSTRAINT moderation_flags_audio_id_fkey;
ALTER TABLE moderation_flags RENAME COLUMN audio_id TO episode_id;
ALTER TABLE moderation_flags ADD CONSTRAINT moderation_flags_episode_id_fkey
    FOREIGN KEY (episode_id) REFERENCES episodes (id) ON DELETE CASCADE;
ALTER INDEX moderation_flags_audio_id_idx RENAME TO moderation_flags_episode_id_idx;

ALTER TABLE reports DROP CONSTRAINT reports_audio_id_fkey;
ALTER TABLE reports RENAME COLUMN audio_id TO episode_id;
ALTER TABLE reports ADD CONSTRAINT reports_episode_id_fkey FOREIGN KEY (episode_id)
    REFERENCES episodes (id) ON DELETE CASCADE;
ALTER INDEX reports_audio_id_idx RENAME TO reports_episode_id_idx;

DROP INDEX summaries_keywords_idx;
ALTER TABLE summaries DISABLE TRIGGER summaries_updated_at;
UPDATE summaries SET tldr = preview_sentence WHERE tldr = '' AND preview_sentence <> '';
ALTER TABLE summaries ENABLE TRIGGER summaries_updated_at;
ALTER TABLE summaries DROP CONSTRAINT summaries_audio_id_fkey;
ALTER TABLE summaries DROP COLUMN preview_sentence;
ALTER TABLE summaries RENAME COLUMN audio_id TO episode_id;
ALTER TABLE summaries ADD CONSTRAINT summaries_episode_id_fkey FOREIGN KEY (episode_id)
    REFERENCES episodes (id) ON DELETE CASCADE;

-- The new model goes ------------------------------------------------------------------------------

DROP TABLE audio_items;
DROP FUNCTION circles_unshare();
DROP FUNCTION audio_items_forget_unlisted();
DROP TYPE feed_event_kind;
DROP TYPE circle_role;
DROP TYPE audio_visibility;
DROP TYPE audio_kind;

ANALYZE episodes, reactions, summaries;
