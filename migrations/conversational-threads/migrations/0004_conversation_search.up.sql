-- Full-text search over conversations: the name weighs most, then goals, summary, participants.
--
--   SELECT id, name FROM conversations, websearch_to_tsquery('english', 'release date') AS query
--   WHERE tsv_search @@ query ORDER BY ts_rank(tsv_search, query) DESC
--
-- A trigger fills the column, and not GENERATED: array_to_string() is only stable, and names of
-- people must not be stemmed as the words of a language are.
ALTER TABLE conversations ADD COLUMN tsv_search tsvector;
COMMENT ON COLUMN conversations.tsv_search IS 'Kept by a trigger; whatever is written is replaced.';

CREATE FUNCTION conversations_tsv_search() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.tsv_search :=
        setweight(to_tsvector('pg_catalog.english', NEW.name), 'A')
        || setweight(to_tsvector('pg_catalog.english', array_to_string(NEW.goals, ' ')), 'B')
        || setweight(to_tsvector('pg_catalog.english', NEW.summary), 'C')
        || setweight(jsonb_to_tsvector('pg_catalog.simple',
                                       jsonb_path_query_array(NEW.participants, '$[*].name'),
                                       '["string"]'), 'D');
    RETURN NEW;
END;
$$;
COMMENT ON FUNCTION conversations_tsv_search() IS 'Trigger: fills conversations.tsv_search.';
REVOKE EXECUTE ON FUNCTION conversations_tsv_search() FROM PUBLIC;
CREATE TRIGGER conversations_tsv_search
    BEFORE INSERT OR UPDATE OF name, goals, summary, participants, tsv_search ON conversations
    FOR EACH ROW EXECUTE FUNCTION conversations_tsv_search();

-- What is there already becomes searchable too, and nobody has edited it by that.
ALTER TABLE conversations DISABLE TRIGGER conversations_updated_at;
UPDATE conversations SET tsv_search = NULL;
ALTER TABLE conversations ENABLE TRIGGER conversations_updated_at;

ALTER TABLE conversations ALTER COLUMN tsv_search SET NOT NULL;
CREATE INDEX conversations_tsv_search_idx ON conversations USING gin (tsv_search);
