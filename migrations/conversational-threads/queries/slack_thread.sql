-- A thread of a Slack channel, in order.
-- dunlin: expect rows = 2
-- dunlin: expect value = bo
SELECT u.speaker_id, u.text
FROM conversations AS c
    JOIN utterances AS u ON u.conversation_id = c.id
WHERE c.source_metadata ->> 'channel_id' = 'C024'
  AND u.platform_metadata ->> 'thread_ts' = '1772546400.01'
ORDER BY u.sequence_number;
