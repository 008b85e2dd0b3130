/* mysql/explain - which indexes the optimizer means to use for a statement. */
#include "explain.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "exec.h"
#include "kind.h"

/* Rows as EXPLAIN has them: MariaDB has 10 columns, MySQL also `partitions` and `filtered`. */
enum { TABLE = 2, MARIADB_TYPE = 3, MARIADB_KEY = 5, MYSQL_COLUMNS = 12 };

struct names {
	dunlin_row_fn on_row;
	void *payload;
	bool no_memory;
};

/* "<derived2>": rows of a part of the statement; their index is made when it runs. */
static bool is_of_a_part(const char *table)
{
	return table != NULL &&
	       (strncmp(table, "<derived", 8) == 0 || strncmp(table, "<subquery", 9) == 0 ||
		strncmp(table, "<union", 6) == 0);
}

static dunlin_status hear(void *payload, size_t n, const char *const *values)
{
	struct names *names = payload;
	const size_t shift = n >= MYSQL_COLUMNS;
	const char *type, *key, *one[1];
	char *copy, *rest, *name, between[2] = "";
	dunlin_status status = DUNLIN_OK;

	if (n <= MARIADB_KEY + shift)
		return DUNLIN_OK;
	type = values[MARIADB_TYPE + shift];
	key = values[MARIADB_KEY + shift];
	if (key == NULL || is_of_a_part(values[TABLE]))
		return DUNLIN_OK;
	/* Several in one: those that are merged, or the second that only filters. */
	if (type != NULL && strstr(type, "index_merge") != NULL)
		between[0] = ',';
	else if (type != NULL && strchr(type, '|') != NULL)
		between[0] = '|';
	copy = strdup(key);
	if (copy == NULL) {
		names->no_memory = true;
		return DUNLIN_ENOMEM;
	}
	for (rest = copy; status == DUNLIN_OK && (name = strsep(&rest, between)) != NULL;) {
		one[0] = name;
		status = names->on_row(names->payload, 1, one);
	}
	free(copy);
	return status;
}

dunlin_status dn_my_explain(dunlin_conn *conn, const char *sql, size_t len, dunlin_row_fn on_row,
			    void *payload, dunlin_error *err)
{
	struct names names = { .on_row = on_row, .payload = payload };
	dunlin_status status = dn_fault_check_text(conn->host, sql, len, -1, err);
	char *text = NULL;
	int n;

	if (status != DUNLIN_OK)
		return status;
	if (!dn_my_kind_has_plan(sql, len))
		return dn_fault_fail(conn->host, err, DUNLIN_EUNSUPPORTED,
				     "the statement has no plan: it is no query, and changes no "
				     "rows");
	n = asprintf(&text, "EXPLAIN %.*s", (int)len, sql);
	if (n < 0)
		return dn_fault_nomem(conn->host, err);
	status = dn_my_query(conn, text, (size_t)n, hear, &names, err);
	free(text);
	return names.no_memory ? dn_fault_nomem(conn->host, err) : status;
}
