-- The ten slowest statements on average. Needs pg_stat_statements in shared_preload_libraries and,
-- once, CREATE EXTENSION pg_stat_statements. Since PostgreSQL 13 mean_time is mean_exec_time.
SELECT query, mean_exec_time, calls
FROM pg_stat_statements
ORDER BY mean_exec_time DESC
LIMIT 10;
