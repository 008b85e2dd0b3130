/* mysql/blocker - who is in the way. */
#include "blocker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "run.h"

/* Locks on tables and on rows are both held by transactions that are open. */
static const char open_sql[] =
	"SELECT p.ID, p.USER, p.HOST, p.COMMAND, p.TIME, LEFT(p.INFO, 200) "
	"FROM information_schema.INNODB_TRX t "
	"JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id "
	"WHERE p.ID <> CONNECTION_ID() ORDER BY t.trx_started LIMIT 10";

static const char session_sql[] = "SELECT ID, USER, HOST, COMMAND, TIME, LEFT(INFO, 200) "
				  "FROM information_schema.PROCESSLIST WHERE ID = ";

static dunlin_status add(void *payload, size_t n, const char *const *values)
{
	struct dn_text *text = payload;

	if (n != 6 || values[0] == NULL)
		return DUNLIN_OK;
	dn_text_add(text, "%ssession %s, %s@%s, %s for %s s%s%s", text->len > 0 ? "; " : "",
		    values[0], values[1] == NULL ? "?" : values[1],
		    values[2] == NULL ? "?" : values[2], values[5] != NULL ? "running" : "idle",
		    values[4] == NULL ? "?" : values[4], values[5] != NULL ? ": " : "",
		    values[5] != NULL ? values[5] : "");
	return DUNLIN_OK;
}

dunlin_status dn_my_blockers(dunlin_conn *conn, char **out)
{
	struct dn_text text = { .data = NULL };
	dunlin_status status = dn_my_ask(conn, open_sql, add, &text, NULL);
	char *list;

	*out = NULL;
	if (status != DUNLIN_OK || text.len == 0) {
		free(text.data);
		return status;
	}
	list = dn_text_take(&text);
	dn_text_add(&text, "transactions that are open: %s", list == NULL ? "?" : list);
	free(list);
	*out = dn_text_take(&text);
	return DUNLIN_OK;
}

char *dn_my_session_words(dunlin_conn *conn, const char *id)
{
	struct dn_text sql = { .data = NULL }, text = { .data = NULL };

	dn_text_add(&sql, "%s%s", session_sql, id);
	if (!sql.failed)
		(void)dn_my_ask(conn, sql.data, add, &text, NULL);
	free(sql.data);
	if (text.len == 0)
		dn_text_add(&text, "session %s", id);
	return dn_text_take(&text);
}
