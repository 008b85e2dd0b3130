-- After load_old_mysql.sql and 0006: every query returns no row if everything was moved rightly.

-- The load made what it should, so there is something to compare with.
SELECT count(*) AS episodes FROM old_episodes HAVING count(*) <> 100000;

-- Every episode is one audio item of kind podcast_episode, field by field; public ones stay public,
-- all others are private, and the unlisted ones are remembered.
SELECT 'missing' AS what, o.id
FROM old_episodes AS o
LEFT JOIN audio_items AS n
    ON n.id = o.id
   AND (n.owner_id, n.visibility, n.was_unlisted, n.kind, n.topic_id, n.status, n.title,
        n.description, n.duration_sec, n.s3_key, n.audio_url, n.waveform, n.tags, n.published_at,
        n.created_at, n.updated_at)
       <=> (o.author_id, CASE o.visibility WHEN 'public' THEN 'public' ELSE 'private' END,
            o.visibility = 'unlisted', 'podcast_episode', o.topic_id, o.status, o.title,
            o.description, o.duration_sec, o.s3_key, o.audio_url, o.waveform, o.tags,
            o.published_at, o.created_at, o.updated_at)
WHERE n.id IS NULL
UNION ALL
SELECT 'unexpected', n.id
FROM audio_items AS n
LEFT JOIN old_episodes AS o
    ON n.id = o.id
WHERE o.id IS NULL
LIMIT 10;

-- Nothing is shared to a circle, nothing is a reply.
SELECT id
FROM audio_items
WHERE share_to_circle_ids <> '[]' OR parent_audio_id IS NOT NULL
LIMIT 10;

-- Every summary is there once with its whole tldr, and a preview made from it.
SELECT 'missing' AS what, o.episode_id
FROM old_summaries AS o
LEFT JOIN summaries AS n
    ON n.audio_id = o.episode_id
   AND (n.tldr, n.preview_sentence, n.chapters, n.keywords, n.mood, n.created_at, n.updated_at)
       <=> (o.tldr,
            CASE WHEN char_length(o.tldr) > 140 THEN concat(left(o.tldr, 139), '…') ELSE o.tldr END,
            o.chapters, o.keywords, o.mood, o.created_at, o.updated_at)
WHERE n.audio_id IS NULL
UNION ALL
SELECT 'unexpected', n.audio_id
FROM summaries AS n
LEFT JOIN old_summaries AS o
    ON n.audio_id = o.episode_id
WHERE o.episode_id IS NULL
LIMIT 10;

-- A preview has 140 characters at most, and is the beginning of its tldr, whole characters only.
SELECT audio_id, preview_sentence
FROM summaries
WHERE char_length(preview_sentence) > 140
   OR (tldr <> '' AND NOT instr(tldr, substr(preview_sentence, 1, 139)) = 1)
LIMIT 10;

-- Every like is one row of likes, with its time, and there are no others.
SELECT 'missing' AS what, o.user_id, o.episode_id
FROM old_reactions AS o
LEFT JOIN likes AS n
    ON n.user_id = o.user_id AND n.audio_id = o.episode_id
   AND n.created_at <=> o.created_at
WHERE n.user_id IS NULL AND o.type = 'like'
UNION ALL
SELECT 'unexpected', n.user_id, n.audio_id
FROM likes AS n
LEFT JOIN old_reactions AS o
    ON n.user_id = o.user_id AND n.audio_id = o.episode_id AND o.type = 'like'
WHERE o.user_id IS NULL
LIMIT 10;

-- Every other reaction is there once, also those that only look like a like; no like is left.
SELECT 'missing' AS what, o.episode_id, o.user_id, o.type
FROM old_reactions AS o
LEFT JOIN reactions AS n
    ON n.audio_id = o.episode_id AND n.user_id = o.user_id AND n.type = o.type
   AND n.created_at <=> o.created_at
WHERE n.audio_id IS NULL AND o.type <> 'like'
UNION ALL
SELECT 'unexpected', n.audio_id, n.user_id, n.type
FROM reactions AS n
LEFT JOIN old_reactions AS o
    ON n.audio_id = o.episode_id AND n.user_id = o.user_id AND n.type = o.type AND o.type <> 'like'
WHERE o.episode_id IS NULL
LIMIT 10;

-- Every comment is there once, unchanged, and refers to the recording it was made on.
SELECT 'missing' AS what, o.id
FROM old_comments AS o
LEFT JOIN comments AS n
    ON n.id = o.id
   AND (n.audio_id, n.author_id, n.text, n.created_at, n.updated_at)
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
        n.recording_audio_id, n.mask, n.updated_at)
       <=> (o.host_id, o.title, o.is_recorded, o.recording_s3_key, o.recording_duration_sec,
            o.recording_episode_id, o.mask, o.updated_at)
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
   AND (n.audio_id, n.comment_id, n.user_id, n.reporter_id, n.reason, n.details, n.status,
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
   AND (n.audio_id, n.comment_id, n.user_id, n.source, n.label, n.severity, n.flagged_by,
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
