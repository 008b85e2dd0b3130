-- The eight schemas, which are prefixes here, with as many tables as the guide counts.
-- dunlin: expect value = 'analytics 6, auth 6, location 2, media 2, messages 20, notifications 2, presence 6, users 4'
SELECT group_concat(prefix || ' ' || tables, ', ')
FROM (SELECT substr(name, 1, instr(name, '_') - 1) AS prefix, count(*) AS tables
      FROM sqlite_schema
      WHERE type = 'table' AND name NOT LIKE 'dunlin\_%' ESCAPE '\'
        AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
      GROUP BY prefix
      ORDER BY prefix);

-- What \dt presence.* shows.
-- dunlin: expect value = 'presence_activity_log presence_connections presence_status_history presence_subscriptions presence_typing_indicators presence_user_status'
SELECT group_concat(name, ' ')
FROM (SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'presence\_%' ESCAPE '\'
      ORDER BY name);
-- dunlin: expect value = 'presence_cleanup_expired_typing presence_cleanup_stale_connections presence_update_user_status'
SELECT group_concat(name, ' ')
FROM (SELECT name FROM sqlite_schema WHERE type = 'view' AND name LIKE 'presence\_%' ESCAPE '\'
      ORDER BY name);
