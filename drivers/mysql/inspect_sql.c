/* mysql/inspect_sql - the questions that inspect() asks, as text. */
#include "inspect_sql.h"

#define QUOTED(name) "CONCAT('`', REPLACE(" name ", '`', '``'), '`')"

/* ---- tables ------------------------------------------------------------------ */

void dn_my_inspect_tables(struct dn_text *sql, const struct dn_my_inspect *what)
{
	dn_text_add(sql,
		    "SELECT t.TABLE_SCHEMA, t.TABLE_NAME, "
		    "CASE WHEN t.TABLE_TYPE = 'SYSTEM VERSIONED' THEN 'system versioned' "
		    "WHEN t.CREATE_OPTIONS LIKE '%%partitioned%%' THEN 'partitioned' "
		    "ELSE 'table' END, t.ENGINE, t.TABLE_ROWS, t.DATA_LENGTH + t.INDEX_LENGTH, "
		    "t.DATA_LENGTH, t.INDEX_LENGTH, t.DATA_FREE, "
		    "DATE_FORMAT(CONVERT_TZ(t.UPDATE_TIME, @@session.time_zone, '+00:00'), "
		    "'%%Y-%%m-%%dT%%H:%%i:%%sZ') "
		    "FROM information_schema.TABLES t WHERE t.TABLE_SCHEMA = %s "
		    "AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') "
		    "ORDER BY t.DATA_LENGTH IS NULL, t.DATA_LENGTH + t.INDEX_LENGTH DESC, "
		    "t.TABLE_NAME",
		    what->schema);
}

/* ---- indexes ----------------------------------------------------------------- */

/* How often each was used; without a counter nobody knows. */
static void add_use(struct dn_text *sql, const struct dn_my_inspect *what)
{
	if (what->performance)
		dn_text_add(sql,
			    "SELECT OBJECT_NAME AS t, INDEX_NAME AS i, COUNT_FETCH AS n "
			    "FROM performance_schema.table_io_waits_summary_by_index_usage "
			    "WHERE OBJECT_SCHEMA = %s AND INDEX_NAME IS NOT NULL",
			    what->schema);
	else if (what->userstat)
		dn_text_add(sql,
			    "SELECT TABLE_NAME AS t, INDEX_NAME AS i, ROWS_READ AS n "
			    "FROM information_schema.INDEX_STATISTICS WHERE TABLE_SCHEMA = %s",
			    what->schema);
	else
		dn_text_add(sql, "SELECT NULL AS t, NULL AS i, NULL AS n FROM DUAL WHERE 1 = 0");
}

/* A partition has its own, "t#P#p0". */
static void add_sizes(struct dn_text *sql, const struct dn_my_inspect *what)
{
	if (what->stats)
		dn_text_add(sql,
			    "SELECT SUBSTRING_INDEX(SUBSTRING_INDEX(table_name, '#P#', 1), '#p#', "
			    "1) AS t, index_name AS i, "
			    "SUM(stat_value) * @@global.innodb_page_size AS n "
			    "FROM mysql.innodb_index_stats WHERE database_name = %s "
			    "AND stat_name = 'size' GROUP BY 1, 2",
			    what->schema);
	else
		dn_text_add(sql, "SELECT NULL AS t, NULL AS i, NULL AS n FROM DUAL WHERE 1 = 0");
}

/*
 * `base` is each index with its parts as one text.  Of indexes that are the same the one that is
 * needed most stays unnamed; what begins as another one does is as good as that.  Foreign keys need
 * theirs, whether anybody reads through it or not.
 */
static void add_base(struct dn_text *sql, const struct dn_my_inspect *what)
{
	const char *name =
		what->is_mariadb
			? QUOTED("s.COLUMN_NAME")
			: "COALESCE(" QUOTED("s.COLUMN_NAME") ", CONCAT('(', s.EXPRESSION, ')'))";

	dn_text_add(sql,
		    "base AS (SELECT /*+ SET_VAR(group_concat_max_len = 1048576) */ "
		    "s.TABLE_SCHEMA AS d, s.TABLE_NAME AS t, s.INDEX_NAME AS i, "
		    "MIN(s.NON_UNIQUE) = 0 AS one, MAX(s.INDEX_TYPE) AS type, MAX(%s) AS ignored, "
		    "MAX(CASE WHEN s.SEQ_IN_INDEX = 1 THEN s.COLUMN_NAME END) AS head, "
		    "GROUP_CONCAT(CONCAT(%s, CASE WHEN s.SUB_PART IS NULL THEN '' "
		    "ELSE CONCAT('(', s.SUB_PART, ')') END, "
		    "CASE WHEN s.COLLATION = 'D' THEN ' DESC' ELSE '' END) "
		    "ORDER BY s.SEQ_IN_INDEX SEPARATOR ', ') AS parts "
		    "FROM information_schema.STATISTICS s WHERE s.TABLE_SCHEMA = %s "
		    "GROUP BY s.TABLE_SCHEMA, s.TABLE_NAME, s.INDEX_NAME), ",
		    what->is_mariadb ? "s.IGNORED = 'YES'" : "s.IS_VISIBLE = 'NO'", name,
		    what->schema);
}

