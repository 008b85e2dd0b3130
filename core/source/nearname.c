/* source/nearname - what is wrong with a file name that is no migration's. */
#include "source/nearname.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Whether one letter too many, too few, wrong, or swapped with the next makes
 * the difference between the two; case does not count. */
static bool nearly(const char *text, size_t len, const char *word)
{
	size_t other = strlen(word), front = 0, back = 0, shorter = len < other ? len : other;

	while (front < shorter && tolower((unsigned char)text[front]) == word[front])
		front++;
	while (back < shorter - front &&
	       tolower((unsigned char)text[len - back - 1]) == word[other - back - 1])
		back++;
	if (len != other)
		return front + back == shorter && len + other - 2 * shorter == 1;
	return front + back + 1 >= len ||
	       (front + back + 2 == len && tolower((unsigned char)text[front]) == word[front + 1] &&
		tolower((unsigned char)text[front + 1]) == word[front]);
}

const char *dn_nearname_direction(const char *text, size_t len)
{
	static const char *const directions[] = { "up", "down", "verify" };
	size_t i;

	for (i = 0; i < sizeof(directions) / sizeof(directions[0]); i++)
		if (nearly(text, len, directions[i]))
			return directions[i];
	return NULL;
}

static bool ends_with(const char *file, size_t len, const char *tail)
{
	size_t n = strlen(tail);

	return len > n && strncasecmp(file + len - n, tail, n) == 0;
}

static bool ends_with_any(const char *file, size_t len, const char *const *tails)
{
	for (; *tails != NULL; tails++)
		if (ends_with(file, len, *tails))
			return true;
	return false;
}

static size_t count_digits(const char *text)
{
	return strspn(text, "0123456789");
}

/* What editors and patch tools leave beside the file they worked on. */
static bool is_leftover(const char *file, size_t len, struct dn_str *why)
{
	static const char *const tails[] = { "~",    ".swp", ".swo",  ".bak", ".orig", ".rej",
					     ".tmp", ".old", ".save", "#",    NULL };
	size_t i, n = 0;

	for (i = 0; tails[i] != NULL && n == 0; i++)
		if (ends_with(file, len, tails[i]))
			n = strlen(tails[i]);
	if (n == 0 || !ends_with(file, len - n, ".sql"))
		return false;
	dn_str_printf(why, "left behind by an editor or a tool: delete it, or rename it to %.*s",
		      (int)(len - n - (file[0] == '#')), file + (file[0] == '#'));
	return true;
}

/* "V1__x.sql", "U1__x.sql": Flyway's way. */
static bool is_flyway(const char *file, struct dn_str *why)
{
	const char letter = (char)toupper((unsigned char)file[0]);
	size_t n;

	if (letter != 'V' && letter != 'U')
		return false;
	n = strspn(file + 1, "0123456789.");
	if (n == 0 || strncmp(file + 1 + n, "__", 2) != 0)
		return false;
	if (memchr(file + 1, '.', n) != NULL)
		dn_str_puts(why, "a version is digits only: write VERSION_NAME");
	else
		dn_str_printf(why, "a version has no letter and one _ behind it: write %.*s_NAME",
			      (int)n, file + 1);
	dn_str_puts(why, letter == 'V' ? ".sql" : ".down.sql");
	return true;
}

/* A name that begins with digits and ends in .sql. */
static void explain_version(const char *file, struct dn_str *why)
{
	size_t digits = count_digits(file);
	const char *rest = file + digits, *tail = rest + strspn(rest, "-_. ");

	if (*rest == '_' || strcmp(rest, ".sql") == 0 || strcmp(rest, ".up.sql") == 0 ||
	    strcmp(rest, ".down.sql") == 0 || strcmp(rest, ".verify.sql") == 0)
		dn_str_printf(why, "has no name behind the version: write %.*s_NAME.sql",
			      (int)digits, file);
	else if (*rest == '.' && count_digits(rest + 1) > 0)
		dn_str_puts(why, "a version is digits only: write VERSION_NAME.sql");
	else
		dn_str_printf(why, "a _ must stand between version and name: write %.*s_%s",
			      (int)digits, file, tail);
}

static void explain_sql(const char *file, struct dn_str *why)
{
	if (isdigit((unsigned char)file[0]))
		explain_version(file, why);
	else if (is_flyway(file, why))
		return;
	else if (strncmp(file, "R__", 3) == 0)
		dn_str_puts(why, "has no name: write R__NAME.sql");
	else if ((file[0] == 'R' || file[0] == 'r') && file[1] == '_')
		dn_str_printf(why, "a repeatable begins with R__: write R__%s",
			      file + 1 + strspn(file + 1, "_"));
	else if (file[0] == '_')
		dn_str_printf(why, "has no version: write VERSION%s, or R_%s for a repeatable",
			      file, file);
	else
		dn_str_printf(why, "has no version: write VERSION_%s, or R__%s for a repeatable",
			      file, file);
}

/* Begins as a migration does: digits and a separator, V1__, R__. */
static bool begins_versioned(const char *file)
{
	size_t digits = count_digits(file);

	if (digits > 0)
		return file[digits] == '_' || file[digits] == '-';
	return (strchr("VUR", file[0]) != NULL &&
		strncmp(file + 1 + strspn(file + 1, "0123456789."), "__", 2) == 0);
}

/* A name that begins as a migration does and ends in something else. */
static void explain_tail(const char *file, size_t len, struct dn_str *why)
{
	const char *dot = strrchr(file, '.');

	if (dot == NULL)
		dn_str_printf(why, "does not end in .sql: write %s.sql", file);
	else if (nearly(dot + 1, strlen(dot + 1), "sql"))
		dn_str_printf(why, "does not end in .sql: write %.*s.sql", (int)(dot - file), file);
	else if (dn_nearname_direction(dot + 1, strlen(dot + 1)) != NULL)
		dn_str_printf(why, "does not end in .sql: write %.*s.%s.sql", (int)(dot - file),
			      file, dn_nearname_direction(dot + 1, strlen(dot + 1)));
	else
		dn_str_printf(why, "only .sql files are read, and this one ends in %.*s",
			      (int)(len - (size_t)(dot - file)), dot);
}

enum dn_filename_kind dn_nearname(const char *file, bool seed, struct dn_str *why)
{
	static const char *const documents[] = { ".md", ".txt", ".rst", ".adoc", ".html", NULL };
	size_t len = strlen(file);

	if (is_leftover(file, len, why))
		return DN_FILENAME_NEAR;
	if (ends_with(file, len, ".sql") && memcmp(file + len - 4, ".sql", 4) != 0) {
		dn_str_printf(why, "the suffix is written in lower case: %.*s.sql", (int)(len - 4),
			      file);
		return DN_FILENAME_NEAR;
	}
	if (ends_with(file, len, ".sql")) {
		if (seed)
			dn_str_puts(why, "has no name: write NAME.sql");
		else
			explain_sql(file, why);
		return DN_FILENAME_NEAR;
	}
	if (seed || ends_with_any(file, len, documents) || !begins_versioned(file))
		return DN_FILENAME_OTHER;
	explain_tail(file, len, why);
	return DN_FILENAME_NEAR;
}
