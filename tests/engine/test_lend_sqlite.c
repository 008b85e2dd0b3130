/* A sqlite3 * that a program lends: used, and handed back as it came. */
#include "engine/lab.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

/* --- what a connection is like ------------------------------------------------------ */

static int take_row(void *payload, int n, char **values, char **names)
{
	struct dn_str *out = payload;
	int i;

	(void)names;
	for (i = 0; i < n; i++)
		dn_str_printf(out, "%s|", values[i] == NULL ? "~" : values[i]);
	dn_str_puts(out, "\n");
	return 0;
}

static void ask(sqlite3 *db, const char *sql, struct dn_str *out)
{
	assert_int_equal(sqlite3_exec(db, sql, take_row, out, NULL), SQLITE_OK);
}

struct names {
	char list[128][48];
	size_t n;
};

static int take_name(void *payload, int n, char **values, char **names)
{
	struct names *all = payload;

	(void)n, (void)names;
	assert_true(all->n < 128);
	(void)snprintf(all->list[all->n++], sizeof(all->list[0]), "%s", values[0]);
	return 0;
}

/* Those that do something, take an argument, or tell what is in the file, which a run changes. */
#define LEFT_OUT                                                                                      \
	"'data_version','freelist_count','foreign_key_check','incremental_vacuum','integrity_check'," \
	"'optimize','page_count','quick_check','schema_version','shrink_memory','wal_checkpoint',"    \
	"'writable_schema','index_info','index_list','index_xinfo','table_info','table_xinfo',"       \
	"'foreign_key_list','table_list','stats','function_list','temp_store_directory',"             \
	"'data_store_directory','database_list'"

/* All of it that can be read: every PRAGMA, the flags, what the handlers say of themselves. */
static void describe(sqlite3 *db, struct dn_str *out)
{
	static const int flags[] = {
		SQLITE_DBCONFIG_ENABLE_FKEY,           SQLITE_DBCONFIG_ENABLE_TRIGGER,
		SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, SQLITE_DBCONFIG_DEFENSIVE,
		SQLITE_DBCONFIG_TRUSTED_SCHEMA,        SQLITE_DBCONFIG_WRITABLE_SCHEMA,
		SQLITE_DBCONFIG_LEGACY_ALTER_TABLE
	};
	struct names all = { .n = 0 };
	size_t i;
	int on;

	assert_int_equal(sqlite3_exec(db,
				      "SELECT name FROM pragma_pragma_list WHERE name NOT IN "
				      "(" LEFT_OUT ") ORDER BY 1",
				      take_name, &all, NULL),
			 SQLITE_OK);
	assert_true(all.n > 30);
	for (i = 0; i < all.n; i++) {
		char sql[64];

		(void)snprintf(sql, sizeof(sql), "PRAGMA %s", all.list[i]);
		dn_str_printf(out, "%s ", all.list[i]);
		ask(db, sql, out);
	}
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		on = -1;
		(void)sqlite3_db_config(db, flags[i], -1, &on);
		dn_str_printf(out, "flag %d %d\n", flags[i], on);
	}
	for (i = 0; i <= SQLITE_LIMIT_WORKER_THREADS; i++)
		dn_str_printf(out, "limit %d\n", sqlite3_limit(db, (int)i, -1));
	dn_str_printf(out, "transaction %d rowid %lld\n", !sqlite3_get_autocommit(db),
		      (long long)sqlite3_last_insert_rowid(db));
	/* Its lower byte alone, where extended codes are off. */
	(void)sqlite3_exec(db, "SELECT 'a' COLLATE nowhere = 'b'", NULL, NULL, NULL);
	dn_str_printf(out, "code %d\n", sqlite3_errcode(db));
	ask(db, "SELECT 'a' LIKE 'A'", out);
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

/* Handlers of the program's own, which count. */
struct seen {
	int authorized, progressed, committed, updated, waited;
};

static int on_authorize(void *payload, int action, const char *a, const char *b, const char *c,
			const char *d)
{
	(void)action, (void)a, (void)b, (void)c, (void)d;
	((struct seen *)payload)->authorized++;
	return SQLITE_OK;
}

static int on_progress(void *payload)
{
	((struct seen *)payload)->progressed++;
	return 0;
}

static int on_commit(void *payload)
{
	((struct seen *)payload)->committed++;
	return 0;
}

static void on_update(void *payload, int kind, const char *database, const char *table,
		      sqlite3_int64 rowid)
{
	(void)kind, (void)database, (void)table, (void)rowid;
	((struct seen *)payload)->updated++;
}

static int on_busy(void *payload, int count)
{
	(void)count;
	((struct seen *)payload)->waited++;
	return 0;
}

