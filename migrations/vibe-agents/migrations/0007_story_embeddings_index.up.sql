-- dunlin: only postgres
-- dunlin: requires 0006
-- dunlin: when SELECT EXISTS (SELECT 1 FROM pg_am WHERE amname = 'hnsw')
--
-- The index for nearest neighbours. HNSW needs no rows to learn from, as IVFFlat does, but pgvector
-- 0.5: with an older one this waits on. CONCURRENTLY, since by the time an extension is updated
-- people are writing stories.
CREATE INDEX CONCURRENTLY IF NOT EXISTS stories_embedding_idx
    ON stories USING hnsw (embedding vector_cosine_ops);
