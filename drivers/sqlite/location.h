/*
 * sqlite/location - where a URL says the database is.
 *
 * README.md lists the forms.  Nothing here touches a file.
 */
#ifndef DN_SQLITE_LOCATION_H
#define DN_SQLITE_LOCATION_H

#include <stdbool.h>

#include <dunlin/driver.h>

#define DN_SQLITE_MODE_ANY 0 /* created when the caller allows it */
#define DN_SQLITE_MODE_READ 1
#define DN_SQLITE_MODE_WRITE 2 /* never created */

struct dn_sqlite_location {
	char *path;  /* what SQLite opens: "./rel.db", "/abs.db", ":memory:", a memory URI */
	char *shown; /* the same for a person */
	bool memory;
	bool shared; /* a memory database that connections of this process share */
	int mode;    /* DN_SQLITE_MODE_* */
};

/* On failure (EUSAGE, ENOMEM) *out is cleared.  Messages hold no part of the URL
 * that could be a password. */
DUNLIN_MUST_CHECK dunlin_status dn_sqlite_location_init(struct dn_sqlite_location *out,
							const struct dunlin_host *host,
							const char *url, dunlin_error *err);
void dn_sqlite_location_clear(struct dn_sqlite_location *location);

#endif
