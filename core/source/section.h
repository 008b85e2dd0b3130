/*
 * source/section - the sections and directive lines of a file's text.
 *
 * A line scan: it knows no SQL.  Whether a directive really stands where it
 * counts is for source/place to say.
 */
#ifndef DN_SOURCE_SECTION_H
#define DN_SOURCE_SECTION_H

#include <stddef.h>
#include <stdint.h>

#include <dunlin/error.h>

#include "source/directive.h"
#include "source/foreign.h"

struct dn_section {
	enum dn_direction direction; /* not in items[0] */
	size_t start, end;           /* its text, the section line not included */
	int64_t first_line;          /* of that text */
	size_t first, n;             /* its directives; the section line is before `first` */
	bool bare;                   /* all its text is blank lines and -- lines */
	size_t last;                 /* offset of the last line that is neither; 0: none */
	uint32_t dialects;           /* bit i: dn_dialect_at(i) may run it; source/body sets it */
};

/* Caller's storage; directives point into the text. */
struct dn_sections {
	struct dn_section *items; /* the first is what stands before any section line */
	size_t n, cap;
	struct dn_directive *directives; /* in order, section lines and all */
	size_t n_directives, cap_directives;
	struct dn_directive *near; /* what a person would take for one, and is not */
	size_t n_near, cap_near;
	struct dn_foreign *foreign; /* lines of other tools */
	size_t n_foreign, cap_foreign;
};

/* Only ENOMEM; fill with zeros before, and clear in any case. */
DUNLIN_MUST_CHECK dunlin_status dn_sections_read(struct dn_sections *out, const char *text,
						 size_t len, dunlin_error *err);
void dn_sections_clear(struct dn_sections *sections);

/* The `line`-th line of a text, from 1, without its LF; NULL when it has none. */
const char *dn_section_line(const char *text, size_t len, int64_t line, size_t *line_len);

#endif
