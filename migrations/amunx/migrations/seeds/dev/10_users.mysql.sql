-- People to try things out with.
INSERT INTO users (id, email, handle, display_name, is_anon, plan, settings_json)
VALUES
    ('00000000-5eed-4000-8000-000000000201', 'ada@amunx.invalid', 'ada', 'Ada', false, 'pro',
     '{"theme": "dark"}'),
    ('00000000-5eed-4000-8000-000000000202', 'zofia@amunx.invalid', 'zofia', 'Zofia Wróbel', false,
     'free', '{}'),
    ('00000000-5eed-4000-8000-000000000203', NULL, 'anon_heron', 'Heron', true, 'free', '{}')
ON DUPLICATE KEY UPDATE
    email = VALUES(email),
    handle = VALUES(handle),
    display_name = VALUES(display_name),
    is_anon = VALUES(is_anon),
    plan = VALUES(plan),
    settings_json = VALUES(settings_json);

INSERT INTO profiles (user_id, bio)
VALUES
    ('00000000-5eed-4000-8000-000000000201', 'Counts things.'),
    ('00000000-5eed-4000-8000-000000000202', 'Mówi do siebie, a czasem do innych.')
ON DUPLICATE KEY UPDATE
    bio = VALUES(bio);

INSERT INTO user_follows (follower_id, followee_id)
VALUES ('00000000-5eed-4000-8000-000000000203', '00000000-5eed-4000-8000-000000000201')
ON DUPLICATE KEY UPDATE follower_id = VALUES(follower_id);
