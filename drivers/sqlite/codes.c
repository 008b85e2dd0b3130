/* sqlite/codes - what an SQLite result code and its message are to the engine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "sqlite/conn.h"

/* What SQLite tells in words alone, as SQLITE_ERROR. */
struct phrase {
	const char *text;
	dunlin_status status;
	const char *sqlstate;
};

/* At the start of the message, or after the ": " of "error in view v: …". */
static const struct phrase starts[] = {
	{ "no such table column:", DUNLIN_EMISSING, "42703" },
	{ "no such table:", DUNLIN_EMISSING, "42P01" },
	{ "no such view:", DUNLIN_EMISSING, "42P01" },
	{ "no such column:", DUNLIN_EMISSING, "42703" },
	{ "unknown column ", DUNLIN_EMISSING, "42703" },
	{ "no such function:", DUNLIN_EMISSING, "42883" },
	{ "no such savepoint:", DUNLIN_EMISSING, "3B001" },
	{ "no such database:", DUNLIN_EMISSING, "3D000" },
	{ "unknown database ", DUNLIN_EMISSING, "3D000" },
	{ "no such ", DUNLIN_EMISSING, "42704" }, /* index, trigger, collation, module … */
	{ "there is already ", DUNLIN_EEXISTS, "42P07" },
	{ "duplicate column name:", DUNLIN_EEXISTS, "42701" },
	{ "unrecognized token:", DUNLIN_ESYNTAX, "42601" },
	{ "incomplete input", DUNLIN_ESYNTAX, "42601" },
	{ "not authorized", DUNLIN_EPERM, "42501" },
	{ "ambiguous column name:", DUNLIN_ESQL, "42702" },
	{ "foreign key mismatch ", DUNLIN_ESQL, "42830" },
	{ "cannot start a transaction within", DUNLIN_ESQL, "25001" },
	{ "cannot VACUUM from within", DUNLIN_ESQL, "25001" },
	{ "Safety level may not be changed inside", DUNLIN_ESQL, "25001" },
	{ "cannot commit - no transaction", DUNLIN_ESQL, "25P01" },
	{ "cannot rollback - no transaction", DUNLIN_ESQL, "25P01" },
	{ "wrong number of arguments to function", DUNLIN_ESQL, "42883" },
};

/* At the end. */
static const struct phrase ends[] = {
	{ ": syntax error", DUNLIN_ESYNTAX, "42601" },
	{ " already exists", DUNLIN_EEXISTS, "42P07" },
	{ " may not be modified", DUNLIN_EPERM, "42501" },
	{ " mode from within a transaction", DUNLIN_ESQL, "25001" }, /* WAL, in and out */
};

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text);
	size_t n = strlen(end);

	return len >= n && memcmp(text + len - n, end, n) == 0;
}

static dunlin_status classify_words(const char *message, const char **sqlstate)
{
	const char *inner = NULL;
	size_t i;

	/* First, since what SQLite quotes in front of it is the user's own. */
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (ends_with(message, ends[i].text)) {
			*sqlstate = strncmp(message, "trigger ", 8) == 0 ? "42710"
									 : ends[i].sqlstate;
			return ends[i].status;
		}
	}
	if (strncmp(message, "error in ", 9) == 0)
		inner = strstr(message, ": ");
	message = inner != NULL ? inner + 2 : message;
	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		if (strncmp(message, starts[i].text, strlen(starts[i].text)) == 0) {
			*sqlstate = starts[i].sqlstate;
			return starts[i].status;
		}
	}
	if (strncmp(message, "table ", 6) == 0 &&
	    strstr(message, " has no column named ") != NULL) {
		*sqlstate = "42703";
		return DUNLIN_EMISSING;
	}
	return DUNLIN_ESQL;
}

