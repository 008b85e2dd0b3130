0COPY t FROM stdin; -- the rows;
1
\.
\.x
