-- What people correct, to train with, and what the calls of language models cost, for SQLite.

-- Edits -------------------------------------------------------------------------------------------

-- target_id has no foreign key: it names a row of one of five tables, which may be gone. Words of a
-- conversation do not outlive it, so its edits go with it.
CREATE TABLE edits_log (
    id              TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    conversation_id TEXT    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    target_type     TEXT    NOT NULL
        CHECK (target_type IN ('conversation', 'utterance', 'node', 'relationship', 'cluster')),
    target_id       TEXT    NOT NULL,
    edit_type       TEXT    NOT NULL
        CHECK (edit_type IN ('create', 'update', 'delete', 'merge', 'split', 'move')),
    field_name      TEXT,
    old_value       TEXT    CHECK (old_value IS NULL OR json_valid(old_value)),
    new_value       TEXT    CHECK (new_value IS NULL OR json_valid(new_value)),
    reason          TEXT,
    edited_by       TEXT    NOT NULL,
    user_confidence REAL    NOT NULL DEFAULT 1 CHECK (user_confidence BETWEEN 0 AND 1),
    is_exported     INTEGER NOT NULL DEFAULT 0 CHECK (is_exported IN (0, 1)),
    exported_at     TEXT,
    created_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT edits_log_update_has_field
        CHECK (edit_type <> 'update' OR field_name IS NOT NULL),
    CONSTRAINT edits_log_update_changes
        CHECK (edit_type <> 'update' OR json(old_value) IS NOT json(new_value)),
    CONSTRAINT edits_log_exported_has_time CHECK (is_exported = (exported_at IS NOT NULL)),
    CONSTRAINT edits_log_exported_after_edit CHECK (exported_at >= created_at)
) STRICT;
CREATE INDEX edits_log_conversation_id_created_at_idx ON edits_log (conversation_id, created_at);
CREATE INDEX edits_log_target_idx ON edits_log (target_type, target_id, created_at);
CREATE INDEX edits_log_to_export_idx ON edits_log (created_at) WHERE NOT is_exported;

-- Calls of language models ------------------------------------------------------------------------

-- Money was spent also on what has been deleted since: a call outlives its conversation.
CREATE TABLE api_calls_log (
    id                TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-' || substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)
        || '-' || hex(randomblob(6)))),
    conversation_id   TEXT    REFERENCES conversations (id) ON DELETE SET NULL,
    purpose           TEXT    NOT NULL
        CHECK (purpose IN ('transcribe', 'segment', 'relate', 'cluster', 'summarize', 'other')),
    provider          TEXT    NOT NULL,
    model             TEXT    NOT NULL,
    prompt_tokens     INTEGER NOT NULL DEFAULT 0 CHECK (prompt_tokens >= 0),
    completion_tokens INTEGER NOT NULL DEFAULT 0 CHECK (completion_tokens >= 0),
    total_tokens      INTEGER NOT NULL
        GENERATED ALWAYS AS (prompt_tokens + completion_tokens) STORED,
    cost_usd          REAL    NOT NULL DEFAULT 0 CHECK (cost_usd >= 0),
    latency_ms        INTEGER CHECK (latency_ms >= 0),
    status            TEXT    NOT NULL
        CHECK (status IN ('success', 'error', 'timeout', 'rate_limited')),
    error_message     TEXT,
    request_metadata  TEXT    NOT NULL DEFAULT '{}'
        CHECK (json_valid(request_metadata) AND json_type(request_metadata) = 'object'),
    requested_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT api_calls_log_model_given CHECK (provider <> '' AND model <> ''),
    CONSTRAINT api_calls_log_error_has_message
        CHECK ((status = 'success') = (error_message IS NULL))
) STRICT;
CREATE INDEX api_calls_log_conversation_id_idx ON api_calls_log (conversation_id)
    WHERE conversation_id IS NOT NULL;
CREATE INDEX api_calls_log_model_requested_at_idx ON api_calls_log (model, requested_at DESC);
-- Costs by day.
CREATE INDEX api_calls_log_day_idx ON api_calls_log (substr(requested_at, 1, 10));
CREATE INDEX api_calls_log_failed_idx ON api_calls_log (requested_at DESC)
    WHERE status <> 'success';
