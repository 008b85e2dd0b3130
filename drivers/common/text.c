/* common/text - text that grows. */
#include "common/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void dn_text_add(struct dn_text *text, const char *format, ...)
{
	char *more = NULL;
	char *grown = NULL;
	va_list args;
	int n;

	if (text->failed)
		return;
	va_start(args, format);
	n = vasprintf(&more, format, args);
	va_end(args);
	if (n >= 0)
		grown = realloc(text->data, text->len + (size_t)n + 1);
	if (grown != NULL) {
		memcpy(grown + text->len, more, (size_t)n + 1);
		text->data = grown;
		text->len += (size_t)n;
	}
	text->failed = grown == NULL;
	if (n >= 0)
		free(more);
}

char *dn_text_take(struct dn_text *text)
{
	char *data;

	dn_text_add(text, "%s", "");
	data = text->failed ? NULL : text->data;
	if (text->failed)
		free(text->data);
	memset(text, 0, sizeof(*text));
	return data;
}
