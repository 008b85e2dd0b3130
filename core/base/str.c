/* base/str - text that grows. */
#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void dn_str_init(struct dn_str *str)
{
	memset(str, 0, sizeof(*str));
}

void dn_str_clear(struct dn_str *str)
{
	free(str->data);
	dn_str_init(str);
}

void dn_str_reset(struct dn_str *str)
{
	str->len = 0;
	if (str->data != NULL)
		str->data[0] = '\0';
}

/* Room for `more` bytes and the NUL. */
static bool reserve(struct dn_str *str, size_t more)
{
	size_t need, cap;
	char *data;

	if (str->failed)
		return false;
	if (more >= SIZE_MAX / 2 - str->len) {
		str->failed = true;
		return false;
	}
	need = str->len + more + 1;
	if (need <= str->cap)
		return true;
	cap = str->cap < 64 ? 64 : str->cap;
	while (cap < need)
		cap *= 2;
	data = realloc(str->data, cap);
	if (data == NULL) {
		str->failed = true;
		return false;
	}
	str->data = data;
	str->cap = cap;
	return true;
}

void dn_str_put(struct dn_str *str, const char *bytes, size_t len)
{
	if (!reserve(str, len))
		return;
	if (len > 0)
		memcpy(str->data + str->len, bytes, len);
	str->len += len;
	str->data[str->len] = '\0';
}

void dn_str_puts(struct dn_str *str, const char *text)
{
	if (text != NULL)
		dn_str_put(str, text, strlen(text));
}

void dn_str_putc(struct dn_str *str, char c)
{
	dn_str_put(str, &c, 1);
}

void dn_str_vprintf(struct dn_str *str, const char *format, va_list args)
{
	va_list again;
	int len;

	if (!reserve(str, 64))
		return;
	va_copy(again, args);
	len = vsnprintf(str->data + str->len, str->cap - str->len, format, args);
	if (len < 0) {
		str->failed = true;
	} else if ((size_t)len >= str->cap - str->len && reserve(str, (size_t)len)) {
		(void)vsnprintf(str->data + str->len, str->cap - str->len, format, again);
	}
	if (!str->failed)
		str->len += (size_t)len;
	va_end(again);
}

void dn_str_printf(struct dn_str *str, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	dn_str_vprintf(str, format, args);
	va_end(args);
}

const char *dn_str_text(const struct dn_str *str)
{
	return str->data == NULL ? "" : str->data;
}

char *dn_str_detach(struct dn_str *str)
{
	char *data = NULL;

	if (reserve(str, 0)) {
		str->data[str->len] = '\0';
		data = str->data;
		str->data = NULL; /* now the caller's */
	}
	dn_str_clear(str);
	return data;
}
