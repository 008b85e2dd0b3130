/*
 * postgres/prepared - which of the engine's records the server has parsed, and planned, already.
 *
 * A run writes two records for every migration, and they differ in their values alone: to parse them
 * anew each time would be a tenth of what reverting a migration takes.
 */
#ifndef DN_POSTGRES_PREPARED_H
#define DN_POSTGRES_PREPARED_H

#include <stdbool.h>
#include <stddef.h>

enum { DN_PG_MOST_PREPARED = 8, DN_PG_PREPARED_NAME = 32 };

/* Those of a session; starts zeroed. */
struct dn_pg_prepared {
	struct {
		char *text; /* NULL: the place is free */
		bool there; /* the server has it; else it was asked to */
	} list[DN_PG_MOST_PREPARED];
	bool off; /* somebody else has a hand in it */
};

/* The place of a text, or -1: it has none, and no room or memory is left.  *is_new: it has been given
 * one, and the server is to be asked. */
int dn_pg_prepared_find(struct dn_pg_prepared *prepared, const char *text, bool *is_new);
/* Under which name the server has what is at a place. */
void dn_pg_prepared_name(char name[DN_PG_PREPARED_NAME], int at);
/* Forgets what the server was asked for and did not get to. */
void dn_pg_prepared_settle(struct dn_pg_prepared *prepared);
/*
 * Whether an error about one of these statements says that the session's are not as we left them: a
 * body has taken them away (DEALLOCATE ALL), or has one of that name itself.  From then on nothing is
 * prepared, and what failed can be tried again.
 */
bool dn_pg_prepared_upset(struct dn_pg_prepared *prepared, const char *sqlstate);
/* When the session has ended. */
void dn_pg_prepared_clear(struct dn_pg_prepared *prepared);

#endif
