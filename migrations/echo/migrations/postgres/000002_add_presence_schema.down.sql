-- Everything that is known of presence goes. RESTRICT, which is the default, stops it where
-- something that is not of this migration depends on it.
DROP FUNCTION presence.cleanup_stale_connections();
DROP FUNCTION presence.cleanup_expired_typing();
DROP FUNCTION presence.update_user_status(uuid, text, text);
DROP TABLE presence.status_history,
           presence.subscriptions,
           presence.typing_indicators,
           presence.activity_log,
           presence.connections,
           presence.user_status;
DROP SCHEMA presence;
