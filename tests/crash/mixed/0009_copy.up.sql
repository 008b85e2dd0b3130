CREATE TABLE countries (code text, name text);
COPY countries (code, name) FROM stdin;
de	Deutschland
is	Island
fo	Føroyar
\.
CREATE INDEX CONCURRENTLY countries_code ON countries (code);
COPY countries FROM stdin;
sk	Slovensko
cz	Česko
\.
INSERT INTO trace VALUES (9);
