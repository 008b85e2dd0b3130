-- Who is connected to this database, and what runs.
SELECT pid, usename, application_name, state, wait_event_type, wait_event,
       now() - query_start AS running_for, query
FROM pg_stat_activity
WHERE datname = current_database()
ORDER BY query_start;
