/* run/expect - runs one statement, and says whether what its lines ask of it holds. */
#include "run/expect.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/vec.h"
#include "run/check.h"
#include "run/place.h"

enum { RUNS = 3 }; /* of a statement that is too slow; the median of them counts */

/* What a query returned, as far as somebody may ask. */
struct answer {
	int64_t rows;
	char *first;  /* first value of the first row; owned */
	bool is_null; /* it was NULL, or there was no row */
};

/* The names of indexes. */
struct names {
	char **items; /* owned, and so is each */
	size_t n, cap;
};

/* One statement while it is asked. */
struct asking {
	struct dn_session *session;
	const struct dn_body *body;
	const struct dn_stmt *stmt;
	struct dn_expect_result *result;
};

void dn_expect_clear(struct dn_expect_result *result)
{
	dn_str_clear(&result->expected);
	dn_str_clear(&result->got);
}

static const struct dn_expect *find(const struct dn_stmt *stmt, enum dn_expect_kind kind)
{
	size_t i;

	for (i = 0; i < stmt->n_expects; i++)
		if (stmt->expects[i].kind == kind)
			return &stmt->expects[i];
	return NULL;
}

/* Names the line that asked. */
static void place_at(const struct asking *a, const struct dn_expect *expect, dunlin_error *err)
{
	size_t len = 0;
	const char *text = dn_body_line(a->body, expect->line, &len);

	dn_error_place(err, a->body->file, expect->line, 0, text, len);
}

/* What result->expected and ->got say, as a failure: "expected …, got …". */
static dunlin_status fail_unmet(const struct asking *a, const struct dn_expect *expect,
				dunlin_error *err)
{
	const struct dn_expect_result *result = a->result;

	if (result->expected.failed || result->got.failed)
		return dn_fail_nomem(err);
	dn_fail(err, DUNLIN_ESQL, "expected %s, %s%s", dn_str_text(&result->expected),
		expect->kind == DN_EXPECT_INDEX ? "" : "got ", dn_str_text(&result->got));
	place_at(a, expect, err);
	return DUNLIN_ESQL;
}

/* --- what it returns -------------------------------------------------------------- */

