/*
 * postgres/refuse - what is wrong with a URL, in words that hold no password.
 *
 * libpq's own words quote the part it could not read, which after a mistake in
 * a password is the password; so none of them is passed on.
 */
#ifndef DN_POSTGRES_REFUSE_H
#define DN_POSTGRES_REFUSE_H

#include "conn.h"

/* Before libpq reads it: OK, or what would be misread, and so might end up in
 * a message as a host or port. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_refuse_shape(const struct dunlin_host *host, const char *url,
						   dunlin_error *err);
/* After libpq could not read it: always a failure. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_refuse_parameter(const struct dunlin_host *host,
						       const char *url, dunlin_error *err);

#endif
