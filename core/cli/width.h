/* cli/width - characters of UTF-8 and the columns they take on a screen. */
#ifndef DN_CLI_WIDTH_H
#define DN_CLI_WIDTH_H

#include <stddef.h>

#include "base/str.h"

/* The bytes of the character at `text`, which is not at its end, and its columns;
 * a byte that is none, and a control character, is one column.  By the locale. */
size_t dn_width_next(const char *text, int *columns);
/* Of all of them. */
int dn_width_of(const char *text);
/* Appends what fits into so many columns, on one line, and "..." where that is not all. */
void dn_width_cut(struct dn_str *out, const char *text, int room);

#endif
