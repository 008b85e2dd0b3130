/* source/temporary - temporary tables: what fills them is part of what sets a session up. */
#ifndef DN_SOURCE_TEMPORARY_H
#define DN_SOURCE_TEMPORARY_H

#include "source/migration.h"
#include "sql/dialects.h"

/* Gives DN_EFFECT_SET_UP to every statement whose target is a temporary table that a statement
 * before it made, so that both run again when a step that was cut off goes on; and DN_EFFECT_SPOILS
 * to those behind them that may change what such a table was filled from. */
void dn_temporary_mark(const struct dunlin_dialect *dialect, struct dn_stmt *stmts, size_t n);

#endif
