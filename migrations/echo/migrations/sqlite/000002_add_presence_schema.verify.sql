-- The tables.
-- dunlin: expect value = 6
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN (
    'presence_user_status', 'presence_connections', 'presence_activity_log',
    'presence_typing_indicators', 'presence_subscriptions', 'presence_status_history');

-- Data. None of it stays.
INSERT INTO auth_users (id, email) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'verify-1@echo.invalid'),
    ('eeeeeeee-0000-4000-8000-000000000002', 'verify-2@echo.invalid');
INSERT INTO messages_conversations (id, kind, title) VALUES
    ('eeeeeeee-0000-4000-8000-000000000012', 'group', 'Verify');

-- Two devices: the first that goes leaves the user online.
INSERT INTO presence_connections (connection_id, user_id, device_id, device_type, server_id) VALUES
    ('verify-1', 'eeeeeeee-0000-4000-8000-000000000001', 'phone', 'ios', 'ws-1'),
    ('verify-2', 'eeeeeeee-0000-4000-8000-000000000001', 'laptop', 'web', 'ws-1');
INSERT INTO presence_update_user_status (user_id, status, device_id)
VALUES ('eeeeeeee-0000-4000-8000-000000000001', 'online', 'phone');
INSERT INTO presence_update_user_status (user_id, status, device_id)
VALUES ('eeeeeeee-0000-4000-8000-000000000001', 'offline', 'phone');
-- dunlin: expect value = online
SELECT status FROM presence_user_status
WHERE user_id = 'eeeeeeee-0000-4000-8000-000000000001' AND last_device_id = 'phone';
-- dunlin: expect value = laptop
SELECT device_id FROM presence_connections
WHERE user_id = 'eeeeeeee-0000-4000-8000-000000000001' AND disconnected_at IS NULL;
INSERT INTO presence_update_user_status (user_id, status, device_id)
VALUES ('eeeeeeee-0000-4000-8000-000000000001', 'offline', 'laptop');
-- dunlin: expect value = offline
SELECT status FROM presence_user_status WHERE user_id = 'eeeeeeee-0000-4000-8000-000000000001';
-- dunlin: expect rows = 2
SELECT id FROM presence_status_history WHERE user_id = 'eeeeeeee-0000-4000-8000-000000000001';
-- dunlin: expect error 23514
INSERT INTO presence_update_user_status (user_id, status, device_id)
VALUES ('eeeeeeee-0000-4000-8000-000000000001', 'asleep', 'phone');
-- dunlin: expect error 23503
INSERT INTO presence_update_user_status (user_id, status, device_id)
VALUES ('eeeeeeee-0000-4000-8000-000000000009', 'online', 'phone');

-- A connection without a heartbeat takes the user along, one with a heartbeat stays.
INSERT INTO presence_update_user_status (user_id, status, device_id)
VALUES ('eeeeeeee-0000-4000-8000-000000000002', 'busy', 'old');
INSERT INTO presence_connections
    (connection_id, user_id, device_id, device_type, server_id, last_heartbeat_at) VALUES
    ('verify-3', 'eeeeeeee-0000-4000-8000-000000000002', 'old', 'web', 'ws-1',
     strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-31 seconds')),
    ('verify-4', 'eeeeeeee-0000-4000-8000-000000000001', 'new', 'web', 'ws-1',
     strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-20 seconds'));
DELETE FROM presence_cleanup_stale_connections;
-- dunlin: expect value = verify-4
SELECT min(connection_id) FROM presence_connections
WHERE connection_id IN ('verify-3', 'verify-4') AND disconnected_at IS NULL;
-- dunlin: expect value = timeout
SELECT h.reason FROM presence_status_history AS h
JOIN presence_user_status AS s ON s.user_id = h.user_id AND s.status = h.new_status
WHERE h.user_id = 'eeeeeeee-0000-4000-8000-000000000002' AND h.old_status = 'busy'
  AND h.new_status = 'offline';

-- Typing lasts 10 seconds, unless it is renewed, and never longer.
INSERT INTO presence_typing_indicators (conversation_id, user_id, device_id) VALUES
    ('eeeeeeee-0000-4000-8000-000000000012', 'eeeeeeee-0000-4000-8000-000000000001', 'phone');
-- dunlin: expect value = 1
SELECT count(*) FROM presence_typing_indicators
WHERE conversation_id = 'eeeeeeee-0000-4000-8000-000000000012'
  AND expires_at = strftime('%Y-%m-%dT%H:%M:%fZ', last_updated_at, '+10 seconds');
-- dunlin: expect error 23514
UPDATE presence_typing_indicators
SET expires_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+60 seconds')
WHERE conversation_id = 'eeeeeeee-0000-4000-8000-000000000012';
INSERT INTO presence_typing_indicators
    (conversation_id, user_id, device_id, started_at, last_updated_at, expires_at) VALUES
    ('eeeeeeee-0000-4000-8000-000000000012', 'eeeeeeee-0000-4000-8000-000000000002', 'old',
     strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-31 seconds'),
     strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-31 seconds'),
     strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-21 seconds'));
DELETE FROM presence_cleanup_expired_typing;
-- dunlin: expect value = phone
SELECT min(device_id) FROM presence_typing_indicators
WHERE conversation_id = 'eeeeeeee-0000-4000-8000-000000000012';

-- How long something took.
INSERT INTO presence_activity_log (user_id, activity, context_kind, started_at, ended_at) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'viewing', 'profile',
     '2026-11-20T12:00:00.000Z', '2026-11-20T12:00:01.250Z');
-- dunlin: expect value = 1250
SELECT duration_ms FROM presence_activity_log
WHERE user_id = 'eeeeeeee-0000-4000-8000-000000000001';

-- Subscriptions: one of a kind, temporary ones end, nobody watches themselves.
INSERT INTO presence_subscriptions (subscriber_id, target_id, kind) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000002', 'contact');
-- dunlin: expect error 23505
INSERT INTO presence_subscriptions (subscriber_id, target_id, kind) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000002', 'contact');
-- dunlin: expect error 23514
INSERT INTO presence_subscriptions (subscriber_id, target_id, kind) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000002', 'temporary');
-- dunlin: expect error 23514
INSERT INTO presence_subscriptions (subscriber_id, target_id, kind) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000001', 'contact');
