-- Forgets who made which report; the reports stay.
ALTER TABLE reports DROP FOREIGN KEY reports_reporter_id_fkey;
DROP INDEX reports_once_per_reporter ON reports;
ALTER TABLE reports DROP COLUMN object_id;
ALTER TABLE reports DROP COLUMN reporter_id;
