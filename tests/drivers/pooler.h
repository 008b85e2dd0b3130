/* tests/drivers/pooler - a PgBouncer of a test's own, before the server. */
#ifndef TESTS_DRIVERS_POOLER_H
#define TESTS_DRIVERS_POOLER_H

#include <sys/types.h>

#include "drivers/pg.h"

struct pooler {
	pid_t pid;
	int words;         /* it goes when this is closed */
	char url[512];     /* through it */
	char console[512]; /* of its own */
};

/* Starts one in this mode with pools of this size, or fails the test. */
void pooler_start(struct pooler *p, const char *mode, int size);
void pooler_stop(struct pooler *p);
/* Changes a setting of it while it runs. */
void pooler_set(const struct pooler *p, const char *setting);
/* What psql prints for a statement, sent through it as by another client. */
const char *pooler_ask(const struct pooler *p, const char *sql);

#endif
