/* mysql/cluster - what a node of a Galera cluster must be for a run, and what its session must say. */
#include "cluster.h"

#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "error.h"
#include "run.h"

/* What SHOW said, by name. */
struct shown {
	const char *name;
	char *value; /* owned; NULL: it was not shown */
};

struct showing {
	struct shown *all;
	size_t n;
	bool failed;
};

static dunlin_status keep(void *payload, size_t n, const char *const *values)
{
	struct showing *showing = payload;
	size_t i;

	for (i = 0; n == 2 && i < showing->n; i++) {
		if (values[0] == NULL || values[1] == NULL || showing->all[i].value != NULL ||
		    strcasecmp(showing->all[i].name, values[0]) != 0)
			continue;
		showing->all[i].value = strdup(values[1]);
		showing->failed = showing->failed || showing->all[i].value == NULL;
	}
	return DUNLIN_OK;
}

static dunlin_status show(dunlin_conn *conn, const char *sql, struct shown *all, size_t n,
			  dunlin_error *err)
{
	struct showing showing = { all, n, false };
	dunlin_status status = dn_my_ask(conn, sql, keep, &showing, err);

	return status == DUNLIN_OK && showing.failed ? dn_fault_nomem(conn->host, err) : status;
}

static void forget(struct shown *all, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free(all[i].value);
}

static bool is(const struct shown *shown, const char *value)
{
	return shown->value != NULL && strcasecmp(shown->value, value) == 0;
}

static const char *text_of(const struct shown *shown)
{
	return shown->value == NULL ? "unknown" : shown->value;
}

/* ---- the node --------------------------------------------------------------- */

enum { READY, STATE, COMMENT, CLUSTER, NODE, N_FACTS };

static dunlin_status refuse_node(dunlin_conn *conn, const struct shown *facts, dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_ECONNECT);
	fault.sqlstate = "08004";
	fault.retryable = 1;
	if (!is(&facts[CLUSTER], "Primary")) {
		fault.hint =
			"use a node of the part of the cluster that has the majority; this one "
			"comes back when it reaches the others";
		return dn_fault_send(conn->host, err, &fault,
				     "this node of the Galera cluster is cut off from the others: "
				     "wsrep_cluster_status is %s",
				     text_of(&facts[CLUSTER]));
	}
	fault.hint = "wait until its wsrep_local_state_comment is Synced, or use another node";
	return dn_fault_send(conn->host, err, &fault,
			     "this node of the Galera cluster is not synced: wsrep_ready is %s, "
			     "wsrep_local_state is %s (%s)",
			     text_of(&facts[READY]), text_of(&facts[STATE]),
			     text_of(&facts[COMMENT]));
}

static dunlin_status look_at_node(dunlin_conn *conn, dunlin_error *err)
{
	struct shown facts[N_FACTS] = { [READY] = { "wsrep_ready", NULL },
					[STATE] = { "wsrep_local_state", NULL },
					[COMMENT] = { "wsrep_local_state_comment", NULL },
					[CLUSTER] = { "wsrep_cluster_status", NULL },
					[NODE] = { "wsrep_gcomm_uuid", NULL } };
	dunlin_status status =
		show(conn, "SHOW GLOBAL STATUS LIKE 'wsrep\\_%'", facts, N_FACTS, err);

	if (status == DUNLIN_OK && (!is(&facts[READY], "ON") || !is(&facts[STATE], "4") ||
				    !is(&facts[CLUSTER], "Primary")))
		status = refuse_node(conn, facts, err);
	if (status == DUNLIN_OK) {
		free(conn->node);
		conn->node = strdup(text_of(&facts[NODE]));
		status = conn->node == NULL ? dn_fault_nomem(conn->host, err) : DUNLIN_OK;
	}
	forget(facts, N_FACTS);
	return status;
}

dunlin_status dn_my_cluster_meet(dunlin_conn *conn, dunlin_error *err)
{
	struct shown on = { "wsrep_on", NULL };
	dunlin_status status;

	/* A node that is cut off answers what does not have to wait for the others; elsewhere there
	 * may be no such variable. */
	(void)dn_my_ask(conn, "SET SESSION wsrep_sync_wait = 0", NULL, NULL, NULL);
	status = show(conn, "SHOW GLOBAL VARIABLES LIKE 'wsrep\\_on'", &on, 1, err);
	if (status == DUNLIN_OK && is(&on, "ON"))
		status = look_at_node(conn, err);
	forget(&on, 1);
	return status;
}

/* ---- the session -------------------------------------------------------------- */

enum { ON, METHOD, WAIT, N_SETTINGS };

static dunlin_status refuse_setting(dunlin_conn *conn, const char *what, const char *why,
				    const char *hint, dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_EUNSUPPORTED);
	fault.sqlstate = "0A000";
	fault.hint = hint;
	return dn_fault_send(conn->host, err, &fault, "%s on this node of a Galera cluster: %s",
			     what, why);
}

dunlin_status dn_my_cluster_check(dunlin_conn *conn, dunlin_error *err)
{
	struct shown settings[N_SETTINGS] = { [ON] = { "wsrep_on", NULL },
					      [METHOD] = { "wsrep_osu_method", NULL },
					      [WAIT] = { "wsrep_sync_wait", NULL } };
	dunlin_status status;

	if (conn->node == NULL)
		return DUNLIN_OK;
	status = show(conn,
		      "SHOW SESSION VARIABLES WHERE Variable_name IN ('wsrep_on', "
		      "'wsrep_osu_method', 'wsrep_sync_wait')",
		      settings, N_SETTINGS, err);
	if (status == DUNLIN_OK && !is(&settings[ON], "ON"))
		status = refuse_setting(conn, "wsrep_on is off for the session",
					"what a run changes would reach no other node",
					"take it out of the session statements of the target", err);
	if (status == DUNLIN_OK && !is(&settings[METHOD], "TOI"))
		status = refuse_setting(conn, "wsrep_OSU_method is not TOI",
					"a changed schema would be that of one node alone",
					"say in a session statement of the target: "
					"SET SESSION wsrep_OSU_method = TOI",
					err);
	if (status == DUNLIN_OK && !is(&settings[WAIT], "15"))
		status = refuse_setting(conn, "wsrep_sync_wait is not 15",
					"a run would read what another node has changed since",
					"take it out of the session statements of the target", err);
	forget(settings, N_SETTINGS);
	return status;
}
