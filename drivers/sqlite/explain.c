/* sqlite/explain - which indexes a statement would use, from its bytecode. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/fault.h"
#include "sqlite/conn.h"

/*
 * EXPLAIN QUERY PLAN says it for people, and a name there may hold anything.  The
 * bytecode has root pages, of which sqlite_master knows the names, and virtual
 * tables by their addresses, of which any statement about one tells.
 */

enum code {
	CODE_OTHER,
	CODE_READ,    /* opens a b-tree: cursor p1, root page p2, database p3 */
	CODE_WRITE,   /* the same; an index that is kept up is opened so as well */
	CODE_SEEK,    /* looks for something by cursor p1 */
	CODE_VOPEN,   /* opens the virtual table p4: cursor p1 */
	CODE_VFILTER, /* asks it: cursor p1, its own plan in register p3 and text p4 */
	CODE_INTEGER  /* p1 into register p2 */
};

struct op {
	enum code code;
	int program; /* the statement's, or that of one of its triggers */
	int64_t p1, p2, p3;
	char *p4; /* owned; NULL where nobody asks */
};

/* How a virtual table says that it looks everywhere. */
enum module { MODULE_OTHER = 0, MODULE_FTS4 = 4, MODULE_FTS5 = 5 };

struct table {
	char *name; /* owned, as is db */
	char *db;
	enum module module;
	char *address; /* "vtab:0x…"; owned */
};

struct explaining {
	dunlin_conn *conn;
	dunlin_row_fn on_row;
	void *payload;
	dunlin_error *err;
	struct op *ops;
	size_t n, cap;
	int program;
	struct table *tables;
	size_t n_tables;
	char *text; /* a single value that was asked for; owned */
};

static dunlin_status nomem(const struct explaining *x)
{
	return dn_fault_nomem(x->conn->host, x->err);
}

static enum code code_of(const char *name)
{
	static const struct {
		const char *name;
		enum code code;
	} codes[] = {
		{ "OpenRead", CODE_READ }, { "ReopenIdx", CODE_READ },  { "OpenWrite", CODE_WRITE },
		{ "SeekGE", CODE_SEEK },   { "SeekGT", CODE_SEEK },     { "SeekLE", CODE_SEEK },
		{ "SeekLT", CODE_SEEK },   { "Rewind", CODE_SEEK },     { "Last", CODE_SEEK },
		{ "VOpen", CODE_VOPEN },   { "VFilter", CODE_VFILTER }, { "Integer", CODE_INTEGER },
	};
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(name, codes[i].name) == 0)
			return codes[i].code;
	return CODE_OTHER;
}

static int64_t number(const char *text)
{
	return text == NULL ? 0 : strtoll(text, NULL, 10);
}

/* addr, opcode, p1, p2, p3, p4, p5, comment */
static dunlin_status take_op(void *payload, size_t n, const char *const *values)
{
	struct explaining *x = payload;
	struct op *op;

	if (n < 6 || values[1] == NULL)
		return DUNLIN_OK;
	if (x->n == x->cap) {
		size_t cap = x->cap == 0 ? 64 : x->cap * 2;
		struct op *more = realloc(x->ops, cap * sizeof(*more));

		if (more == NULL)
			return nomem(x);
		x->ops = more;
		x->cap = cap;
	}
	if (x->n > 0 && number(values[0]) == 0)
		x->program++;
	op = &x->ops[x->n];
	*op = (struct op){ .code = code_of(values[1]),
			   .program = x->program,
			   .p1 = number(values[2]),
			   .p2 = number(values[3]),
			   .p3 = number(values[4]) };
	if (op->code == CODE_VOPEN || op->code == CODE_VFILTER) {
		op->p4 = strdup(values[5] == NULL ? "" : values[5]);
		if (op->p4 == NULL)
			return nomem(x);
	}
	x->n++;
	return DUNLIN_OK;
}

static dunlin_status take_text(void *payload, size_t n, const char *const *values)
{
	struct explaining *x = payload;

	if (n == 0 || values[0] == NULL || x->text != NULL)
		return DUNLIN_OK;
	x->text = strdup(values[0]);
	return x->text == NULL ? nomem(x) : DUNLIN_OK;
}

