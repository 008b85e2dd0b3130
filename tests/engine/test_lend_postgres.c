/* A PGconn * that a program lends: used, and handed back as it came. */
#include "engine/lab.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

/* --- what a connection is like ------------------------------------------------------- */

static void ask(PGconn *pg, const char *sql, struct dn_str *out)
{
	PGresult *result = PQexec(pg, sql);
	int row, column;

	if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
		fail_msg("%s", PQerrorMessage(pg));
	for (row = 0; out != NULL && row < PQntuples(result); row++) {
		for (column = 0; column < PQnfields(result); column++)
			dn_str_printf(out, "%s|", PQgetvalue(result, row, column));
		dn_str_puts(out, "\n");
	}
	PQclear(result);
}

static void describe(PGconn *pg, struct dn_str *out)
{
	const bool pipeline = PQpipelineStatus(pg) != PQ_PIPELINE_OFF;

	dn_str_printf(out, "status %d transaction %d pipeline %d nonblocking %d\n",
		      (int)PQstatus(pg), (int)PQtransactionStatus(pg), pipeline,
		      PQisnonblocking(pg));
	if (pipeline)
		assert_int_equal(PQexitPipelineMode(pg), 1);
	ask(pg,
	    "SELECT name, setting, source FROM pg_settings ORDER BY 1;"
	    "SELECT session_user, current_user, current_setting('role')",
	    out);
	ask(pg, "SELECT name, setting, source FROM pg_settings ORDER BY 1", out);
	ask(pg, "SELECT current_schemas(true)", out);
	ask(pg,
	    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
	    out);
	ask(pg, "SELECT name FROM pg_prepared_statements", out);
	ask(pg, "SELECT * FROM pg_temp.mine", out);
	ask(pg, "SELECT pg_listening_channels()", out);
	if (pipeline)
		assert_int_equal(PQenterPipelineMode(pg), 1);
}

/* Shows the first line that differs. */
static void same(const struct dn_str *before, const struct dn_str *after)
{
	const char *was = dn_str_text(before), *is = dn_str_text(after);
	const char *was_line = was, *is_line = is;

	for (; *was != '\0' && *was == *is; was++, is++) {
		if (*was == '\n') {
			was_line = was + 1;
			is_line = is + 1;
		}
	}
	if (*was != *is)
		fail_msg("it was \"%.*s\" and is \"%.*s\"", (int)strcspn(was_line, "\n"), was_line,
			 (int)strcspn(is_line, "\n"), is_line);
}

static int heard;

static void on_notice(void *payload, const PGresult *result)
{
	(void)result;
	(*(int *)payload)++;
}

static void on_text(void *payload, const char *text)
{
	(void)text;
	(*(int *)payload)++;
}

static PGconn *lend(struct lab *lab)
{
	PGconn *pg = PQconnectdb(lab->url);

	assert_int_equal(PQstatus(pg), CONNECTION_OK);
	lab->options.url = NULL;
	lab->options.native = pg;
	lab->options.scheme = "postgres";
	ask(pg,
	    "SET search_path = pg_catalog, public; SET lock_timeout = '7s';"
	    "SET synchronous_commit = off; SET statement_timeout = 60000;"
	    "SET client_encoding = 'LATIN1'; SET application_name = 'the program';"
	    "PREPARE one AS SELECT 1; CREATE TEMP TABLE mine (x int); INSERT INTO mine VALUES (7);"
	    "LISTEN word; SELECT pg_advisory_lock(5)",
	    NULL);
	return pg;
}

static void put_migrations(struct lab *lab)
{
	lab->options.schema = "public";
	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (id int PRIMARY KEY, n text UNIQUE);\n"
		"INSERT INTO a VALUES (1, 'one');\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "0001_a.verify.sql", "-- dunlin: expect value = one\nSELECT n FROM a;\n");
	lab_put(lab, "0002_b.up.sql", "CREATE INDEX CONCURRENTLY b ON a (n);\n");
	lab_put(lab, "0002_b.down.sql", "DROP INDEX b;\n");
}

/* --- it works, and comes back ------------------------------------------------------------ */

