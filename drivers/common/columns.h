/* common/columns - the columns of an answer of inspect(), as a table. */
#ifndef DN_COMMON_COLUMNS_H
#define DN_COMMON_COLUMNS_H

#include <dunlin/driver.h>

struct dn_columns {
	const char *name; /* NULL ends the table */
	uint32_t kind;    /* DUNLIN_VALUE_* */
};

/* Hands all of them over. */
DUNLIN_MUST_CHECK dunlin_status dn_columns_tell(const struct dn_columns *columns,
						dunlin_column_fn on_column, void *payload);

#endif
