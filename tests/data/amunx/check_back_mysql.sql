-- After 0006 was reverted: every query returns no row if all that the old model can hold came back.
-- Holds right after 0006, and also with the rows of add_new_mysql.sql between, which writes into
-- the tables old_* what must be found here.

-- Every episode is there once, field by field, with the visibility it must have.
SELECT 'missing' AS what, o.id
FROM old_episodes AS o
LEFT JOIN episodes AS n
    ON n.id = o.id
   AND (n.author_id, n.visibility, n.topic_id, n.status, n.title, n.description, n.duration_sec,
        n.s3_key, n.audio_url, n.waveform, n.tags, n.published_at, n.created_at, n.updated_at)
       <=> (o.author_id, o.visibility, o.topic_id, o.status, o.title, o.description,
            o.duration_sec, o.s3_key, o.audio_url, o.waveform, o.tags, o.published_at,
            o.created_at, o.updated_at)
WHERE n.id IS NULL
UNION ALL
SELECT 'unexpected', n.id
FROM episodes AS n
LEFT JOIN old_episodes AS o
    ON n.id = o.id
WHERE o.id IS NULL
LIMIT 10;

-- Every summary is there once.
SELECT 'missing' AS what, o.episode_id
FROM old_summaries AS o
LEFT JOIN summaries AS n
    ON n.episode_id = o.episode_id
   AND (n.tldr, n.chapters, n.keywords, n.mood, n.created_at, n.updated_at)
       <=> (o.tldr, o.chapters, o.keywords, o.mood, o.created_at, o.updated_at)
WHERE n.episode_id IS NULL
UNION ALL
SELECT 'unexpected', n.episode_id
FROM summaries AS n
LEFT JOIN old_summaries AS o
    ON n.episode_id = o.episode_id
WHERE o.episode_id IS NULL
LIMIT 10;

-- Every reaction is there once, likes among them.
SELECT 'missing' AS what, o.episode_id, o.user_id, o.type
FROM old_reactions AS o
LEFT JOIN reactions AS n
    ON n.episode_id = o.episode_id AND n.user_id = o.user_id AND n.type = o.type
   AND n.created_at <=> o.created_at
WHERE n.episode_id IS NULL
UNION ALL
SELECT 'unexpected', n.episode_id, n.user_id, n.type
FROM reactions AS n
LEFT JOIN old_reactions AS o
    ON n.episode_id = o.episode_id AND n.user_id = o.user_id AND n.type = o.type
WHERE o.episode_id IS NULL
LIMIT 10;

-- Every comment is there once, unchanged, and refers to the recording it was made on.
SELECT 'missing' AS what, o.id
FROM old_comments AS o
LEFT JOIN comments AS n
    ON n.id = o.id
   AND (n.episode_id, n.author_id, n.text, n.created_at, n.updated_at)
       <=> (o.episode_id, o.author_id, o.text, o.created_at, o.updated_at)
WHERE n.id IS NULL
UNION ALL
SELECT 'unexpected', n.id
FROM comments AS n
LEFT JOIN old_comments AS o
    ON n.id = o.id
WHERE o.id IS NULL
LIMIT 10;

-- Every live session still has its recording.
SELECT 'missing' AS what, o.id
FROM old_live_sessions AS o
LEFT JOIN live_sessions AS n
    ON n.id = o.id
   AND (n.host_id, n.title, n.is_recorded, n.recording_s3_key, n.recording_duration_sec,
        n.recording_episode_id, n.mask)
       <=> (o.host_id, o.title, o.is_recorded, o.recording_s3_key, o.recording_duration_sec,
            o.recording_episode_id, o.mask)
WHERE n.id IS NULL
UNION ALL
SELECT 'unexpected', n.id
FROM live_sessions AS n
LEFT JOIN old_live_sessions AS o
    ON n.id = o.id
WHERE o.id IS NULL
LIMIT 10;

-- Every report survives with its object, its reporter and its state.
SELECT 'missing' AS what, o.id
FROM old_reports AS o
LEFT JOIN reports AS n
    ON n.id = o.id
   AND (n.episode_id, n.comment_id, n.user_id, n.reporter_id, n.reason, n.details, n.status,
        n.resolved_at, n.created_at, n.updated_at)
       <=> (o.episode_id, o.comment_id, o.user_id, o.reporter_id, o.reason, o.details, o.status,
            o.resolved_at, o.created_at, o.updated_at)
WHERE n.id IS NULL
UNION ALL
SELECT 'unexpected', n.id
FROM reports AS n
LEFT JOIN old_reports AS o
    ON n.id = o.id
WHERE o.id IS NULL
LIMIT 10;

-- Every moderation flag survives with its object.
SELECT 'missing' AS what, o.id
FROM old_flags AS o
LEFT JOIN moderation_flags AS n
    ON n.id = o.id
   AND (n.episode_id, n.comment_id, n.user_id, n.source, n.label, n.severity, n.flagged_by,
        n.resolved_at, n.created_at)
       <=> (o.episode_id, o.comment_id, o.user_id, o.source, o.label, o.severity, o.flagged_by,
            o.resolved_at, o.created_at)
WHERE n.id IS NULL
UNION ALL
SELECT 'unexpected', n.id
FROM moderation_flags AS n
LEFT JOIN old_flags AS o
    ON n.id = o.id
WHERE o.id IS NULL
LIMIT 10;

-- Users are as they were.
SELECT 'missing' AS what, o.id
FROM old_users AS o
LEFT JOIN users AS n
    ON n.id = o.id
   AND (n.email, n.handle, n.display_name, n.plan, n.shadowbanned, n.shadowbanned_at, n.updated_at)
       <=> (o.email, o.handle, o.display_name, o.plan, o.shadowbanned, o.shadowbanned_at,
            o.updated_at)
WHERE n.id IS NULL
UNION ALL
SELECT 'unexpected', n.id
FROM users AS n
LEFT JOIN old_users AS o
    ON n.id = o.id
WHERE o.id IS NULL
LIMIT 10;

-- Topics are as they were.
SELECT 'missing' AS what, o.id
FROM old_topics AS o
LEFT JOIN topics AS n
    ON n.id = o.id
   AND (n.slug, n.title, n.created_by, n.updated_at)
       <=> (o.slug, o.title, o.created_by, o.updated_at)
WHERE n.id IS NULL
UNION ALL
SELECT 'unexpected', n.id
FROM topics AS n
LEFT JOIN old_topics AS o
    ON n.id = o.id
WHERE o.id IS NULL
LIMIT 10;

-- Topic follows are as they were.
SELECT 'missing' AS what, o.user_id, o.topic_id
FROM old_follows AS o
LEFT JOIN follows AS n
    ON n.user_id = o.user_id AND n.topic_id = o.topic_id
   AND n.created_at <=> o.created_at
WHERE n.user_id IS NULL
UNION ALL
SELECT 'unexpected', n.user_id, n.topic_id
FROM follows AS n
LEFT JOIN old_follows AS o
    ON n.user_id = o.user_id AND n.topic_id = o.topic_id
WHERE o.user_id IS NULL
LIMIT 10;
