-- The new tables are there and the old one is not.
-- dunlin: expect value = 13
SELECT count(*)
FROM information_schema.tables
WHERE table_schema = database()
  AND table_name IN ('audio_items', 'profiles', 'likes', 'saves', 'user_follows', 'circles',
                     'circle_members', 'transcripts', 'summaries', 'clips', 'feed_events',
                     'podcast_shows', 'podcast_show_episodes');
-- dunlin: expect value = 0
SELECT count(*)
FROM information_schema.tables
WHERE table_schema = database() AND table_name = 'episodes';

-- What was moved is consistent.
-- dunlin: expect rows = 0
SELECT audio_id FROM reactions WHERE type = 'like' LIMIT 1;
-- dunlin: expect rows = 0
SELECT audio_id FROM summaries WHERE char_length(preview_sentence) > 140 LIMIT 1;
-- dunlin: expect rows = 0
SELECT id FROM audio_items WHERE was_unlisted AND visibility <> 'private' LIMIT 1;
-- dunlin: expect value = 7
SELECT count(*)
FROM information_schema.referential_constraints
WHERE constraint_schema = database() AND referenced_table_name = 'audio_items'
  AND table_name IN ('summaries', 'comments', 'reactions', 'likes', 'moderation_flags', 'reports',
                     'live_sessions');

-- The indexes that the product's queries live on.
-- dunlin: expect value = 4
SELECT count(DISTINCT index_name)
FROM information_schema.statistics
WHERE table_schema = database()
  AND (index_name, index_type) IN (('transcripts_text_search_idx', 'FULLTEXT'),
                                   ('audio_items_owner_id_created_at_idx', 'BTREE'),
                                   ('audio_items_visibility_created_at_idx', 'BTREE'),
                                   ('comments_audio_id_created_at_idx', 'BTREE'));

-- Two people, a circle, and a recording: private unless somebody says otherwise.
INSERT INTO users (id, handle, display_name, is_anon)
VALUES ('00000000-0006-4000-8000-000000000001', 'verify_0006_a', 'Speaker', true),
       ('00000000-0006-4000-8000-000000000002', 'verify_0006_b', 'Listener', true);
INSERT INTO circles (id, owner_id, name)
VALUES ('00000000-0006-4000-8000-000000000003', '00000000-0006-4000-8000-000000000001', 'Verify');
INSERT INTO audio_items (id, owner_id, title, updated_at)
VALUES ('00000000-0006-4000-8000-000000000004', '00000000-0006-4000-8000-000000000001', 'Verify',
        '2000-01-01 00:00:00');
-- dunlin: expect rows = 1
SELECT id
FROM audio_items
WHERE id = '00000000-0006-4000-8000-000000000004' AND visibility = 'private' AND kind = 'micro'
  AND tags = '[]' AND share_to_circle_ids = '[]' AND NOT was_unlisted;
UPDATE audio_items SET duration_sec = 60 WHERE id = '00000000-0006-4000-8000-000000000004';
-- dunlin: expect value = 1
SELECT count(*)
FROM audio_items
WHERE id = '00000000-0006-4000-8000-000000000004' AND updated_at > '2001-01-01';

-- Bad items are refused.
-- dunlin: expect error 23514
INSERT INTO audio_items (owner_id, title, kind, duration_sec)
VALUES ('00000000-0006-4000-8000-000000000001', 'Too long for a micro', 'micro', 121);
-- dunlin: expect error 23514
INSERT INTO audio_items (owner_id, title, visibility)
VALUES ('00000000-0006-4000-8000-000000000001', 'Shared to no circle', 'circles');
-- dunlin: expect error 23514
INSERT INTO audio_items (owner_id, title, status)
VALUES ('00000000-0006-4000-8000-000000000001', 'Ready without audio', 'ready');
-- dunlin: expect error 23514
UPDATE audio_items SET parent_audio_id = id WHERE id = '00000000-0006-4000-8000-000000000004';
-- dunlin: expect error 23503
INSERT INTO audio_items (owner_id, title, parent_audio_id)
VALUES ('00000000-0006-4000-8000-000000000001', 'Reply to nothing',
        '00000000-0006-4000-8000-0000000000ff');
-- dunlin: expect error 23502
INSERT INTO audio_items (title) VALUES ('Nobody''s');

