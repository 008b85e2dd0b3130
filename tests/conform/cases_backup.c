/* cases_backup - backup() and restore(). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "other.h"
#include "quirks.h"

static struct dunlin_backup what(uint32_t flags)
{
	return (struct dunlin_backup){ .size = DUNLIN_BACKUP_SIZE,
				       .flags = flags,
				       .file = kit_print("%s/backup",
							 getenv("DUNLIN_CONFORM_FOLDER")),
				       .tools = getenv("PATH") };
}

/* The database with one row, in the file. */
static dunlin_conn *saved(void)
{
	struct dunlin_backup how = what(0);
	dunlin_conn *conn = kit_start();

	(void)unlink(how.file);
	kit_ok(conn, "INSERT INTO " A " VALUES (1, 'x')", NULL);
	kit_is(kit.d->backup(conn, &how, &kit.err), DUNLIN_OK, "backup");
	return conn;
}

static dunlin_status restore(uint32_t flags, const char *file)
{
	struct dunlin_backup from = what(flags);
	struct dunlin_open how = other_how();

	if (file != NULL)
		from.file = file;
	how.flags = DUNLIN_OPEN_CREATE;
	kit_forget();
	return kit.d->restore(&kit.host, &how, &from, &kit.err);
}

static void and_back(void)
{
	struct dunlin_open how = other_how();
	dunlin_conn *conn = saved();

	other_gone();
	kit_ok(conn, "INSERT INTO " A " VALUES (2, 'later')", NULL);
	kit_is(restore(0, NULL), DUNLIN_OK, "restore");
	conn = kit_open_how(&how);
	kit_rows(conn, "SELECT id, v FROM " A, "1|x\n");
	kit.d->close(conn);
	other_gone();
}

static void owner_alone(void)
{
	struct stat about;

	(void)saved();
	want(stat(what(0).file, &about) == 0, "there is no file");
	want((about.st_mode & 077) == 0, "others may read the file: mode %03o",
	     (unsigned)about.st_mode & 0777);
}

static void exists(void)
{
	struct dunlin_backup how = what(0);
	dunlin_conn *conn = saved();

	kit_is(kit.d->backup(conn, &how, &kit.err), DUNLIN_EEXISTS,
	       "backup to a file that is there");
	want(access(how.file, F_OK) == 0, "the file is gone");
}

static void no_such_file(void)
{
	kit_is(restore(0, "/nonexistent/folder/file"), DUNLIN_EMISSING, "restore of no file");
}

static void not_empty(void)
{
	struct dunlin_open how = other_how();
	dunlin_conn *conn;

	(void)saved();
	other_gone();
	kit_is(other_create(), DUNLIN_OK, "create_database");
	conn = kit_open_how(&how);
	kit_ok(conn, "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (7)", NULL);
	kit.d->close(conn);
	kit_is(restore(0, NULL), DUNLIN_EEXISTS, "restore into a database that is not empty");
	conn = kit_open_how(&how);
	kit_rows(conn, "SELECT a FROM t", "7\n");
	kit.d->close(conn);
	other_gone();
}

static void replaces(void)
{
	struct dunlin_open how = other_how();
	dunlin_conn *conn;

	(void)saved();
	other_gone();
	kit_is(other_create(), DUNLIN_OK, "create_database");
	conn = kit_open_how(&how);
	kit_ok(conn, "CREATE TABLE t (a INTEGER)", NULL);
	kit.d->close(conn);
	kit_is(restore(DUNLIN_BACKUP_REPLACE, NULL), DUNLIN_OK, "restore, replacing");
	conn = kit_open_how(&how);
	kit_rows(conn, "SELECT id, v FROM " A, "1|x\n");
	kit_is(kit_query(conn, "SELECT a FROM t"), DUNLIN_EMISSING, "what was there before");
	kit.d->close(conn);
	other_gone();
}

static void broken(void)
{
	struct dunlin_open how = other_how();
	char *file = kit_print("%s/broken", getenv("DUNLIN_CONFORM_FOLDER"));
	FILE *out = fopen(file, "w");
	dunlin_conn *conn;

	want(out != NULL && fputs("this is no backup of anything", out) >= 0 && fclose(out) == 0,
	     "%s cannot be written", file);
	other_gone();
	kit_is(other_create(), DUNLIN_OK, "create_database");
	conn = kit_open_how(&how);
	kit_ok(conn, "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (7)", NULL);
	kit.d->close(conn);
	want(restore(DUNLIN_BACKUP_REPLACE, file) != DUNLIN_OK, "what is no backup was restored");
	conn = kit_open_how(&how);
	kit_rows(conn, "SELECT a FROM t", "7\n");
	kit.d->close(conn);
	other_gone();
}

static void busy(void)
{
	struct dunlin_open how = other_how();
	dunlin_conn *conn;

	(void)saved();
	other_gone();
	kit_is(other_create(), DUNLIN_OK, "create_database");
	conn = kit_open_how(&how);
	kit_ok(conn, "CREATE TABLE t (a INTEGER)", quirk("begin"), "INSERT INTO t VALUES (7)",
	       NULL);
	kit_is(restore(DUNLIN_BACKUP_REPLACE, NULL), DUNLIN_EBUSY,
	       "restore while others are connected");
	kit_ok(conn, quirk("commit"), NULL);
	kit_rows(conn, "SELECT a FROM t", "7\n");
	kit.d->close(conn);
	other_gone();
}

