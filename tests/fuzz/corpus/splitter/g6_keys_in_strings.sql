0INSERT INTO k VALUES ('-----BEGIN KEY-----
MIIB;a
--;
-----END KEY-----
');
SELECT 1