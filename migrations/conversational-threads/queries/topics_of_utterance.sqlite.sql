-- Which topics does an utterance belong to?
-- dunlin: expect rows = 2
-- dunlin: expect value = 'Ship in April?'
SELECT n.title
FROM nodes_utterance_ids AS u
    JOIN nodes AS n ON n.id = u.node_id
WHERE u.utterance_id = '00000000-5eed-4000-8000-000000000202'
ORDER BY n.start_ms;
