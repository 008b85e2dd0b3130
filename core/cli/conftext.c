/* cli/conftext - a look at the raw text of dunlin.conf before libconfuse reads it. */
#include "cli/conftext.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/die.h"

struct walk {
	const char *at, *end;
	const char *file;
	int64_t line;
};

static void mark(struct dn_marks *marks, const char *name, size_t len)
{
	struct dn_str text = DN_STR_INIT;
	struct dn_marked *item;
	char *copy = dn_need(strndup(name, len));
	const char *now = getenv(copy);

	if (now != NULL && now[0] != '\0') {
		free(copy);
		return;
	}
	item = dn_need_item(&marks->items, &marks->n, &marks->cap, sizeof(*item));
	item->name = copy;
	item->was_empty = now != NULL;
	dn_str_printf(&text, "%c%s%c", now == NULL ? DN_MARK_UNSET : DN_MARK_EMPTY, copy,
		      now == NULL ? DN_MARK_UNSET : DN_MARK_EMPTY);
	if (text.failed || setenv(copy, text.data, 1) != 0)
		dn_die_nomem();
	dn_str_clear(&text);
}

/* At "${": a plain name that ends with "}", so without a default, is looked at. */
static void look_at_variable(struct walk *walk, struct dn_marks *marks)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
	const char *name = walk->at + 2;
	size_t len = strspn(name, letters);

	if (len > 0 && name[len] == '}')
		mark(marks, name, len);
}

/* From an opening quote to behind the closing one. */
static dunlin_status walk_string(struct walk *walk, struct dn_marks *marks, dunlin_error *err)
{
	char quote = *walk->at;
	int64_t opened = walk->line;

	for (walk->at++; walk->at < walk->end && *walk->at != quote; walk->at++) {
		if (*walk->at == '\\' && walk->at + 1 < walk->end)
			walk->at++;
		else if (quote == '"' && walk->at[0] == '$' && walk->at[1] == '{')
			look_at_variable(walk, marks);
		if (*walk->at == '\n')
			walk->line++;
	}
	if (walk->at == walk->end)
		return dn_fail_at(err, DUNLIN_EUSAGE, walk->file, opened, 0,
				  "the string that starts here has no end");
	walk->at++;
	return DUNLIN_OK;
}

static dunlin_status walk_comment(struct walk *walk, dunlin_error *err)
{
	int64_t opened = walk->line;

	for (walk->at += 2; walk->at < walk->end; walk->at++) {
		if (walk->at[0] == '*' && walk->at[1] == '/') {
			walk->at += 2;
			return DUNLIN_OK;
		}
		walk->line += *walk->at == '\n';
	}
	return dn_fail_at(err, DUNLIN_EUSAGE, walk->file, opened, 0,
			  "the comment that starts here has no end");
}

dunlin_status dn_marks_set(struct dn_marks *out, const char *file, const char *text, size_t len,
			   dunlin_error *err)
{
	struct walk walk = { text, text + len, file, 1 };
	dunlin_status status = DUNLIN_OK;

	memset(out, 0, sizeof(*out));
	if (memchr(text, '\0', len) != NULL)
		return dn_fail_at(err, DUNLIN_EUSAGE, file, 0, 0, "there is a NUL byte in it");
	while (status == DUNLIN_OK && walk.at < walk.end) {
		if (*walk.at == '"' || *walk.at == '\'') {
			status = walk_string(&walk, out, err);
		} else if (walk.at[0] == '/' && walk.at[1] == '*') {
			status = walk_comment(&walk, err);
		} else if (walk.at[0] == '#' || (walk.at[0] == '/' && walk.at[1] == '/')) {
			walk.at += strcspn(walk.at, "\n");
		} else {
			/* Outside of quotes libconfuse expands as well. */
			if (walk.at[0] == '$' && walk.at[1] == '{')
				look_at_variable(&walk, out);
			walk.line += *walk.at == '\n';
			walk.at++;
		}
	}
	return status;
}

void dn_marks_clear(struct dn_marks *marks)
{
	size_t i;

	for (i = 0; i < marks->n; i++) {
		if (marks->items[i].was_empty)
			(void)setenv(marks->items[i].name, "", 1);
		else
			(void)unsetenv(marks->items[i].name);
		free(marks->items[i].name);
	}
	free(marks->items);
	memset(marks, 0, sizeof(*marks));
}
