-- Forgets who made which report; the reports stay. For PostgreSQL and SQLite alike.
DROP INDEX reports_once_per_reporter;
ALTER TABLE reports DROP COLUMN reporter_id;
