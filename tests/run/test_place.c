/* From an error of the database to file, line and column. */
#include "engine/lab.h"

#include <stdlib.h>
#include <string.h>

struct row {
	const char *body;   /* of 0001_a.sql */
	const char *place;  /* "12:3", of that file */
	const char *source; /* the text of that line */
	const char *piece;  /* of the message */
	const char *sqlstate;
	dunlin_status status;
};

static void fails_at(struct lab *lab, const struct row *row)
{
	lab_put(lab, "0001_a.sql", row->body);
	lab_up_fails(lab, row->status, row->piece);
	lab_at(lab, lab_text(lab, "m/0001_a.sql:%s", row->place), row->source);
	lab_sqlstate(lab, row->sqlstate);
	lab_rows(lab, "SELECT count(*) FROM dunlin_event WHERE event = 'fail'", "1");
}

static struct lab *begin(void **state, int (*setup)(void **))
{
	const struct row *row = *state;
	struct lab *lab;
	void *own = NULL;

	if (setup(&own) != 0)
		return NULL;
	lab = own;
	lab->row = row;
	*state = lab;
	return lab;
}

static int on_postgres(void **state)
{
	return begin(state, lab_postgres) == NULL ? -1 : 0;
}

static int on_sqlite(void **state)
{
	return begin(state, lab_sqlite) == NULL ? -1 : 0;
}

static void finds(void **state)
{
	struct lab *lab = *state;

	fails_at(lab, lab->row);
}

#define PG(what, ...)                                                                           \
	{                                                                                       \
		"place__finds_" what "_on_postgres", finds, on_postgres, lab_end, &(struct row) \
		{                                                                               \
			__VA_ARGS__                                                             \
		}                                                                               \
	}
#define LITE(what, ...)                                                                     \
	{                                                                                   \
		"place__finds_" what "_on_sqlite", finds, on_sqlite, lab_end, &(struct row) \
		{                                                                           \
			__VA_ARGS__                                                         \
		}                                                                           \
	}

/* The file is another one each time, and each is told by its own name. */
static void place__names_the_file_of_the_body_that_ran(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"-- dunlin: up\nCREATE TABLE a (x int);\n-- dunlin: down\n\n"
		"DROP TABLE nowhere;\n");
	lab_put(lab, lab->pg ? "m/postgres/0002_b.up.sql" : "m/sqlite/0002_b.up.sql",
		"\n\nSELECT * FROM nowhere;\n");
	lab_up_fails(lab, DUNLIN_EMISSING, "nowhere");
	lab_at(lab, lab->pg ? "m/postgres/0002_b.up.sql:3:15" : "m/sqlite/0002_b.up.sql:3:15",
	       "SELECT * FROM nowhere;");
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_DOWN, 1, NULL, 0), DUNLIN_EMISSING, "nowhere");
	lab_at(lab, lab->pg ? "m/0001_a.sql:5" : "m/0001_a.sql:5:12", "DROP TABLE nowhere;");
}

