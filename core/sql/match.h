/* sql/match - the word patterns of dunlin/dialect.h. */
#ifndef DN_SQL_MATCH_H
#define DN_SQL_MATCH_H

#include <stdbool.h>

#include "sql/lexer.h"

/* A place in a statement. */
struct dn_place {
	struct dn_token token; /* the one at the place */
	size_t pos;            /* of the lexer, behind it */
	uint32_t exec_depth;
};

/* A statement that patterns are tried on. */
struct dn_match {
	struct dn_lexer lexer; /* its position has no meaning between calls */
	struct dn_place start;
	struct dn_place second; /* the place behind it, which nearly every pattern asks for */
	/* From where on a "..." of the pattern has been tried in vain, so that several of them
	 * cost no more than one. */
	struct {
		const char *rest;
		size_t from;
	} vain[4];
	size_t n_vain;
};

void dn_match_init(struct dn_match *match, const struct dunlin_dialect *dialect, const char *sql,
		   size_t len);
/* Whether the pattern fits.  A "!" in front is passed over. */
bool dn_match_fits(struct dn_match *match, const char *pattern);
/* Whether an entry of the list fits; those that begin with "!" are exceptions
 * from the ones behind them. */
bool dn_match_any(struct dn_match *match, const char *const *patterns);

#endif
