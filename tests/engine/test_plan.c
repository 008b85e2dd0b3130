/* What a plan prints is what a run sends: every statement, in order, between the same borders. */
#include "engine/lab.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "run/runner.h"

#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

/* --- a driver that writes down what it is given --------------------------------------- */

static struct {
	const struct dunlin_driver *real;
	const char *check;        /* the dialect's; the one query that a plan shows */
	const char *question;     /* the dialect's too: what a `when` is asked in */
	const char *const *reset; /* and what a reset is */
	size_t questions;
	struct dn_str sent; /* a line each */
	struct dn_str queries;
	size_t rollbacks;
} recorder;

/* Times, hashes, run ids, measured durations and what a driver remembers become #: they differ
 * between two runs. */
static void put_masked(struct dn_str *out, const char *sql, size_t len)
{
	size_t i = 0, n;

	while (i < len) {
		for (n = 0; i + n < len && isxdigit((unsigned char)sql[i + n]); n++)
			;
		if (n == 64 || n == 32) {
			dn_str_putc(out, '#');
			i += n;
		} else if (i + 28 < len && sql[i] == '\'' && sql[i + 1] == '2' &&
			   sql[i + 5] == '-' && sql[i + 27] == 'Z') {
			dn_str_puts(out, "'#");
			i += 28;
			if (i + 3 < len && memcmp(sql + i, "', ", 3) == 0 &&
			    isdigit((unsigned char)sql[i + 3])) {
				dn_str_puts(out, "', #");
				for (i += 3; i < len && isdigit((unsigned char)sql[i]); i++)
					;
			}
		} else if (i + 6 < len && memcmp(sql + i, " END, ", 6) == 0) {
			/* What the driver remembers before a statement that runs alone. */
			dn_str_puts(out, " END, #");
			i += 6;
			if (sql[i] == '\'')
				i++;
			while (i < len && sql[i] != '\'' && sql[i] != ',')
				i++;
			i += i < len && sql[i] == '\'';
		} else {
			n = n == 0 ? 1 : n;
			dn_str_put(out, sql + i, n);
			i += n;
		}
	}
	dn_str_putc(out, '\n');
}

static dunlin_status record_exec(dunlin_conn *conn, const struct dunlin_batch *batch,
				 dunlin_error *err)
{
	uint64_t i;

	for (i = 0; i < batch->count; i++) {
		const struct dunlin_statement *s = dunlin_batch_at(batch, i);

		if (batch->count == 1 && s->sql_len == strlen(recorder.question) &&
		    memcmp(s->sql, recorder.question, s->sql_len) == 0)
			recorder.questions++;
		else
			put_masked(&recorder.sent, s->sql, s->sql_len);
	}
	return recorder.real->exec(conn, batch, err);
}

static dunlin_status record_query(dunlin_conn *conn, const char *sql, size_t len,
				  dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	if (recorder.check != NULL && len == strlen(recorder.check) &&
	    memcmp(sql, recorder.check, len) == 0)
		put_masked(&recorder.sent, sql, len);
	put_masked(&recorder.queries, sql, len);
	return recorder.real->query(conn, sql, len, on_row, payload, err);
}

static dunlin_status record_setup(void *payload, size_t n, const char *const *values)
{
	(void)payload;
	assert_int_equal(n, 1);
	put_masked(&recorder.sent, values[0], strlen(values[0]));
	return DUNLIN_OK;
}

/* What a reset comes to; that it does is the drivers' test. */
static dunlin_status record_reset(dunlin_conn *conn, dunlin_error *err)
{
	const char *const *sql;

	for (sql = recorder.reset; *sql != NULL; sql++)
		put_masked(&recorder.sent, *sql, strlen(*sql));
	assert_int_equal(recorder.real->setup(conn, record_setup, NULL, err), DUNLIN_OK);
	return recorder.real->reset(conn, err);
}

static dunlin_status record_rollback(dunlin_conn *conn, dunlin_error *err)
{
	recorder.rollbacks++;
	return recorder.real->rollback(conn, err);
}

