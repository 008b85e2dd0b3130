-- People: profiles, and who follows whom.

-- name: GetUserByHandle :one
-- dunlin: expect value = 'Counts things.'
SELECT p.bio, u.display_name
FROM users AS u
    JOIN profiles AS p ON p.user_id = u.id
WHERE u.handle = 'ada';

-- The followers of a user, the newest first; a shadowbanned account is nobody's follower.
-- name: ListFollowers :many
-- dunlin: expect value = 'anon_heron'
-- dunlin: expect rows = 1
SELECT u.handle, u.display_name, f.created_at
FROM user_follows AS f
    JOIN users AS u ON u.id = f.follower_id
WHERE f.followee_id = '00000000-5eed-4000-8000-000000000201' AND NOT u.shadowbanned
ORDER BY f.created_at DESC, u.handle
LIMIT 50;

-- name: CountFollowers :one
-- dunlin: expect value = 1
SELECT count(*) FROM user_follows WHERE followee_id = '00000000-5eed-4000-8000-000000000201';

-- name: FollowUser :exec
INSERT INTO user_follows (follower_id, followee_id)
VALUES ('00000000-5eed-4000-8000-000000000202', '00000000-5eed-4000-8000-000000000201');
-- dunlin: expect value = 2
SELECT count(*) FROM user_follows WHERE followee_id = '00000000-5eed-4000-8000-000000000201';
-- Once is enough, and nobody follows oneself.
-- dunlin: expect error 23505
INSERT INTO user_follows (follower_id, followee_id)
VALUES ('00000000-5eed-4000-8000-000000000202', '00000000-5eed-4000-8000-000000000201');
-- dunlin: expect error 23514
INSERT INTO user_follows (follower_id, followee_id)
VALUES ('00000000-5eed-4000-8000-000000000201', '00000000-5eed-4000-8000-000000000201');
