0COPY "from"."stdin;" ("to", from) FROM /* x */ stdin;
1
\.
SELECT 1;