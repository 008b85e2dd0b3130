/* common/fault - fills a fault and hands it to the host. */
#include "common/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void dn_fault_init(struct dunlin_fault *fault, dunlin_status status)
{
	memset(fault, 0, sizeof(*fault));
	fault->size = DUNLIN_FAULT_SIZE;
	fault->status = status;
	fault->stmt_index = -1;
	fault->byte_offset = -1;
	fault->line = -1;
	fault->data_line = -1;
}

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

/* In place: each run of blanks with a line end in it becomes one blank, and
 * those around the text go. */
static void make_one_line(char *text)
{
	char *from = text;
	char *to = text;

	while (*from != '\0') {
		size_t run = 0;

		while (is_blank(from[run]))
			run++;
		if (run == 0) {
			*to++ = *from++;
		} else {
			if (to == text || from[run] == '\0')
				; /* dropped */
			else if (memchr(from, '\n', run) != NULL || memchr(from, '\r', run) != NULL)
				*to++ = ' ';
			else
				to = (char *)memmove(to, from, run) + run;
			from += run;
		}
	}
	*to = '\0';
}

DUNLIN_PRINTF(4, 0)
static dunlin_status send_args(const struct dunlin_host *host, dunlin_error *err,
			       struct dunlin_fault *fault, const char *format, va_list args)
{
	char *text = NULL;
	dunlin_status status;

	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	else
		make_one_line(text);
	fault->message = text != NULL ? text : "out of memory";
	status = host->fail(err, fault);
	fault->message = NULL;
	free(text);
	return status;
}

dunlin_status dn_fault_send(const struct dunlin_host *host, dunlin_error *err,
			    struct dunlin_fault *fault, const char *format, ...)
{
	dunlin_status status;
	va_list args;

	va_start(args, format);
	status = send_args(host, err, fault, format, args);
	va_end(args);
	return status;
}

dunlin_status dn_fault_fail(const struct dunlin_host *host, dunlin_error *err, dunlin_status status,
			    const char *format, ...)
{
	struct dunlin_fault fault;
	va_list args;

	dn_fault_init(&fault, status);
	va_start(args, format);
	status = send_args(host, err, &fault, format, args);
	va_end(args);
	return status;
}

dunlin_status dn_fault_nomem(const struct dunlin_host *host, dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_ENOMEM);
	fault.message = "out of memory";
	return host->fail(err, &fault);
}

dunlin_status dn_fault_check_flags(const struct dunlin_host *host, uint32_t flags, uint32_t known,
				   dunlin_error *err)
{
	if ((flags & ~known) == 0)
		return DUNLIN_OK;
	return dn_fault_fail(host, err, DUNLIN_EUNSUPPORTED, "this driver knows no flag %#x",
			     (unsigned)(flags & ~known));
}

dunlin_status dn_fault_check_text(const struct dunlin_host *host, const char *sql, size_t len,
				  int64_t stmt_index, dunlin_error *err)
{
	const char *nul = len > 0 ? memchr(sql, '\0', len) : NULL;
	struct dunlin_fault fault;

	if (nul == NULL)
		return DUNLIN_OK;
	dn_fault_init(&fault, DUNLIN_ESYNTAX);
	fault.sqlstate = "42601";
	fault.stmt_index = stmt_index;
	fault.byte_offset = nul - sql;
	return dn_fault_send(host, err, &fault, "the statement holds a NUL byte");
}
