/*
 * crash/link - one client, one connection to the server for it, and what passes between them.
 *
 * Nothing here waits: link_wants() says what to poll for, link_turn() does what can be done.
 */
#ifndef TESTS_CRASH_LINK_H
#define TESTS_CRASH_LINK_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame.h"

enum fault { FAULT_NONE, FAULT_CUT, FAULT_RESET, FAULT_HANG, FAULT_SWALLOW };

/* What is to happen, to which connection. */
struct fate {
	enum fault fault;
	enum way way;
	bool before;        /* the message itself is dropped */
	int64_t k;          /* of the messages that way, or of the COMMITs; 1 is the first */
	int64_t connection; /* in the order of their coming, 1 is the first; 0: every one */
	int64_t delay_us;   /* for every message, each way */
	bool trace;
	bool mysql; /* the protocol */
	int log;    /* a file, or -1; every line goes out at once */
};

struct chunk {
	int64_t due_us;
	size_t end; /* in lane->out */
};

struct lane {
	struct dn_str in;  /* read, and no whole message yet */
	struct dn_str out; /* to be written */
	struct chunk *chunks;
	size_t n_chunks, cap_chunks;
	bool ended;    /* nothing more will be read */
	bool shut;     /* and the other side has been told */
	int64_t count; /* of messages that were seen */
	int64_t bytes; /* that were written */
};

struct link {
	int64_t number;
	const struct fate *fate;
	int fd[2]; /* the client's and the server's: lane WAY reads fd[WAY] */
	struct frame frame;
	struct lane lanes[2];
	int64_t commits;     /* that the server has said yes to */
	int64_t round_trips; /* times that the server spoke after the client */
	enum way last;       /* who spoke last: the way of the message */
	bool doomed;         /* the fault is due as soon as what was let through is written */
	bool quiet;          /* it hangs: nothing is read, written or closed any more */
	bool draining;       /* it was cut: what still comes is thrown away */
	bool over;           /* both are closed */
};

/* Takes both descriptors; `fate` is lent until link_close(). */
struct link *link_open(int64_t number, const struct fate *fate, int client, int server);
void link_close(struct link *link); /* NULL is fine */

/* Fills both for poll(), and lowers *wait_ms (-1: for ever) to when something is due. */
void link_wants(const struct link *link, struct pollfd fds[2], int *wait_ms);
void link_turn(struct link *link, const struct pollfd fds[2]);
/* The line that says how much there was. */
void link_log_end(const struct link *link);

void log_line(const struct fate *fate, const char *format, ...) DUNLIN_PRINTF(2, 3);

#endif
