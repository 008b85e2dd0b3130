0COPY t FROM stdin;
1
\.