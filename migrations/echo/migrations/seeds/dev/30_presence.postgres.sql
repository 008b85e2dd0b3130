-- Alice is online on one device and Bob is away; Alice is told about Bob.
INSERT INTO presence.connections
    (connection_id, user_id, device_id, device_type, ip_address, server_id)
VALUES
    ('seed-1', 'a1111111-1111-1111-1111-111111111111', 'device-123', 'ios', '192.0.2.10', 'ws-1')
ON CONFLICT DO NOTHING;

SELECT presence.update_user_status('a1111111-1111-1111-1111-111111111111', 'online', 'device-123');
SELECT presence.update_user_status('b2222222-2222-2222-2222-222222222222', 'away', 'device-456');

INSERT INTO presence.subscriptions (subscriber_id, target_id, kind, conversation_id) VALUES
    ('a1111111-1111-1111-1111-111111111111', 'b2222222-2222-2222-2222-222222222222', 'contact',
     NULL),
    ('c3333333-3333-3333-3333-333333333333', 'b2222222-2222-2222-2222-222222222222', 'conversation',
     '00000000-5eed-4000-8000-000000000102')
ON CONFLICT DO NOTHING;
