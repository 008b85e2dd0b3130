-- Conversations about a release, the best first.
-- dunlin: expect value = 'Release planning'
SELECT c.name, round(ts_rank(c.tsv_search, q)::numeric, 2) AS rank
FROM conversations AS c, websearch_to_tsquery('english', 'releases') AS q
WHERE c.tsv_search @@ q AND c.archived_at IS NULL
ORDER BY rank DESC, c.started_at DESC
LIMIT 20;
