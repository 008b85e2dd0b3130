/* run/when - asks the `when` questions of migrations that are not applied. */
#include "run/when.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"

struct answer {
	bool seen; /* the first row decides */
	bool yes;
};

/* True as databases print it, or a number that is not zero. */
static bool is_true(const char *text)
{
	if (text == NULL || strcasecmp(text, "f") == 0 || strcasecmp(text, "false") == 0)
		return false;
	return text[strspn(text, "0.+- ")] != '\0';
}

static dunlin_status take(void *payload, size_t n, const char *const *values)
{
	struct answer *answer = payload;

	if (!answer->seen && n > 0)
		answer->yes = is_true(values[0]);
	answer->seen = true;
	return DUNLIN_OK;
}

static dunlin_status ask(struct dn_session *session, const struct dn_body *body, bool *yes,
			 dunlin_error *err)
{
	const char *begin = session->target->dialect->begin_read;
	struct answer answer = { 0 };
	dunlin_status status, ended;
	size_t len = 0;
	const char *line;

	*yes = false;
	status = dn_session_run(session, DUNLIN_STMT_BEGIN, begin, err);
	if (status != DUNLIN_OK)
		return status;
	status = dn_session_query(session, body->when, strlen(body->when), take, &answer, err);
	if (status == DUNLIN_EMISSING) {
		if (err != NULL)
			dn_error_clear(err);
		status = DUNLIN_OK;
	} else if (status != DUNLIN_OK) {
		line = dn_body_line(body, body->when_line, &len);
		dn_error_place(err, body->file, body->when_line, 0, line, len);
		dn_ignore(dn_session_rollback(session, NULL));
		return status;
	}
	*yes = answer.yes;
	ended = dn_session_rollback(session, err);
	return status == DUNLIN_OK ? ended : status;
}

dunlin_status dn_when_ask(struct dn_session *session, const struct dn_source *source,
			  const struct dn_history *history, const struct dn_plan_scope *scope,
			  bool *answers, bool *asked, bool *waiting, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i;

	*asked = *waiting = false;
	for (i = 0; i < source->n && status == DUNLIN_OK; i++) {
		answers[i] = false;
		if (!dn_plan_asks(&source->migrations[i], history, scope))
			continue;
		*asked = true;
		status = ask(session, source->migrations[i].up, &answers[i], err);
		*waiting = *waiting || !answers[i];
	}
	return status;
}
