/* The calls of dunlin.h: options, wishes, results, events, and what is refused. */
#include "engine/lab.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- options ------------------------------------------------------------------------- */

static void open_fails(struct lab *lab, dunlin_status status, const char *piece)
{
	dunlin_engine *engine = (dunlin_engine *)lab;

	lab_failed(lab, dunlin_engine_open(&engine, &lab->options, lab->err), status, piece);
	assert_null(engine);
}

static void engine__takes_options_of_an_older_program(void **state)
{
	struct lab *lab = *state;

	/* As it was before the last members came. */
	lab->options.on_event = (dunlin_event_fn)NULL;
	lab->options.os_user = (const char *)1; /* beyond its size, so never looked at */
	lab->options.host = (const char *)1;
	lab->options.size = offsetof(struct dunlin_options, os_user);
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_up(lab);
	lab_applied(lab, "1");
	assert_int_equal(lab->events.len, 0);
	lab_rows(lab, "SELECT os_user IS NOT NULL, host IS NOT NULL FROM dunlin_event", "1|1");
}

static void engine__takes_options_from_before_bundles(void **state)
{
	struct lab *lab = *state;

	lab->options.bundles = (const struct dunlin_bundle *const *)1; /* never looked at */
	lab->options.n_bundles = 7;
	lab->options.native = (void *)1;
	lab->options.size = offsetof(struct dunlin_options, bundles);
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_up(lab);
	lab_applied(lab, "1");
}

static void engine__reads_what_it_put_into_a_bundle(void **state)
{
	struct lab *lab = *state;
	struct dunlin_bundle *bundle = NULL;
	const struct dunlin_bundle *bundles[1];
	dunlin_engine *engine;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	assert_int_equal(dunlin_engine_open(&engine, &lab->options, lab->err), DUNLIN_OK);
	lab_failed(lab, dunlin_bundle_make(&bundle, engine, "", lab->err), DUNLIN_EUSAGE,
		   "a bundle needs a name");
	assert_null(bundle);
	assert_int_equal(dunlin_bundle_make(&bundle, engine, "inside", lab->err), DUNLIN_OK);
	dunlin_engine_close(engine);
	assert_int_equal(bundle->size, DUNLIN_BUNDLE_SIZE);
	assert_string_equal(bundle->name, "inside");
	assert_int_equal(bundle->len, bundle->raw_len);
	bundles[0] = bundle;
	lab->options.n_folders = 0;
	lab->options.bundles = bundles;
	lab->options.n_bundles = 1;
	assert_int_equal(dunlin_engine_open(&engine, &lab->options, lab->err), DUNLIN_OK);
	bundles[0] = NULL; /* the list was lent for the call */
	assert_int_equal(dunlin_migrate(engine, NULL, NULL, lab->err), DUNLIN_OK);
	dunlin_engine_close(engine);
	lab_applied(lab, "1");
	bundles[0] = bundle;
	lab_down(lab, 0);
	lab_applied(lab, "");
	dunlin_bundle_free(bundle);
	dunlin_bundle_free(NULL);
}

static void engine__refuses_a_bundle_that_is_not_whole(void **state)
{
	struct lab *lab = *state;
	const struct dunlin_bundle empty = { .size = DUNLIN_BUNDLE_SIZE, .name = "inside" };
	const struct dunlin_bundle *bundles[] = { NULL };
	dunlin_engine *engine;
	int i;

	lab->options.bundles = NULL;
	lab->options.n_bundles = 1;
	open_fails(lab, DUNLIN_EUSAGE, "not initialised");
	lab->options.bundles = bundles;
	assert_int_equal(dunlin_engine_open(&engine, &lab->options, lab->err), DUNLIN_OK);
	for (i = 0; i < 2; i++) /* it is no better when it is asked again */
		lab_failed(lab, dunlin_migrate(engine, NULL, NULL, lab->err), DUNLIN_EUSAGE,
			   "the bundle is no good: it is not initialised");
	dunlin_engine_close(engine);
	bundles[0] = &empty;
	assert_int_equal(dunlin_engine_open(&engine, &lab->options, lab->err), DUNLIN_OK);
	lab_failed(lab, dunlin_migrate(engine, NULL, NULL, lab->err), DUNLIN_EUSAGE,
		   "it has no checksum");
	assert_string_equal(dunlin_error_file(lab->err), "inside");
	dunlin_engine_close(engine);
}

