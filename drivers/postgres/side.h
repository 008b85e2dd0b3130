/*
 * postgres/side - a second connection to the same server, asked while the first one waits.
 *
 * Nothing here waits: whoever polls the first connection polls this one along with it, so that
 * neither a cancel nor the answer it waits for is delayed.
 */
#ifndef DN_POSTGRES_SIDE_H
#define DN_POSTGRES_SIDE_H

#include <poll.h>

#include "params.h"

struct dn_pg_side;

/* Opens nothing yet.  Takes the parameters, which are empty then; NULL without memory. */
struct dn_pg_side *dn_pg_side_new(struct dn_pg_params *params);
void dn_pg_side_free(struct dn_pg_side *side); /* NULL is fine */

/* Begins to connect to where `main` is connected, unless that is done, under way, or failed a
 * moment ago. */
void dn_pg_side_open(struct dn_pg_side *side, const PGconn *main, int64_t now_ms);
/* Ends it, or the attempt; it may be opened again at once. */
void dn_pg_side_close(struct dn_pg_side *side);
/* Sends statements, separated by semicolons, if it is connected and nothing is under way. */
bool dn_pg_side_ask(struct dn_pg_side *side, const char *sql, int64_t now_ms);
/* The i-th result with rows of what was asked, once all of them are there, until the next is
 * asked; NULL. */
const PGresult *dn_pg_side_answer(const struct dn_pg_side *side, size_t i);

bool dn_pg_side_ready(const struct dn_pg_side *side); /* may be asked */
bool dn_pg_side_asked(const struct dn_pg_side *side); /* an answer is under way */
/* Why there is no connection, lent until the next call; NULL: there is, or it was not tried. */
const char *dn_pg_side_why(const struct dn_pg_side *side);

/* What to poll for (fd -1: nothing), and when to go on at the latest; -1: never. */
int64_t dn_pg_side_poll(const struct dn_pg_side *side, struct pollfd *fd);
/* Goes on as far as it can. */
void dn_pg_side_go_on(struct dn_pg_side *side, short revents, int64_t now_ms);

#endif
