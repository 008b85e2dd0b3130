-- 100,000 old episodes with all that hangs on them, for AmunX at version 0005 on PostgreSQL:
-- the same rows on both databases and at every run. What must still be there after 0006 stays
-- behind in tables old_*, for check_moved_postgres.sql and check_back_postgres.sql.

INSERT INTO users (id, email, handle, display_name, plan, shadowbanned, shadowbanned_at)
SELECT ('00000000-0000-4000-8001-' || lpad(to_hex(n), 12, '0'))::uuid,
       'load' || n || '@amunx.invalid', 'load_' || n, 'Użytkownik ' || n,
       (CASE n % 3 WHEN 0 THEN 'free' WHEN 1 THEN 'plus' ELSE 'pro' END)::user_plan,
       n % 100 = 0,
       CASE WHEN n % 100 = 0 THEN timestamptz '2024-01-01 00:00:00+00' + n * interval '1 second' END
FROM generate_series(1, 2000) AS n;

INSERT INTO topics (id, slug, title, created_by)
SELECT ('00000000-0000-4000-8002-' || lpad(to_hex(n), 12, '0'))::uuid,
       'load-' || n, 'Temat ' || n,
       ('00000000-0000-4000-8001-' || lpad(to_hex(n), 12, '0'))::uuid
FROM generate_series(1, 50) AS n;

INSERT INTO follows (user_id, topic_id)
SELECT ('00000000-0000-4000-8001-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-4000-8002-' || lpad(to_hex(1 + n % 50), 12, '0'))::uuid
FROM generate_series(1, 2000) AS n;

INSERT INTO episodes (id, author_id, topic_id, visibility, status, title, description, duration_sec,
                      s3_key, audio_url, waveform, tags, published_at, created_at, updated_at)
SELECT ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-4000-8001-' || lpad(to_hex(1 + n % 2000), 12, '0'))::uuid,
       CASE WHEN n % 7 <> 0
            THEN ('00000000-0000-4000-8002-' || lpad(to_hex(1 + n % 50), 12, '0'))::uuid END,
       (CASE WHEN n % 10 < 5 THEN 'public' WHEN n % 10 < 8 THEN 'unlisted'
            ELSE 'private' END)::episode_visibility,
       (CASE n % 20 WHEN 0 THEN 'uploading' WHEN 1 THEN 'processing' WHEN 2 THEN 'failed'
                   WHEN 3 THEN 'removed' ELSE 'ready' END)::episode_status,
       'Odcinek ' || n || ' – 第' || n || '話',
       CASE WHEN n % 2 = 0 THEN 'It''s number ' || n || '; 🎙️' ELSE '' END,
       CASE WHEN n % 11 <> 0 THEN 5 + n % 7200 END,
       CASE WHEN n % 20 > 3 THEN 'audio/' || n END,
       CASE WHEN n % 20 > 3 THEN 'https://cdn.amunx.invalid/' || n || '.m4a' END,
       CASE WHEN n % 3 = 0 THEN jsonb_build_array(0.25, n % 100, 1) END,
       CASE n % 4 WHEN 0 THEN ARRAY[]::text[] WHEN 1 THEN ARRAY['t' || n % 100]
                  WHEN 2 THEN ARRAY['głos', '声'] ELSE ARRAY['a, b', '"c"', 'd''e'] END,
       CASE WHEN n % 20 > 3
            THEN timestamptz '2024-02-01 00:00:00+00' + n * 61 * interval '1 second' END,
       timestamptz '2024-01-01 00:00:00+00' + n * 60 * interval '1 second',
       timestamptz '2024-03-01 00:00:00+00' + n * 60 * interval '1 second'
FROM generate_series(1, 100000) AS n;

-- Summaries for four episodes of five. Their lengths lie on all sides of 140 characters, of one to
-- four bytes each.
INSERT INTO summaries (episode_id, tldr, chapters, keywords, mood, created_at, updated_at)
SELECT ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid,
       CASE n % 9
           WHEN 0 THEN ''
           WHEN 1 THEN repeat('ż', 139)
           WHEN 2 THEN repeat('声', 140)
           WHEN 3 THEN repeat('🎙', 141)
           WHEN 4 THEN repeat('a', 138) || '声🎙' || 'ż' || n
           WHEN 5 THEN 'Krótko: ' || n
           WHEN 6 THEN repeat('日本語', 100) || n
           WHEN 7 THEN repeat('x', 500)
           ELSE repeat('🎙ż', 70) || '.'
       END,
       jsonb_build_array(jsonb_build_object('start', 0, 'end', n % 60, 'title', 'Początek')),
       ARRAY['k' || n % 10, 'słowo'],
       CASE WHEN n % 2 = 0 THEN 'calm' END,
       timestamptz '2024-01-02 00:00:00+00' + n * 60 * interval '1 second',
       timestamptz '2024-03-02 00:00:00+00' + n * 60 * interval '1 second'