static void engine__takes_options_of_a_newer_program(void **state)
{
	struct {
		struct dunlin_options known;
		const char *unheard_of[4];
	} newer = { .unheard_of = { "a", "b", "c", "d" } };
	struct lab *lab = *state;
	dunlin_engine *engine;

	newer.known = lab->options;
	newer.known.size = sizeof(newer);
	assert_int_equal(dunlin_engine_open(&engine, &newer.known, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_migrate(engine, NULL, NULL, lab->err), DUNLIN_OK);
	dunlin_engine_close(engine);
}

static void engine__keeps_copies_of_its_options(void **state)
{
	struct lab *lab = *state;
	char folder[] = "m", url[128], driver[256], session[] = "SELECT 1",
	     *sessions[] = { session };
	const char *folders[] = { folder };
	struct dunlin_place place = lab->place;
	const struct dunlin_place *places[] = { &place };
	dunlin_engine *engine;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	snprintf(url, sizeof(url), "%s", lab->url);
	snprintf(driver, sizeof(driver), "%s", place.path);
	place.path = driver;
	lab->options.folders = folders;
	lab->options.url = url;
	lab->options.places = places;
	lab->options.session = (const char *const *)sessions;
	lab->options.n_session = 1;
	engine = lab_engine(lab);
	memset(folder, 'x', 1);
	memset(url, 'x', 10);
	memset(driver, 'x', 10);
	memset(session, 'x', 8);
	memset(&place, 0, sizeof(place));
	places[0] = NULL;
	assert_int_equal(dunlin_migrate(engine, NULL, NULL, lab->err), DUNLIN_OK);
	dunlin_engine_close(engine);
	lab_applied(lab, "1");
}

static void engine__refuses_options_that_were_not_initialised(void **state)
{
	struct lab *lab = *state;
	const struct dunlin_options good = lab->options;

	lab->options.size = 0;
	open_fails(lab, DUNLIN_EUSAGE, "the options are not initialised");
	lab->options.size = 8;
	open_fails(lab, DUNLIN_EUSAGE, "the options are not initialised");
	lab->options = good;
	lab->options.folders = NULL;
	open_fails(lab, DUNLIN_EUSAGE, "the options are not initialised");
	lab->options = good;
	lab->options.n_session = 1;
	open_fails(lab, DUNLIN_EUSAGE, "the options are not initialised");
	lab->options = good;
	lab->options.n_dialects = 1;
	open_fails(lab, DUNLIN_EUSAGE, "the options are not initialised");
	lab->options = good;
	lab->options.places = NULL;
	open_fails(lab, DUNLIN_EUSAGE, "the options are not initialised");
	lab->options = good;
	lab->options.driver = "relative.so";
	open_fails(lab, DUNLIN_EUSAGE, "a driver's path must be absolute");
}

static void engine__does_without_an_error_or_a_result(void **state)
{
	struct lab *lab = *state;
	dunlin_engine *engine;
	dunlin_report *report = NULL;
	dunlin_plan *plan = NULL;

	lab->options.on_event = NULL;
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.sql", "SELECT nowhere;\n");
	assert_int_equal(dunlin_engine_open(&engine, &lab->options, NULL), DUNLIN_OK);
	assert_int_equal(dunlin_migrate(engine, NULL, NULL, NULL), DUNLIN_EMISSING);
	assert_int_equal(dunlin_status_of(&report, engine, NULL), DUNLIN_OK);
	assert_int_equal(dunlin_plan_make(&plan, engine, NULL, NULL), DUNLIN_OK);
	assert_int_equal(dunlin_verify(engine, NULL, NULL), DUNLIN_OK);
	dunlin_report_free(report);
	dunlin_plan_free(plan);
	dunlin_cancel(engine);
	assert_int_equal(dunlin_migrate(engine, NULL, NULL, NULL), DUNLIN_ECANCELED);
	dunlin_engine_close(engine);
	lab_applied(lab, "1");
	dunlin_engine_close(NULL);
	dunlin_report_free(NULL);
	dunlin_plan_free(NULL);
	dunlin_drivers_free(NULL);
	dunlin_error_free(NULL);
}

/* --- URLs ------------------------------------------------------------------------------ */

static void engine__names_the_schemes_and_places_there_are(void **state)
{
	struct lab *lab = *state;

	lab->options.url = "oracle://user:secret@host/db";
	lab_up_fails(lab, DUNLIN_EPLUGIN, "oracle");
	assert_null(strstr(dunlin_error_message(lab->err), "secret"));
	assert_non_null(dunlin_error_detail(lab->err));
	assert_non_null(strstr(dunlin_error_detail(lab->err), lab->place.path));
	if (strstr(dunlin_error_message(lab->err), "sqlite") == NULL &&
	    strstr(dunlin_error_detail(lab->err), "sqlite") == NULL &&
	    (dunlin_error_hint(lab->err) == NULL ||
	     strstr(dunlin_error_hint(lab->err), "sqlite") == NULL))
		fail_msg("it does not say what is known: %s; %s; %s",
			 dunlin_error_message(lab->err), dunlin_error_detail(lab->err),
			 dunlin_error_hint(lab->err));
}

static void engine__wants_a_url_for_more_than_a_list(void **state)
{
	struct dunlin_entry entry = DUNLIN_ENTRY_INIT;
	struct lab *lab = *state;
	dunlin_engine *engine;
	dunlin_report *report;

	lab_put(lab, "0001_a.up.sql", "SELECT 1;\n");
	lab_put(lab, "0001_a.down.sql", "SELECT 1;\n");
	lab_put(lab, "R__v.sql", "SELECT 1;\n");
	lab_put(lab, "seeds/s.sql", "SELECT 1;\n");
	lab->options.url = NULL;
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_migrate(engine, NULL, NULL, lab->err), DUNLIN_EUSAGE,
		   "there is no URL of a database");
	assert_int_equal(dunlin_list(&report, engine, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_report_count(report), 3);
	assert_string_equal(dunlin_report_head(report), "0:");
	dunlin_report_at(report, 0, &entry);
	assert_string_equal(entry.id, "0001");
	assert_string_equal(entry.file, "m/0001_a.up.sql");
	assert_int_equal(entry.state, 0);
	dunlin_report_at(report, 3, &entry);
	assert_null(entry.id);
	dunlin_report_free(report);
	dunlin_engine_close(engine);
	lab->options.url = "";
	lab_up_fails(lab, DUNLIN_EUSAGE, "there is no URL of a database");
	lab->options.url = "just-a-name";
	lab_up_fails(lab, DUNLIN_EUSAGE, "which database it is for");
	lab->options.url = "/a/path.db";
	lab_up_fails(lab, DUNLIN_EUSAGE, "which database it is for");
}

static void engine__takes_a_scheme_in_any_case(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab->options.url = lab_text(lab, "SQLite:%s/real.db", lab->folder);
	lab_up(lab);
	lab_applied(lab, "1");
}

static void engine__refuses_schemas_where_there_are_none(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	lab->options.schema = "app";
	lab_failed(lab, lab_try_up(lab), DUNLIN_EUNSUPPORTED, "has no schemas");
	lab->options.schema = NULL;
	lab->options.history_schema = "app";
	lab_up_fails(lab, DUNLIN_EUSAGE, "leave out schema and history_schema");
}

static void engine__only_looks_at_a_file_that_is_missing(void **state)
{
	struct lab *lab = *state;
	dunlin_report *report;
	dunlin_engine *engine;
	dunlin_plan *plan;
	struct stat st;

	lab->options.flags = 0;
	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	engine = lab_engine(lab);
	assert_int_equal(dunlin_status_of(&report, engine, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_report_count(report), 1);
	assert_int_equal(dunlin_plan_make(&plan, engine, NULL, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_plan_steps(plan), 1);
	assert_int_equal(dunlin_verify(engine, NULL, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_migrate(engine, NULL, NULL, lab->err), DUNLIN_EREADONLY);
	dunlin_report_free(report);
	dunlin_plan_free(plan);
	dunlin_engine_close(engine);
	assert_int_not_equal(stat("real.db", &st), 0);
}

/* --- wishes -------------------------------------------------------------------------------- */

static void engine__refuses_wishes_that_make_no_sense(void **state)
{
	static const struct {
		struct dunlin_wish wish;
		const char *piece;
	} rows[] = {
		{ { .size = 0 }, "the wish is not initialised" },
		{ { .size = 8 }, "the wish is not initialised" },
		{ { .size = sizeof(struct dunlin_wish), .kind = 99 },
		  "the wish is not initialised" },
		{ { .size = sizeof(struct dunlin_wish), .count = -1 },
		  "the wish is not initialised" },
		{ { .size = sizeof(struct dunlin_wish), .kind = DUNLIN_WISH_GOTO },
		  "no version was named" },
		{ { .size = sizeof(struct dunlin_wish), .version = "latest" },
		  "\"latest\" is no version" },
		{ { .size = sizeof(struct dunlin_wish), .version = "" }, "\"\" is no version" },
		{ { .size = sizeof(struct dunlin_wish), .version = "-1" }, "\"-1\" is no version" },
		{ { .size = sizeof(struct dunlin_wish), .version = "9" }, "there is no version 9" },
		{ { .size = sizeof(struct dunlin_wish), .replicas = DUNLIN_REPLICAS_TIME + 1 },
		  "no bytes and no time" },
		{ { .size = sizeof(struct dunlin_wish),
		    .replicas = DUNLIN_REPLICAS_BYTES,
		    .replica_lag = -1 },
		  "no bytes and no time" },
		{ { .size = sizeof(struct dunlin_wish),
		    .replicas = DUNLIN_REPLICAS_BYTES,
		    .flags = DUNLIN_WISH_DRY_RUN },
		  "waits for no replicas" },
		{ { .size = sizeof(struct dunlin_wish),
		    .replicas = DUNLIN_REPLICAS_TIME,
		    .flags = DUNLIN_WISH_SCRIPT },
		  "waits for no replicas" },
	};
	struct lab *lab = *state;
	dunlin_engine *engine;
	dunlin_plan *plan;
	size_t i;

	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	engine = lab_engine(lab);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		lab_failed(lab, dunlin_migrate(engine, &rows[i].wish, NULL, lab->err),
			   DUNLIN_EUSAGE, rows[i].piece);
		plan = (dunlin_plan *)engine;
		lab_failed(lab, dunlin_plan_make(&plan, engine, &rows[i].wish, lab->err),
			   DUNLIN_EUSAGE, rows[i].piece);
		assert_null(plan);
	}
	dunlin_engine_close(engine);
}

static void put_three(struct lab *lab)
{
	int i;

	for (i = 1; i <= 3; i++) {
		lab_put(lab, lab_text(lab, "000%d_t%d.up.sql", i, i),
			lab_text(lab, "CREATE TABLE t%d (x int);\n", i));
		lab_put(lab, lab_text(lab, "000%d_t%d.down.sql", i, i),
			lab_text(lab, "DROP TABLE t%d;\n", i));
	}
}

static void engine__fulfils_wishes(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	assert_int_equal(lab_run(lab, DUNLIN_WISH_UP, 0, "0002", 0), DUNLIN_OK);
	assert_int_equal(lab->result.applied, 2);
	assert_int_equal(lab->result.pending, 1);
	assert_int_equal(lab_run(lab, DUNLIN_WISH_GOTO, 0, "1", 0), DUNLIN_OK);
	assert_int_equal(lab->result.reverted, 1);
	assert_int_equal(lab->result.applied, 0);
	assert_int_equal(lab->result.pending, 2);
	assert_int_equal(lab_run(lab, DUNLIN_WISH_GOTO, 0, "00003", 0), DUNLIN_OK);
	assert_int_equal(lab->result.applied, 2);
	assert_int_equal(lab_run(lab, DUNLIN_WISH_DOWN, 0, NULL, 0), DUNLIN_OK);
	assert_int_equal(lab->result.reverted, 1);
	lab_applied(lab, "1 2");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_DOWN, 0, "0", 0), DUNLIN_OK);
	assert_int_equal(lab->result.reverted, 2);
	lab_applied(lab, "");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_DOWN, 0, NULL, 0), DUNLIN_OK);
	assert_int_equal(lab->result.reverted, 0);
	assert_int_equal(lab_run(lab, DUNLIN_WISH_UP, 1, NULL, 0), DUNLIN_OK);
	lab_applied(lab, "1");
	lab_put(lab, "0005_late.sql", "SELECT 5;\n");
	lab_up(lab);
	lab_put(lab, "0004_late.sql", "SELECT 4;\n");
	lab_up_fails(lab, DUNLIN_EREFUSED, "m/0004_late.sql is out of order");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_OUT_OF_ORDER),
			 DUNLIN_OK);
	lab_applied(lab, "1 2 3 5 4");
	lab_chain(lab);
}

