-- The indexes are of use to the queries they are for. Tables of a few rows are read as a whole, and
-- sorted, unless that is forbidden.
SET LOCAL enable_seqscan = off;
SET LOCAL enable_sort = off;

-- dunlin: uses index conversations_active_idx
SELECT id FROM conversations
WHERE user_id = '00000000-5eed-4000-8000-000000000101' AND NOT is_archived
ORDER BY updated_at DESC;
-- dunlin: uses index users_email_key
SELECT id FROM users WHERE lower(email) = 'x@y' AND is_active;
-- dunlin: uses index users_firebase_uid_key
SELECT id FROM users WHERE firebase_uid = 'x';
-- dunlin: uses index stories_people_idx
SELECT id FROM stories WHERE people @> '{x}';
-- dunlin: uses index stories_places_idx
SELECT id FROM stories WHERE places && '{x}';
-- dunlin: uses index stories_events_idx
SELECT id FROM stories WHERE events @> '{x}';
-- dunlin: uses index audit_logs_user_id_created_at_idx
SELECT id FROM audit_logs
WHERE user_id = '00000000-5eed-4000-8000-000000000101'
ORDER BY created_at DESC;
-- dunlin: uses index user_preferences_preferences_idx
SELECT user_id FROM user_preferences WHERE preferences @> '{"theme": "dark"}';
