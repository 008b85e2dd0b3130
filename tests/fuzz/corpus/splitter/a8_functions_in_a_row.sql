0CREATE FUNCTION a(t text) RETURNS boolean RETURN t = 'x' AND true;
CREATE FUNCTION b() RETURNS int RETURN 1;
CREATE FUNCTION c() RETURNS boolean BEGIN ATOMIC
SELECT 1;
SELECT false;
END;
CREATE FUNCTION d(x int) RETURNS boolean BEGIN ATOMIC
select case when x = 0 then case when true then 1 end else 2 end; -- tricky
END;-- x
CREATE TABLE t (i int);
CREATE FUNCTION "e" (x int) RETURNS int BEGIN ATOMIC
SELECT CASE WHEN ((x % 2) = 0) THEN 1 END AS "case", 2 AS end, t.end, t.case FROM t;
END;
SELECT 1;