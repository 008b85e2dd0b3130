-- The tables.
-- dunlin: expect value = 6
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN (
    'auth_users', 'auth_sessions', 'auth_otp_codes', 'auth_oauth_identities',
    'auth_login_attempts', 'auth_security_events');
-- dunlin: expect value = 4
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN (
    'users_profiles', 'users_settings', 'users_contacts', 'users_blocks');
-- dunlin: expect value = 2
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN (
    'media_files', 'media_variants');
-- dunlin: expect value = 20
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN (
    'messages_conversations', 'messages_messages', 'messages_participants', 'messages_invites',
    'messages_message_edits', 'messages_receipts', 'messages_reactions', 'messages_mentions',
    'messages_attachments', 'messages_link_previews', 'messages_pins', 'messages_bookmarks',
    'messages_drafts', 'messages_scheduled_messages', 'messages_polls', 'messages_poll_options',
    'messages_poll_votes', 'messages_calls', 'messages_call_participants', 'messages_reports');
-- dunlin: expect value = 2
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN (
    'notifications_devices', 'notifications_notifications');
-- dunlin: expect value = 6
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN (
    'analytics_app_sessions', 'analytics_events', 'analytics_daily_user_activity',
    'analytics_daily_conversation_stats', 'analytics_daily_feature_usage',
    'analytics_delivery_metrics');
-- dunlin: expect value = 2
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN (
    'location_ip_addresses', 'location_user_locations');

-- Data. None of it stays.
INSERT INTO auth_users (id, email, updated_at) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'verify-1@echo.invalid', '2000-01-01T00:00:00.000Z'),
    ('eeeeeeee-0000-4000-8000-000000000002', 'verify-2@echo.invalid', '2000-01-01T00:00:00.000Z');
INSERT INTO messages_conversations (id, kind, title, direct_key) VALUES
    ('eeeeeeee-0000-4000-8000-000000000011', 'direct', NULL, 'verify-1:verify-2'),
    ('eeeeeeee-0000-4000-8000-000000000012', 'group', 'Verify', NULL);
INSERT INTO messages_messages (id, conversation_id, sender_id, client_id, body) VALUES
    ('eeeeeeee-0000-4000-8000-000000000021', 'eeeeeeee-0000-4000-8000-000000000011',
     'eeeeeeee-0000-4000-8000-000000000001', 'one', 'Hello');
INSERT INTO messages_polls (id, message_id, question) VALUES
    ('eeeeeeee-0000-4000-8000-000000000031', 'eeeeeeee-0000-4000-8000-000000000021', 'When?');
INSERT INTO messages_poll_options (poll_id, position, label) VALUES
    ('eeeeeeee-0000-4000-8000-000000000031', 1, 'Now');
INSERT INTO media_files (id, storage_key, file_name, content_type, size_bytes) VALUES
    ('eeeeeeee-0000-4000-8000-000000000041', 'verify/1', 'a.png', 'image/png', 1);
INSERT INTO messages_attachments (message_id, position, file_id) VALUES
    ('eeeeeeee-0000-4000-8000-000000000021', 1, 'eeeeeeee-0000-4000-8000-000000000041');

-- updated_at follows what is changed.
UPDATE auth_users SET status = 'suspended' WHERE email = 'verify-1@echo.invalid';
-- dunlin: expect rows = 1
SELECT id FROM auth_users
WHERE email LIKE 'verify-_@echo.invalid' AND updated_at > '2001-01-01T00:00:00.000Z';

-- What cannot be.
-- dunlin: expect error 23505
INSERT INTO auth_users (email) VALUES ('Verify-1@ECHO.invalid');
-- dunlin: expect error 23502
INSERT INTO auth_users (email) VALUES (NULL);
-- dunlin: expect error 23514
UPDATE auth_users SET status = 'lost' WHERE email = 'verify-1@echo.invalid';
-- dunlin: expect error 23503
INSERT INTO users_profiles (user_id, username, display_name)
VALUES ('eeeeeeee-0000-4000-8000-000000000009', 'nobody_9', 'Nobody');
-- dunlin: expect error 23514
INSERT INTO users_contacts (user_id, contact_id)
VALUES ('eeeeeeee-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000001');
-- dunlin: expect error 23514
INSERT INTO messages_conversations (kind) VALUES ('direct');
-- dunlin: expect error 23505
INSERT INTO messages_conversations (kind, direct_key) VALUES ('direct', 'verify-1:verify-2');
-- The same message, sent twice.
-- dunlin: expect error 23505
INSERT INTO messages_messages (conversation_id, sender_id, client_id, body)
VALUES ('eeeeeeee-0000-4000-8000-000000000011', 'eeeeeeee-0000-4000-8000-000000000001', 'one',
        'Hello');
-- A message on top of another conversation than its own.
-- dunlin: expect error 23503
INSERT INTO messages_pins (conversation_id, message_id)
VALUES ('eeeeeeee-0000-4000-8000-000000000012', 'eeeeeeee-0000-4000-8000-000000000021');
-- An answer that the poll does not have.
-- dunlin: expect error 23503
INSERT INTO messages_poll_votes (poll_id, position, user_id)
VALUES ('eeeeeeee-0000-4000-8000-000000000031', 2, 'eeeeeeee-0000-4000-8000-000000000001');
-- A file that a message shows.
-- dunlin: expect error 23503
DELETE FROM media_files WHERE storage_key = 'verify/1';
-- dunlin: expect error 23514
INSERT INTO notifications_notifications (user_id, kind, title, payload)
VALUES ('eeeeeeee-0000-4000-8000-000000000001', 'system', 'x', '[]');
-- dunlin: expect error 23514
INSERT INTO analytics_daily_feature_usage (feature, platform, day, uses, users)
VALUES ('verify', 'web', '2000-01-01', 1, 2);
-- dunlin: expect error 23514
INSERT INTO location_ip_addresses (ip_address, latitude, longitude) VALUES ('192.0.2.255', 91, 0);

-- Somebody who goes takes along what is theirs; what they said stays, without their name.
DELETE FROM auth_users WHERE email = 'verify-1@echo.invalid';
-- dunlin: expect value = 1
SELECT count(*) FROM messages_messages
WHERE id = 'eeeeeeee-0000-4000-8000-000000000021' AND sender_id IS NULL;
DELETE FROM messages_conversations WHERE direct_key = 'verify-1:verify-2';
-- dunlin: expect value = 0
SELECT count(*) FROM messages_attachments WHERE message_id = 'eeeeeeee-0000-4000-8000-000000000021';
