/*
 * run/cancel - the one thing another thread may ask of a run: to stop.
 *
 * Once asked it stays asked: whatever waits wakes up, what runs in the database
 * is canceled, and nothing new begins.
 */
#ifndef DN_RUN_CANCEL_H
#define DN_RUN_CANCEL_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <dunlin/driver.h>

struct dn_cancel {
	pthread_mutex_t mutex;
	pthread_cond_t asked_for, ended;
	bool asked;
	bool under_way;                     /* a call of the driver is */
	uint64_t call;                      /* its number */
	pthread_t caller;                   /* who waits for it */
	const struct dunlin_driver *driver; /* of conn; both under the mutex */
	dunlin_conn *conn;                  /* NULL: nothing to cancel in a database */
};

/* False when the system has no more mutexes. */
bool dn_cancel_init(struct dn_cancel *cancel);
void dn_cancel_destroy(struct dn_cancel *cancel);

/* From any thread.  Returns when the call under way has ended, but within a
 * second or so: a driver that is only about to begin does not hear it yet, and
 * is asked again.  In the thread of the call itself it returns at once. */
void dn_cancel_ask(struct dn_cancel *cancel);
bool dn_cancel_asked(struct dn_cancel *cancel);
/* What a cancel reaches from now on; NULL before the connection is closed. */
void dn_cancel_aim(struct dn_cancel *cancel, const struct dunlin_driver *driver, dunlin_conn *conn);
/* Around a call that a cancel may stop.  False when one was asked already: then
 * nothing is to be called, and there is nothing to leave. */
bool dn_cancel_enter(struct dn_cancel *cancel);
void dn_cancel_leave(struct dn_cancel *cancel);
/* Waits so long, or until asked; true when asked. */
bool dn_cancel_wait(struct dn_cancel *cancel, int64_t ms);

#endif
