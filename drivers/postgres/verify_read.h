/*
 * postgres/verify_read - what a statement does, as far as its words tell.
 *
 * Names stay as the statement has them, "App".t: the server reads them.
 */
#ifndef DN_POSTGRES_VERIFY_READ_H
#define DN_POSTGRES_VERIFY_READ_H

#include <stdbool.h>
#include <stddef.h>

enum dn_pg_verb {
	DN_PG_OTHER, /* no catalog tells what became of it */
	DN_PG_TWICE, /* has the same effect when it runs again */
	DN_PG_CREATE_INDEX,
	DN_PG_REINDEX, /* CONCURRENTLY; the other one is TWICE */
	DN_PG_CREATE,
	DN_PG_DROP,
	DN_PG_DETACH,
	DN_PG_FINALIZE,
	DN_PG_ADD_VALUE,
	DN_PG_RENAME_VALUE,
	DN_PG_COMMIT_PREPARED,
	DN_PG_ROLLBACK_PREPARED,
	DN_PG_ADD_PUBLICATION,
	DN_PG_DROP_PUBLICATION
};

/* A kind of object that has a name and a row in a catalog. */
struct dn_pg_kind {
	const char *words;   /* "materialized view" */
	const char *catalog; /* where its oid is */
	const char *created; /* finds the oid that CREATE of the name $1 would make */
	const char *found;   /* finds the oid that DROP of the name $1 would take; NULL: the same */
	bool ours;           /* one of the name that was not there before is taken for the result */
};

struct dn_pg_reading {
	enum dn_pg_verb verb;
	const struct dn_pg_kind *kind; /* of CREATE and DROP */
	char **names; /* what it is about; without any, an index that has no name */
	size_t n_names;
	char *parent;      /* the table of an index or a partition; the type, the subscription */
	char *label;       /* a value of an enum, or an identifier of a transaction */
	char *new_label;   /* what it is renamed to */
	const char *scope; /* of REINDEX: "index", "table", "schema" or "database" */
	bool conditional;  /* IF EXISTS, IF NOT EXISTS */
	bool unique;
	bool tablespace; /* an index names its own */
	size_t tail;     /* of CREATE INDEX: the offset of what follows the table */
};

/* Never fails: what it cannot read, for lack of memory as well, is DN_PG_OTHER. */
void dn_pg_reading_init(struct dn_pg_reading *reading, const char *sql, size_t len);
void dn_pg_reading_clear(struct dn_pg_reading *reading);

/* The first words of the statement, up to anything that may be a secret, as a new text for the
 * caller to free; NULL without memory. */
char *dn_pg_reading_head(const char *sql, size_t len);

#endif
