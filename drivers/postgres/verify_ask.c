/* postgres/verify_ask - asks, keeps and answers. */
#include "verify_ask.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "step.h"

#define MOST_PARAMS 8

static dunlin_status keep_row(void *payload, size_t n, const char *const *values)
{
	struct dn_pg_answer *answer = payload;
	char **more;
	size_t i;

	more = realloc((void *)answer->cells, (answer->rows + 1) * n * sizeof(*more));
	if (more == NULL)
		return DUNLIN_ENOMEM;
	answer->cells = more;
	answer->columns = n;
	more += answer->rows * n;
	memset((void *)more, 0, n * sizeof(*more));
	answer->rows++;
	for (i = 0; i < n; i++) {
		if (values[i] != NULL && (more[i] = strdup(values[i])) == NULL)
			return DUNLIN_ENOMEM;
	}
	return DUNLIN_OK;
}

dunlin_status dn_pg_ask(struct dn_pg_verify *v, struct dn_pg_answer *answer, const char *sql, int n,
			...)
{
	const char *params[MOST_PARAMS];
	struct dn_pg_step step = { .about = { -1, sql, strlen(sql), DUNLIN_STMT_PLAIN },
				   .params = params,
				   .n_params = n,
				   .on_row = keep_row,
				   .payload = answer };
	dunlin_status status;
	va_list args;
	int i;

	memset(answer, 0, sizeof(*answer));
	va_start(args, n);
	for (i = 0; i < n && i < MOST_PARAMS; i++)
		params[i] = va_arg(args, const char *);
	va_end(args);
	status = dn_pg_step_run(v->conn, &step, v->err);
	/* The callback has no other way to say it. */
	if (status == DUNLIN_ENOMEM)
		return dn_fault_nomem(v->conn->host, v->err);
	return status;
}

dunlin_status dn_pg_ask_rollback(struct dn_pg_verify *v)
{
	dunlin_status status;

	if (PQtransactionStatus(v->conn->pg) == PQTRANS_IDLE ||
	    PQstatus(v->conn->pg) == CONNECTION_BAD)
		return DUNLIN_OK;
	v->conn->deaf = true;
	status = dn_pg_step_own(v->conn, "ROLLBACK", NULL, NULL, v->err);
	v->conn->deaf = false;
	return status;
}

const char *dn_pg_answer_at(const struct dn_pg_answer *answer, size_t row, size_t column)
{
	return row < answer->rows ? answer->cells[row * answer->columns + column] : NULL;
}

bool dn_pg_answer_is(const struct dn_pg_answer *answer, size_t row, size_t column, const char *text)
{
	const char *cell = dn_pg_answer_at(answer, row, column);

	return cell != NULL && strcmp(cell, text) == 0;
}

char *dn_pg_answer_array(const struct dn_pg_answer *answer)
{
	size_t size = sizeof("{}");
	const char *cell;
	char *text;
	char *to;
	size_t i;

	for (i = 0; i < answer->rows; i++)
		size += strlen(dn_pg_answer_at(answer, i, 0)) + 1;
	text = calloc(size, 1);
	if (text == NULL)
		return NULL;
	to = text;
	*to++ = '{';
	for (i = 0; i < answer->rows; i++) {
		cell = dn_pg_answer_at(answer, i, 0);
		if (to > text + 1)
			*to++ = ',';
		to = stpcpy(to, cell);
	}
	*to = '}';
	return text;
}

void dn_pg_answer_clear(struct dn_pg_answer *answer)
{
	size_t i;

	for (i = 0; i < answer->rows * answer->columns; i++)
		free(answer->cells[i]);
	free((void *)answer->cells);
	memset(answer, 0, sizeof(*answer));
}

dunlin_status dn_pg_found(struct dn_pg_verify *v, uint32_t found)
{
	if (DUNLIN_HAS(v->out, found))
		v->out->found = found;
	return DUNLIN_OK;
}

dunlin_status dn_pg_found_say(struct dn_pg_verify *v, uint32_t found, const char *format, ...)
{
	va_list args;
	char *text = NULL;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		return dn_fault_nomem(v->conn->host, v->err);
	free(v->conn->found);
	v->conn->found = text;
	if (DUNLIN_HAS(v->out, message))
		v->out->message = text;
	return dn_pg_found(v, found);
}

dunlin_status dn_pg_found_unknown(struct dn_pg_verify *v, const char *why)
{
	char *head = dn_pg_reading_head(v->statement->sql, v->statement->sql_len);
	dunlin_status status;

	if (head == NULL)
		return dn_fault_nomem(v->conn->host, v->err);
	status = dn_pg_found_say(v, DUNLIN_FOUND_UNKNOWN, "whether %s took effect is unknown: %s",
				 head, why);
	free(head);
	return status;
}

dunlin_status dn_pg_found_fix(struct dn_pg_verify *v, const char *sql)
{
	const char *values[1] = { sql };

	if (!DUNLIN_HAS(v->out, payload) || v->out->on_fix == NULL)
		return DUNLIN_OK;
	return v->out->on_fix(v->out->payload, 1, values);
}

dunlin_status dn_pg_found_remember(struct dn_pg_verify *v, const struct dn_pg_answer *answer)
{
	char *text = dn_pg_answer_array(answer);

	if (text == NULL)
		return dn_fault_nomem(v->conn->host, v->err);
	free(v->conn->found);
	v->conn->found = text;
	if (DUNLIN_HAS(v->out, remember))
		v->out->remember = text;
	return DUNLIN_OK;
}

bool dn_pg_was_there(const struct dn_pg_verify *v, const char *oid)
{
	const char *at = v->remembered;
	size_t len = strlen(oid);

	while (at != NULL && (at = strpbrk(at, "{,")) != NULL) {
		at++;
		if (strncmp(at, oid, len) == 0 && (at[len] == ',' || at[len] == '}'))
			return true;
	}
	return false;
}

bool dn_pg_was_absent(const struct dn_pg_verify *v)
{
	return v->remembered != NULL && strcmp(v->remembered, "{}") == 0;
}
