/* run/twice - proves, in a database that may be thrown away, that every body may run twice. */
#ifndef DN_RUN_TWICE_H
#define DN_RUN_TWICE_H

#include "run/test.h"

/* EUSAGE, naming what is there, unless the database is empty: no history and no tables.
 * EUNSUPPORTED where the driver cannot tell. */
DUNLIN_MUST_CHECK dunlin_status dn_twice_check(struct dn_view *view, dunlin_error *err);
/*
 * Applies each migration as a run does, its up body a second time behind it, and
 * then reverts them, last first, the down bodies likewise.  A body is a point;
 * one that fails is told with its place, and what cannot be tried is skipped.
 */
DUNLIN_MUST_CHECK dunlin_status dn_twice(struct dn_view *view, const struct dn_tester *tester,
					 dunlin_error *err);

#endif
