/* postgres/prepared - texts, each in a place that makes its name. */
#include "prepared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int dn_pg_prepared_find(struct dn_pg_prepared *prepared, const char *text, bool *is_new)
{
	int i, at = -1;

	*is_new = false;
	for (i = 0; i < DN_PG_MOST_PREPARED; i++) {
		if (prepared->list[i].text == NULL)
			at = at < 0 ? i : at;
		else if (strcmp(prepared->list[i].text, text) == 0)
			return i;
	}
	if (at < 0)
		return -1;
	prepared->list[at].text = strdup(text);
	prepared->list[at].there = false;
	*is_new = prepared->list[at].text != NULL;
	return *is_new ? at : -1;
}

void dn_pg_prepared_name(char name[DN_PG_PREPARED_NAME], int at)
{
	(void)snprintf(name, DN_PG_PREPARED_NAME, "dunlin record %d", at + 1);
}

static void forget(struct dn_pg_prepared *prepared, int at)
{
	free(prepared->list[at].text);
	prepared->list[at].text = NULL;
}

void dn_pg_prepared_settle(struct dn_pg_prepared *prepared)
{
	int i;

	for (i = 0; i < DN_PG_MOST_PREPARED; i++)
		if (!prepared->list[i].there)
			forget(prepared, i);
}

bool dn_pg_prepared_upset(struct dn_pg_prepared *prepared, const char *sqlstate)
{
	/* invalid_sql_statement_name, duplicate_prepared_statement */
	if (sqlstate == NULL || (strcmp(sqlstate, "26000") != 0 && strcmp(sqlstate, "42P05") != 0))
		return false;
	prepared->off = true;
	return true;
}

void dn_pg_prepared_clear(struct dn_pg_prepared *prepared)
{
	int i;

	for (i = 0; i < DN_PG_MOST_PREPARED; i++)
		forget(prepared, i);
	*prepared = (struct dn_pg_prepared){ 0 };
}
