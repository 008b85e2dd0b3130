-- The log is lost.
DROP TABLE IF EXISTS audit_logs;
DROP FUNCTION IF EXISTS audit_logs_keep();
