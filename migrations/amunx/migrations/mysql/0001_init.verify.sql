-- True from 0001 on and after every later migration: what 0006 renames is asked of the catalog, or
-- not named at all.

-- Every table is there; episodes or, since 0006, audio_items.
-- dunlin: expect value = 9
SELECT count(*)
FROM information_schema.tables
WHERE table_schema = database()
  AND table_name IN ('users', 'topics', 'follows', 'summaries', 'comments', 'reactions',
                     'live_sessions', 'moderation_flags', 'reports');
-- dunlin: expect value = 1
SELECT count(*)
FROM information_schema.tables
WHERE table_schema = database() AND table_name IN ('episodes', 'audio_items');

-- What belongs to a recording goes with it.
-- dunlin: expect value = 5
SELECT count(*)
FROM information_schema.referential_constraints
WHERE constraint_schema = database()
  AND table_name IN ('summaries', 'comments', 'reactions', 'moderation_flags', 'reports')
  AND referenced_table_name IN ('episodes', 'audio_items') AND delete_rule = 'CASCADE';

-- A generated id looks like a version 4 UUID.
INSERT INTO users (handle, display_name, is_anon) VALUES ('verify_0001_i', 'Verify', 1);
-- dunlin: expect value = 1
SELECT count(*)
FROM users
WHERE handle = 'verify_0001_i'
  AND id REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$';

-- Defaults: free plan, named account, empty settings, an id and both times.
INSERT INTO users (id, email, handle, display_name, updated_at)
VALUES ('00000000-0001-4000-8000-000000000001', 'Verify-0001@amunx.invalid', 'verify_0001_a',
        'Verify', '2000-01-01 00:00:00');
-- dunlin: expect rows = 1
SELECT id
FROM users
WHERE handle = 'verify_0001_a' AND plan = 'free' AND NOT is_anon AND settings_json = '{}'
  AND created_at IS NOT NULL;

-- updated_at is stamped by an UPDATE, and left alone by one that sets it.
UPDATE users SET display_name = 'Verified' WHERE handle = 'verify_0001_a';
-- dunlin: expect value = 1
SELECT count(*) FROM users WHERE handle = 'verify_0001_a' AND updated_at > '2001-01-01';
UPDATE users SET updated_at = '2000-01-01 00:00:00' WHERE handle = 'verify_0001_a';
-- dunlin: expect value = 1
SELECT count(*) FROM users WHERE handle = 'verify_0001_a' AND updated_at < '2001-01-01';

-- An anonymous account needs no address, any other does.
INSERT INTO users (id, handle, display_name, is_anon)
VALUES ('00000000-0001-4000-8000-000000000002', 'verify_0001_b', 'Anon', true);
-- dunlin: expect error 23514
INSERT INTO users (handle, display_name) VALUES ('verify_0001_c', 'No address');
-- dunlin: expect error 23505
INSERT INTO users (email, handle, display_name)
VALUES ('VERIFY-0001@amunx.invalid', 'verify_0001_d', 'Same address');
-- dunlin: expect error 23505
INSERT INTO users (email, handle, display_name)
VALUES ('verify-0001-e@amunx.invalid', 'verify_0001_a', 'Same handle');
-- dunlin: expect error 23514
INSERT INTO users (email, handle, display_name)
VALUES ('verify-0001-f@amunx.invalid', 'Not A Handle', 'Bad handle');
-- dunlin: expect error 23514
INSERT INTO users (email, handle, display_name, settings_json)
VALUES ('verify-0001-g@amunx.invalid', 'verify_0001_g', 'Bad settings', '[]');
-- dunlin: expect error 23502
INSERT INTO users (email, handle) VALUES ('verify-0001-h@amunx.invalid', 'verify_0001_h');

-- Topics and who follows them.
INSERT INTO topics (id, slug, title, created_by)
VALUES ('00000000-0001-4000-8000-000000000003', 'verify-0001', 'Verify',
        '00000000-0001-4000-8000-000000000002');
-- dunlin: expect error 23505
INSERT INTO topics (slug, title) VALUES ('verify-0001', 'Same slug');
-- dunlin: expect error 23514
INSERT INTO topics (slug, title) VALUES ('Verify 0001', 'Bad slug');
INSERT INTO follows (user_id, topic_id)
VALUES ('00000000-0001-4000-8000-000000000001', '00000000-0001-4000-8000-000000000003');
-- dunlin: expect error 23505
INSERT INTO follows (user_id, topic_id)
VALUES ('00000000-0001-4000-8000-000000000001', '00000000-0001-4000-8000-000000000003');
-- dunlin: expect error 23503
INSERT INTO follows (user_id, topic_id)
VALUES ('00000000-0001-4000-8000-000000000001', '00000000-0001-4000-8000-0000000000ff');

-- Live sessions.
INSERT INTO live_sessions (host_id, topic_id, title, room)
VALUES ('00000000-0001-4000-8000-000000000001', '00000000-0001-4000-8000-000000000003',
        'Verify', 'verify-0001');
-- dunlin: expect error 23505
INSERT INTO live_sessions (host_id, title, room)
VALUES ('00000000-0001-4000-8000-000000000001', 'Same room', 'verify-0001');
-- dunlin: expect error 23514
INSERT INTO live_sessions (host_id, title, room, status)
VALUES ('00000000-0001-4000-8000-000000000001', 'Live but never started', 'verify-0001-b', 'live');

-- A flag and a report name exactly one object.
INSERT INTO reports (user_id, reason) VALUES ('00000000-0001-4000-8000-000000000001', 'spam');
-- dunlin: expect error 23514
INSERT INTO reports (reason) VALUES ('spam');
-- dunlin: expect error 23514
INSERT INTO reports (user_id, reason, status)
VALUES ('00000000-0001-4000-8000-000000000001', 'spam', 'resolved');
-- dunlin: expect error 23514
INSERT INTO moderation_flags (label) VALUES ('nothing flagged');
-- dunlin: expect error 23514
INSERT INTO moderation_flags (user_id, label, severity)
VALUES ('00000000-0001-4000-8000-000000000001', 'too severe', 6);

-- Deleting an account takes what hangs on it, and leaves the topic it made.
DELETE FROM users WHERE handle IN ('verify_0001_a', 'verify_0001_b');
-- dunlin: expect value = 0
SELECT count(*) FROM follows WHERE topic_id = '00000000-0001-4000-8000-000000000003';
-- dunlin: expect value = 0
SELECT count(*) FROM reports WHERE user_id = '00000000-0001-4000-8000-000000000001';
-- dunlin: expect value = 1
SELECT count(*) FROM topics WHERE slug = 'verify-0001' AND created_by IS NULL;
