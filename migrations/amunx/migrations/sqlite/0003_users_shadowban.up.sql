-- A shadowbanned account works on, but only its owner sees what it publishes. SQLite cannot add a
-- table constraint, so the last column carries the check that concerns all three.
ALTER TABLE users ADD COLUMN shadowbanned INTEGER NOT NULL DEFAULT 0
    CHECK (shadowbanned IN (0, 1));
ALTER TABLE users ADD COLUMN shadowbanned_at TEXT;
ALTER TABLE users ADD COLUMN shadowban_reason TEXT
    CONSTRAINT users_shadowban_whole CHECK (shadowbanned = (shadowbanned_at IS NOT NULL)
                                            AND (shadowbanned OR shadowban_reason IS NULL));

CREATE INDEX users_shadowbanned_at_idx ON users (shadowbanned_at) WHERE shadowbanned;
