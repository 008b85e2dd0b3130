/* source/apply - one directive's effect on the body it stands in. */
#ifndef DN_SOURCE_APPLY_H
#define DN_SOURCE_APPLY_H

#include <dunlin/error.h>

#include "source/body.h"
#include "source/directive.h"

struct dn_apply {
	struct dn_arena *arena;
	const struct dn_body_file *file;
	const struct dn_source_options *options;
};

/* Sets in `body` what the directive says; `mark` gets the values that are not
 * the body's.  The word and its place are checked already. */
DUNLIN_MUST_CHECK dunlin_status dn_apply(const struct dn_apply *apply, struct dn_body *body,
					 struct dn_mark *mark, const struct dn_directive *directive,
					 dunlin_error *err);

#endif
