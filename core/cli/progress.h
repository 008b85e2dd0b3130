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

/* To be shown once the run has its first line. */
struct dn_held {
	char *text, *file;
	int64_t line;
};

struct dn_progress {
	const struct dn_output *output;
	const char *target;   /* NULL: none */
	const char *origin;   /* of the url */
	bool connected;       /* the first line was said */
	char *label;          /* of the step under way */
	struct dn_held *held; /* warnings from before the first line, until it was said */
	size_t n_held, cap_held;
	struct dn_liveline line;
};

/* Borrows all three until dn_progress_clear(). */
void dn_progress_init(struct dn_progress *progress, const struct dn_output *output,
		      const char *target, const char *origin);
void dn_progress_clear(struct dn_progress *progress);

/* A warning; `file` may be NULL. */
void dn_progress_warn(struct dn_progress *progress, const char *text, const char *file,
		      int64_t line);

/* Takes the live line away, and says what was held back: after a call of the
 * engine, before anything else is written. */
void dn_progress_rest(struct dn_progress *progress);

/* For struct dunlin_options.on_event; `payload` is the dn_progress. */
void dn_progress_event(void *payload, const struct dunlin_event *event);

#endif
