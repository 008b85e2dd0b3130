/* source/pair - BEGIN and COMMIT written in a body, which the engine writes itself. */
#ifndef DN_SOURCE_PAIR_H
#define DN_SOURCE_PAIR_H

#include <stddef.h>

#include <dunlin/error.h>

#include "source/migration.h"

/*
 * Marks DN_EFFECT_STRIPPED what the engine does in the body's stead: a plain
 * pair around the whole of it, and what may stand outside one.  EUSAGE, with
 * file and line, for any other transaction control; under `transaction off`
 * for all but complete plain groups, which stay.
 */
DUNLIN_MUST_CHECK dunlin_status dn_pair_strip(const struct dn_body *body, struct dn_stmt *stmts,
					      size_t n, dunlin_error *err);

#endif
