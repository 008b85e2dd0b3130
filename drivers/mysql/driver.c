/* mysql/driver - the table of the driver for MariaDB and MySQL. */
#include "backup.h"
#include "connect.h"
#include "database.h"
#include "exec.h"
#include "explain.h"
#include "inspect.h"
#include "lock.h"
#include "restore.h"
#include "run.h"
#include "session.h"
#include "verify.h"

static const struct dunlin_driver table = {
	.magic = DUNLIN_DRIVER_MAGIC,
	.major = DUNLIN_DRIVER_MAJOR,
	.minor = DUNLIN_DRIVER_MINOR,
	.size = DUNLIN_DRIVER_SIZE,
	.caps = { DN_MY_CAPS, 0 },
	.name = "mysql",
	.dialect_name = "mysql",
	.open = dn_my_open,
	.close = dn_my_close,
	.info = dn_my_info,
	.exec = dn_my_exec,
	.query = dn_my_query,
	.rollback = dn_my_rollback,
	.tx_state = dn_my_tx_state,
	.setup = dn_my_setup,
	.reset = dn_my_reset,
	.lock_try = dn_my_lock_try,
	.lock_release = dn_my_lock_release,
	.cancel = dn_my_cancel,
	.find_tables = dn_my_find_tables,
	.create_database = dn_my_create_database,
	.drop_database = dn_my_drop_database,
	.verify_statement = dn_my_verify_statement,
	.backup = dn_my_backup,
	.restore = dn_my_restore,
	.inspect = dn_my_inspect,
	.explain = dn_my_explain,
};

DUNLIN_DRIVER_EXPORT(mysql)
{
	return &table;
}