static void engine__skips_what_has_no_body_if_told(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.postgres.sql", "SELECT 1;\n");
	lab_put(lab, "0002_b.sql", "SELECT 1;\n");
	lab_up_fails(lab, DUNLIN_EREFUSED, "write 0001_a.sqlite.up.sql");
	lab->options.flags |= DUNLIN_OPTION_SKIP_MISSING;
	lab_up(lab);
	lab_applied(lab, "2");
}

/* --- results and reports --------------------------------------------------------------------- */

static void engine__gives_results_of_the_size_that_is_asked_for(void **state)
{
	struct lab *lab = *state;
	struct dunlin_result result;
	dunlin_engine *engine;

	put_three(lab);
	engine = lab_engine(lab);
	memset(&result, 0x55, sizeof(result));
	result.size = offsetof(struct dunlin_result, seeded);
	assert_int_equal(dunlin_migrate(engine, NULL, &result, lab->err), DUNLIN_OK);
	assert_int_equal(result.size, offsetof(struct dunlin_result, seeded));
	assert_int_equal(result.applied, 3);
	assert_int_equal(result.reverted, 0);
	assert_int_equal(result.seeded, 0x5555555555555555);
	assert_int_equal(result.head[0], 0x55);
	dunlin_engine_close(engine);
}

