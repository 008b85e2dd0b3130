-- dunlin: only postgres
INSERT INTO users (id, firebase_uid)
VALUES ('00000000-0006-4000-8000-000000000001', 'verify-0006-a');
INSERT INTO stories (id, user_id, embedding)
VALUES ('00000000-0006-4000-8000-000000000021', '00000000-0006-4000-8000-000000000001',
        array_fill(0.25::real, ARRAY[1536])::vector);

-- A story is as near to itself as can be.
-- dunlin: expect value = 0
SELECT round((embedding <=> array_fill(0.25::real, ARRAY[1536])::vector)::numeric, 3)::integer
FROM stories
WHERE id = '00000000-0006-4000-8000-000000000021';
-- All are of one size; none is needed.
-- dunlin: expect error 22000
UPDATE stories SET embedding = '[1, 2, 3]' WHERE id = '00000000-0006-4000-8000-000000000021';
UPDATE stories SET embedding = NULL WHERE id = '00000000-0006-4000-8000-000000000021';
