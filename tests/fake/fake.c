/*
 * fake - a driver that lies in one way, for the loader to refuse or to cope with.
 *
 * As it stands it is an honest driver for nothing: every call succeeds, and all it does is to report
 * statements as done.  It is compiled once for each lie:
 *
 *   -DFAKE_LIE=.member=value      a member of the table; it overrides the honest one
 *   -DFAKE_DIALECT=.member=value  it brings a dialect of its own, with this member in it
 *   -DFAKE_GARBAGE                statuses that do not exist, and failures without a word
 *   -DFAKE_NULL                   the entry point returns no table
 *   -DFAKE_NO_ENTRY               there is no entry point
 *   -DFAKE_ENTRY=dunlin_driver_v2 the entry point is that of another ABI
 *   -DFAKE_CRASH                  it ends the process when it is opened
 *   -DFAKE_SWAP                   when it is loaded, it moves PATH.next to PATH
 */
#include <dunlin/driver.h>

#include <stdlib.h>

#ifdef FAKE_SWAP
#include <dlfcn.h>
#include <stdio.h>
#endif

#if defined(__clang__)
#pragma clang diagnostic ignored "-Winitializer-overrides"
#elif defined(__GNUC__)
#pragma GCC diagnostic ignored "-Woverride-init"
#endif

#ifdef FAKE_GARBAGE
#define STATUS_OF(honest, garbage) (garbage)
#else
#define STATUS_OF(honest, garbage) (honest)
#endif

struct dunlin_conn {
	dunlin_progress_fn on_progress;
	void *payload;
};

static dunlin_status fake_open(dunlin_conn **out, const struct dunlin_host *host,
			       const struct dunlin_open *how, dunlin_error *err)
{
	(void)host, (void)err;
#ifdef FAKE_CRASH
	abort();
#endif
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return DUNLIN_ENOMEM;
	(*out)->on_progress = how->on_progress;
	(*out)->payload = how->payload;
	return DUNLIN_OK;
}

static void fake_close(dunlin_conn *conn)
{
	free(conn);
}

static void fake_cancel(dunlin_conn *conn)
{
	(void)conn;
}

static dunlin_status fake_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err)
{
	(void)conn, (void)out, (void)err;
	return STATUS_OF(DUNLIN_OK, DUNLIN_EREFUSED); /* the engine's alone */
}

static dunlin_status fake_exec(dunlin_conn *conn, const struct dunlin_batch *batch,
			       dunlin_error *err)
{
	struct dunlin_progress done = { .size = DUNLIN_PROGRESS_SIZE,
					.kind = DUNLIN_PROGRESS_DONE,
					.rows = -1 };

	(void)err;
	for (; batch != NULL && done.stmt_index < (int64_t)batch->count; done.stmt_index++)
		if (conn->on_progress != NULL)
			conn->on_progress(conn->payload, &done);
	return STATUS_OF(DUNLIN_OK, 9999);
}

static dunlin_status fake_query(dunlin_conn *conn, const char *sql, size_t len,
				dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	(void)conn, (void)sql, (void)len, (void)on_row, (void)payload, (void)err;
	return STATUS_OF(DUNLIN_OK, -1);
}

static dunlin_status fake_rollback(dunlin_conn *conn, dunlin_error *err)
{
	(void)conn, (void)err;
	return STATUS_OF(DUNLIN_OK, DUNLIN_ECONNLOST); /* a status that exists, and no word */
}

static int32_t fake_tx_state(dunlin_conn *conn)
{
	(void)conn;
	return DUNLIN_TX_NONE;
}

