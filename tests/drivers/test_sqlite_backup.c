/* Backups of SQLite files, and the way back. */
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/rig.h"

static int asked, stop_at; /* times that it was asked whether to stop; 0: never */

static int32_t stopped(void *payload)
{
	(void)payload;
	return ++asked == stop_at;
}

static const char *absolute(const char *name)
{
	static char path[2][512];
	static int next;
	char *here = getcwd(NULL, 0);

	assert_non_null(here);
	next = !next;
	snprintf(path[next], sizeof(path[0]), "%s/%s", here, name);
	free(here);
	return path[next];
}

static struct dunlin_backup what_of(const char *file, uint32_t flags)
{
	asked = 0;
	return (struct dunlin_backup){ .size = DUNLIN_BACKUP_SIZE,
				       .flags = flags,
				       .file = absolute(file),
				       .stopped = stopped };
}

static dunlin_status backup(dunlin_conn *conn, const char *file)
{
	const struct dunlin_backup what = what_of(file, 0);

	rig_clear();
	return rig_driver->backup(conn, &what, &rig_err);
}

static dunlin_status restore(const char *url, const char *file, uint32_t flags)
{
	const struct dunlin_backup what = what_of(file, flags);
	struct dunlin_open how = rig_how(url, 0);

	rig_clear();
	return rig_driver->restore(&rig_host, &how, &what, &rig_err);
}

static void backup_ok(const char *url, const char *file)
{
	dunlin_conn *conn = rig_open(url, 0);

	if (backup(conn, file) != DUNLIN_OK)
		fail_msg("%s: %s", file, rig_err.message);
	rig_driver->close(conn);
}

/* Nothing half done lies about. */
static void assert_no_parts(void)
{
	glob_t found = { 0 };

	if (glob("*.part*", 0, NULL, &found) == 0)
		fail_msg("%s is left over", found.gl_pathv[0]);
	globfree(&found);
}

static void make(const char *url, const char *mode, int rows)
{
	dunlin_conn *conn = rig_open(url, DUNLIN_OPEN_CREATE);
	char sql[256];

	snprintf(sql, sizeof(sql), "PRAGMA journal_mode = %s", mode);
	rig_exec_ok(conn, sql);
	rig_exec_ok(conn, "CREATE TABLE t(a INTEGER PRIMARY KEY, b)");
	snprintf(sql, sizeof(sql),
		 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
		 "INSERT INTO t SELECT i, randomblob(1000) FROM n",
		 rows);
	if (rows > 0)
		rig_exec_ok(conn, sql);
	rig_driver->close(conn);
}

static void assert_count(const char *url, const char *rows)
{
	dunlin_conn *conn = rig_open(url, 0);

	rig_assert_rows(conn, "SELECT count(*) FROM t", rows);
	rig_assert_rows(conn, "PRAGMA integrity_check", "ok\n");
	rig_driver->close(conn);
}

static int fresh(void **state)
{
	(void)state;
	stop_at = 0;
	rig_events.on_event = NULL;
	return system("rm -rf ./*") == 0 ? 0 : -1;
}

