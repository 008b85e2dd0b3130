-- Which indexes are used, and which are not. The view names them relname and indexrelname.
-- dunlin: expect rows = 8
SELECT indexrelname AS indexname,
       idx_tup_read,
       idx_tup_fetch,
       idx_scan
FROM pg_stat_user_indexes
WHERE relname = 'audio_tracks'
ORDER BY idx_tup_read DESC;
