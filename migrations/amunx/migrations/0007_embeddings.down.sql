-- Embeddings are lost; a worker can compute them again from the transcripts.
DROP TABLE embeddings;

-- The extension stays, with a notice, where other objects use it or another role installed it.
DO $$
BEGIN
    DROP EXTENSION IF EXISTS vector;
EXCEPTION
    WHEN dependent_objects_still_exist OR insufficient_privilege THEN
        RAISE NOTICE 'extension vector stays: %', SQLERRM;
END;
$$;
