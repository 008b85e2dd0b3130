-- A shadowbanned account works on, but only its owner sees what it publishes.
ALTER TABLE users ADD COLUMN shadowbanned boolean NOT NULL DEFAULT false;
ALTER TABLE users ADD COLUMN shadowbanned_at timestamptz;
ALTER TABLE users ADD COLUMN shadowban_reason text;
ALTER TABLE users ADD CONSTRAINT users_shadowban_whole
    CHECK (shadowbanned = (shadowbanned_at IS NOT NULL)
           AND (shadowbanned OR shadowban_reason IS NULL));
COMMENT ON COLUMN users.shadowbanned IS 'Only its owner sees what this account publishes.';

CREATE INDEX users_shadowbanned_at_idx ON users (shadowbanned_at) WHERE shadowbanned;