static void engine__tells_the_head_of_the_log(void **state)
{
	struct lab *lab = *state;
	dunlin_report *report;
	dunlin_engine *engine;
	const char *head;

	put_three(lab);
	engine = lab_engine(lab);
	assert_int_equal(dunlin_status_of(&report, engine, lab->err), DUNLIN_OK);
	assert_string_equal(dunlin_report_head(report), "0:");
	dunlin_report_free(report);
	lab_up(lab);
	head = lab_ask(lab, "SELECT seq || ':' || hash FROM dunlin_event WHERE seq = 3");
	assert_string_equal(lab->result.head, head);
	lab_up(lab); /* nothing to do: it is told all the same */
	assert_string_equal(lab->result.head, head);
	assert_int_equal(dunlin_status_of(&report, engine, lab->err), DUNLIN_OK);
	assert_string_equal(dunlin_report_head(report), head);
	dunlin_report_free(report);
	dunlin_engine_close(engine);
	lab_put(lab, "0004_d.sql", "SELECT nowhere;\n");
	lab_up_fails(lab, DUNLIN_EMISSING, "nowhere");
	assert_string_equal(lab->result.head,
			    lab_ask(lab,
				    "SELECT seq || ':' || hash FROM dunlin_event WHERE seq = 4"));
}

