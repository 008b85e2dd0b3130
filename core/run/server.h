/*
 * run/server - a server of its own for the databases of tests, that ends with this process.
 *
 * Its data are made by the programs of the database, or copied from what a cache has of an earlier time;
 * they are gone with it.
 */
#ifndef DN_RUN_SERVER_H
#define DN_RUN_SERVER_H

#include "run/session.h"

struct dn_server;

/* Lent for dn_server_start(). */
struct dn_server_options {
	const struct dunlin_driver *driver; /* has DUNLIN_CAP_SERVER */
	const struct dunlin_host *host;
	const char *programs; /* folder of the server's programs */
	const char *cache;    /* folder; NULL: nothing is kept */
	const char *folder;   /* in which a new one is made for it; absolute */
	int64_t timeout_ms;
	int32_t (*stopped)(void *payload); /* not 0: give up; may be NULL */
	void *payload;
};

/* Returns when it answers.  *unkept: why nothing could be kept in the cache, which is no failure; empty
 * when it could.  The caller stops *out. */
DUNLIN_MUST_CHECK dunlin_status dn_server_start(struct dn_server **out,
						const struct dn_server_options *options,
						dunlin_error *unkept, dunlin_error *err);
/* Lent until it is stopped. */
const char *dn_server_url(const struct dn_server *server);
/* ECONNLOST, with what it said last, when it has ended by itself. */
DUNLIN_MUST_CHECK dunlin_status dn_server_check(struct dn_server *server, dunlin_error *err);
/* Takes server; NULL is fine. */
void dn_server_stop(struct dn_server *server);

#endif
