/* sqlite/restore - puts a copy in the place of what a database holds, all or nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/fault.h"
#include "common/newfile.h"
#include "common/text.h"
#include "sqlite/conn.h"

#define DEFAULT_LOCK_TIMEOUT_MS 5000
#define STEPS_PER_LOOK 100000 /* of the virtual machine, between two questions whether to stop */

struct job {
	const struct dunlin_host *host;
	dunlin_error *err;
	const struct dunlin_backup *what;
	struct dunlin_open how;
	struct dn_sqlite_location at;
	sqlite3 *from, *to;
	char *doubt; /* what a look at the file found wrong; NULL: nothing */
};

static dunlin_status fail(struct job *job, dunlin_status status, const char *sqlstate,
			  const char *why)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, status);
	fault.sqlstate = sqlstate;
	fault.object = job->at.shown;
	fault.retryable = status == DUNLIN_EBUSY ? 1 : 0;
	return dn_fault_send(job->host, job->err, &fault, "cannot restore %s: %s", job->at.shown,
			     why);
}

static dunlin_status fail_busy(struct job *job)
{
	char *holder = dn_sqlite_holder(job->at.path);
	struct dn_text text = { 0 };
	dunlin_status status;
	char *why;

	dn_text_add(&text, "it is locked%s%s", holder != NULL ? " by " : "",
		    holder != NULL ? holder : "");
	why = dn_text_take(&text);
	status = fail(job, DUNLIN_EBUSY, "55006", why == NULL ? "it is locked" : why);
	free(why);
	free(holder);
	return status;
}

/* What went wrong with the target, or while it was written. */
static dunlin_status fail_target(struct job *job, int rc)
{
	const int number = job->to == NULL ? 0 : sqlite3_system_errno(job->to);

	switch (rc & 0xff) {
	case SQLITE_NOMEM:
		return dn_fault_nomem(job->host, job->err);
	case SQLITE_INTERRUPT:
		return dn_fault_fail(job->host, job->err, DUNLIN_ECANCELED, "canceled");
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fail_busy(job);
	case SQLITE_READONLY:
		return fail(job, DUNLIN_EREADONLY, "25006", "the file is not writable");
	case SQLITE_PERM:
		return fail(job, DUNLIN_EPERM, "42501", sqlite3_errstr(rc));
	case SQLITE_NOTADB:
		return fail(job, DUNLIN_EUSAGE, "XX001", "it is not an SQLite database");
	case SQLITE_FULL:
		return fail(job, DUNLIN_ESQL, "53100", "the disk is full");
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
		return fail(job, number == EACCES || number == EPERM ? DUNLIN_EPERM : DUNLIN_ESQL,
			    number == EACCES || number == EPERM ? "42501" : "58030",
			    number != 0 ? strerror(number) : sqlite3_errstr(rc));
	default:
		return fail(job, DUNLIN_ESQL, NULL, sqlite3_errstr(rc));
	}
}

/* --- the file -------------------------------------------------------------------- */

static dunlin_status refuse_file(struct job *job, dunlin_status status, const char *why)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, status);
	fault.object = job->what->file;
	return dn_fault_send(job->host, job->err, &fault, "%s %s", job->what->file, why);
}

/* As a URI, of which nothing but its path is said, or also that nobody writes to it: then SQLite
 * neither needs nor makes files beside it. */
static char *make_uri(const char *path, bool immutable)
{
	struct dn_text text = { 0 };

	dn_text_add(&text, "%s", "file:");
	for (; *path != '\0'; path++)
		if (strchr("%?#", *path) != NULL)
			dn_text_add(&text, "%%%02X", (unsigned int)(unsigned char)*path);
		else
			dn_text_add(&text, "%c", *path);
	dn_text_add(&text, "%s", immutable ? "?immutable=1" : "");
	return dn_text_take(&text);
}

static int32_t stopped(void *payload)
{
	const struct job *job = payload;

	return dn_sqlite_stopped(job->what);
}

static int on_steps(void *payload)
{
	return (int)stopped(payload);
}

static int take_doubt(void *payload, int n, char **values, char **names)
{
	struct job *job = payload;

	(void)names;
	if (n > 0 && job->doubt == NULL && values[0] != NULL && strcmp(values[0], "ok") != 0)
		job->doubt = strdup(values[0]);
	return 0;
}

static dunlin_status check_sound(struct job *job)
{
	dunlin_status status = DUNLIN_OK;
	struct dn_text text = { 0 };
	char *why;
	int rc;

	sqlite3_progress_handler(job->from, STEPS_PER_LOOK, on_steps, job);
	rc = sqlite3_exec(job->from, "PRAGMA quick_check(1)", take_doubt, job, NULL);
	sqlite3_progress_handler(job->from, 0, NULL, NULL);
	if ((rc & 0xff) == SQLITE_NOMEM)
		return dn_fault_nomem(job->host, job->err);
	if ((rc & 0xff) == SQLITE_INTERRUPT)
		return dn_fault_fail(job->host, job->err, DUNLIN_ECANCELED, "canceled");
	if (rc == SQLITE_OK && job->doubt == NULL)
		return DUNLIN_OK;
	dn_text_add(&text,
		    (rc & 0xff) == SQLITE_NOTADB ? "is not an SQLite database" : "is broken: %s",
		    job->doubt != NULL ? job->doubt : sqlite3_errmsg(job->from));
	why = dn_text_take(&text);
	status = refuse_file(job, DUNLIN_EUSAGE, why == NULL ? "is broken" : why);
	free(why);
	return status;
}