static void add_keys(struct dn_text *sql, const struct dn_my_inspect *what)
{
	dn_text_add(sql,
		    "links AS (SELECT TABLE_NAME AS t, COLUMN_NAME AS c, "
		    "REFERENCED_TABLE_NAME AS rt, REFERENCED_COLUMN_NAME AS rc "
		    "FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = %s "
		    "AND REFERENCED_TABLE_NAME IS NOT NULL AND ORDINAL_POSITION = 1), "
		    "held AS (SELECT t, c FROM links UNION SELECT rt, rc FROM links), ",
		    what->schema);
}

void dn_my_inspect_indexes(struct dn_text *sql, const struct dn_my_inspect *what)
{
	dn_text_add(sql, "WITH ");
	add_base(sql, what);
	add_keys(sql, what);
	dn_text_add(sql, "used AS (");
	add_use(sql, what);
	dn_text_add(sql, "), sizes AS (");
	add_sizes(sql, what);
	dn_text_add(sql,
		    "), ranked AS (SELECT b.*, "
		    "FIRST_VALUE(b.i) OVER (PARTITION BY b.t, b.type, b.parts ORDER BY b.ignored, "
		    "b.i <> 'PRIMARY', b.one DESC, b.i) AS first FROM base b), "
		    "noted AS (SELECT r.*, CASE WHEN r.first <> r.i THEN "
		    "CONCAT('duplicate of ', r.first) WHEN r.one = 0 AND r.type = 'BTREE' THEN "
		    "(SELECT CONCAT('prefix of ', MIN(o.i)) FROM base o WHERE o.t = r.t AND "
		    "o.type = 'BTREE' AND LEFT(o.parts, CHAR_LENGTH(r.parts) + 2) = "
		    "CONCAT(r.parts, ', ')) END AS twin FROM ranked r) "
		    "SELECT n.d, n.t, n.i, "
		    "COALESCE(n.twin, CASE WHEN %s AND COALESCE(u.n, 0) = 0 AND n.one = 0 "
		    "AND NOT EXISTS (SELECT 1 FROM held h WHERE h.t = n.t AND h.c = n.head) "
		    "THEN 'unused' END) AS note, z.n AS size, %s AS uses, "
		    "CASE WHEN n.one THEN 'true' ELSE 'false' END, "
		    "CASE WHEN n.i = 'PRIMARY' THEN 'true' ELSE 'false' END, "
		    "CASE WHEN n.ignored THEN 'true' ELSE 'false' END, "
		    "CONCAT(n.type, ' (', n.parts, ')') "
		    "FROM noted n LEFT JOIN used u ON u.t = n.t AND u.i = n.i "
		    "LEFT JOIN sizes z ON z.t = n.t AND z.i = n.i "
		    "ORDER BY note IS NULL, uses, size IS NULL, size DESC, n.t, n.i",
		    what->performance || what->userstat ? "1 = 1" : "1 = 0",
		    what->performance || what->userstat ? "COALESCE(u.n, 0)" : "NULL");
}

/* ---- activity ---------------------------------------------------------------- */

/* Milliseconds since then, which is in whole seconds there; the clock may be set back meanwhile. */
#define SINCE(at) "GREATEST(TIMESTAMPDIFF(MICROSECOND, " at ", SYSDATE(6)), 0) / 1000"
#define STATE(p)                                                      \
	"CASE " p ".COMMAND WHEN 'Sleep' THEN 'idle in transaction' " \
	"WHEN 'Query' THEN 'active' ELSE LOWER(" p ".COMMAND) END"

#define OPEN_FOR SINCE("x.trx_started")
#define WAITS_FOR SINCE("r.trx_wait_started")
#define ITS_STATE STATE("p")
#define HOLDER_STATE STATE("h")

static const char *lasts(const struct dn_my_inspect *what)
{
	return what->is_mariadb ? "GREATEST(p.TIME_MS, 0)" : "GREATEST(p.TIME, 0) * 1000";
}

