-- What was written, and how much of it is dead rows. The view names the table relname.
-- dunlin: expect rows = 1
SELECT n_tup_ins AS inserts,
       n_tup_upd AS updates,
       n_tup_del AS deletes,
       n_live_tup AS live_tuples,
       n_dead_tup AS dead_tuples
FROM pg_stat_user_tables
WHERE relname = 'audio_tracks';
