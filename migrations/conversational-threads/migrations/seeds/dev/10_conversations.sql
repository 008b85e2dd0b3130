-- Two conversations to try things out with. Arrays, which the two databases write differently, are
-- left at their defaults here, and set in the files after this one.
INSERT INTO conversations (id, owner_id, name, summary, source_type, source_id, source_metadata,
                           participants, goal_progress, status, started_at, ended_at)
VALUES
    ('00000000-5eed-4000-8000-000000000101', 'ada', 'Release planning',
     'The release moves to May; the importer is the risk.', 'google_meet', 'seed-meet-1',
     '{"meeting_code": "abc-defg-hij"}',
     '[{"id": "ada", "name": "Ada", "role": "host"}, {"id": "bo", "name": "Bo"}]', 0.5, 'ready',
     '2026-03-02T09:00:00Z', '2026-03-02T09:30:00Z'),
    ('00000000-5eed-4000-8000-000000000102', 'ada', 'Why are imports slow?',
     'An index is missing.', 'slack', 'seed-slack-1', '{"channel_id": "C024"}',
     '[{"id": "bo", "name": "Bo"}, {"id": "zofia", "name": "Zofia Wróbel"}]', 0, 'live',
     '2026-03-03T14:00:00Z', NULL)
ON CONFLICT (id) DO UPDATE
SET owner_id = excluded.owner_id, name = excluded.name, summary = excluded.summary,
    source_type = excluded.source_type, source_id = excluded.source_id,
    source_metadata = excluded.source_metadata, participants = excluded.participants,
    goal_progress = excluded.goal_progress, status = excluded.status,
    started_at = excluded.started_at, ended_at = excluded.ended_at;

INSERT INTO utterances (id, conversation_id, sequence_number, speaker_id, speaker_name, text,
                        start_ms, end_ms, confidence, platform_message_id, platform_metadata)
VALUES
    ('00000000-5eed-4000-8000-000000000201', '00000000-5eed-4000-8000-000000000101', 0, 'ada',
     'Ada', 'Can we still ship in April?', 0, 2100, 0.98, NULL, '{}'),
    ('00000000-5eed-4000-8000-000000000202', '00000000-5eed-4000-8000-000000000101', 1, 'bo', 'Bo',
     'Not with the importer as it is.', 2400, 5200, 0.95, NULL, '{}'),
    ('00000000-5eed-4000-8000-000000000203', '00000000-5eed-4000-8000-000000000101', 2, 'ada',
     'Ada', 'Then May it is.', 5600, 6900, 0.61, NULL, '{}'),
    ('00000000-5eed-4000-8000-000000000204', '00000000-5eed-4000-8000-000000000102', 0, 'bo', 'Bo',
     'Imports take an hour since Monday.', NULL, NULL, NULL, 'seed-m1',
     '{"thread_ts": "1772546400.01"}'),
    ('00000000-5eed-4000-8000-000000000205', '00000000-5eed-4000-8000-000000000102', 1, 'zofia',
     'Zofia Wróbel', 'The index on source_id is gone.', NULL, NULL, NULL, 'seed-m2',
     '{"thread_ts": "1772546400.01"}')
ON CONFLICT (id) DO UPDATE
SET conversation_id = excluded.conversation_id, sequence_number = excluded.sequence_number,
    speaker_id = excluded.speaker_id, speaker_name = excluded.speaker_name, text = excluded.text,
    start_ms = excluded.start_ms, end_ms = excluded.end_ms, confidence = excluded.confidence,
    platform_message_id = excluded.platform_message_id,
    platform_metadata = excluded.platform_metadata;
