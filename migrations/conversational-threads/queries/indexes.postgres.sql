-- The indexes are of use to the queries they are for. Tables of a few rows are read as a whole,
-- unless that is forbidden.
SET LOCAL enable_seqscan = off;

-- dunlin: uses index conversations_tsv_search_idx
SELECT id FROM conversations WHERE tsv_search @@ to_tsquery('english', 'release');
-- dunlin: uses index conversations_channel_id_idx
SELECT id FROM conversations WHERE source_metadata ->> 'channel_id' = 'C024';
-- dunlin: uses index conversations_unfinished_idx
SELECT id FROM conversations WHERE status IN ('live', 'processing') ORDER BY started_at;
-- dunlin: uses index conversations_participants_idx
SELECT id FROM conversations WHERE participants @> '[{"id": "bo"}]';
-- dunlin: uses index nodes_utterance_ids_idx
SELECT id FROM nodes WHERE utterance_ids @> '{00000000-5eed-4000-8000-000000000202}';
-- dunlin: uses index nodes_keywords_idx
SELECT id FROM nodes WHERE keywords && '{april}';
-- dunlin: uses index nodes_primary_speaker_idx
SELECT id FROM nodes
WHERE conversation_id = '00000000-5eed-4000-8000-000000000101' AND speaker_info ->> 'primary' = 'ada';
-- dunlin: uses index edits_log_to_export_idx
SELECT id FROM edits_log WHERE NOT is_exported ORDER BY created_at;
-- dunlin: uses index api_calls_log_day_idx
SELECT id FROM api_calls_log WHERE (requested_at AT TIME ZONE 'UTC')::date = '2026-03-02';
