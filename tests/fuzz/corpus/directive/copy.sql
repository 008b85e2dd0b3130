\restrict x
COPY t FROM stdin;
1	2
\.
\unrestrict x