/* Runs a wish with the recorder between. */
static void record(struct lab *lab, const struct dunlin_wish *wish)
{
	dunlin_engine *engine = lab_engine(lab);
	struct dn_view_options options;
	struct dunlin_driver table;
	struct dn_result result;
	struct dn_view view;
	struct dn_wish own;

	assert_int_equal(dn_engine_wish(&own, wish, lab->err), DUNLIN_OK);
	assert_int_equal(dn_engine_view(engine, &options, lab->err), DUNLIN_OK);
	table = *options.target.driver;
	table.exec = record_exec;
	table.query = record_query;
	table.reset = record_reset;
	table.rollback = record_rollback;
	recorder.real = options.target.driver;
	recorder.check = options.target.dialect->check;
	recorder.question = options.target.dialect->begin_read;
	recorder.reset = options.target.dialect->reset != NULL ? options.target.dialect->reset
							       : options.target.dialect->restore;
	options.target.driver = &table;
	assert_int_equal(dn_view_open(&view, &options, lab->err), DUNLIN_OK);
	if (dn_run(&view, &own, &result, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	dn_view_close(&view);
	dn_wish_clear(&own);
	dunlin_engine_close(engine);
}

/* --- the comparison ------------------------------------------------------------------------ */

/* The lines of a plan that say what is sent, and what must hold of each kind. */
static void print_plan(struct lab *lab, const struct dunlin_wish *wish, struct dn_str *out)
{
	dunlin_engine *engine = lab_engine(lab);
	struct dunlin_line line = DUNLIN_LINE_INIT;
	int64_t transaction = 0;
	dunlin_plan *plan = NULL;
	bool on_top = true;
	size_t i;

	if (dunlin_plan_make(&plan, engine, wish, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	for (i = 0; i < dunlin_plan_lines(plan); i++) {
		dunlin_plan_line(plan, i, &line);
		assert_non_null(line.sql);
		if (line.kind == DUNLIN_LINE_SETUP) {
			assert_true(on_top);
			continue;
		}
		on_top = false;
		if (line.kind == DUNLIN_LINE_LEFT_OUT) {
			assert_non_null(line.reason);
			continue;
		}
		if (line.kind == DUNLIN_LINE_BODY || line.kind == DUNLIN_LINE_ALONE) {
			assert_non_null(line.file);
			assert_true(line.line > 0);
			assert_true(line.step >= 0);
		}
		if (line.kind == DUNLIN_LINE_ALONE)
			assert_int_equal(line.transaction, 0);
		if (line.transaction != 0) {
			assert_true(line.transaction == transaction ||
				    line.transaction == transaction + 1);
			/* It opens with a border. */
			if (line.transaction != transaction)
				assert_int_equal(strncasecmp(line.sql, "BEGIN", 5) *
							 strncasecmp(line.sql, "START", 5),
						 0);
			transaction = line.transaction;
		}
		put_masked(out, line.sql, line.sql_len);
	}
	dunlin_plan_free(plan);
	dunlin_engine_close(engine);
}

/* Own tables are named with schema and prefix, wherever they stand. */
static void assert_qualified(const char *text, const char *before)
{
	const char *at = text;
	const size_t len = strlen(before);

	while ((at = strstr(at, "dunlin_")) != NULL) {
		if ((strncmp(at, "dunlin_meta", 11) == 0 || strncmp(at, "dunlin_event", 12) == 0 ||
		     strncmp(at, "dunlin_history", 14) == 0) &&
		    ((size_t)(at - text) < len || memcmp(at - len, before, len) != 0))
			fail_msg("not qualified: %.80s", at - 20);
		at++;
	}
}

static void compare(struct lab *lab, const struct dunlin_wish *wish, const char *qualified)
{
	struct dn_str planned = DN_STR_INIT;

	memset(&recorder, 0, sizeof(recorder));
	print_plan(lab, wish, &planned);
	record(lab, wish);
	assert_true(planned.len > 0);
	assert_string_equal(dn_str_text(&recorder.sent), dn_str_text(&planned));
	assert_int_equal(recorder.rollbacks, recorder.questions);
	assert_qualified(dn_str_text(&recorder.sent), qualified);
	assert_qualified(dn_str_text(&recorder.queries), qualified);
	dn_str_clear(&planned);
	dn_str_clear(&recorder.sent);
	dn_str_clear(&recorder.queries);
}

/* --- a project with one of everything -------------------------------------------------------- */

static void put_everything(struct lab *lab)
{
	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int PRIMARY KEY);\nINSERT INTO a VALUES (1);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "0002_pair.up.sql", "BEGIN;\nCREATE TABLE b (x int);\nCOMMIT;\n");
	lab_put(lab, "0002_pair.down.sql", "BEGIN;\nDROP TABLE b;\nCOMMIT;\n");
	lab_put(lab, "0003_times.up.sql",
		"-- dunlin: lock-timeout 7s\n-- dunlin: statement-timeout 1min\n"
		"CREATE TABLE c (x int);\n");
	lab_put(lab, "0003_times.down.sql", "DROP TABLE c;\n");
	lab_put(lab, "0004_empty.up.sql", "-- nothing\n");
	lab_put(lab, "0004_empty.down.sql", "");
	lab_put(lab, "0005_off.up.sql",
		"-- dunlin: transaction off\nCREATE TABLE d (x int);\nBEGIN;\nINSERT INTO d VALUES "
		"(1);\nINSERT INTO d VALUES (2);\nCOMMIT;\nVACUUM;\n");
	lab_put(lab, "0005_off.down.sql", "DELETE FROM d;\nDROP TABLE d;\nVACUUM;\n");
	lab_put(lab, "0006_last.up.sql", "CREATE TABLE e (x int);\n");
	lab_put(lab, "0006_last.down.sql", "DROP TABLE e;\n");
	if (lab->pg) {
		lab_put(lab, "0007_pg.up.sql",
			"\\restrict abc\nSET search_path = pg_catalog;\n"
			"CREATE TABLE public.f (x int);\nCOPY public.f FROM stdin;\n1\n2\n\\.\n"
			"\\unrestrict abc\n");
		lab_put(lab, "0007_pg.down.sql", "DO $$BEGIN DROP TABLE public.f; END$$;\n");
		lab_put(lab, "0008_cic.up.sql",
			"CREATE TABLE g (x int);\n"
			"CREATE INDEX CONCURRENTLY g_x ON g (x);\n"
			"INSERT INTO g VALUES (1);\n");
		lab_put(lab, "0008_cic.down.sql", "DROP INDEX CONCURRENTLY g_x;\nDROP TABLE g;\n");
	} else {
		lab_put(lab, "0007_rebuild.up.sql",
			"PRAGMA foreign_keys = OFF;\nBEGIN;\nCREATE TABLE n (x int PRIMARY KEY, y);\n"
			"INSERT INTO n SELECT x, 1 FROM a;\nDROP TABLE a;\nALTER TABLE n RENAME TO a;\n"
			"COMMIT;\nPRAGMA foreign_keys = ON;\n");
		lab_put(lab, "0007_rebuild.down.sql", "ALTER TABLE a DROP COLUMN y;\n");
		lab_put(lab, "0008_pragma.up.sql", "PRAGMA recursive_triggers = ON;\n");
		lab_put(lab, "0008_pragma.down.sql", "SELECT 1;\n");
		lab_put(lab, "0009_more.up.sql", "CREATE TABLE h (x int);\n");
		lab_put(lab, "0009_more.down.sql", "DROP TABLE h;\n");
	}
	lab_put(lab, "R__v.up.sql", "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT 1 AS x;\n");
	lab_put(lab, "R__v.down.sql", "DROP VIEW v;\n");
	lab_put(lab, "R__w.sql", "SELECT 1;\n");
	lab_put(lab, "seeds/a.sql", "DELETE FROM a;\nINSERT INTO a (x) VALUES (5);\n");
	lab_put(lab, "seeds/dev/b.sql", "INSERT INTO a (x) VALUES (6);\n");
}

static void go_through(struct lab *lab, const char *qualified)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	const struct dunlin_wish everything = wish;

	compare(lab, NULL, qualified);
	wish.kind = DUNLIN_WISH_SEED;
	compare(lab, &wish, qualified);
	lab_put(lab, "seeds/a.sql", "SELECT 1;\n");
	compare(lab, &wish, qualified);
	lab_put(lab, "R__v.up.sql", "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT 2 AS x;\n");
	compare(lab, &everything, qualified);
	wish = everything;
	wish.kind = DUNLIN_WISH_GOTO;
	wish.version = "3";
	compare(lab, &wish, qualified);
	compare(lab, NULL, qualified);
	wish.kind = DUNLIN_WISH_DOWN;
	wish.version = NULL;
	wish.flags = DUNLIN_WISH_ALL;
	compare(lab, &wish, qualified);
	compare(lab, NULL, qualified);
}

static void plan__is_what_a_run_sends(void **state)
{
	struct lab *lab = *state;

	lab->options.env = "dev";
	put_everything(lab);
	go_through(lab, lab->pg ? "\"public\".\"" : "\"");
	lab_chain(lab);
}

static void plan__of_one_transaction_is_what_a_run_sends(void **state)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	struct lab *lab = *state;

	wish.flags = DUNLIN_WISH_ONE_TRANSACTION;
	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "0002_b.up.sql", "CREATE TABLE b (x int);\n");
	lab_put(lab, "0002_b.down.sql", "DROP TABLE b;\n");
	compare(lab, &wish, lab->pg ? "\"public\".\"" : "\"");
	wish.kind = DUNLIN_WISH_DOWN;
	wish.flags |= DUNLIN_WISH_ALL;
	compare(lab, &wish, lab->pg ? "\"public\".\"" : "\"");
	lab_chain(lab);
}