static void engine__reports_how_each_migration_stands(void **state)
{
	static const struct {
		const char *id, *reason;
		int32_t state;
		char kind, has_down, has_verify;
	} rows[] = {
		{ "0001", NULL, DUNLIN_STATE_APPLIED, 'v', 1, 1 },
		{ "2", "its file is gone", DUNLIN_STATE_MISSING, 'v', 0, 0 },
		{ "0003", "its up body has changed", DUNLIN_STATE_CHANGED, 'v', 0, 0 },
		{ "0004", "applied as d", DUNLIN_STATE_RENAMED, 'v', 0, 0 },
		{ "0005", "lower than 6", DUNLIN_STATE_OUT_OF_ORDER, 'v', 0, 0 },
		{ "0006", NULL, DUNLIN_STATE_APPLIED, 'v', 0, 0 },
		{ "0007", "waits until SELECT 0", DUNLIN_STATE_WAITING, 'v', 0, 0 },
		{ "0008", "no up body for sqlite", DUNLIN_STATE_OTHER, 'v', 0, 0 },
		{ "0009", NULL, DUNLIN_STATE_PENDING, 'v', 0, 0 },
		{ "v", NULL, DUNLIN_STATE_DUE, 'r', 0, 0 },
		{ "s", NULL, DUNLIN_STATE_DUE, 's', 0, 0 },
	};
	struct dunlin_entry entry = DUNLIN_ENTRY_INIT;
	struct lab *lab = *state;
	dunlin_report *report;
	dunlin_engine *engine;
	size_t i;

	lab_put(lab, "0001_a.up.sql", "SELECT 1;\n");
	lab_put(lab, "0001_a.down.sql", "SELECT 1;\n");
	lab_put(lab, "0001_a.verify.sql", "SELECT 1;\n");
	lab_put(lab, "0002_b.sql", "SELECT 2;\n");
	lab_put(lab, "0003_c.sql", "SELECT 3;\n");
	lab_put(lab, "0004_d.sql", "SELECT 4;\n");
	lab_put(lab, "0006_f.sql", "SELECT 6;\n");
	lab_up(lab);
	assert_int_equal(unlink("m/0002_b.sql"), 0);
	lab_put(lab, "0003_c.sql", "SELECT 33;\n");
	assert_int_equal(rename("m/0004_d.sql", "m/0004_dd.sql"), 0);
	lab_put(lab, "0005_e.sql", "SELECT 5;\n");
	lab_put(lab, "0007_g.sql", "-- dunlin: when SELECT 0\nSELECT 7;\n");
	lab_put(lab, "0008_h.mysql.sql", "SELECT 8;\n");
	lab_put(lab, "0009_i.sql", "SELECT 9;\n");
	lab_put(lab, "R__v.sql", "SELECT 1;\n");
	lab_put(lab, "seeds/s.sql", "SELECT 1;\n");
	engine = lab_engine(lab);
	assert_int_equal(dunlin_status_of(&report, engine, lab->err), DUNLIN_OK);
	dunlin_engine_close(engine); /* the report lives on */
	assert_int_equal(dunlin_report_count(report), sizeof(rows) / sizeof(rows[0]));
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		dunlin_report_at(report, i, &entry);
		assert_string_equal(entry.id, rows[i].id);
		assert_int_equal(entry.state, rows[i].state);
		assert_int_equal(entry.migration, rows[i].kind);
		assert_int_equal(entry.has_down, rows[i].has_down);
		assert_int_equal(entry.has_verify, rows[i].has_verify);
		assert_int_equal(entry.reason == NULL, rows[i].reason == NULL);
		if (rows[i].reason != NULL)
			assert_non_null(strstr(entry.reason, rows[i].reason));
		assert_int_equal(entry.applied_at != NULL, i < 4 || i == 5);
		assert_int_equal(strlen(entry.checksum), 64);
	}
	dunlin_report_free(report);
}

