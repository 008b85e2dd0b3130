/* base/error - fills and empties the error object. */
#include "base/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a text becomes when there is no memory to hold it.  The command and the library each have this
 * file and so this text, and hand errors to each other: its address tells nothing, err->lent does. */
static char no_memory[] = "out of memory";

enum { N_TEXTS = 9 };

static char **text_at(dunlin_error *err, size_t i)
{
	char **const texts[N_TEXTS] = { &err->message, &err->sqlstate, &err->detail,
					&err->hint,    &err->context,  &err->object,
					&err->file,    &err->source,   &err->state };

	return texts[i];
}

/* Its bit in err->lent. */
static uint32_t bit_of(dunlin_error *err, char **member)
{
	size_t i;

	for (i = 0; i < N_TEXTS && text_at(err, i) != member; i++)
		;
	assert(i < N_TEXTS);
	return UINT32_C(1) << i;
}

static void release(dunlin_error *err, char **member)
{
	uint32_t bit;

	if (*member == NULL)
		return;
	bit = bit_of(err, member);
	if ((err->lent & bit) == 0)
		free(*member);
	err->lent &= ~bit;
	*member = NULL;
}

/* Takes the text; NULL: there was no memory for it. */
static void put(dunlin_error *err, char **member, char *text)
{
	release(err, member);
	if (text == NULL)
		err->lent |= bit_of(err, member);
	*member = text == NULL ? no_memory : text;
}

void dn_error_init(dunlin_error *err)
{
	memset(err, 0, sizeof(*err));
	err->stmt_index = -1;
	err->byte_offset = -1;
	err->stmt_line = -1;
	err->data_line = -1;
}

void dn_error_clear(dunlin_error *err)
{
	size_t i;

	for (i = 0; i < N_TEXTS; i++)
		release(err, text_at(err, i));
	dn_error_init(err);
}

/* NULL: there is no memory. */
DUNLIN_PRINTF(1, 0) static char *format_text(const char *format, va_list args)
{
	char *text = NULL;

	return vasprintf(&text, format, args) < 0 ? NULL : text;
}

/* For a failure that cannot be told: what it was must be known all the same where the state of the
 * database depends on it. */
static dunlin_status fail_untold(dunlin_error *err, dunlin_status status)
{
	dn_error_clear(err);
	if (status != DUNLIN_ECONNLOST && status != DUNLIN_ECOMMITUNKNOWN &&
	    status != DUNLIN_ECANCELED)
		status = DUNLIN_ENOMEM;
	err->status = status;
	put(err, &err->message, NULL);
	return status;
}

/* Takes the message; NULL: there was no memory for it. */
static dunlin_status fail_with(dunlin_error *err, dunlin_status status, char *message)
{
	if (message == NULL)
		return fail_untold(err, status);
	dn_error_clear(err);
	err->status = status;
	put(err, &err->message, message);
	return status;
}

dunlin_status dn_fail(dunlin_error *err, dunlin_status status, const char *format, ...)
{
	va_list args;
	char *text;

	if (err == NULL)
		return status;
	/* Formatted before clearing: an argument may be a text of this very error. */
	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	return fail_with(err, status, text);
}

dunlin_status dn_fail_at(dunlin_error *err, dunlin_status status, const char *file, int64_t line,
			 int64_t column, const char *format, ...)
{
	va_list args;
	char *text;

	if (err == NULL)
		return status;
	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	status = fail_with(err, status, text);
	if (text != NULL)
		dn_error_place(err, file, line, column, NULL, 0);
	return status;
}

dunlin_status dn_fail_nomem(dunlin_error *err)
{
	return err == NULL ? DUNLIN_ENOMEM : fail_untold(err, DUNLIN_ENOMEM);
}

void dn_error_set(dunlin_error *err, char **member, const char *text)
{
	char *copy = text == NULL ? NULL : strdup(text); /* it may be of this very error */

	if (text == NULL)
		release(err, member);
	else
		put(err, member, copy);
}

void dn_error_lose(dunlin_error *err, char **member)
{
	put(err, member, NULL);
}