static void backup__is_a_database_for_its_owner_alone(void **state)
{
	struct stat st;

	(void)state;
	make("sqlite:a.db", "DELETE", 10);
	backup_ok("sqlite:a.db", "copy.db");
	assert_int_equal(stat("copy.db", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_count("sqlite:copy.db", "10\n");
	assert_no_parts();
}

static void backup__refuses_what_is_there(void **state)
{
	dunlin_conn *conn;

	(void)state;
	make("sqlite:a.db", "WAL", 1);
	conn = rig_open("sqlite:a.db", 0);
	rig_write_file("copy.db", "mine", 4);
	assert_int_equal(backup(conn, "copy.db"), DUNLIN_EEXISTS);
	rig_assert_fault(DUNLIN_EEXISTS, NULL, "copy.db is there already");
	rig_write_file("other.db-wal", "", 0);
	assert_int_equal(backup(conn, "other.db"), DUNLIN_EEXISTS);
	rig_assert_fault(DUNLIN_EEXISTS, NULL, "of another database");
	assert_int_equal(backup(conn, "nowhere/copy.db"), DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "no such folder");
	assert_no_parts();
	rig_driver->close(conn);
	conn = rig_open("sqlite:nothing.db", 0);
	assert_int_equal(backup(conn, "nothing.copy"), DUNLIN_EMISSING);
	rig_driver->close(conn);
	assert_false(rig_exists("nothing.copy"));
}

static void backup__of_a_folder_without_rights(void **state)
{
	dunlin_conn *conn;

	(void)state;
	make("sqlite:a.db", "DELETE", 1);
	conn = rig_open("sqlite:a.db", 0);
	assert_int_equal(mkdir("closed", 0500), 0);
	rig_drop_rights();
	assert_int_equal(backup(conn, "closed/copy.db"), DUNLIN_EPERM);
	rig_take_rights();
	rig_assert_fault(DUNLIN_EPERM, "42501", "closed/copy.db");
	rig_driver->close(conn);
}

static void backup__of_memory(void **state)
{
	dunlin_conn *conn = rig_open("sqlite::memory:", 0);

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a)");
	rig_exec_ok(conn, "INSERT INTO t VALUES (1), (2)");
	assert_int_equal(backup(conn, "memory.db"), DUNLIN_OK);
	rig_driver->close(conn);
	assert_count("sqlite:memory.db", "2\n");
}

static void backup__can_be_stopped(void **state)
{
	dunlin_conn *conn;

	(void)state;
	make("sqlite:big.db", "DELETE", 10000);
	conn = rig_open("sqlite:big.db", 0);
	stop_at = 2;
	assert_int_equal(backup(conn, "copy.db"), DUNLIN_ECANCELED);
	assert_int_equal(asked, 2);
	assert_false(rig_exists("copy.db"));
	assert_no_parts();
	rig_exec_ok(conn, "INSERT INTO t(b) VALUES (1)"); /* it is not held any more */
	rig_driver->close(conn);
}

/* Tells how far it is, and lets somebody else write meanwhile. */
struct company {
	dunlin_conn *other;
	int told, written, refused;
	int64_t last;
};

static void write_meanwhile(const struct dunlin_progress *progress, void *payload)
{
	struct company *company = payload;

	if (progress->kind != DUNLIN_PROGRESS_BUSY)
		return;
	assert_string_equal(progress->notice->message, "copying big.db");
	assert_in_range(progress->permille, 1, 1000);
	company->told++;
	company->last = progress->permille;
	if (company->other == NULL)
		return;
	if (rig_exec(company->other, "UPDATE t SET b = 1 WHERE a < 10", NULL) == DUNLIN_OK)
		company->written++;
	else
		company->refused++;
}

static void with_company(const char *mode, int written)
{
	struct company company = { 0 };
	dunlin_conn *conn;
	struct dunlin_open how;

	make("sqlite:big.db", mode, 10000);
	rig_events.on_event = write_meanwhile;
	rig_events.payload = &company;
	conn = rig_open("sqlite:big.db", 0);
	how = rig_how("sqlite:big.db", 0);
	how.on_progress = NULL;
	assert_int_equal(rig_driver->open(&company.other, &rig_host, &how, &rig_err), DUNLIN_OK);
	assert_int_equal(backup(conn, "copy.db"), DUNLIN_OK);
	assert_true(company.told >= 1);
	assert_int_equal(company.written, company.told);
	assert_true(company.written >= written);
	rig_driver->close(company.other);
	rig_driver->close(conn);
	assert_count("sqlite:copy.db", "10000\n");
}

static void backup__lets_others_write_with_wal(void **state)
{
	(void)state;
	with_company("WAL", 1);
}

static void backup__lets_others_write_with_a_rollback_journal(void **state)
{
	(void)state;
	with_company("DELETE", 1);
}

/* At every step: sooner or later the others must wait. */
static int32_t write_always(void *payload)
{
	struct company *company = payload;

	asked++;
	if (rig_exec(company->other, "UPDATE t SET b = b || 1 WHERE a < 10", NULL) == DUNLIN_OK)
		company->written++;
	else
		company->refused++;
	return 0;
}

static void backup__ends_also_when_somebody_never_stops_writing(void **state)
{
	struct company company = { 0 };
	struct dunlin_backup what;
	dunlin_conn *conn;

	(void)state;
	make("sqlite:big.db", "DELETE", 10000);
	conn = rig_open("sqlite:big.db", 0);
	company.other = rig_open("sqlite:big.db", 0);
	what = what_of("copy.db", 0);
	what.stopped = write_always;
	what.payload = &company;
	assert_int_equal(rig_driver->backup(conn, &what, &rig_err), DUNLIN_OK);
	assert_true(company.written > 0);
	assert_true(company.refused > 0);
	rig_exec_ok(company.other, "UPDATE t SET b = 2 WHERE a = 1");
	rig_driver->close(company.other);
	rig_driver->close(conn);
	assert_count("sqlite:copy.db", "10000\n");
}

static void backup__of_what_is_locked(void **state)
{
	dunlin_conn *conn, *other;

	(void)state;
	make("sqlite:a.db", "DELETE", 1);
	conn = rig_open("sqlite:a.db", 0);
	other = rig_open("sqlite:a.db", 0);
	rig_exec_ok(other, "BEGIN EXCLUSIVE");
	assert_int_equal(backup(conn, "copy.db"), DUNLIN_EBUSY);
	rig_assert_fault(DUNLIN_EBUSY, NULL, "locked by another connection of this process");
	assert_no_parts();
	rig_driver->close(other);
	assert_int_equal(backup(conn, "copy.db"), DUNLIN_OK);
	rig_driver->close(conn);
}

/* A disk that is full, as a limit on files makes one. */
static void with_limit(rlim_t bytes, dunlin_status (*call)(void))
{
	struct rlimit before, now;
	dunlin_status status;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	now = before;
	now.rlim_cur = bytes;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
	status = call();
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	(void)signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(status, DUNLIN_ESQL);
	assert_no_parts();
}

static dunlin_status backup_of_big(void)
{
	dunlin_conn *conn = rig_open("sqlite:big.db", 0);
	dunlin_status status = backup(conn, "copy.db");

	rig_driver->close(conn);
	return status;
}

static dunlin_status restore_of_big(void)
{
	return restore("sqlite:small.db", "big.db", DUNLIN_BACKUP_REPLACE);
}

static dunlin_status restore_to_new(void)
{
	return restore("sqlite:new.db", "big.db", 0);
}

static void backup__a_full_disk_leaves_nothing(void **state)
{
	(void)state;
	make("sqlite:big.db", "DELETE", 10000);
	with_limit(1 << 20, backup_of_big);
	rig_assert_fault(DUNLIN_ESQL, "58030", "copy.db: File too large");
	assert_false(rig_exists("copy.db"));
}

static void restore__a_full_disk_leaves_what_was(void **state)
{
	(void)state;
	make("sqlite:big.db", "DELETE", 10000);
	make("sqlite:small.db", "DELETE", 3);
	with_limit(1 << 20, restore_of_big);
	assert_count("sqlite:small.db", "3\n");
	with_limit(1 << 20, restore_to_new);
	assert_false(rig_exists("new.db"));
}

static void restore__makes_what_is_missing(void **state)
{
	struct stat st;

	(void)state;
	make("sqlite:a.db", "WAL", 7);
	backup_ok("sqlite:a.db", "copy %23?#.db");
	assert_int_equal(restore("sqlite:b.db", "copy %23?#.db", 0), DUNLIN_OK);
	assert_count("sqlite:b.db", "7\n");
	assert_int_equal(stat("b.db", &st), 0);
	assert_true((st.st_mode & 0600) == 0600);
	assert_false(rig_exists("copy %23?#.db-wal")); /* reading leaves nothing */
	assert_no_parts();
	rig_write_file("c.db-journal", "x", 1);
	assert_int_equal(restore("sqlite:c.db", "copy %23?#.db", 0), DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "of a database of that name");
}

static void restore__replaces_only_when_told_to(void **state)
{
	(void)state;
	make("sqlite:a.db", "DELETE", 7);
	backup_ok("sqlite:a.db", "copy.db");
	make("sqlite:b.db", "DELETE", 2);
	assert_int_equal(restore("sqlite:b.db", "copy.db", 0), DUNLIN_EEXISTS);
	rig_assert_fault(DUNLIN_EEXISTS, "42P04", "b.db: it is not empty");
	assert_count("sqlite:b.db", "2\n");
	assert_int_equal(restore("sqlite:b.db", "copy.db", DUNLIN_BACKUP_REPLACE), DUNLIN_OK);
	assert_count("sqlite:b.db", "7\n");
	rig_write_file("empty.db", "", 0);
	assert_int_equal(restore("sqlite:empty.db", "copy.db", 0), DUNLIN_OK);
	assert_count("sqlite:empty.db", "7\n");
}

static void restore__of_other_pages(void **state)
{
	dunlin_conn *conn = rig_open("sqlite:a.db", DUNLIN_OPEN_CREATE);

	(void)state;
	rig_exec_ok(conn, "PRAGMA page_size = 1024");
	rig_exec_ok(conn, "CREATE TABLE t(a)");
	rig_exec_ok(conn, "INSERT INTO t VALUES (1)");
	rig_driver->close(conn);
	make("sqlite:b.db", "WAL", 50);
	assert_int_equal(restore("sqlite:b.db", "a.db", DUNLIN_BACKUP_REPLACE), DUNLIN_OK);
	assert_count("sqlite:b.db", "1\n");
	conn = rig_open("sqlite:b.db", 0);
	rig_assert_rows(conn, "PRAGMA journal_mode", "wal\n");
	rig_driver->close(conn);
}

static void restore__of_what_is_no_backup(void **state)
{
	unsigned char page[4096];
	FILE *file;

	(void)state;
	make("sqlite:mine.db", "DELETE", 5);
	assert_int_equal(restore("sqlite:mine.db", "none.db", DUNLIN_BACKUP_REPLACE),
			 DUNLIN_EMISSING);
	rig_assert_fault(DUNLIN_EMISSING, NULL, "none.db does not exist");
	rig_write_file("short.db", "SQLite format 3", 16);
	assert_int_equal(restore("sqlite:mine.db", "short.db", DUNLIN_BACKUP_REPLACE),
			 DUNLIN_EUSAGE);
	memset(page, 'x', sizeof(page));
	rig_write_file("other.db", page, sizeof(page));
	assert_int_equal(restore("sqlite:mine.db", "other.db", DUNLIN_BACKUP_REPLACE),
			 DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "other.db is not an SQLite database");
	make("sqlite:broken.db", "DELETE", 100);
	file = fopen("broken.db", "r+b");
	assert_non_null(file);
	assert_int_equal(fseek(file, 2 * 4096, SEEK_SET), 0);
	assert_int_equal(fwrite(page, 1, sizeof(page), file), sizeof(page));
	assert_int_equal(fclose(file), 0);
	assert_int_equal(restore("sqlite:mine.db", "broken.db", DUNLIN_BACKUP_REPLACE),
			 DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "broken.db is broken: ");
	assert_int_equal(restore("sqlite:mine.db", "mine.db", DUNLIN_BACKUP_REPLACE),
			 DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "is the database itself");
	assert_int_equal(restore("sqlite:other.db", "mine.db", DUNLIN_BACKUP_REPLACE),
			 DUNLIN_EUSAGE);
	assert_int_equal(restore("sqlite::memory:", "mine.db", 0), DUNLIN_EUSAGE);
	assert_int_equal(restore("sqlite:mine.db?mode=ro", "mine.db", 0), DUNLIN_EUSAGE);
	assert_count("sqlite:mine.db", "5\n");
}

static void restore__with_others_connected(void **state)
{
	dunlin_conn *other;

	(void)state;
	make("sqlite:a.db", "DELETE", 7);
	make("sqlite:b.db", "DELETE", 2);
	other = rig_open("sqlite:b.db", 0);
	rig_exec_ok(other, "BEGIN");
	rig_assert_rows(other, "SELECT count(*) FROM t", "2\n");
	assert_int_equal(restore("sqlite:b.db", "a.db", DUNLIN_BACKUP_REPLACE), DUNLIN_EBUSY);
	rig_exec_ok(other, "COMMIT");
	rig_assert_rows(other, "SELECT count(*) FROM t", "2\n");
	assert_int_equal(restore("sqlite:b.db", "a.db", DUNLIN_BACKUP_REPLACE), DUNLIN_OK);
	rig_assert_rows(other, "SELECT count(*) FROM t", "7\n");
	rig_driver->close(other);
}

static void restore__can_be_stopped(void **state)
{
	(void)state;
	make("sqlite:big.db", "DELETE", 10000);
	make("sqlite:b.db", "DELETE", 2);
	for (stop_at = 1; stop_at < 30; stop_at++) {
		if (restore("sqlite:b.db", "big.db", DUNLIN_BACKUP_REPLACE) == DUNLIN_OK)
			break;
		rig_assert_fault(DUNLIN_ECANCELED, NULL, "canceled");
		assert_count("sqlite:b.db", "2\n");
	}
	assert_in_range(stop_at, 3, 29);
	assert_count("sqlite:b.db", "10000\n");
}

static int start(void **state)
{
	(void)state;
	return rig_start("sqlite");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(backup__is_a_database_for_its_owner_alone, fresh),
		cmocka_unit_test_setup(backup__refuses_what_is_there, fresh),
		cmocka_unit_test_setup(backup__of_a_folder_without_rights, fresh),
		cmocka_unit_test_setup(backup__of_memory, fresh),
		cmocka_unit_test_setup(backup__can_be_stopped, fresh),
		cmocka_unit_test_setup(backup__lets_others_write_with_wal, fresh),
		cmocka_unit_test_setup(backup__lets_others_write_with_a_rollback_journal, fresh),
		cmocka_unit_test_setup(backup__ends_also_when_somebody_never_stops_writing, fresh),
		cmocka_unit_test_setup(backup__of_what_is_locked, fresh),
		cmocka_unit_test_setup(backup__a_full_disk_leaves_nothing, fresh),
		cmocka_unit_test_setup(restore__a_full_disk_leaves_what_was, fresh),
		cmocka_unit_test_setup(restore__makes_what_is_missing, fresh),
		cmocka_unit_test_setup(restore__replaces_only_when_told_to, fresh),
		cmocka_unit_test_setup(restore__of_other_pages, fresh),
		cmocka_unit_test_setup(restore__of_what_is_no_backup, fresh),
		cmocka_unit_test_setup(restore__with_others_connected, fresh),
		cmocka_unit_test_setup(restore__can_be_stopped, fresh),
	};

	return cmocka_run_group_tests_name("sqlite backup", tests, start, rig_stop);
}
