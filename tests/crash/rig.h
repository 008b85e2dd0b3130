/*
 * crash/rig - what the tests here stand on: programs that are started, watched and killed, chance
 * that can be repeated, and databases of their own.
 */
#ifndef TESTS_CRASH_RIG_H
#define TESTS_CRASH_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>
#include <libpq-fe.h>

#include "base/str.h"

/* --- folder and chance -------------------------------------------------------- */

/* A new folder to work in, and the seed: that of $DUNLIN_SEED, or a new one; it is printed. */
int rig_begin(void **state);
int rig_end(void **state); /* removes the folder */
/* $DUNLIN_SOAK is set: everything is tried, and not a sample. */
bool rig_soak(void);
/* How many places are tried by chance otherwise: 20, or $DUNLIN_SAMPLE. */
int64_t rig_sample(void);
/* 0 to below - 1, evenly. */
uint64_t rig_random(uint64_t below);
void rig_write(const char *name, const char *text);
/* The whole file; owned by the caller. */
char *rig_read(const char *name);
/* A line on stdout that TAP takes for a comment. */
void rig_say(const char *format, ...) DUNLIN_PRINTF(1, 2);
/* The same, over several lines, whatever the length. */
void rig_show(const char *text);
char *rig_text(const char *format, ...) DUNLIN_PRINTF(1, 2); /* owned by the caller */

/* --- programs -------------------------------------------------------------------- */

struct child {
	pid_t pid; /* 0: none is running */
	int gone;  /* readable as soon as it is */
	char *out; /* names of files */
	char *err;
	int64_t began_us;
	int64_t took_us; /* when it has ended */
	int status;      /* then: its exit status, or 128 + the signal */
};

/* `name` is that of its output files; arguments up to NULL.  It does not outlive the test. */
void child_start(struct child *child, const char *name, const char *const *argv);
/* The same as another user, which only root can; `on_death`: the signal by which it hears that the
 * test has gone.  It does not get what a terminal sends. */
void child_start_apart(struct child *child, const char *name, const char *const *argv, uid_t uid,
		       gid_t gid, int on_death);
/* false: it runs still, after so long. */
bool child_wait(struct child *child, int64_t us);
/* Waits, and fails the test when it takes longer than a minute. */
int child_finish(struct child *child);
void child_kill(struct child *child, int signo);
void child_clear(struct child *child); /* kills what runs */

/* The program that was built. */
const char *rig_dunlin(void);
/* Runs it to its end: rig_run(&child, "name", "--url", url, "up", NULL). */
int rig_run(struct child *child, const char *name, ...);

/* --- PostgreSQL --------------------------------------------------------------------- */

/* The path of the socket of the server that $DUNLIN_TEST_PG names; lent until the next call. */
const char *pg_socket(void);
/* Creates a database, with a name of its own; owned by the caller. */
char *pg_create(void);
void pg_drop(const char *dbname);
char *pg_url(const char *dbname);              /* the direct way; owned by the caller */
char *pg_url_at(const char *dbname, int port); /* by 127.0.0.1; owned by the caller */
PGconn *pg_connect(const char *url);           /* or the test fails */
/* Runs statements; or the test fails. */
void pg_do(PGconn *conn, const char *sql);
/* The answer, rows in lines, columns with | between; owned by the caller. */
char *pg_ask(PGconn *conn, const char *sql);
/* Asks until the answer is this, 30 s at most. */
void pg_until(PGconn *conn, const char *sql, const char *answer);

/* --- a server of one's own, that may be killed ------------------------------------------- */

struct server {
	struct child child;
	char *folder;
	uid_t uid; /* whom it runs as: us, or for root the owner of the test server */
	gid_t gid;
};

/* $DUNLIN_TEST_PG names it from then on. */
void server_make(struct server *server);
/* Starts it again after it was killed; returns when it answers. */
void server_start(struct server *server);
/* Waits until it answers, which it does not while it recovers. */
void server_wait(const struct server *server);
void server_end(struct server *server);

/* --- the proxy ---------------------------------------------------------------------------- */

struct proxy {
	struct child child;
	int port;
	char *log; /* name of a file */
};

/* `words` as for the program, divided by blanks; it writes a log. */
void proxy_start(struct proxy *proxy, const char *words);
/* The same in front of another server than the PostgreSQL of the tests: the path of its socket. */
void proxy_start_to(struct proxy *proxy, const char *to, const char *words);
/* Ends it, and returns what it logged; owned by the caller. */
char *proxy_stop(struct proxy *proxy);
bool proxy_has(const struct proxy *proxy, const char *piece);
/* Waits until the log has this. */
void proxy_until(const struct proxy *proxy, const char *piece);

#endif
