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

-- As in 0001 --------------------------------------------------------------------------------------

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

INSERT INTO episodes (id, author_id, topic_id, visibility, status, title, description,
                      duration_sec, s3_key, audio_url, waveform, tags, published_at, created_at,
                      updated_at)
SELECT id, owner_id, topic_id,
       CASE WHEN visibility = 'public' THEN 'public'
            WHEN visibility = 'private' AND was_unlisted THEN 'unlisted'
            ELSE 'private' END,
       status, title, description, duration_sec, s3_key, audio_url, waveform, tags, published_at,
       created_at, updated_at
FROM audio_items
WHERE kind = 'podcast_episode';

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

DROP TRIGGER live_sessions_recorded_update;
DROP TRIGGER live_sessions_recorded_insert;

ALTER TABLE comments DROP FOREIGN KEY comments_audio_id_fkey;
ALTER TABLE comments RENAME COLUMN audio_id TO episode_id,
    RENAME INDEX comments_audio_id_created_at_idx TO comments_episode_id_created_at_idx;
ALTER TABLE comments ADD CONSTRAINT comments_episode_id_fkey
    FOREIGN KEY (episode_id)
    REFERENCES episodes (id) ON DELETE CASCADE;

ALTER TABLE reactions DROP FOREIGN KEY reactions_audio_id_fkey;
ALTER TABLE reactions RENAME COLUMN audio_id TO episode_id;
ALTER TABLE reactions ADD CONSTRAINT reactions_episode_id_fkey
    FOREIGN KEY (episode_id)
    REFERENCES episodes (id) ON DELETE CASCADE;

ALTER TABLE live_sessions DROP FOREIGN KEY live_sessions_recording_audio_id_fkey;
ALTER TABLE live_sessions RENAME COLUMN recording_audio_id TO recording_episode_id,
    RENAME INDEX live_sessions_recording_audio_id_idx TO live_sessions_recording_episode_id_idx;
ALTER TABLE live_sessions ADD CONSTRAINT live_sessions_recording_episode_id_fkey
    FOREIGN KEY (recording_episode_id)
    REFERENCES episodes (id) ON DELETE SET NULL;

ALTER TABLE moderation_flags DROP FOREIGN KEY moderation_flags_audio_id_fkey;
ALTER TABLE moderation_flags RENAME COLUMN audio_id TO episode_id,
    RENAME INDEX moderation_flags_audio_id_idx TO moderation_flags_episode_id_idx;
ALTER TABLE moderation_flags ADD CONSTRAINT moderation_flags_episode_id_fkey
    FOREIGN KEY (episode_id)
    REFERENCES episodes (id) ON DELETE CASCADE;

ALTER TABLE reports DROP FOREIGN KEY reports_audio_id_fkey;
ALTER TABLE reports RENAME COLUMN audio_id TO episode_id,
    RENAME INDEX reports_audio_id_idx TO reports_episode_id_idx;
ALTER TABLE reports ADD CONSTRAINT reports_episode_id_fkey
    FOREIGN KEY (episode_id)
    REFERENCES episodes (id) ON DELETE CASCADE;

CREATE TRIGGER live_sessions_recorded_insert BEFORE INSERT ON live_sessions FOR EACH ROW
BEGIN
    IF NOT NEW.is_recorded AND NEW.recording_episode_id IS NOT NULL THEN
        SIGNAL SQLSTATE '23514'
            SET MESSAGE_TEXT = 'live_sessions: only what was recorded has a recording';
    END IF;
END;

CREATE TRIGGER live_sessions_recorded_update BEFORE UPDATE ON live_sessions FOR EACH ROW
BEGIN
    IF NOT NEW.is_recorded AND NEW.recording_episode_id IS NOT NULL THEN
        SIGNAL SQLSTATE '23514'
            SET MESSAGE_TEXT = 'live_sessions: only what was recorded has a recording';
    END IF;
END;

UPDATE summaries
SET tldr = preview_sentence, updated_at = updated_at
WHERE tldr = '' AND preview_sentence <> '';
ALTER TABLE summaries DROP FOREIGN KEY summaries_audio_id_fkey;
ALTER TABLE summaries DROP CONSTRAINT summaries_preview_length;
ALTER TABLE summaries DROP COLUMN preview_sentence, RENAME COLUMN audio_id TO episode_id;
ALTER TABLE summaries ADD CONSTRAINT summaries_episode_id_fkey
    FOREIGN KEY (episode_id)
    REFERENCES episodes (id) ON DELETE CASCADE;

-- The new model goes ------------------------------------------------------------------------------

DROP TABLE audio_items;

ANALYZE TABLE episodes, reactions, summaries;
