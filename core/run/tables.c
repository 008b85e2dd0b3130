/* run/tables - makes Dunlin's own tables, and takes the lease that is in them. */
#include "run/tables.h"

#include "base/error.h"
#include "run/group.h"
#include "run/lease.h"
#include "run/recover.h"

dunlin_status dn_tables_lease(struct dn_view *view, bool *again, dunlin_error *err)
{
	dunlin_status status;

	if (view->leased || !dn_lease_is_needed(&view->session))
		return DUNLIN_OK;
	status = dn_lease_acquire(view, -1, NULL, err);
	*again = status == DUNLIN_EBUSY;
	return status;
}

void dn_tables_blame(dunlin_status status, dunlin_error *err)
{
	dn_error_state(err, "nothing was changed");
	if (status == DUNLIN_EPERM)
		dn_error_hint(err, "the role must be allowed to create tables there; "
				   "history_schema says another place");
}

dunlin_status dn_tables_make(struct dn_view *view, bool *again, dunlin_error *err)
{
	const struct dn_script_context context = dn_view_context(view);
	struct dn_script script;
	const char *schemas[2];
	dunlin_status status;
	size_t n, failed;

	*again = false;
	if (view->history.exists)
		return dn_tables_lease(view, again, err);
	dn_script_init(&script);
	status = dn_view_schemas(view, schemas, &n, err);
	if (status == DUNLIN_OK) {
		dn_script_add_tables(&script, &context, schemas, n);
		status = script.failed ? dn_fail_nomem(err)
				       : dn_session_exec(&view->session, NULL, script.actions,
							 script.n, &failed, err);
	}
	if (status != DUNLIN_OK) {
		*again = dn_group_others_first(status);
		if (!dn_recover_is_lost(status))
			dn_ignore(dn_session_rollback(&view->session, NULL));
		if (!*again)
			dn_tables_blame(status, err);
	}
	view->history.exists = status == DUNLIN_OK;
	dn_script_clear(&script);
	return status == DUNLIN_OK ? dn_tables_lease(view, again, err) : status;
}
