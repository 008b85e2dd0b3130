-- SQLite adds no column with a default that is computed: what is there already was written at no
-- known time.
ALTER TABLE notes ADD COLUMN written TEXT;
CREATE TRIGGER notes_written AFTER INSERT ON notes WHEN new.written IS NULL
BEGIN
	UPDATE notes SET written = datetime('now') WHERE id = new.id;
END;
INSERT INTO notes (text) VALUES ('Welcome');
