/* source/filename - what a file of the plain layout says by its name. */
#include "source/filename.h"

#include <string.h>

#include "source/migration.h"
#include "source/nearname.h"

static const char *const directions[DN_DIRECTIONS] = {
	[DN_UP] = "up", [DN_DOWN] = "down", [DN_VERIFY] = "verify"
};

/* ASCII, whatever the locale. */
static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool same(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(text, word, len) == 0;
}

const char *dn_filename_dialect(const struct dn_source_options *options, const char *text,
				size_t len)
{
	const struct dn_source_dialect *dialect;
	const char *const *alias;
	size_t i;

	for (i = 0; i < options->n_dialects; i++) {
		dialect = &options->dialects[i];
		if (same(text, len, dialect->name))
			return dialect->name;
		for (alias = dialect->aliases; alias != NULL && *alias != NULL; alias++)
			if (same(text, len, *alias))
				return dialect->name;
	}
	return NULL;
}

bool dn_filename_is_env(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!is_letter(text[i]) && !is_digit(text[i]) && text[i] != '_' && text[i] != '-')
			return false;
	return len > 0;
}

void dn_filename_dialects(struct dn_str *out, const struct dn_source_options *options)
{
	size_t i;

	for (i = 0; i < options->n_dialects; i++)
		dn_str_printf(out, "%s%s", i == 0 ? "" : ", ", options->dialects[i].name);
}

/* The part behind the last dot of `name`; its length is 0 when there is no dot
 * behind the first character, or nothing behind it. */
static const char *last_part(const char *name, size_t len, size_t *part_len)
{
	size_t at = len;

	while (at > 1 && name[at - 1] != '.')
		at--;
	*part_len = at > 1 ? len - at : 0;
	return name + at;
}

static int direction_find(const char *text, size_t len)
{
	int i;

	for (i = 0; i < DN_DIRECTIONS; i++)
		if (same(text, len, directions[i]))
			return i;
	return -1;
}

static bool looks_like_dialect(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!is_letter(text[i]) && (i == 0 || !is_digit(text[i])))
			return false;
	return len > 0;
}

static void unknown_dialect(const struct dn_source_options *options, const char *part, size_t len,
			    struct dn_str *why)
{
	dn_str_printf(why, "unknown dialect \"%.*s\"; known: ", (int)len, part);
	dn_filename_dialects(why, options);
	dn_str_printf(why,
		      "; if it is one, set dialects = {\"%.*s\"} in the project, and if it is part "
		      "of the name, write it without the dot",
		      (int)len, part);
}

/* Whether what is left of the name ends in something that is no name. */
static enum dn_filename_kind check_tail(const struct dn_filename *out,
					const struct dn_source_options *options, struct dn_str *why)
{
	const char *part, *meant;
	size_t len;

	part = last_part(out->name, out->name_len, &len);
	if (len == 0)
		return DN_FILENAME_MIGRATION;
	if (direction_find(part, len) >= 0) {
		dn_str_printf(why,
			      out->dialect != NULL && out->direction < 0
				      ? "\"%.*s\" goes behind the dialect: NAME.%s.%.*s.sql"
				      : "has more than one direction, \"%.*s\" and another",
			      (int)len, part, out->dialect, (int)len, part);
		return DN_FILENAME_NEAR;
	}
	if (out->dialect != NULL) {
		if (dn_filename_dialect(options, part, len) == NULL)
			return DN_FILENAME_MIGRATION;
		dn_str_printf(why, "is for two dialects, \"%.*s\" and %s; write a file for each",
			      (int)len, part, out->dialect);
		return DN_FILENAME_BAD;
	}
	meant = out->direction < 0 ? dn_nearname_direction(part, len) : NULL;
	if (meant != NULL) {
		dn_str_printf(why, "\"%.*s\" is no direction; write .%s.sql", (int)len, part,
			      meant);
		return DN_FILENAME_NEAR;
	}
	if (!looks_like_dialect(part, len))
		return DN_FILENAME_MIGRATION;
	unknown_dialect(options, part, len, why);
	return DN_FILENAME_BAD;
}

/* Takes what stands before the name; false when it is nothing we know. */
static bool take_head(struct dn_filename *out, const char *file, size_t len)
{
	size_t digits = 0;

	if (len >= 3 && memcmp(file, "R__", 3) == 0) {
		out->kind = DN_KIND_REPEATABLE;
		out->name = file + 3;
		out->name_len = len - 3;
		return true;
	}
	while (digits < len && is_digit(file[digits]))
		digits++;
	if (digits == 0 || digits == len || file[digits] != '_')
		return false;
	out->kind = DN_KIND_VERSIONED;
	out->version = file;
	out->version_len = digits;
	out->name = file + digits + 1;
	out->name_len = len - digits - 1;
	return true;
}

static bool version_too_long(const char *digits, size_t len)
{
	while (len > 1 && *digits == '0') {
		digits++;
		len--;
	}
	return len > DN_VERSION_DIGITS;
}

static bool has_control(const char *file)
{
	for (; *file != '\0'; file++)
		if ((unsigned char)*file < ' ' || *file == 0x7f)
			return true;
	return false;
}

/* Cuts a known suffix from the right of the name. */
static void take_suffixes(struct dn_filename *out, const struct dn_source_options *options)
{
	const char *part;
	size_t len;

	out->direction = -1;
	part = last_part(out->name, out->name_len, &len);
	if (len > 0)
		out->direction = direction_find(part, len);
	if (out->direction >= 0) {
		out->name_len -= len + 1;
		part = last_part(out->name, out->name_len, &len);
	}
	out->dialect = len == 0 ? NULL : dn_filename_dialect(options, part, len);
	if (out->dialect != NULL)
		out->name_len -= len + 1;
}

enum dn_filename_kind dn_filename_parse(struct dn_filename *out, const char *file, bool seed,
					const struct dn_source_options *options, struct dn_str *why)
{
	size_t len = strlen(file);

	memset(out, 0, sizeof(*out));
	if (file[0] == '.')
		return DN_FILENAME_OTHER;
	if (has_control(file)) {
		dn_str_puts(why, "has a control character in its name");
		return DN_FILENAME_NEAR;
	}
	if (len < 5 || memcmp(file + len - 4, ".sql", 4) != 0)
		return dn_nearname(file, seed, why);
	out->name = file;
	out->name_len = len - 4;
	if (!seed && !take_head(out, file, len - 4))
		return dn_nearname(file, seed, why);
	take_suffixes(out, options);
	if (out->name_len == 0 || out->name[0] == '.')
		return dn_nearname(file, seed, why);
	if (out->version != NULL && version_too_long(out->version, out->version_len)) {
		dn_str_printf(why, "has a version of more than %d digits", DN_VERSION_DIGITS);
		return DN_FILENAME_BAD;
	}
	if (seed && out->direction >= 0) {
		dn_str_printf(why, "seed data has no directions; write it without .%s",
			      directions[out->direction]);
		return DN_FILENAME_NEAR;
	}
	return check_tail(out, options, why);
}
