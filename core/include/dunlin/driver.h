/*
 * dunlin/driver.h - the table a dialect driver hands to the engine.
 *
 * A driver is one shared object with one exported function.  It links its
 * database client and nothing of ours: what it needs from us arrives in
 * struct dunlin_host.  It does one thing: talk to one database product.  It
 * knows nothing of migrations, writes none of the engine's SQL, and never
 * retries, sleeps for politeness or prints.  Signal handlers, environment,
 * locale and working folder of the process are not its own to change, and it
 * stays loaded until the process ends.
 *
 * Threads: a driver is re-entrant, and calls without a connection come from
 * any thread, several at once.  A connection or a server is used by one thread
 * at a time, not always the same; only cancel() may be called from another
 * meanwhile.  A callback is called in the thread of the call that is under way,
 * before that returns, and calls nothing of the driver but cancel().  Neither a
 * C++ exception nor longjmp() leaves a call or a callback.
 *
 * Strings: NUL-terminated UTF-8, lent for the call, unless a comment says
 * otherwise.  SQL text comes as pointer and length and is NOT terminated.
 *
 * Growth: every struct that crosses, in either direction, starts with its
 * size, the end of the last member its writer knows; a reader uses no member
 * past it.  Members are appended, never inserted, dropped or retyped.  What
 * the other side is to fill in comes all zero, but for `size` and what its
 * comment names.
 *
 * What is not known: a reserved word is written as 0 and not read.  A call
 * answers EUNSUPPORTED, before it does anything, to a flag that it does not
 * know; one of a capability is given to no driver without that.  What a number
 * that is not known stands for is said where its list is.  Rows may gain
 * values at their end.
 *
 * This is version 1, frozen: it grows by the rules above and in no other way.
 */
#ifndef DUNLIN_DRIVER_H
#define DUNLIN_DRIVER_H

#include "dialect.h"
#include "error.h"
#include "inspect.h"

