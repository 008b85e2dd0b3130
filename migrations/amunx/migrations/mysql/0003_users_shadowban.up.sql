-- A shadowbanned account works on, but only its owner sees what it publishes.
ALTER TABLE users
    ADD COLUMN shadowbanned boolean NOT NULL DEFAULT false
        COMMENT 'Only its owner sees what this account publishes.',
    ADD COLUMN shadowbanned_at timestamp(6) NULL DEFAULT NULL,
    ADD COLUMN shadowban_reason text,
    ADD CONSTRAINT users_shadowban_whole
        CHECK (shadowbanned = (shadowbanned_at IS NOT NULL)
               AND (shadowbanned OR shadowban_reason IS NULL)),
    ADD INDEX users_shadowbanned_at_idx (shadowbanned, shadowbanned_at);
