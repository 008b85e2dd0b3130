/* sqlite/database - makes and removes database files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fault.h"
#include "sqlite/conn.h"

/* How long a drop waits for a reader to finish. */
#define DROP_WAIT_MS 1000

struct job {
	const struct dunlin_host *host;
	dunlin_error *err;
	struct dn_sqlite_location at;
};

static dunlin_status start(struct job *job, const struct dunlin_open *how, const char *what)
{
	struct dunlin_open options = dn_sqlite_open_options(how);
	dunlin_status status =
		dn_fault_check_flags(job->host, options.flags, DN_SQLITE_OPEN_FLAGS, job->err);

	if (status == DUNLIN_OK)
		status = dn_sqlite_location_init(&job->at, job->host, options.url, job->err);
	if (status != DUNLIN_OK)
		return status;
	if (job->at.memory)
		return dn_fault_fail(job->host, job->err, DUNLIN_EUSAGE,
				     "cannot %s a database in memory", what);
	if (job->at.mode != DN_SQLITE_MODE_ANY)
		return dn_fault_fail(job->host, job->err, DUNLIN_EUSAGE,
				     "cannot %s %s: the URL says mode=%s", what, job->at.shown,
				     job->at.mode == DN_SQLITE_MODE_READ ? "ro" : "rw");
	return DUNLIN_OK;
}

static dunlin_status fail(struct job *job, dunlin_status status, const char *sqlstate,
			  const char *what, const char *why)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, status);
	fault.sqlstate = sqlstate;
	fault.object = job->at.shown;
	return dn_fault_send(job->host, job->err, &fault, "cannot %s %s: %s", what, job->at.shown,
			     why);
}

static dunlin_status fail_errno(struct job *job, const char *what, int number)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_ESQL);
	fault.native_code = number;
	fault.sqlstate = "58030";
	fault.object = job->at.shown;
	if (number == EACCES || number == EPERM) {
		fault.status = DUNLIN_EPERM;
		fault.sqlstate = "42501";
	} else if (number == EROFS) {
		fault.status = DUNLIN_EREADONLY;
		fault.sqlstate = "25006";
	}
	errno = number; /* for %m */
	return dn_fault_send(job->host, job->err, &fault, "cannot %s %s: %m", what, job->at.shown);
}

dunlin_status dn_sqlite_create_database(const struct dunlin_host *host,
					const struct dunlin_open *how, dunlin_error *err)
{
	struct job job = { .host = host, .err = err };
	dunlin_status status;
	int fd;

	status = start(&job, how, "create");
	if (status != DUNLIN_OK)
		goto done;
	/* An empty file is an empty database. */
	fd = open(job.at.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd >= 0)
		close(fd);
	else if (errno == EEXIST)
		status = fail(&job, DUNLIN_EEXISTS, "42P04", "create", "it exists");
	else if (errno == ENOENT)
		status = fail(&job, DUNLIN_ECONNECT, NULL, "create", "its folder does not exist");
	else
		status = fail_errno(&job, "create", errno);
done:
	dn_sqlite_location_clear(&job.at);
	return status;
}

static dunlin_status check_droppable(struct job *job)
{
	struct stat st;

	if (lstat(job->at.path, &st) != 0)
		return errno == ENOENT
			       ? fail(job, DUNLIN_EMISSING, "3D000", "drop", "it does not exist")
			       : fail_errno(job, "drop", errno);
	if (S_ISLNK(st.st_mode))
		return fail(job, DUNLIN_EUSAGE, NULL, "drop",
			    "it is a symbolic link; name the file itself");
	if (!S_ISREG(st.st_mode))
		return fail(job, DUNLIN_EUSAGE, NULL, "drop", "it is not a regular file");
	/* SQLite takes a file of one byte for an empty one. */
	if (st.st_size == 1)
		return fail(job, DUNLIN_EUSAGE, "XX001", "drop", "it is not an SQLite database");
	return DUNLIN_OK;
}

