-- One local circle and one for the world.
INSERT INTO circles (id, owner_id, name, description, is_local, city, country)
VALUES
    ('00000000-5eed-4000-8000-000000000301', '00000000-5eed-4000-8000-000000000202',
     'Warsaw Voice Community', 'Neighbours, by voice.', true, 'Warsaw', 'PL'),
    ('00000000-5eed-4000-8000-000000000302', '00000000-5eed-4000-8000-000000000201',
     'Startup Founders', 'What nobody tells you.', false, NULL, NULL)
ON DUPLICATE KEY UPDATE
    owner_id = VALUES(owner_id),
    name = VALUES(name),
    description = VALUES(description),
    is_local = VALUES(is_local),
    city = VALUES(city),
    country = VALUES(country);

INSERT INTO circle_members (circle_id, user_id, role)
VALUES
    ('00000000-5eed-4000-8000-000000000301', '00000000-5eed-4000-8000-000000000202', 'owner'),
    ('00000000-5eed-4000-8000-000000000301', '00000000-5eed-4000-8000-000000000201', 'member'),
    ('00000000-5eed-4000-8000-000000000302', '00000000-5eed-4000-8000-000000000201', 'owner')
ON DUPLICATE KEY UPDATE
    role = VALUES(role);
