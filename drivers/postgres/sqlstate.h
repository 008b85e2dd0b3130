/* postgres/sqlstate - what a SQLSTATE means to the engine. */
#ifndef DN_POSTGRES_SQLSTATE_H
#define DN_POSTGRES_SQLSTATE_H

#include <dunlin/error.h>

/* DUNLIN_ESQL for what has no class of its own, NULL included. */
dunlin_status dn_pg_sqlstate_status(const char *sqlstate);
/* 1: the same transaction may well succeed if tried again. */
int32_t dn_pg_sqlstate_retryable(const char *sqlstate);
/* What to do about it in words of ours, or NULL. */
const char *dn_pg_sqlstate_hint(const char *sqlstate);

#endif
