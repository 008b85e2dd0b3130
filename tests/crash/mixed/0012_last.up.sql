CREATE VIEW lost AS SELECT * FROM orders WHERE state = 'lost';
INSERT INTO trace VALUES (12);
