/*
 * sqlite/conn.h - the connection, shared by the files of this driver alone.
 *
 * Every function that can fail reports through conn->host.  Texts are the
 * connection's, unless a comment says otherwise.
 */
#ifndef DN_SQLITE_CONN_H
#define DN_SQLITE_CONN_H

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <dunlin/driver.h>

#include "sqlite/location.h"

/* configure says so of a library without sqlite3_deserialize(). */
#ifdef DN_SQLITE_NO_SNAPSHOT
#define DN_SQLITE_CAP_SNAPSHOT 0u
#else
#define DN_SQLITE_CAP_SNAPSHOT DUNLIN_CAP_SNAPSHOT
#endif
#define DN_SQLITE_CAPS                                                                             \
	(DUNLIN_CAP_CANCEL | DUNLIN_CAP_RESET | DUNLIN_CAP_FIND | DUNLIN_CAP_DATABASES |           \
	 DUNLIN_CAP_SAVEPOINTS | DUNLIN_CAP_POSITIONS | DUNLIN_CAP_TIMEOUTS | DUNLIN_CAP_SCRATCH | \
	 DUNLIN_CAP_VERIFY | DUNLIN_CAP_BACKUP | DUNLIN_CAP_INSPECT | DUNLIN_CAP_EXPLAIN |         \
	 DUNLIN_CAP_LEND | DN_SQLITE_CAP_SNAPSHOT)

/* Of struct dunlin_open; one in memory goes with snapshots. */
#define DN_SQLITE_OPEN_FLAGS \
	(DUNLIN_OPEN_CREATE | (DN_SQLITE_CAP_SNAPSHOT != 0 ? DUNLIN_OPEN_MEMORY : 0))

/* What guards a running statement: timeouts, cancel, and what it may not do. */
struct dn_sqlite_guard {
	int64_t lock_timeout_ms;      /* of the set-up; -1: for ever */
	int64_t busy_ms;              /* now in force, after PRAGMA busy_timeout */
	int64_t statement_timeout_ms; /* 0: none */
	int64_t deadline_us;          /* of this statement by the monotonic clock, 0: none */
	int64_t wait_since_us;        /* start of the wait for a lock */
	bool timed_out;
	bool stepping;      /* a prepare seen now is SQLite's own */
	bool busy_changed;  /* PRAGMA busy_timeout was seen */
	bool like_changed;  /* PRAGMA case_sensitive_like was seen; it cannot be read */
	bool like_on;       /* what it was */
	const char *denied; /* why the last statement was denied, static */

	pthread_mutex_t mutex; /* of `running`, and of a cancel as a whole */
	bool running;
	atomic_bool canceled;
	atomic_bool late; /* a lent connection's statement was interrupted for its time */
};

#define DN_SQLITE_N_SETTINGS 29
#define DN_SQLITE_N_FLAGS 3

/*
 * A connection that a program lends.  SQLite tells nobody which handlers are in place, so those of
 * the program are left there: no authorizer, no progress handler, and a busy handler only in the
 * place of SQLite's own.
 */
struct dn_sqlite_lent {
	bool is;
	char *settings[DN_SQLITE_N_SETTINGS];
	int flags[DN_SQLITE_N_FLAGS]; /* -1: this build has none */
	int64_t busy_ms;              /* 0: no handler, or one of the program's */
	int64_t wal_pages;            /* 0: no hook, or one of the program's */
	sqlite3_int64 last_rowid;

	/* Interrupts a statement that takes too long. */
	pthread_t watcher;
	pthread_cond_t end;
	bool watched, ended;
};

struct dunlin_conn {
	const struct dunlin_host *host;
	sqlite3 *db;
	struct dn_sqlite_location location;
	bool absent; /* the file is not there: an empty database stands in for it */
	char **session;
	size_t n_session;
	char *settings[DN_SQLITE_N_SETTINGS]; /* as they were before the session statements */
	dunlin_progress_fn on_progress;
	void *payload;
	struct dn_sqlite_guard guard;
	struct dn_sqlite_lent lent;
	char *product;
	char *read_only; /* of the last info() */
	char *found;     /* what the last verify_statement() said */
};

