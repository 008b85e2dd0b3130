-- One recording of each visibility; lists are JSON on MariaDB.
INSERT INTO audio_items (id, owner_id, topic_id, kind, visibility, share_to_circle_ids, status,
                         title, duration_sec, s3_key, tags)
VALUES
    ('00000000-5eed-4000-8000-000000000401', '00000000-5eed-4000-8000-000000000201',
     (SELECT id FROM topics WHERE slug = 'startups'), 'podcast_episode', 'public', '[]',
     'ready', 'The first hundred customers', 1860, 'seed/0401', '["launch","pricing"]'),
    ('00000000-5eed-4000-8000-000000000402', '00000000-5eed-4000-8000-000000000201',
     NULL, 'micro', 'private', '[]', 'ready', 'Note to self', 45, 'seed/0402', '[]'),
    ('00000000-5eed-4000-8000-000000000403', '00000000-5eed-4000-8000-000000000202',
     (SELECT id FROM topics WHERE slug = 'warsaw'), 'micro', 'circles',
     '["00000000-5eed-4000-8000-000000000301"]', 'ready', 'Nad Wisłą', 60, 'seed/0403',
     '["wisła"]')
ON DUPLICATE KEY UPDATE
    topic_id = VALUES(topic_id),
    kind = VALUES(kind),
    visibility = VALUES(visibility),
    share_to_circle_ids = VALUES(share_to_circle_ids),
    status = VALUES(status),
    title = VALUES(title),
    duration_sec = VALUES(duration_sec),
    s3_key = VALUES(s3_key),
    tags = VALUES(tags);

INSERT INTO likes (user_id, audio_id)
VALUES ('00000000-5eed-4000-8000-000000000202', '00000000-5eed-4000-8000-000000000401')
ON DUPLICATE KEY UPDATE user_id = VALUES(user_id);