-- A long episode is fine; choosing a visibility ends was_unlisted.
INSERT INTO audio_items (id, owner_id, title, kind, duration_sec, was_unlisted, parent_audio_id)
VALUES ('00000000-0006-4000-8000-000000000005', '00000000-0006-4000-8000-000000000001', 'Long',
        'podcast_episode', 5400, true, '00000000-0006-4000-8000-000000000004');
UPDATE audio_items SET title = 'Longer' WHERE id = '00000000-0006-4000-8000-000000000005';
-- dunlin: expect value = 1
SELECT count(*)
FROM audio_items
WHERE id = '00000000-0006-4000-8000-000000000005' AND was_unlisted;
UPDATE audio_items SET visibility = 'public' WHERE id = '00000000-0006-4000-8000-000000000005';
-- dunlin: expect value = 0
SELECT count(*)
FROM audio_items
WHERE id = '00000000-0006-4000-8000-000000000005' AND was_unlisted;

-- Likes, saves and follows: once each; no like among the reactions; nobody follows themselves.
INSERT INTO likes (user_id, audio_id)
VALUES ('00000000-0006-4000-8000-000000000002', '00000000-0006-4000-8000-000000000004');
-- dunlin: expect error 23505
INSERT INTO likes (user_id, audio_id)
VALUES ('00000000-0006-4000-8000-000000000002', '00000000-0006-4000-8000-000000000004');
INSERT INTO saves (user_id, audio_id)
VALUES ('00000000-0006-4000-8000-000000000002', '00000000-0006-4000-8000-000000000004');
-- dunlin: expect error 23505
INSERT INTO saves (user_id, audio_id)
VALUES ('00000000-0006-4000-8000-000000000002', '00000000-0006-4000-8000-000000000004');
INSERT INTO reactions (audio_id, user_id, type)
VALUES ('00000000-0006-4000-8000-000000000004', '00000000-0006-4000-8000-000000000002', 'fire');
-- dunlin: expect error 23514
INSERT INTO reactions (audio_id, user_id, type)
VALUES ('00000000-0006-4000-8000-000000000004', '00000000-0006-4000-8000-000000000002', 'like');
-- dunlin: expect error 23503
INSERT INTO reactions (audio_id, user_id, type)
VALUES ('00000000-0006-4000-8000-0000000000ff', '00000000-0006-4000-8000-000000000002', 'fire');
-- dunlin: expect error 23514
INSERT INTO user_follows (follower_id, followee_id)
VALUES ('00000000-0006-4000-8000-000000000001', '00000000-0006-4000-8000-000000000001');
INSERT INTO profiles (user_id, bio) VALUES ('00000000-0006-4000-8000-000000000001', 'Verify');
-- dunlin: expect error 23505
INSERT INTO profiles (user_id, bio) VALUES ('00000000-0006-4000-8000-000000000001', 'Twice');

-- Comments, flags and reports name the recording.
INSERT INTO comments (audio_id, author_id, text)
VALUES ('00000000-0006-4000-8000-000000000004', '00000000-0006-4000-8000-000000000002', 'Hello');
-- dunlin: expect error 23503
INSERT INTO comments (audio_id, author_id, text)
VALUES ('00000000-0006-4000-8000-0000000000ff', '00000000-0006-4000-8000-000000000002', 'Hello');
INSERT INTO reports (audio_id, reason) VALUES ('00000000-0006-4000-8000-000000000004', 'spam');
INSERT INTO moderation_flags (audio_id, label)
VALUES ('00000000-0006-4000-8000-000000000004', 'spam');
-- dunlin: expect error 23514
INSERT INTO reports (audio_id, user_id, reason)
VALUES ('00000000-0006-4000-8000-000000000004', '00000000-0006-4000-8000-000000000002', 'spam');

-- 140 characters are a preview, whatever their bytes; 141 are not.
INSERT INTO summaries (audio_id, preview_sentence)
VALUES ('00000000-0006-4000-8000-000000000004', repeat('ż', 140));
-- dunlin: expect error 23514
UPDATE summaries SET preview_sentence = repeat('ż', 141)
WHERE audio_id = '00000000-0006-4000-8000-000000000004';

