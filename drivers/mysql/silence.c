/* mysql/silence - asks, from another connection, what became of a statement that nobody answers. */
#include "silence.h"

#include <stdio.h>
#include <string.h>

#define DEFAULT_MS 60000

int64_t dn_my_silence_ms(const struct dunlin_open *how)
{
	int64_t silence = DUNLIN_HAS(how, silence_ms) ? how->silence_ms : 0;

	return silence < 0 ? 0 : silence == 0 ? DEFAULT_MS : silence;
}

static bool says_idle(const dunlin_conn *conn, MYSQL *side)
{
	MYSQL_RES *result = mysql_store_result(side);
	MYSQL_ROW row = result == NULL ? NULL : mysql_fetch_row(result);
	/* Behind a balancer it may be another server, which knows nothing. */
	bool idle = row != NULL && row[0] != NULL && conn->place != NULL &&
		    strcmp(row[0], conn->place) == 0 &&
		    (row[1] == NULL || strcmp(row[1], "Sleep") == 0);

	mysql_free_result(result);
	return idle;
}

bool dn_my_silence_idle(dunlin_conn *conn)
{
	char sql[256];
	MYSQL *side;
	bool idle;

	/* Behind a proxy nobody knows which session it is. */
	if (conn->proxied ||
	    dn_my_params_connect(&side, &conn->params, NULL, conn->host, NULL) != DUNLIN_OK)
		return false;
	(void)snprintf(sql, sizeof(sql),
		       "SELECT " DN_MY_PLACE
		       ", (SELECT COMMAND FROM information_schema.PROCESSLIST "
		       "WHERE ID = %lu)",
		       conn->id);
	idle = mysql_query(side, sql) == 0 && says_idle(conn, side);
	mysql_close(side);
	return idle;
}
