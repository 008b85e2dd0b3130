/*
 * cli/annotate - findings as annotations, which GitHub shows at their lines.
 *
 *   ::error file=migrations/0002_x.up.sql,line=3,col=7,title=files::message
 */
#ifndef DN_CLI_ANNOTATE_H
#define DN_CLI_ANNOTATE_H

#include <dunlin/dunlin.h>

#include "base/str.h"

/* Appends a line; nothing for a finding that is good.  `folder` is where files
 * are from, as -C named it; NULL: here. */
void dn_annotate_finding(struct dn_str *out, const struct dunlin_finding *finding,
			 const char *folder);
void dn_annotate_error(struct dn_str *out, const dunlin_error *err, const char *folder);

#endif
