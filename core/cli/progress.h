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
#include "cli/record.h"

/* To be shown once the run has its first line. */
struct dn_held {
	char *text, *file;
	int64_t line;
};

struct dn_progress {
	const struct dn_output *output;
	const char *target;       /* NULL: none */
	const char *origin;       /* of the url */
	struct dn_record *record; /* with --json; else NULL */
	const char *word;         /* what a step has become; NULL: as its direction says */
	bool trial;               /* nothing of it is kept */
	bool connected;           /* the first line was said */
	char *label;              /* of the step under way */
	char *busy;               /* what was said last of a statement that takes long */
	struct dn_held *held;     /* warnings from before the first line, until it was said */
	size_t n_held, cap_held;
	struct dn_liveline line;
};

/* Borrows all four until dn_progress_clear(). */
void dn_progress_init(struct dn_progress *progress, const struct dn_output *output,
		      const char *target, const char *origin, struct dn_record *record);
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
