-- What SQLite can say about itself: rows by table. It counts no use of indexes.
-- dunlin: expect rows = 7
-- dunlin: expect value = utterances
SELECT 'conversations' AS name, count(*) AS row_count FROM conversations
UNION ALL SELECT 'utterances', count(*) FROM utterances
UNION ALL SELECT 'nodes', count(*) FROM nodes
UNION ALL SELECT 'relationships', count(*) FROM relationships
UNION ALL SELECT 'clusters', count(*) FROM clusters
UNION ALL SELECT 'edits_log', count(*) FROM edits_log
UNION ALL SELECT 'api_calls_log', count(*) FROM api_calls_log
ORDER BY row_count DESC, name;