static dunlin_status fake_setup(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
				dunlin_error *err)
{
	(void)conn, (void)on_row, (void)payload, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_reset(dunlin_conn *conn, dunlin_error *err)
{
	(void)conn, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_lock(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	(void)conn, (void)key, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_find_tables(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
				      void *payload, dunlin_error *err)
{
	(void)conn, (void)name, (void)on_row, (void)payload, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_database(const struct dunlin_host *host, const struct dunlin_open *how,
				   dunlin_error *err)
{
	(void)host, (void)how, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_open_scratch(dunlin_conn **out, dunlin_conn *conn,
				       const struct dunlin_open *how, dunlin_error *err)
{
	(void)conn, (void)how, (void)err;
	*out = NULL;
	return DUNLIN_OK;
}

static dunlin_status fake_verify_statement(dunlin_conn *conn, uint32_t when,
					   const struct dunlin_statement *statement,
					   const char *remembered, struct dunlin_found *out,
					   dunlin_error *err)
{
	(void)conn, (void)when, (void)statement, (void)remembered, (void)err;
	out->found = DUNLIN_FOUND_UNKNOWN;
	return DUNLIN_OK;
}

static dunlin_status fake_backup(dunlin_conn *conn, const struct dunlin_backup *what,
				 dunlin_error *err)
{
	(void)conn, (void)what, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_restore(const struct dunlin_host *host, const struct dunlin_open *how,
				  const struct dunlin_backup *what, dunlin_error *err)
{
	(void)host, (void)how, (void)what, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_inspect(dunlin_conn *conn, uint32_t topic, dunlin_column_fn on_column,
				  dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	(void)conn, (void)topic, (void)on_column, (void)on_row, (void)payload, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_explain(dunlin_conn *conn, const char *sql, size_t len,
				  dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	(void)conn, (void)sql, (void)len, (void)on_row, (void)payload, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_snapshot_form(const struct dunlin_host *host, dunlin_row_fn on_row,
					void *payload, dunlin_error *err)
{
	(void)host, (void)on_row, (void)payload, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_snapshot(dunlin_conn *conn, dunlin_bytes_fn on_bytes, void *payload,
				   dunlin_error *err)
{
	(void)conn, (void)on_bytes, (void)payload, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_open_snapshot(void **native, const struct dunlin_host *host,
					const struct dunlin_open *how,
					const struct dunlin_snapshot *from, dunlin_error *err)
{
	(void)host, (void)how, (void)from, (void)err;
	*native = NULL;
	return DUNLIN_OK;
}

static dunlin_status fake_close_snapshot(const struct dunlin_host *host, void *native,
					 dunlin_error *err)
{
	(void)host, (void)native, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_open_beside(dunlin_conn **out, const struct dunlin_host *host,
				      const struct dunlin_open *how, dunlin_error *err)
{
	(void)host, (void)how, (void)err;
	*out = NULL;
	return DUNLIN_OK;
}

static dunlin_status fake_template_begin(dunlin_conn *conn, const char *name, int64_t wait_ms,
					 int32_t *ready, dunlin_error *err)
{
	(void)conn, (void)name, (void)wait_ms, (void)err;
	*ready = 0;
	return DUNLIN_OK;
}

static dunlin_status fake_template_end(dunlin_conn *conn, const char *name, dunlin_error *err)
{
	(void)conn, (void)name, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_clone(dunlin_conn *conn, const char *from, const char *name,
				dunlin_error *err)
{
	(void)conn, (void)from, (void)name, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_discard(dunlin_conn *conn, const char *name, dunlin_error *err)
{
	(void)conn, (void)name, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_find_databases(dunlin_conn *conn, const char *prefix,
					 dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	(void)conn, (void)prefix, (void)on_row, (void)payload, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_clone_url(const struct dunlin_host *host, const struct dunlin_open *how,
				    const char *name, dunlin_row_fn on_row, void *payload,
				    dunlin_error *err)
{
	(void)host, (void)how, (void)name, (void)on_row, (void)payload, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_describe_server(const struct dunlin_host *host, uint32_t what,
					  const struct dunlin_server *how, dunlin_row_fn on_row,
					  void *payload, dunlin_error *err)
{
	(void)host, (void)what, (void)how, (void)on_row, (void)payload, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_open_server(dunlin_served **out, const struct dunlin_host *host,
				      const struct dunlin_server *how, dunlin_error *err)
{
	(void)host, (void)how, (void)err;
	*out = NULL;
	return DUNLIN_OK;
}

static dunlin_status fake_steer_server(dunlin_served *served, uint32_t what, int64_t timeout_ms,
				       struct dunlin_server_end *end, dunlin_error *err)
{
	(void)served, (void)what, (void)timeout_ms, (void)end, (void)err;
	return DUNLIN_OK;
}

static void fake_close_server(dunlin_served *served)
{
	(void)served;
}

static dunlin_status fake_position(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
				   dunlin_error *err)
{
	(void)conn, (void)on_row, (void)payload, (void)err;
	return DUNLIN_OK;
}

static dunlin_status fake_replicas(dunlin_conn *conn, const char *position, dunlin_row_fn on_row,
				   void *payload, dunlin_error *err)
{
	(void)conn, (void)position, (void)on_row, (void)payload, (void)err;
	return DUNLIN_OK;
}

#ifdef FAKE_DIALECT
static const struct dunlin_dialect fake_dialect = { .size = DUNLIN_DIALECT_SIZE,
						    .name = "fakesql",
						    .base = "sqlite",
						    .begin = "BEGIN FAKE",
						    FAKE_DIALECT };
#endif

static const struct dunlin_driver table = {
	.magic = DUNLIN_DRIVER_MAGIC,
	.major = DUNLIN_DRIVER_MAJOR,
	.minor = DUNLIN_DRIVER_MINOR,
	.size = DUNLIN_DRIVER_SIZE,
	.caps = { DUNLIN_CAP_RESET | DUNLIN_CAP_LOCK | DUNLIN_CAP_CANCEL | DUNLIN_CAP_FIND |
		  DUNLIN_CAP_DATABASES | DUNLIN_CAP_SCRATCH | DUNLIN_CAP_VERIFY |
		  DUNLIN_CAP_BACKUP | DUNLIN_CAP_INSPECT | DUNLIN_CAP_EXPLAIN | DUNLIN_CAP_LEND |
		  DUNLIN_CAP_SNAPSHOT | DUNLIN_CAP_CLONE | DUNLIN_CAP_SERVER |
		  DUNLIN_CAP_REPLICAS },
	.name = "fake",
#ifdef FAKE_DIALECT
	.dialect_name = "fakesql",
	.dialect = &fake_dialect,
#else
	.dialect_name = "sqlite",
#endif
	.open = fake_open,
	.close = fake_close,
	.info = fake_info,
	.exec = fake_exec,
	.query = fake_query,
	.rollback = fake_rollback,
	.tx_state = fake_tx_state,
	.setup = fake_setup,
	.reset = fake_reset,
	.lock_try = fake_lock,
	.lock_release = fake_lock,
	.cancel = fake_cancel,
	.find_tables = fake_find_tables,
	.create_database = fake_database,
	.drop_database = fake_database,
	.open_scratch = fake_open_scratch,
	.verify_statement = fake_verify_statement,
	.backup = fake_backup,
	.restore = fake_restore,
	.inspect = fake_inspect,
	.explain = fake_explain,
	.snapshot_form = fake_snapshot_form,
	.snapshot = fake_snapshot,
	.open_snapshot = fake_open_snapshot,
	.close_snapshot = fake_close_snapshot,
	.open_beside = fake_open_beside,
	.template_begin = fake_template_begin,
	.template_end = fake_template_end,
	.clone = fake_clone,
	.discard = fake_discard,
	.find_databases = fake_find_databases,
	.clone_url = fake_clone_url,
	.describe_server = fake_describe_server,
	.open_server = fake_open_server,
	.steer_server = fake_steer_server,
	.close_server = fake_close_server,
	.position = fake_position,
	.replicas = fake_replicas,
#ifdef FAKE_LIE
	FAKE_LIE
#endif
};

#ifdef FAKE_SWAP
__attribute__((constructor)) static void swap(void)
{
	char next[4096];
	Dl_info info;

	if (dladdr(&table, &info) != 0 &&
	    snprintf(next, sizeof(next), "%s.next", info.dli_fname) < (int)sizeof(next))
		(void)rename(next, info.dli_fname);
}
#endif

#if defined(FAKE_NO_ENTRY)
DUNLIN_API const void *fake_is_no_driver(void);
const void *fake_is_no_driver(void)
{
	return &table;
}
#elif defined(FAKE_ENTRY)
DUNLIN_API const struct dunlin_driver *FAKE_ENTRY(void);
const struct dunlin_driver *FAKE_ENTRY(void)
{
	return &table;
}
#else
DUNLIN_DRIVER_EXPORT(fake)
{
#ifdef FAKE_NULL
	return (void)table, NULL;
#else
	return &table;
#endif
}
#endif
