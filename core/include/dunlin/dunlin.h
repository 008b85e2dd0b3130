/*
 * dunlin/dunlin.h - migrate a database from inside a program.
 *
 *   struct dunlin_options options = DUNLIN_OPTIONS_INIT;
 *   const char *folder = "migrations";
 *   dunlin_engine *engine;
 *   dunlin_error *err = dunlin_error_new();
 *
 *   options.url = "sqlite:app.db";
 *   options.folders = &folder;
 *   options.n_folders = 1;
 *   if (dunlin_engine_open(&engine, &options, err) != DUNLIN_OK ||
 *       dunlin_migrate(engine, NULL, NULL, err) != DUNLIN_OK)
 *           fprintf(stderr, "%s\n", dunlin_error_message(err));
 *   dunlin_engine_close(engine);
 *   dunlin_error_free(err);
 *
 * The library prints nothing, never exits, installs no signal handler, and
 * reads no environment, no configuration file and no terminal.  It keeps no
 * global state: several engines can live in one process.  One engine is used
 * by one thread at a time; only dunlin_cancel() may be called from another.
 *
 * Every call that can fail returns a status and takes a dunlin_error last,
 * which may be NULL; on failure every output pointer is NULL.  Strings in are
 * lent for the call, which copies what it keeps; strings out are lent, until
 * the moment the comment says.  All text is UTF-8.  Times in milliseconds (ms)
 * or microseconds (us), as the name says.
 *
 * The option structs start with their size, have an _INIT macro, and take zero
 * for the default; they grow at the end.  Structs that a call fills (`out`)
 * have their size set by the caller, by the same macro.
 */
#ifndef DUNLIN_DUNLIN_H
#define DUNLIN_DUNLIN_H

#include "bundle.h"
#include "error.h"
#include "inspect.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- errors ---------------------------------------------------------- */

/* NULL when out of memory, which every call takes for "no details wanted". */
DUNLIN_API dunlin_error *dunlin_error_new(void);
DUNLIN_API void dunlin_error_free(dunlin_error *err); /* NULL is fine */
/* Lent until `err` is filled again or freed; NULL when there is nothing to
 * say.  The message is one line, lower case, without position. */
DUNLIN_API dunlin_status dunlin_error_status(const dunlin_error *err);
DUNLIN_API const char *dunlin_error_message(const dunlin_error *err);
DUNLIN_API const char *dunlin_error_sqlstate(const dunlin_error *err);
DUNLIN_API const char *dunlin_error_detail(const dunlin_error *err);
DUNLIN_API const char *dunlin_error_hint(const dunlin_error *err);
DUNLIN_API const char *dunlin_error_context(const dunlin_error *err);
/* What state the database is left in. */
DUNLIN_API const char *dunlin_error_state(const dunlin_error *err);
/* Where in the user's files: NULL or 0 when nowhere; column in characters. */
DUNLIN_API const char *dunlin_error_file(const dunlin_error *err);
DUNLIN_API int64_t dunlin_error_line(const dunlin_error *err);
DUNLIN_API int64_t dunlin_error_column(const dunlin_error *err);
/* That line of the file, without its end. */
DUNLIN_API const char *dunlin_error_source(const dunlin_error *err);
/* "lock timeout", "syntax": the class in words; lent for ever. */
DUNLIN_API const char *dunlin_status_text(dunlin_status status);
/* Of the library, "0.1.0"; lent for ever. */
DUNLIN_API const char *dunlin_version(void);

/* ---- a project and its target ---------------------------------------- */

typedef struct dunlin_engine dunlin_engine;

/* What the engine tells while it works. */
#define DUNLIN_EVENT_CONNECTED 1 /* name: the database; text: the product */
#define DUNLIN_EVENT_WARNING 2   /* text, perhaps file and line */
#define DUNLIN_EVENT_WAITING 3   /* for a lock, or for the target to answer: text says for whom, or
				    why it does not; elapsed_us */
#define DUNLIN_EVENT_RETRY 4     /* a step is tried again: text says why */
#define DUNLIN_EVENT_STEP 5      /* a step begins: id, name, direction, step of n_steps; text: why */
#define DUNLIN_EVENT_STATEMENT 6 /* stmt of n_stmts of the step's body is done; file, line */
#define DUNLIN_EVENT_NOTICE 7    /* the database said text, at file and line if known */
#define DUNLIN_EVENT_DONE 8      /* the step is done, not yet durable; elapsed_us */
#define DUNLIN_EVENT_APPLIED 9   /* the step is durable; elapsed_us */
#define DUNLIN_EVENT_BUSY 10     /* a statement takes long: text says whom it waits for, or what it
				    is at, and permille how far; told again while it lasts.  Of a
				    body: stmt of n_stmts, file, line; else one of Dunlin's own */