static void listen(sqlite3 *db, struct seen *seen)
{
	sqlite3_set_authorizer(db, on_authorize, seen);
	sqlite3_progress_handler(db, 1, on_progress, seen);
	sqlite3_commit_hook(db, on_commit, seen);
	sqlite3_update_hook(db, on_update, seen);
	sqlite3_busy_handler(db, on_busy, seen);
}

/* Each of them is still called. */
static void still_heard(sqlite3 *db, struct seen *seen)
{
	memset(seen, 0, sizeof(*seen));
	assert_int_equal(sqlite3_exec(db,
				      "CREATE TABLE IF NOT EXISTS heard (a);"
				      "INSERT INTO heard VALUES (1)",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	assert_true(seen->authorized > 0 && seen->progressed > 0 && seen->committed > 0 &&
		    seen->updated > 0);
}

static sqlite3 *lend(struct lab *lab, const char *path)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	lab->options.url = NULL;
	lab->options.native = db;
	lab->options.scheme = "sqlite";
	return db;
}

static void put_migrations(struct lab *lab)
{
	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (id INTEGER PRIMARY KEY, n TEXT UNIQUE);\n"
		"INSERT INTO a VALUES (1, 'one');\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "0001_a.verify.sql", "-- dunlin: expect value = one\nSELECT n FROM a;\n");
	lab_put(lab, "0002_b.up.sql", "CREATE TABLE b (id INTEGER REFERENCES a (id));\n");
	lab_put(lab, "0002_b.down.sql", "DROP TABLE b;\n");
}

/* --- it works, and comes back ----------------------------------------------------------- */

static void lend__a_database_in_memory_is_migrated_and_used(void **state)
{
	struct lab *lab = *state;
	sqlite3 *db = lend(lab, ":memory:");
	struct dunlin_wish up = DUNLIN_WISH_INIT, down = DUNLIN_WISH_INIT, redo = DUNLIN_WISH_INIT;
	struct dunlin_result result = DUNLIN_RESULT_INIT;
	dunlin_engine *engine = lab_engine(lab);
	struct dn_str rows = DN_STR_INIT;
	dunlin_report *report;
	dunlin_plan *plan;

	put_migrations(lab);
	down.kind = DUNLIN_WISH_DOWN;
	redo.kind = DUNLIN_WISH_REDO;
	assert_int_equal(dunlin_plan_make(&plan, engine, &up, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_plan_steps(plan), 2);
	dunlin_plan_free(plan);
	assert_int_equal(dunlin_migrate(engine, &up, &result, lab->err), DUNLIN_OK);
	assert_int_equal(result.applied, 2);
	assert_int_equal(dunlin_verify(engine, NULL, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_migrate(engine, &redo, NULL, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_migrate(engine, &down, &result, lab->err), DUNLIN_OK);
	assert_int_equal(result.reverted, 1);
	up.flags = DUNLIN_WISH_DRY_RUN;
	assert_int_equal(dunlin_migrate(engine, &up, &result, lab->err), DUNLIN_OK);
	up.flags = 0;
	assert_int_equal(dunlin_status_of(&report, engine, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_report_count(report), 2);
	dunlin_report_free(report);
	assert_int_equal(dunlin_migrate(engine, &up, NULL, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_backup(engine, "copy.db", lab->err), DUNLIN_OK);
	dunlin_engine_close(engine);
	ask(db, "SELECT n FROM a; INSERT INTO b VALUES (1); SELECT count(*) FROM b", &rows);
	assert_string_equal(dn_str_text(&rows), "one|\n1|\n");
	dn_str_clear(&rows);
	sqlite3_close(db);
}

/* A body that changes all that it can, one that fails, one that is canceled. */
struct change {
	const char *name;
	const char *body;
	dunlin_status status;
	int64_t timeout_ms;
};

static const struct change changes[] = {
	{ "nothing", "CREATE TABLE a (x);\n", DUNLIN_OK, 0 },
	{ "settings",
	  "-- dunlin: transaction off\nPRAGMA foreign_keys = OFF;\nPRAGMA synchronous = OFF;\n"
	  "PRAGMA recursive_triggers = ON;\nPRAGMA cache_size = 77;\nPRAGMA temp_store = 2;\n"
	  "PRAGMA case_sensitive_like = ON;\nPRAGMA threads = 2;\nPRAGMA fullfsync = ON;\n"
	  "PRAGMA legacy_alter_table = ON;\nPRAGMA \"main\" . journal_size_limit = 9;\n"
	  "PRAGMA query_only(0);\nPRAGMA trusted_schema = OFF;\nPRAGMA analysis_limit = 5;\n"
	  "PRAGMA secure_delete = ON;\nPRAGMA short_column_names = OFF;\n"
	  "PRAGMA max_page_count = 100000;\nPRAGMA mmap_size = 4096;\nINSERT INTO t VALUES (77);\n",
	  DUNLIN_OK, 0 },
	{ "failed", "CREATE TABLE b (x);\nINSERT INTO nowhere VALUES (1);\n", DUNLIN_EMISSING, 0 },
	{ "code", "INSERT INTO t VALUES (5), (5);\n", DUNLIN_EEXISTS, 0 },
	{ "timed out",
	  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;\n",
	  DUNLIN_ESQL, 50 },
};

static void compare(struct lab *lab, const struct change *change, bool extended)
{
	sqlite3 *db = lend(lab, lab_text(lab, "real_%s_%d.db", change->name, extended));
	static const char *const session[] = { "PRAGMA cache_size = 9" };
	struct dn_str before = DN_STR_INIT, after = DN_STR_INIT;
	struct seen seen;

	sqlite3_extended_result_codes(db, extended);
	assert_int_equal(
		sqlite3_exec(db,
			     "CREATE TABLE t (x INTEGER PRIMARY KEY);"
			     "INSERT INTO t VALUES (41); PRAGMA cache_size = 123;"
			     "PRAGMA synchronous = 1; PRAGMA reverse_unordered_selects = 1",
			     NULL, NULL, NULL),
		SQLITE_OK);
	listen(db, &seen);
	if (extended)
		sqlite3_busy_timeout(db, 1234);
	lab_put(lab, "0001_c.sql", change->body);
	lab->options.statement_timeout_ms = change->timeout_ms;
	lab->options.session = session;
	lab->options.n_session = 1;
	describe(db, &before);
	assert_int_equal(lab_try_up(lab), change->status);
	describe(db, &after);
	same(&before, &after);
	still_heard(db, &seen);
	dn_str_clear(&before);
	dn_str_clear(&after);
	lab->options.statement_timeout_ms = 0;
	sqlite3_close(db);
}

static void lend__it_comes_back_as_it_went(void **state)
{
	size_t i;

	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		compare(*state, &changes[i], false);
		compare(*state, &changes[i], true);
	}
}

/* --- canceled ------------------------------------------------------------------------------ */

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
	sqlite3 *db = lend(lab, ":memory:");
	struct dn_str before = DN_STR_INIT, after = DN_STR_INIT;
	struct canceler canceler = { .asked = false };

	lab_put(lab, "0001_long.sql",
		"CREATE TABLE t (x);\nWITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		"FROM n) SELECT max(i) FROM n;\n");
	lab->options.on_event = begin_cancel;
	lab->options.payload = &canceler;
	describe(db, &before);
	canceler.engine = lab_engine(lab);
	assert_int_equal(dunlin_migrate(canceler.engine, NULL, NULL, lab->err), DUNLIN_ECANCELED);
	pthread_join(canceler.thread, NULL);
	dunlin_engine_close(canceler.engine);
	describe(db, &after);
	same(&before, &after);
	ask(db, "SELECT count(*) FROM sqlite_schema WHERE name = 't'", &after);
	assert_string_equal(dn_str_text(&after) + strlen(dn_str_text(&before)), "0|\n");
	dn_str_clear(&before);
	dn_str_clear(&after);
	sqlite3_close(db);
}

/* --- what cannot be -------------------------------------------------------------------------- */

static void lend__a_connection_in_use_is_refused(void **state)
{
	struct lab *lab = *state;
	sqlite3 *db = lend(lab, ":memory:");
	sqlite3_stmt *stmt = NULL;

	put_migrations(lab);
	assert_int_equal(sqlite3_exec(db, "BEGIN; CREATE TABLE mine (x)", NULL, NULL, NULL),
			 SQLITE_OK);
	lab_up_fails(lab, DUNLIN_EUSAGE, "is in a transaction");
	assert_false(sqlite3_get_autocommit(db));
	assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT 1 UNION SELECT 2", -1, &stmt, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	lab_up_fails(lab, DUNLIN_EUSAGE, "is half read");
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	sqlite3_finalize(stmt);
	lab_up(lab);
	sqlite3_close(db);
}

static void lend__a_handle_of_another_library_is_refused(void **state)
{
	struct lab *lab = *state;
	sqlite3_vfs vfs = { .iVersion = 3, .zName = "unix" };
	const void *handle[64] = { &vfs };

	put_migrations(lab);
	lab->options.url = NULL;
	lab->options.native = (void *)handle;
	lab->options.scheme = "sqlite";
	lab_up_fails(lab, DUNLIN_EUSAGE, "another copy of SQLite");
}

static void lend__what_would_not_come_back_is_refused(void **state)
{
	static const struct {
		const char *sql, *why;
	} rows[] = {
		{ "ATTACH 'x.db' AS x", "outside the target" },
		{ "/* */ DETACH x", "take a database from the program" },
		{ "PRAGMA busy_timeout = 5", "busy handler of the program" },
		{ "PRAGMA main.\"busy_timeout\"(5)", "busy handler of the program" },
		{ "PRAGMA writable_schema = ON", "writable_schema" },
	};
	struct lab *lab = *state;
	sqlite3 *db = lend(lab, ":memory:");
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		lab_put(lab, "0001_no.sql",
			lab_text(lab, "-- dunlin: transaction off\n%s;\n", rows[i].sql));
		lab_up_fails(lab, DUNLIN_EPERM, rows[i].why);
	}
	sqlite3_close(db);
}

static void lend__options_say_which(void **state)
{
	struct lab *lab = *state;
	sqlite3 *db = lend(lab, ":memory:");
	dunlin_engine *engine = NULL;

	lab->options.scheme = NULL;
	lab_failed(lab, dunlin_engine_open(&engine, &lab->options, lab->err), DUNLIN_EUSAGE,
		   "do not say what it is");
	assert_null(engine);
	lab->options.scheme = "sqlite";
	lab->options.url = "sqlite:x.db";
	lab_failed(lab, dunlin_engine_open(&engine, &lab->options, lab->err), DUNLIN_EUSAGE,
		   "both a URL and a connection");
	lab->options.native = NULL;
	lab_failed(lab, dunlin_engine_open(&engine, &lab->options, lab->err), DUNLIN_EUSAGE,
		   "lend no connection");
	lab->options.native = db;
	lab->options.url = NULL;
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_database_create(engine, lab->err), DUNLIN_EUSAGE, "needs a URL");
	lab_failed(lab, dunlin_database_drop(engine, lab->err), DUNLIN_EUSAGE, "needs a URL");
	lab_failed(lab, dunlin_restore(engine, "x.db", 0, lab->err), DUNLIN_EUSAGE, "needs a URL");
	assert_int_equal(dunlin_ping(engine, lab->err), DUNLIN_OK);
	dunlin_engine_close(engine);
	lab->options.scheme = "nothing";
	engine = lab_engine(lab);
	assert_int_not_equal(dunlin_ping(engine, lab->err), DUNLIN_OK);
	dunlin_engine_close(engine);
	sqlite3_close(db);
}

static void lend__a_driver_that_cannot_says_so(void **state)
{
	struct lab *lab = *state;
	sqlite3 *db = lend(lab, ":memory:");

	lab_script(lab, "");
	lab->options.url = NULL;
	put_migrations(lab);
	lab_up_fails(lab, DUNLIN_EUNSUPPORTED, "cannot take a connection");
	sqlite3_close(db);
}

/* --- several at once --------------------------------------------------------------------------- */

struct worker {
	struct dunlin_options options;
	pthread_t thread;
	bool ok;
};

static void *migrate(void *payload)
{
	struct worker *worker = payload;
	dunlin_engine *engine = NULL;
	sqlite3 *db = worker->options.native;

	worker->ok = dunlin_engine_open(&engine, &worker->options, NULL) == DUNLIN_OK &&
		     dunlin_migrate(engine, NULL, NULL, NULL) == DUNLIN_OK &&
		     dunlin_verify(engine, NULL, NULL) == DUNLIN_OK;
	dunlin_engine_close(engine);
	worker->ok = worker->ok && sqlite3_exec(db, "INSERT INTO a VALUES (2, 'two')", NULL, NULL,
						NULL) == SQLITE_OK;
	return NULL;
}

static void lend__each_thread_has_its_own(void **state)
{
	struct lab *lab = *state;
	struct worker workers[8] = { { .ok = false } };
	size_t i;

	put_migrations(lab);
	for (i = 0; i < 8; i++) {
		(void)lend(lab, ":memory:");
		workers[i].options = lab->options;
		workers[i].options.on_event = NULL;
		assert_int_equal(pthread_create(&workers[i].thread, NULL, migrate, &workers[i]), 0);
	}
	for (i = 0; i < 8; i++) {
		pthread_join(workers[i].thread, NULL);
		assert_true(workers[i].ok);
		sqlite3_close(workers[i].options.native);
	}
}

#define LEND(test) ON_SQLITE(lend__##test)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LEND(a_database_in_memory_is_migrated_and_used),
		LEND(it_comes_back_as_it_went),
		LEND(it_comes_back_after_a_cancel),
		LEND(a_connection_in_use_is_refused),
		LEND(a_handle_of_another_library_is_refused),
		LEND(what_would_not_come_back_is_refused),
		LEND(options_say_which),
		LEND(a_driver_that_cannot_says_so),
		LEND(each_thread_has_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
