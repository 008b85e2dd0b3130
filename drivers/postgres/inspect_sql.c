/* postgres/inspect_sql - the questions that inspect() asks, as text. */
#include "inspect_sql.h"

#include <stdio.h>

/*
 * The functions that tell a size, and those that write an index or an expression out, lock what they
 * look at.  So `busy` has what an ALTER TABLE under way has locked, or waits to lock: of that they are
 * not asked, and the value is NULL.
 */
#define BUSY                                                                           \
	"busy AS MATERIALIZED (SELECT DISTINCT l.relation FROM pg_catalog.pg_locks l " \
	"WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' "            \
	"AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid() AND l.database = "     \
	"(SELECT d.oid FROM pg_catalog.pg_database d "                                 \
	"WHERE d.datname = pg_catalog.current_database()))"

/* Of a namespace n: somebody's own, and not the server's. */
#define OWN_SCHEMA "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"

#define TIME_TEXT(at) \
	"pg_catalog.to_char(" at " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"

#define VACUUMED TIME_TEXT("s.vacuumed")
#define ANALYZED TIME_TEXT("s.analyzed")

/*
 * `one` is each relation by itself, `tree` adds the leaves below each partitioned table.  What the
 * statistics count is better than reltuples once somebody has vacuumed or analyzed; before, both start
 * from nothing and the larger one knows more, but 0 means "unknown" unless the file is empty.
 */
const char dn_pg_inspect_tables[] =
	"WITH RECURSIVE " BUSY ", "
	"base AS (SELECT c.oid, n.nspname, c.relname, c.relkind, c.relispartition, "
	"c.reltuples, c.reltoastrelid, "
	"c.relkind IN ('r', 'm') AND NOT EXISTS (SELECT FROM busy b WHERE b.relation = c.oid "
	"OR b.relation = c.reltoastrelid OR b.relation IN (SELECT x.indexrelid "
	"FROM pg_catalog.pg_index x WHERE x.indrelid IN (c.oid, c.reltoastrelid))) AS free, "
	"pg_catalog.pg_stat_get_live_tuples(c.oid) AS live, "
	"pg_catalog.pg_stat_get_dead_tuples(c.oid) AS dead, "
	"greatest(pg_catalog.pg_stat_get_last_vacuum_time(c.oid), "
	"pg_catalog.pg_stat_get_last_autovacuum_time(c.oid)) AS vacuumed, "
	"greatest(pg_catalog.pg_stat_get_last_analyze_time(c.oid), "
	"pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid)) AS analyzed, "
	"pg_catalog.pg_stat_get_numscans(c.oid) AS seq_scans, "
	"(SELECT pg_catalog.sum(pg_catalog.pg_stat_get_numscans(x.indexrelid)) "
	"FROM pg_catalog.pg_index x WHERE x.indrelid = c.oid) AS index_scans "
	"FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
	"WHERE c.relkind IN ('r', 'p', 'm', 'f') AND c.relpersistence <> 't' AND " OWN_SCHEMA "), "
	"sized AS MATERIALIZED (SELECT a.*, "
	"CASE WHEN a.free THEN pg_catalog.pg_total_relation_size(a.oid) END AS total, "
	"CASE WHEN a.free THEN pg_catalog.pg_indexes_size(a.oid) END AS indexes, "
	"CASE WHEN a.free THEN CASE WHEN a.reltoastrelid = 0 THEN 0 "
	"ELSE pg_catalog.pg_total_relation_size(a.reltoastrelid) END END AS toast, "
	"CASE WHEN a.free THEN pg_catalog.pg_relation_size(a.oid) END AS main FROM base a), "
	"one AS MATERIALIZED (SELECT s.*, CASE WHEN s.main = 0 THEN 0 "
	"WHEN s.relkind <> 'f' AND (s.vacuumed IS NOT NULL OR s.analyzed IS NOT NULL) THEN s.live "
	"WHEN greatest(s.live, s.reltuples::pg_catalog.int8) > 0 "
	"THEN greatest(s.live, s.reltuples::pg_catalog.int8) END AS row_count FROM sized s), "
	"tree AS (SELECT o.oid AS root, o.oid FROM one o WHERE o.relkind = 'p' "
	"UNION SELECT t.root, i.inhrelid FROM tree t "
	"JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid), "
	"many AS (SELECT t.root, "
	"CASE WHEN pg_catalog.bool_and(o.row_count IS NOT NULL) "
	"THEN pg_catalog.sum(o.row_count) END AS row_count, "
	"CASE WHEN pg_catalog.bool_and(o.total IS NOT NULL OR o.relkind = 'f') "
	"THEN pg_catalog.sum(o.total) END AS total, "
	"CASE WHEN pg_catalog.bool_and(o.total IS NOT NULL OR o.relkind = 'f') "
	"THEN pg_catalog.sum(o.indexes) END AS indexes, "
	"CASE WHEN pg_catalog.bool_and(o.total IS NOT NULL OR o.relkind = 'f') "
	"THEN pg_catalog.sum(o.toast) END AS toast, "
	"pg_catalog.sum(o.dead) AS dead, pg_catalog.min(o.vacuumed) AS vacuumed, "
	"pg_catalog.min(o.analyzed) AS analyzed, pg_catalog.sum(o.seq_scans) AS seq_scans, "
	"pg_catalog.sum(o.index_scans) AS index_scans "
	"FROM tree t JOIN one o ON o.oid = t.oid AND o.relkind <> 'p' GROUP BY t.root), "
	"shown AS (SELECT o.nspname, o.relname, CASE WHEN o.relispartition THEN 'partition' "
	"WHEN o.relkind = 'p' THEN 'partitioned' WHEN o.relkind = 'm' THEN 'materialized view' "
	"WHEN o.relkind = 'f' THEN 'foreign' ELSE 'table' END AS kind, o.row_count, o.total, "
	"o.indexes, o.toast, o.dead, o.vacuumed, o.analyzed, o.seq_scans, o.index_scans "
	"FROM one o WHERE o.relkind <> 'p' "
	"UNION ALL SELECT o.nspname, o.relname, "
	"CASE WHEN o.relispartition THEN 'partition' ELSE 'partitioned' END, "
	/* One that has no partition yet is known to be empty. */
	"CASE WHEN m.root IS NULL THEN 0 ELSE m.row_count END, "
	"CASE WHEN m.root IS NULL THEN 0 ELSE m.total END, "
	"CASE WHEN m.root IS NULL THEN 0 ELSE m.indexes END, "
	"CASE WHEN m.root IS NULL THEN 0 ELSE m.toast END, "
	"coalesce(m.dead, 0), m.vacuumed, m.analyzed, coalesce(m.seq_scans, 0), m.index_scans "
	"FROM one o LEFT JOIN many m ON m.root = o.oid WHERE o.relkind = 'p') "
	"SELECT s.nspname, s.relname, s.kind, s.row_count, s.total, "
	"s.total - s.indexes - s.toast, s.indexes, s.toast, s.dead, " VACUUMED ", " ANALYZED ", "
	"s.seq_scans, s.index_scans FROM shown s "
	"ORDER BY s.total DESC NULLS LAST, s.nspname COLLATE \"C\", s.relname COLLATE \"C\"";

