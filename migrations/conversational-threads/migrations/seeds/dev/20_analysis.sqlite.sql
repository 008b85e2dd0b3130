-- What the analysis made of the first conversation; arrays are written as SQLite does.
UPDATE conversations
SET goals = '["Agree on a date","Name the risks"]'
WHERE id = '00000000-5eed-4000-8000-000000000101';

INSERT INTO clusters (id, conversation_id, parent_id, level, kind, label, is_auto_generated,
                      algorithm, algorithm_params, cohesion)
VALUES
    ('00000000-5eed-4000-8000-000000000301', '00000000-5eed-4000-8000-000000000101', NULL, 2,
     'theme', 'Release', false, NULL, '{}', NULL),
    ('00000000-5eed-4000-8000-000000000302', '00000000-5eed-4000-8000-000000000101',
     '00000000-5eed-4000-8000-000000000301', 1, 'topic', 'Dates and risks', true, 'hdbscan',
     '{"min_cluster_size": 2}', 0.82)
ON CONFLICT (id) DO UPDATE
SET parent_id = excluded.parent_id, level = excluded.level, kind = excluded.kind,
    label = excluded.label, is_auto_generated = excluded.is_auto_generated,
    algorithm = excluded.algorithm, algorithm_params = excluded.algorithm_params,
    cohesion = excluded.cohesion;

INSERT INTO nodes (id, conversation_id, cluster_id, kind, title, summary, zoom_levels, keywords,
                   utterance_ids, speaker_info, cluster_info, start_ms, end_ms, canvas_x, canvas_y,
                   is_bookmarked)
VALUES
    ('00000000-5eed-4000-8000-000000000401', '00000000-5eed-4000-8000-000000000101',
     '00000000-5eed-4000-8000-000000000302', 'question', 'Ship in April?',
     'Whether April can be kept.', '[1,2,3,4,5]', '["april","release"]',
     '["00000000-5eed-4000-8000-000000000201","00000000-5eed-4000-8000-000000000202"]',
     '{"primary": "ada", "transitions": [{"from": "ada", "to": "bo"}]}',
     '{"score": 0.9, "rank": 1}', 0, 5200, 0, 0, false),
    ('00000000-5eed-4000-8000-000000000402', '00000000-5eed-4000-8000-000000000101',
     '00000000-5eed-4000-8000-000000000302', 'claim', 'The importer is not ready',
     'Bo holds the importer for the risk.', '[1,2]', '["importer"]',
     '["00000000-5eed-4000-8000-000000000202"]',
     '{"primary": "bo"}', '{"score": 0.7, "rank": 2}', 2400, 5200, 400, 0, false),
    ('00000000-5eed-4000-8000-000000000403', '00000000-5eed-4000-8000-000000000101',
     '00000000-5eed-4000-8000-000000000302', 'decision', 'Release in May', 'May it is.',
     '[1,2,3,4,5]', '["may","release"]',
     '["00000000-5eed-4000-8000-000000000203"]',
     '{"primary": "ada"}', '{"score": 0.8, "rank": 3}', 5600, 6900, 800, 0, true)
ON CONFLICT (id) DO UPDATE
SET cluster_id = excluded.cluster_id, kind = excluded.kind, title = excluded.title,
    summary = excluded.summary, zoom_levels = excluded.zoom_levels, keywords = excluded.keywords,
    utterance_ids = excluded.utterance_ids, speaker_info = excluded.speaker_info,
    cluster_info = excluded.cluster_info, start_ms = excluded.start_ms, end_ms = excluded.end_ms,
    canvas_x = excluded.canvas_x, canvas_y = excluded.canvas_y,
    is_bookmarked = excluded.is_bookmarked;
UPDATE nodes
SET parent_id = '00000000-5eed-4000-8000-000000000401'
WHERE id = '00000000-5eed-4000-8000-000000000402';
UPDATE nodes
SET successor_id = '00000000-5eed-4000-8000-000000000403'
WHERE id = '00000000-5eed-4000-8000-000000000401';
UPDATE nodes
SET predecessor_id = '00000000-5eed-4000-8000-000000000401'
WHERE id = '00000000-5eed-4000-8000-000000000403';

INSERT INTO relationships (id, conversation_id, from_node_id, to_node_id, relationship_type,
                           strength, confidence, explanation, supporting_utterance_ids)
VALUES
    ('00000000-5eed-4000-8000-000000000501', '00000000-5eed-4000-8000-000000000101',
     '00000000-5eed-4000-8000-000000000401', '00000000-5eed-4000-8000-000000000403', 'temporal',
     0.9, 1, 'The question is answered.', '[]'),
    ('00000000-5eed-4000-8000-000000000502', '00000000-5eed-4000-8000-000000000101',
     '00000000-5eed-4000-8000-000000000402', '00000000-5eed-4000-8000-000000000403', 'causal', 0.8,
     0.75, 'The importer is why.', '["00000000-5eed-4000-8000-000000000202"]')
ON CONFLICT (id) DO UPDATE
SET from_node_id = excluded.from_node_id, to_node_id = excluded.to_node_id,
    relationship_type = excluded.relationship_type, strength = excluded.strength,
    confidence = excluded.confidence, explanation = excluded.explanation,
    supporting_utterance_ids = excluded.supporting_utterance_ids;
