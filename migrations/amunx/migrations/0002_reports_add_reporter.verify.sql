-- For PostgreSQL and SQLite alike.
INSERT INTO users (id, handle, display_name, is_anon)
VALUES ('00000000-0002-4000-8000-000000000001', 'verify_0002_a', 'Reporter', true),
       ('00000000-0002-4000-8000-000000000002', 'verify_0002_b', 'Reported', true);
INSERT INTO reports (id, user_id, reporter_id, reason)
VALUES ('00000000-0002-4000-8000-000000000003', '00000000-0002-4000-8000-000000000002',
        '00000000-0002-4000-8000-000000000001', 'abuse');

-- Once per person and object.
-- dunlin: expect error 23505
INSERT INTO reports (user_id, reporter_id, reason)
VALUES ('00000000-0002-4000-8000-000000000002', '00000000-0002-4000-8000-000000000001', 'spam');
-- dunlin: expect error 23503
INSERT INTO reports (user_id, reporter_id, reason)
VALUES ('00000000-0002-4000-8000-000000000002', '00000000-0002-4000-8000-0000000000ff', 'spam');

-- Reports without a reporter may repeat.
INSERT INTO reports (user_id, reason)
VALUES ('00000000-0002-4000-8000-000000000002', 'spam'),
       ('00000000-0002-4000-8000-000000000002', 'spam');

-- The reporter leaves, the report stays.
DELETE FROM users WHERE handle = 'verify_0002_a';
-- dunlin: expect value = 1
SELECT count(*)
FROM reports
WHERE id = '00000000-0002-4000-8000-000000000003' AND reporter_id IS NULL;
