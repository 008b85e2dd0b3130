/* Statements as a dialect cuts them: what each is, and where it lies on disk. */
#include "engine/lab.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

static dunlin_statements *cut(struct lab *lab, const char *dialect)
{
	dunlin_engine *engine = lab_engine(lab);
	dunlin_statements *statements = NULL;

	dn_error_clear(lab->err);
	if (dunlin_statements_cut(&statements, engine, dialect, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	dunlin_engine_close(engine); /* the statements stay */
	return statements;
}

/* All of them, a line each: "0001_a up m/0001_a.sql:1 kind sql". */
static const char *list(struct lab *lab, const char *dialect)
{
	static const char *const directions[] = { "up", "down", "verify" };
	struct dunlin_statement_entry e = DUNLIN_STATEMENT_ENTRY_INIT;
	dunlin_statements *statements = cut(lab, dialect);
	struct dn_str text = DN_STR_INIT;
	const char *own;
	size_t i;

	for (i = 0; i < dunlin_statements_count(statements); i++) {
		dunlin_statements_at(statements, i, &e);
		dn_str_printf(&text, "%c%s_%s %s %s:%" PRId64 " %s %.*s\n", e.migration, e.id,
			      e.name, directions[e.direction], e.file, e.line, e.kind,
			      (int)e.sql_len, e.sql);
	}
	dunlin_statements_at(statements, i, &e);
	assert_null(e.sql);
	dunlin_statements_free(statements);
	own = lab_text(lab, "%s", dn_str_text(&text));
	dn_str_clear(&text);
	return own;
}

static void statements__says_what_each_is(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql",
		"\\restrict x\nBEGIN;\nCREATE TABLE a (x int);\nSET ROLE r;\nCOPY a FROM stdin;\n1\n"
		"\\.\nCOMMIT;\n\\unrestrict x\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "0001_a.verify.sql", "BEGIN; SELECT 1; ROLLBACK;\n");
	lab_put(lab, "0002_b.sql", "CREATE INDEX CONCURRENTLY i ON a (x);\n");
	lab_put(lab, "R__v.sql", "SELECT 2\n");
	lab_put(lab, "seeds/s.sql", "\n\nSELECT 3;\n");
	assert_string_equal(list(lab, "pg"),
			    "v0001_a up m/0001_a.up.sql:1 client \\restrict x\n"
			    "v0001_a up m/0001_a.up.sql:2 begin BEGIN\n"
			    "v0001_a up m/0001_a.up.sql:3 statement CREATE TABLE a (x int)\n"
			    "v0001_a up m/0001_a.up.sql:4 session SET ROLE r\n"
			    "v0001_a up m/0001_a.up.sql:5 copy COPY a FROM stdin\n"
			    "v0001_a up m/0001_a.up.sql:8 commit COMMIT\n"
			    "v0001_a up m/0001_a.up.sql:9 client \\unrestrict x\n"
			    "v0001_a down m/0001_a.down.sql:1 statement DROP TABLE a\n"
			    "v0001_a verify m/0001_a.verify.sql:1 begin BEGIN\n"
			    "v0001_a verify m/0001_a.verify.sql:1 statement SELECT 1\n"
			    "v0001_a verify m/0001_a.verify.sql:1 rollback ROLLBACK\n"
			    "v0002_b up m/0002_b.sql:1 alone CREATE INDEX CONCURRENTLY i ON a (x)\n"
			    "rv_v up m/R__v.sql:1 statement SELECT 2\n"
			    "ss_s up m/seeds/s.sql:3 statement SELECT 3\n");
}

static void statements__takes_the_dialect_of_the_target(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "PRAGMA foreign_keys = OFF;\nBEGIN;\nDROP TABLE a;\nCOMMIT;\n");
	lab_put(lab, "0001_a.pg.sql", "SELECT $$it's$$;\n");
	lab_put(lab, "0002_b.sql", "-- dunlin: only postgres\nSELECT $$it's$$;\n");
	lab_put(lab, "0003_c.mysql.sql", "SELECT \"a\\\"b\";\n");
	assert_string_equal(list(lab, NULL),
			    "v0001_a up m/0001_a.sql:1 left-out PRAGMA foreign_keys = OFF\n"
			    "v0001_a up m/0001_a.sql:2 begin BEGIN\n"
			    "v0001_a up m/0001_a.sql:3 rebuild DROP TABLE a\n"
			    "v0001_a up m/0001_a.sql:4 commit COMMIT\n");
	assert_string_equal(list(lab, "postgres"),
			    "v0001_a up m/0001_a.pg.sql:1 statement SELECT $$it's$$\n"
			    "v0002_b up m/0002_b.sql:2 statement SELECT $$it's$$\n");
	assert_int_equal(access("real.db", F_OK), -1);
}

static void statements__needs_a_dialect(void **state)
{
	struct lab *lab = *state;
	dunlin_statements *statements = NULL;
	dunlin_engine *engine;

	lab_put(lab, "0001_a.sql", "SELECT 1;\nSELECT 'open;\n");
	lab->options.url = NULL;
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_statements_cut(&statements, engine, NULL, lab->err), DUNLIN_EUSAGE,
		   "no dialect was named");
	lab_failed(lab, dunlin_statements_cut(&statements, engine, "oracle", lab->err),
		   DUNLIN_EUSAGE, "\"oracle\" is no dialect");
	lab_failed(lab, dunlin_statements_cut(&statements, engine, "mysql", lab->err),
		   DUNLIN_EUSAGE, "never closed");
	lab_at(lab, "m/0001_a.sql:2:8", "SELECT 'open;");
	assert_null(statements);
	dunlin_statements_free(NULL);
	dunlin_engine_close(engine);
}