/* Runs what sqlite3_mprintf() made, which it takes. */
static dunlin_status ask(struct explaining *x, char *sql, dunlin_row_fn on_row, void *payload)
{
	struct dn_sqlite_run run = { .sql = sql, .index = -1, .on_row = on_row, .payload = payload };
	dunlin_status status;

	if (sql == NULL)
		return nomem(x);
	run.len = strlen(sql);
	status = dn_sqlite_run(x->conn, &run, x->err);
	sqlite3_free(sql);
	return status;
}

/* --- b-trees ------------------------------------------------------------------------ */

/* An index that is only kept up is written to, and nothing is looked for in it. */
static bool is_used(const struct explaining *x, const struct op *open)
{
	size_t i;

	if (open->code == CODE_READ)
		return true;
	for (i = 0; open->code == CODE_WRITE && i < x->n; i++)
		if (x->ops[i].code == CODE_SEEK && x->ops[i].program == open->program &&
		    x->ops[i].p1 == open->p1)
			return true;
	return false;
}

static dunlin_status name_tree(struct explaining *x, const struct op *open)
{
	dunlin_status status;

	free(x->text);
	x->text = NULL;
	status = ask(x,
		     sqlite3_mprintf("SELECT name FROM pragma_database_list WHERE seq = %lld",
				     (long long)open->p3),
		     take_text, x);
	if (status != DUNLIN_OK || x->text == NULL)
		return status;
	return ask(x,
		   sqlite3_mprintf("SELECT name FROM \"%w\".sqlite_master "
				   "WHERE type = 'index' AND rootpage = %lld",
				   x->text, (long long)open->p2),
		   x->on_row, x->payload);
}

/* --- virtual tables ------------------------------------------------------------------- */

static dunlin_status take_table(void *payload, size_t n, const char *const *values)
{
	struct explaining *x = payload;
	struct table *more = realloc(x->tables, (x->n_tables + 1) * sizeof(*more)), *table;

	if (more == NULL)
		return nomem(x);
	x->tables = more;
	if (n < 3 || values[0] == NULL || values[1] == NULL)
		return DUNLIN_OK;
	table = &x->tables[x->n_tables++];
	*table = (struct table){ .db = strdup(values[0]),
				 .name = strdup(values[1]),
				 .module = (enum module)number(values[2]) };
	return table->db == NULL || table->name == NULL ? nomem(x) : DUNLIN_OK;
}

/* Where a statement about the table finds it. */
static dunlin_status take_address(void *payload, size_t n, const char *const *values)
{
	struct explaining *x = payload;

	if (n < 6 || values[1] == NULL || code_of(values[1]) != CODE_VOPEN)
		return DUNLIN_OK;
	return take_text(x, 1, &values[5]);
}

/* Those of every database that is attached, in one statement. */
static dunlin_status list_tables(struct explaining *x)
{
	static const char each[] =
		"SELECT group_concat('SELECT ' || quote(name) || ', name, "
		"CASE WHEN sql LIKE ''%%using%%fts5%%'' THEN 5 "
		"WHEN sql LIKE ''%%using%%fts4%%'' OR sql LIKE ''%%using%%fts3%%'' THEN 4 "
		"ELSE 0 END FROM \"' || replace(name, '\"', '\"\"') || '\".sqlite_master "
		"WHERE type = ''table'' AND rootpage = 0', ' UNION ALL ') FROM pragma_database_list";
	dunlin_status status;
	char *sql;

	free(x->text);
	x->text = NULL;
	status = ask(x, sqlite3_mprintf(each), take_text, x);
	if (status != DUNLIN_OK || x->text == NULL)
		return status;
	sql = sqlite3_mprintf("%s", x->text);
	return ask(x, sql, take_table, x);
}

/* A table whose module is not there has no address, and no part in the statement. */
static dunlin_status find_tables(struct explaining *x)
{
	dunlin_status status = list_tables(x);
	size_t i;

	for (i = 0; i < x->n_tables && status == DUNLIN_OK; i++) {
		free(x->text);
		x->text = NULL;
		status = ask(x,
			     sqlite3_mprintf("EXPLAIN SELECT 1 FROM \"%w\".\"%w\"", x->tables[i].db,
					     x->tables[i].name),
			     take_address, x);
		x->tables[i].address = x->text;
		x->text = NULL;
		if (status != DUNLIN_ENOMEM && status != DUNLIN_ECANCELED)
			status = DUNLIN_OK;
	}
	return status;
}

