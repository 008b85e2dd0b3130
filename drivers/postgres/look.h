/* postgres/look - what a second connection asks about the first, and what the answer says. */
#ifndef DN_POSTGRES_LOOK_H
#define DN_POSTGRES_LOOK_H

#include "conn.h"
#include "side.h"

struct dn_pg_look {
	bool same_server; /* else nothing below is known */
	bool there;       /* the backend is; else nothing below is known */
	bool idle;        /* it waits for a command */
	bool reading;     /* in the midst of one it waits for what belongs to it; nobody knows since
			     when */
	int64_t state_ms; /* since it is idle, or is not */
	char *blockers;   /* whom it waits for, in words; owned, as is doing; NULL: nobody */
	char *doing;      /* NULL: nothing that says more than its statement */
	int64_t permille; /* of that; -1 unknown */
};

/* The statements to ask, about the backend of `conn`; a new text, NULL without memory. */
char *dn_pg_look_sql(const dunlin_conn *conn);
/* Reads the answer.  False: it is none. */
bool dn_pg_look_read(struct dn_pg_look *out, const dunlin_conn *conn,
		     const struct dn_pg_side *side);
void dn_pg_look_clear(struct dn_pg_look *look);

/* Of a phase that has done so much of a total, 0 to 1000; -1: unknown. */
int64_t dn_pg_look_permille(int64_t done, int64_t total);

#endif
