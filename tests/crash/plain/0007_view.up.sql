CREATE VIEW paid AS SELECT * FROM orders WHERE state = 'paid';
COMMENT ON VIEW paid IS 'what is paid; and a '' quote';
INSERT INTO trace VALUES (7);
