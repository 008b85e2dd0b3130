/* common/columns - the columns of an answer of inspect(), as a table. */
#include "common/columns.h"

dunlin_status dn_columns_tell(const struct dn_columns *columns, dunlin_column_fn on_column,
			      void *payload)
{
	dunlin_status status = DUNLIN_OK;

	for (; columns->name != NULL && status == DUNLIN_OK; columns++) {
		const struct dunlin_column column = { .size = DUNLIN_COLUMN_SIZE,
						      .kind = columns->kind,
						      .name = columns->name };

		status = on_column(payload, &column);
	}
	return status;
}
