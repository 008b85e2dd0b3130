-- After load_old_postgres.sql and 0006: every query returns no row if everything was moved rightly.

-- The load made what it should, so there is something to compare with.
SELECT count(*) AS episodes FROM old_episodes HAVING count(*) <> 100000;

-- Every episode is one audio item of kind podcast_episode, field by field; public ones stay
-- public, all others are private, and the unlisted ones are remembered.
SELECT 'missing' AS what, m.* FROM (
    SELECT id, author_id, topic_id, CASE visibility WHEN 'public' THEN 'public' ELSE 'private'
           END, visibility = 'unlisted', 'podcast_episode', status, title, description,
           duration_sec, s3_key, audio_url, waveform, tags, published_at, created_at, updated_at
    FROM old_episodes
    EXCEPT ALL
    SELECT id, owner_id, topic_id, visibility::text, was_unlisted, kind::text, status::text,
           title, description, duration_sec, s3_key, audio_url, waveform, tags, published_at,
           created_at, updated_at
    FROM audio_items
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT id, owner_id, topic_id, visibility::text, was_unlisted, kind::text, status::text,
           title, description, duration_sec, s3_key, audio_url, waveform, tags, published_at,
           created_at, updated_at
    FROM audio_items
    EXCEPT ALL
    SELECT id, author_id, topic_id, CASE visibility WHEN 'public' THEN 'public' ELSE 'private'
           END, visibility = 'unlisted', 'podcast_episode', status, title, description,
           duration_sec, s3_key, audio_url, waveform, tags, published_at, created_at, updated_at
    FROM old_episodes
) AS u
LIMIT 10;

-- Nothing is shared to a circle, nothing is a reply.
SELECT id
FROM audio_items
WHERE share_to_circle_ids <> '{}' OR parent_audio_id IS NOT NULL
LIMIT 10;

-- Every summary is there once with its whole tldr, and a preview made from it.
SELECT 'missing' AS what, m.* FROM (
    SELECT episode_id, tldr, CASE WHEN char_length(tldr) > 140 THEN left(tldr, 139) || '…' ELSE
           tldr END, chapters, keywords, mood, created_at, updated_at
    FROM old_summaries
    EXCEPT ALL
    SELECT audio_id, tldr, preview_sentence, chapters, keywords, mood, created_at, updated_at
    FROM summaries
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT audio_id, tldr, preview_sentence, chapters, keywords, mood, created_at, updated_at
    FROM summaries
    EXCEPT ALL
    SELECT episode_id, tldr, CASE WHEN char_length(tldr) > 140 THEN left(tldr, 139) || '…' ELSE
           tldr END, chapters, keywords, mood, created_at, updated_at
    FROM old_summaries
) AS u
LIMIT 10;

-- A preview has 140 characters at most, and is the beginning of its tldr, whole characters only.
SELECT audio_id, preview_sentence
FROM summaries
WHERE char_length(preview_sentence) > 140
   OR (tldr <> '' AND NOT starts_with(tldr, left(preview_sentence, 139)))
LIMIT 10;

-- Every like is one row of likes, with its time, and there are no others.
SELECT 'missing' AS what, m.* FROM (
    SELECT user_id, episode_id, created_at
    FROM old_reactions
    WHERE type = 'like'
    EXCEPT ALL
    SELECT user_id, audio_id, created_at
    FROM likes
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT user_id, audio_id, created_at
    FROM likes
    EXCEPT ALL
    SELECT user_id, episode_id, created_at
    FROM old_reactions
    WHERE type = 'like'
) AS u
LIMIT 10;

-- Every other reaction is there once, also those that only look like a like; no like is left.
SELECT 'missing' AS what, m.* FROM (
    SELECT episode_id, user_id, type, created_at
    FROM old_reactions
    WHERE type <> 'like'
    EXCEPT ALL
    SELECT audio_id, user_id, type, created_at
    FROM reactions
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT audio_id, user_id, type, created_at
    FROM reactions
    EXCEPT ALL
    SELECT episode_id, user_id, type, created_at
    FROM old_reactions
    WHERE type <> 'like'
) AS u
LIMIT 10;