#define DUNLIN_EVENT_BACKUP 11   /* a backup of the database, name, was written: file, bytes;
				    text: its SHA-256 in hex; elapsed_us */

#define DUNLIN_DIRECTION_UP 0
#define DUNLIN_DIRECTION_DOWN 1
#define DUNLIN_DIRECTION_VERIFY 2

struct dunlin_event {
	uint32_t size;
	uint32_t kind;     /* DUNLIN_EVENT_*; ignore what you do not know */
	char migration;    /* 'v' versioned, 'r' repeatable, 's' seed, 0 none */
	char reserved[3];
	int32_t direction; /* DUNLIN_DIRECTION_* */
	int64_t step;      /* from 1; 0 none */
	int64_t n_steps;
	int64_t stmt; /* from 1; 0 none */
	int64_t n_stmts;
	int64_t line;
	int64_t elapsed_us;
	const char *id;   /* version as the file writes it, or name */
	const char *name;
	const char *file;
	const char *text;
	int64_t permille; /* BUSY: 0 to 1000; -1 unknown */
	int64_t bytes;    /* BACKUP; else 0 */
};
/* Called in the thread of the call that works; everything is lent for the
 * callback, which must not call the engine except dunlin_cancel(). */
typedef void (*dunlin_event_fn)(void *payload, const struct dunlin_event *event);
/*
 * What an event says, as one line for a log: "0007_orders: applied in 12 ms", without the newline.  As
 * snprintf() does: writes at most size - 1 bytes of it, whole characters only, and a NUL, and returns
 * how many it has; `size` 0 writes nothing.  "" when out of memory.
 */
DUNLIN_API size_t dunlin_event_line(char *out, size_t size, const struct dunlin_event *event);

/* A folder where drivers may lie. */
struct dunlin_place {
	uint32_t size;
	uint32_t flags;   /* DUNLIN_PLACE_* */
	const char *path; /* absolute */
	const char *label; /* where it comes from, for messages: "DUNLIN_DRIVER_PATH" */
};
#define DUNLIN_PLACE_BUILD (1u << 0) /* the program's own build tree: group-writable is allowed */
#define DUNLIN_PLACE_INIT { sizeof(struct dunlin_place), 0, NULL, NULL }

/* struct dunlin_options.flags */
#define DUNLIN_OPTION_SKIP_MISSING (1u << 0) /* a migration without an up body for the dialect is
						listed and left out, not an error */
#define DUNLIN_OPTION_CREATE (1u << 1) /* a database file may be created by opening it */

struct dunlin_options {
	uint32_t size;
	uint32_t flags;
	const char *const *folders; /* of migrations */
	size_t n_folders;
	const char *project;        /* name recorded in the target, or NULL */
	const char *const *dialects; /* further suffixes that file names may carry */
	size_t n_dialects;
	const char *env;            /* for `env` directives and seeds, or NULL */

	const char *url;            /* of the target; NULL: there is none, and only listing works */
	const char *driver;         /* absolute path of one driver to use, or NULL */
	const struct dunlin_place *const *places; /* where else drivers are looked for, in order; the
					      installed folder comes last by itself */
	size_t n_places;
	const char *schema;
	const char *history_schema;
	const char *prefix;         /* in front of the names of Dunlin's own tables */
	const char *const *session; /* statements for every connection */
	size_t n_session;
	int64_t connect_timeout_ms;   /* 0: 10 s */
	int64_t lock_timeout_ms;      /* 0: 2 s, 5 s on MariaDB and MySQL; -1: none */
	int64_t statement_timeout_ms; /* 0: none */
	int64_t lock_wait_ms;         /* for the run's own lock; 0: 60 s; -1: not at all */

	const char *os_user; /* recorded in the event log; NULL: as the system says */
	const char *host;
	dunlin_event_fn on_event; /* may be NULL; lent, with payload, until close */
	void *payload;
	int64_t silence_ms; /* without a word from the server for so long, it is asked in another
			       way whether it still works on what it was given; a server that does
			       not is a lost connection; 0: 60 s; -1: never */
	const char *tools;  /* folders with the client programs of databases (pg_dump …), in the form
			       of PATH; NULL: none is run */
	const struct dunlin_bundle *const *bundles; /* migrations in memory, read after the folders
						       and as these are; each is lent until close,
						       the list for the call */
	size_t n_bundles;
	/* An open connection of the database's own client library, the same that the driver uses:
	 * lent until close, used by the engine's calls alone while one of them is under way, and
	 * given back by each as it came: its settings, search path, handlers and hooks.  With
	 * `scheme`, and without `url`.  EUSAGE when it is in a transaction. */
	void *native;
	const char *scheme; /* of `native`: "sqlite" (sqlite3 *), "postgres" (PGconn *) */
};
#define DUNLIN_OPTIONS_INIT { .size = sizeof(struct dunlin_options) }

