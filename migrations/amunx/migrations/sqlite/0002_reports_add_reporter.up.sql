-- Who made a report. Reports from before this, and those whose reporter has left, have none.
ALTER TABLE reports ADD COLUMN reporter_id TEXT REFERENCES users (id) ON DELETE SET NULL;

-- One report per person and object. Exactly one of the three is set (reports_one_object), so
-- coalesce() is the object; the index also serves the foreign key.
CREATE UNIQUE INDEX reports_once_per_reporter
    ON reports (reporter_id, coalesce(episode_id, comment_id, user_id));
