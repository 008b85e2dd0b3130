/*
 * script - what the scripted driver is told to do, read from a file of lines:
 *
 *   # a comment
 *   driver /absolute/path/of/the/real/driver.so
 *   url sqlite:/tmp/real.db
 *   on CALL [N] [containing "TEXT"] ACTION [after]
 *   end N [single]
 *
 * CALL is open, info, exec, query, rollback, setup, reset, lock_try, lock_release, find_tables,
 * create_database, drop_database, verify_statement, backup, restore, inspect or explain; exec counts
 * every statement of a batch for itself.  N: only the N-th time that the rule fits, in this process,
 * from 1; without it, every time.  TEXT: only statements (or the file of a backup) that contain it.
 * ACTION is one of
 *
 *   fail STATUS [SQLSTATE] ["MESSAGE"]   STATUS as ECONNLOST, without DUNLIN_
 *   return NUMBER                        without a word; 0 pretends that all is well
 *   lose                                 the connection breaks: ECONNLOST from now on, but
 *                                        ECOMMITUNKNOWN where it broke at a COMMIT
 *   wait "FILE"                          until that file exists, 30 s at most, or cancel
 *   touch "FILE"                         tells a test that the moment has come
 *   exit NUMBER                          the process ends on the spot
 *
 * and happens instead of the statement, or with `after` when it has been done.  wait and touch go
 * on afterwards.
 *
 * `end` is for walks: the process ends, with the status SCRIPT_ENDED, at its N-th moment, from 1.
 * There is a moment just before and one just after every call, and likewise around what is told
 * while a batch is under way.  With `single` a batch is handed on statement by statement, and its
 * moments are around each of these.
 */
#ifndef FAKE_SCRIPT_H
#define FAKE_SCRIPT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCRIPT_ENDED 86

enum script_verb {
	SCRIPT_FAIL,
	SCRIPT_RETURN,
	SCRIPT_LOSE,
	SCRIPT_WAIT,
	SCRIPT_TOUCH,
	SCRIPT_EXIT,
};

struct script_rule {
	char *call;
	char *containing; /* NULL: whatever it says */
	char *text;       /* a message or a file; NULL */
	char *sqlstate;   /* NULL */
	enum script_verb verb;
	int32_t number; /* a status, or of exit */
	unsigned nth;   /* 0: every time */
	unsigned seen;
	bool after;
};

struct script {
	char *path, *source; /* the file, and all it says */
	char *driver, *url;
	struct script_rule *rules;
	size_t n_rules;
	unsigned end; /* 0: never */
	bool single;
	atomic_uint moments; /* so far */
	struct script *next;
};

/* The script at `path`.  It counts on for as long as the file says the same.  NULL, and *why, when
 * there is none or a line is broken.  Lent until the process ends. */
struct script *script_read(const char *path, const char **why);

/* Whether any rule is about this call or statement, at this moment; counts nothing. */
bool script_mentions(const struct script *script, const char *call, const char *text, size_t len,
		     bool after);
/* The next rule from *at on whose turn it is, or NULL; counts all it fits. */
const struct script_rule *script_next(struct script *script, size_t *at, const char *call,
				      const char *text, size_t len, bool after);
/* A moment comes; does not return when it is the one to end at. */
void script_moment(struct script *script);

#endif