/*
 * Checks the options and keeps a copy; opens no connection and reads no file
 * yet.  The caller owns *out.  EUSAGE for a bad option.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_engine_open(dunlin_engine **out,
							      const struct dunlin_options *options,
							      dunlin_error *err);
/* Takes engine; NULL is fine. */
DUNLIN_API void dunlin_engine_close(dunlin_engine *engine);
/*
 * From any thread: the call under way cancels its statement, rolls back and
 * fails with ECANCELED; so does every later one.  Returns when the statement
 * has ended, or after a second or so.  The caller sees to it that the engine
 * is not closed meanwhile.
 */
DUNLIN_API void dunlin_cancel(dunlin_engine *engine);

/* ---- what there is ---------------------------------------------------- */

#define DUNLIN_STATE_APPLIED 1
#define DUNLIN_STATE_PENDING 2
#define DUNLIN_STATE_OUT_OF_ORDER 3 /* pending, lower than the highest applied */
#define DUNLIN_STATE_CHANGED 4      /* applied, and its up body is another now */
#define DUNLIN_STATE_MISSING 5      /* applied, and its file is gone */
#define DUNLIN_STATE_OTHER 6        /* not for this dialect or environment: `only`, `env`, no body */
#define DUNLIN_STATE_WAITING 7      /* `when` is not true yet, or it requires one that waits */
#define DUNLIN_STATE_DUE 8          /* a repeatable or seed that is new or has changed */
#define DUNLIN_STATE_RENAMED 9      /* applied, under another name */
#define DUNLIN_STATE_UNFINISHED 10  /* its up or down body was begun, outside a transaction, and
				       not finished: the next run goes on with it */

struct dunlin_entry {
	uint32_t size;
	int32_t state;      /* DUNLIN_STATE_*; 0 when no target was asked */
	char migration;     /* 'v', 'r', 's' */
	char has_down;      /* 1: it has a down body for the dialect and is not irreversible */
	char has_verify;
	char reserved;
	const char *id;     /* version as the file writes it, or name */
	const char *name;
	const char *file;   /* of the up body; NULL when there is none */
	const char *reason; /* of the state, for a person; NULL when it is plain */
	const char *applied_at; /* NULL when not applied */
	int64_t duration_us;
	const char *checksum; /* of the up body, or as applied when the file is gone */
	int64_t ordinal;      /* seq of the event that applied it: what is highest came last; 0: it
				 is not applied */
};
#define DUNLIN_ENTRY_INIT { .size = sizeof(struct dunlin_entry) }

typedef struct dunlin_report dunlin_report;

/* The migrations in the folders, without asking a target. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_list(dunlin_report **out, dunlin_engine *engine,
						       dunlin_error *err);
/* The same, seeds of the environment included, against the target's history.
 * Never writes, takes no lock, creates nothing. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_status_of(dunlin_report **out,
							    dunlin_engine *engine,
							    dunlin_error *err);
DUNLIN_API void dunlin_report_free(dunlin_report *report); /* NULL is fine */
DUNLIN_API size_t dunlin_report_count(const dunlin_report *report);
/* Strings are lent until the report is freed. */
DUNLIN_API void dunlin_report_at(const dunlin_report *report, size_t i, struct dunlin_entry *out);
/* Last event of the log as SEQ:HASH, "0:" when there is none; lent likewise. */
DUNLIN_API const char *dunlin_report_head(const dunlin_report *report);

/*
 * Puts the files that the engine reads, and no others, into one bundle, as they are on disk and not
 * packed: what `dunlin embed` then writes as C.  `name` is the bundle's.  The caller owns *out, with
 * all its members, which need nothing of the engine.  EUSAGE, with file and line, for what cannot be
 * read, as dunlin_list() has it; whether bodies can be cut, dunlin_check() says.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_bundle_make(struct dunlin_bundle **out,
							      dunlin_engine *engine,
							      const char *name, dunlin_error *err);
/* Of dunlin_bundle_make() alone; takes it; NULL is fine. */
DUNLIN_API void dunlin_bundle_free(struct dunlin_bundle *bundle);

/* ---- what to do -------------------------------------------------------- */