/* --- events -------------------------------------------------------------------------------------- */

static void engine__tells_what_happens_in_order(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\n");
	lab_put(lab, "R__v.sql", "SELECT 1;\n");
	lab_put(lab, "0002-b.sql", "SELECT 1;\n"); /* looks like one, and is none */
	lab_up(lab);
	assert_non_null(strstr(lab->events.data, "connected SQLite 3"));
	assert_non_null(strstr(lab->events.data, "warning m/0002-b.sql:0 "));
	assert_string_equal(strstr(lab->events.data, "step"),
			    "step v0001 up 1/2 pending\n"
			    "statement v0001 up 1/2 #1/2 m/0001_a.sql:1\n"
			    "statement v0001 up 1/2 #2/2 m/0001_a.sql:2\n"
			    "done v0001 up 1/2\n"
			    "step rv up 2/2 new\n"
			    "statement rv up 2/2 #1/1 m/R__v.sql:1\n"
			    "done rv up 2/2\n"
			    "applied v0001 up 1/2\n"
			    "applied rv up 2/2\n");
}

static void engine__tells_of_a_failed_step_what_became_durable(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.sql", "SELECT nowhere;\n");
	lab_up_fails(lab, DUNLIN_EMISSING, "nowhere");
	assert_string_equal(strstr(lab->events.data, "step"),
			    "step v0001 up 1/2 pending\n"
			    "statement v0001 up 1/2 #1/1 m/0001_a.sql:1\n"
			    "done v0001 up 1/2\n"
			    "step v0002 up 2/2 pending\n"
			    "applied v0001 up 1/2\n");
}

