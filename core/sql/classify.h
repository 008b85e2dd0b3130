/* sql/classify - what a statement does to a transaction, from the dialect's word patterns. */
#ifndef DN_SQL_CLASSIFY_H
#define DN_SQL_CLASSIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <dunlin/dialect.h>

#include "sql/effect.h"

/* DN_EFFECT_* of one statement, as the splitter cut it. */
uint32_t dn_classify(const struct dunlin_dialect *dialect, const char *sql, size_t len);
/* Whether it may be in a transaction also where its body wishes for none; asked apart, since few
 * bodies do. */
bool dn_classify_shares(const struct dunlin_dialect *dialect, const char *sql, size_t len);
/* Whether an online body may not have it. */
bool dn_classify_offline(const struct dunlin_dialect *dialect, const char *sql, size_t len);
/* What an online body has behind it, each tried in turn, ended by NULL; lent by the dialect.  NULL:
 * nothing. */
const char *const *dn_classify_online(const struct dunlin_dialect *dialect, const char *sql,
				      size_t len);
/* Whether a word pattern of dunlin/dialect.h fits the statement. */
bool dn_classify_match(const struct dunlin_dialect *dialect, const char *pattern, const char *sql,
		       size_t len);

#endif
