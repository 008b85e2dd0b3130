-- What circles hear; lists are JSON on MariaDB.

-- The feed of a circle, for one who is in it.
-- name: ListCircleFeed :many
-- dunlin: expect rows = 1
-- dunlin: expect value = 'Nad Wisłą'
SELECT a.title, u.handle, a.created_at
FROM audio_items AS a
    JOIN users AS u ON u.id = a.owner_id
WHERE json_contains(a.share_to_circle_ids, '"00000000-5eed-4000-8000-000000000301"')
  AND a.visibility = 'circles' AND a.status = 'ready'
  AND EXISTS (SELECT 1 FROM circle_members AS m
              WHERE m.circle_id = '00000000-5eed-4000-8000-000000000301'
                AND m.user_id = '00000000-5eed-4000-8000-000000000201')
ORDER BY a.created_at DESC
LIMIT 50;

-- The same for one who is not.
-- dunlin: expect rows = 0
SELECT a.title
FROM audio_items AS a
WHERE json_contains(a.share_to_circle_ids, '"00000000-5eed-4000-8000-000000000301"')
  AND EXISTS (SELECT 1 FROM circle_members AS m
              WHERE m.circle_id = '00000000-5eed-4000-8000-000000000301'
                AND m.user_id = '00000000-5eed-4000-8000-000000000203');
