-- Who waits for a lock, and for whom.
SELECT l.pid, l.locktype, l.relation::regclass AS relation, l.mode,
       pg_blocking_pids(l.pid) AS blocked_by
FROM pg_locks AS l
WHERE NOT l.granted;
