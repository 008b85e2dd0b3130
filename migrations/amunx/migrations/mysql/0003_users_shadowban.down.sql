-- Every shadowban ends: the old model has no place for one.
ALTER TABLE users
    DROP CONSTRAINT users_shadowban_whole,
    DROP INDEX users_shadowbanned_at_idx,
    DROP COLUMN shadowban_reason,
    DROP COLUMN shadowbanned_at,
    DROP COLUMN shadowbanned;