/*
 * An index of a partition that belongs to one of the partitioned table is part of that one, which
 * has the sums.  Of indexes that are the same the one that is needed most stays unnamed.
 */
const char dn_pg_inspect_indexes[] =
	"WITH RECURSIVE " BUSY ", "
	"base AS MATERIALIZED (SELECT i.indexrelid AS oid, n.nspname, t.relname AS tab, c.relname, "
	"c.relkind, c.relispartition, c.relam, i.*, "
	"NOT EXISTS (SELECT FROM busy b WHERE b.relation IN (i.indexrelid, i.indrelid)) AS free "
	"FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid "
	"JOIN pg_catalog.pg_class t ON t.oid = i.indrelid "
	"JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace "
	"WHERE t.relpersistence <> 't' AND " OWN_SCHEMA "), "
	"tree AS (SELECT b.oid AS root, b.oid FROM base b WHERE NOT b.relispartition "
	"UNION SELECT r.root, h.inhrelid FROM tree r "
	"JOIN pg_catalog.pg_inherits h ON h.inhparent = r.oid), "
	"many AS (SELECT r.root, pg_catalog.bool_and(b.free) AS free, "
	"CASE WHEN pg_catalog.bool_and(b.free) THEN "
	"pg_catalog.sum(CASE WHEN b.free AND b.relkind = 'i' "
	"THEN pg_catalog.pg_relation_size(b.oid) ELSE 0 END) END AS bytes, "
	"pg_catalog.sum(pg_catalog.pg_stat_get_numscans(b.oid)) AS scans, "
	"pg_catalog.sum(pg_catalog.pg_stat_get_tuples_returned(b.oid)) AS rows_read "
	"FROM tree r JOIN base b ON b.oid = r.oid GROUP BY r.root), "
	"told AS (SELECT b.*, m.bytes, m.scans, m.rows_read, "
	"CASE WHEN b.free THEN pg_catalog.pg_get_indexdef(b.oid) END AS definition, "
	"CASE WHEN b.free THEN coalesce(pg_catalog.pg_get_expr(b.indexprs, b.indrelid), '') "
	"END AS exprs, "
	"CASE WHEN b.free THEN coalesce(pg_catalog.pg_get_expr(b.indpred, b.indrelid), '') "
	"END AS pred FROM base b JOIN many m ON m.root = b.oid), "
	"noted AS (SELECT t.*, pg_catalog.first_value(t.relname) OVER same AS first, "
	"pg_catalog.row_number() OVER same AS place, "
	/* What holds a constraint, or names the rows for a replica, is used without a scan. */
	"t.indisunique OR t.indisexclusion OR t.indisreplident OR EXISTS (SELECT "
	"FROM pg_catalog.pg_constraint k WHERE k.conindid = t.oid) AS needed FROM told t "
	"WINDOW same AS (PARTITION BY t.indrelid, t.relam, t.indnatts, t.indnkeyatts, "
	"t.indkey::pg_catalog.text, t.indclass::pg_catalog.text, t.indcollation::pg_catalog.text, "
	"t.indoption::pg_catalog.text, coalesce(t.exprs, t.oid::pg_catalog.text), "
	"coalesce(t.pred, t.oid::pg_catalog.text), t.indisexclusion "
	"ORDER BY t.indisvalid DESC, t.indisprimary DESC, t.indisunique DESC, "
	"t.indisreplident DESC, t.oid)), "
	"shown AS (SELECT s.*, CASE WHEN NOT s.indisvalid THEN 'invalid' "
	"WHEN s.place > 1 THEN 'duplicate of ' || s.first "
	"WHEN s.scans = 0 AND NOT s.needed THEN 'unused' END AS note FROM noted s) "
	"SELECT s.nspname, s.tab, s.relname, s.note, s.bytes, s.scans, s.rows_read, "
	"CASE WHEN s.indisvalid THEN 'true' ELSE 'false' END, "
	"CASE WHEN s.indisunique THEN 'true' ELSE 'false' END, "
	"CASE WHEN s.indisprimary THEN 'true' ELSE 'false' END, s.definition "
	"FROM shown s ORDER BY s.note IS NULL, s.scans, s.bytes DESC NULLS LAST, "
	"s.nspname COLLATE \"C\", s.tab COLLATE \"C\", s.relname COLLATE \"C\"";