FROM generate_series(1, 100000) AS n
WHERE n % 5 <> 0;

INSERT INTO comments (id, episode_id, author_id, text, created_at, updated_at)
SELECT ('00000000-0000-4000-8004-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-4000-8003-' || lpad(to_hex(1 + n * 7 % 100000), 12, '0'))::uuid,
       ('00000000-0000-4000-8001-' || lpad(to_hex(1 + n * 13 % 2000), 12, '0'))::uuid,
       'Komentarz ' || n || ' 💬',
       timestamptz '2024-01-03 00:00:00+00' + n * 30 * interval '1 second',
       timestamptz '2024-03-03 00:00:00+00' + n * 30 * interval '1 second'
FROM generate_series(1, 150000) AS n;

-- Up to two likes per episode, other types beside them by the same people, and types that only
-- look like a like.
INSERT INTO reactions (episode_id, user_id, type, created_at)
SELECT ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-4000-8001-' || lpad(to_hex(1 + n % 2000), 12, '0'))::uuid, 'like',
       timestamptz '2024-01-04 00:00:00+00' + n * 60 * interval '1 second'
FROM generate_series(1, 100000) AS n
WHERE n % 2 = 0
UNION ALL
SELECT ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-4000-8001-' || lpad(to_hex(1 + (n + 500) % 2000), 12, '0'))::uuid, 'like',
       timestamptz '2024-01-04 00:00:00+00' + n * 60 * interval '1 second'
FROM generate_series(1, 100000) AS n
WHERE n % 3 = 0
UNION ALL
SELECT ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-4000-8001-' || lpad(to_hex(1 + (n + 1000) % 2000), 12, '0'))::uuid, 'love',
       timestamptz '2024-01-04 00:00:00+00' + n * 60 * interval '1 second'
FROM generate_series(1, 100000) AS n
WHERE n % 2 = 1
UNION ALL
SELECT ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-4000-8001-' || lpad(to_hex(1 + n % 2000), 12, '0'))::uuid, 'fire',
       timestamptz '2024-01-04 00:00:00+00' + n * 60 * interval '1 second'
FROM generate_series(1, 100000) AS n
WHERE n % 4 = 0
UNION ALL
SELECT ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-4000-8001-' || lpad(to_hex(1 + (n + 500) % 2000), 12, '0'))::uuid, '❤️',
       timestamptz '2024-01-04 00:00:00+00' + n * 60 * interval '1 second'
FROM generate_series(1, 100000) AS n
WHERE n % 6 = 0
UNION ALL
SELECT ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-4000-8001-' || lpad(to_hex(1 + n % 2000), 12, '0'))::uuid, 'likes',
       timestamptz '2024-01-04 00:00:00+00' + n * 60 * interval '1 second'
FROM generate_series(1, 100000) AS n
WHERE n % 1000 = 0
UNION ALL
SELECT ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-4000-8001-' || lpad(to_hex(1 + n % 2000), 12, '0'))::uuid, 'Like',
       timestamptz '2024-01-04 00:00:00+00' + n * 60 * interval '1 second'
FROM generate_series(1, 100000) AS n
WHERE n % 1000 = 2;

INSERT INTO live_sessions (id, host_id, title, room, status, started_at, ended_at, is_recorded,
                           recording_s3_key, recording_duration_sec, recording_episode_id, mask,
                           updated_at)
SELECT ('00000000-0000-4000-8005-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-4000-8001-' || lpad(to_hex(n), 12, '0'))::uuid,
       'Na żywo ' || n, 'load-' || n, 'ended',
       timestamptz '2024-01-05 00:00:00+00' + n * 60 * interval '1 second',
       timestamptz '2024-01-06 00:00:00+00' + n * 60 * interval '1 second',
       n % 2 = 0,
       CASE WHEN n % 2 = 0 THEN 'live/' || n END,
       CASE WHEN n % 2 = 0 THEN 900 END,
       CASE WHEN n % 4 = 0
            THEN ('00000000-0000-4000-8003-' || lpad(to_hex(n * 50), 12, '0'))::uuid END,
       (CASE n % 3 WHEN 0 THEN 'none' WHEN 1 THEN 'pitch' ELSE 'robot' END)::voice_mask,
       timestamptz '2024-03-05 00:00:00+00' + n * 60 * interval '1 second'
FROM generate_series(1, 1000) AS n;