static void missing(void)
{
	struct dunlin_backup to = what(0);
	struct dunlin_open how = kit_how();

	(void)unlink(to.file);
	how.url = quirk("missing_url");
	how.flags = 0;
	kit_is(kit.d->backup(kit_open_how(&how), &to, &kit.err), DUNLIN_EMISSING,
	       "a backup of no database");
	want(access(to.file, F_OK) != 0, "it failed, and there is a file");
}

static int32_t stop_now(void *payload)
{
	(void)payload;
	return 1;
}

static void stopped(void)
{
	struct dunlin_backup how = what(0);
	dunlin_conn *conn = kit_start();

	(void)unlink(how.file);
	how.stopped = stop_now;
	kit_is(kit.d->backup(conn, &how, &kit.err), DUNLIN_ECANCELED, "a backup that is stopped");
	want(access(how.file, F_OK) != 0, "it failed, and there is a file");
}

static void keeps_lock(void)
{
	struct dunlin_backup how = what(0);
	dunlin_conn *conn = kit_start();

	(void)unlink(how.file);
	kit_is(kit.d->lock_try(conn, 12, &kit.err), DUNLIN_OK, "lock_try");
	kit_is(kit.d->backup(conn, &how, &kit.err), DUNLIN_OK, "backup");
	kit_is(kit.d->lock_try(kit_open(), 12, &kit.err), DUNLIN_EBUSY, "the lock after a backup");
}

static void newer_caller(void)
{
	struct {
		struct dunlin_backup what;
		char junk[64];
	} later = { .what = what(0) };
	dunlin_conn *conn = kit_start();

	memset(later.junk, 0xa5, sizeof(later.junk));
	later.what.size += sizeof(later.junk);
	(void)unlink(later.what.file);
	kit_is(kit.d->backup(conn, &later.what, &kit.err), DUNLIN_OK, "backup");
}

#define UNKNOWN_FLAG (UINT32_C(1) << 31)

static void unknown_flag(void)
{
	struct dunlin_backup how = what(UNKNOWN_FLAG);
	dunlin_conn *conn = kit_start();

	(void)unlink(how.file);
	kit_is(kit.d->backup(conn, &how, &kit.err), DUNLIN_EUNSUPPORTED,
	       "backup with a flag that nobody knows");
	want(access(how.file, F_OK) != 0, "it failed, and there is a file");
}

static void restore_unknown_flag(void)
{
	struct dunlin_open how = other_how();
	dunlin_conn *conn;

	(void)saved();
	other_gone();
	kit_is(other_create(), DUNLIN_OK, "create_database");
	conn = kit_open_how(&how);
	kit_ok(conn, "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (7)", NULL);
	kit.d->close(conn);
	kit_is(restore(UNKNOWN_FLAG | DUNLIN_BACKUP_REPLACE, NULL), DUNLIN_EUNSUPPORTED,
	       "restore with a flag that nobody knows");
	conn = kit_open_how(&how);
	kit_rows(conn, "SELECT a FROM t", "7\n");
	kit.d->close(conn);
	other_gone();
}

/* Members past the size are not there: nobody is asked, and nothing is passed on. */
static void older_caller(void)
{
	struct dunlin_backup how = what(0);
	dunlin_conn *conn = kit_start();

	(void)unlink(how.file);
	how.size = offsetof(struct dunlin_backup, stopped);
	memset((void *)&how.stopped, 0xa5, sizeof(how.stopped) + sizeof(how.payload));
	kit_is(kit.d->backup(conn, &how, &kit.err), DUNLIN_OK, "backup");
}

static void restore_sized(int more)
{
	struct {
		struct dunlin_backup what;
		char junk[64];
	} from = { .what = what(0) };
	const struct dunlin_open how = other_how();

	memset(from.junk, 0xa5, sizeof(from.junk));
	from.what.size = (uint32_t)((int)DUNLIN_BACKUP_SIZE + more);
	if (more < 0)
		memset((void *)&from.what.payload, 0xa5, sizeof(from.what.payload));
	other_gone();
	kit_is(kit.d->restore(&kit.host, kit_how_sized(&how, more), &from.what, &kit.err),
	       DUNLIN_OK, "restore");
}

static void restore_sizes(void)
{
	(void)saved();
	restore_sized(-8);
	restore_sized(64);
	other_gone();
}

#define CAPS (DUNLIN_CAP_BACKUP | DUNLIN_CAP_DATABASES)
const struct kit_case cases_backup[] = {
	{ "backup_and_back", CAPS, false, and_back },
	{ "backup_owner_alone", DUNLIN_CAP_BACKUP, false, owner_alone },
	{ "backup_exists", DUNLIN_CAP_BACKUP, false, exists },
	{ "backup_stopped", DUNLIN_CAP_BACKUP, false, stopped },
	{ "backup_keeps_lock", DUNLIN_CAP_BACKUP | DUNLIN_CAP_LOCK, false, keeps_lock },
	{ "backup_newer_caller", DUNLIN_CAP_BACKUP, false, newer_caller },
	{ "backup_older_caller", DUNLIN_CAP_BACKUP, false, older_caller },
	{ "backup_unknown_flag", DUNLIN_CAP_BACKUP, false, unknown_flag },
	{ "restore_unknown_flag", CAPS, false, restore_unknown_flag },
	{ "restore_no_such_file", CAPS, false, no_such_file },
	{ "restore_not_empty", CAPS, false, not_empty },
	{ "restore_replaces", CAPS, false, replaces },
	{ "restore_busy", CAPS, false, busy },
	{ "restore_sizes", CAPS, false, restore_sizes },
	{ "backup_missing", DUNLIN_CAP_BACKUP, false, missing },
	{ "restore_broken", CAPS, false, broken },
	{ 0 },
};
