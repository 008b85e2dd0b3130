/* cli/die - the command alone may end for want of memory; the library reports it. */
#ifndef DN_CLI_DIE_H
#define DN_CLI_DIE_H

#include <stddef.h>

#include "base/str.h"

_Noreturn void dn_die_nomem(void);
/* `memory`, or the end when there is none. */
void *dn_need(void *memory);
char *dn_need_copy(const char *text); /* NULL stays NULL; the caller frees */
/* The finished text, for the caller to free. */
char *dn_need_text(struct dn_str *str);
/* dn_str_text() of a text that is whole; borrows. */
const char *dn_need_str(const struct dn_str *str);
/* dn_vec_add() that does not fail. */
void *dn_need_item(void *items, size_t *n, size_t *cap, size_t size);

#endif
