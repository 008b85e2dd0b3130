/* postgres/info - tells what was noted when the session was set up. */
#include "info.h"

#include <string.h>

/* Through a pooler there is no session of our own that could be put back: each
 * transaction sets itself up.  The lock is held by a connection beside this. */
static uint32_t caps_now(const dunlin_conn *conn)
{
	uint32_t caps = DN_PG_CAPS;

	if (conn->facts.pooled)
		caps &= ~DUNLIN_CAP_RESET;
	if (conn->facts.lockless)
		caps &= ~DUNLIN_CAP_LOCK;
	return caps;
}

/* The server tells of a promotion without being asked (from version 14 on). */
static bool is_standby(const dunlin_conn *conn)
{
	const char *now = PQparameterStatus(conn->pg, "in_hot_standby");

	return now != NULL ? strcmp(now, "on") == 0 : conn->facts.standby;
}

static const char *why_read_only(const dunlin_conn *conn)
{
	const char *now = PQparameterStatus(conn->pg, "default_transaction_read_only");

	if (is_standby(conn))
		return conn->facts.standby_of != NULL ? conn->facts.standby_of : "a standby";
	if (now != NULL ? strcmp(now, "on") == 0 : conn->facts.read_only)
		return "default_transaction_read_only is on";
	return NULL;
}

static const char *what_to_do(const dunlin_conn *conn)
{
	return is_standby(conn)
		       ? "give Dunlin a URL that leads to the primary, or one with all its "
			 "hosts and target_session_attrs=read-write"
		       : NULL;
}

dunlin_status dn_pg_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err)
{
	(void)err;
	if (DUNLIN_HAS(out, caps)) {
		out->caps[0] = caps_now(conn);
		out->caps[1] = 0;
	}
	if (DUNLIN_HAS(out, version))
		out->version = conn->facts.version;
	if (DUNLIN_HAS(out, product))
		out->product = conn->facts.product;
	if (DUNLIN_HAS(out, database))
		out->database = conn->facts.database;
	if (DUNLIN_HAS(out, schema))
		out->schema = conn->schema != NULL ? conn->schema : conn->facts.schema;
	if (DUNLIN_HAS(out, read_only))
		out->read_only = why_read_only(conn);
	if (DUNLIN_HAS(out, read_only_hint))
		out->read_only_hint = what_to_do(conn);
	if (DUNLIN_HAS(out, pooler))
		out->pooler = conn->facts.pooled ? "another backend answers than the one that was "
						   "connected to"
						 : NULL;
	if (DUNLIN_HAS(out, skew_us))
		out->skew_us = conn->facts.skew_us;
	return DUNLIN_OK;
}