static void plan__of_one_transaction_refuses_what_a_run_would(void **state)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	struct lab *lab = *state;
	dunlin_engine *engine;
	dunlin_plan *plan;

	wish.flags = DUNLIN_WISH_ONE_TRANSACTION;
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.sql", "VACUUM;\n");
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_plan_make(&plan, engine, &wish, lab->err), DUNLIN_EUSAGE,
		   "cannot be part of one transaction");
	lab_at(lab, "m/0002_b.sql:1", NULL);
	dunlin_engine_close(engine);
}

static void plan__is_what_a_run_sends_to_schemas(void **state)
{
	const char *session[] = { "SET application_name = 'it''s me'", "SET ROLE NONE" };
	struct lab *lab = *state;

	lab->options.schema = "app";
	lab->options.history_schema = "my meta";
	lab->options.prefix = "x\"_";
	lab->options.project = "o'shop";
	lab->options.session = session;
	lab->options.n_session = 2;
	put_everything(lab);
	go_through(lab, "\"my meta\".\"x\"\"_");
}

static void plan__of_amunx_is_what_a_run_sends(void **state)
{
	const char *source = getenv("top_srcdir");
	struct lab *lab = *state;

	assert_non_null(source);
	lab->folders[0] = lab_text(lab, "%s/migrations/amunx/migrations", source);
	compare(lab, NULL, "\"");
}

