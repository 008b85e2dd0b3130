/* source/rule - which sections and directives may stand in which file. */
#ifndef DN_SOURCE_RULE_H
#define DN_SOURCE_RULE_H

#include <dunlin/error.h>

#include "source/body.h"
#include "source/section.h"

/* The direction of the i-th section; of the first, when it is all there is, what the name says. */
enum dn_direction dn_rule_direction(const struct dn_sections *sections,
				    const struct dn_body_file *named, size_t i);
/* The sections of a file, against each other and against its name; EUSAGE with file and line. */
DUNLIN_MUST_CHECK dunlin_status dn_rule_sections(const struct dn_sections *sections,
						 const struct dn_body_file *named,
						 dunlin_error *err);
/* One directive of section `s`, by itself and against those above it there, whose lines are in
 * `seen`, by word; EUSAGE likewise. */
DUNLIN_MUST_CHECK dunlin_status dn_rule_directive(const struct dn_sections *sections,
						  const struct dn_body_file *named, size_t s,
						  const struct dn_directive *directive,
						  int64_t *seen, dunlin_error *err);

#endif