#define DUNLIN_WISH_UP 0   /* everything pending; `count` of them; or up to `version` */
#define DUNLIN_WISH_DOWN 1 /* the last `count` applied (0: one); or all above `version` */
#define DUNLIN_WISH_GOTO 2 /* up or down to `version` */
#define DUNLIN_WISH_SEED 3 /* the seeds that are due */
#define DUNLIN_WISH_REDO 4 /* the last `count` applied (0: one), reverted and applied again */
#define DUNLIN_WISH_STAMP 5 /* everything pending up to `version`, recorded and not run */
#define DUNLIN_WISH_REPAIR 6 /* the history made to agree with the files, nothing run */
#define DUNLIN_WISH_RESOLVE 7 /* a word on the statement in which `version` was cut off, and of which
				 nothing in the database tells whether it took effect: it did, with
				 DUNLIN_WISH_DONE, or it is to run again.  `version` may also be
				 "R__NAME" or "seeds/NAME" */

#define DUNLIN_WISH_ALL (1u << 0)          /* DOWN: everything; version "0" says the same */
#define DUNLIN_WISH_OUT_OF_ORDER (1u << 1) /* lower versions may be applied late */
#define DUNLIN_WISH_ONE_TRANSACTION (1u << 2) /* all or nothing; EUSAGE where that cannot be */
#define DUNLIN_WISH_VERIFY (1u << 3) /* each verify body before its step is committed */
#define DUNLIN_WISH_DRY_RUN (1u << 4) /* really run, on a copy where the database has copies, else
					 in one transaction that is rolled back */
#define DUNLIN_WISH_SCRIPT (1u << 5) /* dunlin_plan_make(): lines for the database's own client, which
					runs them to the same end: the data of COPY with them, a
					check that stops it, and a transaction for each step */

#define DUNLIN_WISH_DONE (1u << 6) /* RESOLVE */
#define DUNLIN_WISH_SYNC_EACH (1u << 7) /* each COMMIT waits for the disk; else, where there was no
					   history, only the last of those sent together */
#define DUNLIN_WISH_FORCE (1u << 8) /* REDO: `version`, which may also be "R__NAME", and nothing else
				       (NULL: the version applied last), whatever came after it and
				       whether or not its file has changed; reverted first if it has
				       a down body, both in one transaction where that can be */

struct dunlin_wish {
	uint32_t size;
	uint32_t kind;       /* DUNLIN_WISH_* */
	uint32_t flags;
	uint32_t reserved;
	int64_t count;       /* 0: see the kinds */
	const char *version; /* with or without leading zeros; NULL: see the kinds */
	const char *backup;  /* a folder: before its first step, a run that has any writes a backup
				there, and a start event that names it; one that cannot be written
				stops the run before anything is changed.  NULL: none.  EUSAGE
				with DRY_RUN and SCRIPT */
	const char *from;    /* STAMP: TABLE or SCHEMA.TABLE, where another runner keeps what it has
				applied: that is recorded, up to `version` if there is one; NULL: all
				up to `version` */
	uint32_t replicas;   /* DUNLIN_REPLICAS_*: whether replicas are waited for, after each step
				that another follows and at the end.  EBEHIND when one does not come
				near enough; EUNSUPPORTED, before anything is done, where the driver
				cannot tell, and EPERM where the role may not; EUSAGE with DRY_RUN
				and SCRIPT */
	uint32_t reserved2;
	int64_t replica_lag; /* how far behind a replica may be: bytes, or ms; 0: not at all */
	int64_t replica_wait_ms; /* how long none of them may get any further; 0: 60 s; below 0: for
				    ever */
};
/* struct dunlin_wish.replicas: what is counted of what a replica lacks. */
#define DUNLIN_REPLICAS_NONE 0  /* they are not waited for */
#define DUNLIN_REPLICAS_BYTES 1 /* bytes of the database's log */
#define DUNLIN_REPLICAS_TIME 2  /* milliseconds */
#define DUNLIN_WISH_INIT { .size = sizeof(struct dunlin_wish) }

/* struct dunlin_result.flags */
#define DUNLIN_RESULT_ON_COPY (1u << 0) /* a trial ran on a copy of the database */

/* What a run came to; filled on failure as well.  Of a trial: what it would have
 * come to. */
struct dunlin_result {
	uint32_t size;
	uint32_t flags;    /* DUNLIN_RESULT_* */
	int64_t applied;   /* durable, of this run */
	int64_t reverted;
	int64_t seeded;
	int64_t verified;
	int64_t pending;   /* still to do */
	int64_t waiting;   /* not to do yet, see DUNLIN_STATE_WAITING */
	char head[96];     /* last event of the log as SEQ:HASH; empty when unknown */
	int64_t recorded;  /* rows of the history that were stamped or repaired */
	int64_t standing;  /* versions and repeatables that are applied, of all runs */
};
#define DUNLIN_RESULT_INIT { .size = sizeof(struct dunlin_result) }

