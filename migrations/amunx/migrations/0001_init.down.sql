-- Takes the whole first model away, data included.
DROP TABLE reports;
DROP TABLE moderation_flags;
DROP TABLE live_sessions;
DROP TABLE reactions;
DROP TABLE comments;
DROP TABLE summaries;
DROP TABLE episodes;
DROP TABLE follows;
DROP TABLE topics;
DROP TABLE users;

DROP FUNCTION set_updated_at();

DROP TYPE flag_source;
DROP TYPE report_status;
DROP TYPE report_reason;
DROP TYPE live_session_status;
DROP TYPE episode_status;
DROP TYPE episode_visibility;
DROP TYPE user_plan;

-- pgcrypto goes too, so that nothing is left. It stays, with a notice, where it is not ours to
-- take: when other objects use it, or when another role had installed it.
DO $$
BEGIN
    DROP EXTENSION IF EXISTS pgcrypto;
EXCEPTION
    WHEN dependent_objects_still_exist OR insufficient_privilege THEN
        RAISE NOTICE 'extension pgcrypto stays: %', SQLERRM;
END;
$$;
