-- The eight schemas, with as many tables as the guide counts.
-- dunlin: expect rows = 8
SELECT schemaname, count(*) AS tables
FROM pg_tables
WHERE schemaname IN ('auth', 'users', 'messages', 'media', 'notifications', 'analytics', 'location',
                     'presence')
GROUP BY schemaname
ORDER BY schemaname;
-- dunlin: expect value = 'analytics 6, auth 6, location 2, media 2, messages 20, notifications 2, presence 6, users 4'
SELECT string_agg(schemaname || ' ' || tables, ', ' ORDER BY schemaname)
FROM (SELECT schemaname, count(*) AS tables FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'public')
      GROUP BY schemaname) AS s;

-- What \dt presence.* shows.
-- dunlin: expect value = 'activity_log connections status_history subscriptions typing_indicators user_status'
SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'presence';
-- dunlin: expect value = 'cleanup_expired_typing cleanup_stale_connections update_user_status'
SELECT string_agg(proname, ' ' ORDER BY proname) FROM pg_proc
WHERE pronamespace = 'presence'::regnamespace;
