/* host/admit - checks a driver's table, and makes the one copy of it. */
#include "host/admit.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "host/dialect.h"
#include "host/manifest.h"

#define REQUIRED 0u /* instead of a capability */
#define OPTIONAL UINT32_MAX

typedef void (*call_fn)(void);

static dunlin_status lacks(dunlin_error *err, const char *ability)
{
	return dn_fail(err, DUNLIN_EUNSUPPORTED, "the driver cannot %s", ability);
}

static dunlin_status stub_setup(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
				dunlin_error *err)
{
	(void)conn, (void)on_row, (void)payload;
	return lacks(err, "say how it sets a session up (setup)");
}

static dunlin_status stub_reset(dunlin_conn *conn, dunlin_error *err)
{
	(void)conn;
	return lacks(err, "reset a session (reset)");
}

static dunlin_status stub_lock(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	(void)conn, (void)key;
	return lacks(err, "lock (lock_try, lock_release)");
}

static void stub_cancel(dunlin_conn *conn)
{
	(void)conn;
}

static dunlin_status stub_find_tables(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
				      void *payload, dunlin_error *err)
{
	(void)conn, (void)name, (void)on_row, (void)payload;
	return lacks(err, "find tables (find_tables)");
}

static dunlin_status stub_database(const struct dunlin_host *host, const struct dunlin_open *how,
				   dunlin_error *err)
{
	(void)host, (void)how;
	return lacks(err, "create or drop databases (create_database, drop_database)");
}

static dunlin_status stub_open_scratch(dunlin_conn **out, dunlin_conn *conn,
				       const struct dunlin_open *how, dunlin_error *err)
{
	(void)conn, (void)how;
	*out = NULL;
	return lacks(err, "copy a database to try things on (open_scratch)");
}

static dunlin_status stub_verify_statement(dunlin_conn *conn, uint32_t when,
					   const struct dunlin_statement *statement,
					   const char *remembered, struct dunlin_found *out,
					   dunlin_error *err)
{
	(void)conn, (void)when, (void)statement, (void)remembered, (void)out;
	return lacks(err, "say what became of a statement (verify_statement)");
}

static dunlin_status stub_backup(dunlin_conn *conn, const struct dunlin_backup *what,
				 dunlin_error *err)
{
	(void)conn, (void)what;
	return lacks(err, "back a database up (backup)");
}

static dunlin_status stub_restore(const struct dunlin_host *host, const struct dunlin_open *how,
				  const struct dunlin_backup *what, dunlin_error *err)
{
	(void)host, (void)how, (void)what;
	return lacks(err, "restore a database (restore)");
}

static dunlin_status stub_inspect(dunlin_conn *conn, uint32_t topic, dunlin_column_fn on_column,
				  dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	(void)conn, (void)topic, (void)on_column, (void)on_row, (void)payload;
	return lacks(err, "say what is in a database (inspect)");
}

static dunlin_status stub_explain(dunlin_conn *conn, const char *sql, size_t len,
				  dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	(void)conn, (void)sql, (void)len, (void)on_row, (void)payload;
	return lacks(err, "say which indexes a statement uses (explain)");
}

static dunlin_status stub_snapshot_form(const struct dunlin_host *host, dunlin_row_fn on_row,
					void *payload, dunlin_error *err)
{
	(void)host, (void)on_row, (void)payload;
	return lacks(err, "say what a snapshot depends on (snapshot_form)");
}

static dunlin_status stub_snapshot(dunlin_conn *conn, dunlin_bytes_fn on_bytes, void *payload,
				   dunlin_error *err)
{
	(void)conn, (void)on_bytes, (void)payload;
	return lacks(err, "take a snapshot of a database (snapshot)");
}

static dunlin_status stub_open_snapshot(void **native, const struct dunlin_host *host,
					const struct dunlin_open *how,
					const struct dunlin_snapshot *from, dunlin_error *err)
{
	(void)host, (void)how, (void)from;
	*native = NULL;
	return lacks(err, "make a database of a snapshot (open_snapshot)");
}

static dunlin_status stub_close_snapshot(const struct dunlin_host *host, void *native,
					 dunlin_error *err)
{
	(void)host, (void)native;
	return lacks(err, "close a database made of a snapshot (close_snapshot)");
}

static dunlin_status stub_open_beside(dunlin_conn **out, const struct dunlin_host *host,
				      const struct dunlin_open *how, dunlin_error *err)
{
	(void)host, (void)how;
	*out = NULL;
	return lacks(err, "work beside its databases (open_beside)");
}

