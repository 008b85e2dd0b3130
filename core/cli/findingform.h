/*
 * cli/findingform - how findings look.
 *
 *   migrations/0002_x.up.sql:3:7: error: the directive "requirs" is not known
 *     hint: did you mean requires?
 */
#ifndef DN_CLI_FINDINGFORM_H
#define DN_CLI_FINDINGFORM_H

#include <dunlin/dunlin.h>

#include "cli/output.h"

/* How many there are of each kind. */
struct dn_finding_counts {
	size_t good, warnings, coverage, errors;
};
void dn_findingform_count(struct dn_finding_counts *counts, const dunlin_findings *findings);

/* To stdout, as a compiler prints them; what is good is not shown. */
void dn_findingform_print(const struct dn_output *out, const dunlin_findings *findings);
/* To stdout, with a word in front that says how it is, as a report of everything
 * that was looked at. */
void dn_findingform_report(const struct dn_output *out, const dunlin_findings *findings);
/* One such line, which is not the engine's. */
void dn_findingform_line(const struct dn_output *out, int32_t kind, const char *about,
			 const char *message, const char *hint);

#endif
