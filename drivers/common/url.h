/*
 * common/url - the parts of a URL that every driver looks at: scheme, escapes
 * and password.
 *
 * Nothing here is a full parser; a client library that has one keeps it.
 */
#ifndef DN_COMMON_URL_H
#define DN_COMMON_URL_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the scheme, without its colon; 0 when the text starts with none. */
size_t dn_url_scheme(const char *url);
/* Whether that scheme is `name` (lower case), whatever its own case. */
bool dn_url_scheme_is(const char *url, const char *name);

/* %41 -> A.  Returns a new text that the caller frees, or NULL: then *bad is the
 * offset of an escape that is broken or stands for a NUL, or, without memory,
 * DN_URL_NOMEM.  A plus sign stays one. */
#define DN_URL_NOMEM ((size_t)-1)
char *dn_url_decode(const char *text, size_t len, size_t *bad);

/*
 * A copy in which every password is "***", for the caller to free; NULL without
 * memory.  `text` is a URL, a keyword string, or a message that quotes one.
 * What stands between the first colon after // and the last @ of the line goes
 * as a whole, so that a password with an unescaped / @ or blank does not show
 * either; rather too much than too little.  So does the value of every keyword
 * or parameter that ends in "password".
 */
char *dn_url_redact(const char *text);

#endif