static dunlin_status classify_constraint(int rc, const char *message, const char **sqlstate)
{
	/* ON DELETE RESTRICT is a trigger of SQLite's own. */
	if (rc == SQLITE_CONSTRAINT_TRIGGER &&
	    strcmp(message, "FOREIGN KEY constraint failed") == 0)
		rc = SQLITE_CONSTRAINT_FOREIGNKEY;
	switch (rc) {
	case SQLITE_CONSTRAINT_NOTNULL:
		*sqlstate = "23502";
		return DUNLIN_ESQL;
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		*sqlstate = "23503";
		return DUNLIN_ESQL;
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		*sqlstate = "23505";
		return DUNLIN_EEXISTS;
	case SQLITE_CONSTRAINT_CHECK:
		*sqlstate = "23514";
		return DUNLIN_ESQL;
	case SQLITE_CONSTRAINT_TRIGGER: /* RAISE(); where others say P0001 as well */
		*sqlstate = "P0001";
		return DUNLIN_ESQL;
	default:
		*sqlstate = "23000";
		return DUNLIN_ESQL;
	}
}

/* Primary codes that say it all. */
static const struct {
	int rc;
	dunlin_status status;
	const char *sqlstate;
} codes[] = {
	{ SQLITE_PERM, DUNLIN_EPERM, "42501" },
	{ SQLITE_AUTH, DUNLIN_EPERM, "42501" },
	{ SQLITE_BUSY, DUNLIN_EBUSY, "55P03" },
	{ SQLITE_PROTOCOL, DUNLIN_EBUSY, "55P03" },
	{ SQLITE_LOCKED, DUNLIN_ELOCKTIMEOUT, "55P03" },
	{ SQLITE_NOMEM, DUNLIN_ENOMEM, "53200" },
	{ SQLITE_READONLY, DUNLIN_EREADONLY, "25006" },
	{ SQLITE_INTERRUPT, DUNLIN_ECANCELED, "57014" },
	{ SQLITE_IOERR, DUNLIN_ESQL, "58030" },
	{ SQLITE_CANTOPEN, DUNLIN_ESQL, "58030" },
	{ SQLITE_CORRUPT, DUNLIN_ESQL, "XX001" },
	{ SQLITE_NOTADB, DUNLIN_ESQL, "XX001" },
	{ SQLITE_FULL, DUNLIN_ESQL, "53100" },
	{ SQLITE_TOOBIG, DUNLIN_ESQL, "54000" },
	{ SQLITE_MISMATCH, DUNLIN_ESQL, "42804" },
	{ SQLITE_MISUSE, DUNLIN_ESQL, "XX000" },
	{ SQLITE_INTERNAL, DUNLIN_ESQL, "XX000" },
};

dunlin_status dn_sqlite_classify(int rc, const char *message, const char **sqlstate)
{
	int primary = rc & 0xff;
	size_t i;

	*sqlstate = NULL;
	if (primary == SQLITE_CONSTRAINT)
		return classify_constraint(rc, message, sqlstate);
	if (primary == SQLITE_ERROR)
		return classify_words(message, sqlstate);
	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (primary == codes[i].rc) {
			*sqlstate = codes[i].sqlstate;
			return codes[i].status;
		}
	}
	return DUNLIN_ESQL;
}

/* "UNIQUE constraint failed: t.a" -> "t.a"; NULL when the message names nothing. */
static const char *object_of(const char *message)
{
	static const char *const before[] = {
		" constraint failed: ",    "no such table: ",
		"no such column: ",        "no such index: ",
		"no such view: ",          "no such trigger: ",
		"no such function: ",      "no such savepoint: ",
		"no such module: ",        "no such collation sequence: ",
		"duplicate column name: ", " has no column named ",
	};
	size_t i;

	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		const char *at = strstr(message, before[i]);

		if (at != NULL)
			return at + strlen(before[i]);
	}
	return NULL;
}

/* Where in its statement an error found in parsing is, or -1. */
static int64_t position_of(dunlin_conn *conn, const struct dn_sqlite_run *run, const char *object)
{
	int64_t offset = -1;

	/* While a statement runs, an offset is into some text of the schema. */
	if (run->prepared || run->session > 0)
		return -1;
#if SQLITE_VERSION_NUMBER >= 3038000
	offset = sqlite3_error_offset(conn->db);
#else
	(void)conn;
#endif
	if (offset < 0 && object != NULL)
		offset = dn_sqlite_position(run->sql, run->len, object);
	return offset <= (int64_t)run->len ? offset : -1;
}

