-- The tables.
-- dunlin: expect value = 6
SELECT count(*) FROM pg_tables WHERE schemaname = 'presence' AND tablename IN (
    'user_status', 'connections', 'activity_log', 'typing_indicators', 'subscriptions',
    'status_history');

-- Data. None of it stays.
INSERT INTO auth.users (id, email) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'verify-1@echo.invalid'),
    ('eeeeeeee-0000-4000-8000-000000000002', 'verify-2@echo.invalid');
INSERT INTO messages.conversations (id, kind, title) VALUES
    ('eeeeeeee-0000-4000-8000-000000000012', 'group', 'Verify');

-- Two devices: the first that goes leaves the user online.
INSERT INTO presence.connections (connection_id, user_id, device_id, device_type, server_id) VALUES
    ('verify-1', 'eeeeeeee-0000-4000-8000-000000000001', 'phone', 'ios', 'ws-1'),
    ('verify-2', 'eeeeeeee-0000-4000-8000-000000000001', 'laptop', 'web', 'ws-1');
-- dunlin: expect value = t
SELECT presence.update_user_status('eeeeeeee-0000-4000-8000-000000000001', 'online', 'phone');
-- dunlin: expect value = f
SELECT presence.update_user_status('eeeeeeee-0000-4000-8000-000000000001', 'offline', 'phone');
-- dunlin: expect value = online
SELECT status FROM presence.user_status
WHERE user_id = 'eeeeeeee-0000-4000-8000-000000000001' AND last_device_id = 'phone';
-- dunlin: expect value = laptop
SELECT device_id FROM presence.connections
WHERE user_id = 'eeeeeeee-0000-4000-8000-000000000001' AND disconnected_at IS NULL;
-- dunlin: expect value = t
SELECT presence.update_user_status('eeeeeeee-0000-4000-8000-000000000001', 'offline', 'laptop');
-- dunlin: expect value = offline
SELECT status FROM presence.user_status WHERE user_id = 'eeeeeeee-0000-4000-8000-000000000001';
-- dunlin: expect rows = 2
SELECT id FROM presence.status_history WHERE user_id = 'eeeeeeee-0000-4000-8000-000000000001';
-- dunlin: expect error 23514
SELECT presence.update_user_status('eeeeeeee-0000-4000-8000-000000000001', 'asleep', 'phone');
-- dunlin: expect error 23503
SELECT presence.update_user_status('eeeeeeee-0000-4000-8000-000000000009', 'online', 'phone');

-- A connection without a heartbeat takes the user along, one with a heartbeat stays.
-- dunlin: expect value = t
SELECT presence.update_user_status('eeeeeeee-0000-4000-8000-000000000002', 'busy', 'old');
INSERT INTO presence.connections
    (connection_id, user_id, device_id, device_type, server_id, last_heartbeat_at) VALUES
    ('verify-3', 'eeeeeeee-0000-4000-8000-000000000002', 'old', 'web', 'ws-1',
     now() - interval '31 seconds'),
    ('verify-4', 'eeeeeeee-0000-4000-8000-000000000001', 'new', 'web', 'ws-1',
     now() - interval '20 seconds');
SELECT presence.cleanup_stale_connections();
-- dunlin: expect value = verify-4
SELECT min(connection_id) FROM presence.connections
WHERE connection_id IN ('verify-3', 'verify-4') AND disconnected_at IS NULL;
-- dunlin: expect value = timeout
SELECT h.reason FROM presence.status_history AS h
JOIN presence.user_status AS s ON s.user_id = h.user_id AND s.status = h.new_status
WHERE h.user_id = 'eeeeeeee-0000-4000-8000-000000000002' AND h.old_status = 'busy'
  AND h.new_status = 'offline';

-- Typing lasts 10 seconds, unless it is renewed, and never longer.
INSERT INTO presence.typing_indicators (conversation_id, user_id, device_id) VALUES
    ('eeeeeeee-0000-4000-8000-000000000012', 'eeeeeeee-0000-4000-8000-000000000001', 'phone');
-- dunlin: expect value = 1
SELECT count(*) FROM presence.typing_indicators
WHERE conversation_id = 'eeeeeeee-0000-4000-8000-000000000012'
  AND expires_at = last_updated_at + interval '10 seconds';
-- dunlin: expect error 23514
UPDATE presence.typing_indicators
SET expires_at = now() + interval '60 seconds'
WHERE conversation_id = 'eeeeeeee-0000-4000-8000-000000000012';
INSERT INTO presence.typing_indicators
    (conversation_id, user_id, device_id, started_at, last_updated_at, expires_at) VALUES
    ('eeeeeeee-0000-4000-8000-000000000012', 'eeeeeeee-0000-4000-8000-000000000002', 'old',
     now() - interval '31 seconds',
     now() - interval '31 seconds',
     now() - interval '21 seconds');
SELECT presence.cleanup_expired_typing();
-- dunlin: expect value = phone
SELECT min(device_id) FROM presence.typing_indicators
WHERE conversation_id = 'eeeeeeee-0000-4000-8000-000000000012';

-- How long something took.
INSERT INTO presence.activity_log (user_id, activity, context_kind, started_at, ended_at) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'viewing', 'profile',
     '2026-11-20T12:00:00.000Z', '2026-11-20T12:00:01.250Z');
-- dunlin: expect value = 1250
SELECT duration_ms FROM presence.activity_log
WHERE user_id = 'eeeeeeee-0000-4000-8000-000000000001';

-- Subscriptions: one of a kind, temporary ones end, nobody watches themselves.
INSERT INTO presence.subscriptions (subscriber_id, target_id, kind) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000002', 'contact');
-- dunlin: expect error 23505
INSERT INTO presence.subscriptions (subscriber_id, target_id, kind) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000002', 'contact');
-- dunlin: expect error 23514
INSERT INTO presence.subscriptions (subscriber_id, target_id, kind) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000002', 'temporary');
-- dunlin: expect error 23514
INSERT INTO presence.subscriptions (subscriber_id, target_id, kind) VALUES
    ('eeeeeeee-0000-4000-8000-000000000001', 'eeeeeeee-0000-4000-8000-000000000001', 'contact');
