/* sqlite/backup - writes a copy of the database to a new file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "common/newfile.h"
#include "sqlite/conn.h"

static dunlin_status fail(dunlin_conn *conn, const struct dunlin_backup *what, sqlite3 *to, int rc,
			  dunlin_error *err)
{
	const int number = to == NULL ? 0 : sqlite3_system_errno(to);
	const char *shown = conn->location.shown;
	struct dunlin_fault fault;
	char *holder;

	dn_fault_init(&fault, DUNLIN_ESQL);
	fault.native_code = rc;
	fault.object = shown;
	switch (rc & 0xff) {
	case SQLITE_NOMEM:
		return dn_fault_nomem(conn->host, err);
	case SQLITE_INTERRUPT:
		return dn_fault_fail(conn->host, err, DUNLIN_ECANCELED, "canceled");
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		fault.status = DUNLIN_EBUSY;
		fault.retryable = 1;
		holder = conn->location.memory ? NULL : dn_sqlite_holder(conn->location.path);
		(void)dn_fault_send(conn->host, err, &fault, "cannot copy %s: it is locked%s%s",
				    shown, holder != NULL ? " by " : "",
				    holder != NULL ? holder : "");
		free(holder);
		return fault.status;
	case SQLITE_FULL:
		fault.sqlstate = "53100";
		return dn_fault_send(conn->host, err, &fault, "cannot write %s: the disk is full",
				     what->file);
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		fault.sqlstate = "58030";
		if (number == 0)
			break;
		errno = number; /* for %m */
		return dn_fault_send(conn->host, err, &fault, "cannot write %s: %m", what->file);
	default:
		break;
	}
	return dn_fault_send(conn->host, err, &fault, "cannot copy %s to %s: %s", shown, what->file,
			     sqlite3_errstr(rc));
}

/* With write-ahead logging a reader is in nobody's way. */
static bool has_wal(dunlin_conn *conn)
{
	char *mode = NULL;
	bool wal = dn_sqlite_pragma(conn, "journal_mode", &mode) && mode != NULL &&
		   strcmp(mode, "wal") == 0;

	free(mode);
	return wal;
}

struct asker {
	dunlin_conn *conn;
	const struct dunlin_backup *what;
};

static int32_t stopped(void *payload)
{
	const struct asker *asker = payload;

	return atomic_load(&asker->conn->guard.canceled) || dn_sqlite_stopped(asker->what);
}

/* Into a file that nobody has yet: it needs no journal, and is brought to the disk at the end. */
static int copy_to(dunlin_conn *conn, const struct dunlin_backup *what, const char *path,
		   sqlite3 **to)
{
	struct asker asker = { conn, what };
	struct dn_sqlite_copy copy = { .from = conn->db,
				       .hold = has_wal(conn),
				       .what = conn->location.shown,
				       .stopped = stopped,
				       .payload = &asker,
				       .on_progress = conn->on_progress,
				       .progress_payload = conn->payload };
	sqlite3_backup *backup = NULL;
	int rc, finished;

	rc = sqlite3_open_v2(path, to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(*to, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL,
				  NULL, NULL);
	if (rc != SQLITE_OK)
		return rc;
	copy.to = *to;
	backup = sqlite3_backup_init(*to, "main", conn->db, "main");
	if (backup == NULL)
		return sqlite3_extended_errcode(*to);
	rc = dn_sqlite_copy(&copy, backup);
	finished = sqlite3_backup_finish(backup);
	return rc == SQLITE_DONE ? finished : rc;
}

dunlin_status dn_sqlite_backup(dunlin_conn *conn, const struct dunlin_backup *what,
			       dunlin_error *err)
{
	struct dn_newfile file = { 0 };
	sqlite3 *to = NULL;
	dunlin_status status =
		dn_fault_check_flags(conn->host, what->flags, DUNLIN_BACKUP_REPLACE, err);
	int rc;

	if (status != DUNLIN_OK)
		return status;
	if (conn->absent)
		return dn_fault_fail(conn->host, err, DUNLIN_EMISSING,
				     "there is nothing to back up: %s does not exist",
				     conn->location.shown);
	if (dn_sqlite_has_leftovers(what->file))
		return dn_fault_fail(conn->host, err, DUNLIN_EEXISTS,
				     "%s-wal or %s-journal is there, of another database of that "
				     "name: SQLite would put it into the copy",
				     what->file, what->file);
	status = dn_newfile_begin(&file, conn->host, what->file, 0600, err);
	if (status != DUNLIN_OK)
		return status;
	dn_sqlite_guard_begin(conn);
	dn_sqlite_guard_arm(conn);
	rc = copy_to(conn, what, file.part, &to);
	if (rc != SQLITE_OK)
		status = fail(conn, what, to, rc, err);
	dn_sqlite_guard_disarm(conn);
	dn_sqlite_guard_end(conn);
	rc = sqlite3_close_v2(to);
	if (status == DUNLIN_OK && rc != SQLITE_OK)
		status = fail(conn, what, NULL, rc, err);
	if (status == DUNLIN_OK)
		status = dn_newfile_keep(&file, conn->host, err);
	dn_newfile_drop(&file);
	return status;
}