/* Milliseconds since then; the clock may be set back meanwhile.  Of NULL greatest() would make 0. */
#define SINCE(at)                                                                          \
	"CASE WHEN " at " IS NOT NULL THEN pg_catalog.round((greatest(EXTRACT(EPOCH FROM " \
	"pg_catalog.clock_timestamp() - " at "), 0) * 1000)::pg_catalog.numeric, 3) END"
#define IDLE_FOR SINCE("a.state_change")
#define RUNS_FOR SINCE("a.query_start")
#define OPEN_FOR SINCE("a.xact_start")

/* Of a role that may not look, and before a session's first statement, there is none. */
#define STATEMENT(a) \
	"CASE WHEN " a ".query NOT IN ('', '<insufficient privilege>') THEN " a ".query END"
#define ITS_STATEMENT STATEMENT("a")

/* Of a session that this role may not look at the server tells neither kind nor state. */
const char dn_pg_inspect_activity[] =
	"SELECT a.pid, a.usename, nullif(a.application_name, ''), "
	"coalesce(pg_catalog.host(a.client_addr), CASE WHEN a.client_port = -1 THEN 'local' END), "
	"coalesce(a.state, CASE WHEN a.backend_type IS NOT NULL THEN a.backend_type END), "
	"CASE WHEN a.state LIKE 'idle%' THEN " IDLE_FOR " ELSE " RUNS_FOR " END, " OPEN_FOR ", "
	"CASE WHEN a.state NOT LIKE 'idle%' THEN a.wait_event_type || ': ' || a.wait_event "
	"END, " ITS_STATEMENT " FROM pg_catalog.pg_stat_activity a "
	"WHERE a.datname = pg_catalog.current_database() "
	"AND a.pid <> pg_catalog.pg_backend_pid() AND a.state IS DISTINCT FROM 'idle' "
	"AND coalesce(a.backend_type, '') <> 'parallel worker' "
	"ORDER BY coalesce(a.xact_start, a.query_start) NULLS LAST, a.pid";

