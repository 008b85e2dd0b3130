-- Who is connected to this database, and what runs.
SELECT id, user, host, command, state, time AS seconds, info AS query
FROM information_schema.processlist
WHERE db = database()
ORDER BY time DESC;
