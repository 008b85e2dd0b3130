/* Bodies cut into statements: effects, expectations, pairs, positions. */
#include <stdio.h>
#include <string.h>

#include "source/rig.h"
#include "sql/dialects.h"

/* Reads `text` as a file of its own; the body of `direction` comes out, not yet cut. */
static struct dn_source *put(struct dn_body **body, const char *file, const char *text,
			     enum dn_direction direction)
{
	struct dn_source *source;

	rig_put(file, text);
	source = rig_source();
	*body = rig_body(source, DN_KIND_VERSIONED, "1", direction, NULL);
	return source;
}

static dunlin_status cut(struct dn_source *source, struct dn_body *body, const char *dialect,
			 dunlin_error *err)
{
	return dn_body_cut(source, body, dn_dialect_find(dialect), err);
}

static void cuts(struct dn_source *source, struct dn_body *body, const char *dialect)
{
	dunlin_error err;

	dn_error_init(&err);
	if (cut(source, body, dialect, &err) != DUNLIN_OK)
		fail_msg("%s:%d: %s", err.file, (int)err.line, err.message);
}

static const char *file_of(enum dn_direction direction)
{
	static const char *const files[] = { "m/0001_x.up.sql", "m/0001_x.down.sql",
					     "m/0001_x.verify.sql" };

	return files[direction];
}

/* A body of one direction, which must not be cut by `dialect`. */
static void fails(enum dn_direction direction, const char *dialect, const char *text, int64_t line,
		  const char *piece)
{
	const char *file = file_of(direction);
	struct dn_source *source;
	struct dn_body *body;
	dunlin_status status;
	dunlin_error err;

	dn_error_init(&err);
	source = put(&body, file, text, direction);
	status = cut(source, body, dialect, &err);
	if (status == DUNLIN_EUSAGE)
		assert_non_null(err.source);
	rig_check_error(status, &err, file, line, piece);
	assert_false(body->cut);
	assert_int_equal(body->n_stmts, 0);
	dn_source_free(source);
	assert_int_equal(remove(file), 0);
}

static void assert_sql(const struct dn_stmt *stmt, const char *sql)
{
	assert_int_equal(stmt->len, strlen(sql));
	assert_memory_equal(stmt->sql, sql, stmt->len);
}

static void cut__gives_statements_with_lines_of_the_file(void **state)
{
	struct dn_source *source;
	struct dn_body *body;

	(void)state;
	source =
		put(&body, "m/0001_x.sql",
		    "-- dunlin: up\nSELECT 0;\n-- dunlin: down\r\n-- a comment\r\nDROP TABLE a;\r\n"
		    "\r\n  DROP TABLE\r\n b;",
		    DN_DOWN);
	cuts(source, body, "postgres");
	assert_true(body->cut);
	assert_int_equal(body->n_stmts, 2);
	assert_sql(&body->stmts[0], "DROP TABLE a");
	assert_int_equal(body->stmts[0].line, 5);
	assert_sql(&body->stmts[1], "DROP TABLE\n b");
	assert_int_equal(body->stmts[1].line, 7);
	cuts(source, body, "postgres"); /* once more is nothing */
	assert_int_equal(body->n_stmts, 2);
	dn_source_free(source);
}

static void cut__takes_a_body_without_statements(void **state)
{
	static const char *const rows[] = { "", "\n\n", "-- nothing\n", ";;\n", "/* none */" };
	struct dn_source *source;
	struct dn_body *body;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		source = put(&body, "m/0001_x.sql", rows[i], DN_UP);
		cuts(source, body, "sqlite");
		assert_true(body->cut);
		assert_int_equal(body->n_stmts, 0);
		assert_int_equal(body->effects, 0);
		dn_source_free(source);
	}
}

