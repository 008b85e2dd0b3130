/*
 * cli/progress - what the engine tells while it works, as a person wants to see it.
 *
 * The first connection is the run's first line.  A step that is durable is a
 * line of the results; on a terminal the step under way is the live line.
 */
#ifndef DN_CLI_PROGRESS_H
#define DN_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include <dunlin/dunlin.h>

#include "cli/liveline.h"
#include "cli/output.h"

struct dn_progress {
	const struct dn_output *output;
	const char *target; /* NULL: none */
	const char *origin; /* of the url */
	bool connected;	    /* the first line was said */
	char *label;	    /* of the step under way */
	char *waiting;	    /* what was last said of waiting */
	struct dn_liveline line;
};

/* Borrows all three until dn_progress_clear(). */
void dn_progress_init(struct dn_progress *progress, const struct dn_output *output,
		      const char *target, const char *origin);
void dn_progress_clear(struct dn_progress *progress);

/* For struct dunlin_options.on_event; `payload` is the dn_progress. */
void dn_progress_event(void *payload, const struct dunlin_event *event);

#endif
