-- What the models cost, by day.
-- dunlin: expect rows = 2
-- dunlin: expect value = '2026-03-02'
SELECT (requested_at AT TIME ZONE 'UTC')::date AS day, count(*) AS calls,
       sum(total_tokens) AS tokens, sum(cost_usd)::numeric(12,2) AS usd
FROM api_calls_log
GROUP BY (requested_at AT TIME ZONE 'UTC')::date
ORDER BY day;
