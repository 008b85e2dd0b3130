-- Testing the presence schema, as the guide does; nothing of it stays.

-- Set user status.
-- dunlin: expect value = t
SELECT presence.update_user_status('a1111111-1111-1111-1111-111111111111', 'busy', 'device-123');
-- dunlin: expect value = busy
SELECT status, last_device_id
FROM presence.user_status
WHERE user_id = 'a1111111-1111-1111-1111-111111111111';
-- The same once more changes nothing.
-- dunlin: expect value = f
SELECT presence.update_user_status('a1111111-1111-1111-1111-111111111111', 'busy', 'device-123');
-- dunlin: expect value = 'offline online, online busy'
SELECT string_agg(old_status || ' ' || new_status, ', ' ORDER BY id)
FROM presence.status_history
WHERE user_id = 'a1111111-1111-1111-1111-111111111111';
-- dunlin: expect error 23514
SELECT presence.update_user_status('a1111111-1111-1111-1111-111111111111', 'asleep', 'device-123');

-- Clean up expired typing indicators: not those of the last ten seconds.
INSERT INTO presence.typing_indicators (conversation_id, user_id, device_id, expires_at)
VALUES ('00000000-5eed-4000-8000-000000000101', 'a1111111-1111-1111-1111-111111111111', 'device-123',
        now() + interval '10 seconds')
ON CONFLICT (conversation_id, user_id) DO UPDATE
SET last_updated_at = now(), expires_at = now() + interval '10 seconds';
-- dunlin: expect value = 0
SELECT presence.cleanup_expired_typing();
UPDATE presence.typing_indicators
SET last_updated_at = now() - interval '11 seconds', expires_at = now() - interval '1 second';
-- dunlin: expect value = 1
SELECT presence.cleanup_expired_typing();
-- dunlin: expect rows = 0
SELECT user_id FROM presence.typing_indicators;

-- Mark stale connections: 30 seconds without a heartbeat end one, and its user is gone with the last.
-- dunlin: expect value = 0
SELECT presence.cleanup_stale_connections();
UPDATE presence.connections SET last_heartbeat_at = now() - interval '31 seconds'
WHERE connection_id = 'seed-1';
-- dunlin: expect value = 1
SELECT presence.cleanup_stale_connections();
-- dunlin: expect value = offline
SELECT status
FROM presence.user_status
WHERE user_id = 'a1111111-1111-1111-1111-111111111111';

-- Who is told of Bob.
-- dunlin: expect value = 'contact conversation'
SELECT string_agg(kind::text, ' ' ORDER BY kind::text)
FROM presence.subscriptions
WHERE target_id = 'b2222222-2222-2222-2222-222222222222';
