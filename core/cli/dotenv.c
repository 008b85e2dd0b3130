/* cli/dotenv - reads .env. */
#include "cli/dotenv.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/path.h"
#include "cli/die.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void trim(const char **text, size_t *len)
{
	while (*len > 0 && is_blank(**text)) {
		(*text)++;
		(*len)--;
	}
	while (*len > 0 && is_blank((*text)[*len - 1]))
		(*len)--;
}

static bool is_key(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		bool letter = (text[i] >= 'A' && text[i] <= 'Z') ||
			      (text[i] >= 'a' && text[i] <= 'z') || text[i] == '_';

		if (!letter && (i == 0 || text[i] < '0' || text[i] > '9'))
			return false;
	}
	return len > 0;
}

/* Cuts quotes or a comment away; false when a quote does not end, or something
 * follows it. */
static bool cut_value(const char **text, size_t *len)
{
	const char *end;
	size_t i;

	trim(text, len);
	if (*len > 0 && (**text == '"' || **text == '\'')) {
		end = memchr(*text + 1, **text, *len - 1);
		if (end == NULL)
			return false;
		for (i = (size_t)(end - *text) + 1; i < *len && is_blank((*text)[i]); i++)
			;
		if (i < *len && (*text)[i] != '#')
			return false;
		(*text)++;
		*len = (size_t)(end - *text);
		return true;
	}
	for (i = 0; i < *len; i++) {
		if ((*text)[i] == '#' && (i == 0 || is_blank((*text)[i - 1])))
			*len = i;
	}
	trim(text, len);
	return true;
}

static dunlin_status read_line(struct dn_dotenv *out, const char *file, int64_t line,
			       const char *text, size_t len, dunlin_error *err)
{
	static const char word[] = "export ";
	struct dn_dotenv_item *item;
	const char *equals, *key, *value;
	size_t key_len, value_len;

	trim(&text, &len);
	if (len == 0 || *text == '#')
		return DUNLIN_OK;
	if (len > sizeof(word) && memcmp(text, word, sizeof(word) - 1) == 0) {
		text += sizeof(word) - 1;
		len -= sizeof(word) - 1;
	}
	equals = memchr(text, '=', len);
	key = text;
	key_len = equals == NULL ? 0 : (size_t)(equals - text);
	trim(&key, &key_len);
	if (!is_key(key, key_len))
		return dn_fail_at(err, DUNLIN_EUSAGE, file, line, 0, "not of the form KEY=VALUE");
	value = equals + 1;
	value_len = len - (size_t)(value - text);
	if (memchr(value, '\0', value_len) != NULL)
		return dn_fail_at(err, DUNLIN_EUSAGE, file, line, 0,
				  "a NUL byte in the value of %.*s", (int)key_len, key);
	if (!cut_value(&value, &value_len))
		return dn_fail_at(err, DUNLIN_EUSAGE, file, line, 0,
				  "the quotes of %.*s do not end with the line", (int)key_len, key);
	item = dn_need_item(&out->items, &out->n, &out->cap, sizeof(*item));
	item->key = dn_need(strndup(key, key_len));
	item->value = dn_need(strndup(value, value_len));
	return DUNLIN_OK;
}

dunlin_status dn_dotenv_parse(struct dn_dotenv *out, const char *file, const char *text, size_t len,
			      dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	const char *end = text + len, *next;
	int64_t line = 0;

	memset(out, 0, sizeof(*out));
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	for (; status == DUNLIN_OK && text < end; text = next + 1) {
		next = memchr(text, '\n', (size_t)(end - text));
		if (next == NULL)
			next = end;
		status = read_line(out, file, ++line, text, (size_t)(next - text), err);
	}
	return status;
}

dunlin_status dn_dotenv_read(struct dn_dotenv *out, const char *file, dunlin_error *err)
{
	dunlin_status status;
	char *text = NULL;
	size_t len = 0;

	memset(out, 0, sizeof(*out));
	if (access(file, F_OK) != 0)
		return DUNLIN_OK;
	status = dn_path_read(&text, &len, file, err);
	if (status == DUNLIN_OK)
		status = dn_dotenv_parse(out, file, text, len, err);
	if (text != NULL)
		explicit_bzero(text, len);
	free(text);
	return status;
}

void dn_dotenv_clear(struct dn_dotenv *env)
{
	size_t i;

	for (i = 0; i < env->n; i++) {
		explicit_bzero(env->items[i].value, strlen(env->items[i].value));
		free(env->items[i].value);
		free(env->items[i].key);
	}
	free(env->items);
	memset(env, 0, sizeof(*env));
}

const char *dn_dotenv_get(const struct dn_dotenv *env, const char *key)
{
	size_t i;

	for (i = env->n; i > 0; i--)
		if (strcmp(env->items[i - 1].key, key) == 0)
			return env->items[i - 1].value;
	return NULL;
}

void dn_dotenv_set(struct dn_dotenv *env)
{
	size_t i;

	/* From the last, since the last of several is the one that counts. */
	for (i = env->n; i > 0; i--) {
		struct dn_dotenv_item *item = &env->items[i - 1];

		if (getenv(item->key) != NULL)
			continue;
		if (setenv(item->key, item->value, 1) != 0)
			dn_die_nomem();
		item->set = true;
	}
}

void dn_dotenv_unset(struct dn_dotenv *env)
{
	size_t i;

	for (i = 0; i < env->n; i++) {
		if (env->items[i].set)
			(void)unsetenv(env->items[i].key);
		env->items[i].set = false;
	}
}
