-- The tables.
-- dunlin: expect value = 6
SELECT count(*) FROM pg_tables WHERE schemaname = 'auth' AND tablename IN (
    'users', 'sessions', 'otp_codes', 'oauth_identities', 'login_attempts', 'security_events');
-- dunlin: expect value = 4
SELECT count(*) FROM pg_tables WHERE schemaname = 'users' AND tablename IN (
    'profiles', 'settings', 'contacts', 'blocks');
-- dunlin: expect value = 2
SELECT count(*) FROM pg_tables WHERE schemaname = 'media' AND tablename IN (
    'files', 'variants');
-- dunlin: expect value = 20
SELECT count(*) FROM pg_tables WHERE schemaname = 'messages' AND tablename IN (
    'conversations', 'messages', 'participants', 'invites', 'message_edits', 'receipts',
    'reactions', 'mentions', 'attachments', 'link_previews', 'pins', 'bookmarks', 'drafts',
    'scheduled_messages', 'polls', 'poll_options', 'poll_votes', 'calls', 'call_participants',
    'reports');
-- dunlin: expect value = 2
SELECT count(*) FROM pg_tables WHERE schemaname = 'notifications' AND tablename IN (
    'devices', 'notifications');
-- dunlin: expect value = 6
SELECT count(*) FROM pg_tables WHERE schemaname = 'analytics' AND tablename IN (
    'app_sessions', 'events', 'daily_user_activity', 'daily_conversation_stats',
    'daily_feature_usage', 'delivery_metrics');
-- dunlin: expect value = 2
SELECT count(*) FROM pg_tables WHERE schemaname = 'location' AND tablename IN (
    'ip_addresses', 'user_locations');

-- Data. None of it stays.
INSERT INTO auth.users (id, email, updated_at) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'verify-1@echo.invalid', '2000-01-01T00:00:00.000Z'),
    ('eeeeeeee-0000-4000-8000-000000000002', 'verify-2@echo.invalid', '2000-01-01T00:00:00.000Z');
INSERT INTO messages.conversations (id, kind, title, direct_key) VALUES
    ('eeeeeeee-0000-4000-8000-000000000011', 'direct', NULL, 'verify-1:verify-2'),
    ('eeeeeeee-0000-4000-8000-000000000012', 'group', 'Verify', NULL);
INSERT INTO messages.messages (id, conversation_id, sender_id, client_id, body) VALUES
    ('eeeeeeee-0000-4000-8000-000000000021', 'eeeeeeee-0000-4000-8000-000000000011',
     'eeeeeeee-0000-4000-8000-000000000001', 'one', 'Hello');
INSERT INTO messages.polls (id, message_id, question) VALUES
    ('eeeeeeee-0000-4000-8000-000000000031', 'eeeeeeee-0000-4000-8000-000000000021', 'When?');
INSERT INTO messages.poll_options (poll_id, position, label) VALUES
    ('eeeeeeee-0000-4000-8000-000000000031', 1, 'Now');
INSERT INTO media.files (id, storage_key, file_name, content_type, size_bytes) VALUES
    ('eeeeeeee-0000-4000-8000-000000000041', 'verify/1', 'a.png', 'image/png', 1);
INSERT INTO messages.attachments (message_id, position, file_id) VALUES
    ('eeeeeeee-0000-4000-8000-000000000021', 1, 'eeeeeeee-0000-4000-8000-000000000041');

-- updated_at follows what is changed.
UPDATE auth.users SET status = 'suspended' WHERE email = 'verify-1@echo.invalid';
-- dunlin: expect rows = 1
SELECT id FROM auth.users
WHERE email LIKE 'verify-_@echo.invalid' AND updated_at > '2001-01-01T00:00:00.000Z';

-- What cannot be.
-- dunlin: expect error 23505
INSERT INTO auth.users (email) VALUES ('Verify-1@ECHO.invalid');
-- dunlin: expect error 23502
INSERT INTO auth.users (email) VALUES (NULL);
-- dunlin: expect error 23514
UPDATE auth.users SET status = 'lost' WHERE email = 'verify-1@echo.invalid';
-- dunlin: expect error 23503
INSERT INTO users.profiles (user_id, username, display_name)
VALUES ('eeeeeeee-0000-4000-8000-000000000009', 'nobody_9', 'Nobody');
-- dunlin: expect error 23514
INSERT INTO users.contacts (user_id, contact_id)
VALUES ('eeeeeeee-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000001');
-- dunlin: expect error 23514
INSERT INTO messages.conversations (kind) VALUES ('direct');
-- dunlin: expect error 23505
INSERT INTO messages.conversations (kind, direct_key) VALUES ('direct', 'verify-1:verify-2');
-- The same message, sent twice.
-- dunlin: expect error 23505
INSERT INTO messages.messages (conversation_id, sender_id, client_id, body)
VALUES ('eeeeeeee-0000-4000-8000-000000000011', 'eeeeeeee-0000-4000-8000-000000000001', 'one',
        'Hello');
-- A message on top of another conversation than its own.
-- dunlin: expect error 23503
INSERT INTO messages.pins (conversation_id, message_id)
VALUES ('eeeeeeee-0000-4000-8000-000000000012', 'eeeeeeee-0000-4000-8000-000000000021');
-- An answer that the poll does not have.
-- dunlin: expect error 23503
INSERT INTO messages.poll_votes (poll_id, position, user_id)
VALUES ('eeeeeeee-0000-4000-8000-000000000031', 2, 'eeeeeeee-0000-4000-8000-000000000001');
-- A file that a message shows.
-- dunlin: expect error 23503
DELETE FROM media.files WHERE storage_key = 'verify/1';
-- dunlin: expect error 23514
INSERT INTO notifications.notifications (user_id, kind, title, payload)
VALUES ('eeeeeeee-0000-4000-8000-000000000001', 'system', 'x', '[]');
-- dunlin: expect error 23514
INSERT INTO analytics.daily_feature_usage (feature, platform, day, uses, users)
VALUES ('verify', 'web', '2000-01-01', 1, 2);
-- dunlin: expect error 23514
INSERT INTO location.ip_addresses (ip_address, latitude, longitude) VALUES ('192.0.2.255', 91, 0);

-- Somebody who goes takes along what is theirs; what they said stays, without their name.
DELETE FROM auth.users WHERE email = 'verify-1@echo.invalid';
-- dunlin: expect value = 1
SELECT count(*) FROM messages.messages
WHERE id = 'eeeeeeee-0000-4000-8000-000000000021' AND sender_id IS NULL;
DELETE FROM messages.conversations WHERE direct_key = 'verify-1:verify-2';
-- dunlin: expect value = 0
SELECT count(*) FROM messages.attachments WHERE message_id = 'eeeeeeee-0000-4000-8000-000000000021';
