/* sql/client - what to write in the place of psql's backslash commands. */
#ifndef DN_SQL_CLIENT_H
#define DN_SQL_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the command, `len` bytes behind the backslash, means nothing outside
 * of psql and may be left out: restrict, unrestrict. */
bool dn_client_is_noise(const char *command, size_t len);
/* What to do instead; lent for ever, never NULL. */
const char *dn_client_advice(const char *command, size_t len);

#endif
