-- The host of a live session may be heard through a voice mask.
CREATE TYPE voice_mask AS ENUM ('none', 'pitch', 'robot', 'studio');
ALTER TABLE live_sessions ADD COLUMN mask voice_mask NOT NULL DEFAULT 'none';
COMMENT ON COLUMN live_sessions.mask IS 'How the voice of the host is changed.';
