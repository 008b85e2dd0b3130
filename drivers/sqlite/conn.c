/* sqlite/conn - opens, describes and closes a connection. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fault.h"
#include "sqlite/conn.h"

#define DEFAULT_LOCK_TIMEOUT_MS 5000

struct dunlin_open dn_sqlite_open_options(const struct dunlin_open *how)
{
	struct dunlin_open o = { .size = DUNLIN_OPEN_SIZE };

	o.flags = DUNLIN_HAS(how, flags) ? how->flags : 0;
	o.url = DUNLIN_HAS(how, url) ? how->url : NULL;
	o.schema = DUNLIN_HAS(how, schema) ? how->schema : NULL;
	o.session = DUNLIN_HAS(how, n_session) ? how->session : NULL;
	o.n_session = o.session != NULL ? how->n_session : 0;
	o.lock_timeout_ms = DUNLIN_HAS(how, lock_timeout_ms) ? how->lock_timeout_ms : 0;
	o.statement_timeout_ms = DUNLIN_HAS(how, statement_timeout_ms) ? how->statement_timeout_ms
								       : 0;
	o.payload = DUNLIN_HAS(how, payload) ? how->payload : NULL;
	o.on_progress = DUNLIN_HAS(how, payload) ? how->on_progress : NULL;
	o.native = DUNLIN_HAS(how, native) ? how->native : NULL;
	return o;
}

static dunlin_status fail_errno(dunlin_conn *conn, const char *what, int number, dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_ECONNECT);
	fault.native_code = number;
	fault.object = conn->location.shown;
	errno = number; /* for %m */
	return dn_fault_send(conn->host, err, &fault, "cannot %s %s: %m", what,
			     conn->location.shown);
}

/* The length of the folder's part of a path, without its last slash unless that is all. */
static int folder_len(const char *path)
{
	const char *slash = strrchr(path, '/'); /* a path to open always has one */

	return slash == path ? 1 : (int)(slash - path);
}

/* The file is not there: decides what is opened instead. */
static dunlin_status open_missing(dunlin_conn *conn, bool create, int *flags, dunlin_error *err)
{
	const struct dn_sqlite_location *at = &conn->location;
	char *folder;
	int number;

	if (!create) {
		conn->absent = true;
		*flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
		return DUNLIN_OK;
	}
	if (at->mode != DN_SQLITE_MODE_ANY)
		return dn_fault_fail(conn->host, err, DUNLIN_ECONNECT,
				     "%s does not exist, and mode=%s forbids to create it",
				     at->shown, at->mode == DN_SQLITE_MODE_READ ? "ro" : "rw");
	if (asprintf(&folder, "%.*s", folder_len(at->path), at->path) < 0)
		return dn_fault_nomem(conn->host, err);
	/* SQLite would try again without writing, and then only say that it is not there. */
	number = faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 ? 0 : errno;
	free(folder);
	if (number == ENOENT)
		return dn_fault_fail(conn->host, err, DUNLIN_ECONNECT,
				     "cannot create %s: its folder does not exist", at->shown);
	if (number != 0)
		return fail_errno(conn, "create", number, err);
	*flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	return DUNLIN_OK;
}

static dunlin_status choose_flags(dunlin_conn *conn, bool create, int *flags, dunlin_error *err)
{
	const struct dn_sqlite_location *at = &conn->location;
	struct stat st;

	*flags = at->mode == DN_SQLITE_MODE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	if (at->memory) {
		*flags |= SQLITE_OPEN_CREATE | (at->shared ? SQLITE_OPEN_URI : 0);
		return DUNLIN_OK;
	}
	if (stat(at->path, &st) != 0)
		return errno == ENOENT ? open_missing(conn, create, flags, err)
				       : fail_errno(conn, "open", errno, err);
	if (S_ISDIR(st.st_mode))
		return dn_fault_fail(conn->host, err, DUNLIN_ECONNECT,
				     "cannot open %s: it is a folder", at->shown);
	if (!S_ISREG(st.st_mode)) /* a pipe would wait for its other end */
		return dn_fault_fail(conn->host, err, DUNLIN_ECONNECT,
				     "cannot open %s: it is not a regular file", at->shown);
	return DUNLIN_OK;
}