/* An empty file is an empty database to SQLite, and to a person a copy that went wrong. */
static dunlin_status check_file(struct job *job)
{
	const char *path = job->what->file;
	struct stat st, target;

	if (stat(path, &st) != 0)
		return errno == ENOENT || errno == ENOTDIR
			       ? refuse_file(job, DUNLIN_EMISSING, "does not exist")
			       : refuse_file(job, DUNLIN_EPERM, "cannot be looked at");
	if (!S_ISREG(st.st_mode))
		return refuse_file(job, DUNLIN_EUSAGE, "is not a regular file");
	if (st.st_size < 512) /* the smallest page */
		return refuse_file(job, DUNLIN_EUSAGE, "is not an SQLite database");
	if (stat(job->at.path, &target) == 0 && target.st_dev == st.st_dev &&
	    target.st_ino == st.st_ino)
		return refuse_file(job, DUNLIN_EUSAGE, "is the database itself");
	return DUNLIN_OK;
}

static dunlin_status open_file(struct job *job)
{
	const char *path = job->what->file;
	const bool quiet = !dn_sqlite_has_leftovers(path);
	char *uri = make_uri(path, quiet);
	int rc;

	if (uri == NULL)
		return dn_fault_nomem(job->host, job->err);
	rc = sqlite3_open_v2(uri, &job->from,
			     SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	free(uri);
	if (job->from == NULL)
		return dn_fault_nomem(job->host, job->err);
	if (rc != SQLITE_OK && sqlite3_system_errno(job->from) == EACCES)
		return refuse_file(job, DUNLIN_EPERM, "cannot be read: permission denied");
	if (rc != SQLITE_OK)
		return refuse_file(job, DUNLIN_EUSAGE, "cannot be read");
	sqlite3_extended_result_codes(job->from, 1);
	return check_sound(job);
}

/* --- the target ------------------------------------------------------------------- */

static struct dn_sqlite_copy make_copy(struct job *job)
{
	return (struct dn_sqlite_copy){ .from = job->from,
					.to = job->to,
					.what = job->what->file,
					.stopped = stopped,
					.payload = job,
					.on_progress = job->how.on_progress,
					.progress_payload = job->how.payload };
}

static int open_target(struct job *job, const char *path)
{
	const int64_t ms = job->how.lock_timeout_ms;
	int rc = sqlite3_open_v2(path, &job->to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc != SQLITE_OK)
		return rc;
	sqlite3_extended_result_codes(job->to, 1);
	sqlite3_busy_timeout(job->to, ms == 0                    ? DEFAULT_LOCK_TIMEOUT_MS
				      : ms < 0 || ms > INT32_MAX ? INT32_MAX
								 : (int)ms);
	/* What opens without writing would only fail at the end. */
	return sqlite3_db_readonly(job->to, "main") == 1 ? SQLITE_READONLY : SQLITE_OK;
}

/* There was none: it is made beside, and gets its name when it is whole. */
static dunlin_status make_target(struct job *job)
{
	struct dn_newfile file = { 0 };
	struct dn_sqlite_copy copy;
	sqlite3_backup *backup = NULL;
	dunlin_status status;
	int rc, finished;

	status = dn_newfile_begin(&file, job->host, job->at.path, 0644, job->err);
	if (status != DUNLIN_OK)
		return status;
	rc = open_target(job, file.part);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(job->to, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF",
				  NULL, NULL, NULL);
	if (rc == SQLITE_OK) {
		backup = sqlite3_backup_init(job->to, "main", job->from, "main");
		rc = backup == NULL ? sqlite3_extended_errcode(job->to) : SQLITE_OK;
	}
	if (backup != NULL) {
		copy = make_copy(job);
		rc = dn_sqlite_copy(&copy, backup);
		finished = sqlite3_backup_finish(backup);
		rc = rc == SQLITE_DONE ? finished : rc;
	}
	if (rc != SQLITE_OK)
		status = fail_target(job, rc);
	sqlite3_close_v2(job->to);
	job->to = NULL;
	if (status == DUNLIN_OK)
		status = dn_newfile_keep(&file, job->host, job->err);
	dn_newfile_drop(&file);
	return status;
}

static int read_number(sqlite3 *db, const char *sql, int64_t *out)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

	*out = 0;
	if (rc != SQLITE_OK)
		return rc;
	rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static unsigned int version_of(sqlite3 *db)
{
	unsigned int version = 0;

	(void)sqlite3_file_control(db, "main", SQLITE_FCNTL_DATA_VERSION, &version);
	return version;
}

/*
 * Locks the target for the copy, and sees to it that it is empty then, unless it may be replaced.
 * Nothing can be asked below that lock, so it is asked before: whoever wrote in between changes the
 * version, and it is asked again.  *backup is NULL on failure.
 */
static int lock_target(struct job *job, bool replace, bool *full, sqlite3_backup **backup)
{
	unsigned int version;
	int64_t objects;
	int rc;

	*full = false;
	*backup = NULL;
	for (;;) {
		rc = replace ? SQLITE_OK
			     : read_number(job->to, "SELECT count(*) FROM main.sqlite_master",
					   &objects);
		if (rc != SQLITE_OK)
			return rc;
		*full = !replace && objects > 0;
		if (*full)
			return SQLITE_OK;
		version = version_of(job->to);
		*backup = sqlite3_backup_init(job->to, "main", job->from, "main");
		if (*backup == NULL)
			return sqlite3_extended_errcode(job->to);
		rc = sqlite3_backup_step(*backup, 0);
		if (rc == SQLITE_OK && (replace || version_of(job->to) == version))
			return SQLITE_OK;
		(void)sqlite3_backup_finish(*backup);
		*backup = NULL;
		if (rc != SQLITE_OK)
			return rc;
	}
}

static int copy_over(struct job *job, bool replace, bool *full)
{
	const struct dn_sqlite_copy copy = make_copy(job);
	sqlite3_backup *backup;
	int rc = lock_target(job, replace, full, &backup);
	int finished;

	if (rc != SQLITE_OK || *full)
		return rc;
	rc = dn_sqlite_copy(&copy, backup);
	finished = sqlite3_backup_finish(backup); /* without an end, it rolls back */
	return rc == SQLITE_DONE ? finished : rc;
}

/* The write-ahead log cannot take pages of another size. */
static bool other_pages_in_wal(struct job *job)
{
	int64_t from, to, wal;

	return read_number(job->from, "PRAGMA page_size", &from) == SQLITE_OK &&
	       read_number(job->to, "PRAGMA page_size", &to) == SQLITE_OK && from != to &&
	       read_number(job->to, "SELECT journal_mode = 'wal' FROM pragma_journal_mode", &wal) ==
		       SQLITE_OK &&
	       wal != 0;
}

static dunlin_status change_target(struct job *job)
{
	const bool replace = (job->what->flags & DUNLIN_BACKUP_REPLACE) != 0;
	bool full = false, unlogged = false;
	int rc = open_target(job, job->at.path);

	if (rc == SQLITE_OK && other_pages_in_wal(job)) {
		/* That needs it alone. */
		rc = sqlite3_exec(job->to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
		unlogged = rc == SQLITE_OK;
	}
	if (rc == SQLITE_OK)
		rc = copy_over(job, replace, &full);
	if (unlogged)
		(void)sqlite3_exec(job->to, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
	if (full)
		return fail(job, DUNLIN_EEXISTS, "42P04", "it is not empty");
	return rc == SQLITE_OK ? DUNLIN_OK : fail_target(job, rc);
}

static dunlin_status check_target(struct job *job)
{
	if (job->at.memory)
		return dn_fault_fail(job->host, job->err, DUNLIN_EUSAGE,
				     "cannot restore a database in memory");
	if (job->at.mode == DN_SQLITE_MODE_READ)
		return fail(job, DUNLIN_EUSAGE, NULL, "the URL says mode=ro");
	if (job->at.mode == DN_SQLITE_MODE_WRITE && !dn_sqlite_exists(job->at.path, ""))
		return fail(job, DUNLIN_EUSAGE, NULL,
			    "it does not exist, and mode=rw forbids to create it");
	if (!dn_sqlite_exists(job->at.path, "") && dn_sqlite_has_leftovers(job->at.path))
		return fail(job, DUNLIN_EUSAGE, NULL,
			    "it does not exist, but the -wal or -journal of a database of that "
			    "name, which SQLite would put into a new one");
	return check_file(job);
}

dunlin_status dn_sqlite_restore(const struct dunlin_host *host, const struct dunlin_open *how,
				const struct dunlin_backup *what, dunlin_error *err)
{
	struct job job = {
		.host = host, .err = err, .what = what, .how = dn_sqlite_open_options(how)
	};
	dunlin_status status = dn_fault_check_flags(host, what->flags, DUNLIN_BACKUP_REPLACE, err);

	if (status == DUNLIN_OK)
		status = dn_fault_check_flags(host, job.how.flags, DN_SQLITE_OPEN_FLAGS, err);
	if (status == DUNLIN_OK)
		status = dn_sqlite_location_init(&job.at, host, job.how.url, err);
	if (status == DUNLIN_OK)
		status = check_target(&job);
	if (status == DUNLIN_OK)
		status = open_file(&job);
	if (status == DUNLIN_OK)
		status = dn_sqlite_exists(job.at.path, "") ? change_target(&job)
							   : make_target(&job);
	sqlite3_close_v2(job.from);
	sqlite3_close_v2(job.to);
	free(job.doubt);
	dn_sqlite_location_clear(&job.at);
	return status;
}
