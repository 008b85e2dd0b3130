-- Which topics does an utterance belong to?
-- dunlin: expect rows = 2
-- dunlin: expect value = 'Ship in April?'
SELECT title
FROM nodes
WHERE utterance_ids @> '{00000000-5eed-4000-8000-000000000202}'
ORDER BY start_ms;
