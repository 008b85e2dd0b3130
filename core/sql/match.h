/* sql/match - the word patterns of dunlin/dialect.h. */
#ifndef DN_SQL_MATCH_H
#define DN_SQL_MATCH_H

#include <stdbool.h>

#include "sql/lexer.h"

/* A statement and the place in it where a pattern is tried. */
struct dn_match {
	struct dn_lexer lexer;
	struct dn_token token; /* the one at the place */
};

void dn_match_init(struct dn_match *match, const struct dunlin_dialect *dialect, const char *sql,
		   size_t len);
/* Whether the pattern fits from the place on.  A "!" in front is passed over. */
bool dn_match_fits(const struct dn_match *match, const char *pattern);
/* Whether an entry of the list fits; those that begin with "!" are exceptions
 * from the ones behind them. */
bool dn_match_any(const struct dn_match *match, const char *const *patterns);

#endif
