-- Every shadowban ends: the old model has no place for one.
DROP INDEX users_shadowbanned_at_idx;
ALTER TABLE users DROP CONSTRAINT users_shadowban_whole;
ALTER TABLE users DROP COLUMN shadowban_reason;
ALTER TABLE users DROP COLUMN shadowbanned_at;
ALTER TABLE users DROP COLUMN shadowbanned;
