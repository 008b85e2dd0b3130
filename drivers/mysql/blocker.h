/* mysql/blocker - who is in the way. */
#ifndef DN_MYSQL_BLOCKER_H
#define DN_MYSQL_BLOCKER_H

#include "conn.h"

/* The sessions with an open transaction, in words, for the caller to free; *out is NULL when there is
 * none, or the user may not see them.  The status is that of the question, nowhere reported. */
dunlin_status dn_my_blockers(dunlin_conn *conn, char **out);
/* A session, in words, for the caller to free; NULL without memory. */
char *dn_my_session_words(dunlin_conn *conn, const char *id);

#endif
