-- Takes everything away, tracks included.
DROP TABLE audio_tracks;
DROP FUNCTION set_updated_at();

-- The extensions go too, so that nothing is left. One stays, with a notice, where it is not ours to
-- take: when other objects use it, or when another role had installed it.
DO $$
BEGIN
    DROP EXTENSION IF EXISTS pg_trgm;
EXCEPTION
    WHEN dependent_objects_still_exist OR insufficient_privilege THEN
        RAISE NOTICE 'extension pg_trgm stays: %', SQLERRM;
END;
$$;
DO $$
BEGIN
    DROP EXTENSION IF EXISTS "uuid-ossp";
EXCEPTION
    WHEN dependent_objects_still_exist OR insufficient_privilege THEN
        RAISE NOTICE 'extension uuid-ossp stays: %', SQLERRM;
END;
$$;
