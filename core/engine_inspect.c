/* engine_inspect - what a database holds as an embedding program reads it. */
#include <stdlib.h>

#include "base/error.h"
#include "engine.h"
#include "run/inspect.h"

struct dunlin_table {
	struct dn_inspection inspection;
};

void dunlin_table_free(dunlin_table *table)
{
	if (table == NULL)
		return;
	dn_inspection_clear(&table->inspection);
	free(table);
}

size_t dunlin_table_columns(const dunlin_table *table)
{
	return table->inspection.n_columns;
}

size_t dunlin_table_rows(const dunlin_table *table)
{
	return table->inspection.n_rows;
}

void dunlin_table_column(const dunlin_table *table, size_t i, struct dunlin_column *out)
{
	const struct dunlin_column none = { 0 };

	dn_engine_give(out, &out->size,
		       i < table->inspection.n_columns ? &table->inspection.columns[i] : &none,
		       sizeof(struct dunlin_column));
}

const char *dunlin_table_cell(const dunlin_table *table, size_t row, size_t column)
{
	if (row >= table->inspection.n_rows || column >= table->inspection.n_columns)
		return NULL;
	return table->inspection.rows[row][column];
}

dunlin_status dunlin_inspect(dunlin_table **out, dunlin_engine *engine, uint32_t topic,
			     dunlin_error *err)
{
	/* Without the files: one that is wrong says nothing about the database. */
	dunlin_status status = dn_engine_driver(engine, err);
	struct dn_view_options options;
	struct dn_session session;
	dunlin_table *table;

	*out = NULL;
	if (status != DUNLIN_OK)
		return status;
	table = calloc(1, sizeof(*table));
	if (table == NULL)
		return dn_fail_nomem(err);
	options = dn_engine_view_options(engine);
	options.target.how.flags &= ~DUNLIN_OPEN_CREATE; /* looking makes no file */
	status = dn_session_open(&session, &options.target, err);
	if (status == DUNLIN_OK)
		status = dn_inspection_init(&table->inspection, &session, topic, err);
	dn_session_close(&session);
	if (status == DUNLIN_OK) {
		*out = table;
		table = NULL; /* the caller's */
	}
	dunlin_table_free(table);
	return status;
}
