/* run/when - asks the `when` questions of migrations that are not applied. */
#include "run/when.h"

#include "base/error.h"
#include "run/look.h"

struct answer {
	bool seen; /* the first row decides */
	bool yes;
};

static dunlin_status take(void *payload, size_t n, const char *const *values)
{
	struct answer *answer = payload;

	if (!answer->seen && n > 0)
		answer->yes = dn_look_is_true(values[0]);
	answer->seen = true;
	return DUNLIN_OK;
}

static dunlin_status ask(struct dn_session *session, const struct dn_body *body, bool *yes,
			 dunlin_error *err)
{
	struct answer answer = { 0 };
	dunlin_status status;
	size_t len = 0;
	const char *line;

	*yes = false;
	status = dn_look(session, body->when, take, &answer, err);
	if (status == DUNLIN_EMISSING)
		return DUNLIN_OK;
	if (status != DUNLIN_OK) {
		line = dn_body_line(body, body->when_line, &len);
		dn_error_place(err, body->file, body->when_line, 0, line, len);
		return status;
	}
	*yes = answer.yes;
	return DUNLIN_OK;
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