static void cut__gathers_effects(void **state)
{
	struct dn_source *source;
	struct dn_body *body;

	(void)state;
	source = put(&body, "m/0001_x.sql",
		     "CREATE TABLE t (x int);\nCREATE INDEX CONCURRENTLY i ON t (x);\n"
		     "SET search_path = a;\n",
		     DN_UP);
	cuts(source, body, "postgres");
	assert_int_equal(body->stmts[0].effects, 0);
	assert_int_equal(body->stmts[1].effects, DN_EFFECT_NO_TX);
	assert_int_equal(body->effects, DN_EFFECT_NO_TX | DN_EFFECT_SESSION);
	dn_source_free(source);
	/* What may share a transaction is asked only where none is wished for. */
	source = put(&body, "m/0001_x.sql",
		     "-- dunlin: transaction off\nCREATE TABLE t (x int);\nCALL p();\n", DN_UP);
	cuts(source, body, "postgres");
	assert_int_equal(body->stmts[0].effects, DN_EFFECT_SHARES);
	assert_int_equal(body->stmts[1].effects, DN_EFFECT_SESSION);
	assert_int_equal(body->effects, DN_EFFECT_SESSION);
	dn_source_free(source);
}

static void cut__keeps_copy_data_and_client_lines(void **state)
{
	struct dn_source *source;
	struct dn_body *body;

	(void)state;
	source = put(&body, "m/0001_x.sql",
		     "\\restrict abc\nCOPY t FROM stdin;\n1\ta\n2\tb\n\\.\n\\unrestrict abc\n",
		     DN_UP);
	cuts(source, body, "postgres");
	assert_int_equal(body->n_stmts, 3);
	assert_int_equal(body->stmts[0].effects, DN_EFFECT_CLIENT);
	assert_true((body->stmts[1].effects & DN_EFFECT_COPY) != 0);
	assert_int_equal(body->stmts[1].data_len, strlen("1\ta\n2\tb\n"));
	assert_memory_equal(body->stmts[1].data, "1\ta\n2\tb\n", body->stmts[1].data_len);
	assert_int_equal(body->stmts[1].data_line, 3);
	dn_source_free(source);
}

static void cut__attaches_expectations(void **state)
{
	struct dn_source *source;
	struct dn_body *body;

	(void)state;
	source = put(&body, file_of(DN_VERIFY),
		     "-- dunlin: lock-timeout 1s\n"
		     "SELECT 0;\n"
		     "-- dunlin: expect rows = 1\n"
		     "-- a comment\n"
		     "-- dunlin: expect value = 'a'\n"
		     "\n"
		     "SELECT 'a'; SELECT 2;\n"
		     "/* and */\n"
		     "-- dunlin: expect error 23505\n"
		     "INSERT INTO t VALUES (1)",
		     DN_VERIFY);
	cuts(source, body, "postgres");
	assert_int_equal(body->n_stmts, 4);
	assert_int_equal(body->stmts[0].n_expects, 0);
	assert_int_equal(body->stmts[1].n_expects, 2);
	assert_int_equal(body->stmts[1].expects[0].kind, DN_EXPECT_ROWS);
	assert_int_equal(body->stmts[1].expects[0].rows, 1);
	assert_int_equal(body->stmts[1].expects[0].line, 3);
	assert_int_equal(body->stmts[1].expects[1].kind, DN_EXPECT_VALUE);
	assert_string_equal(body->stmts[1].expects[1].text, "a");
	assert_int_equal(body->stmts[2].n_expects, 0);
	assert_int_equal(body->stmts[3].n_expects, 1);
	assert_string_equal(body->stmts[3].expects[0].text, "23505");
	dn_source_free(source);
}

static void cut__attaches_times_and_indexes(void **state)
{
	struct dn_source *source;
	struct dn_body *body;

	(void)state;
	source = put(&body, file_of(DN_VERIFY),
		     "-- dunlin: max-time 1500ms\n"
		     "-- dunlin: expect rows = 0\n"
		     "-- dunlin: uses index t_a\n"
		     "-- dunlin: uses index \"B\"\"c\"\n"
		     "SELECT 1;\n",
		     DN_VERIFY);
	cuts(source, body, "postgres");
	assert_int_equal(body->stmts[0].n_expects, 4);
	assert_int_equal(body->stmts[0].expects[0].kind, DN_EXPECT_TIME);
	assert_int_equal(body->stmts[0].expects[0].ms, 1500);
	assert_int_equal(body->stmts[0].expects[2].kind, DN_EXPECT_INDEX);
	assert_false(body->stmts[0].expects[2].exact);
	assert_true(body->stmts[0].expects[3].exact);
	assert_string_equal(body->stmts[0].expects[3].text, "B\"c");
	dn_source_free(source);
}

