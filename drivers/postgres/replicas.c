/* postgres/replicas - how far the standbys that stream from a server have replayed its log. */
#include "replicas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "query.h"

#define FIRST_VERSION 100000      /* with these names, and with replay_lag */
#define REPLY_TIME_VERSION 120000 /* with reply_time */

static dunlin_status check_version(const dunlin_conn *conn, dunlin_error *err)
{
	if (conn->facts.version >= FIRST_VERSION)
		return DUNLIN_OK;
	return dn_fault_fail(conn->host, err, DUNLIN_EUNSUPPORTED,
			     "%s does not tell how far its standbys are behind: that needs 10",
			     conn->facts.product);
}

/* The end of what is on disk, not of what is in memory: that may be the head of a page that holds
 * nothing yet, which no standby gets to before there is more.  A standby that is promoted begins a
 * timeline of its own. */
dunlin_status dn_pg_position(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
			     dunlin_error *err)
{
	static const char question[] = "SELECT CASE WHEN pg_catalog.pg_is_in_recovery() "
				       "THEN pg_catalog.pg_last_wal_replay_lsn() "
				       "ELSE pg_catalog.pg_current_wal_flush_lsn() END, "
				       "CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN "
				       "pg_catalog.left(pg_catalog.pg_walfile_name("
				       "pg_catalog.pg_current_wal_flush_lsn()), 8) END";
	dunlin_status status = check_version(conn, err);

	return status == DUNLIN_OK
		       ? dn_pg_query(conn, question, sizeof(question) - 1, on_row, payload, err)
		       : status;
}

/* Hands rows on, and stops at one that only a role with more rights could read. */
struct look {
	dunlin_row_fn on_row;
	void *payload;
	bool hidden;
};

static dunlin_status take(void *payload, size_t n, const char *const *values)
{
	struct look *look = payload;

	look->hidden = n != 4 || values[1] == NULL;
	return look->hidden ? DUNLIN_EPERM : look->on_row(look->payload, n, values);
}

static dunlin_status refuse(const dunlin_conn *conn, dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_EPERM);
	fault.hint = "GRANT pg_monitor TO the role, which may then read pg_stat_replication";
	return dn_fault_send(conn->host, err, &fault,
			     "standbys are connected, and the role may not know how far they are "
			     "behind");
}

/* Not of a standby are: a base backup; who receives the log and replays none of it (pg_receivewal,
 * pg_basebackup); who decodes it.  One that has told nothing yet has no replay_lsn, and greatest()
 * would make no lag of that.  A standby that stands still answers every 10 s alone, so what has
 * gone by since is added to what it said. */
static char *question_of(const dunlin_conn *conn, const char *position)
{
	static const char since[] =
		" + greatest(pg_catalog.clock_timestamp() - r.reply_time, interval '0')";
	char *sql;

	if (asprintf(&sql,
		     "SELECT coalesce(nullif(r.application_name, ''), 'walsender ' || r.pid) "
		     "|| coalesce(' at ' || pg_catalog.host(r.client_addr), ''), r.state, "
		     "CASE WHEN r.replay_lsn IS NOT NULL THEN "
		     "greatest(pg_catalog.pg_wal_lsn_diff('%s', r.replay_lsn), 0)::bigint END, "
		     "CASE WHEN r.replay_lsn >= '%s' THEN 0 ELSE (extract(epoch FROM "
		     "r.replay_lag%s) * 1000000)::bigint END "
		     "FROM pg_catalog.pg_stat_replication r "
		     "WHERE r.state IS DISTINCT FROM 'backup' "
		     "AND NOT (r.replay_lsn IS NULL AND r.write_lsn IS NOT NULL) "
		     "AND NOT EXISTS (SELECT FROM pg_catalog.pg_replication_slots s "
		     "WHERE s.active_pid = r.pid AND s.slot_type = 'logical') ORDER BY 1, r.pid",
		     position, position,
		     conn->facts.version >= REPLY_TIME_VERSION ? since : "") < 0)
		return NULL;
	return sql;
}

dunlin_status dn_pg_replicas(dunlin_conn *conn, const char *position, dunlin_row_fn on_row,
			     void *payload, dunlin_error *err)
{
	struct look look = { .on_row = on_row, .payload = payload };
	dunlin_status status = check_version(conn, err);
	char *sql;

	if (status != DUNLIN_OK)
		return status;
	if (position[0] == '\0' || position[strspn(position, "0123456789ABCDEFabcdef/")] != '\0')
		return dn_fault_fail(conn->host, err, DUNLIN_EUSAGE,
				     "\"%s\" is no position in the log of PostgreSQL", position);
	sql = question_of(conn, position);
	if (sql == NULL)
		return dn_fault_nomem(conn->host, err);
	status = dn_pg_query(conn, sql, strlen(sql), take, &look, err);
	free(sql);
	return look.hidden ? refuse(conn, err) : status;
}
