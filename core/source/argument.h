/*
 * source/argument - the arguments of a directive: words, times, expectations.
 *
 * Failures are EUSAGE with `file` and the directive's line.
 */
#ifndef DN_SOURCE_ARGUMENT_H
#define DN_SOURCE_ARGUMENT_H

#include <dunlin/error.h>

#include "base/vec.h"
#include "source/directive.h"

/* The next word of `*args`, which moves on behind it; NULL at the end. */
const char *dn_argument_next(const char **args, size_t *args_len, size_t *len);
/* "2s", "500ms", "5min", "1h" or "0" to milliseconds. */
DUNLIN_MUST_CHECK dunlin_status dn_argument_time(int64_t *out, const struct dn_directive *directive,
						 const char *file, dunlin_error *err);
/* What an `expect`, a `max-time` or a `uses` asks; texts are copied into `arena`. */
DUNLIN_MUST_CHECK dunlin_status dn_argument_expect(struct dn_expect *out, struct dn_arena *arena,
						   const struct dn_directive *directive,
						   const char *file, dunlin_error *err);

#endif
