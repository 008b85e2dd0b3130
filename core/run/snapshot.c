/* run/snapshot - a migrated database as bytes, and databases in memory made of them. */
#include "run/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "run/runner.h"

void dn_snapshot_clear(struct dn_snapshot *snapshot)
{
	free(snapshot->bytes);
	snapshot->bytes = NULL;
	snapshot->len = 0;
}

static dunlin_status add_form(void *payload, size_t n, const char *const *values)
{
	size_t i;

	for (i = 0; i < n; i++)
		dn_digest_add_field(payload, values[i]);
	return DUNLIN_OK;
}

dunlin_status dn_snapshot_form(struct dn_digest *digest, const struct dn_target *target,
			       dunlin_error *err)
{
	const struct dunlin_driver *driver = target->driver;

	dn_digest_add_field(digest, driver->name);
	return dn_fail_returned(err, driver->snapshot_form(target->host, add_form, digest, err),
				driver->name);
}

static dunlin_status keep(void *payload, const void *bytes, uint64_t len)
{
	struct dn_snapshot *out = payload;

	dn_snapshot_clear(out);
	out->bytes = len < SIZE_MAX ? malloc((size_t)len + 1) : NULL;
	if (out->bytes == NULL)
		return DUNLIN_ENOMEM;
	if (len > 0)
		memcpy(out->bytes, bytes, (size_t)len);
	out->len = len;
	return DUNLIN_OK;
}

static dunlin_status take(struct dn_snapshot *out, struct dn_session *session, dunlin_error *err)
{
	const struct dunlin_driver *driver = session->target->driver;
	dunlin_status status;

	if (err != NULL)
		dn_error_clear(err);
	status = driver->snapshot(session->conn, keep, out, err);
	if (status == DUNLIN_ENOMEM)
		return dn_fail_nomem(err);
	status = dn_fail_returned(err, status, driver->name);
	if (status == DUNLIN_OK && out->bytes == NULL)
		return dn_fail(err, DUNLIN_EPLUGIN, "the driver %s took no snapshot", driver->name);
	return status;
}

dunlin_status dn_snapshot_make(struct dn_snapshot *out, const struct dn_view_options *options,
			       struct dn_wish *wishes, size_t n_wishes, dunlin_error *err)
{
	struct dn_view view;
	struct dn_result result;
	dunlin_status status = dn_view_open(&view, options, err);
	size_t i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < n_wishes && status == DUNLIN_OK; i++)
		status = dn_run(&view, &wishes[i], &result, err);
	if (status == DUNLIN_OK)
		status = take(out, &view.session, err);
	dn_view_close(&view);
	return status;
}

dunlin_status dn_snapshot_open(void **native, const struct dn_target *target,
			       const struct dn_snapshot *from, const void *client,
			       dunlin_error *err)
{
	const struct dunlin_driver *driver = target->driver;
	const struct dunlin_snapshot given = { .size = DUNLIN_SNAPSHOT_SIZE,
					       .bytes = from->bytes,
					       .len = from->len,
					       .client = client };
	dunlin_status status;

	*native = NULL;
	status = driver->open_snapshot(native, target->host, &target->how, &given, err);
	status = dn_fail_returned(err, status, driver->name);
	if (status == DUNLIN_OK && *native == NULL)
		return dn_fail(err, DUNLIN_EPLUGIN, "the driver %s opened nothing", driver->name);
	if (status != DUNLIN_OK)
		*native = NULL;
	return status;
}

dunlin_status dn_snapshot_close(const struct dn_target *target, void *native, dunlin_error *err)
{
	const struct dunlin_driver *driver = target->driver;

	return dn_fail_returned(err, driver->close_snapshot(target->host, native, err),
				driver->name);
}
