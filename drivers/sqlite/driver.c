/* sqlite/driver - the table of the SQLite driver. */
#include "sqlite/conn.h"

static const struct dunlin_driver table = {
	.magic = DUNLIN_DRIVER_MAGIC,
	.major = DUNLIN_DRIVER_MAJOR,
	.minor = DUNLIN_DRIVER_MINOR,
	.size = DUNLIN_DRIVER_SIZE,
	.caps = { DN_SQLITE_CAPS, 0 },
	.name = "sqlite",
	.dialect_name = "sqlite",
	.open = dn_sqlite_open,
	.close = dn_sqlite_close,
	.info = dn_sqlite_info,
	.exec = dn_sqlite_exec,
	.query = dn_sqlite_query,
	.rollback = dn_sqlite_rollback,
	.tx_state = dn_sqlite_tx_state,
	.setup = dn_sqlite_setup,
	.reset = dn_sqlite_reset,
	.cancel = dn_sqlite_cancel,
	.find_tables = dn_sqlite_find_tables,
	.create_database = dn_sqlite_create_database,
	.drop_database = dn_sqlite_drop_database,
	.open_scratch = dn_sqlite_open_scratch,
	.verify_statement = dn_sqlite_verify_statement,
	.explain = dn_sqlite_explain,
	.inspect = dn_sqlite_inspect,
	.backup = dn_sqlite_backup,
	.restore = dn_sqlite_restore,
#ifndef DN_SQLITE_NO_SNAPSHOT
	.snapshot_form = dn_sqlite_snapshot_form,
	.snapshot = dn_sqlite_snapshot,
	.open_snapshot = dn_sqlite_open_snapshot,
	.close_snapshot = dn_sqlite_close_snapshot,
#endif
};

DUNLIN_DRIVER_EXPORT(sqlite)
{
	return &table;
}
