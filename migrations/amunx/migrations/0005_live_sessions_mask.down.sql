-- Forgets which mask a session used.
ALTER TABLE live_sessions DROP COLUMN mask;
DROP TYPE voice_mask;
