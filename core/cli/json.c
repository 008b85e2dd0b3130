/* cli/json - builds JSON, with jansson. */
#include "cli/json.h"

#include <string.h>

#include <dunlin/dunlin.h>

#include "base/str.h"
#include "cli/die.h"
#include "cli/output.h"

json_t *dn_json_object(void)
{
	return dn_need(json_object());
}

/* How many bytes the character at `at` has, 0 when it is no UTF-8. */
static size_t character(const unsigned char *at, size_t left)
{
	size_t n = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	size_t i;

	if (n == 0 || n > left || at[0] > 0xf4)
		return 0;
	for (i = 1; i < n; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	if ((at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xed && at[1] >= 0xa0) ||
	    (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] >= 0x90))
		return 0; /* too long a form, a surrogate, or past the last */
	return n;
}

json_t *dn_json_text(const char *bytes, size_t len)
{
	struct dn_str text = DN_STR_INIT;
	json_t *value;
	size_t i, n;

	for (i = 0; i < len; i += n == 0 ? 1 : n) {
		n = character((const unsigned char *)bytes + i, len - i);
		if (n == 0)
			dn_str_puts(&text, "\xef\xbf\xbd");
		else
			dn_str_put(&text, bytes + i, n);
	}
	if (text.failed)
		dn_die_nomem();
	value = dn_need(json_stringn(dn_need_str(&text), text.len));
	dn_str_clear(&text);
	return value;
}

void dn_json_put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		dn_die_nomem();
}

void dn_json_put_text(json_t *object, const char *key, const char *text)
{
	if (text != NULL)
		dn_json_put(object, key, dn_json_text(text, strlen(text)));
}

void dn_json_put_number(json_t *object, const char *key, int64_t number)
{
	dn_json_put(object, key, dn_need(json_integer(number)));
}

void dn_json_put_flag(json_t *object, const char *key, bool flag)
{
	dn_json_put(object, key, json_boolean(flag));
}

void dn_json_put_file(json_t *object, const char *key, const char *file)
{
	if (file != NULL)
		dn_json_put_text(object, key, dn_short_file(file));
}

static void add(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		dn_die_nomem();
}

void dn_json_put_words(json_t *object, const char *key, const char *text)
{
	json_t *array;
	size_t len;

	if (text == NULL)
		return;
	array = dn_json_put_array(object, key);
	for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
		len = strcspn(text, " ");
		add(array, dn_json_text(text, len));
		text += len;
	}
}

json_t *dn_json_put_array(json_t *object, const char *key)
{
	json_t *array = dn_need(json_array());

	dn_json_put(object, key, array);
	return array;
}

json_t *dn_json_put_object(json_t *object, const char *key)
{
	json_t *member = dn_json_object();

	dn_json_put(object, key, member);
	return member;
}

json_t *dn_json_add_object(json_t *array)
{
	json_t *item = dn_json_object();

	add(array, item);
	return item;
}

void dn_json_add_text(json_t *array, const char *text)
{
	add(array, dn_json_text(text, strlen(text)));
}

void dn_json_put_migration(json_t *object, char kind, const char *id, const char *name)
{
	dn_json_put_text(object, "kind",
			 kind == 'v'   ? "versioned"
			 : kind == 'r' ? "repeatable"
			 : kind == 's' ? "seed"
				       : NULL);
	dn_json_put_text(object, "id", id);
	dn_json_put_text(object, "name", name);
}

void dn_json_put_direction(json_t *object, int32_t direction)
{
	dn_json_put_text(object, "direction",
			 direction == DUNLIN_DIRECTION_DOWN     ? "down"
			 : direction == DUNLIN_DIRECTION_VERIFY ? "verify"
								: "up");
}

void dn_json_put_head(json_t *object, const char *head)
{
	if (head != NULL && head[0] != '\0' && strcmp(head, "0:") != 0)
		dn_json_put_text(object, "head", head);
}
