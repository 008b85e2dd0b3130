/* Creating and dropping database files. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/rig.h"

static dunlin_status create(const char *url)
{
	struct dunlin_open how = rig_how(url, 0);

	rig_clear();
	return rig_driver->create_database(&rig_host, &how, &rig_err);
}

static dunlin_status drop(const char *url)
{
	struct dunlin_open how = rig_how(url, 0);

	rig_clear();
	return rig_driver->drop_database(&rig_host, &how, &rig_err);
}

static void sqlite__create_makes_an_empty_database_once(void **state)
{
	dunlin_conn *conn;

	(void)state;
	assert_int_equal(create("sqlite:new.db"), DUNLIN_OK);
	assert_true(rig_exists("new.db"));
	assert_int_equal(create("sqlite:new.db"), DUNLIN_EEXISTS);
	rig_assert_fault(DUNLIN_EEXISTS, "42P04", "new.db: it exists");
	conn = rig_open("sqlite:new.db", 0);
	rig_assert_rows(conn, "SELECT count(*) FROM sqlite_master", "0\n");
	rig_exec_ok(conn, "CREATE TABLE t(a)");
	rig_driver->close(conn);
	assert_int_equal(drop("sqlite:new.db"), DUNLIN_OK);
	assert_false(rig_exists("new.db"));
	assert_int_equal(drop("sqlite:new.db"), DUNLIN_EMISSING);
	rig_assert_fault(DUNLIN_EMISSING, "3D000", "does not exist");
}

static void sqlite__what_cannot_be_created_or_dropped(void **state)
{
	(void)state;
	assert_int_equal(create("sqlite:nofolder/x.db"), DUNLIN_ECONNECT);
	rig_assert_fault(DUNLIN_ECONNECT, NULL, "folder does not exist");
	assert_int_equal(create("sqlite::memory:"), DUNLIN_EUSAGE);
	assert_int_equal(drop("sqlite:m?mode=memory&cache=shared"), DUNLIN_EUSAGE);
	assert_int_equal(create("sqlite:x.db?mode=ro"), DUNLIN_EUSAGE);
	assert_int_equal(drop("sqlite:x.db?mode=rw"), DUNLIN_EUSAGE);
	assert_int_equal(create("mysql://h/d"), DUNLIN_EUSAGE);
	assert_int_equal(drop("sqlite:nofolder/x.db"), DUNLIN_EMISSING);
	assert_int_equal(mkdir("folder", 0755), 0);
	assert_int_equal(create("sqlite:folder"), DUNLIN_EEXISTS);
	assert_int_equal(drop("sqlite:folder"), DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "not a regular file");
	assert_true(rig_exists("folder"));
	assert_int_equal(create("sqlite:real.db"), DUNLIN_OK);
	assert_int_equal(symlink("real.db", "link.db"), 0);
	assert_int_equal(drop("sqlite:link.db"), DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "symbolic link");
	assert_true(rig_exists("real.db"));
	assert_int_equal(symlink("nowhere.db", "dangling.db"), 0);
	assert_int_equal(create("sqlite:dangling.db"), DUNLIN_EEXISTS);
}

static void sqlite__drop_spares_what_is_no_database(void **state)
{
	static const char *const texts[] = { "x", "hello, world, this is text",
					     "SQLite format 2 or so" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		rig_write_file("notes.txt", texts[i], strlen(texts[i]));
		assert_int_equal(drop("sqlite:notes.txt"), DUNLIN_EUSAGE);
		rig_assert_fault(DUNLIN_EUSAGE, "XX001", "it is not an SQLite database");
		assert_true(rig_exists("notes.txt"));
	}
}

static void drop_is_busy_while(const char *mode, const char *statement)
{
	dunlin_conn *user = rig_open("sqlite:used.db", DUNLIN_OPEN_CREATE);
	dunlin_conn *check;

	rig_exec_ok(user, mode);
	assert_int_equal(rig_exec(user, "CREATE TABLE IF NOT EXISTS t(a)", statement, NULL),
			 DUNLIN_OK);
	rig_assert_rows(user, "SELECT count(*) FROM t", "0\n");
	assert_int_equal(drop("sqlite:used.db"), DUNLIN_EBUSY);
	rig_assert_fault(DUNLIN_EBUSY, "55006", "it is in use");
	assert_true(rig_exists("used.db"));
	check = rig_open("sqlite:used.db", 0); /* and it is as it was */
	rig_assert_rows(check, "SELECT count(*) FROM t", "0\n");
	rig_driver->close(check);
	rig_driver->close(user);
	assert_int_equal(drop("sqlite:used.db"), DUNLIN_OK);
	assert_false(rig_exists("used.db"));
	assert_false(rig_exists("used.db-wal"));
	assert_false(rig_exists("used.db-shm"));
	assert_false(rig_exists("used.db-journal"));
}

