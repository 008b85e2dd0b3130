/* postgres/explain - which indexes the planner means to use for a statement. */
#include "explain.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "query.h"
#include "verify_read.h"
#include "words.h"

/* A plan as JSON, read string by string: of all of it, only the keys count. */
struct reader {
	dunlin_conn *conn;
	dunlin_row_fn on_row;
	void *payload;
	dunlin_error *err;
	const char *at;
	char *string; /* the last one that was read, as it is without its escapes; owned */
};

static bool take_hex(const char **at, uint32_t *out)
{
	int i;

	for (i = 0, *out = 0; i < 4; i++, (*at)++) {
		const char *digits = "0123456789abcdef", *digit;

		if (**at == '\0')
			return false;
		digit = strchr(digits, **at >= 'A' && **at <= 'F' ? **at - 'A' + 'a' : **at);
		if (digit == NULL)
			return false;
		*out = *out << 4 | (uint32_t)(digit - digits);
	}
	return true;
}

static char *put_utf8(char *to, uint32_t c)
{
	if (c < 0x80) {
		*to++ = (char)c;
	} else if (c < 0x800) {
		*to++ = (char)(0xc0 | c >> 6);
		*to++ = (char)(0x80 | (c & 0x3f));
	} else {
		if (c < 0x10000) {
			*to++ = (char)(0xe0 | c >> 12);
		} else {
			*to++ = (char)(0xf0 | c >> 18);
			*to++ = (char)(0x80 | (c >> 12 & 0x3f));
		}
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*to++ = (char)(0x80 | (c & 0x3f));
	}
	return to;
}

/* What follows a backslash, which is no longer than that in UTF-8; NULL: it is no JSON. */
static char *take_escape(struct reader *r, char *to)
{
	static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
	const char *letter;
	uint32_t c, low;

	if (*r->at == '\0')
		return NULL;
	letter = strchr(letters, *r->at);
	if (*r->at != 'u') {
		*to++ = letter != NULL ? meant[letter - letters] : *r->at;
		r->at++;
		return to;
	}
	r->at++;
	if (!take_hex(&r->at, &c))
		return NULL;
	if (c >= 0xd800 && c < 0xdc00 && r->at[0] == '\\' && r->at[1] == 'u') {
		r->at += 2;
		if (!take_hex(&r->at, &low))
			return NULL;
		c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
	}
	return put_utf8(to, c);
}

/* Past the opening quote; false when there is no closing one. */
static bool take_string(struct reader *r)
{
	char *to = r->string;

	while (*r->at != '"' && to != NULL) {
		if (*r->at == '\0')
			return false;
		if (*r->at != '\\') {
			*to++ = *r->at++;
			continue;
		}
		r->at++;
		to = take_escape(r, to);
	}
	if (to == NULL)
		return false;
	*to = '\0';
	r->at++;
	return true;
}

static dunlin_status read_plan(struct reader *r)
{
	bool is_name = false;

	while ((r->at = strchr(r->at, '"')) != NULL) {
		const char *value;
		dunlin_status status;

		r->at++;
		if (!take_string(r))
			return dn_fault_fail(r->conn->host, r->err, DUNLIN_ESQL,
					     "the server's plan is no JSON");
		if (r->at[strspn(r->at, " \t\r\n")] == ':') {
			is_name = strcmp(r->string, "Index Name") == 0;
			continue;
		}
		value = r->string;
		status = is_name ? r->on_row(r->payload, 1, &value) : DUNLIN_OK;
		if (status != DUNLIN_OK)
			return status;
		is_name = false;
	}
	return DUNLIN_OK;
}

static dunlin_status take_plan(void *payload, size_t n, const char *const *values)
{
	struct reader *r = payload;
	dunlin_status status;

	if (n == 0 || values[0] == NULL)
		return DUNLIN_OK;
	r->at = values[0];
	r->string = malloc(strlen(values[0]) + 1);
	if (r->string == NULL)
		return dn_fault_nomem(r->conn->host, r->err);
	status = read_plan(r);
	free(r->string);
	return status;
}

/* Whether EXPLAIN takes what begins so. */
static bool has_plan(const char *sql, size_t len)
{
	static const char *const first[] = { "select",  "insert",  "update", "delete",
					     "merge",   "values",  "with",   "table",
					     "execute", "declare", "(" };
	struct dn_pg_words words;
	size_t i;

	dn_pg_words_start(&words, sql, len);
	for (i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		if (dn_pg_words_at(&words, first[i]))
			return true;
	return false;
}

/* The server only says that it does not know the word. */
static dunlin_status fail_planless(dunlin_conn *conn, const char *sql, size_t len,
				   dunlin_error *err)
{
	char *head = dn_pg_reading_head(sql, len);
	dunlin_status status;

	if (head == NULL)
		return dn_fault_nomem(conn->host, err);
	status = dn_fault_fail(conn->host, err, DUNLIN_EUNSUPPORTED, "%s has no plan", head);
	free(head);
	return status;
}

dunlin_status dn_pg_explain(dunlin_conn *conn, const char *sql, size_t len, dunlin_row_fn on_row,
			    void *payload, dunlin_error *err)
{
	struct reader r = { conn, on_row, payload, err, NULL, NULL };
	struct dn_text text = { 0 };
	dunlin_status status;
	char *explain;

	status = dn_fault_check_text(conn->host, sql, len, -1, err);
	if (status == DUNLIN_OK && len > INT_MAX)
		status = dn_fault_fail(conn->host, err, DUNLIN_EUNSUPPORTED,
				       "the statement is longer than 2 GB");
	if (status != DUNLIN_OK)
		return status;
	dn_text_add(&text, "EXPLAIN (FORMAT JSON, COSTS OFF) %.*s", (int)len, sql);
	explain = dn_text_take(&text);
	if (explain == NULL)
		return dn_fault_nomem(conn->host, err);
	status = dn_pg_query(conn, explain, strlen(explain), take_plan, &r, err);
	free(explain);
	if (status == DUNLIN_ESYNTAX && !has_plan(sql, len))
		return fail_planless(conn, sql, len, err);
	return status;
}
