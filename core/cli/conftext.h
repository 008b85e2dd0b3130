/*
 * cli/conftext - a look at the raw text of dunlin.conf before libconfuse reads it.
 *
 * libconfuse expands a variable that is not set to nothing, and reports a string
 * without end at the end of the file.  So the text is walked once: strings that
 * do not end are errors where they start, and every variable that a string
 * names and that is unset or empty is given a mark as its value while the file
 * is read, which later tells whether a value needed it.
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
struct dn_marks {
	struct dn_marked *items;
	size_t n, cap;
};

/* Puts the marks into the environment; while there is one thread.  EUSAGE with
 * file:line for text that cannot be read.  The caller calls dn_marks_clear() in
 * every case, which takes them out again. */
DUNLIN_MUST_CHECK dunlin_status dn_marks_set(struct dn_marks *out, const char *file,
					     const char *text, size_t len, dunlin_error *err);
void dn_marks_clear(struct dn_marks *marks);

#endif