static dunlin_status stub_template_begin(dunlin_conn *conn, const char *name, int64_t wait_ms,
					 int32_t *ready, dunlin_error *err)
{
	(void)conn, (void)name, (void)wait_ms;
	*ready = 0;
	return lacks(err, "make a template of a database (template_begin)");
}

static dunlin_status stub_template_end(dunlin_conn *conn, const char *name, dunlin_error *err)
{
	(void)conn, (void)name;
	return lacks(err, "finish a template of a database (template_end)");
}

static dunlin_status stub_clone(dunlin_conn *conn, const char *from, const char *name,
				dunlin_error *err)
{
	(void)conn, (void)from, (void)name;
	return lacks(err, "clone a database (clone)");
}

static dunlin_status stub_discard(dunlin_conn *conn, const char *name, dunlin_error *err)
{
	(void)conn, (void)name;
	return lacks(err, "discard a clone (discard)");
}

static dunlin_status stub_find_databases(dunlin_conn *conn, const char *prefix,
					 dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	(void)conn, (void)prefix, (void)on_row, (void)payload;
	return lacks(err, "find databases (find_databases)");
}

static dunlin_status stub_clone_url(const struct dunlin_host *host, const struct dunlin_open *how,
				    const char *name, dunlin_row_fn on_row, void *payload,
				    dunlin_error *err)
{
	(void)host, (void)how, (void)name, (void)on_row, (void)payload;
	return lacks(err, "name a clone by a URL (clone_url)");
}

static dunlin_status stub_describe_server(const struct dunlin_host *host, uint32_t what,
					  const struct dunlin_server *how, dunlin_row_fn on_row,
					  void *payload, dunlin_error *err)
{
	(void)host, (void)what, (void)how, (void)on_row, (void)payload;
	return lacks(err, "say how a server is run (describe_server)");
}

static dunlin_status stub_open_server(dunlin_served **out, const struct dunlin_host *host,
				      const struct dunlin_server *how, dunlin_error *err)
{
	(void)host, (void)how;
	*out = NULL;
	return lacks(err, "run a server (open_server)");
}

static dunlin_status stub_steer_server(dunlin_served *served, uint32_t what, int64_t timeout_ms,
				       struct dunlin_server_end *end, dunlin_error *err)
{
	(void)served, (void)what, (void)timeout_ms, (void)end;
	return lacks(err, "run a server (steer_server)");
}

static void stub_close_server(dunlin_served *served)
{
	(void)served;
}

static dunlin_status stub_position(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
				   dunlin_error *err)
{
	(void)conn, (void)on_row, (void)payload;
	return lacks(err, "say how far the log of a database is (position)");
}

static dunlin_status stub_replicas(dunlin_conn *conn, const char *position, dunlin_row_fn on_row,
				   void *payload, dunlin_error *err)
{
	(void)conn, (void)position, (void)on_row, (void)payload;
	return lacks(err, "say how far replicas are behind (replicas)");
}

#define CALL(member) #member, offsetof(struct dunlin_driver, member)

