-- What people did with the new model before somebody reverted 0006: run between check_moved and the
-- down, after load_old_mysql.sql. Writes into the tables old_* what must come back.

INSERT INTO circles (id, owner_id, name)
VALUES ('00000000-0000-4000-9000-000000000001', '00000000-0000-4000-8001-000000000001', 'Krąg');
INSERT INTO circle_members (circle_id, user_id, role)
VALUES ('00000000-0000-4000-9000-000000000001', '00000000-0000-4000-8001-000000000001', 'owner'),
       ('00000000-0000-4000-9000-000000000001', '00000000-0000-4000-8001-000000000002', 'member');

-- 10: a micro in a circle; 11: a micro that answers it; 12: an episode that answers it, in the same
-- circle; 13: a public episode.
INSERT INTO audio_items (id, owner_id, kind, visibility, share_to_circle_ids, parent_audio_id,
                         status, title, duration_sec, s3_key)
VALUES ('00000000-0000-4000-9000-000000000010', '00000000-0000-4000-8001-000000000001', 'micro',
        'circles', '["00000000-0000-4000-9000-000000000001"]',
        NULL, 'ready', 'Micro', 60, 'new/10'),
       ('00000000-0000-4000-9000-000000000011', '00000000-0000-4000-8001-000000000002', 'micro',
        'circles', '["00000000-0000-4000-9000-000000000001"]',
        '00000000-0000-4000-9000-000000000010', 'ready', 'Reply', 30, 'new/11'),
       ('00000000-0000-4000-9000-000000000012', '00000000-0000-4000-8001-000000000002',
        'podcast_episode', 'circles', '["00000000-0000-4000-9000-000000000001"]',
        '00000000-0000-4000-9000-000000000010', 'ready', 'Long reply', 600, 'new/12'),
       ('00000000-0000-4000-9000-000000000013', '00000000-0000-4000-8001-000000000003',
        'podcast_episode', 'public', '[]',
        NULL, 'ready', 'Public', 3600, 'new/13');

-- Episodes 5, 6 and 7 were unlisted. 5 is made public; 6 is made public and private again, which
-- is a decision, so the link does not come back; 7 only gets another title.
UPDATE audio_items SET visibility = 'public'
WHERE id IN ('00000000-0000-4000-8003-000000000005', '00000000-0000-4000-8003-000000000006');
UPDATE audio_items SET visibility = 'private' WHERE id = '00000000-0000-4000-8003-000000000006';
UPDATE audio_items SET title = 'Renamed' WHERE id = '00000000-0000-4000-8003-000000000007';

-- On the micro (lost) and on the public episode (kept): comments, reactions, likes, summaries.
INSERT INTO comments (id, audio_id, author_id, text)
VALUES ('00000000-0000-4000-9000-000000000020', '00000000-0000-4000-9000-000000000010',
        '00000000-0000-4000-8001-000000000004', 'On a micro'),
       ('00000000-0000-4000-9000-000000000021', '00000000-0000-4000-9000-000000000013',
        '00000000-0000-4000-8001-000000000004', 'On an episode');
INSERT INTO reactions (audio_id, user_id, type)
VALUES ('00000000-0000-4000-9000-000000000010', '00000000-0000-4000-8001-000000000005', 'fire'),
       ('00000000-0000-4000-9000-000000000013', '00000000-0000-4000-8001-000000000005', 'fire');
INSERT INTO likes (user_id, audio_id)
VALUES ('00000000-0000-4000-8001-000000000005', '00000000-0000-4000-9000-000000000011'),
       ('00000000-0000-4000-8001-000000000005', '00000000-0000-4000-9000-000000000013');
INSERT INTO summaries (audio_id, preview_sentence, tldr)
VALUES ('00000000-0000-4000-9000-000000000010', 'Of a micro', 'Of a micro'),
       ('00000000-0000-4000-9000-000000000012', 'Only a preview', ''),
       ('00000000-0000-4000-9000-000000000013', 'Short', 'The whole story');

-- Cases against the micro, against the comment on it, and against the comment that stays.
INSERT INTO reports (id, audio_id, comment_id, reporter_id, reason)
VALUES ('00000000-0000-4000-9000-000000000030', '00000000-0000-4000-9000-000000000010', NULL,
        '00000000-0000-4000-8001-000000000006', 'abuse'),
       ('00000000-0000-4000-9000-000000000031', NULL, '00000000-0000-4000-9000-000000000020',
        '00000000-0000-4000-8001-000000000006', 'abuse'),
       ('00000000-0000-4000-9000-000000000032', NULL, '00000000-0000-4000-9000-000000000021',
        '00000000-0000-4000-8001-000000000006', 'abuse');
