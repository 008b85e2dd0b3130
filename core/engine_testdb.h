/* engine_testdb - what the files that give out databases for tests share. */
#ifndef DN_ENGINE_TESTDB_H
#define DN_ENGINE_TESTDB_H

#include <pthread.h>

#include <dunlin/testing.h>

#include "engine.h"
#include "run/clone.h"
#include "run/snapshot.h"

struct dunlin_testdb {
	pthread_mutex_t mutex; /* of everything until `made`, and of `refs` and what is below */
	size_t refs;           /* the program's, and one for each database that is open */
	bool made;             /* and from then on the rest is only read */
	dunlin_engine *engine; /* owned */
	struct dunlin_testdb_options how; /* its texts are the engine's */
	struct dn_process owner;          /* of the clones; its pid is 0 when they are nobody's */
	bool owned;                       /* false: each is the process's that makes it */
	struct dn_view_options view;
	struct dn_snapshot snapshot; /* in memory */

	/* on a server */
	char template_name[DN_CLONE_NAME];
	uint64_t clones;    /* number of the last; 0: there was none */
	dunlin_conn **idle; /* beside the databases, for whoever needs one */
	size_t n_idle, cap_idle;
	pid_t pid; /* whose they are: a child of fork() must not use them, nor end them */
};

struct dunlin_fresh {
	dunlin_testdb *testdb; /* one of its refs */
	void *native;          /* in memory; else NULL */
	char name[DN_CLONE_NAME];
	char *url; /* on a server; else NULL */
};

/* Whether the driver, once it is found, can do that. */
bool dn_testdb_has(const dunlin_testdb *testdb, uint32_t cap);
/* Of all that has a part in what the migrations come to. */
DUNLIN_MUST_CHECK dunlin_status dn_testdb_key(char hex[DN_DIGEST_HEX + 1], dunlin_testdb *testdb,
					      dunlin_error *err);
/* What is to be done to an empty database, one after the other; how many there are. */
#define DN_TESTDB_WISHES 2
size_t dn_testdb_wishes(struct dunlin_wish wishes[DN_TESTDB_WISHES], const dunlin_testdb *testdb);

/* What the databases are copies of is made, or found, and they may be opened. */
DUNLIN_MUST_CHECK dunlin_status dn_testdb_prepare(dunlin_testdb *testdb, dunlin_error *err);
/* What a view of one is opened with; lent until it is closed. */
struct dn_view_options dn_fresh_view_options(const dunlin_fresh *fresh);

/* Finds, or makes and keeps, what the databases are copies of; in memory. */
DUNLIN_MUST_CHECK dunlin_status dn_testdb_make_snapshot(dunlin_testdb *testdb, dunlin_error *err);

/* The same on a server. */
DUNLIN_MUST_CHECK dunlin_status dn_testdb_make_template(dunlin_testdb *testdb, dunlin_error *err);
DUNLIN_MUST_CHECK dunlin_status dn_testdb_clone(dunlin_fresh *fresh, dunlin_error *err);
DUNLIN_MUST_CHECK dunlin_status dn_testdb_drop(const dunlin_fresh *fresh, dunlin_error *err);
void dn_testdb_disconnect(dunlin_testdb *testdb);

#endif
