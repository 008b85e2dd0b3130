/*
 * common/text - text that grows.
 *
 * Failure is sticky: after one failed allocation nothing more is added, and the one check is at the
 * end, a NULL from dn_text_take().
 */
#ifndef DN_COMMON_TEXT_H
#define DN_COMMON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <dunlin/driver.h>

struct dn_text {
	char *data; /* owned; NULL while empty */
	size_t len;
	bool failed;
};

/* Of a struct that begins as zeros. */
void dn_text_add(struct dn_text *text, const char *format, ...) DUNLIN_PRINTF(2, 3);
/* Hands it over, "" when nothing was added: the caller owns it, the struct is empty again.  NULL
 * without memory. */
char *dn_text_take(struct dn_text *text);

#endif
