/* tests of sql/splitter: SQLite, and that its own library cuts the same */
#include "sql/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#define LITE "sqlite"
#define BODY(text) text, PIECES(text)

static const struct split_row rows[] = {
	{ "splitter__g1_comments_behind_semicolons_in_sqlite", LITE,
	  "CREATE TABLE a (i); -- one\nCREATE TABLE b (i); INSERT INTO a VALUES (';'); -- ;",
	  PIECES("CREATE TABLE a (i)", "CREATE TABLE b (i)", "INSERT INTO a VALUES (';')") },
	{ "splitter__q1_comments_do_not_nest_in_sqlite", LITE, "/* a /* b; */ SELECT 1;",
	  PIECES("SELECT 1") },
	{ "splitter__q1_comment_never_closed_in_sqlite", LITE, "SELECT 1;\n /* SELECT 2;",
	  PIECES("SELECT 1"), "comment opened here is never closed", 2, 2 },
	{ "splitter__q2_cr_ends_no_comment_in_sqlite", LITE, "SELECT 1; -- c\rSELECT 2;\nSELECT 3",
	  PIECES("SELECT 1", "SELECT 3") },
	{ "splitter__quotes_of_sqlite", LITE,
	  "SELECT \"a;\"\"b\", `c;``d`, [e;\"f], x'00', 'g;''h'; SELECT 2",
	  PIECES("SELECT \"a;\"\"b\", `c;``d`, [e;\"f], x'00', 'g;''h'", "SELECT 2") },
	{ "splitter__bracket_never_closed", LITE, "SELECT [a;\n", NOTHING,
	  "quoted name opened here is never closed", 1, 8 },
	{ "splitter__backtick_never_closed", LITE, "SELECT `a;\n", NOTHING,
	  "quoted name opened here is never closed", 1, 8 },
	{ "splitter__a6_backslash_means_nothing_in_sqlite", LITE, "SELECT 'a\\'; SELECT 2;",
	  PIECES("SELECT 'a\\'", "SELECT 2") },
	{ "splitter__dollars_mean_nothing_in_sqlite", LITE, "SELECT $a$, $$;SELECT $a$;",
	  PIECES("SELECT $a$, $$", "SELECT $a$") },
	{ "splitter__a5_case_before_end", LITE,
	  BODY("CREATE TRIGGER a BEFORE INSERT ON t BEGIN SELECT CASE\n WHEN new.a = 4 THEN "
	       "RAISE(IGNORE) END;\nEND") },
	{ "splitter__a5_string_that_looks_like_an_end", LITE,
	  BODY("CREATE TRIGGER u AFTER DELETE ON t FOR EACH ROW\nBEGIN\n  INSERT INTO u SELECT "
	       "'INSERT INTO t VALUES ('\n   || old.b || ');END;';\nEND") },
	{ "splitter__a5_triggers_on_one_line", LITE,
	  "CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END;CREATE TRIGGER b AFTER UPDATE ON "
	  "t BEGIN SELECT 1; SELECT 2; END; SELECT 3;",
	  PIECES("CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END",
		 "CREATE TRIGGER b AFTER UPDATE ON t BEGIN SELECT 1; SELECT 2; END", "SELECT 3") },
	{ "splitter__a5_lower_case_instead_of", LITE,
	  "create trigger i instead of insert on v\n  begin\n    insert into a (id) values "
	  "(new.id);\n    insert into b (id) values (new.id);\n  end;\nselect 1;",
	  PIECES("create trigger i instead of insert on v\n  begin\n    insert into a (id) values "
		 "(new.id);\n    insert into b (id) values (new.id);\n  end",
		 "select 1") },
	{ "splitter__a5_savepoint_inside", LITE,
	  BODY("CREATE TRIGGER s AFTER INSERT ON t BEGIN\n SAVEPOINT p;\n INSERT INTO u VALUES "
	       "(new.f);\n ROLLBACK TO p;\nEND") },
	{ "splitter__a5_temporary_and_if_not_exists", LITE,
	  "CREATE TEMP TRIGGER IF NOT EXISTS main.x AFTER INSERT ON t BEGIN SELECT 1; END;"
	  "CREATE TEMPORARY TRIGGER y AFTER INSERT ON t BEGIN SELECT 1; END;",
	  PIECES("CREATE TEMP TRIGGER IF NOT EXISTS main.x AFTER INSERT ON t BEGIN SELECT 1; END",
		 "CREATE TEMPORARY TRIGGER y AFTER INSERT ON t BEGIN SELECT 1; END") },
	{ "splitter__a5_names_like_block_words", LITE,
	  "CREATE TRIGGER begin AFTER UPDATE OF begin, \"end\" ON begin WHEN new.\"end\" > 1 BEGIN\n "
	  "UPDATE t SET begin = new.begin WHERE \"end\" = 1;\nEND;CREATE TABLE end (begin);",
	  PIECES("CREATE TRIGGER begin AFTER UPDATE OF begin, \"end\" ON begin WHEN new.\"end\" > 1 "
		 "BEGIN\n UPDATE t SET begin = new.begin WHERE \"end\" = 1;\nEND",
		 "CREATE TABLE end (begin)") },
	{ "splitter__a5_comments_around_end", LITE,
	  BODY("CREATE/**/TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; -- ;\n /* ; */ END") },
	{ "splitter__explained_trigger", LITE,
	  BODY("EXPLAIN QUERY PLAN CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END") },
	{ "splitter__trigger_without_begin_is_the_databases", LITE,
	  "CREATE TRIGGER a AFTER INSERT ON t; SELECT 1;",
	  PIECES("CREATE TRIGGER a AFTER INSERT ON t", "SELECT 1") },
	{ "splitter__trigger_never_ended", LITE,
	  "SELECT 1;\nCREATE TRIGGER a AFTER INSERT ON t\nBEGIN SELECT 1;\nSELECT 2;\n",
	  PIECES("SELECT 1"), "block opened here is never closed by END", 3, 1 },
	{ "splitter__l1_transaction_words_in_sqlite", LITE,
	  "BEGIN TRANSACTION; SELECT 1; END TRANSACTION;",
	  PIECES("BEGIN TRANSACTION", "SELECT 1", "END TRANSACTION") },
	{ "splitter__a11_no_empty_statement_in_sqlite", LITE, ";;/* a */;SELECT 1;;-- x",
	  PIECES("SELECT 1") },
	{ "splitter__colons_are_parameters_in_sqlite", LITE, "SELECT :a, @b, ?1; SELECT \\d;",
	  PIECES("SELECT :a, @b, ?1", "SELECT \\d") },
};

/*
 * sqlite3_complete() must say no at every semicolon inside a piece, and yes to
 * the whole.  EXPLAIN QUERY PLAN is the one prefix it does not know, and it waits
 * for the end of a trigger that has no body.
 */
static void ask_sqlite(const char *piece)
{
	size_t len = strlen(piece);
	char *text;
	size_t i;

	if (strncmp(piece, "EXPLAIN QUERY", 13) == 0 ||
	    (strcasestr(piece, "TRIGGER") != NULL && strcasestr(piece, "BEGIN") == NULL))
		return;
	text = calloc(1, len + 2);
	assert_non_null(text);
	for (i = 0; i < len; i++) {
		text[i] = piece[i];
		if (piece[i] == ';')
			assert_false(sqlite3_complete(text));
	}
	text[len] = ';';
	assert_true(sqlite3_complete(text));
	free(text);
}

int main(void)
{
	return run_rows("splitter, sqlite", rows, sizeof(rows) / sizeof(rows[0]), ask_sqlite);
}
