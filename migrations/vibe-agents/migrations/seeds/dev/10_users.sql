-- People to try things out with.
INSERT INTO users (id, firebase_uid, email, email_verified, name)
VALUES
    ('00000000-5eed-4000-8000-000000000101', 'seed-ada', 'ada@vibe.invalid', true, 'Ada'),
    ('00000000-5eed-4000-8000-000000000102', 'seed-zofia', 'zofia@vibe.invalid', false,
     'Zofia Wróbel')
ON CONFLICT (id) DO UPDATE
SET firebase_uid = excluded.firebase_uid, email = excluded.email,
    email_verified = excluded.email_verified, name = excluded.name;

INSERT INTO user_preferences (user_id, preferences)
VALUES
    ('00000000-5eed-4000-8000-000000000101', '{"theme": "dark", "voice": {"speed": 1.25}}'),
    ('00000000-5eed-4000-8000-000000000102', '{"theme": "light", "language": "pl"}')
ON CONFLICT (user_id) DO UPDATE SET preferences = excluded.preferences;

INSERT INTO conversations (id, user_id, title, description, is_archived, message_count)
VALUES
    ('00000000-5eed-4000-8000-000000000201', '00000000-5eed-4000-8000-000000000101',
     'Summers by the sea', 'What Ada remembers of Lisbon', false, 4),
    ('00000000-5eed-4000-8000-000000000202', '00000000-5eed-4000-8000-000000000101',
     'First try', '', true, 1),
    ('00000000-5eed-4000-8000-000000000203', '00000000-5eed-4000-8000-000000000102',
     'Nad Wisłą', '', false, 2)
ON CONFLICT (id) DO UPDATE
SET title = excluded.title, description = excluded.description,
    is_archived = excluded.is_archived, message_count = excluded.message_count;
