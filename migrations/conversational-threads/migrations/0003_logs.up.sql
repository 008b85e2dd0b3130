-- What people correct, to train with, and what the calls of language models cost.

-- Edits -------------------------------------------------------------------------------------------

-- target_id has no foreign key: it names a row of one of five tables, which may be gone. Words of a
-- conversation do not outlive it, so its edits go with it.
CREATE TABLE edits_log (
    id              uuid         NOT NULL DEFAULT gen_random_uuid(),
    conversation_id uuid         NOT NULL,
    target_type     text         NOT NULL,
    target_id       uuid         NOT NULL,
    edit_type       text         NOT NULL,
    field_name      text,
    old_value       jsonb,
    new_value       jsonb,
    reason          text,
    edited_by       text         NOT NULL,
    user_confidence numeric(4,3) NOT NULL DEFAULT 1,
    is_exported     boolean      NOT NULL DEFAULT false,
    exported_at     timestamptz,
    created_at      timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT edits_log_pkey PRIMARY KEY (id),
    CONSTRAINT edits_log_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES conversations (id) ON DELETE CASCADE,
    CONSTRAINT edits_log_target_type_known
        CHECK (target_type IN ('conversation', 'utterance', 'node', 'relationship', 'cluster')),
    CONSTRAINT edits_log_edit_type_known
        CHECK (edit_type IN ('create', 'update', 'delete', 'merge', 'split', 'move')),
    CONSTRAINT edits_log_update_has_field
        CHECK (edit_type <> 'update' OR field_name IS NOT NULL),
    CONSTRAINT edits_log_update_changes
        CHECK (edit_type <> 'update' OR old_value IS DISTINCT FROM new_value),
    CONSTRAINT edits_log_user_confidence_range CHECK (user_confidence BETWEEN 0 AND 1),
    CONSTRAINT edits_log_exported_has_time CHECK (is_exported = (exported_at IS NOT NULL)),
    CONSTRAINT edits_log_exported_after_edit CHECK (exported_at >= created_at)
);
COMMENT ON TABLE edits_log IS 'Every correction by a person: training data.';
COMMENT ON COLUMN edits_log.user_confidence IS 'How sure the person is, 0 to 1.';
COMMENT ON COLUMN edits_log.is_exported IS 'Is part of a training set already.';

CREATE INDEX edits_log_conversation_id_created_at_idx ON edits_log (conversation_id, created_at);
CREATE INDEX edits_log_target_idx ON edits_log (target_type, target_id, created_at);
CREATE INDEX edits_log_to_export_idx ON edits_log (created_at) WHERE NOT is_exported;

-- Calls of language models ------------------------------------------------------------------------

-- Money was spent also on what has been deleted since: a call outlives its conversation.
CREATE TABLE api_calls_log (
    id                uuid          NOT NULL DEFAULT gen_random_uuid(),
    conversation_id   uuid,
    purpose           text          NOT NULL,
    provider          text          NOT NULL,
    model             text          NOT NULL,
    prompt_tokens     integer       NOT NULL DEFAULT 0,
    completion_tokens integer       NOT NULL DEFAULT 0,
    total_tokens      integer       NOT NULL
        GENERATED ALWAYS AS (prompt_tokens + completion_tokens) STORED,
    cost_usd          numeric(12,6) NOT NULL DEFAULT 0,
    latency_ms        integer,
    status            text          NOT NULL,
    error_message     text,
    request_metadata  jsonb         NOT NULL DEFAULT '{}',
    requested_at      timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT api_calls_log_pkey PRIMARY KEY (id),
    CONSTRAINT api_calls_log_conversation_id_fkey FOREIGN KEY (conversation_id)
        REFERENCES conversations (id) ON DELETE SET NULL,
    CONSTRAINT api_calls_log_purpose_known
        CHECK (purpose IN ('transcribe', 'segment', 'relate', 'cluster', 'summarize', 'other')),
    CONSTRAINT api_calls_log_model_given CHECK (provider <> '' AND model <> ''),
    CONSTRAINT api_calls_log_tokens_range CHECK (prompt_tokens >= 0 AND completion_tokens >= 0),
    CONSTRAINT api_calls_log_cost_range CHECK (cost_usd >= 0),
    CONSTRAINT api_calls_log_latency_range CHECK (latency_ms >= 0),
    CONSTRAINT api_calls_log_status_known
        CHECK (status IN ('success', 'error', 'timeout', 'rate_limited')),
    CONSTRAINT api_calls_log_error_has_message
        CHECK ((status = 'success') = (error_message IS NULL)),
    CONSTRAINT api_calls_log_request_metadata_object
        CHECK (jsonb_typeof(request_metadata) = 'object')
);
COMMENT ON TABLE api_calls_log IS 'Every call of a language model: tokens, cost, time, outcome.';
COMMENT ON COLUMN api_calls_log.conversation_id IS 'NULL: of none, or it was deleted.';
COMMENT ON COLUMN api_calls_log.cost_usd IS 'By the price of that day, in dollars.';

CREATE INDEX api_calls_log_conversation_id_idx ON api_calls_log (conversation_id)
    WHERE conversation_id IS NOT NULL;
CREATE INDEX api_calls_log_model_requested_at_idx ON api_calls_log (model, requested_at DESC);
-- Costs by day, whatever the time zone of the session.
CREATE INDEX api_calls_log_day_idx
    ON api_calls_log (((requested_at AT TIME ZONE 'UTC')::date));
CREATE INDEX api_calls_log_failed_idx ON api_calls_log (requested_at DESC)
    WHERE status <> 'success';

-- What was spent and corrected is for the owner of the tables, whatever the default privileges of
-- this database say.
REVOKE ALL ON edits_log, api_calls_log FROM PUBLIC;
