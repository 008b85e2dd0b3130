/*
 * base/str - text that grows.
 *
 * Failure is sticky: after one failed allocation every call does nothing, and
 * the one check is at the end (`failed`, or a NULL from dn_str_detach).
 */
#ifndef DN_BASE_STR_H
#define DN_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <dunlin/error.h>

struct dn_str {
	char *data; /* owned, NUL-terminated; NULL while empty */
	size_t len; /* without the NUL */
	size_t cap;
	bool failed;
};
/* clang-format off */
#define DN_STR_INIT { NULL, 0, 0, false }
/* clang-format on */

void dn_str_init(struct dn_str *str);
void dn_str_clear(struct dn_str *str); /* frees; empty and usable again */
void dn_str_reset(struct dn_str *str); /* empty, keeps the memory and a failure */

void dn_str_put(struct dn_str *str, const char *bytes, size_t len);
void dn_str_puts(struct dn_str *str, const char *text); /* NULL puts nothing */
void dn_str_putc(struct dn_str *str, char c);
void dn_str_printf(struct dn_str *str, const char *format, ...) DUNLIN_PRINTF(2, 3);
void dn_str_vprintf(struct dn_str *str, const char *format, va_list args) DUNLIN_PRINTF(2, 0);

/* The text so far, never NULL; lent until the next call. */
const char *dn_str_text(const struct dn_str *str);
/* Hands the text over: the caller owns it, the str is empty.  NULL when failed. */
char *dn_str_detach(struct dn_str *str);

#endif
