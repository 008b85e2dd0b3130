-- The indexes that the product's queries live on.
-- dunlin: expect value = 6
SELECT count(*)
FROM sqlite_schema
WHERE type = 'index'
  AND name IN ('edits_log_target_idx', 'edits_log_to_export_idx',
               'api_calls_log_conversation_id_idx', 'api_calls_log_model_requested_at_idx',
               'api_calls_log_day_idx', 'api_calls_log_failed_idx');
-- dunlin: expect rows = 0
SELECT * FROM pragma_foreign_key_check LIMIT 1;

INSERT INTO conversations (id, name, source_type)
VALUES ('00000000-0003-4000-8000-000000000001', 'Verify', 'zoom');

-- Edits.
INSERT INTO edits_log (id, conversation_id, target_type, target_id, edit_type, field_name,
                       old_value, new_value, edited_by)
VALUES ('00000000-0003-4000-8000-000000000011', '00000000-0003-4000-8000-000000000001', 'node',
        '00000000-0003-4000-8000-0000000000ff', 'update', 'title', '"Old"', '"New"', 'ada');
-- dunlin: expect rows = 1
SELECT id
FROM edits_log
WHERE id = '00000000-0003-4000-8000-000000000011' AND NOT is_exported AND user_confidence = 1;
-- dunlin: expect error 23514
UPDATE edits_log SET is_exported = true WHERE id = '00000000-0003-4000-8000-000000000011';
-- dunlin: expect error 23514
UPDATE edits_log
SET is_exported = true, exported_at = '2000-01-01T00:00:00Z'
WHERE id = '00000000-0003-4000-8000-000000000011';
-- dunlin: expect error 23514
UPDATE edits_log SET new_value = old_value WHERE id = '00000000-0003-4000-8000-000000000011';
-- dunlin: expect error 23514
UPDATE edits_log SET new_value = '{' WHERE id = '00000000-0003-4000-8000-000000000011';
-- The same value, written in another way, is no change.
-- dunlin: expect error 23514
UPDATE edits_log
SET old_value = '{"a":1}', new_value = '{ "a": 1 }'
WHERE id = '00000000-0003-4000-8000-000000000011';
-- dunlin: expect error 23514
UPDATE edits_log SET field_name = NULL WHERE id = '00000000-0003-4000-8000-000000000011';
-- dunlin: expect error 23514
UPDATE edits_log SET target_type = 'user' WHERE id = '00000000-0003-4000-8000-000000000011';
-- dunlin: expect error 23514
UPDATE edits_log SET user_confidence = 2 WHERE id = '00000000-0003-4000-8000-000000000011';
-- dunlin: expect error 23502
UPDATE edits_log SET edited_by = NULL WHERE id = '00000000-0003-4000-8000-000000000011';
-- dunlin: expect error 23503
INSERT INTO edits_log (conversation_id, target_type, target_id, edit_type, edited_by)
VALUES ('00000000-0003-4000-8000-0000000000ff', 'node', '00000000-0003-4000-8000-0000000000ff',
        'delete', 'ada');

-- Calls.
INSERT INTO api_calls_log (id, conversation_id, purpose, provider, model, prompt_tokens,
                           completion_tokens, cost_usd, status)
VALUES ('00000000-0003-4000-8000-000000000021', '00000000-0003-4000-8000-000000000001', 'segment',
        'verify', 'verify-1', 1000, 234, 0.0125, 'success');
-- dunlin: expect value = 1234
SELECT total_tokens FROM api_calls_log WHERE id = '00000000-0003-4000-8000-000000000021';
-- dunlin: expect error 23514
UPDATE api_calls_log SET status = 'error' WHERE id = '00000000-0003-4000-8000-000000000021';
-- dunlin: expect error 23514
UPDATE api_calls_log
SET status = 'maybe', error_message = 'x'
WHERE id = '00000000-0003-4000-8000-000000000021';
-- dunlin: expect error 23514
UPDATE api_calls_log SET cost_usd = -1 WHERE id = '00000000-0003-4000-8000-000000000021';
-- dunlin: expect error 23514
UPDATE api_calls_log SET prompt_tokens = -1 WHERE id = '00000000-0003-4000-8000-000000000021';
-- dunlin: expect error 23514
UPDATE api_calls_log SET request_metadata = '1' WHERE id = '00000000-0003-4000-8000-000000000021';

-- Edits go with the conversation, and what was spent stays.
DELETE FROM conversations WHERE id = '00000000-0003-4000-8000-000000000001';
-- dunlin: expect rows = 0
SELECT id FROM edits_log WHERE id = '00000000-0003-4000-8000-000000000011';
-- dunlin: expect rows = 1
SELECT id
FROM api_calls_log
WHERE id = '00000000-0003-4000-8000-000000000021' AND conversation_id IS NULL;
