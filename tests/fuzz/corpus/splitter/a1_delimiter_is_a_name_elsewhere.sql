2CREATE TABLE t (
  a int,
  delimiter varchar(9)
); SELECT
 delimiter ; SELECT 1;