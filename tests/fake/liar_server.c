/* liar_server - the calls about a server that runs for a while, around those of the real driver. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "liar.h"

/* "server~within": it lives in a folder within the one that it was given, and leaves that one. */
static struct dunlin_server moved(const struct dunlin_server *how)
{
	static char folder[512], data[600];
	struct dunlin_server inner = { 0 };

	memcpy(&inner, how, how->size < sizeof(inner) ? how->size : sizeof(inner));
	inner.size = DUNLIN_SERVER_SIZE;
	if (!lie_is("server", "within"))
		return inner;
	snprintf(folder, sizeof(folder), "%s/in", how->folder);
	snprintf(data, sizeof(data), "%s/data", folder);
	(void)mkdir(folder, 0700);
	(void)mkdir(data, 0700);
	inner.folder = folder;
	inner.data = data;
	return inner;
}

static dunlin_status liar_describe_server(const struct dunlin_host *host, uint32_t what,
					  const struct dunlin_server *how, dunlin_row_fn on_row,
					  void *payload, dunlin_error *err)
{
	struct liar_rows rows = { .call = "describe_server", .on_row = on_row, .payload = payload };
	const struct dunlin_server inner = moved(how);
	dunlin_status status;

	if (liar_before("describe_server", &status, err))
		return status;
	if (lie_is("describe_server", "reserved") && how->reserved != 0)
		return liar_fail(err, DUNLIN_EUSAGE);
	if (lie_is("describe_server", "max") && how->size > DUNLIN_SERVER_SIZE)
		return liar_fail(err, DUNLIN_EUSAGE);
	status = liar_real->describe_server(liar_host(host), what, &inner, liar_on_row, &rows, err);
	return liar_rows_end(&rows, liar_after("describe_server", status, err));
}

static dunlin_status liar_open_server(dunlin_served **out, const struct dunlin_host *host,
				      const struct dunlin_server *how, dunlin_error *err)
{
	const struct dunlin_server inner = moved(how);
	dunlin_status status;

	if (liar_before("open_server", &status, err))
		return status;
	return liar_after("open_server", liar_real->open_server(out, liar_host(host), &inner, err),
			  err);
}

static dunlin_status liar_steer_server(dunlin_served *served, uint32_t what, int64_t timeout_ms,
				       struct dunlin_server_end *end, dunlin_error *err)
{
	const uint32_t size = end == NULL ? 0 : end->size;
	dunlin_status status = liar_real->steer_server(served, what, timeout_ms, end, err);

	if (lie_is("steer_server", "overrun") && size > DUNLIN_SERVER_END_SIZE)
		memset((char *)end + DUNLIN_SERVER_END_SIZE, 0, size - DUNLIN_SERVER_END_SIZE);
	return liar_after("steer_server", status, err);
}

static void liar_close_server(dunlin_served *served)
{
	if (served == NULL && lie_is("close_server", "null"))
		abort();
	if (!lie_is("close_server", "silent"))
		liar_real->close_server(served);
}

void liar_wrap_server(struct dunlin_driver *table)
{
	if (table->describe_server == NULL)
		return;
	table->describe_server = liar_describe_server;
	table->open_server = liar_open_server;
	table->steer_server = liar_steer_server;
	table->close_server = liar_close_server;
}
