/* sqlite/inspect_tables - rows and sizes of the tables of a database. */
#include <stdlib.h>
#include <string.h>

#include "common/columns.h"
#include "common/fault.h"
#include "common/text.h"
#include "sqlite/inspect.h"

static const struct dn_columns columns[] = {
	{ "table", DUNLIN_VALUE_TEXT },        { "kind", DUNLIN_VALUE_TEXT },
	{ "rows", DUNLIN_VALUE_NUMBER },       { "total_bytes", DUNLIN_VALUE_BYTES },
	{ "table_bytes", DUNLIN_VALUE_BYTES }, { "index_bytes", DUNLIN_VALUE_BYTES },
	{ "indexes", DUNLIN_VALUE_NUMBER },    { "without_rowid", DUNLIN_VALUE_TRUTH },
	{ "strict", DUNLIN_VALUE_TRUTH },      { NULL, 0 },
};
enum { TABLE, KIND, ROWS, TOTAL, N = sizeof(columns) / sizeof(columns[0]) - 1 };

struct table {
	char *values[N]; /* owned; NULL is SQL NULL */
};

struct tables {
	struct table *items;
	size_t n, cap;
};

/* What each table is: virtual, the shadow of a virtual one, without rowid, strict.  An SQLite that is
 * older than 3.37 knows neither the list nor strict tables. */
static const char kinds[] =
	"SELECT name, CASE type WHEN 'table' THEN 'table' ELSE type END, "
	"CASE wr WHEN 1 THEN 'true' ELSE 'false' END, "
	"CASE strict WHEN 1 THEN 'true' ELSE 'false' END "
	"FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual', 'shadow')";
static const char old_kinds[] =
	"SELECT name, CASE WHEN sql LIKE 'create virtual%' THEN 'virtual' ELSE 'table' END, "
	"NULL, 'false' FROM main.sqlite_master WHERE type = 'table'";

/* sqlite_sequence and sqlite_stat1 are SQLite's own.  A virtual table is counted by its module, which
 * need not be here, and stands for its shadow tables, which are. */
static const char format[] =
	"WITH size(name, bytes) AS (%s), kind(name, kind, wr, strict) AS (%s) "
	"SELECT k.name, k.kind, NULL, s.bytes + coalesce(i.bytes, 0), s.bytes, "
	"CASE WHEN s.bytes IS NOT NULL THEN coalesce(i.bytes, 0) END, coalesce(i.n, 0), "
	"k.wr, k.strict FROM kind k LEFT JOIN size s ON s.name = k.name "
	"LEFT JOIN (SELECT m.tbl_name, sum(x.bytes) AS bytes, count(*) AS n "
	"FROM main.sqlite_master m LEFT JOIN size x ON x.name = m.name WHERE m.type = 'index' "
	"GROUP BY m.tbl_name) i ON i.tbl_name = k.name "
	"WHERE k.name NOT LIKE 'sqlite\\_%%' ESCAPE '\\' ORDER BY k.name";

static void clear(struct tables *tables)
{
	size_t i;
	int k;

	for (i = 0; i < tables->n; i++)
		for (k = 0; k < N; k++)
			free(tables->items[i].values[k]);
	free(tables->items);
}

static struct table *add(struct tables *tables)
{
	size_t cap = tables->cap == 0 ? 32 : tables->cap * 2;
	struct table *more;

	if (tables->n == tables->cap) {
		more = reallocarray(tables->items, cap, sizeof(*more));
		if (more == NULL)
			return NULL;
		tables->items = more;
		tables->cap = cap;
	}
	memset(&tables->items[tables->n], 0, sizeof(*tables->items));
	return &tables->items[tables->n++];
}

static dunlin_status take_table(void *payload, size_t n, const char *const *values)
{
	struct table *table = add(payload);
	size_t i;

	if (table == NULL)
		return DUNLIN_ENOMEM;
	for (i = 0; i < n && i < N; i++) {
		table->values[i] = values[i] == NULL ? NULL : strdup(values[i]);
		if (values[i] != NULL && table->values[i] == NULL)
			return DUNLIN_ENOMEM;
	}
	return DUNLIN_OK;
}

static dunlin_status list(const struct dn_sqlite_look *look, struct tables *tables)
{
	struct dn_text text = { .data = NULL };
	dunlin_status status;
	char *sql;

	dn_text_add(&text, format, dn_sqlite_look_sizes(),
		    sqlite3_libversion_number() >= 3037000 ? kinds : old_kinds);
	sql = dn_text_take(&text);
	if (sql == NULL)
		return dn_fault_nomem(look->conn->host, look->err);
	status = dn_sqlite_look_ask(look, sql, take_table, tables);
	free(sql);
	return status;
}

static dunlin_status take_count(void *payload, size_t n, const char *const *values)
{
	char **count = payload;

	*count = n == 1 && values[0] != NULL ? strdup(values[0]) : NULL;
	return *count == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static dunlin_status count(const struct dn_sqlite_look *look, struct table *table)
{
	dunlin_status status;
	char *sql;

	if (strcmp(table->values[KIND], "virtual") == 0)
		return DUNLIN_OK;
	sql = sqlite3_mprintf("SELECT count(*) FROM main.\"%w\"", table->values[TABLE]);
	if (sql == NULL)
		return dn_fault_nomem(look->conn->host, look->err);
	status = dn_sqlite_look_ask(look, sql, take_count, &table->values[ROWS]);
	sqlite3_free(sql);
	return status;
}

/* By size, else by rows, the largest first; what is unknown comes last. */
static int compare_numbers(const char *a, const char *b)
{
	const long long x = a == NULL ? -1 : strtoll(a, NULL, 10);
	const long long y = b == NULL ? -1 : strtoll(b, NULL, 10);

	return (y > x) - (y < x);
}

static int compare(const void *a, const void *b)
{
	const struct table *x = a, *y = b;
	int order = compare_numbers(x->values[TOTAL], y->values[TOTAL]);

	if (order == 0)
		order = compare_numbers(x->values[ROWS], y->values[ROWS]);
	return order != 0 ? order : strcmp(x->values[TABLE], y->values[TABLE]);
}

dunlin_status dn_sqlite_look_tables(const struct dn_sqlite_look *look)
{
	struct tables tables = { .items = NULL };
	dunlin_status status = list(look, &tables);
	size_t i;

	for (i = 0; i < tables.n && status == DUNLIN_OK; i++)
		status = count(look, &tables.items[i]);
	if (status == DUNLIN_OK && tables.n > 0)
		qsort(tables.items, tables.n, sizeof(*tables.items), compare);
	if (status == DUNLIN_OK)
		status = dn_columns_tell(columns, look->on_column, look->payload);
	for (i = 0; i < tables.n && status == DUNLIN_OK; i++)
		status =
			look->on_row(look->payload, N, (const char *const *)tables.items[i].values);
	clear(&tables);
	return status;
}
