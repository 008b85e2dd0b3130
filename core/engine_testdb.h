/* engine_testdb - what the files that give out databases for tests share. */
#ifndef DN_ENGINE_TESTDB_H
#define DN_ENGINE_TESTDB_H

#include <pthread.h>

#include <dunlin/testing.h>

#include "engine.h"
#include "run/snapshot.h"

struct dunlin_testdb {
	pthread_mutex_t mutex; /* of everything until `made`, and of `refs` */
	size_t refs;           /* the program's, and one for each database that is open */
	bool made;             /* and from then on the rest is only read */
	dunlin_engine *engine; /* owned */
	struct dunlin_testdb_options how; /* its texts are the engine's */
	struct dn_view_options view;
	struct dn_snapshot snapshot;
};

/* Finds, or makes and keeps, what the databases are copies of. */
DUNLIN_MUST_CHECK dunlin_status dn_testdb_make_snapshot(dunlin_testdb *testdb, dunlin_error *err);

#endif