static void lend__several_calls_one_after_the_other(void **state)
{
	struct lab *lab = *state;
	PGconn *pg = lend(lab);
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_engine *engine = (put_migrations(lab), lab_engine(lab));
	struct dn_str before = DN_STR_INIT, after = DN_STR_INIT;
	dunlin_report *report;
	dunlin_plan *plan;

	describe(pg, &before);
	assert_int_equal(dunlin_plan_make(&plan, engine, &wish, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_plan_steps(plan), 2);
	dunlin_plan_free(plan);
	assert_int_equal(dunlin_migrate(engine, &wish, NULL, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_verify(engine, NULL, lab->err), DUNLIN_OK);
	wish.kind = DUNLIN_WISH_REDO;
	assert_int_equal(dunlin_migrate(engine, &wish, NULL, lab->err), DUNLIN_OK);
	wish.kind = DUNLIN_WISH_DOWN;
	assert_int_equal(dunlin_migrate(engine, &wish, NULL, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_status_of(&report, engine, lab->err), DUNLIN_OK);
	dunlin_report_free(report);
	lab_failed(lab, dunlin_database_drop(engine, lab->err), DUNLIN_EUSAGE, "needs a URL");
	dunlin_engine_close(engine);
	describe(pg, &after);
	same(&before, &after);
	dn_str_clear(&before);
	dn_str_clear(&after);
	PQfinish(pg);
}

static const struct change {
	const char *body;
	dunlin_status status;
	bool pipeline, nonblocking, role;
} changes[] = {
	{ "CREATE TABLE c1 (x int);\n", DUNLIN_OK, false, false, false },
	{ "SET search_path = pg_temp;\nSET work_mem = '99MB';\nSET lock_timeout = 1;\n"
	  "SELECT set_config('TimeZone', 'Asia/Tokyo', false);\nRESET statement_timeout;\n"
	  "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;\n",
	  DUNLIN_OK, true, true, false },
	{ "SET ROLE pg_read_all_data;\n", DUNLIN_OK, false, true, false },
	{ "-- dunlin: transaction off\nSET ROLE pg_monitor;\nSET work_mem = '77MB';\n"
	  "INSERT INTO nowhere VALUES (1);\n",
	  DUNLIN_EMISSING, true, false, false },
	{ "CREATE TABLE c2 (x int);\nSELECT 1 / 0;\n", DUNLIN_ESQL, false, false, false },
};

static void lend__it_comes_back_as_it_went(void **state)
{
	struct lab *lab = *state;
	PGconn *pg = lend(lab);
	size_t i;

	lab->options.schema = "public";
	for (i = 1; i <= 40; i++) /* so many that records would be prepared elsewhere */
		lab_put(lab, lab_text(lab, "%04d_t.sql", (int)i),
			lab_text(lab, "CREATE TABLE t%d (x int);\n", (int)i));
	PQsetNoticeReceiver(pg, on_notice, &heard);
	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct dn_str before = DN_STR_INIT, after = DN_STR_INIT;

		assert_int_equal(PQsetnonblocking(pg, changes[i].nonblocking), 0);
		if (changes[i].pipeline)
			assert_int_equal(PQenterPipelineMode(pg), 1);
		lab_put(lab, "R__c.sql", changes[i].body);
		describe(pg, &before);
		assert_int_equal(lab_try_up(lab), changes[i].status);
		describe(pg, &after);
		same(&before, &after);
		dn_str_clear(&before);
		dn_str_clear(&after);
		if (changes[i].pipeline)
			assert_int_equal(PQexitPipelineMode(pg), 1);
	}
	heard = 0;
	ask(pg, "DO $$ BEGIN RAISE NOTICE 'x'; END $$", NULL);
	assert_int_equal(heard, 1);
	PQfinish(pg);
}

/* libpq's own receiver gives way to ours, and is back with the processor it calls. */
static void lend__notices_are_told_and_then_the_programs(void **state)
{
	struct lab *lab = *state;
	PGconn *pg = lend(lab);
	int texts = 0;

	lab->options.schema = "public";
	PQsetNoticeProcessor(pg, on_text, &texts);
	lab_put(lab, "0001_n.sql", "DO $$ BEGIN RAISE NOTICE 'hear me'; END $$;\n");
	lab_up(lab);
	assert_true(lab_told(lab, "hear me"));
	assert_int_equal(texts, 0);
	ask(pg, "DO $$ BEGIN RAISE NOTICE 'x'; END $$", NULL);
	assert_int_equal(texts, 1);
	PQfinish(pg);
}

/* --- canceled, lost ------------------------------------------------------------------------- */

struct canceler {
	dunlin_engine *engine;
	bool asked;
	pthread_t thread;
};

static void *cancel(void *payload)
{
	dunlin_cancel(((struct canceler *)payload)->engine);
	return NULL;
}

static void begin_cancel(void *payload, const struct dunlin_event *event)
{
	struct canceler *canceler = payload;

	if (event->kind != DUNLIN_EVENT_STATEMENT || canceler->asked)
		return;
	canceler->asked = true;
	assert_int_equal(pthread_create(&canceler->thread, NULL, cancel, canceler), 0);
}

static void lend__it_comes_back_after_a_cancel(void **state)
{
	struct lab *lab = *state;
	PGconn *pg = lend(lab);
	struct dn_str before = DN_STR_INIT, after = DN_STR_INIT;
	struct canceler canceler = { .asked = false };

	lab->options.schema = "public";
	lab->options.on_event = begin_cancel;
	lab->options.payload = &canceler;
	lab_put(lab, "0001_long.sql", "CREATE TABLE t (x int);\nSELECT pg_sleep(600);\n");
	describe(pg, &before);
	canceler.engine = lab_engine(lab);
	assert_int_equal(dunlin_migrate(canceler.engine, NULL, NULL, lab->err), DUNLIN_ECANCELED);
	pthread_join(canceler.thread, NULL);
	dunlin_engine_close(canceler.engine);
	describe(pg, &after);
	same(&before, &after);
	dn_str_clear(&before);
	dn_str_clear(&after);
	PQfinish(pg);
}

static void lend__a_lost_one_is_not_made_again(void **state)
{
	struct lab *lab = *state;
	PGconn *pg = lend(lab);

	lab->options.schema = "public";
	lab_put(lab, "0001_end.sql", "SELECT pg_terminate_backend(pg_backend_pid());\n");
	assert_int_equal(lab_try_up(lab), DUNLIN_ECONNLOST);
	assert_non_null(strstr(dunlin_error_hint(lab->err), "the connection was lent"));
	lab_up_fails(lab, DUNLIN_ECONNLOST, "is broken");
	PQfinish(pg);
}

static void lend__a_connection_in_use_is_refused(void **state)
{
	struct lab *lab = *state;
	PGconn *pg = lend(lab);

	put_migrations(lab);
	ask(pg, "BEGIN", NULL);
	lab_up_fails(lab, DUNLIN_EUSAGE, "is in a transaction");
	PQclear(PQexec(pg, "nonsense"));
	lab_up_fails(lab, DUNLIN_EUSAGE, "is in a transaction");
	ask(pg, "ROLLBACK", NULL);
	assert_int_equal(PQsendQuery(pg, "SELECT 1"), 1);
	lab_up_fails(lab, DUNLIN_EUSAGE, "has something under way");
	PQclear(PQgetResult(pg));
	assert_null(PQgetResult(pg));
	lab_up(lab);
	PQfinish(pg);
}

/* --- several at once ------------------------------------------------------------------------ */

struct worker {
	struct dunlin_options options;
	pthread_t thread;
	dunlin_status status;
};

static void *migrate(void *payload)
{
	struct worker *worker = payload;
	dunlin_engine *engine = NULL;

	worker->status = dunlin_engine_open(&engine, &worker->options, NULL);
	if (worker->status == DUNLIN_OK)
		worker->status = dunlin_migrate(engine, NULL, NULL, NULL);
	dunlin_engine_close(engine);
	return NULL;
}

/* One does the work, and the lock of each is gone from its connection. */
static void lend__each_thread_has_its_own(void **state)
{
	struct lab *lab = *state;
	struct worker workers[4] = { { .status = DUNLIN_OK } };
	struct dn_str locks = DN_STR_INIT;
	size_t i;

	put_migrations(lab);
	for (i = 0; i < 4; i++) {
		workers[i].options = lab->options;
		workers[i].options.on_event = NULL;
		workers[i].options.url = NULL;
		workers[i].options.scheme = "postgres";
		workers[i].options.native = PQconnectdb(lab->url);
		assert_int_equal(pthread_create(&workers[i].thread, NULL, migrate, &workers[i]), 0);
	}
	for (i = 0; i < 4; i++) {
		pthread_join(workers[i].thread, NULL);
		assert_int_equal(workers[i].status, DUNLIN_OK);
	}
	ask(workers[0].options.native,
	    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
	    "(SELECT oid FROM pg_database WHERE datname = current_database())",
	    &locks);
	assert_string_equal(dn_str_text(&locks), "0|\n");
	dn_str_clear(&locks);
	for (i = 0; i < 4; i++)
		PQfinish(workers[i].options.native);
}

#define LEND(test) ON_POSTGRES(lend__##test)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LEND(several_calls_one_after_the_other),
		LEND(it_comes_back_as_it_went),
		LEND(notices_are_told_and_then_the_programs),
		LEND(it_comes_back_after_a_cancel),
		LEND(a_lost_one_is_not_made_again),
		LEND(a_connection_in_use_is_refused),
		LEND(each_thread_has_its_own),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
