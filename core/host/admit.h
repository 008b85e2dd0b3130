/*
 * host/admit - a driver's table, checked and copied once, with a stub for every call it lacks.
 */
#ifndef DN_HOST_ADMIT_H
#define DN_HOST_ADMIT_H

#include <dunlin/dialect.h>
#include <dunlin/driver.h>
#include <dunlin/error.h>

#include "host/dialect.h"

/* An admitted driver.  Owns its path; the texts in its table are the library's, which stays. */
struct dn_driver {
	struct dunlin_driver table; /* the copy: no call in it is NULL, caps are known ones only */
	const struct dunlin_dialect *dialect; /* complete: the engine's, or `own` */
	struct dunlin_dialect own;            /* a dialect of the driver's own over its base */
	char *path;                           /* absolute, or DN_LINKED_PLACE */
};

/*
 * Checks `table` and makes the copy to be used from then on.  A required call that is missing, or
 * one that a claimed capability promises, refuses the driver; any other call that is missing, or
 * whose capability is not claimed, becomes one that fails with EUNSUPPORTED.  Capabilities this
 * version does not know are dropped.
 *
 * `where` names the driver in messages: its path, or how else it came here.  `engines`
 * finds the engine's dialects.  `table` is lent until the process ends; it may be one that is linked
 * into the program.  The caller owns *out.  EPLUGIN when the table is refused.
 */
DUNLIN_MUST_CHECK dunlin_status dn_driver_admit(struct dn_driver **out,
						const struct dunlin_driver *table,
						const char *where, dn_dialect_fn engines,
						dunlin_error *err);
/* Refuses, with EPLUGIN, a driver of another ABI than this, and says what to do about it. */
DUNLIN_MUST_CHECK dunlin_status dn_driver_other_abi(uint32_t major, const char *where,
						    dunlin_error *err);
/* Closes no library and no connection. */
void dn_driver_free(struct dn_driver *driver);

#endif
