-- dunlin: only postgres
-- Searches go on, by reading every embedding.
DROP INDEX CONCURRENTLY IF EXISTS stories_embedding_idx;