/*
 * Fulfils a wish (NULL: everything pending) and returns when it is durable, or
 * failed.  Several programs may call it at once: one does the work and the
 * others find it done.  `out` may be NULL.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_migrate(dunlin_engine *engine,
							  const struct dunlin_wish *wish,
							  struct dunlin_result *out,
							  dunlin_error *err);
/* struct dunlin_start.pending: what becomes of what is to be applied. */
#define DUNLIN_PENDING_APPLY 0  /* it is applied */
#define DUNLIN_PENDING_REFUSE 1 /* EREFUSED, naming it; nothing is written */
#define DUNLIN_PENDING_WARN 2   /* DUNLIN_EVENT_WARNING, naming it, and OK; nothing is written */

struct dunlin_start {
	uint32_t size;
	uint32_t pending;   /* DUNLIN_PENDING_* */
	int64_t timeout_ms; /* for all of it: then it is canceled and rolled back, and fails with
			       ECANCELED; 0: none */
	int64_t wait_ms;    /* how long a database that is not there yet is waited for, as by
			       dunlin_wait(); 0: not at all; below 0: for ever, but for timeout_ms */
	uint32_t replicas;  /* DUNLIN_REPLICAS_*, and what goes with it: as struct dunlin_wish has
			       them.  Also waited for when nothing is pending.  EUSAGE with REFUSE
			       and WARN */
	uint32_t reserved;
	int64_t replica_lag;
	int64_t replica_wait_ms;
};
#define DUNLIN_START_INIT { .size = sizeof(struct dunlin_start) }

/*
 * For a program that starts: opens an engine, applies what is pending (how == NULL), and closes it.
 * Many copies of a program may start at once: one does the work.  `out` may be NULL, and is filled
 * on failure as well; with REFUSE and WARN it says `pending` and `waiting` alone.  What a run would
 * refuse (a changed file, a gap …) is refused with REFUSE and WARN too.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_start(const struct dunlin_options *options,
							const struct dunlin_start *how,
							struct dunlin_result *out,
							dunlin_error *err);
/* Runs the verify bodies of what is applied, in transactions that are rolled
 * back.  Fails at the first that does not hold. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_verify(dunlin_engine *engine,
							 struct dunlin_result *out,
							 dunlin_error *err);

/* How a point of a test stands. */
#define DUNLIN_POINT_OK 0
#define DUNLIN_POINT_FAILED 1
#define DUNLIN_POINT_SKIPPED 2 /* reason says why */

/* One thing that was tried: a statement of a query file, or a body that must run twice. */
struct dunlin_point {
	uint32_t size;
	int32_t outcome;      /* DUNLIN_POINT_* */
	const char *file;     /* NULL: there is none */
	int64_t line;         /* of the statement; 0: the file as a whole */
	const char *text;     /* the statement, or of a body what was tried; not terminated */
	size_t text_len;
	int64_t elapsed_us;
	/* FAILED: why, and where: most often the line that asked; NULL and 0 where unknown. */
	const char *message;
	const char *hint;
	const char *sqlstate;
	const char *expected; /* NULL when it is the database that refused */
	const char *got;
	const char *at_file;
	int64_t at_line;
	const char *reason;   /* SKIPPED */
};
/* Everything is lent for the callback, which must not call the engine except dunlin_cancel(). */
typedef void (*dunlin_point_fn)(void *payload, const struct dunlin_point *point);

/* struct dunlin_test.flags */
#define DUNLIN_TEST_IDEMPOTENT (1u << 0) /* no files: every body of a migration, twice */
#define DUNLIN_TEST_FRESH (1u << 1)      /* each file in a migrated database of its own */
#define DUNLIN_TEST_SEEDS (1u << 2)      /* FRESH: with the seeds of options.env */

struct dunlin_test {
	uint32_t size;
	uint32_t flags;           /* DUNLIN_TEST_* */
	const char *const *files; /* query files, or folders of them */
	size_t n_files;
	dunlin_point_fn on_point; /* may be NULL */
	void *payload;
};
#define DUNLIN_TEST_INIT { .size = sizeof(struct dunlin_test) }

struct dunlin_test_result {
	uint32_t size;
	uint32_t reserved;
	int64_t passed;
	int64_t failed;
	int64_t skipped;
};
#define DUNLIN_TEST_RESULT_INIT { .size = sizeof(struct dunlin_test_result) }

