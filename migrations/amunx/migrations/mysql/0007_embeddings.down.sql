-- Embeddings are lost; a worker can compute them again from the transcripts.
DROP TABLE embeddings;
