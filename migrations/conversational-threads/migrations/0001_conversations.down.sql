-- Takes all conversations away, and what was said.
DROP TABLE utterances;
DROP TABLE conversations;

DROP FUNCTION set_updated_at();

-- uuid-ossp goes too, so that nothing is left. It stays, with a notice, where it is not ours to
-- take: when other objects use it, or when another role had installed it.
DO $$
BEGIN
    DROP EXTENSION IF EXISTS "uuid-ossp";
EXCEPTION
    WHEN dependent_objects_still_exist OR insufficient_privilege THEN
        RAISE NOTICE 'extension uuid-ossp stays: %', SQLERRM;
END;
$$;
