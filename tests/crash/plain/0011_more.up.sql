INSERT INTO countries VALUES ('no', 'Norge');
COPY countries FROM stdin;
sk	Slovensko
cz	Česko
\.
COPY steps FROM stdin;
5	copied
\.
INSERT INTO trace VALUES (11);
