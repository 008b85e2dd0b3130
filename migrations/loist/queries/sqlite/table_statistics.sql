-- How many tracks are in which state. SQLite does not count what was written.
-- dunlin: expect rows = 4
SELECT status, count(*) AS tracks
FROM audio_tracks
GROUP BY status
ORDER BY status;
