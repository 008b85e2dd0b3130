/*
 * future - a driver of a time when the table had more calls, and there were more capabilities.
 *
 * The calls that nobody knows yet lie where nobody may read.
 */
#include <dunlin/driver.h>

#include "edge.h"

static dunlin_status future_open(dunlin_conn **out, const struct dunlin_host *host,
				 const struct dunlin_open *how, dunlin_error *err)
{
	(void)host, (void)how, (void)err;
	*out = NULL;
	return DUNLIN_OK;
}

static void future_close(dunlin_conn *conn)
{
	(void)conn;
}

static dunlin_status future_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err)
{
	(void)conn, (void)out, (void)err;
	return DUNLIN_OK;
}

static dunlin_status future_exec(dunlin_conn *conn, const struct dunlin_batch *batch,
				 dunlin_error *err)
{
	(void)conn, (void)batch, (void)err;
	return DUNLIN_OK;
}

static dunlin_status future_query(dunlin_conn *conn, const char *sql, size_t len,
				  dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	(void)conn, (void)sql, (void)len, (void)on_row, (void)payload, (void)err;
	return DUNLIN_OK;
}

static dunlin_status future_reset(dunlin_conn *conn, dunlin_error *err)
{
	(void)conn, (void)err;
	return DUNLIN_OK;
}

static int32_t future_tx_state(dunlin_conn *conn)
{
	(void)conn;
	return DUNLIN_TX_FAILED;
}

struct future_driver {
	struct dunlin_driver known;
	void (*unheard_of[4])(void);
};

static const struct future_driver table = {
	.known = {
		.magic = DUNLIN_DRIVER_MAGIC,
		.major = DUNLIN_DRIVER_MAJOR,
		.minor = UINT16_MAX,
		.size = sizeof(struct future_driver),
		.caps = { DUNLIN_CAP_RESET | 1u << 30 | 1u << 31, UINT32_MAX },
		.name = "future",
		.dialect_name = "sqlite",
		.open = future_open,
		.close = future_close,
		.info = future_info,
		.exec = future_exec,
		.query = future_query,
		.rollback = future_reset,
		.tx_state = future_tx_state,
		.reset = future_reset,
	},
};

DUNLIN_DRIVER_EXPORT(future)
{
	return edge_put(&table, DUNLIN_DRIVER_SIZE);
}
