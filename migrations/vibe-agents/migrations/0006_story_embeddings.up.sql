-- dunlin: only postgres
-- dunlin: requires 0003
-- dunlin: when SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'vector')
--
-- What a story means, for semantic search. It needs pgvector, so this waits, without holding up
-- anything else, until the server offers it. SQLite has the column, a BLOB, since 0003: there is
-- no extension to wait for, and no ADD COLUMN IF NOT EXISTS.
CREATE EXTENSION IF NOT EXISTS vector;
ALTER TABLE stories ADD COLUMN IF NOT EXISTS embedding vector(1536);
COMMENT ON COLUMN stories.embedding IS 'Compared by cosine distance, <=>; NULL until processed.';