static dunlin_status fail_sqlite(struct job *job, sqlite3 *db, int rc)
{
	const char *sqlstate;
	dunlin_status status;
	char *holder;
	char *text = NULL;

	if (db == NULL || (rc & 0xff) == SQLITE_NOMEM)
		return dn_fault_nomem(job->host, job->err);
	if ((rc & 0xff) == SQLITE_CANTOPEN && sqlite3_system_errno(db) != 0)
		return fail_errno(job, "drop", sqlite3_system_errno(db));
	status = dn_sqlite_classify(rc, sqlite3_errmsg(db), &sqlstate);
	if ((rc & 0xff) == SQLITE_NOTADB)
		return fail(job, DUNLIN_EUSAGE, sqlstate, "drop", "it is not an SQLite database");
	if (rc == SQLITE_READONLY)
		return fail(job, status, sqlstate, "drop", "the file is not writable");
	if (rc == SQLITE_READONLY_DIRECTORY)
		return fail(job, DUNLIN_EPERM, "42501", "drop", "its folder is not writable");
	if ((rc & 0xff) != SQLITE_BUSY)
		return fail(job, status, sqlstate, "drop", sqlite3_errmsg(db));
	holder = dn_sqlite_holder(job->at.path);
	if (asprintf(&text, "it is in use%s%s", holder != NULL ? " by " : "",
		     holder != NULL ? holder : "") < 0)
		text = NULL;
	status = fail(job, DUNLIN_EBUSY, "55006", "drop", text != NULL ? text : "it is in use");
	free(text);
	free(holder);
	return status;
}

/* Takes the file for this connection alone.  Out of WAL mode first: there an
 * exclusive transaction shuts no reader out, but leaving needs everybody gone. */
static int take_alone(sqlite3 *db)
{
	static const char header[16] = "SQLite format 3";
	char found[sizeof(header)];
	sqlite3_file *file = NULL;
	sqlite3_int64 size = 0;
	int rc;

	sqlite3_extended_result_codes(db, 1);
	sqlite3_busy_timeout(db, DROP_WAIT_MS);
	/* There an exclusive transaction would be one that only reads. */
	if (sqlite3_db_readonly(db, "main") == 1)
		return SQLITE_READONLY;
	rc = sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
	if (rc == SQLITE_OK)
		rc = file->pMethods->xFileSize(file, &size);
	if (rc == SQLITE_OK && size > 0) {
		rc = size >= (sqlite3_int64)sizeof(header)
			     ? file->pMethods->xRead(file, found, (int)sizeof(found), 0)
			     : SQLITE_NOTADB;
		if (rc == SQLITE_OK && memcmp(found, header, sizeof(header)) != 0)
			rc = SQLITE_NOTADB;
	}
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
	return rc;
}

/* The file first: without it SQLite throws the others away, but a file without
 * its journal may be a broken one. */
static dunlin_status remove_files(struct job *job)
{
	static const char *const tails[] = { "", "-journal", "-wal", "-shm" };
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; i < sizeof(tails) / sizeof(tails[0]) && status == DUNLIN_OK; i++) {
		char *path;

		if (asprintf(&path, "%s%s", job->at.path, tails[i]) < 0)
			return dn_fault_nomem(job->host, job->err);
		if (unlink(path) != 0 && errno != ENOENT)
			status = fail_errno(job, "drop", errno);
		free(path);
	}
	return status;
}

dunlin_status dn_sqlite_drop_database(const struct dunlin_host *host, const struct dunlin_open *how,
				      dunlin_error *err)
{
	struct job job = { .host = host, .err = err };
	sqlite3 *db = NULL;
	dunlin_status status;
	int rc;

	status = start(&job, how, "drop");
	if (status == DUNLIN_OK)
		status = check_droppable(&job);
	if (status != DUNLIN_OK)
		goto done;
	rc = sqlite3_open_v2(job.at.path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		rc = take_alone(db);
	status = rc == SQLITE_OK ? remove_files(&job) : fail_sqlite(&job, db, rc);
done:
	sqlite3_close_v2(db);
	dn_sqlite_location_clear(&job.at);
	return status;
}
