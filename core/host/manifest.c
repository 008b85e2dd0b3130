/* host/manifest - reads NAME.driver files. */
#include "host/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/vec.h"

#define MAX_NAME 63

/* A line, cut at the equals sign; nothing is terminated. */
struct line {
	const char *key, *value;
	size_t key_len, value_len;
	int64_t number;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool dn_manifest_is_name(const char *text)
{
	size_t i;

	if (text == NULL || !is_lower(text[0]))
		return false;
	for (i = 1; text[i] != '\0'; i++)
		if (i == MAX_NAME || !(is_lower(text[i]) || is_digit(text[i]) || text[i] == '_'))
			return false;
	return true;
}

static bool is_scheme(const char *text)
{
	size_t i;

	if (!is_lower(text[0]))
		return false;
	for (i = 1; text[i] != '\0'; i++)
		if (!is_lower(text[i]) && !is_digit(text[i]) && strchr("+-.", text[i]) == NULL)
			return false;
	return true;
}

/* A name that can stand nowhere but in the manifest's own folder. */
static bool is_file(const char *text)
{
	return text[0] != '\0' && strchr(text, '/') == NULL && strcmp(text, ".") != 0 &&
	       strcmp(text, "..") != 0;
}

/* Values are shown on terminals: no control characters. */
static bool is_printable(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (((unsigned char)text[i] < ' ' && text[i] != '\t') || text[i] == 0x7f)
			return false;
	return true;
}

static void trim(const char **text, size_t *len)
{
	while (*len > 0 && is_blank((*text)[0])) {
		(*text)++;
		(*len)--;
	}
	while (*len > 0 && is_blank((*text)[*len - 1]))
		(*len)--;
}

static bool is_key(const struct line *line, const char *key)
{
	return line->key_len == strlen(key) && memcmp(line->key, key, line->key_len) == 0;
}

/* Cuts `text` at blanks and commas into schemes. */
static dunlin_status take_schemes(struct dn_manifest *out, const struct line *line,
				  const char *path, dunlin_error *err)
{
	const char *at = line->value, *end = line->value + line->value_len;
	const char *start;
	char **scheme;

	while (at < end) {
		for (start = at; at < end && !is_blank(*at) && *at != ','; at++)
			;
		if (at > start) {
			scheme = dn_vec_add(&out->schemes, &out->n_schemes, &out->cap_schemes,
					    sizeof(*scheme));
			if (scheme == NULL)
				return dn_fail_nomem(err);
			*scheme = strndup(start, (size_t)(at - start));
			if (*scheme == NULL)
				return dn_fail_nomem(err);
			if (!is_scheme(*scheme))
				return dn_fail_at(err, DUNLIN_EPLUGIN, path, line->number, 0,
						  "\"%s\" is not a URL scheme in lower case",
						  *scheme);
		}
		if (at < end)
			at++;
	}
	return DUNLIN_OK;
}

static dunlin_status take_abi(struct dn_manifest *out, const struct line *line, const char *path,
			      dunlin_error *err)
{
	uint32_t abi = 0;
	size_t i;

	for (i = 0; i < line->value_len && i < 6 && is_digit(line->value[i]); i++)
		abi = abi * 10 + (uint32_t)(line->value[i] - '0');
	if (i == 0 || i < line->value_len || abi > UINT16_MAX)
		return dn_fail_at(err, DUNLIN_EPLUGIN, path, line->number, 0,
				  "abi is not a small number");
	out->abi = abi;
	return DUNLIN_OK;
}

static dunlin_status take_text(char **out, const struct line *line, const char *path,
			       dunlin_error *err)
{
	if (line->value_len == 0)
		return dn_fail_at(err, DUNLIN_EPLUGIN, path, line->number, 0, "%.*s has no value",
				  (int)line->key_len, line->key);
	*out = strndup(line->value, line->value_len);
	return *out == NULL ? dn_fail_nomem(err) : DUNLIN_OK;
}

/* The keys, each a bit of what was seen already. */
enum { NAME = 1, MODULE = 2, DIALECT = 4, ABI = 8, SCHEMES = 16, PACKAGE = 32 };

static unsigned key_of(const struct line *line)
{
	static const struct {
		const char *key;
		unsigned bit;
	} keys[] = { { "name", NAME }, { "file", MODULE },     { "dialect", DIALECT },
		     { "abi", ABI },   { "schemes", SCHEMES }, { "package", PACKAGE } };
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (is_key(line, keys[i].key))
			return keys[i].bit;
	return 0;
}

static dunlin_status take_line(struct dn_manifest *out, unsigned *seen, const struct line *line,
			       const char *path, dunlin_error *err)
{
	unsigned key = key_of(line);

	if ((*seen & key) != 0)
		return dn_fail_at(err, DUNLIN_EPLUGIN, path, line->number, 0,
				  "%.*s is said a second time", (int)line->key_len, line->key);
	*seen |= key;
	switch (key) {
	case NAME:
		return take_text(&out->name, line, path, err);
	case MODULE:
		return take_text(&out->file, line, path, err);
	case DIALECT:
		return take_text(&out->dialect, line, path, err);
	case PACKAGE:
		return take_text(&out->package, line, path, err);
	case SCHEMES:
		return take_schemes(out, line, path, err);
	case ABI:
		return take_abi(out, line, path, err);
	default:
		return DUNLIN_OK; /* of a later version */
	}
}

/* Cuts one line of text; false when it is broken.  An empty line or a comment has no key. */
static bool cut_line(struct line *line, const char *text, size_t len)
{
	const char *equals;

	trim(&text, &len);
	line->key = text;
	line->key_len = 0;
	if (len == 0 || text[0] == '#')
		return true;
	equals = memchr(text, '=', len);
	if (equals == NULL || equals == text || !is_printable(text, len))
		return false;
	line->key_len = (size_t)(equals - text);
	line->value = equals + 1;
	line->value_len = len - line->key_len - 1;
	trim(&line->key, &line->key_len);
	trim(&line->value, &line->value_len);
	return line->key_len > 0;
}

/* `name` must be the last part of `path`, without its suffix. */
static bool is_named_after(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	const char *last = slash == NULL ? path : slash + 1;
	size_t len = strlen(name);

	return strncmp(last, name, len) == 0 && strcmp(last + len, DN_MANIFEST_SUFFIX) == 0;
}

static dunlin_status check(const struct dn_manifest *manifest, unsigned seen, const char *path,
			   dunlin_error *err)
{
	const char *wrong = NULL;

	if ((seen & NAME) == 0)
		wrong = "it has no line \"name = \"";
	else if (!dn_manifest_is_name(manifest->name))
		wrong = "name is not a lower-case word";
	else if (!is_named_after(path, manifest->name))
		wrong = "name is not that of the file";
	else if ((seen & MODULE) == 0)
		wrong = "it has no line \"file = \"";
	else if (!is_file(manifest->file))
		wrong = "file is not the name of a file in this folder";
	else if ((seen & DIALECT) == 0)
		wrong = "it has no line \"dialect = \"";
	else if (!dn_manifest_is_name(manifest->dialect))
		wrong = "dialect is not a lower-case word";
	else if ((seen & ABI) == 0)
		wrong = "it has no line \"abi = \"";
	else if (manifest->n_schemes == 0)
		wrong = "it has no line \"schemes = \" with a scheme";
	if (wrong != NULL)
		return dn_fail_at(err, DUNLIN_EPLUGIN, path, 0, 0, "%s", wrong);
	return DUNLIN_OK;
}

dunlin_status dn_manifest_parse(struct dn_manifest *out, const char *text, size_t len,
				const char *path, dunlin_error *err)
{
	const char *end = text + len, *next;
	struct line line = { .number = 0 };
	dunlin_status status = DUNLIN_OK;
	unsigned seen = 0;

	memset(out, 0, sizeof(*out));
	while (status == DUNLIN_OK && text < end) {
		next = memchr(text, '\n', (size_t)(end - text));
		if (next == NULL)
			next = end;
		line.number++;
		if (!cut_line(&line, text, (size_t)(next - text)))
			status = dn_fail_at(err, DUNLIN_EPLUGIN, path, line.number, 0,
					    "not a line of the form key = value");
		else if (line.key_len > 0)
			status = take_line(out, &seen, &line, path, err);
		text = next < end ? next + 1 : end;
	}
	if (status == DUNLIN_OK)
		status = check(out, seen, path, err);
	if (status != DUNLIN_OK)
		dn_manifest_clear(out);
	return status;
}

void dn_manifest_clear(struct dn_manifest *manifest)
{
	size_t i;

	for (i = 0; i < manifest->n_schemes; i++)
		free(manifest->schemes[i]);
	free(manifest->schemes);
	free(manifest->name);
	free(manifest->file);
	free(manifest->dialect);
	free(manifest->package);
	memset(manifest, 0, sizeof(*manifest));
}

bool dn_manifest_takes(const struct dn_manifest *manifest, const char *scheme)
{
	size_t i;

	for (i = 0; i < manifest->n_schemes; i++)
		if (strcmp(manifest->schemes[i], scheme) == 0)
			return true;
	return false;
}
