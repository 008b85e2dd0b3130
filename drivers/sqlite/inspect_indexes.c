/* sqlite/inspect_indexes - the indexes of a database, and those that another one makes needless. */
#include <stdlib.h>

#include "common/columns.h"
#include "common/fault.h"
#include "common/text.h"
#include "sqlite/inspect.h"

static const struct dn_columns columns[] = {
	{ "table", DUNLIN_VALUE_TEXT },      { "index", DUNLIN_VALUE_TEXT },
	{ "note", DUNLIN_VALUE_TEXT },       { "bytes", DUNLIN_VALUE_BYTES },
	{ "rows", DUNLIN_VALUE_NUMBER },     { "unique", DUNLIN_VALUE_TRUTH },
	{ "partial", DUNLIN_VALUE_TRUTH },   { "automatic", DUNLIN_VALUE_TRUTH },
	{ "columns", DUNLIN_VALUE_TEXT },    { "statistics", DUNLIN_VALUE_TEXT },
	{ "definition", DUNLIN_VALUE_TEXT }, { NULL, 0 },
};

/* What ANALYZE wrote down, if it ever ran. */
static const char statistics[] = "SELECT idx, stat FROM main.sqlite_stat1 WHERE idx IS NOT NULL";
static const char no_statistics[] = "SELECT NULL, NULL WHERE 0";

/*
 * `sig` is the same for indexes on the same columns, in the same order and by the same collations, and
 * begins alike where the one index begins as the other.  An index with a condition or an expression
 * is compared by its text, and only as a whole: SQLite tells no more.  `place`: which of two is
 * needed more, the smaller one.  An index that is not in sqlite_master is a table without rowid.
 */
static const char format[] =
	"WITH size(name, bytes) AS (%s), stat(name, text) AS (%s), "
	"key(tab, name, uniq, origin, partial, sql, listed, plain, place, sig, cols) AS ("
	"SELECT t.name, l.name, l.\"unique\", l.origin, l.partial, m.sql, m.name IS NOT NULL, "
	"x.plain AND NOT l.partial, "
	"CASE WHEN l.origin <> 'c' THEN 0 WHEN l.\"unique\" THEN 1 ELSE 2 END, "
	"CASE WHEN x.plain AND NOT l.partial THEN x.sig "
	"ELSE substr(m.sql, instr(upper(m.sql), ' ON ')) END, x.cols "
	"FROM main.sqlite_master t JOIN pragma_index_list(t.name, 'main') l "
	"LEFT JOIN main.sqlite_master m ON m.type = 'index' AND m.name = l.name "
	"LEFT JOIN pick x ON x.tab = t.name AND x.name = l.name WHERE t.type = 'table'), "
	"part(tab, name, seqno, cid, col, down, coll) AS ("
	"SELECT t.name, l.name, x.seqno, x.cid, x.name, x.\"desc\", x.coll "
	"FROM main.sqlite_master t JOIN pragma_index_list(t.name, 'main') l "
	"JOIN pragma_index_xinfo(l.name, 'main') x "
	"WHERE t.type = 'table' AND x.key ORDER BY t.name, l.name, x.seqno), "
	"pick(tab, name, plain, sig, cols) AS ("
	"SELECT tab, name, min(cid <> -2), "
	"group_concat(cid || ' ' || down || ' ' || upper(coll) || ';', ''), "
	"group_concat(coalesce(col, CASE cid WHEN -1 THEN 'rowid' ELSE '(expression)' END) "
	"|| CASE WHEN down THEN ' DESC' ELSE '' END, ', ') FROM part GROUP BY tab, name) "
	"SELECT k.tab, k.name, CASE WHEN k.origin = 'c' THEN (SELECT "
	"CASE WHEN o.sig = k.sig THEN 'duplicate of ' ELSE 'prefix of ' END || "
	"CASE WHEN o.listed THEN o.name ELSE 'the primary key' END FROM key o "
	"WHERE o.tab = k.tab AND o.name <> k.name AND ((o.sig = k.sig AND (o.place < k.place "
	"OR (o.place = k.place AND o.name < k.name))) "
	"OR (NOT k.uniq AND k.plain AND o.plain AND length(o.sig) > length(k.sig) "
	"AND substr(o.sig, 1, length(k.sig)) = k.sig)) ORDER BY length(o.sig), o.place, o.name LIMIT 1) "
	"END AS note, s.bytes, CAST(a.text AS INTEGER), "
	"CASE WHEN k.uniq THEN 'true' ELSE 'false' END, "
	"CASE WHEN k.partial THEN 'true' ELSE 'false' END, "
	"CASE WHEN k.origin <> 'c' THEN 'true' ELSE 'false' END, k.cols, a.text, k.sql "
	"FROM key k LEFT JOIN size s ON s.name = k.name LEFT JOIN stat a ON a.name = k.name "
	"WHERE k.listed ORDER BY note IS NULL, s.bytes DESC, k.tab, k.name";

static dunlin_status take_flag(void *payload, size_t n, const char *const *values)
{
	(void)n, (void)values;
	*(bool *)payload = true;
	return DUNLIN_OK;
}

dunlin_status dn_sqlite_look_indexes(const struct dn_sqlite_look *look)
{
	struct dn_text text = { .data = NULL };
	bool analyzed = false;
	dunlin_status status;
	char *sql;

	status = dn_sqlite_look_ask(look,
				    "SELECT 1 FROM main.sqlite_master WHERE name = 'sqlite_stat1'",
				    take_flag, &analyzed);
	if (status == DUNLIN_OK)
		status = dn_columns_tell(columns, look->on_column, look->payload);
	if (status != DUNLIN_OK)
		return status;
	dn_text_add(&text, format, dn_sqlite_look_sizes(), analyzed ? statistics : no_statistics);
	sql = dn_text_take(&text);
	if (sql == NULL)
		return dn_fault_nomem(look->conn->host, look->err);
	status = dn_sqlite_look_ask(look, sql, look->on_row, look->payload);
	free(sql);
	return status;
}
