/* run/log - the event log, read as a whole, and its chain of hashes. */
#include "run/log.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/str.h"

enum { HASH = DN_EVENT_FIELDS, COLUMNS }; /* of the query: those of the chain, then the hash */

struct reading {
	struct dn_log *log;
	dunlin_error *err;
};

void dn_log_clear(struct dn_log *log)
{
	free(log->rows);
	dn_arena_clear(&log->arena);
	memset(log, 0, sizeof(*log));
}

/* --- reading ----------------------------------------------------------------- */

/* -1 for what is none, or would not be written like this. */
static int64_t number(const char *text)
{
	if (text == NULL || text[0] < '1' || text[0] > '9' || strlen(text) > 18 ||
	    text[strspn(text, "0123456789")] != '\0')
		return -1;
	return strtoll(text, NULL, 10);
}

static dunlin_status take_row(void *payload, size_t n, const char *const *values)
{
	const struct reading *reading = payload;
	struct dn_log *log = reading->log;
	struct dn_log_row *row;
	const char *copy;
	size_t i;

	if (n != COLUMNS)
		return dn_fail(reading->err, DUNLIN_EPLUGIN,
			       "the driver handed over a row of %zu values where %d were asked for",
			       n, COLUMNS);
	row = dn_vec_add(&log->rows, &log->n, &log->cap, sizeof(*row));
	if (row == NULL)
		return dn_fail_nomem(reading->err);
	row->seq = number(values[DN_EVENT_SEQ]);
	for (i = 0; i < COLUMNS; i++) {
		copy = values[i] == NULL ? NULL : dn_arena_strdup(&log->arena, values[i]);
		if (values[i] != NULL && copy == NULL)
			return dn_fail_nomem(reading->err);
		*(i == HASH ? &row->hash : &row->values[i]) = copy;
	}
	return DUNLIN_OK;
}

/* --- the chain ----------------------------------------------------------------- */

DUNLIN_PRINTF(3, 4)
static bool blame(struct dn_log *log, struct dn_log_row *row, const char *format, ...)
{
	struct dn_str text = DN_STR_INIT;
	va_list args;

	va_start(args, format);
	dn_str_vprintf(&text, format, args);
	va_end(args);
	row->fault = text.failed ? NULL : dn_arena_strdup(&log->arena, dn_str_text(&text));
	dn_str_clear(&text);
	return row->fault != NULL;
}

/* Whether the row would follow from this hash, if its number were `seq`. */
static bool follows(const struct dn_log_row *row, const char *previous, int64_t seq)
{
	const char *values[DN_EVENT_FIELDS];
	char hash[DN_DIGEST_HEX + 1], text[24];

	snprintf(text, sizeof(text), "%" PRId64, seq);
	memcpy(values, row->values, sizeof(values));
	values[DN_EVENT_SEQ] = text;
	dn_event_hash(hash, previous, values);
	return row->hash != NULL && strcmp(hash, row->hash) == 0;
}

/* Rows from `i` on, that follow no more: what is the least that was done? */
static bool blame_break(struct dn_log *log, size_t i, const char *previous)
{
	struct dn_log_row *row = &log->rows[i];
	const struct dn_log_row *next = i + 1 < log->n ? row + 1 : NULL;
	char hash[DN_DIGEST_HEX + 1];

	dn_event_hash(hash, previous, row->values);
	if (next != NULL && follows(next, hash, next->seq))
		return blame(log, row, "its hash was altered");
	if (next != NULL && follows(next, previous, row->seq))
		return blame(log, row, "it was inserted: event %" PRId64 " was the one here",
			     next->seq);
	if (i == 0)
		return blame(log, row, "it was altered");
	return blame(log, row,
		     "it was altered, or does not belong behind event %" PRId64 " as that is now",
		     row[-1].seq);
}

