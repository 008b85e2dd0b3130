-- The log is lost.
DROP TABLE IF EXISTS audit_logs;
