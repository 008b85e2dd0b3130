/* run/check - the dialect's own check of the data, before and after a transaction's steps. */
#include "run/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

enum { NAMED_ROWS = 5 }; /* in a message; the rest is counted */

static dunlin_status take(void *payload, size_t n, const char *const *values)
{
	struct dn_check *check = payload;
	struct dn_str text = DN_STR_INIT;
	char **row;
	size_t i;

	for (i = 0; i < n; i++)
		dn_str_printf(&text, "%s%s", i == 0 ? "" : ", ",
			      values[i] == NULL ? "NULL" : values[i]);
	row = dn_vec_add(&check->rows, &check->n, &check->cap, sizeof(*row));
	if (row != NULL)
		*row = dn_str_detach(&text);
	dn_str_clear(&text);
	return row == NULL || *row == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static int by_text(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

void dn_check_clear(struct dn_check *check)
{
	size_t i;

	for (i = 0; i < check->n; i++)
		free(check->rows[i]);
	free(check->rows);
	memset(check, 0, sizeof(*check));
}

static dunlin_status query(struct dn_check *check, struct dn_session *session, dunlin_error *err)
{
	const char *sql = session->target->dialect->check;
	dunlin_status status = dn_session_query(session, sql, strlen(sql), take, check, err);

	if (status == DUNLIN_OK && check->n > 1)
		qsort(check->rows, check->n, sizeof(*check->rows), by_text);
	return status == DUNLIN_ENOMEM ? dn_fail_nomem(err) : status;
}

/* What ends a run; anything else is the check's own failure. */
static bool ends_run(dunlin_status status)
{
	return status == DUNLIN_ENOMEM || status == DUNLIN_ECONNLOST || status == DUNLIN_ECANCELED;
}

dunlin_status dn_check_before(struct dn_check *check, struct dn_session *session, dunlin_error *err)
{
	dunlin_status status;

	dn_check_clear(check);
	status = query(check, session, err);
	if (status == DUNLIN_OK || ends_run(status))
		return status;
	check->useless = true;
	return DUNLIN_OK;
}

/* Both are sorted: counts and, unless `names` is NULL, names the rows of `after` that `before` lacks. */
static size_t compare(const struct dn_check *before, const struct dn_check *after,
		      struct dn_str *names)
{
	size_t i = 0, j = 0, n = 0;

	while (j < after->n) {
		const int order = i < before->n ? strcmp(before->rows[i], after->rows[j]) : 1;

		if (order <= 0)
			i++;
		if (order > 0 && n++ < NAMED_ROWS && names != NULL)
			dn_str_printf(names, "%s%s", n > 1 ? "\n" : "", after->rows[j]);
		if (order >= 0)
			j++;
	}
	return n;
}

dunlin_status dn_check_after(struct dn_check *check, struct dn_session *session, dunlin_error *err)
{
	struct dn_news news = { .kind = DN_NEWS_WARNING };
	struct dn_check after = { 0 };
	struct dn_str names = DN_STR_INIT;
	dunlin_error failed;
	dunlin_status status;
	size_t n = 0;

	dn_error_init(&failed);
	status = query(&after, session, &failed);
	if (status != DUNLIN_OK && ends_run(status)) {
		dn_error_move(err, &failed);
	} else if (status != DUNLIN_OK) {
		dn_error_prefix(&failed, "%s cannot be run", session->target->dialect->check);
		news.text = failed.message;
		dn_tell(&session->target->teller, &news);
		status = DUNLIN_OK;
	} else if (!check->useless) {
		n = compare(check, &after, &names);
	}
	if (n > 0) {
		status = dn_fail(err, DUNLIN_ESQL, "%zu row%s would violate a constraint", n,
				 n == 1 ? "" : "s");
		if (err != NULL) {
			dn_error_set(err, &err->sqlstate, "23503");
			dn_error_set(err, &err->detail, dn_str_text(&names));
		}
		dn_error_hint(err, "%s names them; it found fewer before this migration",
			      session->target->dialect->check);
	}
	dn_str_clear(&names);
	dn_check_clear(&after);
	dn_error_clear(&failed);
	return status;
}

dunlin_status dn_check_had_more(const struct dn_check *check, struct dn_session *session,
				bool *more, dunlin_error *err)
{
	struct dn_check now = { 0 };
	dunlin_status status = dn_check_before(&now, session, err);

	*more = status == DUNLIN_OK && !now.useless && compare(&now, check, NULL) > 0;
	dn_check_clear(&now);
	return status;
}