/*
 * Runs query files, each in a transaction that is rolled back, and tells of each
 * statement whether what its lines ask of it holds.  Needs no history.  A point
 * that failed is no failure of the call: `out`, filled on failure as well, counts
 * them.  EUSAGE, before anything runs, for files that cannot be read.
 *
 * With FRESH each file runs in a database of its own, as dunlin_testdb_open() of
 * dunlin/testing.h makes them, and the target is not touched; EUNSUPPORTED where
 * the driver makes none.  There a file that ends in COMMIT is committed, which is
 * a point as well.
 *
 * IDEMPOTENT instead applies every migration to a database that must be empty,
 * each up body a second time as well, and then reverts them, the down bodies
 * likewise twice.  EUSAGE when something is there.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_test(dunlin_engine *engine,
						       const struct dunlin_test *test,
						       struct dunlin_test_result *out,
						       dunlin_error *err);

typedef struct dunlin_plan dunlin_plan;

/* What one line of a plan is. */
#define DUNLIN_LINE_SETUP 1     /* of the connection; listed once, on top */
#define DUNLIN_LINE_BORDER 2    /* BEGIN, COMMIT, SAVEPOINT … */
#define DUNLIN_LINE_OWN 3       /* Dunlin's own record keeping, settings and checks */
#define DUNLIN_LINE_BODY 4      /* of a migration's body */
#define DUNLIN_LINE_LEFT_OUT 5  /* of a body, shown but not sent: reason says why */
#define DUNLIN_LINE_ALONE 6     /* of a body, run outside any transaction */
#define DUNLIN_LINE_CLIENT 7    /* of a script: for the client that runs it, not the database */

struct dunlin_line {
	uint32_t size;
	int32_t kind;      /* DUNLIN_LINE_* */
	int64_t step;      /* from 0; -1: of no step */
	int64_t transaction; /* numbered from 1; 0: outside any */
	const char *sql;   /* not terminated */
	size_t sql_len;
	const char *file;  /* NULL unless it is from a body */
	int64_t line;
	const char *reason; /* NULL when it is plain */
	int64_t offset;    /* of the statement in its file on disk, in bytes; -1 */
	int64_t length;    /* there; more than sql_len where line ends are CRLF; -1 */
	const char *data;  /* rows of COPY … FROM stdin, lent likewise; NULL: it is no such */
	size_t data_len;
};
#define DUNLIN_LINE_INIT { .size = sizeof(struct dunlin_line) }

/* What a step does. */
#define DUNLIN_TASK_RUN 0    /* runs its body, and records it */
#define DUNLIN_TASK_FORGET 1 /* takes its row out of the history, and runs nothing */
#define DUNLIN_TASK_STAMP 2  /* records it as applied, and runs nothing */
#define DUNLIN_TASK_REPAIR 3 /* corrects its name and checksum in the history */
#define DUNLIN_TASK_DROP 4   /* takes out the row whose file is gone */
#define DUNLIN_TASK_RESOLVE 5 /* records what became of a statement that was cut off */

struct dunlin_step {
	uint32_t size;
	int32_t direction;  /* DUNLIN_DIRECTION_* */
	char migration;     /* 'v', 'r', 's' */
	char reserved[7];
	const char *id;
	const char *name;
	const char *file;   /* NULL: it is reverted without a body (a repeatable without down) */
	const char *reason; /* why it is in the plan */
	int64_t n_stmts;    /* of its body, that are sent */
	int32_t task;       /* DUNLIN_TASK_* */
	int32_t reserved2;
};
#define DUNLIN_STEP_INIT { .size = sizeof(struct dunlin_step) }

/* What dunlin_migrate() would do now, line by line; nothing is written, no lock
 * is taken.  The caller owns *out. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_plan_make(dunlin_plan **out,
							    dunlin_engine *engine,
							    const struct dunlin_wish *wish,
							    dunlin_error *err);
DUNLIN_API void dunlin_plan_free(dunlin_plan *plan); /* NULL is fine */
DUNLIN_API size_t dunlin_plan_steps(const dunlin_plan *plan);
DUNLIN_API size_t dunlin_plan_lines(const dunlin_plan *plan);
/* Strings are lent until the plan is freed. */
DUNLIN_API void dunlin_plan_step(const dunlin_plan *plan, size_t i, struct dunlin_step *out);
DUNLIN_API void dunlin_plan_line(const dunlin_plan *plan, size_t i, struct dunlin_line *out);
/* What is left out of this run and why, as a report of such entries; lent. */
DUNLIN_API const dunlin_report *dunlin_plan_waiting(const dunlin_plan *plan);

/* ---- looking closely --------------------------------------------------- */

