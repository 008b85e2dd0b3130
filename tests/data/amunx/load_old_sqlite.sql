-- 100,000 old episodes with all that hangs on them, for AmunX at version 0005 on SQLite:
-- the same rows on both databases and at every run. What must still be there after 0006 stays
-- behind in tables old_*, for check_moved_sqlite.sql and check_back_sqlite.sql.

PRAGMA foreign_keys = ON;

CREATE TABLE counter (n INTEGER PRIMARY KEY);
WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 150000)
INSERT INTO counter SELECT n FROM c;

INSERT INTO users (id, email, handle, display_name, plan, shadowbanned, shadowbanned_at)
SELECT printf('00000000-0000-4000-8001-%012x', n),
       'load' || n || '@amunx.invalid', 'load_' || n, 'Użytkownik ' || n,
       CASE n % 3 WHEN 0 THEN 'free' WHEN 1 THEN 'plus' ELSE 'pro' END,
       n % 100 = 0,
       CASE WHEN n % 100 = 0 THEN strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-01', n || ' seconds') END
FROM counter
WHERE n <= 2000;

INSERT INTO topics (id, slug, title, created_by)
SELECT printf('00000000-0000-4000-8002-%012x', n),
       'load-' || n, 'Temat ' || n,
       printf('00000000-0000-4000-8001-%012x', n)
FROM counter
WHERE n <= 50;

INSERT INTO follows (user_id, topic_id)
SELECT printf('00000000-0000-4000-8001-%012x', n),
       printf('00000000-0000-4000-8002-%012x', 1 + n % 50)
FROM counter
WHERE n <= 2000;

INSERT INTO episodes (id, author_id, topic_id, visibility, status, title, description, duration_sec,
                      s3_key, audio_url, waveform, tags, published_at, created_at, updated_at)
SELECT printf('00000000-0000-4000-8003-%012x', n),
       printf('00000000-0000-4000-8001-%012x', 1 + n % 2000),
       CASE WHEN n % 7 <> 0
            THEN printf('00000000-0000-4000-8002-%012x', 1 + n % 50) END,
       CASE WHEN n % 10 < 5 THEN 'public' WHEN n % 10 < 8 THEN 'unlisted'
            ELSE 'private' END,
       CASE n % 20 WHEN 0 THEN 'uploading' WHEN 1 THEN 'processing' WHEN 2 THEN 'failed'
                   WHEN 3 THEN 'removed' ELSE 'ready' END,
       'Odcinek ' || n || ' – 第' || n || '話',
       CASE WHEN n % 2 = 0 THEN 'It''s number ' || n || '; 🎙️' ELSE '' END,
       CASE WHEN n % 11 <> 0 THEN 5 + n % 7200 END,
       CASE WHEN n % 20 > 3 THEN 'audio/' || n END,
       CASE WHEN n % 20 > 3 THEN 'https://cdn.amunx.invalid/' || n || '.m4a' END,
       CASE WHEN n % 3 = 0 THEN json_array(0.25, n % 100, 1) END,
       CASE n % 4 WHEN 0 THEN json_array() WHEN 1 THEN json_array('t' || n % 100)
                  WHEN 2 THEN json_array('głos', '声') ELSE json_array('a, b', '"c"', 'd''e') END,
       CASE WHEN n % 20 > 3
            THEN strftime('%Y-%m-%dT%H:%M:%fZ', '2024-02-01', (n * 61) || ' seconds') END,
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-01', (n * 60) || ' seconds'),
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-03-01', (n * 60) || ' seconds')
FROM counter
WHERE n <= 100000;

