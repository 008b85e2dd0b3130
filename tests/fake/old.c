/*
 * old - a driver of a time when the table ended behind tx_state.
 *
 * Its table is a struct of its own, which lies at the end of its memory, so that a reader who goes
 * past `size` does not come far.
 */
#include <dunlin/driver.h>

#include "edge.h"

static dunlin_status old_open(dunlin_conn **out, const struct dunlin_host *host,
			      const struct dunlin_open *how, dunlin_error *err)
{
	const struct dunlin_fault fault = {
		.size = DUNLIN_FAULT_SIZE,
		.status = DUNLIN_ECONNECT,
		.message = "this driver is old",
	};

	(void)how;
	*out = NULL;
	return host->fail(err, &fault);
}

static void old_close(dunlin_conn *conn)
{
	(void)conn;
}

static dunlin_status old_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err)
{
	(void)conn, (void)out, (void)err;
	return DUNLIN_OK;
}

static dunlin_status old_exec(dunlin_conn *conn, const struct dunlin_batch *batch,
			      dunlin_error *err)
{
	(void)conn, (void)batch, (void)err;
	return DUNLIN_OK;
}

static dunlin_status old_query(dunlin_conn *conn, const char *sql, size_t len, dunlin_row_fn on_row,
			       void *payload, dunlin_error *err)
{
	(void)conn, (void)sql, (void)len, (void)on_row, (void)payload, (void)err;
	return DUNLIN_OK;
}

static dunlin_status old_rollback(dunlin_conn *conn, dunlin_error *err)
{
	(void)conn, (void)err;
	return DUNLIN_OK;
}

static int32_t old_tx_state(dunlin_conn *conn)
{
	(void)conn;
	return DUNLIN_TX_OPEN;
}

/* The members of struct dunlin_driver up to tx_state, as they were and have to stay. */
struct old_driver {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t size;
	uint32_t caps[2];
	uint32_t reserved;
	const char *name;
	const char *dialect_name;
	const struct dunlin_dialect *dialect;
	dunlin_status (*open)(dunlin_conn **, const struct dunlin_host *,
			      const struct dunlin_open *, dunlin_error *);
	void (*close)(dunlin_conn *);
	dunlin_status (*info)(dunlin_conn *, struct dunlin_info *, dunlin_error *);
	dunlin_status (*exec)(dunlin_conn *, const struct dunlin_batch *, dunlin_error *);
	dunlin_status (*query)(dunlin_conn *, const char *, size_t, dunlin_row_fn, void *,
			       dunlin_error *);
	dunlin_status (*rollback)(dunlin_conn *, dunlin_error *);
	int32_t (*tx_state)(dunlin_conn *);
};

static const struct old_driver table = {
	.magic = DUNLIN_DRIVER_MAGIC,
	.major = DUNLIN_DRIVER_MAJOR,
	.size = sizeof(struct old_driver),
	.name = "old",
	.dialect_name = "sqlite",
	.open = old_open,
	.close = old_close,
	.info = old_info,
	.exec = old_exec,
	.query = old_query,
	.rollback = old_rollback,
	.tx_state = old_tx_state,
};

DUNLIN_DRIVER_EXPORT(old)
{
	return edge_put(&table, sizeof(table));
}
