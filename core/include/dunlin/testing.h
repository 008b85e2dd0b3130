/*
 * dunlin/testing.h - a fresh, migrated database for every test.
 *
 *   struct dunlin_options options = DUNLIN_OPTIONS_INIT;   folders, and scheme = "sqlite"
 *   dunlin_testdb *testdb;
 *   dunlin_fresh *fresh;
 *
 *   dunlin_testdb_new(&testdb, &options, NULL, err);       once
 *
 *   dunlin_testdb_open(&fresh, testdb, err);               in each test
 *   sqlite3 *db = dunlin_fresh_native(fresh);
 *   ...
 *   dunlin_fresh_close(fresh, err);
 *
 *   dunlin_testdb_free(testdb);                            once
 *
 * The migrations run once, in the first call; every later database is a copy of what they made, and
 * knows nothing of the others.  The conventions are those of dunlin/dunlin.h.
 */
#ifndef DUNLIN_TESTING_H
#define DUNLIN_TESTING_H

#include "dunlin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Gives databases out.  Any thread may call dunlin_testdb_open() at any time. */
typedef struct dunlin_testdb dunlin_testdb;
/* One database, used as its client library allows. */
typedef struct dunlin_fresh dunlin_fresh;

/* struct dunlin_testdb_options.flags */
#define DUNLIN_TESTDB_SEEDS (1u << 0) /* with the seeds of options.env */
#define DUNLIN_TESTDB_KEEP (1u << 1)  /* PostgreSQL: the databases have no owner, and stay until
				       dunlin_testdb_drop() */

struct dunlin_testdb_options {
	uint32_t size;
	uint32_t flags;      /* DUNLIN_TESTDB_* */
	const char *version; /* with the migrations up to this one; NULL: with all */
	/* SQLite: a folder in which what the migrations made is kept for the next process; it is made,
	 * but none above it.  What lies there is believed only when it is whole, the user's own, and
	 * made from the same migrations, settings and build of SQLite; anything else is replaced.
	 * Files there are the user's alone to read; all may be deleted at any time, and those that
	 * nobody has asked for in 30 days are, when another is made.  NULL: nothing is kept. */
	const char *cache;
	/* SQLite: what sqlite3_libversion() returns in the program.  When it is not the address that
	 * the driver gets, there are two copies of the library, and opening fails with EUSAGE instead
	 * of crashing later.  NULL: it is not compared. */
	const void *client;
	/* PostgreSQL: the number of the process whose the databases are, one of this host (and of this
	 * container) that runs: once it has ended, dunlin_testdb_collect() drops what is left of them.
	 * 0: the process that calls dunlin_testdb_open().  Not with KEEP. */
	int64_t owner;
};
#define DUNLIN_TESTDB_OPTIONS_INIT { .size = sizeof(struct dunlin_testdb_options) }

/*
 * Takes the options of an engine; `how` may be NULL.  Neither reads a file nor connects.
 *
 * SQLite: the databases are in memory.  A URL says no more than that it is SQLite, as options.scheme
 * does without one: its file is not touched.
 *
 * PostgreSQL: the databases are on the server that the URL leads to, past any pooler, beside the one
 * it names, which is not touched.  The role may create databases.  A template, dunlin_test_KEY, is made
 * once for the same migrations and settings, however many processes ask for it, and stays; each
 * database is a clone of it.  What is kept for a database as a whole, as ALTER DATABASE SET and rights
 * on it, is not cloned.
 *
 * on_event is called in the thread whose dunlin_testdb_open() runs the migrations, and must not call
 * anything here.  The caller owns *out.  EUSAGE for a bad option.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_testdb_new(
	dunlin_testdb **out, const struct dunlin_options *options,
	const struct dunlin_testdb_options *how, dunlin_error *err);
/* Takes testdb; NULL is fine.  Databases that are still open stay so. */
DUNLIN_API void dunlin_testdb_free(dunlin_testdb *testdb);

/*
 * A database with the migrations and Dunlin's history of them, exactly as they made it: the same rows,
 * the times they ran included.  The first call reads the files and runs the migrations, and others wait
 * for it; one that failed does not count.  Files that change later are not seen.
 *
 * EUNSUPPORTED where the driver has no such thing; else as dunlin_migrate().  The caller owns *out.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_testdb_open(dunlin_fresh **out,
							      dunlin_testdb *testdb,
							      dunlin_error *err);
/*
 * SQLite: the sqlite3 *, opened as a program opens one, with foreign keys checked and the session
 * statements run; lent until dunlin_fresh_close(), which closes it.
 */
DUNLIN_API void *dunlin_fresh_native(const dunlin_fresh *fresh);
/* PostgreSQL: its URL, as options.url is one, password included; lent until dunlin_fresh_close().  NULL
 * on SQLite, as dunlin_fresh_native() is here. */
DUNLIN_API const char *dunlin_fresh_url(const dunlin_fresh *fresh);
/*
 * Takes fresh, on failure as well; NULL is fine.  The database is gone.  EBUSY, naming it, when the
 * program has left a statement open: then it is gone once that is finalized.  On PostgreSQL
 * connections to it are ended.
 */
DUNLIN_API dunlin_status dunlin_fresh_close(dunlin_fresh *fresh, dunlin_error *err);
/* PostgreSQL: the database's name on its server; lent until fresh is gone.  NULL on SQLite. */
DUNLIN_API const char *dunlin_fresh_name(const dunlin_fresh *fresh);
/* Takes fresh; NULL is fine.  On PostgreSQL the database stays for its owner, or for whoever drops it;
 * one in memory is gone. */
