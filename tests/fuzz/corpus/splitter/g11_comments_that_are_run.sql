2CREATE TABLE a (i int);
CREATE TABLE b (i int);
INSERT INTO a VALUES (1);
/*!80031 ALTER TABLE a ADD j int */;
/*! ANALYZE TABLE a */;
/*M!100100 SET x = '*/;' */;
/* ; */