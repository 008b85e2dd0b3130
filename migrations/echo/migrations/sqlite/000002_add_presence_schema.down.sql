-- Everything that is known of presence goes. Triggers go with what they are on.
DROP VIEW presence_cleanup_stale_connections;
DROP VIEW presence_cleanup_expired_typing;
DROP VIEW presence_update_user_status;
DROP TABLE presence_status_history;
DROP TABLE presence_subscriptions;
DROP TABLE presence_typing_indicators;
DROP TABLE presence_activity_log;
DROP TABLE presence_connections;
DROP TABLE presence_user_status;
