/*
 * cli/trial - carries a command out in a child process, so that a crash in there is a result.
 *
 * What the child writes to stdout is handed on when it ends by itself, and dropped when it crashes;
 * what it writes to stderr is shown as it comes.
 */
#ifndef DN_CLI_TRIAL_H
#define DN_CLI_TRIAL_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/str.h"

struct dn_trial {
	pid_t child; /* 0 in the child itself */
	int from;    /* reads what it writes to stdout */
	/* Shared by both: what the child is at, in words, for whoever has to say where it crashed.  ""
	 * at first; longer ones are cut short. */
	char *note;
};

/* Before there is a second thread, and with nothing left in stdout's buffer.  The child goes on as the
 * command would, and is told to end when its parent does.  On failure there is none. */
DUNLIN_MUST_CHECK dunlin_status dn_trial_start(struct dn_trial *trial, dunlin_error *err);

void dn_trial_note(struct dn_trial *trial, const char *text);

/* In the parent: waits until the child has ended.  True: by itself, with *code, and what it has
 * written is in stdout.  False: by the signal *code.  The note stays until dn_trial_clear(). */
DUNLIN_MUST_CHECK bool dn_trial_end(struct dn_trial *trial, int *code);
void dn_trial_clear(struct dn_trial *trial);

#endif
