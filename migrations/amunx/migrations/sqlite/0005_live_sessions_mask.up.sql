-- The host of a live session may be heard through a voice mask.
ALTER TABLE live_sessions ADD COLUMN mask TEXT NOT NULL DEFAULT 'none'
    CHECK (mask IN ('none', 'pitch', 'robot', 'studio'));
