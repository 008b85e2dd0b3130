/* run/look - one query in a read-only transaction of its own. */
#include "run/look.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "run/session_call.h"

bool dn_look_is_true(const char *text)
{
	if (text == NULL || strcasecmp(text, "f") == 0 || strcasecmp(text, "false") == 0)
		return false;
	return text[strspn(text, "0.+- ")] != '\0';
}

static dunlin_status look_once(struct dn_session *session, const char *sql, struct dn_rows *rows,
			       dunlin_error *err)
{
	const char *begin = session->target->dialect->begin_read;
	dunlin_status status = dn_session_run(session, DUNLIN_STMT_BEGIN, begin, err);
	dunlin_status ended;

	if (status != DUNLIN_OK)
		return status;
	status = dn_session_query(session, sql, strlen(sql), dn_rows_hear, rows, err);
	if (status != DUNLIN_OK && status != DUNLIN_EMISSING) {
		dn_ignore(dn_session_rollback(session, NULL));
		return status;
	}
	/* For who asked whether it is there, the transaction that does not end is the failure. */
	if (status == DUNLIN_EMISSING && err != NULL)
		dn_error_clear(err);
	ended = dn_session_rollback(session, err);
	return ended == DUNLIN_OK ? status : ended;
}

dunlin_status dn_look(struct dn_session *session, const char *sql, dunlin_row_fn on_row,
		      void *payload, dunlin_error *err)
{
	struct dn_rows rows = { .on_row = on_row, .payload = payload };
	dunlin_status status;
	int asked = 0;

	do
		status = look_once(session, sql, &rows, err);
	while (dn_rows_ask_again(&rows, session, status, ++asked));
	return status;
}
