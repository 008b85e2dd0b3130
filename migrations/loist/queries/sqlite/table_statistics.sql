-- How many tracks are in which state. SQLite does not count what was written.
SELECT status, count(*) AS tracks
FROM audio_tracks
GROUP BY status
ORDER BY status;
