-- Circles: who is in them.

-- name: ListCircleMembers :many
-- dunlin: expect rows = 2
-- dunlin: expect value = zofia
SELECT u.handle, m.role
FROM circle_members AS m
    JOIN users AS u ON u.id = m.user_id
WHERE m.circle_id = '00000000-5eed-4000-8000-000000000301'
ORDER BY CASE m.role WHEN 'owner' THEN 1 WHEN 'moderator' THEN 2 ELSE 3 END, u.handle;

-- name: ListLocalCircles :many
-- dunlin: expect value = 'Warsaw Voice Community'
SELECT name FROM circles WHERE is_local AND country = 'PL' AND city = 'Warsaw' ORDER BY name;

-- A circle that goes leaves what was shared to nobody else private.
-- name: DeleteCircle :exec
DELETE FROM circles WHERE id = '00000000-5eed-4000-8000-000000000301';
-- dunlin: expect value = private
SELECT visibility FROM audio_items WHERE id = '00000000-5eed-4000-8000-000000000403';