/* Reports why SQLite could not open or read the file. */
static dunlin_status fail_open(dunlin_conn *conn, int rc, dunlin_error *err)
{
	struct dunlin_fault fault;
	const char *shown = conn->location.shown;
	char *holder = NULL;
	dunlin_status status;

	if (conn->db == NULL || (rc & 0xff) == SQLITE_NOMEM)
		return dn_fault_nomem(conn->host, err);
	if ((rc & 0xff) == SQLITE_CANTOPEN && sqlite3_system_errno(conn->db) != 0)
		return fail_errno(conn, "open", sqlite3_system_errno(conn->db), err);
	dn_fault_init(&fault, DUNLIN_ECONNECT);
	fault.native_code = rc;
	fault.object = shown;
	(void)dn_sqlite_classify(rc, sqlite3_errmsg(conn->db), &fault.sqlstate);
	if ((rc & 0xff) == SQLITE_NOTADB)
		return dn_fault_send(conn->host, err, &fault, "%s is not an SQLite database",
				     shown);
	if ((rc & 0xff) == SQLITE_BUSY) {
		fault.status = DUNLIN_EBUSY;
		fault.retryable = 1;
		holder = dn_sqlite_holder(conn->location.path);
	}
	status = dn_fault_send(conn->host, err, &fault, "cannot open %s: %s%s%s", shown,
			       sqlite3_errmsg(conn->db), holder != NULL ? ", by " : "",
			       holder != NULL ? holder : "");
	free(holder);
	return status;
}

static dunlin_status open_file(dunlin_conn *conn, bool create, dunlin_error *err)
{
	const char *path = conn->location.path;
	dunlin_status status;
	int flags;
	int rc;

	status = choose_flags(conn, create, &flags, err);
	if (status != DUNLIN_OK)
		return status;
	/* Only cancel() comes from another thread, and sqlite3_interrupt() may. */
	rc = sqlite3_open_v2(conn->absent ? ":memory:" : path, &conn->db,
			     flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK) {
		if (conn->db != NULL)
			rc = sqlite3_extended_errcode(conn->db);
		return fail_open(conn, rc, err);
	}
	sqlite3_extended_result_codes(conn->db, 1);
	dn_sqlite_guard_install(conn);
	return DUNLIN_OK;
}

/* Until something is read, any file will do. */
static dunlin_status read_something(dunlin_conn *conn, dunlin_error *err)
{
	int rc =
		sqlite3_exec(conn->db, "SELECT count(*) FROM main.sqlite_master", NULL, NULL, NULL);

	return rc == SQLITE_OK ? DUNLIN_OK
			       : fail_open(conn, sqlite3_extended_errcode(conn->db), err);
}

static dunlin_status take_options(dunlin_conn *conn, const struct dunlin_open *how,
				  dunlin_error *err)
{
	size_t i;

	conn->on_progress = how->on_progress;
	conn->payload = how->payload;
	conn->guard.lock_timeout_ms = how->lock_timeout_ms == 0 ? DEFAULT_LOCK_TIMEOUT_MS
								: how->lock_timeout_ms;
	if (conn->guard.lock_timeout_ms > INT32_MAX)
		conn->guard.lock_timeout_ms = INT32_MAX;
	conn->guard.busy_ms = conn->guard.lock_timeout_ms;
	conn->guard.statement_timeout_ms = how->statement_timeout_ms;
	if (how->n_session > 0) {
		conn->session = calloc(how->n_session, sizeof(*conn->session));
		if (conn->session == NULL)
			return dn_fault_nomem(conn->host, err);
	}
	for (i = 0; i < how->n_session; i++) {
		conn->session[i] = strdup(how->session[i]);
		if (conn->session[i] == NULL)
			return dn_fault_nomem(conn->host, err);
		conn->n_session++;
	}
	if (asprintf(&conn->product, "SQLite %s", sqlite3_libversion()) < 0) {
		conn->product = NULL;
		return dn_fault_nomem(conn->host, err);
	}
	return DUNLIN_OK;
}

static dunlin_status reach(dunlin_conn *conn, const struct dunlin_open *how, dunlin_error *err)
{
	dunlin_status status;

	if (how->native != NULL)
		return dn_sqlite_lend(conn, how->native, err);
	status = dn_sqlite_location_init(&conn->location, conn->host, how->url, err);
	return status == DUNLIN_OK ? open_file(conn, (how->flags & DUNLIN_OPEN_CREATE) != 0, err)
				   : status;
}