/* One statement to run. */
struct dn_sqlite_run {
	const char *sql;
	size_t len;
	uint32_t kind;        /* DUNLIN_STMT_* */
	int64_t index;        /* in the batch, -1 outside */
	int64_t session;      /* n-th session statement from 1, else 0 */
	dunlin_row_fn on_row; /* may be NULL */
	void *payload;
	bool prepared; /* out: what failed, failed while it ran */
	int64_t rows;  /* out: changed or returned */
};

/* conn.c: opens, closes and describes. */
/* A copy of `how` in which what its writer did not know is zero. */
struct dunlin_open dn_sqlite_open_options(const struct dunlin_open *how);
dunlin_status dn_sqlite_open(dunlin_conn **out, const struct dunlin_host *host,
			     const struct dunlin_open *how, dunlin_error *err);
void dn_sqlite_close(dunlin_conn *conn);
dunlin_status dn_sqlite_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err);
int32_t dn_sqlite_tx_state(dunlin_conn *conn);

/* guard.c */
DUNLIN_MUST_CHECK int dn_sqlite_guard_init(struct dn_sqlite_guard *guard); /* 0, or an errno */
void dn_sqlite_guard_clear(struct dn_sqlite_guard *guard);
/* Puts the handlers into place. */
void dn_sqlite_guard_install(dunlin_conn *conn);
/* The lock timeout of the set-up again. */
void dn_sqlite_guard_reset(dunlin_conn *conn);
/* From begin to end a cancel is heard; outside it is nobody's. */
void dn_sqlite_guard_begin(dunlin_conn *conn);
void dn_sqlite_guard_end(dunlin_conn *conn);
/* Before and after each statement. */
void dn_sqlite_guard_arm(dunlin_conn *conn);
void dn_sqlite_guard_disarm(dunlin_conn *conn);
void dn_sqlite_cancel(dunlin_conn *conn);

/* Notes a PRAGMA that is set; why it may not be, static, or NULL. */
const char *dn_sqlite_guard_pragma(struct dn_sqlite_guard *guard, const char *name);

/* lend.c */
/* Takes `native`, a sqlite3 *, for conn->db.  EUSAGE, and it is as it was, when it cannot be used. */
DUNLIN_MUST_CHECK dunlin_status dn_sqlite_lend(dunlin_conn *conn, void *native, dunlin_error *err);
/* As it was taken; conn->db is NULL then.  Nothing for one that was not lent. */
void dn_sqlite_hand_back(dunlin_conn *conn);
/* What the authorizer says of other connections: why a statement may not run, static, or NULL. */
const char *dn_sqlite_lent_refuses(dunlin_conn *conn, const char *sql, size_t len);
/* Around a statement with a deadline, in the place of a progress handler. */
void dn_sqlite_lent_watch(dunlin_conn *conn);
void dn_sqlite_lent_unwatch(dunlin_conn *conn);

/* codes.c: reports what SQLite just said about `run` as rc; `in_tx` tells
 * whether a transaction was open before. */
dunlin_status dn_sqlite_fail(dunlin_conn *conn, const struct dn_sqlite_run *run, int rc, bool in_tx,
			     dunlin_error *err);
/* The class and SQLSTATE (or NULL) of an extended result code and its message. */
dunlin_status dn_sqlite_classify(int rc, const char *message, const char **sqlstate);

/* position.c: the offset of a name in a statement, outside of strings and
 * comments, or -1. */
int64_t dn_sqlite_position(const char *sql, size_t len, const char *wanted);

/* holder.c: names the process that has `path` or its -shm locked, for the caller
 * to free; NULL when that is not known. */
char *dn_sqlite_holder(const char *path);
struct dn_sqlite_holder {
	bool held;
	char *pid, *program; /* owned; NULL: unknown */
};
/* The same, in parts; false when the system does not tell.  Undone by _clear(), on failure as well. */
DUNLIN_MUST_CHECK bool dn_sqlite_holder_find(struct dn_sqlite_holder *out, const char *path);
void dn_sqlite_holder_clear(struct dn_sqlite_holder *holder);

/* run.c */
/* Bytes at the start of `text` that are blanks, comments and semicolons. */
size_t dn_sqlite_skip_nothing(const char *text, size_t len);
DUNLIN_MUST_CHECK dunlin_status dn_sqlite_run(dunlin_conn *conn, struct dn_sqlite_run *run,
					      dunlin_error *err);

/* exec.c */
dunlin_status dn_sqlite_exec(dunlin_conn *conn, const struct dunlin_batch *batch,
			     dunlin_error *err);