/* Every call of the table. */
static const struct call {
	const char *name;
	size_t offset;
	uint32_t cap; /* that promises it, or REQUIRED or OPTIONAL */
	call_fn stub;
} calls[] = {
	{ CALL(open), REQUIRED, NULL },
	{ CALL(close), REQUIRED, NULL },
	{ CALL(info), REQUIRED, NULL },
	{ CALL(exec), REQUIRED, NULL },
	{ CALL(query), REQUIRED, NULL },
	{ CALL(rollback), REQUIRED, NULL },
	{ CALL(tx_state), REQUIRED, NULL },
	{ CALL(setup), OPTIONAL, (call_fn)stub_setup },
	{ CALL(reset), DUNLIN_CAP_RESET, (call_fn)stub_reset },
	{ CALL(lock_try), DUNLIN_CAP_LOCK, (call_fn)stub_lock },
	{ CALL(lock_release), DUNLIN_CAP_LOCK, (call_fn)stub_lock },
	{ CALL(cancel), DUNLIN_CAP_CANCEL, (call_fn)stub_cancel },
	{ CALL(find_tables), DUNLIN_CAP_FIND, (call_fn)stub_find_tables },
	{ CALL(create_database), DUNLIN_CAP_DATABASES, (call_fn)stub_database },
	{ CALL(drop_database), DUNLIN_CAP_DATABASES, (call_fn)stub_database },
	{ CALL(open_scratch), DUNLIN_CAP_SCRATCH, (call_fn)stub_open_scratch },
	{ CALL(verify_statement), DUNLIN_CAP_VERIFY, (call_fn)stub_verify_statement },
	{ CALL(backup), DUNLIN_CAP_BACKUP, (call_fn)stub_backup },
	{ CALL(restore), DUNLIN_CAP_BACKUP, (call_fn)stub_restore },
	{ CALL(inspect), DUNLIN_CAP_INSPECT, (call_fn)stub_inspect },
	{ CALL(explain), DUNLIN_CAP_EXPLAIN, (call_fn)stub_explain },
	{ CALL(snapshot_form), DUNLIN_CAP_SNAPSHOT, (call_fn)stub_snapshot_form },
	{ CALL(snapshot), DUNLIN_CAP_SNAPSHOT, (call_fn)stub_snapshot },
	{ CALL(open_snapshot), DUNLIN_CAP_SNAPSHOT, (call_fn)stub_open_snapshot },
	{ CALL(close_snapshot), DUNLIN_CAP_SNAPSHOT, (call_fn)stub_close_snapshot },
	{ CALL(open_beside), DUNLIN_CAP_CLONE, (call_fn)stub_open_beside },
	{ CALL(template_begin), DUNLIN_CAP_CLONE, (call_fn)stub_template_begin },
	{ CALL(template_end), DUNLIN_CAP_CLONE, (call_fn)stub_template_end },
	{ CALL(clone), DUNLIN_CAP_CLONE, (call_fn)stub_clone },
	{ CALL(discard), DUNLIN_CAP_CLONE, (call_fn)stub_discard },
	{ CALL(find_databases), DUNLIN_CAP_CLONE, (call_fn)stub_find_databases },
	{ CALL(clone_url), DUNLIN_CAP_CLONE, (call_fn)stub_clone_url },
	{ CALL(describe_server), DUNLIN_CAP_SERVER, (call_fn)stub_describe_server },
	{ CALL(open_server), DUNLIN_CAP_SERVER, (call_fn)stub_open_server },
	{ CALL(steer_server), DUNLIN_CAP_SERVER, (call_fn)stub_steer_server },
	{ CALL(close_server), DUNLIN_CAP_SERVER, (call_fn)stub_close_server },
	{ CALL(position), DUNLIN_CAP_REPLICAS, (call_fn)stub_position },
	{ CALL(replicas), DUNLIN_CAP_REPLICAS, (call_fn)stub_replicas },
};
#define N_CALLS (sizeof(calls) / sizeof(calls[0]))

_Static_assert(DUNLIN_DRIVER_SIZE ==
		       offsetof(struct dunlin_driver, open) + N_CALLS * sizeof(call_fn),
	       "every call of the table has its line above");

dunlin_status dn_driver_other_abi(uint32_t major, const char *where, dunlin_error *err)
{
	dunlin_status status = dn_fail_at(
		err, DUNLIN_EPLUGIN, where, 0, 0,
		"it is built for driver ABI %u (dunlin_driver_v%u), and this Dunlin takes ABI %d "
		"(" DUNLIN_DRIVER_ENTRY ")",
		(unsigned)major, (unsigned)major, DUNLIN_DRIVER_MAJOR);

	if (major < DUNLIN_DRIVER_MAJOR)
		dn_error_hint(err, "build it anew with the headers of this Dunlin, or install a "
				   "version of it that was");
	else
		dn_error_hint(err, "it needs a newer Dunlin");
	return status;
}

/* The head, read from the driver's own memory before any of the rest is. */
static dunlin_status check_head(const struct dunlin_driver *table, const char *where,
				dunlin_error *err)
{
	if (table == NULL)
		return dn_fail_at(err, DUNLIN_EPLUGIN, where, 0, 0,
				  DUNLIN_DRIVER_ENTRY "() returned no table");
	if (table->magic != DUNLIN_DRIVER_MAGIC)
		return dn_fail_at(err, DUNLIN_EPLUGIN, where, 0, 0,
				  "its table is not that of a driver (magic %08x)",
				  (unsigned)table->magic);
	if (table->major != DUNLIN_DRIVER_MAJOR)
		return dn_fail_at(err, DUNLIN_EPLUGIN, where, 0, 0,
				  "its table says driver ABI %d, and " DUNLIN_DRIVER_ENTRY
				  "() is of ABI %d",
				  table->major, DUNLIN_DRIVER_MAJOR);
	/* `setup` is the first member that is not required. */
	if (table->size < offsetof(struct dunlin_driver, setup))
		return dn_fail_at(err, DUNLIN_EPLUGIN, where, 0, 0,
				  "its table is too short: %u bytes, %u are required",
				  (unsigned)table->size,
				  (unsigned)offsetof(struct dunlin_driver, setup));
	return DUNLIN_OK;
}