void dn_my_inspect_activity(struct dn_text *sql, const struct dn_my_inspect *what)
{
	/* Only who may see the sessions of others is told of their transactions. */
	const char *transactions =
		what->process
			? "information_schema.INNODB_TRX"
			: "(SELECT NULL AS trx_mysql_thread_id, NULL AS trx_started FROM DUAL "
			  "WHERE 1 = 0)";

	dn_text_add(sql,
		    "SELECT p.ID, p.USER, NULLIF(p.HOST, ''), " ITS_STATE ", %s AS lasts, " OPEN_FOR
		    " AS since, "
		    "CASE WHEN p.COMMAND <> 'Sleep' THEN NULLIF(p.STATE, '') END, p.INFO "
		    "FROM information_schema.PROCESSLIST p "
		    "LEFT JOIN %s x ON x.trx_mysql_thread_id = p.ID "
		    "WHERE p.DB = %s AND p.ID <> CONNECTION_ID() "
		    "AND p.COMMAND NOT IN ('Daemon', 'Binlog Dump', 'Binlog Dump GTID') "
		    "AND (p.COMMAND <> 'Sleep' OR x.trx_mysql_thread_id IS NOT NULL) "
		    "ORDER BY COALESCE(x.trx_started, SYSDATE() - INTERVAL p.TIME SECOND), p.ID",
		    lasts(what), transactions, what->schema);
}

/* ---- locks ------------------------------------------------------------------- */

/* Behind `waits`, which says who waits for what; and the session that it waits for, if known. */
#define PAIR                                                                             \
	"LEFT JOIN information_schema.PROCESSLIST h ON h.ID = w.holder "                 \
	"LEFT JOIN information_schema.INNODB_TRX x ON x.trx_mysql_thread_id = w.holder " \
	"WHERE p.DB = "

#define LOCKED_TABLE QUOTED("l.OBJECT_SCHEMA") ", '.', " QUOTED("l.OBJECT_NAME")
#define WAITED_TABLE QUOTED("w.OBJECT_SCHEMA") ", '.', " QUOTED("w.OBJECT_NAME")

static void add_row_waits(struct dn_text *sql, const struct dn_my_inspect *what)
{
	if (what->is_mariadb)
		dn_text_add(
			sql,
			"SELECT r.trx_mysql_thread_id AS waiter, " WAITS_FOR " AS waited, "
			"CONCAT(CASE l.lock_type WHEN 'RECORD' THEN 'a row of ' ELSE '' END, "
			"l.lock_table) AS object, CONVERT(l.lock_mode USING utf8mb4) AS mode, "
			"b.trx_mysql_thread_id AS holder "
			"FROM information_schema.INNODB_LOCK_WAITS k "
			"JOIN information_schema.INNODB_TRX r ON r.trx_id = k.requesting_trx_id "
			"JOIN information_schema.INNODB_TRX b ON b.trx_id = k.blocking_trx_id "
			"LEFT JOIN information_schema.INNODB_LOCKS l "
			"ON l.lock_id = k.requested_lock_id");
	else
		dn_text_add(
			sql,
			"SELECT r.trx_mysql_thread_id AS waiter, " WAITS_FOR " AS waited, "
			"CONCAT(CASE l.LOCK_TYPE WHEN 'RECORD' THEN 'a row of ' ELSE '' END, " LOCKED_TABLE
			") AS object, "
			"l.LOCK_MODE AS mode, b.trx_mysql_thread_id AS holder "
			"FROM performance_schema.data_lock_waits k "
			"JOIN information_schema.INNODB_TRX r "
			"ON r.trx_id = k.REQUESTING_ENGINE_TRANSACTION_ID "
			"JOIN information_schema.INNODB_TRX b "
			"ON b.trx_id = k.BLOCKING_ENGINE_TRANSACTION_ID "
			"LEFT JOIN performance_schema.data_locks l "
			"ON l.ENGINE_LOCK_ID = k.REQUESTING_ENGINE_LOCK_ID");
}

/* Locks that go well together: whoever waits for one of them does not wait for another. */
#define SHARED                                                           \
	"('SHARED', 'SHARED_HIGH_PRIO', 'SHARED_READ', 'SHARED_WRITE', " \
	"'SHARED_WRITE_LOW_PRIO', 'SHARED_UPGRADABLE', 'INTENTION_EXCLUSIVE')"

