/*
 * cli/signals - INT, TERM and HUP end a run in order.
 *
 * They are blocked in every thread but one, which waits for them.  The first
 * cancels what is watched, the second ends the process at once; with nothing
 * watched the first does, since there is nothing to put in order.
 */
#ifndef DN_CLI_SIGNALS_H
#define DN_CLI_SIGNALS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <dunlin/dunlin.h>

/* Once, before there is a second thread.  A signal that is ignored already, as
 * below nohup, stays so.  False, with errno set, when no thread can be had. */
bool dn_signals_start(void);
/* `engine` is the one to cancel, until dn_signals_watch(NULL); that returns when
 * no cancel is under way, so that the engine may be closed. */
void dn_signals_watch(dunlin_engine *engine);
/* The first signal that came, or 0. */
int dn_signals_caught(void);
/* Waits for it, so long. */
int dn_signals_wait(int64_t ms);
/* Until it is 0 again, whatever comes is passed on to this child and does nothing here. */
void dn_signals_pass(pid_t child);

#endif
