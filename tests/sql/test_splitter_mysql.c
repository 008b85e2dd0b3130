/* tests of sql/splitter: MySQL and MariaDB */
#include "sql/rows.h"

#define MY "mysql"
#define ONE(text) text ";\nSELECT 'next';", PIECES(text, "SELECT 'next'")

static const struct split_row rows[] = {
	{ "splitter__g1_comments_behind_semicolons_in_mysql", MY,
	  "SELECT 1; -- one\nSELECT 2; # two;\nSELECT 3; SELECT ';'; --\n",
	  PIECES("SELECT 1", "SELECT 2", "SELECT 3", "SELECT ';'") },
	{ "splitter__g11_comments_that_are_run", MY,
	  "CREATE TABLE a (i int);\nCREATE TABLE b (i int);\nINSERT INTO a VALUES (1);\n"
	  "/*!80031 ALTER TABLE a ADD j int */;\n/*! ANALYZE TABLE a */;\n/*M!100100 SET x = '*/;' "
	  "*/;\n/* ; */",
	  PIECES("CREATE TABLE a (i int)", "CREATE TABLE b (i int)", "INSERT INTO a VALUES (1)",
		 "/*!80031 ALTER TABLE a ADD j int */", "/*! ANALYZE TABLE a */",
		 "/*M!100100 SET x = '*/;' */") },
	{ "splitter__comment_that_is_run_holds_another", MY,
	  ONE("SELECT /*! 1 /* ; */ + 2 */ + 3") },
	{ "splitter__comment_that_is_run_holds_semicolons", MY,
	  ONE("/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON a "
	      "FOR EACH ROW BEGIN SET NEW.i = 1; END */") },
	{ "splitter__comment_that_is_run_never_closed", MY, "SELECT 1;\n /*!40000 SELECT 2;\n",
	  PIECES("SELECT 1"), "comment opened here is never closed", 2, 2 },
	{ "splitter__comment_that_is_run_holds_a_delimiter", MY,
	  "DELIMITER ;;\n/*!50003 CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1;; "
	  "END */;;\nDELIMITER ;\nSELECT 1;",
	  PIECES("/*!50003 CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1;; END */",
		 "SELECT 1") },
	{ "splitter__parentheses_in_versions_of_a_statement", MY,
	  "CREATE TABLE a (i int /*!50100 ) ENGINE=x */ /*!50000 ) */; SELECT 1;",
	  PIECES("CREATE TABLE a (i int /*!50100 ) ENGINE=x */ /*!50000 ) */", "SELECT 1") },
	{ "splitter__a6_backslash_escapes_in_mysql", MY,
	  "SELECT 'a\\'; SELECT 2', \"b\\\";\", 'c\\\\'; SELECT 3;",
	  PIECES("SELECT 'a\\'; SELECT 2', \"b\\\";\", 'c\\\\'", "SELECT 3") },
	{ "splitter__a6_open_by_its_last_backslash", MY, "SELECT 'a\\'", NOTHING,
	  "string opened here is never closed", 1, 8 },
	{ "splitter__quotes_of_mysql", MY,
	  "SELECT `a;``b`, \"c;\"\"d\", 'e;''f', N'g', _utf8'h;';i",
	  PIECES("SELECT `a;``b`, \"c;\"\"d\", 'e;''f', N'g', _utf8'h;'", "i") },
	{ "splitter__a7_hash_comments", MY,
	  "# a;\nSELECT 1 # b;\n + 2;\n# DROP TABLE t;\nSELECT 3; # it's\n",
	  PIECES("SELECT 1 # b;\n + 2", "SELECT 3") },
	{ "splitter__dashes_without_a_blank_are_minus", MY,
	  "SELECT 6--1; SELECT 6\n--1; SELECT 2-- ;\n",
	  PIECES("SELECT 6--1", "SELECT 6\n--1", "SELECT 2") },
	{ "splitter__dashes_without_a_blank_begin_no_statement", MY,
	  "SELECT 1;\n  --DROP TABLE t;\nSELECT 2;", PIECES("SELECT 1"), "before a blank", 2, 3 },
	{ "splitter__dashes_before_a_control_character", MY, "--\001x;\n--\tx;\n--\n--", NOTHING },

	{ "splitter__g17_delimiter_bar", MY,
	  "DELIMITER |\nCREATE FUNCTION f() RETURNS text RETURN \"a|b\"; END |\nDELIMITER ;\n",
	  PIECES("CREATE FUNCTION f() RETURNS text RETURN \"a|b\"; END") },
	{ "splitter__s1_registry_script", MY,
	  "DELIMITER |\n\nCREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW BEGIN\n    IF NEW.b <> '' "
	  "THEN\n        SIGNAL SQLSTATE 'ERR0R' SET MESSAGE_TEXT = 'no; |';\n    END IF;\nEND;\n|\n\n"
	  "CREATE TRIGGER b BEFORE UPDATE ON t FOR EACH ROW BEGIN END;\n|\n\nDELIMITER ;\n\nSELECT 1;",
	  PIECES("CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW BEGIN\n    IF NEW.b <> '' "
		 "THEN\n        SIGNAL SQLSTATE 'ERR0R' SET MESSAGE_TEXT = 'no; |';\n    END IF;\nEND",
		 "CREATE TRIGGER b BEFORE UPDATE ON t FOR EACH ROW BEGIN END", "SELECT 1") },
	{ "splitter__a1_switched_a_dozen_times", MY,
	  "# Test delimiter :\nselect \"Test delimiter :\" as \" \";\ndelimiter :\nselect 1 from "
	  "a:\n/* delimiter ; */\ndelimiter ;\nselect 'End :';\n"
	  "select \"delimiter :;\";\ndelimiter :;\nselect 2 :;\ndelimiter ;\nselect 'End :;';\n"
	  "delimiter //\nselect * from t1//\nDelimiter ;\nselect 'End //';\n"
	  "delimiter 'MySQL'\nselect * from t1MySQL\ndelimiter ;\nselect 'End MySQL';\n"
	  "delimiter delimiter\nselect * from t1delimiter\ndelimiter ;\nselect 'End test';\n"
	  "delimiter @@\nselect * from t1 @@\nselect * from t2@@\nalter table t add column c@@\n"
	  "delimiter ;\nselect 'End @@';\n"
	  "delimiter \\n\\n\nselect * from t1\n\nselect *\nfrom t2\n\ndelimiter ;\nselect 'End \\n';",
	  PIECES("select \"Test delimiter :\" as \" \"", "select 1 from a", "select 'End :'",
		 "select \"delimiter :;\"", "select 2", "select 'End :;'", "select * from t1",
		 "select 'End //'", "select * from t1", "select 'End MySQL'", "select * from t1",
		 "select 'End test'", "select * from t1", "select * from t2",
		 "alter table t add column c", "select 'End @@'", "select * from t1",
		 "select *\nfrom t2", "select 'End \\n'") },
	{ "splitter__a1_delimiter_in_quotes_and_comments", MY,
	  "DELIMITER $$\nSELECT 'a$$', \"b$$\", `c$$` -- $$\n, 1 /* $$ */ # $$\n AS d$$\nDELIMITER ;",
	  PIECES("SELECT 'a$$', \"b$$\", `c$$` -- $$\n, 1 /* $$ */ # $$\n AS d") },
	{ "splitter__a1_delimiter_is_a_name_elsewhere", MY,
	  "CREATE TABLE t (\n  a int,\n  delimiter varchar(9)\n); SELECT\n delimiter ; SELECT 1;",
	  PIECES("CREATE TABLE t (\n  a int,\n  delimiter varchar(9)\n)", "SELECT\n delimiter",
		 "SELECT 1") },
	{ "splitter__a1_delimiter_must_begin_its_line", MY, "SELECT 1; DELIMITER //\nSELECT 2;",
	  PIECES("SELECT 1"), "DELIMITER must begin its line", 1, 11 },
	{ "splitter__a1_delimiter_of_nothing", MY, "SELECT 1;\nDELIMITER  \nSELECT 2;",
	  PIECES("SELECT 1"), "names no delimiter", 2, 1 },
	{ "splitter__a1_delimiter_switched_back_too_early", MY,
	  "DELIMITER //\nCREATE PROCEDURE p() SELECT 1\nDELIMITER ;\nSELECT 2;",
	  PIECES("CREATE PROCEDURE p() SELECT 1", "SELECT 2") },
	{ "splitter__a2_semicolon_before_the_delimiter", MY,
	  "DELIMITER $$\nCREATE PROCEDURE p() begin select 1; end;$$\nSELECT 1;$$\nDELIMITER ;",
	  PIECES("CREATE PROCEDURE p() begin select 1; end", "SELECT 1") },
	{ "splitter__dollars_behind_end", MY,
	  "DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$\nDELIMITER ;\nCALL p();",
	  PIECES("CREATE PROCEDURE p() BEGIN SELECT 1; END", "CALL p()") },
	/* The server takes them one by one; a routine alone needs the delimiter. */
	{ "splitter__semicolons_still_cut_under_a_delimiter", MY,
	  "DELIMITER //\nDROP PROCEDURE IF EXISTS p; CREATE PROCEDURE p() BEGIN SELECT 1; "
	  "END;\n//\nDELIMITER ;\n",
	  PIECES("DROP PROCEDURE IF EXISTS p", "CREATE PROCEDURE p() BEGIN SELECT 1; END") },

	{ "splitter__a3_nested_blocks", MY,
	  ONE("CREATE PROCEDURE p(IN a INT)\nBEGIN\n"
	      "  DECLARE d INT DEFAULT FALSE;\n"
	      "  DECLARE c CURSOR FOR SELECT x FROM t WHERE b = a;\n"
	      "  DECLARE CONTINUE HANDLER FOR NOT FOUND SET d = IF(a, TRUE, FALSE);\n"
	      "  DECLARE EXIT HANDLER FOR SQLSTATE '23000', 1062, SQLWARNING BEGIN\n"
	      "    ROLLBACK; END;\n"
	      "  OPEN c;\n"
	      "  l: LOOP\n    FETCH c INTO v;\n    IF d THEN LEAVE l; END IF;\n"
	      "    BEGIN IF v > 0 THEN UPDATE u SET c = IF(v, 1, 2); END IF; END;\n"
	      "  END LOOP l;\n  CLOSE c;\nEND") },
	{ "splitter__a3_if_elseif_while_repeat_case", MY,
	  ONE("CREATE DEFINER=`root`@`localhost` PROCEDURE p()\n  COMMENT 'x;'\n  MODIFIES SQL DATA\n"
	      "main: BEGIN\n"
	      "  w: WHILE i <= 10 DO\n"
	      "    REPEAT\n      SET j = REPEAT('a', 3);\n    UNTIL j > 3 END REPEAT;\n"
	      "    IF i MOD 2 = 0 THEN SET t = 1; ELSEIF (i) THEN\n      SET t = 2;\n"
	      "    ELSE BEGIN SET t = 3; END; END IF;\n"
	      "  END WHILE w;\n"
	      "  CASE i WHEN 1 THEN SELECT 1; WHEN 2 THEN BEGIN END; ELSE CASE WHEN TRUE THEN SELECT 2;"
	      " END CASE; END CASE;\n"
	      "  SELECT CASE i WHEN 1 THEN IF(a, 1, 2) ELSE REPEAT('b', 2) END, IF(a, b, c);\n"
	      "END main") },
	{ "splitter__a3_functions_and_calls_in_a_row", MY,
	  "CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN IF(a > 1, a, REPEAT(a, 2));\n"
	  "CREATE FUNCTION g() RETURNS SET('x') RETURN CASE WHEN 1 THEN 2 END;\n"
	  "CREATE FUNCTION h RETURNS STRING SONAME 'h.so';\n"
	  "CREATE OR REPLACE AGGREGATE FUNCTION IF NOT EXISTS k(x INT) RETURNS VARCHAR(9) CHARACTER "
	  "SET utf8 BEGIN RETURN 1; END;\nCALL p(1);\nCALL q();",
	  PIECES("CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN IF(a > 1, a, REPEAT(a, "
		 "2))",
		 "CREATE FUNCTION g() RETURNS SET('x') RETURN CASE WHEN 1 THEN 2 END",
		 "CREATE FUNCTION h RETURNS STRING SONAME 'h.so'",
		 "CREATE OR REPLACE AGGREGATE FUNCTION IF NOT EXISTS k(x INT) RETURNS VARCHAR(9) "
		 "CHARACTER SET utf8 BEGIN RETURN 1; END",
		 "CALL p(1)", "CALL q()") },
	{ "splitter__a3_triggers", MY,
	  "CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW SET NEW.x = IF(NEW.y, 1, 2);\n"
	  "CREATE TRIGGER b AFTER DELETE ON begin FOR EACH ROW FOLLOWS a IF OLD.x THEN SELECT 1; END "
	  "IF;\nCREATE TRIGGER IF NOT EXISTS c AFTER UPDATE ON t FOR EACH ROW BEGIN SELECT 1; END;x",
	  PIECES("CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW SET NEW.x = IF(NEW.y, 1, 2)",
		 "CREATE TRIGGER b AFTER DELETE ON begin FOR EACH ROW FOLLOWS a IF OLD.x THEN SELECT "
		 "1; END IF",
		 "CREATE TRIGGER IF NOT EXISTS c AFTER UPDATE ON t FOR EACH ROW BEGIN SELECT 1; END",
		 "x") },
	{ "splitter__a3_events", MY,
	  "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t;\nCREATE EVENT e ON SCHEDULE AT "
	  "NOW() COMMENT 'x' DO BEGIN DELETE FROM t; DO SLEEP(IF(1, 2, 3)); END;\nALTER EVENT e "
	  "RENAME TO f;\nALTER EVENT e DO BEGIN SELECT 1; END;\nALTER PROCEDURE p COMMENT 'begin';",
	  PIECES("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t",
		 "CREATE EVENT e ON SCHEDULE AT NOW() COMMENT 'x' DO BEGIN DELETE FROM t; DO "
		 "SLEEP(IF(1, 2, 3)); END",
		 "ALTER EVENT e RENAME TO f", "ALTER EVENT e DO BEGIN SELECT 1; END",
		 "ALTER PROCEDURE p COMMENT 'begin'") },
	{ "splitter__a3_blocks_outside_of_routines", MY,
	  "BEGIN NOT ATOMIC SELECT 1; BEGIN SELECT 2; END; END;\nIF 1 THEN SELECT 1; END IF;\nl: WHILE "
	  "0 DO SELECT 1; END WHILE l;\nFOR i IN 1..3 DO SELECT i; END FOR;\nBEGIN;\nSELECT 1;\nCOMMIT",
	  PIECES("BEGIN NOT ATOMIC SELECT 1; BEGIN SELECT 2; END; END",
		 "IF 1 THEN SELECT 1; END IF", "l: WHILE 0 DO SELECT 1; END WHILE l",
		 "FOR i IN 1..3 DO SELECT i; END FOR", "BEGIN", "SELECT 1", "COMMIT") },
	{ "splitter__a4_columns_called_begin_and_end", MY,
	  ONE("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN\n"
	      "  IF new.begin < new.end THEN SET new.end = 1, new.begin = new.end; END IF;\n"
	      "  UPDATE b SET begin = CASE WHEN end > 1 THEN end ELSE begin END WHERE end IN (begin, "
	      "end);\n"
	      "  SELECT `begin`, `end`, a.end, a.case, a.if FROM b;\nEND") },
	{ "splitter__a3_routine_never_ended", MY,
	  "SELECT 1;\nCREATE PROCEDURE p()\n BEGIN IF 1 THEN SELECT 1; END;\nSELECT 2;\n",
	  PIECES("SELECT 1"), "block opened here is never closed by END", 3, 2 },
	{ "splitter__l1_transaction_words_in_mysql", MY, "START TRANSACTION; SELECT 1; COMMIT;",
	  PIECES("START TRANSACTION", "SELECT 1", "COMMIT") },
	{ "splitter__backslash_is_not_psqls_in_mysql", MY, "SELECT \\N; SELECT 1;",
	  PIECES("SELECT \\N", "SELECT 1") },
};

int main(void)
{
	return run_rows("splitter, mysql", rows, sizeof(rows) / sizeof(rows[0]), NULL);
}
