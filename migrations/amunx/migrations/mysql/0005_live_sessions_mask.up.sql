-- The host of a live session may be heard through a voice mask.
ALTER TABLE live_sessions
    ADD COLUMN mask varchar(20) NOT NULL DEFAULT 'none'
        COMMENT 'How the voice of the host is changed.',
    ADD CONSTRAINT live_sessions_mask_known CHECK (mask IN ('none', 'pitch', 'robot', 'studio'));