/* The table's own number for its plan, which is put into a register before. */
static int64_t plan_of(const struct explaining *x, const struct op *filter)
{
	int64_t plan = 0;
	size_t i;

	for (i = 0; i < x->n; i++)
		if (x->ops[i].code == CODE_INTEGER && x->ops[i].program == filter->program &&
		    x->ops[i].p2 == filter->p3)
			plan = x->ops[i].p1;
	return plan;
}

static bool is_narrowed(const struct explaining *x, const struct table *table,
			const struct op *filter)
{
	const int64_t plan = plan_of(x, filter);

	if (table->module == MODULE_FTS5) /* MATCH, LIKE or GLOB; else rowids and an order */
		return strpbrk(filter->p4, "MLG") != NULL;
	if (table->module == MODULE_FTS4)
		return (plan & 0xffff) >= 2;
	return plan != 0 || filter->p4[0] != '\0';
}

static dunlin_status name_table(const struct explaining *x, const struct op *open)
{
	const struct table *table = NULL;
	dunlin_status status = DUNLIN_OK;
	const char *name;
	size_t i;

	for (i = 0; i < x->n_tables; i++)
		if (x->tables[i].address != NULL && strcmp(x->tables[i].address, open->p4) == 0)
			table = &x->tables[i];
	for (i = 0; table != NULL && i < x->n && status == DUNLIN_OK; i++) {
		const struct op *op = &x->ops[i];

		if (op->code != CODE_VFILTER || op->program != open->program ||
		    op->p1 != open->p1 || !is_narrowed(x, table, op))
			continue;
		name = table->name;
		status = x->on_row(x->payload, 1, &name);
	}
	return status;
}

/* --- all of it --------------------------------------------------------------------------- */

static dunlin_status name_all(struct explaining *x)
{
	dunlin_status status = DUNLIN_OK;
	bool is_virtual = false;
	size_t i;

	for (i = 0; i < x->n && status == DUNLIN_OK; i++) {
		is_virtual = is_virtual || x->ops[i].code == CODE_VOPEN;
		if (is_used(x, &x->ops[i]))
			status = name_tree(x, &x->ops[i]);
	}
	if (is_virtual && status == DUNLIN_OK)
		status = find_tables(x);
	for (i = 0; is_virtual && i < x->n && status == DUNLIN_OK; i++)
		if (x->ops[i].code == CODE_VOPEN)
			status = name_table(x, &x->ops[i]);
	return status;
}

/* Of any other statement there is bytecode as well, but it looks for nothing. */
static bool has_plan(const char *sql, size_t len)
{
	static const char *const first[] = { "select",  "insert", "update", "delete",
					     "replace", "values", "with" };
	size_t at = dn_sqlite_skip_nothing(sql, len), i;

	for (i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		if (len - at >= strlen(first[i]) &&
		    strncasecmp(sql + at, first[i], strlen(first[i])) == 0)
			return true;
	return false;
}

static void clear(struct explaining *x)
{
	while (x->n > 0)
		free(x->ops[--x->n].p4);
	free(x->ops);
	while (x->n_tables > 0) {
		x->n_tables--;
		free(x->tables[x->n_tables].db);
		free(x->tables[x->n_tables].name);
		free(x->tables[x->n_tables].address);
	}
	free(x->tables);
	free(x->text);
}

dunlin_status dn_sqlite_explain(dunlin_conn *conn, const char *sql, size_t len,
				dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	struct explaining x = { .conn = conn, .on_row = on_row, .payload = payload, .err = err };
	dunlin_status status = dn_fault_check_text(conn->host, sql, len, -1, err);

	if (status == DUNLIN_OK && (!has_plan(sql, len) || len > INT_MAX))
		status = dn_fault_fail(conn->host, err, DUNLIN_EUNSUPPORTED,
				       "sqlite has no plan for what is no query");
	if (status != DUNLIN_OK)
		return status;
	dn_sqlite_guard_begin(conn);
	status = ask(&x, sqlite3_mprintf("EXPLAIN %.*s", (int)len, sql), take_op, &x);
	if (status == DUNLIN_OK)
		status = name_all(&x);
	dn_sqlite_guard_end(conn);
	clear(&x);
	return status;
}