/* --- what else a plan says ----------------------------------------------------------------------- */

static void plan__lists_the_set_up_once_on_top(void **state)
{
	const char *session[] = { "SELECT 'mine'" };
	struct dunlin_line line = DUNLIN_LINE_INIT;
	struct lab *lab = *state;
	dunlin_engine *engine;
	dunlin_plan *plan;
	size_t i, mine = 0;

	lab->options.session = session;
	lab->options.n_session = 1;
	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	lab_put(lab, "0002_b.sql", "SELECT 2;\n");
	engine = lab_engine(lab);
	assert_int_equal(dunlin_plan_make(&plan, engine, NULL, lab->err), DUNLIN_OK);
	for (i = 0; i < dunlin_plan_lines(plan); i++) {
		dunlin_plan_line(plan, i, &line);
		mine += line.kind == DUNLIN_LINE_SETUP &&
			strncmp(line.sql, "SELECT 'mine'", line.sql_len) == 0;
	}
	assert_int_equal(mine, 1);
	dunlin_plan_free(plan);
	dunlin_engine_close(engine);
}

static void plan__says_why_each_step_is_there_and_what_is_not(void **state)
{
	const struct dunlin_report *waiting;
	struct dunlin_entry entry = DUNLIN_ENTRY_INIT;
	struct dunlin_step step = DUNLIN_STEP_INIT;
	struct lab *lab = *state;
	dunlin_engine *engine;
	dunlin_plan *plan;

	lab_put(lab, "0001_a.sql", "SELECT 1;\nSELECT 2;\n");
	lab_put(lab, "0002_b.sql", "-- dunlin: when SELECT 1 WHERE 1 = 2\nSELECT 1;\n");
	lab_put(lab, "0003_c.sql", "-- dunlin: only mysql\nSELECT 1;\n");
	lab_put(lab, "R__v.sql", "SELECT 1;\n");
	engine = lab_engine(lab);
	assert_int_equal(dunlin_plan_make(&plan, engine, NULL, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_plan_steps(plan), 2);
	dunlin_plan_step(plan, 0, &step);
	assert_string_equal(step.id, "0001");
	assert_string_equal(step.name, "a");
	assert_string_equal(step.file, "m/0001_a.sql");
	assert_string_equal(step.reason, "pending");
	assert_int_equal(step.migration, 'v');
	assert_int_equal(step.direction, DUNLIN_DIRECTION_UP);
	assert_int_equal(step.n_stmts, 2);
	dunlin_plan_step(plan, 1, &step);
	assert_string_equal(step.reason, "new");
	assert_int_equal(step.migration, 'r');
	dunlin_plan_step(plan, 2, &step);
	assert_null(step.id);
	assert_int_equal(step.size, sizeof(step));
	waiting = dunlin_plan_waiting(plan);
	assert_int_equal(dunlin_report_count(waiting), 2);
	dunlin_report_at(waiting, 0, &entry);
	assert_string_equal(entry.id, "0002");
	assert_int_equal(entry.state, DUNLIN_STATE_WAITING);
	assert_string_equal(entry.reason, "waits until SELECT 1 WHERE 1 = 2");
	dunlin_report_at(waiting, 1, &entry);
	assert_string_equal(entry.reason, "only for mysql");
	dunlin_plan_free(plan);
	dunlin_engine_close(engine);
}

/* A plan's lines from BEGIN to COMMIT, as letters: S set-up, C for the client, B and E the borders,
 * o our own, b of a body. */
static const char *shape(struct lab *lab, const struct dunlin_wish *wish)
{
	struct dunlin_line line = DUNLIN_LINE_INIT;
	dunlin_engine *engine = lab_engine(lab);
	struct dn_str out = DN_STR_INIT;
	dunlin_plan *plan;
	const char *text;
	size_t i;

	if (dunlin_plan_make(&plan, engine, wish, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	for (i = 0; i < dunlin_plan_lines(plan); i++) {
		dunlin_plan_line(plan, i, &line);
		if (line.kind == DUNLIN_LINE_SETUP || line.kind == DUNLIN_LINE_CLIENT)
			continue;
		dn_str_putc(&out, line.kind == DUNLIN_LINE_BODY     ? 'b'
				  : line.kind != DUNLIN_LINE_BORDER ? 'o'
				  : line.sql[0] == 'B'              ? 'B'
				  : line.sql[0] == 'C'              ? 'E'
								    : 's');
	}
	text = lab_text(lab, "%s", dn_str_text(&out));
	dn_str_clear(&out);
	dunlin_plan_free(plan);
	dunlin_engine_close(engine);
	return text;
}

static void plan__of_a_script_has_a_transaction_for_each_step(void **state)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	struct dunlin_line line = DUNLIN_LINE_INIT;
	struct lab *lab = *state;
	dunlin_engine *engine;
	dunlin_plan *plan;

	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	lab_up(lab);
	lab_put(lab, "0002_b.sql", "SELECT 1;\n");
	lab_put(lab, "0003_c.sql", "SELECT 1;\n");
	if (!lab->pg)
		assert_string_equal(shape(lab, NULL), "BosobossobosoE");
	wish.flags = DUNLIN_WISH_SCRIPT;
	/* SQLite: the table of what is broken before; after, four statements that compare. */
	assert_string_equal(shape(lab, &wish), lab->pg ? "BoboEBoboE" : "BooboooooEBooboooooE");
	wish.flags |= DUNLIN_WISH_ONE_TRANSACTION;
	assert_string_equal(shape(lab, &wish), lab->pg ? "BsobossobosE" : "BosobossobosooooE");
	wish.flags = DUNLIN_WISH_SCRIPT;
	engine = lab_engine(lab);
	assert_int_equal(dunlin_plan_make(&plan, engine, &wish, lab->err), DUNLIN_OK);
	dunlin_plan_line(plan, 0, &line);
	assert_int_equal(line.kind, DUNLIN_LINE_CLIENT);
	assert_memory_equal(line.sql, lab->pg ? "\\set ON_ERROR_STOP on" : ".bail on",
			    line.sql_len);
	dunlin_plan_free(plan);
	wish.flags |= DUNLIN_WISH_VERIFY;
	lab_failed(lab, dunlin_plan_make(&plan, engine, &wish, lab->err), DUNLIN_EUSAGE,
		   "a script has no verify bodies");
	assert_null(plan);
	dunlin_engine_close(engine);
}

static void plan__is_empty_when_nothing_is_to_do(void **state)
{
	struct dunlin_line line = DUNLIN_LINE_INIT;
	struct lab *lab = *state;
	dunlin_engine *engine;
	dunlin_plan *plan;
	size_t i;

	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	lab_up(lab);
	engine = lab_engine(lab);
	assert_int_equal(dunlin_plan_make(&plan, engine, NULL, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_plan_steps(plan), 0);
	for (i = 0; i < dunlin_plan_lines(plan); i++) {
		dunlin_plan_line(plan, i, &line);
		assert_int_equal(line.kind, DUNLIN_LINE_SETUP);
	}
	dunlin_plan_free(plan);
	dunlin_engine_close(engine);
}

static void plan__refuses_what_a_run_would(void **state)
{
	struct lab *lab = *state;
	dunlin_engine *engine;
	dunlin_plan *plan = (dunlin_plan *)lab;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\nCOMMIT;\nSELECT 1;\n");
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_plan_make(&plan, engine, NULL, lab->err), DUNLIN_EUSAGE, "COMMIT");
	lab_at(lab, "m/0001_a.sql:2", NULL);
	assert_null(plan);
	lab_failed(lab, dunlin_migrate(engine, NULL, NULL, lab->err), DUNLIN_EUSAGE, "COMMIT");
	dunlin_engine_close(engine);
	lab_rows(lab,
		 lab->pg ? "SELECT count(*) FROM pg_class WHERE relname LIKE 'dunlin%'"
			 : "SELECT count(*) FROM sqlite_master",
		 "0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(plan__is_what_a_run_sends),
		ON_POSTGRES(plan__is_what_a_run_sends_to_schemas),
		BOTH(plan__of_one_transaction_is_what_a_run_sends),
		BOTH(plan__of_one_transaction_refuses_what_a_run_would),
		BOTH(plan__of_amunx_is_what_a_run_sends),
		BOTH(plan__of_a_script_has_a_transaction_for_each_step),
		BOTH(plan__lists_the_set_up_once_on_top),
		BOTH(plan__says_why_each_step_is_there_and_what_is_not),
		BOTH(plan__is_empty_when_nothing_is_to_do),
		BOTH(plan__refuses_what_a_run_would),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
