/* run/clone - a template on a server, and databases cloned from it, by names that tell whose they are. */
#ifndef DN_RUN_CLONE_H
#define DN_RUN_CLONE_H

#include "base/process.h"
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
/* A new clone, `number` of those that its owner has; an owner whose pid is 0 is nobody, and the clone
 * stays until it is dropped by name.  Its name is the template's with the owner in it.  *url is the
 * caller's to free. */
DUNLIN_MUST_CHECK dunlin_status dn_clone_make(char name[DN_CLONE_NAME], char **url,
					      dunlin_conn *conn, const struct dn_target *target,
					      const char *template_name,
					      const struct dn_process *owner, uint64_t number,
					      dunlin_error *err);
DUNLIN_MUST_CHECK dunlin_status dn_clone_exists(bool *found, dunlin_conn *conn,
						const struct dn_target *target, const char *name,
						dunlin_error *err);
/* Whether a name is one of ours, and a clone's. */
bool dn_clone_is_one(const char *name);
DUNLIN_MUST_CHECK dunlin_status dn_clone_drop(dunlin_conn *conn, const struct dn_target *target,
					      const char *name, dunlin_error *err);
/* What dn_clone_collect() takes besides the clones whose owners have ended. */
enum dn_clone_templates {
	DN_CLONE_TEMPLATES_STAY,
	DN_CLONE_TEMPLATES_UNUSED, /* those that have no clone left, but for `keep` */
	DN_CLONE_TEMPLATES_ALL,
};
struct dn_clone_sweep {
	enum dn_clone_templates templates;
	const char (*keep)[DN_CLONE_NAME]; /* names of templates */
	size_t n_keep;
	void (*hear)(void *payload, const char *name); /* one was dropped; may be NULL */
	void *payload;
};
DUNLIN_MUST_CHECK dunlin_status dn_clone_collect(dunlin_conn *conn, const struct dn_target *target,
						 const struct dn_clone_sweep *sweep,
						 int64_t *dropped, dunlin_error *err);

#endif