/* --- several engines, and quiet -------------------------------------------------------------------- */

struct one {
	struct dunlin_options options;
	dunlin_status status;
	struct dunlin_result result;
	pthread_t thread;
};

static void *migrate_one(void *payload)
{
	struct one *one = payload;
	dunlin_engine *engine = NULL;

	one->status = dunlin_engine_open(&engine, &one->options, NULL);
	if (one->status == DUNLIN_OK)
		one->status = dunlin_migrate(engine, NULL, &one->result, NULL);
	dunlin_engine_close(engine);
	return NULL;
}

static void engine__shares_a_process_with_others(void **state)
{
	const struct dunlin_result none = DUNLIN_RESULT_INIT;
	struct lab *lab = *state;
	struct one ones[6];
	size_t i;

	put_three(lab);
	lab->options.on_event = NULL;
	for (i = 0; i < 6; i++) {
		ones[i].options = lab->options;
		ones[i].options.url = lab_text(lab, "sqlite:%s/db%zu", lab->folder, i);
		ones[i].result = none;
		assert_int_equal(pthread_create(&ones[i].thread, NULL, migrate_one, &ones[i]), 0);
	}
	for (i = 0; i < 6; i++) {
		assert_int_equal(pthread_join(ones[i].thread, NULL), 0);
		assert_int_equal(ones[i].status, DUNLIN_OK);
		assert_int_equal(ones[i].result.applied, 3);
	}
}

static void engine__can_be_used_again_and_again(void **state)
{
	struct dunlin_wish down = DUNLIN_WISH_INIT;
	struct lab *lab = *state;
	dunlin_engine *engine;
	int i;

	put_three(lab);
	down.kind = DUNLIN_WISH_DOWN;
	down.flags = DUNLIN_WISH_ALL;
	engine = lab_engine(lab);
	for (i = 0; i < 5; i++) {
		assert_int_equal(dunlin_migrate(engine, NULL, &lab->result, lab->err), DUNLIN_OK);
		assert_int_equal(dunlin_migrate(engine, &down, NULL, lab->err), DUNLIN_OK);
	}
	dunlin_engine_close(engine);
	lab_rows(lab, "SELECT count(*) FROM dunlin_event", "30");
	lab_chain(lab);
}

