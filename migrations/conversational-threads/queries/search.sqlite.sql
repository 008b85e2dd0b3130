-- Conversations about a release, the best first; a smaller rank is better.
-- dunlin: expect value = 'Release planning'
SELECT c.name, bm25(conversations_search, 10, 4, 2, 1) < 0 AS ranked
FROM conversations_search AS s
    JOIN conversations AS c ON c.search_id = s.rowid
WHERE conversations_search MATCH 'releases' AND c.archived_at IS NULL
ORDER BY bm25(conversations_search, 10, 4, 2, 1), c.started_at DESC
LIMIT 20;