/* What a busy or locked database adds to the fault; a text for the caller to
 * free that says who holds it, or NULL. */
static char *explain_lock(dunlin_conn *conn, const struct dn_sqlite_run *run, int rc,
			  struct dunlin_fault *fault)
{
	fault->retryable = 1;
	if (rc == SQLITE_BUSY_SNAPSHOT)
		fault->hint = "the transaction began by reading, and somebody wrote since; one "
			      "that writes begins with BEGIN IMMEDIATE";
	else if (rc == SQLITE_LOCKED)
		fault->retryable = 0; /* another statement of this very connection */
	/* Shared memory: a table's lock, but for BEGIN the one lock there is. */
	if (rc == SQLITE_LOCKED_SHAREDCACHE && run->kind == DUNLIN_STMT_BEGIN)
		fault->status = DUNLIN_EBUSY;
	if ((rc & 0xff) == SQLITE_BUSY && !conn->location.memory)
		return dn_sqlite_holder(conn->location.path);
	return NULL;
}

/* Sets the class, and returns the message, for the caller to free. */
static char *describe(dunlin_conn *conn, const struct dn_sqlite_run *run, int rc,
		      struct dunlin_fault *fault)
{
	bool busy = (rc & 0xff) == SQLITE_BUSY;
	bool stopped = busy || (rc & 0xff) == SQLITE_INTERRUPT;
	const char *message = sqlite3_errmsg(conn->db);
	char *holder = NULL;
	char *text = NULL;
	int n;

	fault->status = dn_sqlite_classify(rc, message, &fault->sqlstate);
	if (stopped && atomic_load(&conn->guard.canceled)) {
		fault->status = DUNLIN_ECANCELED;
		fault->sqlstate = "57014";
		n = asprintf(&text, "canceled%s", busy ? " while waiting for a lock" : "");
	} else if (stopped && (conn->guard.timed_out || atomic_load(&conn->guard.late))) {
		fault->status = DUNLIN_ESQL;
		fault->sqlstate = "57014";
		n = asprintf(&text, "statement timeout after %lld ms",
			     (long long)conn->guard.statement_timeout_ms);
	} else {
		if (busy || (rc & 0xff) == SQLITE_LOCKED)
			holder = explain_lock(conn, run, rc, fault);
		n = asprintf(&text, "%s%s%s", message, holder != NULL ? ", by " : "",
			     holder != NULL ? holder : "");
	}
	free(holder);
	return n < 0 ? NULL : text;
}

dunlin_status dn_sqlite_fail(dunlin_conn *conn, const struct dn_sqlite_run *run, int rc, bool in_tx,
			     dunlin_error *err)
{
	struct dunlin_fault fault;
	char *context = NULL;
	char *text;
	dunlin_status status;

	/* A program that lends its connection need not have asked for extended codes. */
	if ((sqlite3_extended_errcode(conn->db) & 0xff) == (rc & 0xff))
		rc = sqlite3_extended_errcode(conn->db);
	dn_fault_init(&fault, DUNLIN_OK);
	fault.native_code = rc;
	fault.stmt_index = run->index;
	text = describe(conn, run, rc, &fault);
	if (text == NULL)
		return dn_fault_nomem(conn->host, err);
	if (rc == SQLITE_AUTH)
		fault.hint = conn->guard.denied;
	if (in_tx && sqlite3_get_autocommit(conn->db))
		fault.detail = "SQLite has rolled the whole transaction back";
	fault.object = object_of(text);
	fault.byte_offset = position_of(conn, run, fault.object);
	if (run->session > 0) {
		context = strndup(run->sql, run->len);
		fault.context = context;
		status = dn_fault_send(conn->host, err, &fault, "session statement %lld: %s",
				       (long long)run->session, text);
	} else {
		status = dn_fault_send(conn->host, err, &fault, "%s", text);
	}
	free(context);
	free(text);
	return status;
}
