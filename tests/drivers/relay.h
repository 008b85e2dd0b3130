/*
 * tests/drivers/relay - stands between a client and a server, and does with their bytes what
 * networks do.
 */
#ifndef TESTS_DRIVERS_RELAY_H
#define TESTS_DRIVERS_RELAY_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define RELAY_MOST 8

struct relay {
	/* Set before relay_start(). */
	const char *swallow; /* a connection whose client sends this is cut off, that left out */
	bool deaf_second;    /* the second connection is taken, and nothing is ever passed on */
	bool one_only;       /* no second one is taken */
	bool new_pid;        /* as a pooler does: the pid it tells is another's */

	/* The first connection: nothing is passed on while it is set, in either direction. */
	atomic_bool frozen;

	char server[108]; /* its socket */
	char folder[108]; /* where ours is, port 7777 */
	int listener;
	int fds[RELAY_MOST][2]; /* client, server */
	bool cut[RELAY_MOST];
	int n;
	int stop[2];
	pthread_t thread;
};

/* Listens in the current folder, for the server's socket. */
void relay_start(struct relay *r, const char *server);
void relay_stop(struct relay *r);

#endif
