0\i a.sql
SELECT 1;