/* run/journal - what the journal says of a step, held against the body as it is now. */
#include "run/journal.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"

static void add_part(struct dn_digest *digest, const char *text, size_t len)
{
	const unsigned char size[8] = {
		(unsigned char)((uint64_t)len >> 56), (unsigned char)((uint64_t)len >> 48),
		(unsigned char)((uint64_t)len >> 40), (unsigned char)((uint64_t)len >> 32),
		(unsigned char)((uint64_t)len >> 24), (unsigned char)((uint64_t)len >> 16),
		(unsigned char)((uint64_t)len >> 8),  (unsigned char)len,
	};

	dn_digest_add(digest, size, sizeof(size));
	if (len > 0)
		dn_digest_add(digest, text, len);
}

void dn_journal_hash(char hash[DN_DIGEST_HEX + 1], const struct dn_stmt *stmt)
{
	struct dn_digest digest;

	dn_digest_init(&digest);
	add_part(&digest, hash, strlen(hash));
	add_part(&digest, stmt->sql, stmt->len);
	add_part(&digest, stmt->data, stmt->data == NULL ? 0 : stmt->data_len);
	dn_digest_hex(&digest, hash);
}

/* The row about this statement; NULL: there is none. */
static const struct dn_journal_row *row_of(const struct dn_step *step, int64_t n)
{
	size_t i;

	for (i = 0; i < step->unfinished.n; i++)
		if (step->unfinished.rows[i].n == n)
			return &step->unfinished.rows[i];
	return NULL;
}

static dunlin_status refuse(const struct dn_step *step, const struct dn_journal_row *row,
			    int64_t line, dunlin_error *err)
{
	if (row->done)
		dn_fail_at(err, DUNLIN_EREFUSED, step->body->file, line, 0,
			   "%s was begun, and what is done of it, up to statement %" PRId64
			   ", has changed since",
			   step->shown, row->n);
	else
		dn_fail_at(err, DUNLIN_EREFUSED, step->body->file, line, 0,
			   "%s was cut off in statement %" PRId64 ", which has changed since",
			   step->shown, row->n);
	dn_error_hint(
		err,
		row->done ? "put those statements back; what comes after them may change"
			  : "put it back, so that the database can be asked about it, or say what "
			    "became of it with dunlin resolve");
	dn_error_state(err, "nothing was changed");
	return DUNLIN_EREFUSED;
}

/* A temporary table that is gone with its session cannot be filled again from what has changed. */
static dunlin_status refuse_spoilt(const struct dn_step *step, const struct dn_stmt *stmt,
				   int64_t n, dunlin_error *err)
{
	dn_fail_at(err, DUNLIN_EREFUSED, step->body->file, stmt->line, 0,
		   "%s cannot go on: its temporary tables are gone, and what they were filled from "
		   "may have been changed by statement %" PRId64 ", which is done",
		   step->shown, n);
	dn_error_hint(
		err, "do by hand what is left of it, and record it with dunlin stamp; a table that "
		     "lasts keeps such rows over an interruption");
	dn_error_state(err, "nothing was changed");
	return DUNLIN_EREFUSED;
}

dunlin_status dn_journal_check(const struct dn_step *step, dunlin_error *err)
{
	const int64_t done = dn_unfinished_done(&step->unfinished);
	const struct dn_body *body = step->body;
	char hash[DN_DIGEST_HEX + 1] = "";
	const struct dn_journal_row *row;
	int64_t n = 0;
	size_t i;

	if (step->unfinished.n == 0 || body == NULL)
		return DUNLIN_OK;
	for (i = 0; i < body->n_stmts; i++) {
		if (!dn_stmt_is_sent(&body->stmts[i]))
			continue;
		dn_journal_hash(hash, &body->stmts[i]);
		row = row_of(step, ++n);
		if (row != NULL && strcmp(row->hash, hash) != 0)
			return refuse(step, row, body->stmts[i].line, err);
		if (n <= done && (body->stmts[i].effects & DN_EFFECT_SPOILS) != 0)
			return refuse_spoilt(step, &body->stmts[i], n, err);
	}
	for (i = 0; i < step->unfinished.n; i++)
		if (step->unfinished.rows[i].n > n)
			return refuse(step, &step->unfinished.rows[i], body->first_line, err);
	return DUNLIN_OK;
}