static void place__gives_notices_their_line(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "SELECT 1;\n\nDO $$BEGIN RAISE NOTICE 'hear me'; END$$;\n");
	lab_up(lab);
	assert_true(lab_told(lab, "notice v0001 up #2/2 m/0001_a.sql:3 hear me") ||
		    lab_told(lab, "m/0001_a.sql:3 hear me"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PG("a_missing_table", "INSERT INTO t VALUES (1);\n", "1:13",
		   "INSERT INTO t VALUES (1);", "relation \"t\" does not exist", "42P01",
		   DUNLIN_EMISSING),
		PG("a_column_behind_multibyte_text",
		   "SELECT 'zażółć 第1話 🎙️', nowhere;\n", "1:25",
		   "SELECT 'zażółć 第1話 🎙️', nowhere;",
		   "column \"nowhere\" does not exist", "42703", DUNLIN_EMISSING),
		PG("a_line_behind_multibyte_lines",
		   "-- zażółć\nSELECT '第1話',\n  '🎙️' || nowhere\nFROM pg_class;\n",
		   "3:11", "  '🎙️' || nowhere", "column \"nowhere\" does not exist", "42703",
		   DUNLIN_EMISSING),
		PG("the_line_of_a_file_with_crlf",
		   "\xEF\xBB\xBF"
		   "SELECT 1;\r\n\r\nSELECT 2,\r\n  nowhere;\r\n",
		   "4:3", "  nowhere;", "column \"nowhere\" does not exist", "42703",
		   DUNLIN_EMISSING),
		PG("statement_two_on_the_line_of_the_first", "SELECT 1; SELECT nowhere;\n", "1:18",
		   "SELECT 1; SELECT nowhere;", "column \"nowhere\" does not exist", "42703",
		   DUNLIN_EMISSING),
		PG("a_syntax_error_below_a_section",
		   "-- dunlin: up\n-- a comment\n\nCREATE TABEL a (x int);\n-- dunlin: down\nSELECT "
		   "1;\n",
		   "4:8", "CREATE TABEL a (x int);", "syntax error", "42601", DUNLIN_ESYNTAX),
		PG("a_failure_while_a_function_runs",
		   "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  PERFORM 1;\n"
		   "  RAISE EXCEPTION 'no way';\nEND\n$$;\n\nSELECT\n  f();\n",
		   "8", "SELECT", "no way", "P0001", DUNLIN_ESQL),
		PG("a_syntax_error_in_a_function_body",
		   "SELECT 1;\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\n  SELECT 1\n  FROM "
		   "nowhere;\n$$;\n",
		   "4:8", "  FROM nowhere;", "relation \"nowhere\" does not exist", "42P01",
		   DUNLIN_EMISSING),
		PG("the_line_inside_a_block",
		   "SELECT 1;\nDO $$\nBEGIN\n  PERFORM 1;\n  RAISE EXCEPTION 'stop here';\nEND\n$$;\n",
		   "5", "  RAISE EXCEPTION 'stop here';", "stop here", "P0001", DUNLIN_ESQL),
		PG("the_line_of_a_query_inside_a_block",
		   "DO $body$\nDECLARE\n  n int;\nBEGIN\n  SELECT 1 / 0 INTO n;\nEND\n$body$;\n",
		   "5", "  SELECT 1 / 0 INTO n;", "division by zero", "22012", DUNLIN_ESQL),
		PG("the_line_of_copy_data",
		   "CREATE TABLE t (x int, y text);\nCOPY t FROM stdin;\n1\tone\n2\ttwo\nx\tthree\n\\.\n",
		   "5", "x\tthree", "invalid input syntax for type integer", "22P02", DUNLIN_ESQL),
		PG("the_insert_that_fires_a_trigger",
		   "CREATE TABLE t (x int);\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "
		   "$$\nBEGIN\n  RAISE EXCEPTION 'not %', NEW.x;\nEND\n$$;\nCREATE TRIGGER tt BEFORE "
		   "INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();\n\nINSERT INTO t\nVALUES (7);\n",
		   "9", "INSERT INTO t", "not 7", "P0001", DUNLIN_ESQL),
		PG("a_statement_without_a_position", "SELECT 1;\nDROP TABLE nowhere;\n", "2",
		   "DROP TABLE nowhere;", "table \"nowhere\" does not exist", "42P01",
		   DUNLIN_EMISSING),
		LITE("a_column_behind_multibyte_text",
		     "SELECT 'zażółć 第1話 🎙️', nowhere;\n", "1:25",
		     "SELECT 'zażółć 第1話 🎙️', nowhere;", "no such column: nowhere",
		     "42703", DUNLIN_EMISSING),
		LITE("the_line_of_a_file_with_crlf", "SELECT 1;\r\n\r\nSELECT 2,\r\n  nowhere;\r\n",
		     "4:3", "  nowhere;", "no such column: nowhere", "42703", DUNLIN_EMISSING),
		LITE("statement_two_on_the_line_of_the_first", "SELECT 1; SELECT nowhere;\n",
		     "1:18", "SELECT 1; SELECT nowhere;", "no such column: nowhere", "42703",
		     DUNLIN_EMISSING),
		LITE("the_insert_that_fires_a_trigger",
		     "CREATE TABLE t (x int);\nCREATE TRIGGER tt BEFORE INSERT ON t\nBEGIN\n  SELECT "
		     "RAISE(ABORT, 'not that');\nEND;\n\nINSERT INTO t\nVALUES (7);\n",
		     "7", "INSERT INTO t", "not that", "P0001", DUNLIN_ESQL),
		LITE("a_missing_table_on_a_further_line",
		     "SELECT 1;\nSELECT *\nFROM (SELECT 1) AS a,\n     nowhere;\n", "4:6",
		     "     nowhere;", "no such table: nowhere", "42P01", DUNLIN_EMISSING),
		ON_SQLITE(place__names_the_file_of_the_body_that_ran),
		ON_POSTGRES(place__names_the_file_of_the_body_that_ran),
		ON_POSTGRES(place__gives_notices_their_line),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
