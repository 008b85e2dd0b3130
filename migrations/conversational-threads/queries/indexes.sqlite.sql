-- The indexes are of use to the queries they are for.

-- dunlin: uses index conversations_search
SELECT rowid FROM conversations_search WHERE conversations_search MATCH 'release';
-- dunlin: uses index conversations_channel_id_idx
SELECT id FROM conversations WHERE source_metadata ->> 'channel_id' = 'C024';
-- dunlin: uses index conversations_unfinished_idx
SELECT id FROM conversations WHERE status IN ('live', 'processing') ORDER BY started_at;
-- dunlin: uses index nodes_primary_speaker_idx
SELECT id FROM nodes
WHERE conversation_id = '00000000-5eed-4000-8000-000000000101' AND speaker_info ->> 'primary' = 'ada';
-- dunlin: uses index edits_log_to_export_idx
SELECT id FROM edits_log WHERE NOT is_exported ORDER BY created_at;
