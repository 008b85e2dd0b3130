/*
 * postgres/verify_ask - what the files of verify_statement share: questions to the catalogs and
 * the answer to the caller.
 */
#ifndef DN_POSTGRES_VERIFY_ASK_H
#define DN_POSTGRES_VERIFY_ASK_H

#include "conn.h"
#include "verify_read.h"

/* One call of verify_statement. */
struct dn_pg_verify {
	dunlin_conn *conn;
	uint32_t when; /* DUNLIN_ASK_* */
	const struct dunlin_statement *statement;
	/* Oids as an array of the server's, "{1,2}", of what was there before; NULL: never asked. */
	const char *remembered;
	struct dn_pg_reading read;
	struct dunlin_found *out;
	dunlin_error *err;
};

/* Rows of a query, kept. */
struct dn_pg_answer {
	size_t rows;
	size_t columns;
	char **cells;
};

/* Asks with `n` parameters, each a const char * that may be NULL.  The answer is to be cleared
 * whatever is returned. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_ask(struct dn_pg_verify *v, struct dn_pg_answer *answer,
					  const char *sql, int n, ...);
/* Ends the transaction that was begun to ask in, if one is open; a cancel does not stop it. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_ask_rollback(struct dn_pg_verify *v);
/* A cell, NULL for SQL NULL, and for a row that is not there. */
const char *dn_pg_answer_at(const struct dn_pg_answer *answer, size_t row, size_t column);
bool dn_pg_answer_is(const struct dn_pg_answer *answer, size_t row, size_t column,
		     const char *text);
/* The first column as an array of the server's, "{1,2}", for the caller to free; NULL without memory.
 * No cell of it is NULL. */
char *dn_pg_answer_array(const struct dn_pg_answer *answer);
void dn_pg_answer_clear(struct dn_pg_answer *answer);

/* Answers the caller; without a format there is nothing to say. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_found(struct dn_pg_verify *v, uint32_t found);
DUNLIN_MUST_CHECK dunlin_status dn_pg_found_say(struct dn_pg_verify *v, uint32_t found,
						const char *format, ...) DUNLIN_PRINTF(3, 4);
/* UNKNOWN, with the statement's first words and why. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_found_unknown(struct dn_pg_verify *v, const char *why);
/* Hands a statement over that must run first. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_found_fix(struct dn_pg_verify *v, const char *sql);
/* Keeps the first column of an answer as what is to be remembered. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_found_remember(struct dn_pg_verify *v,
						     const struct dn_pg_answer *answer);
/* Whether this oid was there before; false when that was never asked. */
bool dn_pg_was_there(const struct dn_pg_verify *v, const char *oid);
/* It is known that nothing was there before. */
bool dn_pg_was_absent(const struct dn_pg_verify *v);

#endif
