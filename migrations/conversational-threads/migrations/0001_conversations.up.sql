-- Conversations, and what was said in them.
--
-- Names are unqualified on purpose: the schema is the target's business.

-- The guide asks for uuid-ossp to make UUIDs. Since PostgreSQL 13 gen_random_uuid() is built in and
-- is what the defaults below use, so no table depends on the schema that the extension is in.
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";

-- Keeps updated_at true without the help of the application. An UPDATE that sets updated_at
-- itself (an import) is left alone.
CREATE FUNCTION set_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END;
$$;
COMMENT ON FUNCTION set_updated_at() IS 'Trigger: stamps updated_at unless the UPDATE set it.';
REVOKE EXECUTE ON FUNCTION set_updated_at() FROM PUBLIC;

-- Conversations -----------------------------------------------------------------------------------

CREATE TABLE conversations (
    id              uuid         NOT NULL DEFAULT gen_random_uuid(),
    owner_id        text,
    name            text         NOT NULL,
    summary         text         NOT NULL DEFAULT '',
    source_type     text         NOT NULL,
    source_id       text,
    source_metadata jsonb        NOT NULL DEFAULT '{}',
    participants    jsonb        NOT NULL DEFAULT '[]',
    goals           text[]       NOT NULL DEFAULT '{}',
    goal_progress   numeric(4,3) NOT NULL DEFAULT 0,
    status          text         NOT NULL DEFAULT 'live',
    language        text         NOT NULL DEFAULT 'en',
    started_at      timestamptz  NOT NULL DEFAULT now(),
    ended_at        timestamptz,
    archived_at     timestamptz,
    created_at      timestamptz  NOT NULL DEFAULT now(),
    updated_at      timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT conversations_pkey PRIMARY KEY (id),
    CONSTRAINT conversations_source_type_known
        CHECK (source_type IN ('live_audio', 'audio_file', 'transcript', 'google_meet', 'zoom',
                               'slack', 'discord')),
    CONSTRAINT conversations_status_known
        CHECK (status IN ('live', 'processing', 'ready', 'failed')),
    CONSTRAINT conversations_name_length CHECK (char_length(name) BETWEEN 1 AND 300),
    CONSTRAINT conversations_language_form CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]+)*$'),
    CONSTRAINT conversations_source_metadata_object
        CHECK (jsonb_typeof(source_metadata) = 'object'),
    CONSTRAINT conversations_participants_array CHECK (jsonb_typeof(participants) = 'array'),
    CONSTRAINT conversations_goals_whole CHECK (array_position(goals, NULL) IS NULL),
    CONSTRAINT conversations_goal_progress_range CHECK (goal_progress BETWEEN 0 AND 1),
    CONSTRAINT conversations_ready_has_end CHECK (status <> 'ready' OR ended_at IS NOT NULL),
    CONSTRAINT conversations_end_after_start CHECK (ended_at >= started_at),
    CONSTRAINT conversations_archived_after_start CHECK (archived_at >= started_at)
);
COMMENT ON TABLE conversations IS 'One conversation, whatever platform it comes from.';
COMMENT ON COLUMN conversations.owner_id IS 'Subject of the identity provider; NULL: shared.';
COMMENT ON COLUMN conversations.source_id IS 'What the platform calls it; unique there.';
COMMENT ON COLUMN conversations.source_metadata IS
    'What only this kind of source has, such as {"channel_id": "C024"} of Slack.';
COMMENT ON COLUMN conversations.participants IS
    'Who took part: [{"id": "ada", "name": "Ada", "role": "host"}, …].';
COMMENT ON COLUMN conversations.goals IS 'What it was meant to reach, in words.';
COMMENT ON COLUMN conversations.goal_progress IS 'How much of the goals is reached, 0 to 1.';

-- An import that is repeated finds its conversation again.
CREATE UNIQUE INDEX conversations_source_key ON conversations (source_type, source_id)
    WHERE source_id IS NOT NULL;
