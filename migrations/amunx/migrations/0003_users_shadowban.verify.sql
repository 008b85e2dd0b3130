-- For PostgreSQL and SQLite alike.
-- Nobody is banned unless somebody says so.
INSERT INTO users (id, handle, display_name, is_anon)
VALUES ('00000000-0003-4000-8000-000000000001', 'verify_0003_a', 'Verify', true);
-- dunlin: expect value = 1
SELECT count(*)
FROM users
WHERE handle = 'verify_0003_a' AND NOT shadowbanned AND shadowbanned_at IS NULL
  AND shadowban_reason IS NULL;

-- A ban has a time; a reason needs a ban.
-- dunlin: expect error 23514
UPDATE users SET shadowbanned = true WHERE handle = 'verify_0003_a';
-- dunlin: expect error 23514
UPDATE users SET shadowban_reason = 'spam' WHERE handle = 'verify_0003_a';
-- dunlin: expect error 23502
UPDATE users SET shadowbanned = NULL WHERE handle = 'verify_0003_a';
UPDATE users
SET shadowbanned = true, shadowbanned_at = created_at, shadowban_reason = 'spam'
WHERE handle = 'verify_0003_a';
-- dunlin: expect value = 1
SELECT count(*) FROM users WHERE handle = 'verify_0003_a' AND shadowbanned;
-- dunlin: expect value = 0
SELECT count(*) FROM users WHERE shadowbanned AND shadowbanned_at IS NULL;
