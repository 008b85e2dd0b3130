/* postgres/driver - the table. */
#include <dunlin/driver.h>

#include "backup.h"
#include "clone.h"
#include "conn.h"
#include "database.h"
#include "exec.h"
#include "explain.h"
#include "info.h"
#include "inspect.h"
#include "lock.h"
#include "query.h"
#include "replicas.h"
#include "restore.h"
#include "server.h"
#include "session.h"
#include "verify.h"
#include "wait.h"

static const struct dunlin_driver table = {
	.magic = DUNLIN_DRIVER_MAGIC,
	.major = DUNLIN_DRIVER_MAJOR,
	.minor = DUNLIN_DRIVER_MINOR,
	.size = DUNLIN_DRIVER_SIZE,
	.caps = { DN_PG_CAPS, 0 },
	.name = "postgres",
	.dialect_name = "postgres",
	.open = dn_pg_open,
	.close = dn_pg_close,
	.info = dn_pg_info,
	.exec = dn_pg_exec,
	.query = dn_pg_query,
	.rollback = dn_pg_rollback,
	.tx_state = dn_pg_tx_state,
	.setup = dn_pg_setup,
	.reset = dn_pg_reset,
	.lock_try = dn_pg_lock_try,
	.lock_release = dn_pg_lock_release,
	.cancel = dn_pg_cancel,
	.find_tables = dn_pg_find_tables,
	.create_database = dn_pg_create_database,
	.drop_database = dn_pg_drop_database,
	.verify_statement = dn_pg_verify_statement,
	.explain = dn_pg_explain,
	.inspect = dn_pg_inspect,
	.backup = dn_pg_backup,
	.restore = dn_pg_restore,
	.open_beside = dn_pg_open_beside,
	.template_begin = dn_pg_template_begin,
	.template_end = dn_pg_template_end,
	.clone = dn_pg_clone,
	.discard = dn_pg_discard,
	.find_databases = dn_pg_find_databases,
	.clone_url = dn_pg_clone_url,
	.describe_server = dn_pg_describe_server,
	.open_server = dn_pg_open_server,
	.steer_server = dn_pg_steer_server,
	.close_server = dn_pg_close_server,
	.position = dn_pg_position,
	.replicas = dn_pg_replicas,
};

DUNLIN_DRIVER_EXPORT(postgres)
{
	return &table;
}
