/* run/inspect - keeps what a driver says of a database. */
#include "run/inspect.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* What is being filled; a callback can say no more than a status. */
struct filling {
	struct dn_inspection *to;
	bool failed; /* for want of memory */
	bool broken; /* a row has another number of values than there are columns */
};

static dunlin_status take_column(void *payload, const struct dunlin_column *column)
{
	struct filling *filling = payload;
	struct dn_inspection *to = filling->to;
	struct dunlin_column *own;

	filling->broken = to->n_rows > 0 || !DUNLIN_HAS(column, name) || column->name == NULL;
	if (filling->broken)
		return DUNLIN_EPLUGIN;
	own = dn_vec_add(&to->columns, &to->n_columns, &to->cap_columns, sizeof(*own));
	if (own != NULL) {
		own->size = DUNLIN_COLUMN_SIZE;
		own->kind = column->kind <= DUNLIN_VALUE_TRUTH ? column->kind : DUNLIN_VALUE_TEXT;
		own->name = dn_arena_strdup(&to->arena, column->name);
	}
	filling->failed = own == NULL || own->name == NULL;
	return filling->failed ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static dunlin_status take_row(void *payload, size_t n, const char *const *values)
{
	struct filling *filling = payload;
	struct dn_inspection *to = filling->to;
	const char ***row, **cells;
	size_t i;

	filling->broken = n == 0 || n != to->n_columns;
	if (filling->broken)
		return DUNLIN_EPLUGIN;
	cells = dn_arena_alloc(&to->arena, n * sizeof(*cells));
	row = cells == NULL ? NULL
			    : dn_vec_add(&to->rows, &to->n_rows, &to->cap_rows, sizeof(*row));
	filling->failed = row == NULL;
	if (row != NULL)
		*row = cells;
	for (i = 0; i < n && !filling->failed; i++) {
		cells[i] = values[i] == NULL ? NULL : dn_arena_strdup(&to->arena, values[i]);
		filling->failed = values[i] != NULL && cells[i] == NULL;
	}
	return filling->failed ? DUNLIN_ENOMEM : DUNLIN_OK;
}

dunlin_status dn_inspection_init(struct dn_inspection *out, struct dn_session *session,
				 uint32_t topic, dunlin_error *err)
{
	struct filling filling = { .to = out };
	dunlin_status status;

	memset(out, 0, sizeof(*out));
	status = dn_session_inspect(session, topic, take_column, take_row, &filling, err);
	if (filling.failed)
		return dn_fail_nomem(err);
	if (filling.broken)
		return dn_fail(err, DUNLIN_EPLUGIN,
			       "driver %s: inspect() handed over rows that do not fit its columns",
			       session->target->driver->name);
	return status;
}

void dn_inspection_clear(struct dn_inspection *inspection)
{
	free(inspection->columns);
	free((void *)inspection->rows);
	dn_arena_clear(&inspection->arena);
	memset(inspection, 0, sizeof(*inspection));
}
