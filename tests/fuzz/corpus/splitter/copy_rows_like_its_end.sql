0COPY t FROM stdin;
\.x
 \.
\\.
\. 

\.
SELECT 1;