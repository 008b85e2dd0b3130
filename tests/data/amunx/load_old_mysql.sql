-- 100,000 old episodes with all that hangs on them, for AmunX at version 0005 on MariaDB:
-- the same rows on every database and at every run. What must still be there after 0006 stays
-- behind in tables old_*, for check_moved_mysql.sql and check_back_mysql.sql.

SET time_zone = '+00:00';

CREATE TABLE counter (n integer PRIMARY KEY);
INSERT INTO counter SELECT seq FROM seq_1_to_150000;

INSERT INTO users (id, email, handle, display_name, plan, shadowbanned, shadowbanned_at)
SELECT concat('00000000-0000-4000-8001-', lpad(lower(hex(n)), 12, '0')),
       concat('load', n, '@amunx.invalid'), concat('load_', n), concat('Użytkownik ', n),
       CASE n % 3 WHEN 0 THEN 'free' WHEN 1 THEN 'plus' ELSE 'pro' END,
       n % 100 = 0,
       CASE WHEN n % 100 = 0 THEN timestamp '2024-01-01 00:00:00' + INTERVAL n SECOND END
FROM counter
WHERE n <= 2000;

INSERT INTO topics (id, slug, title, created_by)
SELECT concat('00000000-0000-4000-8002-', lpad(lower(hex(n)), 12, '0')),
       concat('load-', n), concat('Temat ', n),
       concat('00000000-0000-4000-8001-', lpad(lower(hex(n)), 12, '0'))
FROM counter
WHERE n <= 50;

INSERT INTO follows (user_id, topic_id)
SELECT concat('00000000-0000-4000-8001-', lpad(lower(hex(n)), 12, '0')),
       concat('00000000-0000-4000-8002-', lpad(lower(hex(1 + n % 50)), 12, '0'))
FROM counter
WHERE n <= 2000;

INSERT INTO episodes (id, author_id, topic_id, visibility, status, title, description, duration_sec,
                      s3_key, audio_url, waveform, tags, published_at, created_at, updated_at)
SELECT concat('00000000-0000-4000-8003-', lpad(lower(hex(n)), 12, '0')),
       concat('00000000-0000-4000-8001-', lpad(lower(hex(1 + n % 2000)), 12, '0')),
       CASE WHEN n % 7 <> 0
            THEN concat('00000000-0000-4000-8002-', lpad(lower(hex(1 + n % 50)), 12, '0')) END,
       CASE WHEN n % 10 < 5 THEN 'public' WHEN n % 10 < 8 THEN 'unlisted'
            ELSE 'private' END,
       CASE n % 20 WHEN 0 THEN 'uploading' WHEN 1 THEN 'processing' WHEN 2 THEN 'failed'
                   WHEN 3 THEN 'removed' ELSE 'ready' END,
       concat('Odcinek ', n, ' – 第', n, '話'),
       CASE WHEN n % 2 = 0 THEN concat('It''s number ', n, '; 🎙️') ELSE '' END,
       CASE WHEN n % 11 <> 0 THEN 5 + n % 7200 END,
       CASE WHEN n % 20 > 3 THEN concat('audio/', n) END,
       CASE WHEN n % 20 > 3 THEN concat('https://cdn.amunx.invalid/', n, '.m4a') END,
       CASE WHEN n % 3 = 0 THEN json_array(0.25, n % 100, 1) END,
       CASE n % 4 WHEN 0 THEN json_array() WHEN 1 THEN json_array(concat('t', n % 100))
                  WHEN 2 THEN json_array('głos', '声') ELSE json_array('a, b', '"c"', 'd''e') END,
       CASE WHEN n % 20 > 3
            THEN timestamp '2024-02-01 00:00:00' + INTERVAL (n * 61) SECOND END,
       timestamp '2024-01-01 00:00:00' + INTERVAL (n * 60) SECOND,
       timestamp '2024-03-01 00:00:00' + INTERVAL (n * 60) SECOND
FROM counter
WHERE n <= 100000;

-- Summaries for four episodes of five. Their lengths lie on all sides of 140 characters, of one to
-- four bytes each.
INSERT INTO summaries (episode_id, tldr, chapters, keywords, mood, created_at, updated_at)
SELECT concat('00000000-0000-4000-8003-', lpad(lower(hex(n)), 12, '0')),
       CASE n % 9
           WHEN 0 THEN ''
           WHEN 1 THEN repeat('ż', 139)
           WHEN 2 THEN repeat('声', 140)
           WHEN 3 THEN repeat('🎙', 141)
           WHEN 4 THEN concat(repeat('a', 138), '声🎙', 'ż', n)
           WHEN 5 THEN concat('Krótko: ', n)
           WHEN 6 THEN concat(repeat('日本語', 100), n)
           WHEN 7 THEN repeat('x', 500)
           ELSE concat(repeat('🎙ż', 70), '.')
       END,
       json_array(json_object('start', 0, 'end', n % 60, 'title', 'Początek')),
       json_array(concat('k', n % 10), 'słowo'),
       CASE WHEN n % 2 = 0 THEN 'calm' END,
       timestamp '2024-01-02 00:00:00' + INTERVAL (n * 60) SECOND,
       timestamp '2024-03-02 00:00:00' + INTERVAL (n * 60) SECOND
