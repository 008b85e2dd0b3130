-- Full-text search over conversations, for SQLite: FTS5 instead of tsvector and GIN. The weights
-- are an argument of bm25() here, and smaller is better:
--
--   SELECT c.id, c.name
--   FROM conversations_search AS s JOIN conversations AS c ON c.search_id = s.rowid
--   WHERE conversations_search MATCH 'release date'
--   ORDER BY bm25(conversations_search, 10, 4, 2, 1)
--
-- Goals and participants are JSON, so the index holds a text of its own: their words without the
-- brackets. Three triggers keep it in step.
CREATE VIRTUAL TABLE conversations_search
    USING fts5(name, goals, summary, participants, tokenize = 'porter unicode61');

CREATE TRIGGER conversations_search_insert AFTER INSERT ON conversations
BEGIN
    INSERT INTO conversations_search (rowid, name, goals, summary, participants)
    SELECT NEW.search_id, NEW.name,
           (SELECT group_concat(value, ' ') FROM json_each(NEW.goals)),
           NEW.summary,
           (SELECT group_concat(value ->> '$.name', ' ')
            FROM json_each(NEW.participants)
            WHERE type = 'object');
END;
CREATE TRIGGER conversations_search_update
    AFTER UPDATE OF search_id, name, goals, summary, participants ON conversations
BEGIN
    DELETE FROM conversations_search WHERE rowid = OLD.search_id;
    INSERT INTO conversations_search (rowid, name, goals, summary, participants)
    SELECT NEW.search_id, NEW.name,
           (SELECT group_concat(value, ' ') FROM json_each(NEW.goals)),
           NEW.summary,
           (SELECT group_concat(value ->> '$.name', ' ')
            FROM json_each(NEW.participants)
            WHERE type = 'object');
END;
CREATE TRIGGER conversations_search_delete AFTER DELETE ON conversations
BEGIN
    DELETE FROM conversations_search WHERE rowid = OLD.search_id;
END;

-- What is there already becomes searchable too.
INSERT INTO conversations_search (rowid, name, goals, summary, participants)
SELECT search_id, name,
       (SELECT group_concat(value, ' ') FROM json_each(goals)),
       summary,
       (SELECT group_concat(value ->> '$.name', ' ')
        FROM json_each(participants)
        WHERE type = 'object')
FROM conversations;