dunlin_status dn_sqlite_query(dunlin_conn *conn, const char *sql, size_t len, dunlin_row_fn on_row,
			      void *payload, dunlin_error *err);
dunlin_status dn_sqlite_rollback(dunlin_conn *conn, dunlin_error *err);
dunlin_status dn_sqlite_find_tables(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
				    void *payload, dunlin_error *err);

/* session.c */
/* The value of a PRAGMA of main, for the caller to free; NULL when this build of
 * SQLite has none of that name.  False without memory. */
bool dn_sqlite_pragma(dunlin_conn *conn, const char *name, char **out);
/* Reads all settings that are put back, into empty places; and puts them back. */
DUNLIN_MUST_CHECK dunlin_status dn_sqlite_settings_take(dunlin_conn *conn, char **settings,
							dunlin_error *err);
void dn_sqlite_settings_restore(dunlin_conn *conn, char *const *settings);
DUNLIN_MUST_CHECK dunlin_status dn_sqlite_session_start(dunlin_conn *conn, dunlin_error *err);
dunlin_status dn_sqlite_setup(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
			      dunlin_error *err);
dunlin_status dn_sqlite_reset(dunlin_conn *conn, dunlin_error *err);

/* scratch.c */
dunlin_status dn_sqlite_open_scratch(dunlin_conn **out, dunlin_conn *conn,
				     const struct dunlin_open *how, dunlin_error *err);

/* copy.c: main of one connection, page by page, into main of another. */
struct dn_sqlite_copy {
	sqlite3 *from;
	sqlite3 *to;
	bool hold;                         /* from the start: nobody is kept from writing by that */
	const char *what;                  /* is copied, for progress */
	int32_t (*stopped)(void *payload); /* may be NULL, as may on_progress */
	void *payload;
	dunlin_progress_fn on_progress;
	void *progress_payload;
};
/* Copies all that is left of `backup`, which the caller began and finishes: SQLITE_DONE; or why not,
 * SQLITE_INTERRUPT when it was stopped. */
int dn_sqlite_copy(const struct dn_sqlite_copy *copy, sqlite3_backup *backup);
/* Whether somebody wants to give up. */
bool dn_sqlite_stopped(const struct dunlin_backup *what);
bool dn_sqlite_exists(const char *path, const char *tail); /* a file of the name of both */
/* What SQLite would take for a part of a database at `path`. */
bool dn_sqlite_has_leftovers(const char *path);

/* backup.c, restore.c */
dunlin_status dn_sqlite_backup(dunlin_conn *conn, const struct dunlin_backup *what,
			       dunlin_error *err);
dunlin_status dn_sqlite_restore(const struct dunlin_host *host, const struct dunlin_open *how,
				const struct dunlin_backup *what, dunlin_error *err);

/* snapshot.c */
dunlin_status dn_sqlite_snapshot_form(const struct dunlin_host *host, dunlin_row_fn on_row,
				      void *payload, dunlin_error *err);
dunlin_status dn_sqlite_snapshot(dunlin_conn *conn, dunlin_bytes_fn on_bytes, void *payload,
				 dunlin_error *err);
dunlin_status dn_sqlite_open_snapshot(void **native, const struct dunlin_host *host,
				      const struct dunlin_open *how,
				      const struct dunlin_snapshot *from, dunlin_error *err);
dunlin_status dn_sqlite_close_snapshot(const struct dunlin_host *host, void *native,
				       dunlin_error *err);

/* verify.c */
dunlin_status dn_sqlite_verify_statement(dunlin_conn *conn, uint32_t when,
					 const struct dunlin_statement *statement,
					 const char *remembered, struct dunlin_found *out,
					 dunlin_error *err);

/* explain.c */
dunlin_status dn_sqlite_explain(dunlin_conn *conn, const char *sql, size_t len,
				dunlin_row_fn on_row, void *payload, dunlin_error *err);

/* inspect.c */
dunlin_status dn_sqlite_inspect(dunlin_conn *conn, uint32_t topic, dunlin_column_fn on_column,
				dunlin_row_fn on_row, void *payload, dunlin_error *err);

/* database.c */
dunlin_status dn_sqlite_create_database(const struct dunlin_host *host,
					const struct dunlin_open *how, dunlin_error *err);
dunlin_status dn_sqlite_drop_database(const struct dunlin_host *host, const struct dunlin_open *how,
				      dunlin_error *err);

#endif