-- Every comment is there once, unchanged, and refers to the recording it was made on.
SELECT 'missing' AS what, m.* FROM (
    SELECT id, episode_id, author_id, text, created_at, updated_at
    FROM old_comments
    EXCEPT ALL
    SELECT id, audio_id, author_id, text, created_at, updated_at
    FROM comments
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT id, audio_id, author_id, text, created_at, updated_at
    FROM comments
    EXCEPT ALL
    SELECT id, episode_id, author_id, text, created_at, updated_at
    FROM old_comments
) AS u
LIMIT 10;

-- Every live session still has its recording.
SELECT 'missing' AS what, m.* FROM (
    SELECT id, host_id, title, is_recorded, recording_s3_key, recording_duration_sec,
           recording_episode_id, mask, updated_at
    FROM old_live_sessions
    EXCEPT ALL
    SELECT id, host_id, title, is_recorded, recording_s3_key, recording_duration_sec,
           recording_audio_id, mask::text, updated_at
    FROM live_sessions
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT id, host_id, title, is_recorded, recording_s3_key, recording_duration_sec,
           recording_audio_id, mask::text, updated_at
    FROM live_sessions
    EXCEPT ALL
    SELECT id, host_id, title, is_recorded, recording_s3_key, recording_duration_sec,
           recording_episode_id, mask, updated_at
    FROM old_live_sessions
) AS u
LIMIT 10;

-- Every report survives with its object, its reporter and its state.
SELECT 'missing' AS what, m.* FROM (
    SELECT id, episode_id, comment_id, user_id, reporter_id, reason, details, status,
           resolved_at, created_at, updated_at
    FROM old_reports
    EXCEPT ALL
    SELECT id, audio_id, comment_id, user_id, reporter_id, reason::text, details, status::text,
           resolved_at, created_at, updated_at
    FROM reports
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT id, audio_id, comment_id, user_id, reporter_id, reason::text, details, status::text,
           resolved_at, created_at, updated_at
    FROM reports
    EXCEPT ALL
    SELECT id, episode_id, comment_id, user_id, reporter_id, reason, details, status,
           resolved_at, created_at, updated_at
    FROM old_reports
) AS u
LIMIT 10;

-- Every moderation flag survives with its object.
SELECT 'missing' AS what, m.* FROM (
    SELECT id, episode_id, comment_id, user_id, source, label, severity, flagged_by,
           resolved_at, created_at
    FROM old_flags
    EXCEPT ALL
    SELECT id, audio_id, comment_id, user_id, source::text, label, severity, flagged_by,
           resolved_at, created_at
    FROM moderation_flags
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT id, audio_id, comment_id, user_id, source::text, label, severity, flagged_by,
           resolved_at, created_at
    FROM moderation_flags
    EXCEPT ALL
    SELECT id, episode_id, comment_id, user_id, source, label, severity, flagged_by,
           resolved_at, created_at
    FROM old_flags
) AS u
LIMIT 10;

-- Users are as they were.
SELECT 'missing' AS what, m.* FROM (
    SELECT id, email, handle, display_name, plan, shadowbanned, shadowbanned_at, updated_at
    FROM old_users
    EXCEPT ALL
    SELECT id, email, handle, display_name, plan::text, shadowbanned, shadowbanned_at,
           updated_at
    FROM users
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT id, email, handle, display_name, plan::text, shadowbanned, shadowbanned_at,
           updated_at
    FROM users
    EXCEPT ALL
    SELECT id, email, handle, display_name, plan, shadowbanned, shadowbanned_at, updated_at
    FROM old_users
) AS u
LIMIT 10;

-- Topics are as they were.
SELECT 'missing' AS what, m.* FROM (
    SELECT id, slug, title, created_by, updated_at
    FROM old_topics
    EXCEPT ALL
    SELECT id, slug, title, created_by, updated_at
    FROM topics
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT id, slug, title, created_by, updated_at
    FROM topics
    EXCEPT ALL
    SELECT id, slug, title, created_by, updated_at
    FROM old_topics
) AS u
LIMIT 10;

-- Topic follows are as they were.
SELECT 'missing' AS what, m.* FROM (
    SELECT user_id, topic_id, created_at
    FROM old_follows
    EXCEPT ALL
    SELECT user_id, topic_id, created_at
    FROM follows
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT user_id, topic_id, created_at
    FROM follows
    EXCEPT ALL
    SELECT user_id, topic_id, created_at
    FROM old_follows
) AS u
LIMIT 10;
