/* mysql/silence - asks, from another connection, what became of a statement that nobody answers. */
#ifndef DN_MYSQL_SILENCE_H
#define DN_MYSQL_SILENCE_H

#include "conn.h"

/* After how long to ask, in ms; 0: never. */
int64_t dn_my_silence_ms(const struct dunlin_open *how);
/* Whether the server says that it works on nothing for this connection, or knows none.  False where
 * it cannot be asked, or another server answers. */
bool dn_my_silence_idle(dunlin_conn *conn);

#endif