FROM counter
WHERE n <= 100000 AND n % 5 <> 0;

INSERT INTO comments (id, episode_id, author_id, text, created_at, updated_at)
SELECT concat('00000000-0000-4000-8004-', lpad(lower(hex(n)), 12, '0')),
       concat('00000000-0000-4000-8003-', lpad(lower(hex(1 + n * 7 % 100000)), 12, '0')),
       concat('00000000-0000-4000-8001-', lpad(lower(hex(1 + n * 13 % 2000)), 12, '0')),
       concat('Komentarz ', n, ' 💬'),
       timestamp '2024-01-03 00:00:00' + INTERVAL (n * 30) SECOND,
       timestamp '2024-03-03 00:00:00' + INTERVAL (n * 30) SECOND
FROM counter
WHERE n <= 150000;

-- Up to two likes per episode, other types beside them by the same people, and types that only
-- look like a like.
INSERT INTO reactions (episode_id, user_id, type, created_at)
SELECT concat('00000000-0000-4000-8003-', lpad(lower(hex(n)), 12, '0')),
       concat('00000000-0000-4000-8001-', lpad(lower(hex(1 + n % 2000)), 12, '0')), 'like',
       timestamp '2024-01-04 00:00:00' + INTERVAL (n * 60) SECOND
FROM counter
WHERE n <= 100000 AND n % 2 = 0
UNION ALL
SELECT concat('00000000-0000-4000-8003-', lpad(lower(hex(n)), 12, '0')),
       concat('00000000-0000-4000-8001-', lpad(lower(hex(1 + (n + 500) % 2000)), 12, '0')), 'like',
       timestamp '2024-01-04 00:00:00' + INTERVAL (n * 60) SECOND
FROM counter
WHERE n <= 100000 AND n % 3 = 0
UNION ALL
SELECT concat('00000000-0000-4000-8003-', lpad(lower(hex(n)), 12, '0')),
       concat('00000000-0000-4000-8001-', lpad(lower(hex(1 + (n + 1000) % 2000)), 12, '0')), 'love',
       timestamp '2024-01-04 00:00:00' + INTERVAL (n * 60) SECOND
FROM counter
WHERE n <= 100000 AND n % 2 = 1
UNION ALL
SELECT concat('00000000-0000-4000-8003-', lpad(lower(hex(n)), 12, '0')),
       concat('00000000-0000-4000-8001-', lpad(lower(hex(1 + n % 2000)), 12, '0')), 'fire',
       timestamp '2024-01-04 00:00:00' + INTERVAL (n * 60) SECOND
FROM counter
WHERE n <= 100000 AND n % 4 = 0
UNION ALL
SELECT concat('00000000-0000-4000-8003-', lpad(lower(hex(n)), 12, '0')),
       concat('00000000-0000-4000-8001-', lpad(lower(hex(1 + (n + 500) % 2000)), 12, '0')), '❤️',
       timestamp '2024-01-04 00:00:00' + INTERVAL (n * 60) SECOND
FROM counter
WHERE n <= 100000 AND n % 6 = 0
UNION ALL
SELECT concat('00000000-0000-4000-8003-', lpad(lower(hex(n)), 12, '0')),
       concat('00000000-0000-4000-8001-', lpad(lower(hex(1 + n % 2000)), 12, '0')), 'likes',
       timestamp '2024-01-04 00:00:00' + INTERVAL (n * 60) SECOND
FROM counter
WHERE n <= 100000 AND n % 1000 = 0
UNION ALL
SELECT concat('00000000-0000-4000-8003-', lpad(lower(hex(n)), 12, '0')),
       concat('00000000-0000-4000-8001-', lpad(lower(hex(1 + n % 2000)), 12, '0')), 'Like',
       timestamp '2024-01-04 00:00:00' + INTERVAL (n * 60) SECOND
FROM counter
WHERE n <= 100000 AND n % 1000 = 2;

INSERT INTO live_sessions (id, host_id, title, room, status, started_at, ended_at, is_recorded,
                           recording_s3_key, recording_duration_sec, recording_episode_id, mask,
                           updated_at)
SELECT concat('00000000-0000-4000-8005-', lpad(lower(hex(n)), 12, '0')),
       concat('00000000-0000-4000-8001-', lpad(lower(hex(n)), 12, '0')),
       concat('Na żywo ', n), concat('load-', n), 'ended',
       timestamp '2024-01-05 00:00:00' + INTERVAL (n * 60) SECOND,
       timestamp '2024-01-06 00:00:00' + INTERVAL (n * 60) SECOND,
       n % 2 = 0,
       CASE WHEN n % 2 = 0 THEN concat('live/', n) END,
       CASE WHEN n % 2 = 0 THEN 900 END,
       CASE WHEN n % 4 = 0
            THEN concat('00000000-0000-4000-8003-', lpad(lower(hex(n * 50)), 12, '0')) END,
       CASE n % 3 WHEN 0 THEN 'none' WHEN 1 THEN 'pitch' ELSE 'robot' END,
       timestamp '2024-03-05 00:00:00' + INTERVAL (n * 60) SECOND
