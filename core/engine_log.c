/* engine_log - the event log as an embedding program reads it. */
#include <stdlib.h>

#include "base/error.h"
#include "engine.h"
#include "run/log.h"

struct dunlin_log {
	struct dn_log log;
};

void dunlin_log_free(dunlin_log *log)
{
	if (log == NULL)
		return;
	dn_log_clear(&log->log);
	free(log);
}

size_t dunlin_log_count(const dunlin_log *log)
{
	return log->log.n;
}

void dunlin_log_at(const dunlin_log *log, size_t i, struct dunlin_log_entry *out)
{
	const struct dn_log_row none = { 0 }, *row = i < log->log.n ? &log->log.rows[i] : &none;
	const char *const *values = row->values;
	const char *kind = values[DN_EVENT_KIND];
	const struct dunlin_log_entry full = {
		.migration = kind == NULL ? 0 : kind[0],
		.seq = row->seq,
		.event = values[DN_EVENT_EVENT],
		.id = values[DN_EVENT_ID],
		.direction = values[DN_EVENT_DIRECTION],
		.name = values[DN_EVENT_NAME],
		.dialect = values[DN_EVENT_DIALECT],
		.checksum = values[DN_EVENT_CHECKSUM],
		.run_id = values[DN_EVENT_RUN_ID],
		.at = values[DN_EVENT_AT],
		.os_user = values[DN_EVENT_OS_USER],
		.host = values[DN_EVENT_HOST],
		.tool_version = values[DN_EVENT_TOOL_VERSION],
		.detail = values[DN_EVENT_DETAIL],
		.format = values[DN_EVENT_FORMAT],
		.hash = row->hash,
		.fault = row->fault,
	};

	dn_engine_give(out, &out->size, &full, sizeof(full));
}

dunlin_status dunlin_log_check(const dunlin_log *log, const char *expect, dunlin_error *err)
{
	return dn_log_check(&log->log, expect, err);
}

dunlin_status dunlin_log_read(dunlin_log **out, dunlin_engine *engine, dunlin_error *err)
{
	struct dn_view_options options;
	struct dn_view view;
	dunlin_log *log = NULL;
	/* Without the files: one that is wrong says nothing about the log. */
	dunlin_status status = dn_engine_driver(engine, err);

	*out = NULL;
	if (status != DUNLIN_OK)
		return status;
	options = dn_engine_view_options(engine);
	log = calloc(1, sizeof(*log));
	if (log == NULL)
		return dn_fail_nomem(err);
	options.target.how.flags &= ~DUNLIN_OPEN_CREATE; /* looking makes no file */
	status = dn_view_open(&view, &options, err);
	if (status == DUNLIN_OK)
		status = dn_log_read(&log->log, &view, err);
	dn_view_close(&view);
	if (status == DUNLIN_OK) {
		*out = log;
		log = NULL; /* the caller's */
	}
	dunlin_log_free(log);
	return status;
}
