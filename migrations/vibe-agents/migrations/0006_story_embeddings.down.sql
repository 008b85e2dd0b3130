-- dunlin: only postgres
-- Embeddings are lost; they can be computed again from the stories.
ALTER TABLE IF EXISTS stories DROP COLUMN IF EXISTS embedding;

-- The extension stays, with a notice, where other objects use it or another role installed it.
DO $$
BEGIN
    DROP EXTENSION IF EXISTS vector;
EXCEPTION
    WHEN dependent_objects_still_exist OR insufficient_privilege THEN
        RAISE NOTICE 'extension vector stays: %', SQLERRM;
END;
$$;