#ifdef __cplusplus
extern "C" {
#endif

#define DUNLIN_DRIVER_MAGIC 0x444e4c4eu /* "DNLN" */
#define DUNLIN_DRIVER_MAJOR 1
#define DUNLIN_DRIVER_MINOR 0 /* one more with each growth */
#define DUNLIN_DRIVER_ENTRY "dunlin_driver_v1"

/* True when struct `p`, which says its own size, has `member`. */
#define DUNLIN_HAS(p, member)                                     \
	((p)->size >= (size_t)((const char *)&(p)->member -       \
			       (const char *)(p)) + sizeof((p)->member))

typedef struct dunlin_conn dunlin_conn; /* the driver defines and owns it */

/*
 * Capabilities, caps[0].  In the table: what the driver can do at all; a bit
 * promises the calls named with it, and a table that lacks one is refused.  In
 * struct dunlin_info: what this connection can do, never more than the table.
 * A bit never comes to promise another call: that has a bit of its own.
 */
#define DUNLIN_CAP_LOCK (1u << 0)       /* lock_try, lock_release exclude other sessions; where a
					   connection lacks what its driver has, the engine keeps a
					   lease in the database, by skew_us */
#define DUNLIN_CAP_CANCEL (1u << 1)     /* cancel */
#define DUNLIN_CAP_RESET (1u << 2)      /* reset */
#define DUNLIN_CAP_FIND (1u << 3)       /* find_tables */
#define DUNLIN_CAP_DATABASES (1u << 4)  /* create_database, drop_database */
#define DUNLIN_CAP_SCHEMAS (1u << 5)    /* obeys dunlin_open.schema; names may be schema.name */
#define DUNLIN_CAP_COPY (1u << 6)       /* takes DUNLIN_STMT_COPY with its data */
#define DUNLIN_CAP_SAVEPOINTS (1u << 7) /* SAVEPOINT, RELEASE, ROLLBACK TO work */
#define DUNLIN_CAP_PIPELINE (1u << 8)   /* a batch costs one round trip, not one a statement */
#define DUNLIN_CAP_POSITIONS (1u << 9)  /* reports byte_offset for errors found in parsing */
#define DUNLIN_CAP_TIMEOUTS (1u << 10)  /* obeys both timeouts of struct dunlin_open */

#define DUNLIN_CAP_SCRATCH (1u << 11)   /* open_scratch */
#define DUNLIN_CAP_VERIFY (1u << 12)    /* verify_statement */
#define DUNLIN_CAP_BACKUP (1u << 13)    /* backup, restore */
#define DUNLIN_CAP_INSPECT (1u << 14)   /* inspect */
#define DUNLIN_CAP_EXPLAIN (1u << 15)   /* explain */
#define DUNLIN_CAP_LEND (1u << 16)      /* open() takes a connection that is open already */
#define DUNLIN_CAP_SNAPSHOT (1u << 17)  /* snapshot_form, snapshot, open_snapshot, close_snapshot;
					   open() obeys DUNLIN_OPEN_MEMORY */
#define DUNLIN_CAP_CLONE (1u << 18)     /* open_beside, template_begin, template_end, clone, discard,
					   find_databases, clone_url */
#define DUNLIN_CAP_SERVER (1u << 19)    /* describe_server, open_server, steer_server, close_server */
#define DUNLIN_CAP_REPLICAS (1u << 20)  /* position, replicas */
#define DUNLIN_CAP_ALL ((DUNLIN_CAP_REPLICAS << 1) - 1) /* every one of this version */

/* A message or a step forward, reported while a call is under way. */
#define DUNLIN_PROGRESS_DONE 1   /* statement `stmt_index` of the batch is done */
#define DUNLIN_PROGRESS_NOTICE 2 /* the database said something: `notice` */
#define DUNLIN_PROGRESS_BUSY 3   /* statement `stmt_index` is still under way: the message of
				    `notice` says what it does or for whom it waits, and
				    `permille` how far it is */

struct dunlin_progress {
	uint32_t size;
	uint32_t kind;                     /* DUNLIN_PROGRESS_*; ignore what you do not know */
	int64_t stmt_index;                /* in the batch, from 0; -1 outside a batch */
	int64_t rows;                      /* rows changed or returned, -1 unknown */
	const struct dunlin_fault *notice; /* lent for the call; NULL unless NOTICE or BUSY */
	int64_t permille; /* BUSY: done of the statement, 0 to 1000; -1 unknown */
};
#define DUNLIN_PROGRESS_SIZE \
	((uint32_t)(offsetof(struct dunlin_progress, permille) + sizeof(int64_t)))
typedef void (*dunlin_progress_fn)(void *payload, const struct dunlin_progress *progress);

/* One row of a query as text, lent until the callback returns; a NULL value is
 * SQL NULL.  Any status but DUNLIN_OK ends the query, which then returns it. */
typedef dunlin_status (*dunlin_row_fn)(void *payload, size_t n, const char *const *values);

/* What a statement is to the engine; the driver need not look into its text.
 * One it does not know is run as a plain one. */
#define DUNLIN_STMT_PLAIN 0
#define DUNLIN_STMT_BEGIN 1    /* `sql` is the dialect's text; a driver whose client has a call */
#define DUNLIN_STMT_COMMIT 2   /* for one of these may use that instead */
#define DUNLIN_STMT_ROLLBACK 3
#define DUNLIN_STMT_ALONE 4    /* must not share a transaction, an implicit one included */
#define DUNLIN_STMT_COPY 5     /* COPY … FROM stdin: `data` follows */
#define DUNLIN_STMT_OWN 6      /* one of the engine's own records or settings; that it is done may be
				  told later, with the next */

struct dunlin_statement {
	uint32_t size;
	uint32_t kind;    /* DUNLIN_STMT_* */
	const char *sql;  /* one statement, without its final semicolon; not terminated */
	size_t sql_len;
	const char *data; /* rows of COPY as they stand in the file, without the closing line */
	size_t data_len;
};
#define DUNLIN_STATEMENT_SIZE \
	((uint32_t)(offsetof(struct dunlin_statement, data_len) + sizeof(size_t)))

/*
 * Statements to run in order.  The first that fails ends the batch: none after
 * it may take effect.  A batch may hold several transactions.
 */
struct dunlin_batch {
	uint32_t size;
	uint32_t stride; /* bytes from one statement to the next; see dunlin_batch_at() */
	const struct dunlin_statement *statements;
	uint64_t count;
};
#define DUNLIN_BATCH_SIZE \
	((uint32_t)(offsetof(struct dunlin_batch, count) + sizeof(uint64_t)))

static inline const struct dunlin_statement *dunlin_batch_at(const struct dunlin_batch *batch,
							     uint64_t i)
{
	const void *at = (const char *)(const void *)batch->statements + i * batch->stride;

	return (const struct dunlin_statement *)at;
}

/* Lent to every driver until the process ends. */
struct dunlin_host {
	uint32_t size;
	uint32_t abi_major;
	const char *version; /* Dunlin's, "0.1.0" */
	/* Records a fault, copying it, and returns its status.  `err` may be NULL. */
	dunlin_status (*fail)(dunlin_error *err, const struct dunlin_fault *fault);
};
#define DUNLIN_HOST_SIZE ((uint32_t)(offsetof(struct dunlin_host, fail) + sizeof(void (*)(void))))

/* struct dunlin_open.flags.  To a bit that it does not know, or of a capability that it does not
 * claim, a driver answers EUNSUPPORTED before it does anything; a host sets one that goes with a
 * capability only where that is claimed. */
#define DUNLIN_OPEN_CREATE (1u << 0) /* a database that opening creates (a file) may be created;
					without it a missing one is shown as an empty one, and
					nothing is written anywhere */
#define DUNLIN_OPEN_MEMORY (1u << 1) /* DUNLIN_CAP_SNAPSHOT: a new, empty database in memory,
					whatever the URL */

/* How to open a connection.  Lent for open() only. */
struct dunlin_open {
	uint32_t size;
	uint32_t flags;              /* DUNLIN_OPEN_* */
	const char *url;             /* as the user gave it, password included */
	const char *application;     /* a name for the database's list of sessions; NULL: none */
	const char *schema;          /* where unqualified names are looked for and created; it
					need not exist yet; NULL: the database's default */
	const char *const *session;  /* statements to run now and after each reset; NULL: none */
	size_t n_session;
	int64_t connect_timeout_ms;  /* 0: the driver's default, 10 s */
	int64_t lock_timeout_ms;     /* how long a statement waits for a lock; 0: the driver's
					default; -1: for ever */
	int64_t statement_timeout_ms; /* 0: no limit */
	dunlin_progress_fn on_progress; /* may be NULL; lent, with payload, until close() */
	void *payload;
	/* Asked with `payload` while open() waits: not 0 means give up, with ECANCELED.
	 * May be NULL; lent for open(). */
	int32_t (*stopped)(void *payload);
	/* A server that is silent for so long in the middle of a call is asked in some
	 * other way whether it still works on it: if not, the connection is lost.  0: the
	 * driver's default, 60 s; -1: never. */
	int64_t silence_ms;
	/* DUNLIN_CAP_LEND.  A connection of the client library, as a program has it, to be used
	 * instead of one that open() makes; `url` is then NULL.  Lent until close(), which leaves
	 * it open and gives it back as it came: settings, search path, handlers and hooks.  EUSAGE
	 * when it is in a transaction, or is none of the client library this driver uses, where
	 * that can be told.  NULL: there is none.  EUNSUPPORTED for any from a driver that does not
	 * claim it. */
	void *native;
};
#define DUNLIN_OPEN_SIZE ((uint32_t)(offsetof(struct dunlin_open, native) + sizeof(void *)))

/* What is at the other end.  The caller sets `size`; the driver fills no
 * member past it.  Strings are lent until the next call on the connection. */
struct dunlin_info {
	uint32_t size;
	uint32_t caps[2];      /* of this connection */
	uint32_t reserved;     /* 0 */
	int64_t version;       /* of the server, as its maker numbers it: 150018, 3040001 */
	const char *product;   /* "PostgreSQL 15.18"; NULL: the driver's name */
	const char *database;  /* name or file, to show to a person; NULL: unknown */
	const char *schema;    /* where unqualified names go; NULL without schemas */
	const char *read_only; /* why nothing can be written here; NULL: it can */
	const char *pooler;    /* why no state can be kept in the session: a pooler between us
				  and the server; NULL: it can */
	int64_t skew_us;       /* the server's clock minus ours at open(), in microseconds; 0
				  where they are one, or unknown */
	const char *read_only_hint; /* what to do about read_only; NULL: nothing is known */
};
#define DUNLIN_INFO_SIZE \
	((uint32_t)(offsetof(struct dunlin_info, read_only_hint) + sizeof(const char *)))

/* verify_statement(): when it is asked.  To one it does not know the answer is UNKNOWN. */
#define DUNLIN_ASK_BEFORE 1 /* it is about to run: what must be remembered to tell later */
#define DUNLIN_ASK_AFTER 2  /* the database said that it is done: is its result there? */
#define DUNLIN_ASK_CUT 3    /* it was begun, and nobody heard how it ended */

/* What became of it; one the host does not know is UNKNOWN. */
#define DUNLIN_FOUND_UNKNOWN 0  /* nothing in the database tells: `message` says what is unknown */
#define DUNLIN_FOUND_DONE 1     /* it is done, once `fix` has run */
#define DUNLIN_FOUND_NOT_DONE 2 /* it had no effect, or may run twice: run it, after `fix` */
#define DUNLIN_FOUND_RUNNING 3  /* it is still under way: ask again; `message` says where */
#define DUNLIN_FOUND_FOREIGN 4  /* something that is not its result is in its place: `message` */

/* What verify_statement() found.  The caller sets `size` and the callback; strings are lent until
 * the next call on the connection. */
struct dunlin_found {
	uint32_t size;
	uint32_t found;       /* DUNLIN_FOUND_* */
	const char *message;  /* what was found, for a person; NULL: it is plain */
	const char *remember; /* BEFORE: kept by the caller until it asks again; NULL: nothing */
	/* Called with each statement, a row of one value, that must run first, outside any
	 * transaction: it takes a leftover away, or finishes what was begun. */
	dunlin_row_fn on_fix;
	void *payload;
};
#define DUNLIN_FOUND_SIZE \
	((uint32_t)(offsetof(struct dunlin_found, payload) + sizeof(void *)))

/* struct dunlin_backup.flags; EUNSUPPORTED, before anything is done, to a bit that the driver does
 * not know. */
#define DUNLIN_BACKUP_REPLACE (1u << 0) /* restore: what is in the database may go */

/* A copy of the whole database in one file.  Lent for the call. */
struct dunlin_backup {
	uint32_t size;
	uint32_t flags;    /* DUNLIN_BACKUP_* */
	const char *file;  /* absolute */
	const char *tools; /* folders with the database's own client programs, in the form of PATH;
			      NULL: none may be run */
	/* Asked with `payload` now and then: not 0 means give up, with ECANCELED.  May be NULL. */
	int32_t (*stopped)(void *payload);
	void *payload;
};
#define DUNLIN_BACKUP_SIZE \
	((uint32_t)(offsetof(struct dunlin_backup, payload) + sizeof(void *)))

/* A whole database as bytes, from snapshot().  Lent for the call. */
struct dunlin_snapshot {
	uint32_t size;
	uint32_t reserved;  /* 0; a driver does not look at it */
	const void *bytes;
	uint64_t len;       /* 0: an empty database */
	const void *client; /* what tells the program's copy of the client library from another, as
			       the driver's README says; NULL: it is not compared */
};
#define DUNLIN_SNAPSHOT_SIZE \
	((uint32_t)(offsetof(struct dunlin_snapshot, client) + sizeof(const void *)))

/* The bytes are lent until the callback returns.  Any status but DUNLIN_OK ends the call, which then
 * returns it. */
typedef dunlin_status (*dunlin_bytes_fn)(void *payload, const void *bytes, uint64_t len);

/* One column of an answer, before its rows.  Any status but DUNLIN_OK ends the call, which then
 * returns it. */
typedef dunlin_status (*dunlin_column_fn)(void *payload, const struct dunlin_column *column);

/* A server that runs for a while, as the user of the program.  Paths are absolute.  Lent for the call. */
struct dunlin_server {
	uint32_t size;
	uint32_t reserved;    /* 0; a driver does not look at it */
	const char *programs; /* folder with the programs of the server */
	const char *data;     /* folder of its data, which nobody else may enter */
	const char *folder;   /* the one above, likewise, with its sockets */
	const char *log;      /* a file for all that its programs say */
};
#define DUNLIN_SERVER_SIZE \
	((uint32_t)(offsetof(struct dunlin_server, log) + sizeof(const char *)))

/* How a program of it ended.  The caller sets `size`. */
struct dunlin_server_end {
	uint32_t size;
	int32_t ended;  /* 0: it has not */
	int32_t number; /* errno with which it could not be started; 0: it was */
	int32_t status; /* as waitpid() gives it */
};
#define DUNLIN_SERVER_END_SIZE \
	((uint32_t)(offsetof(struct dunlin_server_end, status) + sizeof(int32_t)))

typedef struct dunlin_served dunlin_served; /* the driver defines and owns it */

/* describe_server(); EUNSUPPORTED for one it does not know. */
#define DUNLIN_SERVER_FORM 1 /* rows of one value: all that new data depend on besides the machine:
				version and build of the programs, options */
#define DUNLIN_SERVER_URL 2  /* a row of one value: how it is reached */

/* steer_server(); likewise. */
#define DUNLIN_SERVER_MAKE 1 /* starts what fills the data folder, which is there and empty */
#define DUNLIN_SERVER_RUN 2  /* starts what serves it; what was started before has ended */
#define DUNLIN_SERVER_WAIT 3 /* waits for the end of what was started, timeout_ms at most */

/* tx_state(); any other number is as FAILED. */
#define DUNLIN_TX_NONE 0
#define DUNLIN_TX_OPEN 1
#define DUNLIN_TX_FAILED 2 /* open, but it takes nothing but a rollback */

struct dunlin_driver {
	uint32_t magic;     /* The head, down to `size`, is frozen in all majors: */
	uint16_t major;     /* the host reads it before it trusts the rest. */
	uint16_t minor;     /* informs only; growth is decided by size */
	uint32_t size;      /* end of the last member when the driver was compiled */
	uint32_t caps[2];   /* DUNLIN_CAP_*; caps[1] is 0 for now */
	uint32_t reserved;  /* 0; a host does not look at it */
	const char *name;   /* as in NAME.driver */
	const char *dialect_name; /* one of the engine's, or that of `dialect` */
	const struct dunlin_dialect *dialect; /* its own; NULL: the engine's of that name */

	/* Required.  Runs the set-up and the session statements as well.  On failure
	 * *out is NULL and the message holds no password. */
	dunlin_status (*open)(dunlin_conn **out, const struct dunlin_host *host,
			      const struct dunlin_open *how, dunlin_error *err);
	/* Required.  Takes conn; NULL is fine.  Locks and transactions end. */
	void (*close)(dunlin_conn *conn);
	/* Required. */
	dunlin_status (*info)(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err);
	/* Required.  Runs a batch; a fault names the statement by stmt_index.  Results
	 * of queries are thrown away.  ECOMMITUNKNOWN when the connection broke while
	 * a COMMIT was on its way, ECONNLOST when it broke and none was. */
	dunlin_status (*exec)(dunlin_conn *conn, const struct dunlin_batch *batch,
			      dunlin_error *err);
	/* Required.  Runs one statement and hands its rows over. */
	dunlin_status (*query)(dunlin_conn *conn, const char *sql, size_t len,
			       dunlin_row_fn on_row, void *payload, dunlin_error *err);
	/* Required.  Ends the transaction that is open, if one is; OK when none is. */
	dunlin_status (*rollback)(dunlin_conn *conn, dunlin_error *err);
	/* Required.  DUNLIN_TX_*, from what is known without asking the server. */
	int32_t (*tx_state)(dunlin_conn *conn);

	/* Hands over, as rows of one value, what open() ran to set the session up, in
	 * order, so that a plan can show it; the user's session statements included.
	 * Optional, and the one call that goes with no capability: a table has it, or has NULL
	 * or its end in this place.  What the host puts there then answers EUNSUPPORTED. */
	dunlin_status (*setup)(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
			       dunlin_error *err);
	/* DUNLIN_CAP_RESET.  Puts the session back to what open() left: settings, role,
	 * search path.  Keeps the lock.  Never called in a transaction. */
	dunlin_status (*reset)(dunlin_conn *conn, dunlin_error *err);
	/* DUNLIN_CAP_LOCK.  Never waits for it: EBUSY, with who holds it, when somebody
	 * does; or with what is missing to take it just now.  When it is lost, the next
	 * exec() fails with ECONNLOST. */
	dunlin_status (*lock_try)(dunlin_conn *conn, int64_t key, dunlin_error *err);
	dunlin_status (*lock_release)(dunlin_conn *conn, int64_t key, dunlin_error *err);
	/* DUNLIN_CAP_CANCEL.  Stops what runs on conn, which then fails with ECANCELED;
	 * harmless when nothing does.  Called from any thread, never after close(). */
	void (*cancel)(dunlin_conn *conn);
	/* DUNLIN_CAP_FIND.  Hands over (schema, quoted schema.table, table) of every table
	 * of this name in the database that the role can see; schema is NULL without
	 * schemas.  A name with * at its end means all that begin so. */
	dunlin_status (*find_tables)(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
				     void *payload, dunlin_error *err);
	/* DUNLIN_CAP_DATABASES.  EEXISTS when it is there already, EMISSING when it is
	 * not; EBUSY when others are connected to it. */
	dunlin_status (*create_database)(const struct dunlin_host *host,
					 const struct dunlin_open *how, dunlin_error *err);
	dunlin_status (*drop_database)(const struct dunlin_host *host,
				       const struct dunlin_open *how, dunlin_error *err);
	/* DUNLIN_CAP_SCRATCH.  Opens a connection to a copy of the database as it is
	 * now.  What is done there reaches nothing else, and is gone at close().  `how`
	 * as for open(), its URL aside. */
	dunlin_status (*open_scratch)(dunlin_conn **out, dunlin_conn *conn,
				      const struct dunlin_open *how, dunlin_error *err);
	/* DUNLIN_CAP_VERIFY.  What became of a statement that runs outside any transaction:
	 * DUNLIN_ASK_* says when it is asked, and `remembered` is what BEFORE said then, or
	 * NULL.  A statement it knows nothing about is UNKNOWN to CUT and DONE to AFTER.
	 * Changes nothing, and is never called in a transaction. */
	dunlin_status (*verify_statement)(dunlin_conn *conn, uint32_t when,
					  const struct dunlin_statement *statement,
					  const char *remembered, struct dunlin_found *out,
					  dunlin_error *err);

	/* DUNLIN_CAP_BACKUP.  Writes the database as one moment has it to a file that only its
	 * owner may read; EEXISTS when there is a file of that name, EMISSING when there is no
	 * database.  On failure there is no file.
	 * EUNSUPPORTED, with what to install, when a program it needs is not among the tools.
	 * Never called in a transaction; the lock stays. */
	dunlin_status (*backup)(dunlin_conn *conn, const struct dunlin_backup *what,
				dunlin_error *err);
	/* The way back: afterwards the database that `how` names is as the file has it, and has
	 * nothing else in it.  On failure it is as it was.  Without DUNLIN_BACKUP_REPLACE EEXISTS
	 * when it is not empty.  A database that is not there is made.  EBUSY when others are
	 * connected to it; EMISSING when there is no such file. */
	dunlin_status (*restore)(const struct dunlin_host *host, const struct dunlin_open *how,
				 const struct dunlin_backup *what, dunlin_error *err);
	/* DUNLIN_CAP_INSPECT.  Hands over first the columns and then the rows of what `topic`, one
	 * of DUNLIN_INSPECT_*, is about; changes nothing.  EUNSUPPORTED, saying why, where the
	 * database has nothing of the kind, and for a topic it does not know. */
	dunlin_status (*inspect)(dunlin_conn *conn, uint32_t topic, dunlin_column_fn on_column,
				 dunlin_row_fn on_row, void *payload, dunlin_error *err);
	/* DUNLIN_CAP_EXPLAIN.  Hands over, as rows of one value, the bare name of each index that
	 * the database means to use for a statement, which is not run. */
	dunlin_status (*explain)(dunlin_conn *conn, const char *sql, size_t len,
				 dunlin_row_fn on_row, void *payload, dunlin_error *err);
	/* DUNLIN_CAP_SNAPSHOT.  Hands over, as rows of one value, all that the bytes of a snapshot
	 * depend on besides what was run: version and build of the client library. */
	dunlin_status (*snapshot_form)(const struct dunlin_host *host, dunlin_row_fn on_row,
				       void *payload, dunlin_error *err);
	/* Hands over the whole database in one piece.  Never called in a transaction. */
	dunlin_status (*snapshot)(dunlin_conn *conn, dunlin_bytes_fn on_bytes, void *payload,
				  dunlin_error *err);
	/* Makes a database in memory of a snapshot, its own copy, and a connection of the client
	 * library to it, which is the program's: nothing of the driver stays in it.  Foreign keys
	 * are checked, and the session statements of `how` have run; its URL is not looked at.
	 * EUSAGE when the program's client library is another copy.  Called from any thread, also
	 * several times at once. */
	dunlin_status (*open_snapshot)(void **native, const struct dunlin_host *host,
				       const struct dunlin_open *how,
				       const struct dunlin_snapshot *from, dunlin_error *err);
	/* Takes native; NULL is fine.  EBUSY, naming it, when the program has something open in it:
	 * then the database is gone as soon as that is closed. */
	dunlin_status (*close_snapshot)(const struct dunlin_host *host, void *native,
					dunlin_error *err);
	/* DUNLIN_CAP_CLONE.  Opens a connection beside the databases of the server that `how` leads to,
	 * for the calls below alone.  Names are of lower-case letters, digits and underscores, and of 63
	 * bytes at most. */
	dunlin_status (*open_beside)(dunlin_conn **out, const struct dunlin_host *host,
				     const struct dunlin_open *how, dunlin_error *err);
	/* Looks for the template `name`.  *ready is 1 when it is there and finished.  Else it is 0, and
	 * the database is there and empty, for the caller to fill: nobody else is given it before
	 * template_end() or close(), and one that never came to its end is taken away here.
	 * ELOCKTIMEOUT when another has been at it for wait_ms. */
	dunlin_status (*template_begin)(dunlin_conn *conn, const char *name, int64_t wait_ms,
					int32_t *ready, dunlin_error *err);
	/* It is finished, and from now on nobody can connect to it. */
	dunlin_status (*template_end)(dunlin_conn *conn, const char *name, dunlin_error *err);
	/* Makes the database `name` a copy of a finished template; EMISSING when there is none. */
	dunlin_status (*clone)(dunlin_conn *conn, const char *from, const char *name,
			       dunlin_error *err);
	/* Drops a template or clone, whoever is connected to it; OK when there is none. */
	dunlin_status (*discard)(dunlin_conn *conn, const char *name, dunlin_error *err);
	/* Hands over, as rows of one value, the names of databases that begin with `prefix`. */
	dunlin_status (*find_databases)(dunlin_conn *conn, const char *prefix,
					dunlin_row_fn on_row, void *payload, dunlin_error *err);
	/* Hands over, as a row of one value, the URL in `how` with the database `name` in it. */
	dunlin_status (*clone_url)(const struct dunlin_host *host, const struct dunlin_open *how,
				   const char *name, dunlin_row_fn on_row, void *payload,
				   dunlin_error *err);
	/* DUNLIN_CAP_SERVER.  Says of a server that may run for a while what `what` asks, DUNLIN_SERVER_FORM
	 * or _URL; starts none.  EUSAGE, saying what to do, when it could not run. */
	dunlin_status (*describe_server)(const struct dunlin_host *host, uint32_t what,
					 const struct dunlin_server *how, dunlin_row_fn on_row,
					 void *payload, dunlin_error *err);
	/* Makes ready to run its programs.  From here on all of it, with its folder, is gone when the
	 * process ends, however that ends.  EUSAGE as above; then the folder is still the caller's. */
	dunlin_status (*open_server)(dunlin_served **out, const struct dunlin_host *host,
				     const struct dunlin_server *how, dunlin_error *err);
	/* `what` is DUNLIN_SERVER_MAKE, _RUN or _WAIT; `end` is filled by _WAIT, and of no use to others. */
	dunlin_status (*steer_server)(dunlin_served *served, uint32_t what, int64_t timeout_ms,
				      struct dunlin_server_end *end, dunlin_error *err);
	/* Takes served; NULL is fine.  Returns when all of it is gone, the folder too; does nothing in a
	 * child of fork(). */
	void (*close_server)(dunlin_served *served);
	/* DUNLIN_CAP_REPLICAS.  Hands over, as a row, how far the log is in which replicas read what was
	 * committed, in a form of the driver's own, and if it is known which log that is: another name
	 * says that another server has taken over.  Never called in a transaction. */
	dunlin_status (*position)(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
				  dunlin_error *err);
	/* Hands over (name, state, bytes, microseconds) of every replica that is connected: how far it
	 * is behind `position`, which position() said, 0 and 0 once all up to there can be seen in
	 * it; NULL is unknown.  What only keeps the log, and lets nobody see it, is no replica.  EPERM,
	 * with what is missing, when the role may not know; EUSAGE for what is no position.  Never
	 * called in a transaction. */
	dunlin_status (*replicas)(dunlin_conn *conn, const char *position, dunlin_row_fn on_row,
				  void *payload, dunlin_error *err);

	/* Append below; never insert, drop or retype. */
};
#define DUNLIN_DRIVER_SIZE \
	((uint32_t)(offsetof(struct dunlin_driver, replicas) + sizeof(void (*)(void))))

/* The head alone, with which no size may be smaller. */
#define DUNLIN_DRIVER_HEAD_SIZE ((uint32_t)offsetof(struct dunlin_driver, caps))

/*
 * Opens the definition of the one function a driver exports, which returns the
 * same table whenever it is called, and does nothing else:
 *
 *   DUNLIN_DRIVER_EXPORT(postgres)
 *   {
 *           return &table;
 *   }
 *
 * It also has a name of its own, dunlin_driver_postgres, so that several
 * drivers can be linked into one program; -DDUNLIN_DRIVER_STATIC leaves the
 * common name out.  So no driver can be named v1 or the like.
 */
#ifdef DUNLIN_DRIVER_STATIC
#define DUNLIN_DRIVER_ENTRY_V1(NAME)
#else
#define DUNLIN_DRIVER_ENTRY_V1(NAME)                                  \
	DUNLIN_API const struct dunlin_driver *dunlin_driver_v1(void); \
	const struct dunlin_driver *dunlin_driver_v1(void)             \
	{                                                              \
		return dunlin_driver_##NAME();                         \
	}
#endif
#define DUNLIN_DRIVER_EXPORT(NAME)                                \
	const struct dunlin_driver *dunlin_driver_##NAME(void);   \
	DUNLIN_DRIVER_ENTRY_V1(NAME)                              \
	const struct dunlin_driver *dunlin_driver_##NAME(void)

#ifdef __cplusplus
}
#endif
#endif
