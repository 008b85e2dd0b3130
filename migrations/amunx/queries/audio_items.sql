-- Recordings: the Explore feed, and what an owner sees.

-- Explore has what is public and ready, the newest first, of those who are not shadowbanned.
-- name: ListExplore :many
-- dunlin: expect rows = 1
-- dunlin: expect value = 'The first hundred customers'
SELECT a.title, a.kind, u.handle, (SELECT count(*) FROM likes AS l WHERE l.audio_id = a.id) AS likes
FROM audio_items AS a
    JOIN users AS u ON u.id = a.owner_id
WHERE a.visibility = 'public' AND a.status = 'ready' AND NOT u.shadowbanned
ORDER BY a.created_at DESC
LIMIT 20;

-- The privacy model: what is private or shared to circles is in no public feed.
-- dunlin: expect value = 0
SELECT count(*)
FROM audio_items AS a
WHERE a.visibility = 'public'
  AND a.id IN ('00000000-5eed-4000-8000-000000000402', '00000000-5eed-4000-8000-000000000403');

-- name: ListAudioByOwner :many
-- dunlin: expect rows = 2
SELECT id, title, visibility, status
FROM audio_items
WHERE owner_id = '00000000-5eed-4000-8000-000000000201'
ORDER BY created_at DESC;

-- New audio is private unless somebody says otherwise.
-- name: CreateAudio :one
INSERT INTO audio_items (id, owner_id, title, kind, duration_sec)
VALUES ('00000000-5eed-4000-8000-0000000004ff', '00000000-5eed-4000-8000-000000000201', 'New', 'micro',
        60);
-- dunlin: expect value = private
SELECT visibility FROM audio_items WHERE id = '00000000-5eed-4000-8000-0000000004ff';
-- A micro has 30 to 120 seconds.
-- dunlin: expect error 23514
UPDATE audio_items SET duration_sec = 121 WHERE id = '00000000-5eed-4000-8000-0000000004ff';
-- What is shared to circles names them.
-- dunlin: expect error 23514
UPDATE audio_items SET visibility = 'circles' WHERE id = '00000000-5eed-4000-8000-0000000004ff';

-- name: ListLikedBy :many
-- dunlin: expect value = 'The first hundred customers'
SELECT a.title
FROM likes AS l
    JOIN audio_items AS a ON a.id = l.audio_id
WHERE l.user_id = '00000000-5eed-4000-8000-000000000202'
ORDER BY l.created_at DESC;
-- A like is no reaction.
-- dunlin: expect error 23514
INSERT INTO reactions (audio_id, user_id, type)
VALUES ('00000000-5eed-4000-8000-000000000401', '00000000-5eed-4000-8000-000000000203', 'like');

-- name: SaveAudio :exec
INSERT INTO saves (user_id, audio_id)
VALUES ('00000000-5eed-4000-8000-000000000203', '00000000-5eed-4000-8000-000000000401');
-- dunlin: expect value = 1
SELECT count(*) FROM saves WHERE user_id = '00000000-5eed-4000-8000-000000000203';
