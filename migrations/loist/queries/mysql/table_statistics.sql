-- How many tracks are in which state. What was written the server counts with userstat only.
-- dunlin: expect rows = 4
SELECT status, count(*) AS tracks
FROM audio_tracks
GROUP BY status
ORDER BY status;