-- The list that people see.
CREATE INDEX conversations_owner_id_started_at_idx ON conversations (owner_id, started_at DESC)
    WHERE archived_at IS NULL;
-- What a worker has to look after: few rows of many.
CREATE INDEX conversations_unfinished_idx ON conversations (started_at)
    WHERE status IN ('live', 'processing');
CREATE INDEX conversations_channel_id_idx ON conversations ((source_metadata ->> 'channel_id'))
    WHERE source_metadata ->> 'channel_id' IS NOT NULL;
-- WHERE participants @> '[{"id": "ada"}]'
CREATE INDEX conversations_participants_idx ON conversations
    USING gin (participants jsonb_path_ops);
CREATE INDEX conversations_goals_idx ON conversations USING gin (goals);
CREATE TRIGGER conversations_updated_at BEFORE UPDATE ON conversations
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Utterances --------------------------------------------------------------------------------------

CREATE TABLE utterances (
    id                  uuid         NOT NULL DEFAULT gen_random_uuid(),
    conversation_id     uuid         NOT NULL,
    sequence_number     integer      NOT NULL,
    speaker_id          text         NOT NULL,
    speaker_name        text,
    text                text         NOT NULL,
    start_ms            integer,
    end_ms              integer,
    confidence          numeric(4,3),
    platform_message_id text,
    platform_metadata   jsonb        NOT NULL DEFAULT '{}',
    created_at          timestamptz  NOT NULL DEFAULT now(),
    updated_at          timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT utterances_pkey PRIMARY KEY (id),
    CONSTRAINT utterances_conversation_id_sequence_number_key
        UNIQUE (conversation_id, sequence_number),
    CONSTRAINT utterances_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT utterances_sequence_number_range CHECK (sequence_number >= 0),
    CONSTRAINT utterances_speaker_id_given CHECK (speaker_id <> ''),
    CONSTRAINT utterances_text_given CHECK (text <> ''),
    CONSTRAINT utterances_start_range CHECK (start_ms >= 0),
    CONSTRAINT utterances_end_after_start
        CHECK (end_ms IS NULL OR (start_ms IS NOT NULL AND end_ms >= start_ms)),
    CONSTRAINT utterances_confidence_range CHECK (confidence BETWEEN 0 AND 1),
    CONSTRAINT utterances_platform_metadata_object
        CHECK (jsonb_typeof(platform_metadata) = 'object')
);
COMMENT ON TABLE utterances IS 'The smallest unit: what one speaker said or wrote in one go.';
COMMENT ON COLUMN utterances.sequence_number IS 'Its place in the conversation, from 0.';
COMMENT ON COLUMN utterances.start_ms IS 'Since the conversation began; NULL: not known.';
COMMENT ON COLUMN utterances.confidence IS 'Of the transcription, 0 to 1; NULL: it was written.';
COMMENT ON COLUMN utterances.platform_metadata IS
    'What only this platform has, such as {"thread_ts": "1699.01"} of Slack.';

CREATE INDEX utterances_conversation_id_speaker_id_idx
    ON utterances (conversation_id, speaker_id, sequence_number);
CREATE INDEX utterances_conversation_id_start_ms_idx ON utterances (conversation_id, start_ms)
    WHERE start_ms IS NOT NULL;
-- What somebody should listen to again.
CREATE INDEX utterances_unsure_idx ON utterances (conversation_id, confidence)
    WHERE confidence < 0.7;
CREATE UNIQUE INDEX utterances_platform_message_key
    ON utterances (conversation_id, platform_message_id)
    WHERE platform_message_id IS NOT NULL;
CREATE INDEX utterances_thread_ts_idx
    ON utterances (conversation_id, (platform_metadata ->> 'thread_ts'))
    WHERE platform_metadata ->> 'thread_ts' IS NOT NULL;
CREATE TRIGGER utterances_updated_at BEFORE UPDATE ON utterances
    FOR EACH ROW EXECUTE FUNCTION set_updated_at();
