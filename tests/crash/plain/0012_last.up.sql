CREATE MATERIALIZED VIEW totals AS SELECT user_id, sum(total) AS total FROM orders GROUP BY user_id;
CREATE UNIQUE INDEX totals_user ON totals (user_id);
DELETE FROM steps WHERE n = 5;
INSERT INTO trace VALUES (12);