INSERT INTO moderation_flags (id, audio_id, comment_id, label)
VALUES ('00000000-0000-4000-9000-000000000040', '00000000-0000-4000-9000-000000000011', NULL,
        'abuse'),
       ('00000000-0000-4000-9000-000000000041', NULL, '00000000-0000-4000-9000-000000000020',
        'abuse'),
       ('00000000-0000-4000-9000-000000000042', '00000000-0000-4000-9000-000000000013', NULL,
        'abuse');

-- A session whose recording became a micro.
UPDATE live_sessions SET is_recorded = true,
        recording_audio_id = '00000000-0000-4000-9000-000000000010'
WHERE id = '00000000-0000-4000-8005-000000000002';

-- What the old model has no place for.
INSERT INTO saves (user_id, audio_id)
VALUES ('00000000-0000-4000-8001-000000000001', '00000000-0000-4000-9000-000000000013');
INSERT INTO user_follows (follower_id, followee_id)
VALUES ('00000000-0000-4000-8001-000000000001', '00000000-0000-4000-8001-000000000002');
INSERT INTO profiles (user_id, bio) VALUES ('00000000-0000-4000-8001-000000000001', 'Bio');
INSERT INTO transcripts (audio_id, text)
VALUES ('00000000-0000-4000-9000-000000000013', 'Some words');
INSERT INTO clips (audio_id, start_sec, end_sec)
VALUES ('00000000-0000-4000-9000-000000000013', 0, 10);
INSERT INTO feed_events (user_id, audio_id, event)
VALUES ('00000000-0000-4000-8001-000000000001', '00000000-0000-4000-9000-000000000013', 'play');
INSERT INTO podcast_shows (id, owner_id, title, rss_slug)
VALUES ('00000000-0000-4000-9000-000000000050', '00000000-0000-4000-8001-000000000003', 'Show',
        'new-show');
INSERT INTO podcast_show_episodes (show_id, audio_id)
VALUES ('00000000-0000-4000-9000-000000000050', '00000000-0000-4000-9000-000000000013');

-- What must be found after the down.
DELETE FROM old_episodes
WHERE id IN ('00000000-0000-4000-8003-000000000005', '00000000-0000-4000-8003-000000000006',
             '00000000-0000-4000-8003-000000000007');
INSERT INTO old_episodes (id, author_id, topic_id, visibility, status, title, description,
                          duration_sec, s3_key, audio_url, waveform, tags, published_at,
                          created_at, updated_at)
SELECT id, owner_id, topic_id,
       CASE id WHEN '00000000-0000-4000-8003-000000000005' THEN 'public'
               WHEN '00000000-0000-4000-8003-000000000007' THEN 'unlisted'
               WHEN '00000000-0000-4000-9000-000000000013' THEN 'public'
               ELSE 'private' END,
       status, title, description, duration_sec, s3_key, audio_url, waveform, tags, published_at,
       created_at, updated_at
FROM audio_items
WHERE id IN ('00000000-0000-4000-8003-000000000005', '00000000-0000-4000-8003-000000000006',
             '00000000-0000-4000-8003-000000000007', '00000000-0000-4000-9000-000000000012',
             '00000000-0000-4000-9000-000000000013');
INSERT INTO old_comments (id, episode_id, author_id, text, created_at, updated_at)
SELECT id, audio_id, author_id, text, created_at, updated_at
FROM comments
WHERE id = '00000000-0000-4000-9000-000000000021';
INSERT INTO old_reactions (episode_id, user_id, type, created_at)
SELECT audio_id, user_id, type, created_at
FROM reactions
WHERE audio_id = '00000000-0000-4000-9000-000000000013'
UNION ALL
SELECT audio_id, user_id, 'like', created_at
FROM likes
WHERE audio_id = '00000000-0000-4000-9000-000000000013';
INSERT INTO old_summaries (episode_id, tldr, chapters, keywords, mood, created_at, updated_at)
SELECT audio_id, CASE tldr WHEN '' THEN 'Only a preview' ELSE tldr END, chapters, keywords, mood,
       created_at, updated_at
FROM summaries
WHERE audio_id IN ('00000000-0000-4000-9000-000000000012', '00000000-0000-4000-9000-000000000013');
INSERT INTO old_reports (id, comment_id, reporter_id, reason, details, status, created_at,
                         updated_at)
SELECT id, comment_id, reporter_id, reason, details, status, created_at, updated_at
FROM reports
WHERE id = '00000000-0000-4000-9000-000000000032';
INSERT INTO old_flags (id, episode_id, source, label, severity, created_at)
SELECT id, audio_id, source, label, severity, created_at
FROM moderation_flags
WHERE id = '00000000-0000-4000-9000-000000000042';
UPDATE old_live_sessions SET is_recorded = true, recording_episode_id = NULL
WHERE id = '00000000-0000-4000-8005-000000000002';
