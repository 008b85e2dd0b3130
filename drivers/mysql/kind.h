/* mysql/kind - by the words of a statement: what can tell later whether it ran. */
#ifndef DN_MYSQL_KIND_H
#define DN_MYSQL_KIND_H

#include <stdbool.h>
#include <stddef.h>

enum dn_my_kind {
	DN_MY_OPAQUE, /* nothing */
	DN_MY_TWICE,  /* nothing need: it may run twice */
	DN_MY_SCHEMA, /* the definitions of what it names */
	DN_MY_TABLES, /* those, and which table is which; run twice it does no harm */
	DN_MY_SWAP,   /* the same, and run twice it undoes itself */
	DN_MY_USERS,  /* the accounts */
};

/* Whether it runs statements of its own, any of which may commit. */
bool dn_my_kind_is_compound(const char *sql, size_t len);

/* *several: a DROP that takes one thing after the other, so that a part of it may be done; then
 * *if_exists is the offset at which IF EXISTS makes it one that finishes what was begun, or 0 when
 * it says so already. */
enum dn_my_kind dn_my_kind(const char *sql, size_t len, bool *several, size_t *if_exists);
/* Whether the database makes a plan for it: it is a query, or changes rows. */
bool dn_my_kind_has_plan(const char *sql, size_t len);

#endif
