/* Databases for tests on SQLite: that they are what the migrations make, and one's own. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/fresh.h"

static const char *system_folder(struct lab *lab, const char *name)
{
	return lab_text(lab, "%s/migrations/%s/migrations", getenv("top_srcdir"), name);
}

static void two_tables(struct lab *lab)
{
	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (id INTEGER PRIMARY KEY, t TEXT);\n"
		"INSERT INTO a VALUES (1, 'one'), (2, NULL);\n");
	lab_put(lab, "0002_b.up.sql", "CREATE TABLE b (a INTEGER REFERENCES a);\n");
	lab_put(lab, "0002_b.down.sql", "DROP TABLE b;\n");
	lab_put(lab, "R__views.sql", "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT t FROM a;\n");
	lab_put(lab, "seeds/0001_s.sql", "INSERT INTO a VALUES (3, 'seed');\n");
}

/* A database that the ordinary way made, with what was made for a test. */
static void assert_same(struct lab *lab, sqlite3 *db)
{
	char *ours, *theirs;
	sqlite3 *file;

	lab_up(lab);
	assert_int_equal(sqlite3_open_v2("real.db", &file, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	theirs = fresh_dump(file, false);
	ours = fresh_dump(db, false);
	assert_true(strlen(ours) > 100);
	assert_string_equal(ours, theirs);
	sqlite3_close(file);
	free(theirs);
	free(ours);
}

static void same_as_replay(void **state, const char *system)
{
	struct lab *lab = *state;
	dunlin_fresh *first, *second;
	dunlin_testdb *testdb;
	char *one, *two;

	lab->folders[0] = system_folder(lab, system);
	testdb = fresh_factory(lab, NULL);
	first = fresh_open(lab, testdb);
	second = fresh_open(lab, testdb);
	one = fresh_dump(fresh_db(first), true);
	two = fresh_dump(fresh_db(second), true);
	assert_string_equal(one, two);
	fresh_rows(fresh_db(first), "PRAGMA integrity_check", "ok");
	fresh_rows(fresh_db(first), "PRAGMA foreign_key_check", "");
	assert_same(lab, fresh_db(first));
	free(one);
	free(two);
	fresh_close(lab, first);
	fresh_close(lab, second);
	dunlin_testdb_free(testdb);
}

static void testdb__is_what_the_migrations_make_of_amunx(void **state)
{
	same_as_replay(state, "amunx");
}

static void testdb__is_what_the_migrations_make_of_loist(void **state)
{
	same_as_replay(state, "loist");
}

static void testdb__gives_each_its_own(void **state)
{
	struct lab *lab = *state;
	dunlin_fresh *first, *second;
	dunlin_testdb *testdb;

	two_tables(lab);
	testdb = fresh_factory(lab, NULL);
	first = fresh_open(lab, testdb);
	second = fresh_open(lab, testdb);
	fresh_exec(fresh_db(first), "DELETE FROM a; CREATE TABLE c (d)");
	fresh_rows(fresh_db(second), "SELECT * FROM a", "1|one\n2|~");
	fresh_close(lab, first);
	first = fresh_open(lab, testdb);
	fresh_rows(fresh_db(first), "SELECT * FROM a", "1|one\n2|~");
	fresh_rows(fresh_db(first), "SELECT count(*) FROM sqlite_master WHERE name = 'c'", "0");
	/* The seeds are no part of it, the history is. */
	fresh_rows(fresh_db(first), "SELECT kind || id FROM dunlin_history ORDER BY ordinal",
		   "v1\nv2\nrviews");
	fresh_close(lab, first);
	/* Who gives out may go first. */
	dunlin_testdb_free(testdb);
	fresh_rows(fresh_db(second), "SELECT t FROM v WHERE t IS NOT NULL", "one");
	fresh_close(lab, second);
}

/* What a program does with a database of its own. */
static void testdb__can_be_used_as_any_other(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;
	sqlite3 *db;

	two_tables(lab);
	testdb = fresh_factory(lab, NULL);
	fresh = fresh_open(lab, testdb);
	db = fresh_db(fresh);
	assert_int_equal(sqlite3_exec(db, "INSERT INTO b VALUES (9)", NULL, NULL, NULL),
			 SQLITE_CONSTRAINT);
	fresh_exec(db, "BEGIN; INSERT INTO b VALUES (1); ROLLBACK");
	fresh_rows(db, "SELECT count(*) FROM b", "0");
	/* Many times its size, and back again. */
	fresh_exec(db, "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < "
		       "20000) INSERT INTO a SELECT i, hex(zeroblob(100)) FROM n");
	fresh_rows(db, "SELECT count(*) FROM a", "19993");
	fresh_exec(db, "DELETE FROM a WHERE id > 2; VACUUM");
	fresh_rows(db, "PRAGMA integrity_check", "ok");
	/* Nothing of the driver's own is in the way. */
	fresh_exec(db, "ATTACH ':memory:' AS other; CREATE TABLE other.t (x); DETACH other");
	fresh_exec(db, "PRAGMA writable_schema = ON");
	fresh_close(lab, fresh);
	dunlin_testdb_free(testdb);
}

static void testdb__runs_the_session_statements(void **state)
{
	struct lab *lab = *state;
	const char *const session[] = { "PRAGMA recursive_triggers = ON",
					"PRAGMA foreign_keys = OFF" };
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;

	two_tables(lab);
	testdb = fresh_factory(lab, NULL);
	fresh = fresh_open(lab, testdb);
	fresh_rows(fresh_db(fresh), "PRAGMA recursive_triggers", "0");
	fresh_rows(fresh_db(fresh), "PRAGMA foreign_keys", "1");
	fresh_close(lab, fresh);
	dunlin_testdb_free(testdb);
	lab->options.session = session;
	lab->options.n_session = 2;
	testdb = fresh_factory(lab, NULL);
	fresh = fresh_open(lab, testdb);
	fresh_rows(fresh_db(fresh), "PRAGMA recursive_triggers", "1");
	fresh_rows(fresh_db(fresh), "PRAGMA foreign_keys", "0");
	fresh_close(lab, fresh);
	dunlin_testdb_free(testdb);
}

static void testdb__goes_as_far_as_it_is_asked(void **state)
{
	struct lab *lab = *state;
	struct dunlin_testdb_options how = DUNLIN_TESTDB_OPTIONS_INIT;
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;

	two_tables(lab);
	how.flags = DUNLIN_TESTDB_SEEDS;
	testdb = fresh_factory(lab, &how);
	fresh = fresh_open(lab, testdb);
	fresh_rows(fresh_db(fresh), "SELECT count(*) FROM a WHERE t = 'seed'", "1");
	fresh_close(lab, fresh);
	dunlin_testdb_free(testdb);
	how.flags = 0;
	how.version = "0001";
	testdb = fresh_factory(lab, &how);
	fresh = fresh_open(lab, testdb);
	fresh_rows(fresh_db(fresh), "SELECT name FROM sqlite_master WHERE name IN ('a', 'b')", "a");
	fresh_close(lab, fresh);
	dunlin_testdb_free(testdb);
}

static void testdb__makes_an_empty_one_of_no_migrations(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb = fresh_factory(lab, NULL);
	dunlin_fresh *fresh = fresh_open(lab, testdb);

	fresh_rows(fresh_db(fresh), "SELECT count(*) FROM sqlite_master", "0");
	fresh_exec(fresh_db(fresh), "CREATE TABLE t (x)");
	fresh_close(lab, fresh);
	dunlin_testdb_free(testdb);
}

static void testdb__touches_no_file(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;

	two_tables(lab);
	testdb = fresh_factory(lab, NULL);
	fresh = fresh_open(lab, testdb);
	assert_int_equal(access("real.db", F_OK), -1);
	fresh_close(lab, fresh);
	dunlin_testdb_free(testdb);
	/* A scheme says as much. */
	lab->options.url = NULL;
	lab->options.scheme = "sqlite";
	testdb = fresh_factory(lab, NULL);
	fresh = fresh_open(lab, testdb);
	fresh_rows(fresh_db(fresh), "SELECT count(*) FROM a", "2");
	fresh_close(lab, fresh);
	dunlin_testdb_free(testdb);
}

static void testdb__says_where_a_migration_fails(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;
	int i;

	two_tables(lab);
	lab_put(lab, "0003_c.up.sql", "SELECT 1;\n\nSELEC 2;\n");
	testdb = fresh_factory(lab, NULL);
	for (i = 0; i < 2; i++) {
		fresh = (dunlin_fresh *)1;
		lab_failed(lab, dunlin_testdb_open(&fresh, testdb, lab->err), DUNLIN_ESYNTAX,
			   "syntax error");
		assert_null(fresh);
		lab_at(lab, "m/0003_c.up.sql:3:1", "SELEC 2;");
	}
	dunlin_testdb_free(testdb);
}

static void testdb__names_what_is_left_open(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;
	sqlite3_stmt *stmt;

	two_tables(lab);
	testdb = fresh_factory(lab, NULL);
	fresh = fresh_open(lab, testdb);
	assert_int_equal(sqlite3_prepare_v2(fresh_db(fresh), "SELECT 7 FROM a", -1, &stmt, NULL),
			 SQLITE_OK);
	lab_failed(lab, dunlin_fresh_close(fresh, lab->err), DUNLIN_EBUSY,
		   "is still open: SELECT 7 FROM a");
	dunlin_testdb_free(testdb);
	/* It may still be finalized, and then nothing is left. */
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	sqlite3_finalize(stmt);
	assert_int_equal(dunlin_fresh_close(NULL, NULL), DUNLIN_OK);
	dunlin_testdb_free(NULL);
}

static void testdb__tells_one_library_from_two(void **state)
{
	struct lab *lab = *state;
	struct dunlin_testdb_options how = DUNLIN_TESTDB_OPTIONS_INIT;
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;

	two_tables(lab);
	how.client = sqlite3_libversion();
	testdb = fresh_factory(lab, &how);
	fresh_close(lab, fresh_open(lab, testdb));
	dunlin_testdb_free(testdb);
	how.client = "3.40.1";
	testdb = fresh_factory(lab, &how);
	lab_failed(lab, dunlin_testdb_open(&fresh, testdb, lab->err), DUNLIN_EUSAGE,
		   "another copy of SQLite");
	assert_null(fresh);
	dunlin_testdb_free(testdb);
}

static void refused(struct lab *lab, const struct dunlin_testdb_options *how, dunlin_status status,
		    const char *piece)
{
	dunlin_testdb *testdb = (dunlin_testdb *)1;

	lab_failed(lab, dunlin_testdb_new(&testdb, &lab->options, how, lab->err), status, piece);
	assert_null(testdb);
}

static void testdb__refuses_what_it_cannot_use(void **state)
{
	struct lab *lab = *state;
	struct dunlin_testdb_options how = DUNLIN_TESTDB_OPTIONS_INIT;
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;

	how.flags = 1u << 31;
	refused(lab, &how, DUNLIN_EUSAGE, "not known");
	how.size = 4;
	refused(lab, &how, DUNLIN_EUSAGE, "not initialised");
	lab->options.native = lab;
	refused(lab, NULL, DUNLIN_EUSAGE, "no connection can be lent");
	lab->options.native = NULL;
	lab->options.url = NULL;
	refused(lab, NULL, DUNLIN_EUSAGE, "neither a URL nor a scheme");
	lab->options.size = 4;
	refused(lab, NULL, DUNLIN_EUSAGE, "not initialised");
	lab->options.size = sizeof(lab->options);
	lab->options.url = "old:x";
	lab->options.driver = lab_text(lab, "%s/old.so", getenv("DUNLIN_FAKES"));
	testdb = fresh_factory(lab, NULL);
	lab_failed(lab, dunlin_testdb_open(&fresh, testdb, lab->err), DUNLIN_EUNSUPPORTED,
		   "makes no databases for tests");
	dunlin_testdb_free(testdb);
}

/* A sanitizer keeps what is freed for a while. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RSS_COUNTS false
#else
#define RSS_COUNTS true
#endif

/* KiB of this process that are in memory. */
static long resident(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	long size = 0, pages = 0;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%ld %ld", &size, &pages), 2);
	fclose(file);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void testdb__leaks_nothing_in_a_thousand(void **state)
{
	struct lab *lab = *state;
	sqlite3_int64 used = 0;
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;
	long before = 0;
	int i;

	lab->folders[0] = system_folder(lab, "amunx");
	testdb = fresh_factory(lab, NULL);
	for (i = 0; i < 1000; i++) {
		fresh = fresh_open(lab, testdb);
		fresh_exec(fresh_db(fresh), "CREATE TABLE t (x); INSERT INTO t VALUES (1)");
		fresh_close(lab, fresh);
		if (i == 10) {
			used = sqlite3_memory_used();
			before = resident();
		}
	}
	assert_int_equal(sqlite3_memory_used(), used);
	if (RSS_COUNTS && getenv("LD_PRELOAD") == NULL) /* nor below valgrind */
		assert_true(resident() - before < 2048);
	dunlin_testdb_free(testdb);
}

struct worker {
	pthread_t thread;
	dunlin_testdb *testdb;
	int number;
	char said[200]; /* what went wrong; cmocka fails in its own thread alone */
};

static void *work(void *payload)
{
	struct worker *w = payload;
	dunlin_error *err = dunlin_error_new();
	dunlin_fresh *fresh;
	sqlite3_stmt *stmt;
	char sql[100];
	int i;

	for (i = 0; i < 50 && w->said[0] == '\0'; i++) {
		if (dunlin_testdb_open(&fresh, w->testdb, err) != DUNLIN_OK) {
			snprintf(w->said, sizeof(w->said), "%s", dunlin_error_message(err));
			break;
		}
		snprintf(sql, sizeof(sql), "INSERT INTO a VALUES (%d, 'x')",
			 100 + w->number * 50 + i);
		if (sqlite3_exec(dunlin_fresh_native(fresh), sql, NULL, NULL, NULL) != SQLITE_OK)
			snprintf(w->said, sizeof(w->said), "%s", sql);
		/* Nobody else's row is there. */
		if (sqlite3_prepare_v2(dunlin_fresh_native(fresh), "SELECT count(*) FROM a", -1,
				       &stmt, NULL) != SQLITE_OK ||
		    sqlite3_step(stmt) != SQLITE_ROW || sqlite3_column_int(stmt, 0) != 3)
			snprintf(w->said, sizeof(w->said), "there are other rows");
		sqlite3_finalize(stmt);
		if (dunlin_fresh_close(fresh, err) != DUNLIN_OK)
			snprintf(w->said, sizeof(w->said), "%s", dunlin_error_message(err));
	}
	dunlin_error_free(err);
	return NULL;
}

static void testdb__serves_eight_threads(void **state)
{
	struct lab *lab = *state;
	struct worker workers[8];
	dunlin_testdb *testdb;
	int i;

	two_tables(lab);
	testdb = fresh_factory(lab, NULL);
	memset(workers, 0, sizeof(workers));
	for (i = 0; i < 8; i++) {
		workers[i].testdb = testdb;
		workers[i].number = i;
		assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
	}
	for (i = 0; i < 8; i++)
		assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
	for (i = 0; i < 8; i++)
		assert_string_equal(workers[i].said, "");
	/* The migrations ran once. */
	assert_int_equal(lab_count(lab, "applied v0001 up"), 1);
	dunlin_testdb_free(testdb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_SQLITE(testdb__is_what_the_migrations_make_of_amunx),
		ON_SQLITE(testdb__is_what_the_migrations_make_of_loist),
		ON_SQLITE(testdb__gives_each_its_own),
		ON_SQLITE(testdb__can_be_used_as_any_other),
		ON_SQLITE(testdb__runs_the_session_statements),
		ON_SQLITE(testdb__goes_as_far_as_it_is_asked),
		ON_SQLITE(testdb__makes_an_empty_one_of_no_migrations),
		ON_SQLITE(testdb__touches_no_file),
		ON_SQLITE(testdb__says_where_a_migration_fails),
		ON_SQLITE(testdb__names_what_is_left_open),
		ON_SQLITE(testdb__tells_one_library_from_two),
		ON_SQLITE(testdb__refuses_what_it_cannot_use),
		ON_SQLITE(testdb__leaks_nothing_in_a_thousand),
		ON_SQLITE(testdb__serves_eight_threads),
	};

	return cmocka_run_group_tests_name("engine/testdb", tests, NULL, NULL);
}
