-- dunlin: requires R__y 12
CREATE VIEW v AS SELECT 1;
