/*
 * cli/conftext - the raw text of dunlin.conf, made ready for libconfuse.
 *
 * libconfuse expands a variable that is not set to nothing, takes a string or a
 * section that has no end for a whole one, and counts lines wrongly behind
 * comments.  So the text is walked once: what does not end is an error where it
 * starts, comments become blanks, and every variable that a value names and that
 * is unset or empty is given a mark as its value for the while, which later
 * tells whether a setting needed it.
 */
#ifndef DN_CLI_CONFTEXT_H
#define DN_CLI_CONFTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <dunlin/error.h>

/* MARK NAME MARK stands where the variable NAME would. */
#define DN_MARK_UNSET '\001'
#define DN_MARK_EMPTY '\002'

struct dn_marked {
	char *name;
	bool was_empty; /* it was set, to nothing */
};
struct dn_conftext {
	char *text; /* without comments; line for line the one it was made from */
	struct dn_marked *marks;
	size_t n_marks, cap_marks;
};

/* Puts the marks into the environment; while there is one thread.  EUSAGE with
 * file:line for text that has no end.  The caller calls dn_conftext_clear() in
 * every case, which takes the marks out again. */
DUNLIN_MUST_CHECK dunlin_status dn_conftext_init(struct dn_conftext *out, const char *file,
						 const char *text, size_t len, dunlin_error *err);
void dn_conftext_clear(struct dn_conftext *conftext);

#endif