static void sqlite__drop_waits_for_no_transaction(void **state)
{
	(void)state;
	drop_is_busy_while("PRAGMA journal_mode = DELETE", "BEGIN IMMEDIATE");
	drop_is_busy_while("PRAGMA journal_mode = DELETE", "BEGIN");
	drop_is_busy_while("PRAGMA journal_mode = WAL", "BEGIN IMMEDIATE");
	drop_is_busy_while("PRAGMA journal_mode = WAL", "BEGIN");
	drop_is_busy_while("PRAGMA journal_mode = WAL", "SELECT 1"); /* connected is enough */
}

static void sqlite__drop_takes_what_lies_beside_the_file(void **state)
{
	(void)state;
	assert_int_equal(create("sqlite:left.db"), DUNLIN_OK);
	rig_write_file("left.db-journal", "", 0);
	rig_write_file("left.db-wal", "", 0);
	rig_write_file("left.db-shm", "", 0);
	rig_write_file("left.db-other", "", 0);
	assert_int_equal(drop("sqlite:left.db"), DUNLIN_OK);
	assert_false(rig_exists("left.db"));
	assert_false(rig_exists("left.db-journal"));
	assert_false(rig_exists("left.db-wal"));
	assert_false(rig_exists("left.db-shm"));
	assert_true(rig_exists("left.db-other"));
}

static void sqlite__rights_bind_create_and_drop(void **state)
{
	(void)state;
	assert_int_equal(mkdir("closed", 0755), 0);
	assert_int_equal(create("sqlite:closed/x.db"), DUNLIN_OK);
	assert_int_equal(chmod("closed/x.db", 0666), 0);
	assert_int_equal(chmod("closed", 0555), 0);
	rig_drop_rights();
	assert_int_equal(create("sqlite:closed/y.db"), DUNLIN_EPERM);
	rig_assert_fault(DUNLIN_EPERM, "42501", "cannot create closed/y.db");
	assert_int_equal(drop("sqlite:closed/x.db"), DUNLIN_EPERM);
	rig_assert_fault(DUNLIN_EPERM, "42501", "cannot drop closed/x.db");
	rig_take_rights();
	assert_int_equal(chmod("closed", 0777), 0);
	assert_int_equal(chmod("closed/x.db", 0444), 0);
	rig_drop_rights();
	assert_int_equal(drop("sqlite:closed/x.db"), DUNLIN_EREADONLY);
	rig_take_rights();
	assert_true(rig_exists("closed/x.db"));
	assert_int_equal(chmod("closed", 0755), 0);
}

static int start(void **state)
{
	(void)state;
	return rig_start("sqlite");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sqlite__create_makes_an_empty_database_once),
		cmocka_unit_test(sqlite__what_cannot_be_created_or_dropped),
		cmocka_unit_test(sqlite__drop_spares_what_is_no_database),
		cmocka_unit_test(sqlite__drop_waits_for_no_transaction),
		cmocka_unit_test(sqlite__drop_takes_what_lies_beside_the_file),
		cmocka_unit_test(sqlite__rights_bind_create_and_drop),
	};

	return cmocka_run_group_tests(tests, start, rig_stop);
}