dunlin_status dn_fail_fault(dunlin_error *err, const struct dunlin_fault *fault)
{
	dunlin_status status = fault->status;

	/* A driver that reports success as a failure, or a status only the engine
	 * may use, has failed in a way we do not know. */
	if (status <= DUNLIN_OK || status >= DUNLIN_EREFUSED)
		status = DUNLIN_ESQL;
	if (err == NULL)
		return status;
	dn_error_clear(err);
	err->status = status;
#define TAKE(member) (fault->size >= offsetof(struct dunlin_fault, member) + sizeof(fault->member))
	if (TAKE(native_code))
		err->native_code = fault->native_code;
	if (TAKE(retryable))
		err->retryable = fault->retryable;
	if (TAKE(stmt_index))
		err->stmt_index = fault->stmt_index;
	if (TAKE(byte_offset))
		err->byte_offset = fault->byte_offset;
	if (TAKE(line))
		err->stmt_line = fault->line;
	if (TAKE(data_line))
		err->data_line = fault->data_line;
	if (TAKE(sqlstate))
		dn_error_set(err, &err->sqlstate, fault->sqlstate);
	if (TAKE(message))
		dn_error_set(err, &err->message, fault->message);
	if (TAKE(detail))
		dn_error_set(err, &err->detail, fault->detail);
	if (TAKE(hint))
		dn_error_set(err, &err->hint, fault->hint);
	if (TAKE(context))
		dn_error_set(err, &err->context, fault->context);
	if (TAKE(object))
		dn_error_set(err, &err->object, fault->object);
#undef TAKE
	if (err->message == NULL)
		dn_error_set(err, &err->message, "the driver gave no reason");
	/* Half of what tells one failure from another is worse than none. */
	if (err->message == no_memory || err->sqlstate == no_memory)
		return fail_untold(err, status);
	return status;
}

dunlin_status dn_fail_returned(dunlin_error *err, dunlin_status returned, const char *driver)
{
	if (returned == DUNLIN_OK) {
		if (err != NULL && (err->status != DUNLIN_OK || err->message != NULL))
			dn_error_clear(err);
		return DUNLIN_OK;
	}
	/* EREFUSED comes through a driver only from a callback of the engine's, which filled err. */
	if (returned < DUNLIN_OK || returned >= DUNLIN_EREFUSED)
		returned = err != NULL && err->status != DUNLIN_OK ? err->status : DUNLIN_ESQL;
	if (err == NULL)
		return returned;
	if (err->message == NULL && returned == DUNLIN_ENOMEM)
		return dn_fail_nomem(err);
	if (err->message == NULL)
		return dn_fail(err, returned, "the driver %s gave no reason (%s)", driver,
			       dn_status_name(returned));
	err->status = returned;
	return returned;
}

void dn_error_prefix(dunlin_error *err, const char *format, ...)
{
	va_list args;
	char *front, *text = NULL;

	if (err == NULL)
		return;
	va_start(args, format);
	front = format_text(format, args);
	va_end(args);
	if (front == NULL ||
	    asprintf(&text, "%s: %s", front, err->message == NULL ? "" : err->message) < 0)
		dn_error_lose(err, &err->context); /* the cause is worth more than what was done */
	else
		put(err, &err->message, text);
	free(front);
}

void dn_error_hint(dunlin_error *err, const char *format, ...)
{
	va_list args;
	char *text;

	if (err == NULL)
		return;
	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	put(err, &err->hint, text);
}

void dn_error_state(dunlin_error *err, const char *format, ...)
{
	va_list args;
	char *text;

	if (err == NULL)
		return;
	va_start(args, format);
	text = format_text(format, args);
	va_end(args);
	put(err, &err->state, text);
}

void dn_error_place(dunlin_error *err, const char *file, int64_t line, int64_t column,
		    const char *source, size_t len)
{
	if (err == NULL)
		return;
	dn_error_set(err, &err->file, file);
	err->line = line;
	err->column = column;
	release(err, &err->source);
	if (source != NULL)
		put(err, &err->source, strndup(source, len));
}

void dn_error_move(dunlin_error *to, dunlin_error *from)
{
	if (to != NULL) {
		dn_error_clear(to);
		*to = *from;
	} else {
		dn_error_clear(from);
	}
	dn_error_init(from); /* its texts are `to`'s now */
}

const char *dn_status_name(dunlin_status status)
{
	static const char *const names[] = {
		[DUNLIN_OK] = "ok",
		[DUNLIN_ENOMEM] = "out of memory",
		[DUNLIN_EUSAGE] = "usage",
		[DUNLIN_EPLUGIN] = "driver refused",
		[DUNLIN_EUNSUPPORTED] = "unsupported",
		[DUNLIN_ECONNECT] = "cannot connect",
		[DUNLIN_ECONNLOST] = "connection lost",
		[DUNLIN_ECOMMITUNKNOWN] = "commit unknown",
		[DUNLIN_ESYNTAX] = "syntax",
		[DUNLIN_EEXISTS] = "exists",
		[DUNLIN_EMISSING] = "missing",
		[DUNLIN_ELOCKTIMEOUT] = "lock timeout",
		[DUNLIN_EDEADLOCK] = "deadlock",
		[DUNLIN_ESERIALIZE] = "serialization failure",
		[DUNLIN_ECANCELED] = "canceled",
		[DUNLIN_EPERM] = "not permitted",
		[DUNLIN_EREADONLY] = "read-only",
		[DUNLIN_ESQL] = "database error",
		[DUNLIN_EBUSY] = "busy",
		[DUNLIN_EREFUSED] = "refused",
		[DUNLIN_EBEHIND] = "replicas behind",
	};

	if (status < 0 || (size_t)status >= sizeof(names) / sizeof(names[0]))
		return "database error";
	return names[status];
}
