0COPY public.t (a, b) FROM stdin;
1	'a;
2	\N
--	/*
\.
SELECT 1;