/* Whether the driver has the call: its table reaches that far, and there is one. */
static bool has_call(const struct dunlin_driver *copy, const struct call *call)
{
	call_fn function;

	if (copy->size < call->offset + sizeof(function))
		return false;
	memcpy(&function, (const char *)copy + call->offset, sizeof(function));
	return function != NULL;
}

static dunlin_status fill_calls(struct dunlin_driver *copy, const char *where, dunlin_error *err)
{
	const struct call *call;
	bool claimed;

	for (call = calls; call < calls + N_CALLS; call++) {
		if (has_call(copy, call)) {
			claimed = call->cap == REQUIRED || call->cap == OPTIONAL ||
				  (copy->caps[0] & call->cap) != 0;
			if (claimed)
				continue;
		} else if (call->cap == REQUIRED) {
			return dn_fail_at(err, DUNLIN_EPLUGIN, where, 0, 0,
					  "it lacks the required call %s", call->name);
		} else if (call->cap != OPTIONAL && (copy->caps[0] & call->cap) != 0) {
			return dn_fail_at(err, DUNLIN_EPLUGIN, where, 0, 0,
					  "it claims an ability without the call %s", call->name);
		}
		memcpy((char *)copy + call->offset, &call->stub, sizeof(call->stub));
	}
	return DUNLIN_OK;
}

static dunlin_status choose_dialect(struct dn_driver *driver, const char *where,
				    dn_dialect_fn engines, dunlin_error *err)
{
	const struct dunlin_driver *table = &driver->table;

	if (!dn_manifest_is_name(table->dialect_name))
		return dn_fail_at(err, DUNLIN_EPLUGIN, where, 0, 0,
				  "it does not name its dialect properly");
	if (table->dialect != NULL) {
		driver->dialect = &driver->own;
		return dn_dialect_resolve(&driver->own, table->dialect, table->dialect_name,
					  engines, where, err);
	}
	driver->dialect = engines(table->dialect_name);
	if (driver->dialect == NULL)
		return dn_fail_at(err, DUNLIN_EPLUGIN, where, 0, 0,
				  "its dialect %s is neither known nor brought along",
				  table->dialect_name);
	return DUNLIN_OK;
}

dunlin_status dn_driver_admit(struct dn_driver **out, const struct dunlin_driver *table,
			      const char *where, dn_dialect_fn engines, dunlin_error *err)
{
	struct dn_driver *driver = NULL;
	dunlin_status status;
	size_t size;

	*out = NULL;
	status = check_head(table, where, err);
	if (status != DUNLIN_OK)
		goto done;
	driver = calloc(1, sizeof(*driver));
	if (driver == NULL || (driver->path = strdup(where)) == NULL) {
		status = dn_fail_nomem(err);
		goto done;
	}
	size = table->size < DUNLIN_DRIVER_SIZE ? table->size : DUNLIN_DRIVER_SIZE;
	memcpy(&driver->table, table, size);
	driver->table.caps[0] &= DUNLIN_CAP_ALL;
	driver->table.caps[1] = 0;
	if (!dn_manifest_is_name(driver->table.name)) {
		status = dn_fail_at(err, DUNLIN_EPLUGIN, where, 0, 0,
				    "its name is not a lower-case word");
		goto done;
	}
	status = fill_calls(&driver->table, where, err);
	if (status != DUNLIN_OK)
		goto done;
	driver->table.size = DUNLIN_DRIVER_SIZE; /* every call is there now */
	status = choose_dialect(driver, where, engines, err);
	if (status != DUNLIN_OK)
		goto done;
	driver->table.dialect = driver->dialect; /* for those who are handed the table alone */
	*out = driver;
	driver = NULL; /* now the caller's */
done:
	dn_driver_free(driver);
	return status;
}

void dn_driver_free(struct dn_driver *driver)
{
	if (driver == NULL)
		return;
	free(driver->path);
	free(driver);
}