static void add_metadata_waits(struct dn_text *sql)
{
	dn_text_add(sql,
		    "SELECT wt.PROCESSLIST_ID AS waiter, NULL AS waited, "
		    "CASE w.OBJECT_TYPE WHEN 'TABLE' THEN CONCAT(" WAITED_TABLE ") "
		    "WHEN 'USER LEVEL LOCK' THEN CONCAT('lock ', w.OBJECT_NAME) "
		    "ELSE CONCAT_WS(' ', LOWER(w.OBJECT_TYPE), w.OBJECT_SCHEMA, w.OBJECT_NAME) END "
		    "AS object, w.LOCK_TYPE AS mode, gt.PROCESSLIST_ID AS holder "
		    "FROM performance_schema.metadata_locks w "
		    "JOIN performance_schema.threads wt ON wt.THREAD_ID = w.OWNER_THREAD_ID "
		    "JOIN performance_schema.metadata_locks g ON g.OBJECT_TYPE = w.OBJECT_TYPE "
		    "AND g.OBJECT_SCHEMA <=> w.OBJECT_SCHEMA AND g.OBJECT_NAME <=> w.OBJECT_NAME "
		    "AND g.OWNER_THREAD_ID <> w.OWNER_THREAD_ID "
		    "JOIN performance_schema.threads gt ON gt.THREAD_ID = g.OWNER_THREAD_ID "
		    "WHERE w.LOCK_STATUS = 'PENDING' "
		    "AND NOT (w.LOCK_TYPE IN " SHARED " AND g.LOCK_TYPE IN " SHARED ") "
		    "AND (g.LOCK_STATUS = 'GRANTED' OR w.LOCK_TYPE <> 'EXCLUSIVE')");
}

/* Of a wait for metadata, a table or GET_LOCK the list of sessions says that there is one. */
static void add_other_waits(struct dn_text *sql, const struct dn_my_inspect *what)
{
	dn_text_add(
		sql,
		"SELECT p.ID AS waiter, NULL AS waited, CASE p.STATE WHEN 'User lock' "
		"THEN 'lock of GET_LOCK' ELSE SUBSTRING(p.STATE, CHAR_LENGTH('Waiting for ') + 1) "
		"END AS object, NULL AS mode, NULL AS holder "
		"FROM information_schema.PROCESSLIST p "
		"WHERE (p.STATE LIKE 'Waiting for %% lock' OR p.STATE = 'User lock')");
	if (what->performance)
		dn_text_add(sql,
			    " AND p.ID NOT IN (SELECT wt.PROCESSLIST_ID "
			    "FROM performance_schema.metadata_locks w "
			    "JOIN performance_schema.threads wt "
			    "ON wt.THREAD_ID = w.OWNER_THREAD_ID "
			    "WHERE w.LOCK_STATUS = 'PENDING' AND wt.PROCESSLIST_ID IS NOT NULL)");
}

void dn_my_inspect_locks(struct dn_text *sql, const struct dn_my_inspect *what)
{
	dn_text_add(sql,
		    "SELECT DISTINCT p.ID, p.USER, COALESCE(w.waited, %s) AS lasts, w.object, "
		    "w.mode, p.INFO, w.holder, h.USER, " HOLDER_STATE ", " OPEN_FOR
		    ", h.INFO FROM (",
		    lasts(what));
	add_row_waits(sql, what);
	if (what->performance) {
		dn_text_add(sql, " UNION ALL ");
		add_metadata_waits(sql);
	}
	dn_text_add(sql, " UNION ALL ");
	add_other_waits(sql, what);
	dn_text_add(sql,
		    ") w JOIN information_schema.PROCESSLIST p ON p.ID = w.waiter " PAIR
		    "%s ORDER BY lasts DESC, p.ID, w.holder",
		    what->schema);
}

/* ---- slow -------------------------------------------------------------------- */

#define MS(column) "ROUND(" column " / 1000000000, 3)" /* of picoseconds */

void dn_my_inspect_slow(struct dn_text *sql, const struct dn_my_inspect *what)
{
	dn_text_add(
		sql,
		"SELECT COUNT_STAR, SUM_ROWS_SENT + SUM_ROWS_AFFECTED, " MS("SUM_TIMER_WAIT") ", " MS(
			"AVG_TIMER_WAIT") ", " MS("MAX_TIMER_WAIT") ", SUM_ROWS_EXAMINED, TRIM(DIGEST_TEXT) "
								    "FROM performance_schema.events_statements_summary_by_digest "
								    "WHERE SCHEMA_NAME = %s AND DIGEST_TEXT IS NOT NULL "
								    "ORDER BY SUM_TIMER_WAIT DESC, COUNT_STAR DESC LIMIT 20",
		what->schema);
}