DUNLIN_API void dunlin_fresh_leave(dunlin_fresh *fresh);
/*
 * SQLite: writes such a database to a new file, of mode 0600 as the umask has it.  EEXISTS, and nothing
 * is done, when something is there; a write that fails leaves nothing.  EUNSUPPORTED where databases
 * for tests are on a server; else as dunlin_testdb_open().
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_testdb_save(dunlin_testdb *testdb,
							      const char *file, dunlin_error *err);
/*
 * Drops one database that dunlin_testdb_open() made, on the server of options.url, whoever owns it;
 * connections to it are ended.  EUSAGE for a name that it would not give, EMISSING when there is no
 * such database, EUNSUPPORTED where none is on a server.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_testdb_drop(const struct dunlin_options *options,
							      const char *name, dunlin_error *err);

/* dunlin_testdb_collect() */
#define DUNLIN_COLLECT_TEMPLATES (1u << 0) /* every template as well, whoever may still use it */

/*
 * Drops the databases that dunlin_testdb_open() made, on the server of options.url, in processes of
 * this host that have ended since, and did not close them.  The first dunlin_testdb_open() of a factory
 * does that as well.  `dropped` counts them, and may be NULL.  Nothing is there to drop on SQLite.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_testdb_collect(
	const struct dunlin_options *options, uint32_t flags, int64_t *dropped, dunlin_error *err);

/* struct dunlin_sweep.flags */
#define DUNLIN_SWEEP_TEMPLATES (1u << 0) /* PostgreSQL: old templates as well, see below */

struct dunlin_sweep {
	uint32_t size;
	uint32_t flags; /* DUNLIN_SWEEP_* */
	/* Hears of each database as it is dropped, in this thread; `name` is lent for the call.  It
	 * must not call anything here.  May be NULL. */
	void (*on_drop)(void *payload, const char *name);
	void *payload;
};
#define DUNLIN_SWEEP_INIT { .size = sizeof(struct dunlin_sweep) }

/*
 * Does what dunlin_testdb_collect() does without flags, and tells of each database.  With TEMPLATES
 * also drops the templates that no database is a clone of any more, but for those of the migrations as
 * options.folders has them now: all of them, with and without seeds.  A template that is missed later
 * is made again.  EUSAGE for migrations that cannot be read, before anything is dropped.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_testdb_sweep(const struct dunlin_options *options,
							       const struct dunlin_sweep *sweep,
							       dunlin_error *err);

/*
 * A server for tests, where none is at hand: dunlin_testserver_url() is the URL for dunlin_testdb_new().
 * It listens on a socket that nobody else may enter and on no network, waits for no disk, and is gone
 * with all its data when it is closed, or when this process ends, be it killed.  Of any number, and from
 * any thread; what one is used for by two threads at a time, they agree on.
 */
typedef struct dunlin_testserver dunlin_testserver;

struct dunlin_testserver_options {
	uint32_t size;
	uint32_t reserved; /* 0 */
	/* Folder with the programs of the server, absolute.  PostgreSQL: initdb and postgres, of the
	 * `pg_config --bindir`. */
	const char *programs;
	/* Folder in which new data are kept for the next server of the same version and build; made, but
	 * none above it.  What lies there is believed only when it is whole and the user's own; anything
	 * else is replaced.  All of it may be deleted at any time; what nobody has asked for in 30 days
	 * is, when more is kept.  NULL: nothing is kept. */
	const char *cache;
	/* Folder in which one is made for the data and the socket, absolute.  PostgreSQL: of at most 79
	 * bytes.  NULL: /dev/shm, whose files are in memory, when at least 1 GiB is free in it; else
	 * /tmp. */
	const char *folder;
	int64_t timeout_ms; /* until it answers; 0: 60 s */
	/* Asked with `payload` while it starts: not 0 means give up, with ECANCELED.  May be NULL. */
	int32_t (*stopped)(void *payload);
	void *payload;
};
#define DUNLIN_TESTSERVER_OPTIONS_INIT { .size = sizeof(struct dunlin_testserver_options) }

/*
 * Returns when it answers.  Of the options of an engine it takes those by which a driver is found, and
 * on_event, to which it tells that nothing could be kept; their scheme, "postgresql", says of what
 * database it is.
 *
 * A small process beside this one watches over it: a child, which whoever waits for all children sees
 * end.  A child of fork() may use the server, but not close it.
 *
 * EUSAGE when it cannot run here, saying what to do: PostgreSQL refuses to run as root.  EUNSUPPORTED
 * where the driver has no such thing.  The caller owns *out.
 */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_testserver_open(
	dunlin_testserver **out, const struct dunlin_options *options,
	const struct dunlin_testserver_options *how, dunlin_error *err);
/* Of its first database, in which nothing is; lent until dunlin_testserver_close(). */
DUNLIN_API const char *dunlin_testserver_url(const dunlin_testserver *server);
/* ECONNLOST, with what it said last, when it has ended by itself. */
DUNLIN_API DUNLIN_MUST_CHECK dunlin_status dunlin_testserver_check(dunlin_testserver *server,
								   dunlin_error *err);
/* Takes server; NULL is fine.  Returns when all of it is gone, whoever is connected. */
DUNLIN_API void dunlin_testserver_close(dunlin_testserver *server);

#ifdef __cplusplus
}
#endif
#endif
