PRAGMA foreign_keys = OFF;
BEGIN;
SELECT 1;
COMMIT;
PRAGMA foreign_keys = ON;