static dunlin_status take(void *payload, size_t n, const char *const *values)
{
	struct answer *answer = payload;

	if (answer->rows++ > 0 || n == 0 || values[0] == NULL)
		return DUNLIN_OK;
	answer->is_null = false;
	answer->first = strdup(values[0]);
	return answer->first == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static dunlin_status take_none(void *payload, size_t n, const char *const *values)
{
	(void)payload;
	(void)n;
	(void)values;
	return DUNLIN_OK;
}

static bool is_value(const struct dn_expect *expect, const struct answer *answer)
{
	if (answer->rows == 0 || expect->text == NULL || answer->is_null)
		return answer->rows > 0 && expect->text == NULL && answer->is_null;
	return strcmp(expect->text, answer->first) == 0;
}

static dunlin_status check_rows(const struct asking *a, const struct dn_expect *expect,
				const struct answer *answer, dunlin_error *err)
{
	if (answer->rows == expect->rows)
		return DUNLIN_OK;
	dn_str_printf(&a->result->expected, "%" PRId64 " row%s", expect->rows,
		      expect->rows == 1 ? "" : "s");
	dn_str_printf(&a->result->got, "%" PRId64, answer->rows);
	return fail_unmet(a, expect, err);
}

static dunlin_status check_value(const struct asking *a, const struct dn_expect *expect,
				 const struct answer *answer, dunlin_error *err)
{
	if (is_value(expect, answer))
		return DUNLIN_OK;
	dn_str_printf(&a->result->expected, "the value %s",
		      expect->text == NULL ? "NULL" : expect->text);
	dn_str_puts(&a->result->got, answer->rows == 0 ? "no row"
				     : answer->is_null ? "NULL"
						       : answer->first);
	return fail_unmet(a, expect, err);
}

/* Runs it once, and gives what the database refuses its place. */
static dunlin_status run_once(const struct asking *a, dunlin_row_fn on_row, void *payload,
			      int64_t *elapsed_us, dunlin_error *err)
{
	const int64_t began = dn_clock_us();
	struct dn_place place;
	dunlin_status status;

	status = a->stmt->data != NULL ? dn_session_copy(a->session, a->stmt, err)
				       : dn_session_query(a->session, a->stmt->sql, a->stmt->len,
							  on_row, payload, err);
	*elapsed_us = dn_clock_us() - began;
	if (status == DUNLIN_ENOMEM) {
		dn_fail_nomem(err);
	} else if (status != DUNLIN_OK && err != NULL) {
		dn_place_find(&place, a->body, a->stmt, err->byte_offset, err->stmt_line,
			      err->data_line);
		dn_error_place(err, place.file, place.line, place.column, place.source,
			       place.source_len);
	}
	return status;
}

/* --- how long it takes --------------------------------------------------------------- */

static int compare_times(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Once may be chance: the median of three decides.  Each run begins where the first did. */
static dunlin_status run_again(const struct asking *a, dunlin_error *err)
{
	int64_t times[RUNS] = { a->result->elapsed_us };
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 1; i < RUNS && status == DUNLIN_OK; i++) {
		status = dn_session_run(a->session, DUNLIN_STMT_PLAIN,
					"ROLLBACK TO SAVEPOINT dunlin_time", err);
		if (status == DUNLIN_OK)
			status = run_once(a, take_none, NULL, &times[i], err);
	}
	qsort(times, RUNS, sizeof(times[0]), compare_times);
	if (status == DUNLIN_OK)
		a->result->elapsed_us = times[RUNS / 2];
	return status;
}

static dunlin_status check_time(const struct asking *a, const struct dn_expect *expect, bool again,
				dunlin_error *err)
{
	struct dn_expect_result *result = a->result;
	dunlin_status status = DUNLIN_OK;

	if (result->elapsed_us > expect->ms * 1000 && again)
		status = run_again(a, err);
	if (status != DUNLIN_OK || result->elapsed_us <= expect->ms * 1000)
		return status;
	dn_str_printf(&result->expected, "at most %" PRId64 " ms", expect->ms);
	dn_str_printf(&result->got, "%" PRId64 ".%" PRId64 " ms%s", result->elapsed_us / 1000,
		      result->elapsed_us / 100 % 10, again ? ", the median of three runs" : "");
	return fail_unmet(a, expect, err);
}

/* --- which indexes it uses -------------------------------------------------------------- */

static bool is_name(const struct dn_expect *expect, const char *name)
{
	return (expect->exact ? strcmp(expect->text, name) : strcasecmp(expect->text, name)) == 0;
}

/* Each once, however often the plan has it. */
static dunlin_status take_name(void *payload, size_t n, const char *const *values)
{
	struct names *names = payload;
	char **name;
	size_t i;

	if (n == 0 || values[0] == NULL)
		return DUNLIN_OK;
	for (i = 0; i < names->n; i++)
		if (strcmp(names->items[i], values[0]) == 0)
			return DUNLIN_OK;
	name = dn_vec_add(&names->items, &names->n, &names->cap, sizeof(*name));
	if (name == NULL)
		return DUNLIN_ENOMEM;
	*name = strdup(values[0]);
	if (*name == NULL)
		names->n--;
	return *name == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static dunlin_status check_index(const struct asking *a, const struct dn_expect *expect,
				 const struct names *names, dunlin_error *err)
{
	struct dn_str *got = &a->result->got;
	size_t i;

	for (i = 0; i < names->n; i++)
		if (is_name(expect, names->items[i]))
			return DUNLIN_OK;
	dn_str_printf(&a->result->expected, "the index %s", expect->text);
	dn_str_puts(got, names->n == 0 ? "the plan uses none" : "the plan uses ");
	for (i = 0; i < names->n; i++)
		dn_str_printf(got, "%s%s", i == 0 ? "" : ", ", names->items[i]);
	return fail_unmet(a, expect, err);
}

static dunlin_status check_indexes(const struct asking *a, dunlin_error *err)
{
	const struct dn_stmt *stmt = a->stmt;
	const struct dn_expect *first = find(stmt, DN_EXPECT_INDEX);
	struct names names = { 0 };
	dunlin_status status;
	size_t i;

	if (first == NULL)
		return DUNLIN_OK;
	status = dn_session_explain(a->session, stmt->sql, stmt->len, take_name, &names, err);
	if (status == DUNLIN_ENOMEM)
		dn_fail_nomem(err);
	else if (status != DUNLIN_OK)
		place_at(a, first, err);
	for (i = 0; i < stmt->n_expects && status == DUNLIN_OK; i++)
		if (stmt->expects[i].kind == DN_EXPECT_INDEX)
			status = check_index(a, &stmt->expects[i], &names, err);
	while (names.n > 0)
		free(names.items[--names.n]);
	free(names.items);
	return status;
}

/* --- all of it --------------------------------------------------------------------------- */

static dunlin_status check_answer(const struct asking *a, const struct answer *answer,
				  dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; i < a->stmt->n_expects && status == DUNLIN_OK; i++) {
		const struct dn_expect *expect = &a->stmt->expects[i];

		if (expect->kind == DN_EXPECT_ROWS)
			status = check_rows(a, expect, answer, err);
		else if (expect->kind == DN_EXPECT_VALUE)
			status = check_value(a, expect, answer, err);
	}
	return status;
}

static dunlin_status run_query(const struct asking *a, dunlin_error *err)
{
	const struct dn_expect *most = find(a->stmt, DN_EXPECT_TIME);
	const bool again = most != NULL && dn_session_can(a->session, DUNLIN_CAP_SAVEPOINTS);
	struct answer answer = { .is_null = true };
	dunlin_status status = DUNLIN_OK;

	if (again)
		status =
			dn_session_run(a->session, DUNLIN_STMT_PLAIN, "SAVEPOINT dunlin_time", err);
	if (status == DUNLIN_OK)
		status = run_once(a, take, &answer, &a->result->elapsed_us, err);
	if (status == DUNLIN_OK)
		status = check_answer(a, &answer, err);
	if (status == DUNLIN_OK)
		status = check_indexes(a, err);
	if (status == DUNLIN_OK && most != NULL)
		status = check_time(a, most, again, err);
	if (status == DUNLIN_OK && again)
		status = dn_session_run(a->session, DUNLIN_STMT_PLAIN,
					"RELEASE SAVEPOINT dunlin_time", err);
	free(answer.first);
	return status;
}

/* `failed` is how the statement ended that was to fail with the error of `expect`. */
static dunlin_status check_error(const struct asking *a, const struct dn_expect *expect,
				 const dunlin_error *failed, dunlin_error *err)
{
	const bool succeeded = failed->status == DUNLIN_OK;

	if (failed->sqlstate != NULL && strcmp(failed->sqlstate, expect->text) == 0)
		return DUNLIN_OK;
	dn_str_printf(&a->result->expected, "the error %s", expect->text);
	if (succeeded)
		dn_str_puts(&a->result->got, "success");
	else
		dn_str_printf(&a->result->got, "%s: %s",
			      failed->sqlstate == NULL ? "one without a code" : failed->sqlstate,
			      failed->message == NULL ? "no message" : failed->message);
	if (succeeded) {
		dn_fail(err, DUNLIN_ESQL, "expected the error %s, but it succeeded", expect->text);
		place_at(a, expect, err);
		return DUNLIN_ESQL;
	}
	return fail_unmet(a, expect, err);
}

/* Where foreign keys are not enforced just now, or later, the dialect's check sees what the statement
 * did: whether it is to be asked. */
static bool may_be_late(const struct asking *a, const struct dn_expect *expect)
{
	return a->session->target->dialect->check != NULL && strcmp(expect->text, "23503") == 0;
}

/* The statement is to fail, and just so; a savepoint keeps the rest alive. */
static dunlin_status run_failing(const struct asking *a, const struct dn_expect *expect,
				 dunlin_error *err)
{
	struct dn_check broken = { 0 };
	bool late = false;
	dunlin_error failed;
	dunlin_status status, undone;

	status = dn_session_run(a->session, DUNLIN_STMT_PLAIN, "SAVEPOINT dunlin_expect", err);
	if (status != DUNLIN_OK)
		return status;
	dn_error_init(&failed);
	status = run_once(a, take_none, NULL, &a->result->elapsed_us, &failed);
	late = status == DUNLIN_OK && may_be_late(a, expect);
	if (late)
		status = dn_check_before(&broken, a->session, &failed);
	if (status == DUNLIN_ECONNLOST || status == DUNLIN_ECANCELED || status == DUNLIN_ENOMEM) {
		dn_check_clear(&broken);
		dn_error_move(err, &failed);
		return status;
	}
	undone = dn_session_run(a->session, DUNLIN_STMT_PLAIN,
				"ROLLBACK TO SAVEPOINT dunlin_expect", err);
	if (undone == DUNLIN_OK && late)
		undone = dn_check_had_more(&broken, a->session, &late, err);
	if (undone == DUNLIN_OK && !late)
		undone = check_error(a, expect, &failed, err);
	dn_check_clear(&broken);
	dn_error_clear(&failed);
	return undone;
}

dunlin_status dn_expect_run(struct dn_session *session, const struct dn_body *body,
			    const struct dn_stmt *stmt, struct dn_expect_result *result,
			    dunlin_error *err)
{
	const struct dn_expect *expect = find(stmt, DN_EXPECT_ERROR);
	struct dn_expect_result own = { 0 };
	const struct asking a = { session, body, stmt, result == NULL ? &own : result };
	dunlin_status status;

	status = expect == NULL ? run_query(&a, err) : run_failing(&a, expect, err);
	dn_expect_clear(&own);
	return status;
}