static void cut__refuses_expectations_out_of_place(void **state)
{
	static const struct {
		const char *text;
		int64_t line;
		const char *piece;
	} rows[] = {
		{ "SELECT 1;\n-- dunlin: expect rows = 1\n", 2, "no statement below" },
		{ "SELECT 1\n-- dunlin: expect rows = 1\nFROM t;\n", 2, "inside a statement" },
		{ "-- dunlin: expect rows = 1\nBEGIN;\nSELECT 1;\nROLLBACK;\n", 1, "no query" },
		{ "-- dunlin: expect rows = 1\n-- dunlin: expect rows = 2\nSELECT 1;\n", 2,
		  "a second time" },
		{ "-- dunlin: expect error 23505\n-- dunlin: expect rows = 2\nSELECT 1;\n", 2,
		  "an error and for a result" },
		{ "SELECT 1;\n-- dunlin: max-time 1s\n", 2, "no statement below" },
		{ "SELECT 1\n-- dunlin: uses index i\nFROM t;\n", 2, "inside a statement" },
		{ "-- dunlin: max-time 1s\n-- dunlin: max-time 2s\nSELECT 1;\n", 2,
		  "of this kind a second time" },
		{ "-- dunlin: expect error 23505\n-- dunlin: max-time 2s\nSELECT 1;\n", 2,
		  "max-time cannot stand with the others here" },
		{ "-- dunlin: uses index i\n-- dunlin: expect error 23505\nSELECT 1;\n", 2,
		  "no time and no plan" },
		{ "-- dunlin: expect value = 1\n-- dunlin: expect error 23505\nSELECT 1;\n", 2,
		  "an error and for a result" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		fails(DN_VERIFY, "postgres", rows[i].text, rows[i].line, rows[i].piece);
}

static void cut__places_errors_of_the_text(void **state)
{
	struct dn_source *source;
	struct dn_body *body;
	dunlin_status status;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	fails(DN_UP, "postgres", "SELECT 1;\n\nSELECT 'open\n", 3, "string");
	fails(DN_UP, "postgres", "SELECT 1;\n  \\d t\n", 2, "\\d");
	source = put(&body, "m/0001_x.sql",
		     "-- dunlin: up\nSELECT 1;\n-- dunlin: down\nSELECT 1; /* open\n", DN_DOWN);
	status = cut(source, body, "sqlite", &err);
	assert_int_equal(err.column, 11);
	assert_string_equal(err.source, "SELECT 1; /* open");
	rig_check_error(status, &err, "m/0001_x.sql", 4, "comment");
	dn_source_free(source);

	rig_put_bytes("m/0001_x.sql", "SELECT 1;\nSELECT \0;\n", 20);
	source = rig_source();
	body = rig_body(source, DN_KIND_VERSIONED, "1", DN_UP, NULL);
	status = cut(source, body, "sqlite", &err);
	rig_check_error(status, &err, "m/0001_x.sql", 2, "NUL");
	dn_source_free(source);
}

static void cut__warns_of_bytes_that_are_no_utf8(void **state)
{
	struct dn_source *source;
	struct dn_body *body;

	(void)state;
	source = put(&body, "m/0001_x.sql",
		     "-- dunlin: up\nSELECT 1;\n-- dunlin: down\nSELECT 1;\nSELECT 'caf\xe9';\n",
		     DN_DOWN);
	assert_int_equal(source->n_warnings, 0);
	cuts(source, body, "sqlite");
	assert_int_equal(source->n_warnings, 1);
	assert_true(rig_warned(source, "m/0001_x.sql", 5, "not UTF-8"));
	dn_source_free(source);
}

static void cut__strips_a_pair_around_the_body(void **state)
{
	static const struct {
		enum dn_direction direction;
		const char *dialect, *text;
		size_t n;
		unsigned stripped; /* bit i: statement i */
		uint32_t effects;
	} rows[] = {
		{ DN_UP, "postgres", "BEGIN; SELECT 1; COMMIT;", 3, 5, 0 },
		{ DN_UP, "postgres", "begin work; SELECT 1; end transaction", 3, 5, 0 },
		{ DN_DOWN, "mysql", "START TRANSACTION; SELECT 1; COMMIT;", 3, 5, 0 },
		{ DN_UP, "postgres", "BEGIN; COMMIT;", 2, 3, 0 },
		{ DN_VERIFY, "postgres", "BEGIN; SELECT 1; ROLLBACK;", 3, 5, 0 },
		{ DN_VERIFY, "postgres", "BEGIN; SELECT 1; COMMIT;", 3, 5, 0 },
		{ DN_UP, "postgres", "BEGIN; SAVEPOINT a; RELEASE a; COMMIT;", 4, 9, 0 },
		{ DN_UP, "postgres", "\\restrict x\nBEGIN; SELECT 1; COMMIT;\n\\unrestrict x\n", 5,
		  10, DN_EFFECT_CLIENT },
		{ DN_UP, "sqlite",
		  "PRAGMA foreign_keys = OFF; BEGIN; SELECT 1; COMMIT; PRAGMA foreign_keys = ON;",
		  5, 27, DN_EFFECT_REBUILD },
		{ DN_UP, "sqlite", "PRAGMA foreign_keys = OFF; SELECT 1;", 2, 1,
		  DN_EFFECT_REBUILD },
		{ DN_UP, "sqlite", "BEGIN; PRAGMA foreign_keys = OFF; SELECT 1; COMMIT;", 4, 11,
		  DN_EFFECT_REBUILD },
		{ DN_UP, "postgres", "SELECT 1;", 1, 0, 0 },
	};
	struct dn_source *source;
	struct dn_body *body;
	size_t i, s;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		source = put(&body, file_of(rows[i].direction), rows[i].text, rows[i].direction);
		cuts(source, body, rows[i].dialect);
		assert_int_equal(body->n_stmts, rows[i].n);
		for (s = 0; s < body->n_stmts; s++)
			assert_int_equal((body->stmts[s].effects & DN_EFFECT_STRIPPED) != 0,
					 rows[i].stripped >> s & 1u);
		assert_int_equal(body->effects, rows[i].effects);
		dn_source_free(source);
	}
}

static void cut__refuses_other_transaction_control(void **state)
{
	static const struct {
		enum dn_direction direction;
		const char *dialect, *text;
		int64_t line;
		const char *piece;
	} rows[] = {
		{ DN_UP, "postgres", "SELECT 1;\nBEGIN;\nSELECT 2;\nCOMMIT;\n", 2,
		  "BEGIN: transaction control inside the body; leave it out, or write `-- dunlin: "
		  "transaction off`" },
		{ DN_UP, "postgres", "BEGIN;\nSELECT 2;\nCOMMIT;\nSELECT 1;\n", 1,
		  "BEGIN: what closes it is not the end" },
		{ DN_UP, "postgres", "BEGIN;\nSELECT 2;\n", 1, "BEGIN: nothing closes it" },
		{ DN_UP, "postgres", "SELECT 2;\nCOMMIT;\n", 2,
		  "COMMIT: transaction control inside" },
		{ DN_UP, "postgres", "BEGIN;\nSELECT 1;\nCOMMIT;\nBEGIN;\nSELECT 1;\nCOMMIT;\n", 3,
		  "COMMIT: transaction control inside" },
		{ DN_UP, "postgres", "BEGIN;\nSELECT 1;\nROLLBACK;\n", 1, "not the end" },
		{ DN_UP, "postgres", "SELECT 1;\nROLLBACK;\n", 2, "cannot roll itself back" },
		{ DN_UP, "postgres", "BEGIN ISOLATION LEVEL SERIALIZABLE;\nSELECT 1;\nCOMMIT;\n", 1,
		  "BEGIN ISOLATION LEVEL SERIALIZABLE: transaction control with options" },
		{ DN_UP, "sqlite", "BEGIN EXCLUSIVE;\nSELECT 1;\nCOMMIT;\n", 1, "with options" },
		{ DN_UP, "postgres", "SELECT 1;\nPREPARE TRANSACTION 'x';\n", 2, "with options" },
		{ DN_UP, "postgres", "BEGIN;\nSELECT 1;\nCOMMIT AND CHAIN;\n", 1, "BEGIN: " },
		{ DN_UP, "mysql", "SET autocommit = 0;\nSELECT 1;\n", 1, "with options" },
		{ DN_VERIFY, "postgres", "SELECT 1;\nROLLBACK;\nSELECT 1;\n", 2,
		  "cannot roll itself back" },
		{ DN_VERIFY, "postgres", "SELECT 1;\nCOMMIT;\nSELECT 1;\n", 2,
		  "inside the body; leave it out" },
		{ DN_VERIFY, "postgres", "BEGIN;\nSELECT 1;\n", 1, "COMMIT or ROLLBACK" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		fails(rows[i].direction, rows[i].dialect, rows[i].text, rows[i].line,
		      rows[i].piece);
}

static void cut__allows_groups_with_transaction_off(void **state)
{
	struct dn_source *source;
	struct dn_body *body;

	(void)state;
	source = put(&body, file_of(DN_UP),
		     "-- dunlin: transaction off\nVACUUM;\nBEGIN;\nSELECT 1;\nCOMMIT;\n"
		     "PRAGMA foreign_keys = ON;\nBEGIN;\nEND;\n",
		     DN_UP);
	cuts(source, body, "sqlite");
	assert_int_equal(body->n_stmts, 7);
	assert_int_equal(body->stmts[1].effects, DN_EFFECT_BEGIN);
	assert_int_equal(body->stmts[4].effects & DN_EFFECT_STRIPPED, 0);
	dn_source_free(source);
	assert_int_equal(remove(file_of(DN_UP)), 0);
	fails(DN_UP, "postgres", "-- dunlin: transaction off\nSELECT 1;\nCOMMIT;\n", 3,
	      "COMMIT: there is no BEGIN above it");
	fails(DN_UP, "postgres", "-- dunlin: transaction off\nBEGIN;\nSELECT 1;\n", 2,
	      "BEGIN: nothing closes it");
	fails(DN_UP, "postgres", "-- dunlin: transaction off\nBEGIN;\nBEGIN;\nCOMMIT;\n", 3,
	      "before the COMMIT of the first");
	fails(DN_UP, "postgres", "-- dunlin: transaction off\nBEGIN READ ONLY;\nCOMMIT;\n", 2,
	      "with options; write plain BEGIN and COMMIT");
	fails(DN_UP, "postgres", "-- dunlin: transaction off\nBEGIN;\nROLLBACK;\n", 3,
	      "cannot roll itself back");
}

static void cut__shows_only_the_head_of_a_long_statement(void **state)
{
	(void)state;
	fails(DN_UP, "postgres",
	      "BEGIN ISOLATION LEVEL SERIALIZABLE, READ WRITE, DEFERRABLE;\nCOMMIT;\n", 1,
	      "BEGIN ISOLATION LEVEL SERIALIZABLE, READ: ");
	fails(DN_UP, "postgres", "BEGIN\n  READ ONLY;\nCOMMIT;\n", 1, "BEGIN: ");
}

static void cut__holds_directives_to_the_dialect_that_runs(void **state)
{
	(void)state;
	/* MySQL cannot read the whole file, so nothing was said when it was read. */
	fails(DN_UP, "mysql", "-- dunlin: lock-timeout 1s\nSELECT 'a\\';\n", 2, "string");
	/* Where -- needs a blank behind it, this is no comment but a statement. */
	fails(DN_UP, "mysql", "--dunlin: lock-timeout 1s\nSELECT 1;\n", 1, "--");
}

#define TEST(name) cmocka_unit_test_setup_teardown(cut__##name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(gives_statements_with_lines_of_the_file),
		TEST(takes_a_body_without_statements),
		TEST(gathers_effects),
		TEST(keeps_copy_data_and_client_lines),
		TEST(attaches_expectations),
		TEST(attaches_times_and_indexes),
		TEST(refuses_expectations_out_of_place),
		TEST(places_errors_of_the_text),
		TEST(warns_of_bytes_that_are_no_utf8),
		TEST(strips_a_pair_around_the_body),
		TEST(refuses_other_transaction_control),
		TEST(allows_groups_with_transaction_off),
		TEST(shows_only_the_head_of_a_long_statement),
		TEST(holds_directives_to_the_dialect_that_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