static void statements__are_where_they_say_on_disk(void **state)
{
	static const char text[] =
		"\xef\xbb\xbf-- dunlin: up\r\nCREATE TABLE a (\r\n  x int\n);\r\n"
		"-- dunlin: down\nDROP TABLE\r\na;";
	struct dunlin_statement_entry e = DUNLIN_STATEMENT_ENTRY_INIT;
	struct lab *lab = *state;
	dunlin_statements *statements;

	lab_put(lab, "0001_a.sql", text);
	statements = cut(lab, "sqlite");
	dunlin_statements_at(statements, 0, &e);
	assert_int_equal(e.offset, strstr(text, "CREATE") - text);
	assert_int_equal(e.length, strlen("CREATE TABLE a (\r\n  x int\n)"));
	assert_int_equal(e.sql_len, e.length - 1);
	dunlin_statements_at(statements, 1, &e);
	assert_int_equal(e.offset, strstr(text, "DROP") - text);
	assert_int_equal(e.length, strlen("DROP TABLE\r\na"));
	dunlin_statements_free(statements);
}

/* --- and the same in a plan ------------------------------------------------------------- */

static dunlin_plan *plan(struct lab *lab)
{
	dunlin_engine *engine = lab_engine(lab);
	dunlin_plan *made = NULL;

	dn_error_clear(lab->err);
	if (dunlin_plan_make(&made, engine, NULL, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	dunlin_engine_close(engine);
	return made;
}

static void plan__says_where_a_line_lies_on_disk(void **state)
{
	static const char text[] = "\xef\xbb\xbf"
				   "BEGIN;\r\nCREATE TABLE a (\r\nx int);\nCOMMIT;";
	struct lab *lab = *state;
	dunlin_plan *made;
	size_t i, seen = 0;

	lab_put(lab, "0001_a.sql", text);
	made = plan(lab);
	for (i = 0; i < dunlin_plan_lines(made); i++) {
		struct dunlin_line line = DUNLIN_LINE_INIT;

		dunlin_plan_line(made, i, &line);
		assert_null(line.data);
		if (line.file == NULL) {
			assert_int_equal(line.offset, -1);
			assert_int_equal(line.length, -1);
			continue;
		}
		seen++;
		assert_memory_equal(text + line.offset, line.sql,
				    line.kind == DUNLIN_LINE_LEFT_OUT ? line.sql_len : 16);
		assert_int_equal(line.length,
				 (int64_t)line.sql_len + (line.kind == DUNLIN_LINE_BODY));
	}
	assert_int_equal(seen, 3);
	dunlin_plan_free(made);
}

static void plan__shows_the_rows_of_copy(void **state)
{
	struct lab *lab = *state;
	dunlin_plan *made;
	size_t i, seen = 0;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\nCOPY a FROM stdin;\r\n1\r\n2\n\\.\n");
	made = plan(lab);
	for (i = 0; i < dunlin_plan_lines(made); i++) {
		struct dunlin_line line = DUNLIN_LINE_INIT;

		dunlin_plan_line(made, i, &line);
		if (line.data == NULL)
			continue;
		seen++;
		assert_int_equal(line.data_len, 4);
		assert_memory_equal(line.data, "1\n2\n", 4);
	}
	assert_int_equal(seen, 1);
	dunlin_plan_free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_SQLITE(statements__says_what_each_is),
		ON_SQLITE(statements__takes_the_dialect_of_the_target),
		ON_SQLITE(statements__needs_a_dialect),
		ON_SQLITE(statements__are_where_they_say_on_disk),
		ON_SQLITE(plan__says_where_a_line_lies_on_disk),
		ON_POSTGRES(plan__says_where_a_line_lies_on_disk),
		ON_POSTGRES(plan__shows_the_rows_of_copy),
	};

	return cmocka_run_group_tests_name("statements", tests, lab_server, NULL);
}
