-- Who did what, for security and for finding faults.
CREATE TABLE IF NOT EXISTS audit_logs (
    id          bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    user_id     uuid,
    action      text        NOT NULL,
    entity_type text,
    entity_id   text,
    ip_address  inet,
    user_agent  text,
    details     jsonb       NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT audit_logs_pkey PRIMARY KEY (id),
    CONSTRAINT audit_logs_user_id_fkey FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT audit_logs_action_form CHECK (action ~ '^[a-z_]+(\.[a-z_]+)+$'),
    CONSTRAINT audit_logs_entity_whole CHECK (entity_id IS NULL OR entity_type IS NOT NULL),
    CONSTRAINT audit_logs_user_agent_length CHECK (char_length(user_agent) <= 1000),
    CONSTRAINT audit_logs_details_object CHECK (jsonb_typeof(details) = 'object')
);
CREATE INDEX IF NOT EXISTS audit_logs_user_id_created_at_idx
    ON audit_logs (user_id, created_at DESC);
CREATE INDEX IF NOT EXISTS audit_logs_action_created_at_idx ON audit_logs (action, created_at DESC);
CREATE INDEX IF NOT EXISTS audit_logs_entity_idx ON audit_logs (entity_type, entity_id)
    WHERE entity_id IS NOT NULL;
-- Rows come in the order of time and are never moved: a few pages are index enough for old ones.
CREATE INDEX IF NOT EXISTS audit_logs_created_at_idx ON audit_logs USING brin (created_at);

-- A line of the log does not change. It may lose its user, who is deleted, and be deleted itself
-- when it is old.
CREATE OR REPLACE FUNCTION audit_logs_keep() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF NEW.user_id IS NULL
       AND (NEW.id, NEW.action, NEW.entity_type, NEW.entity_id, NEW.ip_address, NEW.user_agent,
            NEW.details, NEW.created_at)
           IS NOT DISTINCT FROM
           (OLD.id, OLD.action, OLD.entity_type, OLD.entity_id, OLD.ip_address, OLD.user_agent,
            OLD.details, OLD.created_at)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'audit_logs is never changed';
END;
$$;
COMMENT ON FUNCTION audit_logs_keep() IS 'Trigger: an UPDATE may take the user away, and no more.';
REVOKE EXECUTE ON FUNCTION audit_logs_keep() FROM PUBLIC;
DO $$
BEGIN
    CREATE TRIGGER audit_logs_keep BEFORE UPDATE ON audit_logs
        FOR EACH ROW EXECUTE FUNCTION audit_logs_keep();
EXCEPTION
    WHEN duplicate_object THEN NULL;
END;
$$;
COMMENT ON TABLE audit_logs IS 'What users did; written once.';
COMMENT ON COLUMN audit_logs.user_id IS 'NULL: nobody was signed in, or the account is gone.';
COMMENT ON COLUMN audit_logs.action IS 'Object and verb, such as memory.read or user.sign_in.';
REVOKE ALL ON audit_logs FROM PUBLIC;
