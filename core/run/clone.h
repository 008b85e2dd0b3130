/* run/clone - a template on a server, and databases cloned from it, by names that tell whose they are. */
#ifndef DN_RUN_CLONE_H
#define DN_RUN_CLONE_H

#include "run/session.h"

#define DN_CLONE_NAME 64 /* bytes, with the NUL */

/* Connects beside the databases; the target's driver has DUNLIN_CAP_CLONE, here and below.  Whoever has
 * it closes it with the driver. */
DUNLIN_MUST_CHECK dunlin_status dn_clone_connect(dunlin_conn **out, const struct dn_target *target,
						 dunlin_error *err);
/* "dunlin_test_KEY", of the first characters of `key`, lower-case hex. */
void dn_clone_template_name(char name[DN_CLONE_NAME], const char *key);
/* The template is there and finished, or `fill` makes it so, given its URL; once, however many ask at a
 * time.  `conn` is to be closed when this fails. */
DUNLIN_MUST_CHECK dunlin_status dn_clone_prepare(
	dunlin_conn *conn, const struct dn_target *target, const char *template_name,
	int64_t wait_ms, dunlin_status (*fill)(void *payload, const char *url, dunlin_error *err),
	void *payload, dunlin_error *err);
/* A new clone, `number` of those that this process made.  Its name is the template's with the process
 * in it.  *url is the caller's to free. */
DUNLIN_MUST_CHECK dunlin_status dn_clone_make(char name[DN_CLONE_NAME], char **url,
					      dunlin_conn *conn, const struct dn_target *target,
					      const char *template_name, uint64_t number,
					      dunlin_error *err);
DUNLIN_MUST_CHECK dunlin_status dn_clone_drop(dunlin_conn *conn, const struct dn_target *target,
					      const char *name, dunlin_error *err);
/* Drops the clones whose processes have ended, and with `templates` every template as well; *dropped
 * counts them. */
DUNLIN_MUST_CHECK dunlin_status dn_clone_collect(dunlin_conn *conn, const struct dn_target *target,
						 bool templates, int64_t *dropped,
						 dunlin_error *err);

#endif