-- Transcripts. They are found by their words once they are committed, and what is done here never
-- is.
INSERT INTO transcripts (audio_id, text, lang)
VALUES ('00000000-0006-4000-8000-000000000004', 'Quokkas zigzag by verifylight', 'en');
-- dunlin: expect error 23514
UPDATE transcripts SET words = '{}' WHERE audio_id = '00000000-0006-4000-8000-000000000004';

-- Clips have a span.
INSERT INTO clips (audio_id, start_sec, end_sec)
VALUES ('00000000-0006-4000-8000-000000000004', 1.5, 9);
-- dunlin: expect error 23514
INSERT INTO clips (audio_id, start_sec, end_sec)
VALUES ('00000000-0006-4000-8000-000000000004', 9, 9);

-- Circles: a local one has a place, one owner each, and a deleted one is shared to no more.
-- dunlin: expect error 23514
INSERT INTO circles (owner_id, name, is_local)
VALUES ('00000000-0006-4000-8000-000000000001', 'Nowhere', true);
INSERT INTO circle_members (circle_id, user_id, role)
VALUES ('00000000-0006-4000-8000-000000000003', '00000000-0006-4000-8000-000000000001', 'owner');
-- dunlin: expect error 23505
INSERT INTO circle_members (circle_id, user_id, role)
VALUES ('00000000-0006-4000-8000-000000000003', '00000000-0006-4000-8000-000000000002', 'owner');
-- dunlin: expect error 23503
DELETE FROM users WHERE handle = 'verify_0006_a';
UPDATE audio_items
SET visibility = 'circles', share_to_circle_ids = '["00000000-0006-4000-8000-000000000003"]'
WHERE id = '00000000-0006-4000-8000-000000000004';
DELETE FROM circles WHERE id = '00000000-0006-4000-8000-000000000003';
-- dunlin: expect value = 1
SELECT count(*)
FROM audio_items
WHERE id = '00000000-0006-4000-8000-000000000004' AND visibility = 'private'
  AND share_to_circle_ids = '[]';
-- dunlin: expect value = 0
SELECT count(*) FROM circle_members WHERE circle_id = '00000000-0006-4000-8000-000000000003';

-- Feed events and podcast shows.
INSERT INTO feed_events (user_id, audio_id, event)
VALUES ('00000000-0006-4000-8000-000000000002', '00000000-0006-4000-8000-000000000004', 'play');
-- dunlin: expect error 23514
INSERT INTO feed_events (audio_id, event)
VALUES ('00000000-0006-4000-8000-000000000004', 'yawn');
INSERT INTO podcast_shows (id, owner_id, title, rss_slug)
VALUES ('00000000-0006-4000-8000-000000000006', '00000000-0006-4000-8000-000000000001', 'Verify',
        'verify-0006');
-- dunlin: expect error 23505
INSERT INTO podcast_shows (owner_id, title, rss_slug)
VALUES ('00000000-0006-4000-8000-000000000001', 'Same slug', 'verify-0006');
INSERT INTO podcast_show_episodes (show_id, audio_id)
VALUES ('00000000-0006-4000-8000-000000000006', '00000000-0006-4000-8000-000000000005');

-- A listener who leaves is forgotten, what they heard is still counted.
DELETE FROM users WHERE handle = 'verify_0006_b';
-- dunlin: expect value = 1
SELECT count(*)
FROM feed_events
WHERE audio_id = '00000000-0006-4000-8000-000000000004' AND user_id IS NULL;

-- A recording takes along what hangs on it, but not the replies to it.
DELETE FROM audio_items WHERE id = '00000000-0006-4000-8000-000000000004';
-- dunlin: expect value = 0
SELECT (SELECT count(*) FROM comments WHERE audio_id = '00000000-0006-4000-8000-000000000004')
     + (SELECT count(*) FROM likes WHERE audio_id = '00000000-0006-4000-8000-000000000004')
     + (SELECT count(*) FROM transcripts WHERE audio_id = '00000000-0006-4000-8000-000000000004')
     + (SELECT count(*) FROM clips WHERE audio_id = '00000000-0006-4000-8000-000000000004')
     + (SELECT count(*) FROM reports WHERE audio_id = '00000000-0006-4000-8000-000000000004');
-- dunlin: expect value = 1
SELECT count(*)
FROM audio_items
WHERE id = '00000000-0006-4000-8000-000000000005' AND parent_audio_id IS NULL;