#define RELATION(oid)                                                                            \
	"(SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) " \
	"FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "   \
	"WHERE c.oid = " oid ")"
#define WANTED RELATION("w.relation")
#define OF_ROW RELATION("r.relation")
#define WAITS_FOR SINCE("w.since")
#define BLOCKS_FOR SINCE("b.xact_start")
#define BLOCKING_STATEMENT STATEMENT("b")

/*
 * Whoever waits for a row waits for the transaction that changed it; the row's table is in the lock
 * that he holds on the row meanwhile.
 */
static const char locks[] =
	"WITH waits AS MATERIALIZED (SELECT DISTINCT ON (l.pid) l.*, %s AS since "
	"FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity w ON w.pid = l.pid "
	"WHERE NOT l.granted AND w.datname = pg_catalog.current_database() "
	"AND l.pid <> pg_catalog.pg_backend_pid() ORDER BY l.pid), "
	"pairs AS (SELECT DISTINCT w.pid, b.pid AS blocker FROM waits w "
	"CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(w.pid)) AS b(pid)) "
	"SELECT w.pid, a.usename, " WAITS_FOR ", "
	"CASE w.locktype WHEN 'relation' THEN " WANTED " "
	"WHEN 'extend' THEN 'growth of ' || " WANTED " "
	"WHEN 'page' THEN 'a page of ' || " WANTED " "
	"WHEN 'tuple' THEN 'a row of ' || " WANTED " "
	"WHEN 'transactionid' THEN coalesce((SELECT 'a row of ' || " OF_ROW " "
	"FROM pg_catalog.pg_locks r WHERE r.pid = w.pid AND r.locktype = 'tuple' AND r.granted "
	"LIMIT 1), 'transaction ' || w.transactionid::pg_catalog.text) "
	"WHEN 'virtualxid' THEN 'transaction ' || w.virtualxid "
	"WHEN 'advisory' THEN 'advisory lock ' || CASE WHEN w.objsubid = 1 "
	"THEN ((w.classid::pg_catalog.int8 << 32) | w.objid::pg_catalog.int8)::pg_catalog.text "
	"ELSE '(' || w.classid || ', ' || w.objid || ')' END "
	"WHEN 'object' THEN coalesce(pg_catalog.pg_describe_object(w.classid, w.objid, 0), "
	"'object') ELSE w.locktype END, w.mode, " ITS_STATEMENT ", "
	"nullif(p.blocker, 0), b.usename, nullif(b.application_name, ''), "
	"CASE WHEN p.blocker = 0 THEN 'prepared transaction' ELSE b.state "
	"END, " BLOCKS_FOR ", " BLOCKING_STATEMENT " "
	"FROM pairs p JOIN waits w ON w.pid = p.pid "
	"LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = p.pid "
	"LEFT JOIN pg_catalog.pg_stat_activity b ON b.pid = p.blocker "
	"ORDER BY w.since NULLS LAST, w.pid, p.blocker";

#define COUNTED_STATEMENT STATEMENT("s")

static const char slow[] =
	"SELECT s.calls, s.rows, pg_catalog.round(s.%s::pg_catalog.numeric, 3), "
	"pg_catalog.round(s.%s::pg_catalog.numeric, 3), "
	"pg_catalog.round(s.%s::pg_catalog.numeric, 3), r.rolname, " COUNTED_STATEMENT " "
	"FROM %s.pg_stat_statements s LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.userid "
	"WHERE s.dbid = (SELECT d.oid FROM pg_catalog.pg_database d "
	"WHERE d.datname = pg_catalog.current_database()) "
	"ORDER BY 3 DESC, 1 DESC LIMIT 20";

char *dn_pg_inspect_locks(int version)
{
	/* pg_locks tells since when a lock is waited for from version 14 on; before, the statement
	 * that waits is at most so old. */
	const char *since = version >= 140000 ? "coalesce(l.waitstart, w.query_start)"
					      : "w.query_start";
	char *sql = NULL;

	return asprintf(&sql, locks, since) < 0 ? NULL : sql;
}

char *dn_pg_inspect_slow(const char *schema, bool exec_time)
{
	char *sql = NULL;
	int n = exec_time ? asprintf(&sql, slow, "total_exec_time", "mean_exec_time",
				     "max_exec_time", schema)
			  : asprintf(&sql, slow, "total_time", "mean_time", "max_time", schema);

	return n < 0 ? NULL : sql;
}
