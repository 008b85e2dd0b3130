-- Testing the presence schema, as the guide does; nothing of it stays. The functions are views here.

-- Set user status.
INSERT INTO presence_update_user_status (user_id, status, device_id)
VALUES ('a1111111-1111-1111-1111-111111111111', 'busy', 'device-123');
-- dunlin: expect value = busy
SELECT status, last_device_id
FROM presence_user_status
WHERE user_id = 'a1111111-1111-1111-1111-111111111111';
-- The same once more changes nothing.
INSERT INTO presence_update_user_status (user_id, status, device_id)
VALUES ('a1111111-1111-1111-1111-111111111111', 'busy', 'device-123');
-- dunlin: expect value = 'offline online, online busy'
SELECT group_concat(change, ', ')
FROM (SELECT old_status || ' ' || new_status AS change
      FROM presence_status_history
      WHERE user_id = 'a1111111-1111-1111-1111-111111111111'
      ORDER BY id);
-- dunlin: expect error 23514
INSERT INTO presence_update_user_status (user_id, status, device_id)
VALUES ('a1111111-1111-1111-1111-111111111111', 'asleep', 'device-123');

-- Clean up expired typing indicators: not those of the last ten seconds.
INSERT INTO presence_typing_indicators (conversation_id, user_id, device_id, expires_at)
VALUES ('00000000-5eed-4000-8000-000000000101', 'a1111111-1111-1111-1111-111111111111', 'device-123',
        strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+10 seconds'));
-- dunlin: expect value = 0
SELECT count(*) FROM presence_cleanup_expired_typing;
UPDATE presence_typing_indicators
SET last_updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-11 seconds'),
    expires_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 seconds');
-- dunlin: expect value = 1
SELECT count(*) FROM presence_cleanup_expired_typing;
DELETE FROM presence_cleanup_expired_typing;
-- dunlin: expect rows = 0
SELECT user_id FROM presence_typing_indicators;

-- Mark stale connections: 30 seconds without a heartbeat end one, and its user is gone with the last.
UPDATE presence_connections
SET last_heartbeat_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-31 seconds')
WHERE connection_id = 'seed-1';
-- dunlin: expect value = 1
SELECT count(*) FROM presence_cleanup_stale_connections;
DELETE FROM presence_cleanup_stale_connections;
-- dunlin: expect value = offline
SELECT status FROM presence_user_status WHERE user_id = 'a1111111-1111-1111-1111-111111111111';
-- dunlin: expect value = 0
SELECT count(*) FROM presence_cleanup_stale_connections;

-- Who is told of Bob.
-- dunlin: expect value = 'contact conversation'
SELECT group_concat(kind, ' ')
FROM (SELECT kind FROM presence_subscriptions
      WHERE target_id = 'b2222222-2222-2222-2222-222222222222'
      ORDER BY kind);
