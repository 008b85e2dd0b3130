-- Searches go on, by reading every embedding.
DROP INDEX embeddings_vector_idx;