dunlin_status dn_sqlite_open(dunlin_conn **out, const struct dunlin_host *host,
			     const struct dunlin_open *how, dunlin_error *err)
{
	struct dunlin_open options = dn_sqlite_open_options(how);
	dunlin_conn *conn = NULL;
	dunlin_status status = dn_fault_check_flags(host, options.flags, DN_SQLITE_OPEN_FLAGS, err);

	*out = NULL;
	if (status != DUNLIN_OK)
		return status;
	if (options.schema != NULL)
		return dn_fault_fail(host, err, DUNLIN_EUNSUPPORTED,
				     "sqlite has no schemas; leave out schema \"%s\"",
				     options.schema);
	conn = calloc(1, sizeof(*conn));
	if (conn == NULL || dn_sqlite_guard_init(&conn->guard) != 0) {
		free(conn);
		return dn_fault_nomem(host, err);
	}
	conn->host = host;
	if ((options.flags & DUNLIN_OPEN_MEMORY) != 0)
		options.url = "sqlite::memory:";
	status = take_options(conn, &options, err);
	if (status == DUNLIN_OK)
		status = reach(conn, &options, err);
	if (status == DUNLIN_OK)
		status = read_something(conn, err);
	if (status == DUNLIN_OK)
		status = dn_sqlite_session_start(conn, err);
	if (status == DUNLIN_OK) {
		*out = conn;
		conn = NULL; /* now the caller's */
	}
	dn_sqlite_close(conn);
	return status;
}

void dn_sqlite_close(dunlin_conn *conn)
{
	size_t i;

	if (conn == NULL)
		return;
	dn_sqlite_hand_back(conn);
	sqlite3_close_v2(conn->db);
	for (i = 0; i < conn->n_session; i++)
		free(conn->session[i]);
	free(conn->session);
	for (i = 0; i < DN_SQLITE_N_SETTINGS; i++) {
		free(conn->settings[i]);
		free(conn->lent.settings[i]);
	}
	dn_sqlite_location_clear(&conn->location);
	dn_sqlite_guard_clear(&conn->guard);
	free(conn->product);
	free(conn->read_only);
	free(conn->found);
	free(conn);
}

/* SQLite writes a journal beside the file; with a -wal that is there already it need not. */
static char *folder_problem(const char *path)
{
	char *folder = NULL;
	char *wal = NULL;
	char *text = NULL;
	bool writable = true;

	if (asprintf(&folder, "%.*s", folder_len(path), path) < 0)
		return NULL;
	if (asprintf(&wal, "%s-wal", path) >= 0) {
		writable = faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 ||
			   faccessat(AT_FDCWD, wal, W_OK, AT_EACCESS) == 0;
		free(wal);
	}
	if (!writable &&
	    asprintf(&text, "the folder %s is not writable, and SQLite needs a journal there",
		     folder) < 0)
		text = NULL;
	free(folder);
	return text;
}

/* Why nothing can be written, for the caller to free, or NULL. */
static char *read_only_reason(dunlin_conn *conn)
{
	char *query_only;
	char *text = NULL;

	if (conn->absent)
		return strdup("the file does not exist");
	if (conn->location.mode == DN_SQLITE_MODE_READ)
		return strdup("the URL says mode=ro");
	if (sqlite3_db_readonly(conn->db, "main") == 1)
		return strdup("the file is not writable");
	if (!dn_sqlite_pragma(conn, "query_only", &query_only))
		return NULL;
	if (query_only != NULL && strcmp(query_only, "1") == 0)
		text = strdup("PRAGMA query_only is on");
	else if (!conn->location.memory)
		text = folder_problem(conn->location.path);
	free(query_only);
	return text;
}

dunlin_status dn_sqlite_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err)
{
	struct dunlin_info info = { .size = out->size, .caps = { DN_SQLITE_CAPS, 0 } };
	uint32_t known = out->size < DUNLIN_INFO_SIZE ? out->size : DUNLIN_INFO_SIZE;

	(void)err;
	free(conn->read_only);
	conn->read_only = read_only_reason(conn);
	info.version = sqlite3_libversion_number();
	info.product = conn->product;
	info.database = conn->location.shown;
	info.schema = NULL;
	info.read_only = conn->read_only;
	memcpy(out, &info, known);
	return DUNLIN_OK;
}

int32_t dn_sqlite_tx_state(dunlin_conn *conn)
{
	return sqlite3_get_autocommit(conn->db) ? DUNLIN_TX_NONE : DUNLIN_TX_OPEN;
}