static void engine__prints_nothing(void **state)
{
	struct lab *lab = *state;
	int out, err, file;
	struct stat st;

	put_three(lab);
	lab_put(lab, "0004_d.sql", "SELECT nowhere;\n");
	fflush(stdout);
	fflush(stderr);
	out = dup(1);
	err = dup(2);
	file = open("output", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(out >= 0 && err >= 0 && file >= 0);
	(void)dup2(file, 1);
	(void)dup2(file, 2);
	(void)lab_try_up(lab);
	lab->options.url = "oracle://x/y";
	(void)lab_try_up(lab);
	fflush(stdout);
	fflush(stderr);
	(void)dup2(out, 1);
	(void)dup2(err, 2);
	close(out);
	close(err);
	close(file);
	assert_int_equal(stat("output", &st), 0);
	assert_int_equal(st.st_size, 0);
}

/* --- drivers and databases ---------------------------------------------------------------------------- */

static void engine__lists_drivers_and_places(void **state)
{
	struct dunlin_driver_entry entry = DUNLIN_DRIVER_ENTRY_INIT;
	struct lab *lab = *state;
	dunlin_drivers *drivers;
	dunlin_engine *engine;
	bool found = false;
	size_t i, first = 0; /* place that is a folder */

	engine = lab_engine(lab);
	assert_int_equal(dunlin_drivers_list(&drivers, engine, lab->err), DUNLIN_OK);
	for (i = 0; i < dunlin_drivers_count(drivers); i++) {
		dunlin_drivers_at(drivers, i, &entry);
		if (strcmp(entry.place, "linked in") == 0) {
			/* As ./configure was told, and else never. */
			assert_non_null(strstr(getenv("STATIC_DRIVERS"), entry.name));
			assert_null(entry.path);
			first = 1;
		} else {
			assert_non_null(entry.path);
			assert_string_equal(entry.place, "the build tree");
		}
		if (strcmp(entry.name, "sqlite") != 0)
			continue;
		found = true;
		assert_int_equal(entry.usable, 1);
		assert_null(entry.reason);
		assert_string_equal(entry.dialect, "sqlite");
		assert_non_null(strstr(entry.schemes, "sqlite"));
		assert_non_null(strstr(entry.abilities, "cancel"));
	}
	assert_true(found);
	assert_non_null(strstr(dunlin_drivers_place(drivers, first), lab->place.path));
	assert_non_null(dunlin_drivers_place(drivers, first + 1)); /* the installed folder */
	assert_null(dunlin_drivers_place(drivers, first + 2));
	dunlin_drivers_at(drivers, 99, &entry);
	assert_null(entry.name);
	dunlin_drivers_free(drivers);
	dunlin_engine_close(engine);
}

static void engine__creates_and_drops_a_database(void **state)
{
	struct lab *lab = *state;
	dunlin_engine *engine;
	struct stat st;

	engine = lab_engine(lab);
	lab_failed(lab, dunlin_database_drop(engine, lab->err), DUNLIN_EMISSING, "");
	assert_int_equal(dunlin_database_create(engine, lab->err), DUNLIN_OK);
	assert_int_equal(stat("real.db", &st), 0);
	lab_failed(lab, dunlin_database_create(engine, lab->err), DUNLIN_EEXISTS, "");
	assert_int_equal(dunlin_database_drop(engine, lab->err), DUNLIN_OK);
	assert_int_not_equal(stat("real.db", &st), 0);
	dunlin_engine_close(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_SQLITE(engine__takes_options_of_an_older_program),
		ON_SQLITE(engine__takes_options_of_a_newer_program),
		ON_SQLITE(engine__takes_options_from_before_bundles),
		ON_SQLITE(engine__reads_what_it_put_into_a_bundle),
		ON_SQLITE(engine__refuses_a_bundle_that_is_not_whole),
		ON_SQLITE(engine__keeps_copies_of_its_options),
		ON_SQLITE(engine__refuses_options_that_were_not_initialised),
		ON_SQLITE(engine__does_without_an_error_or_a_result),
		ON_SQLITE(engine__names_the_schemes_and_places_there_are),
		ON_SQLITE(engine__wants_a_url_for_more_than_a_list),
		ON_SQLITE(engine__takes_a_scheme_in_any_case),
		ON_SQLITE(engine__refuses_schemas_where_there_are_none),
		ON_SQLITE(engine__only_looks_at_a_file_that_is_missing),
		ON_SQLITE(engine__refuses_wishes_that_make_no_sense),
		ON_SQLITE(engine__fulfils_wishes),
		ON_SQLITE(engine__skips_what_has_no_body_if_told),
		ON_SQLITE(engine__gives_results_of_the_size_that_is_asked_for),
		ON_SQLITE(engine__tells_the_head_of_the_log),
		ON_SQLITE(engine__reports_how_each_migration_stands),
		ON_SQLITE(engine__tells_what_happens_in_order),
		ON_SQLITE(engine__tells_of_a_failed_step_what_became_durable),
		ON_SQLITE(engine__shares_a_process_with_others),
		ON_SQLITE(engine__can_be_used_again_and_again),
		ON_SQLITE(engine__prints_nothing),
		ON_SQLITE(engine__lists_drivers_and_places),
		ON_SQLITE(engine__creates_and_drops_a_database),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
