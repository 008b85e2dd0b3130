-- Embeddings are chunks with a BLOB of 1536 floats, compared by the application.

-- name: PutEmbedding :exec
INSERT INTO embeddings (audio_id, chunk_index, vector, text_chunk)
VALUES ('00000000-5eed-4000-8000-000000000401', 0, repeat('x', 1536 * 4), 'The first');
-- name: ListEmbeddings :many
-- dunlin: expect value = 'The first'
SELECT text_chunk, vector
FROM embeddings
WHERE audio_id = '00000000-5eed-4000-8000-000000000401'
ORDER BY chunk_index;
-- dunlin: expect error 23514
INSERT INTO embeddings (audio_id, chunk_index, vector, text_chunk)
VALUES ('00000000-5eed-4000-8000-000000000401', 1, repeat('x', 1535 * 4), 'Too short');
