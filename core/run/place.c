/* run/place - from a statement and an offset in it to file, line and column. */
#include "run/place.h"

#include <string.h>

#include "source/source.h"

/* Characters, not bytes: the continuation bytes of UTF-8 do not count. */
static int64_t characters(const char *from, const char *to)
{
	int64_t n = 0;

	for (; from < to; from++)
		n += ((unsigned char)*from & 0xC0) != 0x80;
	return n;
}

static void at_byte(struct dn_place *out, const struct dn_body *body, const struct dn_stmt *stmt,
		    size_t offset)
{
	const char *at = stmt->sql + (offset < stmt->len ? offset : stmt->len), *p;

	out->line = stmt->line;
	for (p = stmt->sql; p < at; p++)
		out->line += *p == '\n';
	p = at;
	while (p > body->text && p[-1] != '\n')
		p--;
	out->column = characters(p, at) + 1;
}

void dn_place_find(struct dn_place *out, const struct dn_body *body, const struct dn_stmt *stmt,
		   int64_t byte_offset, int64_t line, int64_t data_line)
{
	memset(out, 0, sizeof(*out));
	out->file = body->file;
	if (byte_offset >= 0)
		at_byte(out, body, stmt, (size_t)byte_offset);
	else if (line > 0)
		out->line = stmt->line + line - 1;
	else if (data_line > 0 && stmt->data != NULL)
		out->line = stmt->data_line + data_line - 1;
	else
		out->line = stmt->line;
	out->source = dn_body_line(body, out->line, &out->source_len);
}
