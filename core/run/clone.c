/* run/clone - a template on a server, and databases cloned from it. */
#include "run/clone.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/vec.h"

/* dunlin_test_KEY is a template, dunlin_test_KEY_PLACE_PID_START_NUMBER a clone: what a name says is
 * there from the first moment on, and no crash comes between.  The numbers are in hex. */
#define PREFIX "dunlin_test_"
enum { KEY_LEN = 12 };

static dunlin_status given(const struct dn_target *target, dunlin_status status, dunlin_error *err)
{
	return dn_fail_returned(err, status, target->driver->name);
}

dunlin_status dn_clone_connect(dunlin_conn **out, const struct dn_target *target, dunlin_error *err)
{
	dunlin_status status;

	*out = NULL;
	status = given(target, target->driver->open_beside(out, target->host, &target->how, err),
		       err);
	if (status == DUNLIN_OK && *out == NULL)
		return dn_fail(err, DUNLIN_EPLUGIN, "the driver %s opened nothing",
			       target->driver->name);
	return status;
}

void dn_clone_template_name(char name[DN_CLONE_NAME], const char *key)
{
	snprintf(name, DN_CLONE_NAME, PREFIX "%.*s", KEY_LEN, key);
}

static dunlin_status keep_text(void *payload, size_t n, const char *const *values)
{
	char **out = payload;

	free(*out);
	*out = n > 0 && values[0] != NULL ? strdup(values[0]) : NULL;
	return *out == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static dunlin_status find_url(char **url, const struct dn_target *target, const char *name,
			      dunlin_error *err)
{
	dunlin_status status;

	*url = NULL;
	status = given(target,
		       target->driver->clone_url(target->host, &target->how, name, keep_text, url,
						 err),
		       err);
	if (status == DUNLIN_OK && *url == NULL)
		return dn_fail(err, DUNLIN_EPLUGIN, "the driver %s named no URL",
			       target->driver->name);
	if (status != DUNLIN_OK) {
		free(*url);
		*url = NULL;
	}
	return status;
}

dunlin_status dn_clone_prepare(dunlin_conn *conn, const struct dn_target *target,
			       const char *template_name, int64_t wait_ms,
			       dunlin_status (*fill)(void *payload, const char *url,
						     dunlin_error *err),
			       void *payload, dunlin_error *err)
{
	const struct dunlin_driver *driver = target->driver;
	dunlin_status status;
	int32_t ready = 0;
	char *url = NULL;

	status = given(target, driver->template_begin(conn, template_name, wait_ms, &ready, err),
		       err);
	if (status != DUNLIN_OK)
		dn_error_prefix(err, "no template for the databases of tests");
	if (status != DUNLIN_OK || ready != 0)
		return status;
	status = find_url(&url, target, template_name, err);
	if (status == DUNLIN_OK)
		status = fill(payload, url, err);
	free(url);
	if (status == DUNLIN_OK)
		return given(target, driver->template_end(conn, template_name, err), err);
	/* It would be taken away by the next; but there may be none. */
	dn_ignore(driver->discard(conn, template_name, NULL));
	return status;
}

dunlin_status dn_clone_make(char name[DN_CLONE_NAME], char **url, dunlin_conn *conn,
			    const struct dn_target *target, const char *template_name,
			    const struct dn_process *owner, uint64_t number, dunlin_error *err)
{
	dunlin_status status;

	snprintf(name, DN_CLONE_NAME, "%s_%s_%" PRIx64 "_%" PRIx64 "_%" PRIx64, template_name,
		 owner->place, (uint64_t)owner->pid, owner->start, number);
	status = find_url(url, target, name, err);
	if (status == DUNLIN_OK)
		status = given(target, target->driver->clone(conn, template_name, name, err), err);
	if (status != DUNLIN_OK) {
		free(*url);
		*url = NULL;
	}
	return status;
}

dunlin_status dn_clone_drop(dunlin_conn *conn, const struct dn_target *target, const char *name,
			    dunlin_error *err)
{
	return given(target, target->driver->discard(conn, name, err), err);
}

/* --- what is left of others ---------------------------------------------------------- */

struct names {
	char **items; /* owned */
	size_t n, cap;
};

static dunlin_status keep_name(void *payload, size_t n, const char *const *values)
{
	struct names *names = payload;
	char **name = n == 0 ? NULL
			     : dn_vec_add(&names->items, &names->n, &names->cap, sizeof(*name));

	if (name == NULL)
		return DUNLIN_ENOMEM;
	*name = strdup(values[0] == NULL ? "" : values[0]);
	return *name == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

enum owner { ENDED, LIVING, NOBODY, TEMPLATE, STRANGER };

/* Nothing is dropped whose name is not quite as we write it. */
static enum owner owner_of(const char *name)
{
	const char *key = name + strlen(PREFIX), *rest = key + KEY_LEN;
	struct dn_process process = { .pid = 0 };
	uint64_t pid, number;
	int end = 0;

	if (strlen(name) < strlen(PREFIX) + KEY_LEN ||
	    strspn(key, "0123456789abcdef") != (size_t)KEY_LEN)
		return STRANGER;
	if (*rest == '\0')
		return TEMPLATE;
	if (sscanf(rest, "_%8[0-9a-f]_%" SCNx64 "_%" SCNx64 "_%" SCNx64 "%n", process.place, &pid,
		   &process.start, &number, &end) != 4 ||
	    rest[end] != '\0' || pid > INT32_MAX)
		return STRANGER;
	process.pid = (pid_t)pid;
	if (pid == 0)
		return NOBODY;
	return dn_process_may_live(&process) ? LIVING : ENDED;
}

bool dn_clone_is_one(const char *name)
{
	enum owner owner;

	if (strncmp(name, PREFIX, strlen(PREFIX)) != 0)
		return false;
	owner = owner_of(name);
	return owner == ENDED || owner == LIVING || owner == NOBODY;
}

dunlin_status dn_clone_exists(bool *found, dunlin_conn *conn, const struct dn_target *target,
			      const char *name, dunlin_error *err)
{
	struct names names = { 0 };
	dunlin_status status;
	size_t i;

	*found = false;
	status = target->driver->find_databases(conn, name, keep_name, &names, err);
	status = status == DUNLIN_ENOMEM ? dn_fail_nomem(err) : given(target, status, err);
	for (i = 0; i < names.n; i++) {
		*found = *found || (names.items[i] != NULL && strcmp(names.items[i], name) == 0);
		free(names.items[i]);
	}
	free(names.items);
	return status;
}

static bool is_kept(const struct dn_clone_sweep *sweep, const char *name)
{
	size_t i;

	for (i = 0; i < sweep->n_keep; i++)
		if (strcmp(sweep->keep[i], name) == 0)
			return true;
	return false;
}

/* Those whose owners have ended are no longer among the names. */
static bool has_clone(const struct names *names, size_t template_at)
{
	const char *template_name = names->items[template_at];
	const size_t len = strlen(template_name);
	size_t i;

	for (i = 0; i < names->n; i++)
		if (names->items[i] != NULL && strncmp(names->items[i], template_name, len) == 0 &&
		    names->items[i][len] == '_' && dn_clone_is_one(names->items[i]))
			return true;
	return false;
}

static bool goes(const struct dn_clone_sweep *sweep, const struct names *names, size_t at)
{
	switch (sweep->templates) {
	case DN_CLONE_TEMPLATES_ALL:
		return true;
	case DN_CLONE_TEMPLATES_UNUSED:
		return !is_kept(sweep, names->items[at]) && !has_clone(names, at);
	default:
		return false;
	}
}

/* Drops one, and takes it from the names. */
static dunlin_status sweep_one(dunlin_conn *conn, const struct dn_target *target,
			       const struct dn_clone_sweep *sweep, char **name, int64_t *dropped,
			       dunlin_error *err)
{
	dunlin_status status = dn_clone_drop(conn, target, *name, err);

	if (status != DUNLIN_OK)
		return status;
	(*dropped)++;
	if (sweep->hear != NULL)
		sweep->hear(sweep->payload, *name);
	free(*name);
	*name = NULL;
	return DUNLIN_OK;
}

dunlin_status dn_clone_collect(dunlin_conn *conn, const struct dn_target *target,
			       const struct dn_clone_sweep *sweep, int64_t *dropped,
			       dunlin_error *err)
{
	struct names names = { 0 };
	dunlin_status status;
	size_t i;

	*dropped = 0;
	status = target->driver->find_databases(conn, PREFIX, keep_name, &names, err);
	status = status == DUNLIN_ENOMEM ? dn_fail_nomem(err) : given(target, status, err);
	for (i = 0; i < names.n && status == DUNLIN_OK; i++)
		if (owner_of(names.items[i]) == ENDED)
			status = sweep_one(conn, target, sweep, &names.items[i], dropped, err);
	for (i = 0; i < names.n && status == DUNLIN_OK; i++)
		if (names.items[i] != NULL && owner_of(names.items[i]) == TEMPLATE &&
		    goes(sweep, &names, i))
			status = sweep_one(conn, target, sweep, &names.items[i], dropped, err);
	for (i = 0; i < names.n; i++)
		free(names.items[i]);
	free(names.items);
	return status;
}
