-- dunlin: only postgres
-- dunlin: requires 0007
-- dunlin: when SELECT count(*) >= 1000 FROM (SELECT 1 FROM embeddings LIMIT 1000) AS few
--
-- The index for nearest neighbours by cosine distance. IVFFlat finds its lists by looking at the
-- rows that are there, so on an empty table it would be useless for ever: this waits for 1000.
--
-- Only PostgreSQL has it. SQLite has no vector index, and reads the embeddings of one recording by
-- the unique key of 0007; there is nothing to create there.
CREATE INDEX embeddings_vector_idx ON embeddings
    USING ivfflat (vector vector_cosine_ops) WITH (lists = 100);