-- Reports and flags on episodes, on comments and on users, one third each.
INSERT INTO reports (id, episode_id, comment_id, user_id, reporter_id, reason, details, status,
                     resolved_at, created_at, updated_at)
SELECT ('00000000-0000-4000-8006-' || lpad(to_hex(n), 12, '0'))::uuid,
       CASE WHEN n % 3 = 0
            THEN ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid END,
       CASE WHEN n % 3 = 1
            THEN ('00000000-0000-4000-8004-' || lpad(to_hex(n), 12, '0'))::uuid END,
       CASE WHEN n % 3 = 2
            THEN ('00000000-0000-4000-8001-' || lpad(to_hex(1 + n % 2000), 12, '0'))::uuid END,
       CASE WHEN n % 2 = 0
            THEN ('00000000-0000-4000-8001-' || lpad(to_hex(1 + n / 6 % 2000), 12, '0'))::uuid END,
       (CASE n % 3 WHEN 0 THEN 'copyright' WHEN 1 THEN 'abuse' ELSE 'spam' END)::report_reason,
       'Zgłoszenie ' || n,
       (CASE n % 4 WHEN 0 THEN 'open' WHEN 1 THEN 'reviewing' WHEN 2 THEN 'resolved'
                  ELSE 'dismissed' END)::report_status,
       CASE WHEN n % 4 > 1
            THEN timestamptz '2024-02-06 00:00:00+00' + n * 60 * interval '1 second' END,
       timestamptz '2024-01-06 00:00:00+00' + n * 60 * interval '1 second',
       timestamptz '2024-03-06 00:00:00+00' + n * 60 * interval '1 second'
FROM generate_series(1, 12000) AS n;

INSERT INTO moderation_flags (id, episode_id, comment_id, user_id, source, label, severity,
                              flagged_by, resolved_at, created_at)
SELECT ('00000000-0000-4000-8007-' || lpad(to_hex(n), 12, '0'))::uuid,
       CASE WHEN n % 3 = 0
            THEN ('00000000-0000-4000-8003-' || lpad(to_hex(n), 12, '0'))::uuid END,
       CASE WHEN n % 3 = 1
            THEN ('00000000-0000-4000-8004-' || lpad(to_hex(n), 12, '0'))::uuid END,
       CASE WHEN n % 3 = 2
            THEN ('00000000-0000-4000-8001-' || lpad(to_hex(1 + n % 2000), 12, '0'))::uuid END,
       (CASE WHEN n % 2 = 0 THEN 'moderator' ELSE 'classifier' END)::flag_source,
       'label-' || n % 20, 1 + n % 5,
       CASE WHEN n % 2 = 0
            THEN ('00000000-0000-4000-8001-' || lpad(to_hex(1 + n * 3 % 2000), 12, '0'))::uuid END,
       CASE WHEN n % 5 = 0
            THEN timestamptz '2024-02-07 00:00:00+00' + n * 60 * interval '1 second' END,
       timestamptz '2024-01-07 00:00:00+00' + n * 60 * interval '1 second'
FROM generate_series(1, 9000) AS n;

-- What must be found again. Enum values are text here, so that no type is held back.
CREATE TABLE old_users AS
SELECT id, email, handle, display_name, plan::text AS plan, shadowbanned, shadowbanned_at,
       updated_at
FROM users;
CREATE TABLE old_topics AS SELECT id, slug, title, created_by, updated_at FROM topics;
CREATE TABLE old_follows AS SELECT user_id, topic_id, created_at FROM follows;
CREATE TABLE old_episodes AS
SELECT id, author_id, topic_id, visibility::text AS visibility, status::text AS status, title,
       description, duration_sec, s3_key, audio_url, waveform, tags, published_at, created_at,
       updated_at
FROM episodes;
CREATE TABLE old_summaries AS
SELECT episode_id, tldr, chapters, keywords, mood, created_at, updated_at FROM summaries;
CREATE TABLE old_comments AS
SELECT id, episode_id, author_id, text, created_at, updated_at FROM comments;
CREATE TABLE old_reactions AS SELECT episode_id, user_id, type, created_at FROM reactions;
CREATE TABLE old_live_sessions AS
SELECT id, host_id, title, is_recorded, recording_s3_key, recording_duration_sec,
       recording_episode_id, mask::text AS mask, updated_at
FROM live_sessions;
CREATE TABLE old_reports AS
SELECT id, episode_id, comment_id, user_id, reporter_id, reason::text AS reason, details,
       status::text AS status, resolved_at, created_at, updated_at
FROM reports;
CREATE TABLE old_flags AS
SELECT id, episode_id, comment_id, user_id, source::text AS source, label, severity, flagged_by,
       resolved_at, created_at
FROM moderation_flags;