-- Summaries for four episodes of five. Their lengths lie on all sides of 140 characters, of one to
-- four bytes each.
INSERT INTO summaries (episode_id, tldr, chapters, keywords, mood, created_at, updated_at)
SELECT printf('00000000-0000-4000-8003-%012x', n),
       CASE n % 9
           WHEN 0 THEN ''
           WHEN 1 THEN replace(hex(zeroblob(139)), '00', 'ż')
           WHEN 2 THEN replace(hex(zeroblob(140)), '00', '声')
           WHEN 3 THEN replace(hex(zeroblob(141)), '00', '🎙')
           WHEN 4 THEN replace(hex(zeroblob(138)), '00', 'a') || '声🎙' || 'ż' || n
           WHEN 5 THEN 'Krótko: ' || n
           WHEN 6 THEN replace(hex(zeroblob(100)), '00', '日本語') || n
           WHEN 7 THEN replace(hex(zeroblob(500)), '00', 'x')
           ELSE replace(hex(zeroblob(70)), '00', '🎙ż') || '.'
       END,
       json_array(json_object('start', 0, 'end', n % 60, 'title', 'Początek')),
       json_array('k' || n % 10, 'słowo'),
       CASE WHEN n % 2 = 0 THEN 'calm' END,
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-02', (n * 60) || ' seconds'),
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-03-02', (n * 60) || ' seconds')
FROM counter
WHERE n <= 100000 AND n % 5 <> 0;

INSERT INTO comments (id, episode_id, author_id, text, created_at, updated_at)
SELECT printf('00000000-0000-4000-8004-%012x', n),
       printf('00000000-0000-4000-8003-%012x', 1 + n * 7 % 100000),
       printf('00000000-0000-4000-8001-%012x', 1 + n * 13 % 2000),
       'Komentarz ' || n || ' 💬',
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-03', (n * 30) || ' seconds'),
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-03-03', (n * 30) || ' seconds')
FROM counter
WHERE n <= 150000;

-- Up to two likes per episode, other types beside them by the same people, and types that only
-- look like a like.
INSERT INTO reactions (episode_id, user_id, type, created_at)
SELECT printf('00000000-0000-4000-8003-%012x', n),
       printf('00000000-0000-4000-8001-%012x', 1 + n % 2000), 'like',
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-04', (n * 60) || ' seconds')
FROM counter
WHERE n <= 100000 AND n % 2 = 0
UNION ALL
SELECT printf('00000000-0000-4000-8003-%012x', n),
       printf('00000000-0000-4000-8001-%012x', 1 + (n + 500) % 2000), 'like',
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-04', (n * 60) || ' seconds')
FROM counter
WHERE n <= 100000 AND n % 3 = 0
UNION ALL
SELECT printf('00000000-0000-4000-8003-%012x', n),
       printf('00000000-0000-4000-8001-%012x', 1 + (n + 1000) % 2000), 'love',
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-04', (n * 60) || ' seconds')
FROM counter
WHERE n <= 100000 AND n % 2 = 1
UNION ALL
SELECT printf('00000000-0000-4000-8003-%012x', n),
       printf('00000000-0000-4000-8001-%012x', 1 + n % 2000), 'fire',
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-04', (n * 60) || ' seconds')
FROM counter
WHERE n <= 100000 AND n % 4 = 0
UNION ALL
SELECT printf('00000000-0000-4000-8003-%012x', n),
       printf('00000000-0000-4000-8001-%012x', 1 + (n + 500) % 2000), '❤️',
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-04', (n * 60) || ' seconds')
FROM counter
WHERE n <= 100000 AND n % 6 = 0
UNION ALL
SELECT printf('00000000-0000-4000-8003-%012x', n),
       printf('00000000-0000-4000-8001-%012x', 1 + n % 2000), 'likes',
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-04', (n * 60) || ' seconds')
FROM counter
WHERE n <= 100000 AND n % 1000 = 0
UNION ALL
SELECT printf('00000000-0000-4000-8003-%012x', n),
       printf('00000000-0000-4000-8001-%012x', 1 + n % 2000), 'Like',
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-04', (n * 60) || ' seconds')
FROM counter
WHERE n <= 100000 AND n % 1000 = 2;

INSERT INTO live_sessions (id, host_id, title, room, status, started_at, ended_at, is_recorded,
                           recording_s3_key, recording_duration_sec, recording_episode_id, mask,
                           updated_at)