/* One row of the event log. */
struct dunlin_log_entry {
	uint32_t size;
	char migration; /* 'v', 'r', 's', 0 */
	char reserved[3];
	int64_t seq;
	const char *event; /* start apply revert fail baseline stamp repair seed adopt */
	const char *id;    /* NULL where there is none, and so all below */
	const char *direction;
	const char *name;
	const char *dialect;
	const char *checksum;
	const char *run_id;
	const char *at;
	const char *os_user;
	const char *host;
	const char *tool_version;
	const char *detail;
	const char *format;
	const char *hash;
	const char *fault; /* what is wrong with it in the chain; NULL: nothing */
};
#define DUNLIN_LOG_ENTRY_INIT { .size = sizeof(struct dunlin_log_entry) }

typedef struct dunlin_log dunlin_log;

/* Reads the whole event log, oldest first, and checks the chain of hashes. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_log_read(dunlin_log **out, dunlin_engine *engine,
							   dunlin_error *err);
/* EREFUSED, saying which row was altered, inserted or removed first; or, when
 * `expect` (SEQ:HASH, a head that was noted; NULL: none) is not in the log, that
 * it was cut or rewritten.  EUSAGE when `expect` has another form. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_log_check(const dunlin_log *log,
							    const char *expect, dunlin_error *err);
DUNLIN_API void dunlin_log_free(dunlin_log *log); /* NULL is fine */
DUNLIN_API size_t dunlin_log_count(const dunlin_log *log);
/* Strings are lent until the log is freed. */
DUNLIN_API void dunlin_log_at(const dunlin_log *log, size_t i, struct dunlin_log_entry *out);

/* How serious a finding is. */
#define DUNLIN_FINDING_GOOD 0     /* looked at, and in order */
#define DUNLIN_FINDING_WARNING 1  /* somebody should look at it */
#define DUNLIN_FINDING_COVERAGE 2 /* a dialect lacks a body */
#define DUNLIN_FINDING_ERROR 3    /* it cannot work like this */

struct dunlin_finding {
	uint32_t size;
	int32_t kind;       /* DUNLIN_FINDING_* */
	const char *about;  /* what was looked at, in a word: "files", "connection" */
	const char *file;   /* NULL: no file is to blame */
	int64_t line;       /* from 1; 0 unknown, as is column */
	int64_t column;
	const char *message;
	const char *hint;   /* what to do; NULL: nothing, or the message says it */
};
#define DUNLIN_FINDING_INIT { .size = sizeof(struct dunlin_finding) }

typedef struct dunlin_findings dunlin_findings;

/*
 * Everything about the files that can be checked without a database: names,
 * duplicates, directives, `requires`, that every body can be cut in every
 * dialect it is for, and that every migration has an up body for each of
 * `dialects`.  None: those that some file names, and that of the URL; and when
 * that is none either, a body must be one that some dialect can cut.  Goes on
 * after an error, but looks no deeper into a file that has one.  No driver is
 * loaded but for a dialect that only it knows.  When nothing is wrong, one
 * finding, a good one, says what was looked at.  EUSAGE for an unknown dialect.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_check(dunlin_findings **out,
							dunlin_engine *engine,
							const char *const *dialects,
							size_t n_dialects, dunlin_error *err);
/*
 * The target, from the driver to the lock: what is there, what is wrong, and
 * what to do about it.  A target that cannot be reached is a finding, not a
 * failure.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_examine(dunlin_findings **out,
							  dunlin_engine *engine,
							  dunlin_error *err);
DUNLIN_API void dunlin_findings_free(dunlin_findings *findings); /* NULL is fine */
DUNLIN_API size_t dunlin_findings_count(const dunlin_findings *findings);
/* Strings are lent until the findings are freed. */
DUNLIN_API void dunlin_findings_at(const dunlin_findings *findings, size_t i,
				   struct dunlin_finding *out);

/* One statement of one body. */
struct dunlin_statement_entry {
	uint32_t size;
	int32_t direction;   /* DUNLIN_DIRECTION_* */
	char migration;      /* 'v', 'r', 's' */
	char reserved[7];
	const char *id;
	const char *name;
	const char *file;
	int64_t line;
	int64_t offset;      /* in the file on disk, in bytes */
	int64_t length;
	const char *sql;     /* not terminated */
	size_t sql_len;
	const char *kind;    /* in one word: "statement"; "copy": with its rows; "alone": in no
				transaction; "rebuild": its migration runs as a rebuild of tables;
				"session": that is reset after it; "begin", "commit", "rollback";
				"client": of psql, left out; "left-out": the engine does it */
};
#define DUNLIN_STATEMENT_ENTRY_INIT { .size = sizeof(struct dunlin_statement_entry) }

typedef struct dunlin_statements dunlin_statements;

