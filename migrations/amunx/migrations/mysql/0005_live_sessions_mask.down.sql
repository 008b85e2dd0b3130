-- Forgets which mask a session used.
ALTER TABLE live_sessions DROP CONSTRAINT live_sessions_mask_known, DROP COLUMN mask;