FROM counter
WHERE n <= 1000;

-- Reports and flags on episodes, on comments and on users, one third each.
INSERT INTO reports (id, episode_id, comment_id, user_id, reporter_id, reason, details, status,
                     resolved_at, created_at, updated_at)
SELECT concat('00000000-0000-4000-8006-', lpad(lower(hex(n)), 12, '0')),
       CASE WHEN n % 3 = 0
            THEN concat('00000000-0000-4000-8003-', lpad(lower(hex(n)), 12, '0')) END,
       CASE WHEN n % 3 = 1
            THEN concat('00000000-0000-4000-8004-', lpad(lower(hex(n)), 12, '0')) END,
       CASE WHEN n % 3 = 2
            THEN concat('00000000-0000-4000-8001-', lpad(lower(hex(1 + n % 2000)), 12, '0')) END,
       CASE WHEN n % 2 = 0
            THEN concat('00000000-0000-4000-8001-', lpad(lower(hex(1 + n DIV 6 % 2000)), 12, '0'))
            END,
       CASE n % 3 WHEN 0 THEN 'copyright' WHEN 1 THEN 'abuse' ELSE 'spam' END,
       concat('Zgłoszenie ', n),
       CASE n % 4 WHEN 0 THEN 'open' WHEN 1 THEN 'reviewing' WHEN 2 THEN 'resolved'
                  ELSE 'dismissed' END,
       CASE WHEN n % 4 > 1
            THEN timestamp '2024-02-06 00:00:00' + INTERVAL (n * 60) SECOND END,
       timestamp '2024-01-06 00:00:00' + INTERVAL (n * 60) SECOND,
       timestamp '2024-03-06 00:00:00' + INTERVAL (n * 60) SECOND
FROM counter
WHERE n <= 12000;

INSERT INTO moderation_flags (id, episode_id, comment_id, user_id, source, label, severity,
                              flagged_by, resolved_at, created_at)
SELECT concat('00000000-0000-4000-8007-', lpad(lower(hex(n)), 12, '0')),
       CASE WHEN n % 3 = 0
            THEN concat('00000000-0000-4000-8003-', lpad(lower(hex(n)), 12, '0')) END,
       CASE WHEN n % 3 = 1
            THEN concat('00000000-0000-4000-8004-', lpad(lower(hex(n)), 12, '0')) END,
       CASE WHEN n % 3 = 2
            THEN concat('00000000-0000-4000-8001-', lpad(lower(hex(1 + n % 2000)), 12, '0')) END,
       CASE WHEN n % 2 = 0 THEN 'moderator' ELSE 'classifier' END,
       concat('label-', n % 20), 1 + n % 5,
       CASE WHEN n % 2 = 0
            THEN concat('00000000-0000-4000-8001-', lpad(lower(hex(1 + n * 3 % 2000)), 12, '0'))
            END,
       CASE WHEN n % 5 = 0
            THEN timestamp '2024-02-07 00:00:00' + INTERVAL (n * 60) SECOND END,
       timestamp '2024-01-07 00:00:00' + INTERVAL (n * 60) SECOND
FROM counter
WHERE n <= 9000;

DROP TABLE counter;

-- What must be found again.
CREATE TABLE old_users (PRIMARY KEY (id)) AS
SELECT id, email, handle, display_name, plan, shadowbanned, shadowbanned_at,
       updated_at
FROM users;
CREATE TABLE old_topics (PRIMARY KEY (id)) AS
SELECT id, slug, title, created_by, updated_at FROM topics;
CREATE TABLE old_follows (PRIMARY KEY (user_id, topic_id)) AS
SELECT user_id, topic_id, created_at FROM follows;
CREATE TABLE old_episodes (PRIMARY KEY (id)) AS
SELECT id, author_id, topic_id, visibility, status, title,
       description, duration_sec, s3_key, audio_url, waveform, tags, published_at, created_at,
       updated_at
FROM episodes;
CREATE TABLE old_summaries (PRIMARY KEY (episode_id)) AS
SELECT episode_id, tldr, chapters, keywords, mood, created_at, updated_at FROM summaries;
CREATE TABLE old_comments (PRIMARY KEY (id)) AS
SELECT id, episode_id, author_id, text, created_at, updated_at FROM comments;
CREATE TABLE old_reactions (PRIMARY KEY (episode_id, user_id, type)) AS
SELECT episode_id, user_id, type, created_at FROM reactions;
CREATE TABLE old_live_sessions (PRIMARY KEY (id)) AS
SELECT id, host_id, title, is_recorded, recording_s3_key, recording_duration_sec,
       recording_episode_id, mask, updated_at
FROM live_sessions;
CREATE TABLE old_reports (PRIMARY KEY (id)) AS
SELECT id, episode_id, comment_id, user_id, reporter_id, reason, details,
       status, resolved_at, created_at, updated_at
FROM reports;
CREATE TABLE old_flags (PRIMARY KEY (id)) AS
SELECT id, episode_id, comment_id, user_id, source, label, severity, flagged_by,
       resolved_at, created_at
FROM moderation_flags;
