-- The indexes, and how many values each has. Uses the server counts with userstat only.
-- dunlin: expect rows = 8
SELECT index_name, index_type, max(cardinality) AS distinct_values
FROM information_schema.statistics
WHERE table_schema = database() AND table_name = 'audio_tracks'
GROUP BY index_name, index_type
ORDER BY index_name;
