/* cli/planform - how a plan looks: SQL, with the reasons as comments. */
#ifndef DN_CLI_PLANFORM_H
#define DN_CLI_PLANFORM_H

#include <dunlin/dunlin.h>

#include "cli/output.h"

void dn_planform_print(const struct dn_output *out, const dunlin_plan *plan);
/* One made with DUNLIN_WISH_SCRIPT, below a comment that says `title`; where stdout is
 * no terminal, byte by byte. */
void dn_planform_script(const struct dn_output *out, const dunlin_plan *plan, const char *title);

#endif
