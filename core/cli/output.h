/*
 * cli/output - results to stdout, messages to stderr, colour where it is wanted.
 *
 * Text from files, arguments and databases goes through dn_put(), so that it
 * cannot steer a terminal.
 */
#ifndef DN_CLI_OUTPUT_H
#define DN_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <dunlin/error.h>

#include "base/str.h"

struct dn_output {
	bool quiet, verbose;
	bool json; /* the result is one object, and nothing else goes to stdout */
	bool color_out, color_err;
	bool live;  /* stderr is a terminal that can take a line back */
	bool marks; /* stdout is a terminal that shows more than ASCII */
};

enum dn_style {
	DN_STYLE_NONE,
	DN_STYLE_GOOD,
	DN_STYLE_BAD,
	DN_STYLE_WARN,
	DN_STYLE_FAINT,
	DN_STYLE_BOLD
};

/* The colours and the terminal; `when`: always, never, auto, or NULL for auto; EUSAGE for anything
 * else. */
DUNLIN_MUST_CHECK dunlin_status dn_output_init(struct dn_output *out, const char *when,
					       dunlin_error *err);

/* The bytes that begin a style, "" without colour; DN_STYLE_NONE ends any. */
const char *dn_style(bool color, enum dn_style style);
/* Appends `text` with control characters, tabs and line ends apart, replaced. */
void dn_clean(struct dn_str *out, const char *text, size_t len);
/* The same to a stream, in colour when `color`. */
void dn_put(FILE *to, bool color, enum dn_style style, const char *text);

/* A line to stderr, "dunlin: ..."; not when quiet. */
void dn_say(const struct dn_output *out, const char *format, ...) DUNLIN_PRINTF(2, 3);
/* "dunlin: warning: ..."; `file` may be NULL.  Not when quiet with JSON, which has it. */
void dn_warn(const struct dn_output *out, const char *text, const char *file, int64_t line);

/* "12 ms", "3.4 s", "2 min 5 s"; for the caller to free. */
char *dn_took(int64_t us);
/* "512 B", "1.2 MB", in steps of 1024; for the caller to free. */
char *dn_size(int64_t bytes);
/* How a person calls a migration: "0007_orders", "R__views", "seeds/users"; for
 * the caller to free. */
char *dn_label(char kind, const char *id, const char *name);
/* As the current folder shortens it; points into `file`. */
const char *dn_short_file(const char *file);

/* Whether all results reached their reader; says so, once, if not.  With `may_leave`
 * a reader that has gone away has them all, as in `dunlin plan | head`. */
bool dn_output_finish(bool may_leave);

#endif
