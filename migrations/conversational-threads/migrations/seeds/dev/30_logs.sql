-- One correction that is exported and one that is not; and what the analysis cost.
INSERT INTO edits_log (id, conversation_id, target_type, target_id, edit_type, field_name,
                       old_value, new_value, reason, edited_by, user_confidence, is_exported,
                       exported_at, created_at)
VALUES
    ('00000000-5eed-4000-8000-000000000601', '00000000-5eed-4000-8000-000000000101', 'node',
     '00000000-5eed-4000-8000-000000000403', 'update', 'title', '"May"', '"Release in May"',
     'Says nothing by itself.', 'ada', 1, false, NULL, '2026-03-02T10:00:00Z'),
    ('00000000-5eed-4000-8000-000000000602', '00000000-5eed-4000-8000-000000000101', 'cluster',
     '00000000-5eed-4000-8000-000000000301', 'create', NULL, NULL, '{"label": "Release"}', NULL,
     'ada', 0.8, true, '2026-03-02T12:00:00Z', '2026-03-02T10:05:00Z')
ON CONFLICT (id) DO NOTHING;

INSERT INTO api_calls_log (id, conversation_id, purpose, provider, model, prompt_tokens,
                           completion_tokens, cost_usd, latency_ms, status, error_message,
                           requested_at)
VALUES
    ('00000000-5eed-4000-8000-000000000701', '00000000-5eed-4000-8000-000000000101', 'segment',
     'example', 'large-1', 1200, 300, 0.0125, 2100, 'success', NULL, '2026-03-02T09:31:00Z'),
    ('00000000-5eed-4000-8000-000000000702', '00000000-5eed-4000-8000-000000000101', 'relate',
     'example', 'large-1', 900, 100, 0.0075, 1700, 'success', NULL, '2026-03-02T09:31:05Z'),
    ('00000000-5eed-4000-8000-000000000703', '00000000-5eed-4000-8000-000000000102', 'summarize',
     'example', 'small-1', 0, 0, 0, 30000, 'timeout', 'no answer within 30 s',
     '2026-03-03T14:10:00Z')
ON CONFLICT (id) DO NOTHING;
