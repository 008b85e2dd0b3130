/* What the migrations made, kept for the next process: when it is used, and when it is not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/path.h"
#include "engine/fresh.h"

static struct dunlin_testdb_options keeping(void)
{
	struct dunlin_testdb_options how = DUNLIN_TESTDB_OPTIONS_INIT;

	how.cache = "kept";
	return how;
}

static void one_table(struct lab *lab)
{
	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (id INTEGER PRIMARY KEY, t TEXT);\n"
		"INSERT INTO a VALUES (1, 'one');\n");
	lab_put(lab, "seeds/0001_s.sql", "INSERT INTO a VALUES (3, 'seed');\n");
}

/* As another process would: whether it ran the migrations. */
static bool ran(struct lab *lab, const struct dunlin_testdb_options *how)
{
	dunlin_testdb *testdb = fresh_factory(lab, how);
	dunlin_fresh *fresh;
	bool applied;

	lab_forget(lab);
	fresh = fresh_open(lab, testdb);
	applied = lab_told(lab, "applied v0001 up");
	fresh_rows(fresh_db(fresh), "SELECT t FROM a WHERE id = 1", "one");
	fresh_rows(fresh_db(fresh), "SELECT id FROM dunlin_history WHERE id = '1'", "1");
	fresh_rows(fresh_db(fresh), "PRAGMA foreign_keys", "1");
	fresh_close(lab, fresh);
	dunlin_testdb_free(testdb);
	return applied;
}

/* The files that are kept; the last of them in `path`. */
static size_t kept(char path[200])
{
	struct dn_path_list list;
	size_t i, n;

	assert_int_equal(dn_path_list(&list, "kept", NULL), DUNLIN_OK);
	for (i = 0; i < list.n; i++)
		snprintf(path, 200, "kept/%s", list.items[i].name);
	n = list.n;
	dn_path_list_clear(&list);
	return n;
}

static void cache__is_used_by_the_next(void **state)
{
	struct lab *lab = *state;
	const struct dunlin_testdb_options how = keeping();
	struct stat st;
	char path[200];

	one_table(lab);
	assert_true(ran(lab, &how));
	assert_int_equal(kept(path), 1);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_false(ran(lab, &how));
	assert_int_equal(kept(path), 1);
}

static void cache__is_of_an_empty_database_as_well(void **state)
{
	struct lab *lab = *state;
	const struct dunlin_testdb_options how = keeping();
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;
	int i;

	for (i = 0; i < 2; i++) {
		testdb = fresh_factory(lab, &how);
		fresh = fresh_open(lab, testdb);
		fresh_rows(fresh_db(fresh), "SELECT count(*) FROM sqlite_master", "0");
		fresh_close(lab, fresh);
		dunlin_testdb_free(testdb);
	}
}

/* Everything that would make another database has a file of its own. */
static void cache__keeps_apart_what_differs(void **state)
{
	struct lab *lab = *state;
	struct dunlin_testdb_options how = keeping();
	const char *const session[] = { "PRAGMA recursive_triggers = ON" };
	size_t n = 1;
	char path[200];

	one_table(lab);
	assert_true(ran(lab, &how));
#define ANOTHER(change)                            \
	do {                                       \
		change;                            \
		assert_true(ran(lab, &how));       \
		assert_int_equal(kept(path), ++n); \
		assert_false(ran(lab, &how));      \
	} while (0)
	ANOTHER(how.flags = DUNLIN_TESTDB_SEEDS);
	ANOTHER(how.version = "1");
	ANOTHER(lab->options.env = "test");
	ANOTHER(lab->options.project = "shop");
	ANOTHER(lab->options.os_user = "somebody");
	ANOTHER(lab->options.host = "somewhere");
	ANOTHER(lab->options.flags |= DUNLIN_OPTION_SKIP_MISSING);
	ANOTHER((lab->options.session = session, lab->options.n_session = 1));
	ANOTHER(lab_put(lab, "0002_b.up.sql", "CREATE TABLE b (a);\n"));
	ANOTHER(lab_put(lab, "0002_b.up.sql", "CREATE TABLE b (a, b);\n"));
	/* What stands above the first section is in no body. */
	ANOTHER(lab_put(lab, "0003_c.sql", "-- dunlin: up\nCREATE TABLE c (a);\n"));
	ANOTHER(lab_put(lab, "0003_c.sql",
			"-- dunlin: only sqlite\n-- dunlin: up\nCREATE TABLE c (a);\n"));
	ANOTHER(lab_put(lab, "0003_c.sql",
			"-- dunlin: requires 1\n-- dunlin: up\nCREATE TABLE c (a);\n"));
	ANOTHER(lab_put(lab, "0003_c.sql",
			"-- dunlin: env test\n-- dunlin: up\nCREATE TABLE c (a);\n"));
	ANOTHER(lab_put(lab, "0003_c.sql",
			"-- dunlin: when SELECT 1\n-- dunlin: up\nCREATE TABLE c (a);\n"));
	ANOTHER(lab_put(lab, "0003_c.sql",
			"-- dunlin: transaction off\n-- dunlin: up\nCREATE TABLE c (a);\n"));
	ANOTHER(lab_put(lab, "seeds/0001_s.sql", "INSERT INTO a VALUES (4, 'seed');\n"));
	/* A way back makes no other database. */
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	assert_false(ran(lab, &how));
}

