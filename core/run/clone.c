/* run/clone - a template on a server, and databases cloned from it. */
#include "run/clone.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/process.h"
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
			    uint64_t number, dunlin_error *err)
{
	struct dn_process self;
	dunlin_status status;

	dn_process_self(&self);
	snprintf(name, DN_CLONE_NAME, "%s_%s_%" PRIx64 "_%" PRIx64 "_%" PRIx64, template_name,
		 self.place, (uint64_t)self.pid, self.start, number);
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

enum owner { NOBODY, LIVING, TEMPLATE, STRANGER };

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
	return dn_process_may_live(&process) ? LIVING : NOBODY;
}

dunlin_status dn_clone_collect(dunlin_conn *conn, const struct dn_target *target, bool templates,
			       int64_t *dropped, dunlin_error *err)
{
	struct names names = { 0 };
	enum owner owner;
	dunlin_status status;
	size_t i;

	*dropped = 0;
	status = target->driver->find_databases(conn, PREFIX, keep_name, &names, err);
	status = status == DUNLIN_ENOMEM ? dn_fail_nomem(err) : given(target, status, err);
	for (i = 0; i < names.n && status == DUNLIN_OK; i++) {
		owner = owner_of(names.items[i]);
		if (owner != NOBODY && !(owner == TEMPLATE && templates))
			continue;
		status = dn_clone_drop(conn, target, names.items[i], err);
		*dropped += status == DUNLIN_OK;
	}
	for (i = 0; i < names.n; i++)
		free(names.items[i]);
	free(names.items);
	return status;
}