/* Every statement of every body, seeds included, that is for this dialect, as it
 * cuts them; NULL: that of the target.  No database is asked.  EUSAGE at the
 * first error, and when there is no dialect. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_statements_cut(dunlin_statements **out,
								 dunlin_engine *engine,
								 const char *dialect,
								 dunlin_error *err);
DUNLIN_API void dunlin_statements_free(dunlin_statements *statements); /* NULL is fine */
DUNLIN_API size_t dunlin_statements_count(const dunlin_statements *statements);
/* Strings are lent until the statements are freed. */
DUNLIN_API void dunlin_statements_at(const dunlin_statements *statements, size_t i,
				     struct dunlin_statement_entry *out);

/* ---- databases and drivers --------------------------------------------- */

/* Connects, and closes again: whether the target answers.  Reads no file. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_ping(dunlin_engine *engine, dunlin_error *err);
/*
 * Returns when the target answers: for a program that starts beside its database.
 * Tries again and again, up to `timeout_ms` (0: 60 s; below 0: for ever), while nobody
 * is there or the database is missing, which DUNLIN_EVENT_WAITING tells; ECONNECT when
 * the time is over.  Anything else that the target says is an answer, and returned.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_wait(dunlin_engine *engine, int64_t timeout_ms,
						       dunlin_error *err);
/* EEXISTS when it is there already. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_database_create(dunlin_engine *engine,
								  dunlin_error *err);
/* EMISSING when there is none, EBUSY when others use it. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_database_drop(dunlin_engine *engine,
								dunlin_error *err);

typedef struct dunlin_table dunlin_table;
#define DUNLIN_COLUMN_INIT { .size = sizeof(struct dunlin_column) }

/* What the database holds, or what goes on in it: `topic` is one of DUNLIN_INSPECT_*, in
 * dunlin/inspect.h.  Reads no file and no history, takes no lock, creates nothing.  EUNSUPPORTED,
 * saying why, where the database has nothing of the kind. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_inspect(dunlin_table **out, dunlin_engine *engine,
							  uint32_t topic, dunlin_error *err);
DUNLIN_API void dunlin_table_free(dunlin_table *table); /* NULL is fine */
DUNLIN_API size_t dunlin_table_columns(const dunlin_table *table);
DUNLIN_API size_t dunlin_table_rows(const dunlin_table *table);
/* Strings are lent until the table is freed. */
DUNLIN_API void dunlin_table_column(const dunlin_table *table, size_t i, struct dunlin_column *out);
/* NULL: it is unknown, or there is no such cell; lent likewise. */
DUNLIN_API const char *dunlin_table_cell(const dunlin_table *table, size_t row, size_t column);

/*
 * Copies the whole target, as one moment has it, to a new file that its owner alone may read: in the
 * form of the database's own tools, which `options.tools` lead to where they are needed.  Others may
 * go on working.  EEXISTS when there is such a file; on failure there is none.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_backup(dunlin_engine *engine, const char *file,
							 dunlin_error *err);
#define DUNLIN_RESTORE_REPLACE (1u << 0) /* what is in the target may go */
/* Makes the target what the file holds, and nothing else; one that is not there is made.  EEXISTS
 * when it is not empty, without DUNLIN_RESTORE_REPLACE; EBUSY when others use it.  On failure it is
 * as it was. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_restore(dunlin_engine *engine, const char *file,
							  uint32_t flags, dunlin_error *err);

struct dunlin_driver_entry {
	uint32_t size;
	int32_t usable;      /* 1: it can be loaded */
	const char *name;    /* "postgres" */
	const char *path;    /* of the shared object; NULL: it is linked into the library */
	const char *dialect;
	const char *schemes; /* "postgres postgresql" */
	const char *abilities; /* "lock cancel reset …"; NULL when not usable */
	const char *reason;  /* why it is refused, in words; NULL when usable */
	const char *place;   /* where it was found: label of the place, or "linked in" */
};
#define DUNLIN_DRIVER_ENTRY_INIT { .size = sizeof(struct dunlin_driver_entry) }

typedef struct dunlin_drivers dunlin_drivers;

/* Loads each driver that is found, to say what it can do. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_drivers_list(dunlin_drivers **out,
							       dunlin_engine *engine,
							       dunlin_error *err);
DUNLIN_API void dunlin_drivers_free(dunlin_drivers *drivers); /* NULL is fine */
DUNLIN_API size_t dunlin_drivers_count(const dunlin_drivers *drivers);
/* Strings are lent until the list is freed. */
DUNLIN_API void dunlin_drivers_at(const dunlin_drivers *drivers, size_t i,
				  struct dunlin_driver_entry *out);
/* The places looked in, in order, "path (label): what was there"; NULL past the
 * last; lent likewise. */
DUNLIN_API const char *dunlin_drivers_place(const dunlin_drivers *drivers, size_t i);

#ifdef __cplusplus
}
#endif
#endif