static void rewrite(const char *path, const char *data, size_t len)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

/* tests/base/test_cache.c has every byte; here a few of each part of a real one. */
static void cache__replaces_what_is_broken(void **state)
{
	struct lab *lab = *state;
	const struct dunlin_testdb_options how = keeping();
	char path[200], *data;
	size_t len, i;

	one_table(lab);
	assert_true(ran(lab, &how));
	assert_int_equal(kept(path), 1);
	assert_int_equal(dn_path_read(&data, &len, path, NULL), DUNLIN_OK);
	for (i = 0; i < len; i += i < 200 ? 9 : 1301) {
		data[i] ^= 0x10;
		rewrite(path, data, len);
		data[i] ^= 0x10;
		if (!ran(lab, &how) || ran(lab, &how))
			fail_msg("byte %zu", i);
	}
	for (i = 0; i < len; i += 1 + i) {
		rewrite(path, data, i);
		if (!ran(lab, &how) || ran(lab, &how))
			fail_msg("%zu bytes", i);
	}
	assert_int_equal(kept(path), 1);
	free(data);
}

static void cache__trusts_nobody_else(void **state)
{
	struct lab *lab = *state;
	const struct dunlin_testdb_options how = keeping();
	struct stat st;
	char path[200];

	one_table(lab);
	assert_true(ran(lab, &how));
	assert_int_equal(kept(path), 1);
	assert_int_equal(chmod(path, 0666), 0);
	assert_true(ran(lab, &how));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_false(ran(lab, &how));
}

static void cache__is_not_needed(void **state)
{
	struct lab *lab = *state;
	struct dunlin_testdb_options how = keeping();

	one_table(lab);
	how.cache = "no/where";
	assert_true(ran(lab, &how));
	assert_true(lab_told(lab, "warning nothing can be kept in no/where: No such file"));
	assert_true(ran(lab, &how));
}

/* One of many that start at once; its exit status says whether all is well. */
static void child(struct lab *lab, int gate)
{
	const struct dunlin_testdb_options how = keeping();
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;
	bool well = false;
	char byte;

	(void)!read(gate, &byte, 1); /* until it is closed */
	if (dunlin_testdb_new(&testdb, &lab->options, &how, NULL) == DUNLIN_OK &&
	    dunlin_testdb_open(&fresh, testdb, NULL) == DUNLIN_OK) {
		well = sqlite3_exec(fresh_db(fresh), "INSERT INTO a VALUES (7, 'x')", NULL, NULL,
				    NULL) == SQLITE_OK;
		well = dunlin_fresh_close(fresh, NULL) == DUNLIN_OK && well;
		dunlin_testdb_free(testdb);
	}
	_exit(well ? 0 : 1);
}

static void cache__is_written_by_sixteen_at_once(void **state)
{
	struct lab *lab = *state;
	const struct dunlin_testdb_options how = keeping();
	int gate[2], status, round, i;
	char path[200];
	pid_t pids[16];

	one_table(lab);
	/* Where there is nothing, where it is broken, and where it is there. */
	for (round = 0; round < 3; round++) {
		assert_int_equal(pipe(gate), 0);
		for (i = 0; i < 16; i++) {
			pids[i] = fork();
			assert_true(pids[i] >= 0);
			if (pids[i] == 0) {
				close(gate[1]);
				child(lab, gate[0]);
			}
		}
		close(gate[0]);
		close(gate[1]);
		for (i = 0; i < 16; i++) {
			assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
			assert_int_equal(status, 0);
		}
		assert_int_equal(kept(path), 1);
		assert_false(ran(lab, &how));
		if (round == 0)
			rewrite(path, "broken", 6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_SQLITE(cache__is_used_by_the_next),
		ON_SQLITE(cache__is_of_an_empty_database_as_well),
		ON_SQLITE(cache__keeps_apart_what_differs),
		ON_SQLITE(cache__replaces_what_is_broken),
		ON_SQLITE(cache__trusts_nobody_else),
		ON_SQLITE(cache__is_not_needed),
		ON_SQLITE(cache__is_written_by_sixteen_at_once),
	};

	return cmocka_run_group_tests_name("engine/testdb_cache", tests, NULL, NULL);
}