static bool check_row(struct dn_log *log, size_t i)
{
	struct dn_log_row *row = &log->rows[i];
	const bool first = i == 0 || row[-1].seq < 0; /* what is no number comes before all */
	const char *previous = first ? "" : row[-1].hash;
	const int64_t before = first ? 0 : row[-1].seq;

	if (row->seq < 0)
		return blame(log, row, "its number was altered: %s",
			     row->values[DN_EVENT_SEQ] == NULL ? "there is none"
							       : row->values[DN_EVENT_SEQ]);
	if (row->seq == before)
		return blame(log, row, "it was inserted: its number is not free");
	if (row->seq == before + 2)
		return blame(log, row, "event %" PRId64 " before it was removed", before + 1);
	if (row->seq > before + 1)
		return blame(log, row, "events %" PRId64 " to %" PRId64 " before it were removed",
			     before + 1, row->seq - 1);
	if (previous != NULL && follows(row, previous, row->seq))
		return true;
	return blame_break(log, i, previous == NULL ? "" : previous);
}

dunlin_status dn_log_read(struct dn_log *log, struct dn_view *view, dunlin_error *err)
{
	struct reading reading = { .log = log, .err = err };
	struct dn_str sql = DN_STR_INIT;
	dunlin_status status = dn_view_read_meta(view, err);
	size_t i;

	if (status != DUNLIN_OK || !view->history.exists)
		return status;
	dn_store_put_log(&view->store, &sql);
	status = sql.failed ? dn_fail_nomem(err)
			    : dn_session_query(&view->session, sql.data, sql.len, take_row,
					       &reading, err);
	dn_str_clear(&sql);
	if (status == DUNLIN_EMISSING) {
		status = dn_fail(err, DUNLIN_EREFUSED,
				 "the event log %s, or a column of it, is gone", view->store.event);
		dn_error_hint(err, "it was dropped or renamed; restore it from a backup");
	}
	for (i = 0; i < log->n && status == DUNLIN_OK; i++)
		if (!check_row(log, i))
			status = dn_fail_nomem(err);
	return status;
}

/* --- judging ----------------------------------------------------------------------- */

static dunlin_status parse_head(const char *expect, int64_t *seq, const char **hash,
				dunlin_error *err)
{
	const size_t digits = strspn(expect, "0123456789");
	size_t len = 0;

	*seq = strtoll(expect, NULL, 10);
	*hash = expect + digits + (expect[digits] == ':');
	while (isxdigit((unsigned char)(*hash)[len]))
		len++;
	if (digits > 0 && digits < 19 && expect[digits] == ':' && (*hash)[len] == '\0' &&
	    len == (*seq == 0 ? 0 : DN_DIGEST_HEX))
		return DUNLIN_OK;
	dn_fail(err, DUNLIN_EUSAGE, "\"%s\" is no head of an event log", expect);
	dn_error_hint(err, "each run prints it as SEQ:HASH, a number and 64 hexadecimal digits");
	return DUNLIN_EUSAGE;
}

static dunlin_status check_head(const struct dn_log *log, int64_t seq, const char *hash,
				dunlin_error *err)
{
	const int64_t last = log->n == 0 ? 0 : log->rows[log->n - 1].seq;

	if (seq == 0)
		return DUNLIN_OK;
	if (seq > last) {
		dn_fail(err, DUNLIN_EREFUSED,
			"the event log was cut: it ends with event %" PRId64 ", and event %" PRId64
			" was noted",
			last, seq);
		return DUNLIN_EREFUSED;
	}
	/* Without faults, event n is rows[n - 1]. */
	if (strcasecmp(log->rows[seq - 1].hash, hash) == 0)
		return DUNLIN_OK;
	return dn_fail(err, DUNLIN_EREFUSED,
		       "the event log was rewritten: event %" PRId64
		       " has another hash than the one that was noted",
		       seq);
}

dunlin_status dn_log_check(const struct dn_log *log, const char *expect, dunlin_error *err)
{
	const char *hash = "";
	int64_t seq = 0;
	dunlin_status status = DUNLIN_OK;
	size_t i;

	if (expect != NULL)
		status = parse_head(expect, &seq, &hash, err);
	for (i = 0; i < log->n && status == DUNLIN_OK; i++)
		if (log->rows[i].fault != NULL)
			status = dn_fail(err, DUNLIN_EREFUSED, "event %s of the log: %s",
					 log->rows[i].values[DN_EVENT_SEQ] == NULL
						 ? "without a number"
						 : log->rows[i].values[DN_EVENT_SEQ],
					 log->rows[i].fault);
	return status == DUNLIN_OK ? check_head(log, seq, hash, err) : status;
}
