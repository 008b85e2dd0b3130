-- A conversation of two, and a group with a poll, a picture and a call.
INSERT INTO messages.conversations (id, kind, direct_key, title, created_by, last_message_at) VALUES
    ('00000000-5eed-4000-8000-000000000101', 'direct',
     'a1111111-1111-1111-1111-111111111111:b2222222-2222-2222-2222-222222222222', NULL,
     'a1111111-1111-1111-1111-111111111111', '2026-11-02T08:01:00.000Z'),
    ('00000000-5eed-4000-8000-000000000102', 'group', NULL, 'Weekend',
     'c3333333-3333-3333-3333-333333333333', '2026-11-03T18:02:00.000Z')
ON CONFLICT DO NOTHING;

INSERT INTO messages.participants (conversation_id, user_id, role) VALUES
    ('00000000-5eed-4000-8000-000000000101', 'a1111111-1111-1111-1111-111111111111', 'owner'),
    ('00000000-5eed-4000-8000-000000000101', 'b2222222-2222-2222-2222-222222222222', 'member'),
    ('00000000-5eed-4000-8000-000000000102', 'a1111111-1111-1111-1111-111111111111', 'member'),
    ('00000000-5eed-4000-8000-000000000102', 'b2222222-2222-2222-2222-222222222222', 'member'),
    ('00000000-5eed-4000-8000-000000000102', 'c3333333-3333-3333-3333-333333333333', 'owner')
ON CONFLICT DO NOTHING;

INSERT INTO messages.messages
    (id, conversation_id, sender_id, client_id, kind, body, reply_to_id, created_at) VALUES
    ('00000000-5eed-4000-8000-000000000201', '00000000-5eed-4000-8000-000000000101',
     'a1111111-1111-1111-1111-111111111111', 'seed-1', 'text', 'Cześć Bob!', NULL,
     '2026-11-02T08:00:00.000Z'),
    ('00000000-5eed-4000-8000-000000000202', '00000000-5eed-4000-8000-000000000101',
     'b2222222-2222-2222-2222-222222222222', 'seed-1', 'text', 'Hi! 🎉',
     '00000000-5eed-4000-8000-000000000201', '2026-11-02T08:01:00.000Z'),
    ('00000000-5eed-4000-8000-000000000203', '00000000-5eed-4000-8000-000000000102',
     'c3333333-3333-3333-3333-333333333333', 'seed-1', 'poll', NULL, NULL,
     '2026-11-03T18:00:00.000Z'),
    ('00000000-5eed-4000-8000-000000000204', '00000000-5eed-4000-8000-000000000102',
     'a1111111-1111-1111-1111-111111111111', 'seed-2', 'media', 'Here, @bob', NULL,
     '2026-11-03T18:02:00.000Z')
ON CONFLICT DO NOTHING;

INSERT INTO messages.receipts (message_id, user_id, delivered_at, read_at) VALUES
    ('00000000-5eed-4000-8000-000000000201', 'b2222222-2222-2222-2222-222222222222',
     '2026-11-02T08:00:01.000Z', '2026-11-02T08:00:30.000Z'),
    ('00000000-5eed-4000-8000-000000000202', 'a1111111-1111-1111-1111-111111111111',
     '2026-11-02T08:01:01.000Z', NULL)
ON CONFLICT DO NOTHING;

INSERT INTO messages.reactions (message_id, user_id, emoji) VALUES
    ('00000000-5eed-4000-8000-000000000202', 'a1111111-1111-1111-1111-111111111111', '👍')
ON CONFLICT DO NOTHING;

INSERT INTO messages.mentions (message_id, user_id) VALUES
    ('00000000-5eed-4000-8000-000000000204', 'b2222222-2222-2222-2222-222222222222')
ON CONFLICT DO NOTHING;

INSERT INTO messages.pins (conversation_id, message_id, pinned_by) VALUES
    ('00000000-5eed-4000-8000-000000000102', '00000000-5eed-4000-8000-000000000203',
     'c3333333-3333-3333-3333-333333333333')
ON CONFLICT DO NOTHING;

INSERT INTO messages.polls (id, message_id, question) VALUES
    ('00000000-5eed-4000-8000-000000000301', '00000000-5eed-4000-8000-000000000203',
     'Lake or hills?')
ON CONFLICT DO NOTHING;

INSERT INTO messages.poll_options (poll_id, position, label) VALUES
    ('00000000-5eed-4000-8000-000000000301', 1, 'Lake'),
    ('00000000-5eed-4000-8000-000000000301', 2, 'Hills')
ON CONFLICT DO NOTHING;

INSERT INTO messages.poll_votes (poll_id, position, user_id) VALUES
    ('00000000-5eed-4000-8000-000000000301', 2, 'b2222222-2222-2222-2222-222222222222')
ON CONFLICT DO NOTHING;

INSERT INTO media.files
    (id, owner_id, storage_key, file_name, content_type, size_bytes, sha256, width, height, status)
VALUES
    ('00000000-5eed-4000-8000-000000000401', 'a1111111-1111-1111-1111-111111111111', 'seed/0401',
     'hills.jpg', 'image/jpeg', 48213,
     '\x9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', 1600, 900, 'ready')
ON CONFLICT DO NOTHING;

INSERT INTO media.variants (file_id, variant, storage_key, content_type, size_bytes) VALUES
    ('00000000-5eed-4000-8000-000000000401', 'thumbnail', 'seed/0401-t', 'image/webp', 2113)
ON CONFLICT DO NOTHING;

INSERT INTO messages.attachments (message_id, position, file_id, caption) VALUES
    ('00000000-5eed-4000-8000-000000000204', 1, '00000000-5eed-4000-8000-000000000401', 'Beskidy')
ON CONFLICT DO NOTHING;

INSERT INTO messages.calls
    (id, conversation_id, started_by, kind, status, started_at, ended_at) VALUES
    ('00000000-5eed-4000-8000-000000000501', '00000000-5eed-4000-8000-000000000102',
     'c3333333-3333-3333-3333-333333333333', 'video', 'missed',
     '2026-11-03T18:10:00.000Z', '2026-11-03T18:10:40.000Z')
ON CONFLICT DO NOTHING;

INSERT INTO messages.call_participants (call_id, user_id) VALUES
    ('00000000-5eed-4000-8000-000000000501', 'a1111111-1111-1111-1111-111111111111')
ON CONFLICT DO NOTHING;

INSERT INTO notifications.notifications (id, user_id, kind, message_id, title, payload) VALUES
    ('00000000-5eed-4000-8000-000000000601', 'b2222222-2222-2222-2222-222222222222', 'mention',
     '00000000-5eed-4000-8000-000000000204', 'Alice mentioned you', '{"badge": 1}')
ON CONFLICT DO NOTHING;

INSERT INTO analytics.daily_user_activity (user_id, day, messages_sent, messages_received) VALUES
    ('a1111111-1111-1111-1111-111111111111', '2026-11-02', 1, 1),
    ('b2222222-2222-2222-2222-222222222222', '2026-11-02', 1, 1)
ON CONFLICT DO NOTHING;
