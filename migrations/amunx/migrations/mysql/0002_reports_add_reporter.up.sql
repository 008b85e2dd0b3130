-- Who made a report. Reports from before this, and those whose reporter has left, have none.
ALTER TABLE reports ADD COLUMN reporter_id varchar(36) CHARACTER SET ascii
    COMMENT 'Who reports; NULL: unknown, or the account is gone.';

-- One report per person and object. Exactly one of the three is set (reports_one_object), so
-- coalesce() is the object; the index also serves the foreign key.
ALTER TABLE reports ADD COLUMN object_id varchar(36) CHARACTER SET ascii
    GENERATED ALWAYS AS (coalesce(episode_id, comment_id, user_id)) VIRTUAL;
CREATE UNIQUE INDEX reports_once_per_reporter ON reports (reporter_id, object_id);
ALTER TABLE reports ADD CONSTRAINT reports_reporter_id_fkey
    FOREIGN KEY (reporter_id)
    REFERENCES users (id) ON DELETE SET NULL;