SELECT printf('00000000-0000-4000-8005-%012x', n),
       printf('00000000-0000-4000-8001-%012x', n),
       'Na żywo ' || n, 'load-' || n, 'ended',
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-05', (n * 60) || ' seconds'),
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-06', (n * 60) || ' seconds'),
       n % 2 = 0,
       CASE WHEN n % 2 = 0 THEN 'live/' || n END,
       CASE WHEN n % 2 = 0 THEN 900 END,
       CASE WHEN n % 4 = 0
            THEN printf('00000000-0000-4000-8003-%012x', n * 50) END,
       CASE n % 3 WHEN 0 THEN 'none' WHEN 1 THEN 'pitch' ELSE 'robot' END,
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-03-05', (n * 60) || ' seconds')
FROM counter
WHERE n <= 1000;

-- Reports and flags on episodes, on comments and on users, one third each.
INSERT INTO reports (id, episode_id, comment_id, user_id, reporter_id, reason, details, status,
                     resolved_at, created_at, updated_at)
SELECT printf('00000000-0000-4000-8006-%012x', n),
       CASE WHEN n % 3 = 0
            THEN printf('00000000-0000-4000-8003-%012x', n) END,
       CASE WHEN n % 3 = 1
            THEN printf('00000000-0000-4000-8004-%012x', n) END,
       CASE WHEN n % 3 = 2
            THEN printf('00000000-0000-4000-8001-%012x', 1 + n % 2000) END,
       CASE WHEN n % 2 = 0
            THEN printf('00000000-0000-4000-8001-%012x', 1 + n / 6 % 2000) END,
       CASE n % 3 WHEN 0 THEN 'copyright' WHEN 1 THEN 'abuse' ELSE 'spam' END,
       'Zgłoszenie ' || n,
       CASE n % 4 WHEN 0 THEN 'open' WHEN 1 THEN 'reviewing' WHEN 2 THEN 'resolved'
                  ELSE 'dismissed' END,
       CASE WHEN n % 4 > 1
            THEN strftime('%Y-%m-%dT%H:%M:%fZ', '2024-02-06', (n * 60) || ' seconds') END,
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-06', (n * 60) || ' seconds'),
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-03-06', (n * 60) || ' seconds')
FROM counter
WHERE n <= 12000;

INSERT INTO moderation_flags (id, episode_id, comment_id, user_id, source, label, severity,
                              flagged_by, resolved_at, created_at)
SELECT printf('00000000-0000-4000-8007-%012x', n),
       CASE WHEN n % 3 = 0
            THEN printf('00000000-0000-4000-8003-%012x', n) END,
       CASE WHEN n % 3 = 1
            THEN printf('00000000-0000-4000-8004-%012x', n) END,
       CASE WHEN n % 3 = 2
            THEN printf('00000000-0000-4000-8001-%012x', 1 + n % 2000) END,
       CASE WHEN n % 2 = 0 THEN 'moderator' ELSE 'classifier' END,
       'label-' || n % 20, 1 + n % 5,
       CASE WHEN n % 2 = 0
            THEN printf('00000000-0000-4000-8001-%012x', 1 + n * 3 % 2000) END,
       CASE WHEN n % 5 = 0
            THEN strftime('%Y-%m-%dT%H:%M:%fZ', '2024-02-07', (n * 60) || ' seconds') END,
       strftime('%Y-%m-%dT%H:%M:%fZ', '2024-01-07', (n * 60) || ' seconds')
FROM counter
WHERE n <= 9000;

DROP TABLE counter;

-- What must be found again.
CREATE TABLE old_users AS
SELECT id, email, handle, display_name, plan, shadowbanned, shadowbanned_at,
       updated_at
FROM users;
CREATE TABLE old_topics AS SELECT id, slug, title, created_by, updated_at FROM topics;
CREATE TABLE old_follows AS SELECT user_id, topic_id, created_at FROM follows;
CREATE TABLE old_episodes AS
SELECT id, author_id, topic_id, visibility, status, title,
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
       recording_episode_id, mask, updated_at
FROM live_sessions;
CREATE TABLE old_reports AS
SELECT id, episode_id, comment_id, user_id, reporter_id, reason, details,
       status, resolved_at, created_at, updated_at
FROM reports;
CREATE TABLE old_flags AS
SELECT id, episode_id, comment_id, user_id, source, label, severity, flagged_by,
       resolved_at, created_at
FROM moderation_flags;
