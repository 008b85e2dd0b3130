-- After 0006 was reverted: every query returns no row if all that the old model can hold came back.
-- Holds right after 0006, and also with the rows of add_new_postgres.sql between, which writes into
-- the tables old_* what must be found here.

-- Every episode is there once, field by field, with the visibility it must have.
SELECT 'missing' AS what, m.* FROM (
    SELECT id, author_id, topic_id, visibility, status, title, description, duration_sec,
           s3_key, audio_url, waveform, tags, published_at, created_at, updated_at
    FROM old_episodes
    EXCEPT ALL
    SELECT id, author_id, topic_id, visibility::text, status::text, title, description,
           duration_sec, s3_key, audio_url, waveform, tags, published_at, created_at, updated_at
    FROM episodes
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT id, author_id, topic_id, visibility::text, status::text, title, description,
           duration_sec, s3_key, audio_url, waveform, tags, published_at, created_at, updated_at
    FROM episodes
    EXCEPT ALL
    SELECT id, author_id, topic_id, visibility, status, title, description, duration_sec,
           s3_key, audio_url, waveform, tags, published_at, created_at, updated_at
    FROM old_episodes
) AS u
LIMIT 10;

-- Every summary is there once.
SELECT 'missing' AS what, m.* FROM (
    SELECT episode_id, tldr, chapters, keywords, mood, created_at, updated_at
    FROM old_summaries
    EXCEPT ALL
    SELECT episode_id, tldr, chapters, keywords, mood, created_at, updated_at
    FROM summaries
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT episode_id, tldr, chapters, keywords, mood, created_at, updated_at
    FROM summaries
    EXCEPT ALL
    SELECT episode_id, tldr, chapters, keywords, mood, created_at, updated_at
    FROM old_summaries
) AS u
LIMIT 10;

-- Every reaction is there once, likes among them.
SELECT 'missing' AS what, m.* FROM (
    SELECT episode_id, user_id, type, created_at
    FROM old_reactions
    EXCEPT ALL
    SELECT episode_id, user_id, type, created_at
    FROM reactions
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT episode_id, user_id, type, created_at
    FROM reactions
    EXCEPT ALL
    SELECT episode_id, user_id, type, created_at
    FROM old_reactions
) AS u
LIMIT 10;

-- Every comment is there once, unchanged, and refers to the recording it was made on.
SELECT 'missing' AS what, m.* FROM (
    SELECT id, episode_id, author_id, text, created_at, updated_at
    FROM old_comments
    EXCEPT ALL
    SELECT id, episode_id, author_id, text, created_at, updated_at
    FROM comments
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT id, episode_id, author_id, text, created_at, updated_at
    FROM comments
    EXCEPT ALL
    SELECT id, episode_id, author_id, text, created_at, updated_at
    FROM old_comments
) AS u
LIMIT 10;

-- Every live session still has its recording.
SELECT 'missing' AS what, m.* FROM (
    SELECT id, host_id, title, is_recorded, recording_s3_key, recording_duration_sec,
           recording_episode_id, mask
    FROM old_live_sessions
    EXCEPT ALL
    SELECT id, host_id, title, is_recorded, recording_s3_key, recording_duration_sec,
           recording_episode_id, mask::text
    FROM live_sessions
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT id, host_id, title, is_recorded, recording_s3_key, recording_duration_sec,
           recording_episode_id, mask::text
    FROM live_sessions
    EXCEPT ALL
    SELECT id, host_id, title, is_recorded, recording_s3_key, recording_duration_sec,
           recording_episode_id, mask
    FROM old_live_sessions
) AS u
LIMIT 10;

-- Every report survives with its object, its reporter and its state.
SELECT 'missing' AS what, m.* FROM (
    SELECT id, episode_id, comment_id, user_id, reporter_id, reason, details, status,
           resolved_at, created_at, updated_at
    FROM old_reports
    EXCEPT ALL
    SELECT id, episode_id, comment_id, user_id, reporter_id, reason::text, details,
           status::text, resolved_at, created_at, updated_at
    FROM reports
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT id, episode_id, comment_id, user_id, reporter_id, reason::text, details,
           status::text, resolved_at, created_at, updated_at
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
    SELECT id, episode_id, comment_id, user_id, source::text, label, severity, flagged_by,
           resolved_at, created_at
    FROM moderation_flags
) AS m
UNION ALL
SELECT 'unexpected', u.* FROM (
    SELECT id, episode_id, comment_id, user_id, source::text, label, severity, flagged_by,
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
