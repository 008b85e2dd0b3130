-- What the models cost, by day.
-- dunlin: expect rows = 2
-- dunlin: expect value = '2026-03-02'
SELECT substr(requested_at, 1, 10) AS day, count(*) AS calls, sum(total_tokens) AS tokens,
       printf('%.2f', sum(cost_usd)) AS usd
FROM api_calls_log
GROUP BY substr(requested_at, 1, 10)
ORDER BY day;
