-- Embeddings are there exactly where the server offers pgvector; without it they wait, and nothing
-- else does.
-- dunlin: expect value = t
SELECT (to_regclass('embeddings') IS NOT NULL)
       = EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector');
