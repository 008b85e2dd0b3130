-- The strong edges of a conversation, as they are drawn when zoomed out.
-- dunlin: expect rows = 2
-- dunlin: expect value = 'Ship in April?'
SELECT f.title AS from_title, r.relationship_type, t.title AS to_title
FROM relationships AS r
    JOIN nodes AS f ON f.id = r.from_node_id
    JOIN nodes AS t ON t.id = r.to_node_id
WHERE r.conversation_id = '00000000-5eed-4000-8000-000000000101' AND r.strength >= 0.7
ORDER BY r.strength DESC;
