-- Feed events: what people do, for the ranking of Explore.

-- name: RecordEvent :exec
INSERT INTO feed_events (user_id, audio_id, event)
VALUES ('00000000-5eed-4000-8000-000000000203', '00000000-5eed-4000-8000-000000000401', 'impression'),
       ('00000000-5eed-4000-8000-000000000203', '00000000-5eed-4000-8000-000000000401', 'play'),
       ('00000000-5eed-4000-8000-000000000202', '00000000-5eed-4000-8000-000000000401', 'impression'),
       ('00000000-5eed-4000-8000-000000000202', '00000000-5eed-4000-8000-000000000401', 'complete'),
       (NULL, '00000000-5eed-4000-8000-000000000401', 'share');

-- name: EngagementScore :one
-- dunlin: expect value = 13
SELECT sum(CASE event WHEN 'play' THEN 1 WHEN 'complete' THEN 4 WHEN 'share' THEN 8 ELSE 0 END)
FROM feed_events
WHERE audio_id = '00000000-5eed-4000-8000-000000000401';

-- name: CountEvents :many
-- dunlin: expect rows = 4
SELECT event, count(*)
FROM feed_events
WHERE audio_id = '00000000-5eed-4000-8000-000000000401'
GROUP BY event
ORDER BY count(*) DESC;
