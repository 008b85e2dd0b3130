CREATE TABLE countries (code text, name text);
COPY countries (code, name) FROM stdin;
de	Deutschland
is	Island
ie	Ireland
fo	Føroyar
\.
INSERT INTO trace VALUES (5);
