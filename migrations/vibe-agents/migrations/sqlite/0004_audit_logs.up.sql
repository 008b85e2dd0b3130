-- Who did what, for security and for finding faults.
CREATE TABLE IF NOT EXISTS audit_logs (
    id          INTEGER PRIMARY KEY,
    user_id     TEXT REFERENCES users (id) ON DELETE SET NULL,
    action      TEXT NOT NULL
        CHECK (action GLOB '[a-z_]*.*[a-z_]' AND action NOT GLOB '*[^a-z_.]*'
               AND action NOT GLOB '*..*'),
    entity_type TEXT,
    entity_id   TEXT,
    ip_address  TEXT CHECK (ip_address <> '' AND ip_address NOT GLOB '*[^0-9a-fA-F.:/]*'),
    user_agent  TEXT CHECK (length(user_agent) <= 1000),
    details     TEXT NOT NULL DEFAULT '{}'
        CHECK (json_valid(details) AND json_type(details) = 'object'),
    created_at  TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CONSTRAINT audit_logs_entity_whole CHECK (entity_id IS NULL OR entity_type IS NOT NULL)
) STRICT;
CREATE INDEX IF NOT EXISTS audit_logs_user_id_created_at_idx
    ON audit_logs (user_id, created_at DESC);
CREATE INDEX IF NOT EXISTS audit_logs_action_created_at_idx ON audit_logs (action, created_at DESC);
CREATE INDEX IF NOT EXISTS audit_logs_entity_idx ON audit_logs (entity_type, entity_id)
    WHERE entity_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS audit_logs_created_at_idx ON audit_logs (created_at);

-- A line of the log does not change. It may lose its user, who is deleted, and be deleted itself
-- when it is old.
CREATE TRIGGER IF NOT EXISTS audit_logs_keep BEFORE UPDATE ON audit_logs
    WHEN NEW.user_id IS NOT NULL
         OR (NEW.id, NEW.action, NEW.entity_type, NEW.entity_id, NEW.ip_address, NEW.user_agent,
             NEW.details, NEW.created_at)
            IS NOT
            (OLD.id, OLD.action, OLD.entity_type, OLD.entity_id, OLD.ip_address, OLD.user_agent,
             OLD.details, OLD.created_at)
BEGIN
    SELECT RAISE(ABORT, 'audit_logs is never changed');
END;
