/*
 * base/error - the one kind of failure, from where it is found to where it is shown.
 *
 * A failing function fills `err` and returns its status in one expression:
 * `return dn_fail(err, DUNLIN_EUSAGE, "…")`.  `err` may be NULL everywhere.  The
 * first failure wins nothing: filling again replaces what was there.  Messages
 * are one line, lower case, without full stop or position; the position goes in
 * by dn_fail_at() or dn_error_place().
 */
#ifndef DN_BASE_ERROR_H
#define DN_BASE_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#include <dunlin/error.h>

/* Every string is owned by the object, and NULL when there is nothing to say.  One that there was no
 * memory for reads "out of memory". */
struct dunlin_error {
	dunlin_status status;
	uint32_t lent; /* which texts are not the object's to free; base/error alone looks at it */
	int32_t native_code;
	int32_t retryable;
	int64_t stmt_index;  /* in the batch that failed, -1 none */
	int64_t byte_offset; /* into that statement, -1 unknown */
	int64_t stmt_line;   /* line in that statement, -1 unknown */
	int64_t data_line;   /* line in that statement's COPY data, -1 unknown */
	char *message;
	char *sqlstate;
	char *detail;
	char *hint;
	char *context;
	char *object;
	char *file;     /* where in the user's files; NULL when nowhere */
	int64_t line;   /* from 1; 0 unknown */
	int64_t column; /* in characters, from 1; 0 unknown */
	char *source;   /* that line of the file, for an excerpt */
	char *state;    /* what state the database is left in */
};

/* Caller's storage. */
void dn_error_init(dunlin_error *err);
void dn_error_clear(dunlin_error *err); /* and ready to be filled again */

/* Fills `err` and returns `status`, so that a failure is one return statement.  Where there is no
 * memory for the message it is ENOMEM instead, save for what a caller must know to go on: that the
 * connection is lost, that nobody knows what became of a commit, and that it was canceled. */
dunlin_status dn_fail(dunlin_error *err, dunlin_status status, const char *format, ...)
	DUNLIN_PRINTF(3, 4);
/* The same with a place.  Lines and columns count from 1; 0: unknown. */
dunlin_status dn_fail_at(dunlin_error *err, dunlin_status status, const char *file, int64_t line,
			 int64_t column, const char *format, ...) DUNLIN_PRINTF(6, 7);
dunlin_status dn_fail_nomem(dunlin_error *err);
/* Copies a fault; this is what host->fail() does. */
dunlin_status dn_fail_fault(dunlin_error *err, const struct dunlin_fault *fault);
/* What a call of `driver` returned, made sure of; `err`, empty before that call, then agrees with it.
 * A status that no driver may return becomes that of the fault it reported, or ESQL, never success;
 * a failure without a word gets a message that names the driver; success empties `err`. */
dunlin_status dn_fail_returned(dunlin_error *err, dunlin_status returned, const char *driver);

/* Puts "text: " in front of the message, once, by a caller who knows more. */
void dn_error_prefix(dunlin_error *err, const char *format, ...) DUNLIN_PRINTF(2, 3);
/* Sets one of the texts of `err`, replacing it; `text` is copied and may be NULL. */
void dn_error_set(dunlin_error *err, char **member, const char *text);
/* There is no memory for one of the texts, and it says so. */
void dn_error_lose(dunlin_error *err, char **member);
void dn_error_hint(dunlin_error *err, const char *format, ...) DUNLIN_PRINTF(2, 3);
void dn_error_state(dunlin_error *err, const char *format, ...) DUNLIN_PRINTF(2, 3);
/* Where it is: `source` is the text of that line, `len` bytes, or NULL. */
void dn_error_place(dunlin_error *err, const char *file, int64_t line, int64_t column,
		    const char *source, size_t len);
/* Makes `to` hold what `from` held, and leaves `from` empty. */
void dn_error_move(dunlin_error *to, dunlin_error *from);

/* For a failure that is not the one to report: gcc takes no cast to void for an answer. */
static inline void dn_ignore(dunlin_status status)
{
	(void)status;
}

/* "usage", "lock timeout": the class in words, for messages and JSON. */
const char *dn_status_name(dunlin_status status);

#endif
