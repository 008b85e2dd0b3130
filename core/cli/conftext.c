/* cli/conftext - the raw text of dunlin.conf, made ready for libconfuse. */
#include "cli/conftext.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/die.h"

#define DEPTH 4 /* braces of a section and of a list; libconfuse refuses more */

/* The text is NUL-terminated, and has no other NUL. */
struct walk {
	struct dn_conftext *out;
	char *at;
	const char *file;
	dunlin_error *err;
	int64_t line;
	int64_t opened[DEPTH]; /* lines of the braces that are open */
	size_t depth;
};

static void mark(struct dn_conftext *out, const char *name, size_t len)
{
	struct dn_str text = DN_STR_INIT;
	struct dn_marked *item;
	char *copy = dn_need(strndup(name, len));
	const char *now = getenv(copy);
	char sign = now == NULL ? DN_MARK_UNSET : DN_MARK_EMPTY;

	if (now != NULL && now[0] != '\0') {
		free(copy);
		return;
	}
	item = dn_need_item(&out->marks, &out->n_marks, &out->cap_marks, sizeof(*item));
	item->name = copy;
	item->was_empty = now != NULL;
	dn_str_printf(&text, "%c%s%c", sign, copy, sign);
	if (text.failed || setenv(copy, text.data, 1) != 0)
		dn_die_nomem();
	dn_str_clear(&text);
}

/* At "${": a plain name that ends with "}", and so has no default, is looked at. */
static void look_at_variable(struct walk *walk)
{
	const char *name = walk->at + 2;
	size_t len =
		strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");

	if (len > 0 && name[len] == '}')
		mark(walk->out, name, len);
}

static dunlin_status has_no_end(const struct walk *walk, int64_t line, const char *what)
{
	return dn_fail_at(walk->err, DUNLIN_EUSAGE, walk->file, line, 0,
			  "the %s that starts here has no end", what);
}

/* From an opening quote to behind the closing one. */
static dunlin_status walk_string(struct walk *walk)
{
	char quote = *walk->at;
	int64_t opened = walk->line;

	for (walk->at++; *walk->at != '\0' && *walk->at != quote; walk->at++) {
		if (walk->at[0] == '\\' && walk->at[1] != '\0')
			walk->at++;
		else if (quote == '"' && walk->at[0] == '$' && walk->at[1] == '{')
			look_at_variable(walk);
		walk->line += *walk->at == '\n';
	}
	if (*walk->at == '\0')
		return has_no_end(walk, opened, "string");
	walk->at++;
	return DUNLIN_OK;
}

static dunlin_status walk_long_comment(struct walk *walk)
{
	char *start = walk->at, *end = strstr(walk->at + 2, "*/");
	int64_t opened = walk->line;

	if (end == NULL)
		return has_no_end(walk, opened, "comment");
	for (walk->at = end + 2; start < walk->at; start++) {
		if (*start == '\n')
			walk->line++;
		else
			*start = ' ';
	}
	return DUNLIN_OK;
}

static dunlin_status walk_brace(struct walk *walk)
{
	if (*walk->at == '{' && walk->depth < DEPTH)
		walk->opened[walk->depth++] = walk->line;
	else if (*walk->at == '}' && walk->depth > 0)
		walk->depth--;
	walk->at++;
	return DUNLIN_OK;
}

/* Where libconfuse sees its next token. */
static dunlin_status walk_token(struct walk *walk)
{
	char *at = walk->at;
	size_t len;

	if (*at == '"' || *at == '\'')
		return walk_string(walk);
	if (*at == '{' || *at == '}')
		return walk_brace(walk);
	if (at[0] == '/' && at[1] == '*')
		return walk_long_comment(walk);
	if (at[0] == '#' || (at[0] == '/' && at[1] == '/')) {
		len = strcspn(at, "\n");
		memset(at, ' ', len);
	} else if (at[0] == '$' && at[1] == '{') {
		look_at_variable(walk);
		len = strcspn(at, "}");
	} else {
		/* A word; a // in the midst of it is no comment. */
		len = strcspn(at, " #\"'\t\n\r={}()+,*");
		if (len == 0)
			walk->line += at[len++] == '\n';
	}
	walk->at += len;
	return DUNLIN_OK;
}

dunlin_status dn_conftext_init(struct dn_conftext *out, const char *file, const char *text,
			       size_t len, dunlin_error *err)
{
	struct walk walk = { .out = out, .file = file, .err = err, .line = 1 };
	dunlin_status status = DUNLIN_OK;

	memset(out, 0, sizeof(*out));
	if (memchr(text, '\0', len) != NULL)
		return dn_fail_at(err, DUNLIN_EUSAGE, file, 0, 0, "there is a NUL byte in it");
	out->text = dn_need(strndup(text, len));
	for (walk.at = out->text; status == DUNLIN_OK && *walk.at != '\0';)
		status = walk_token(&walk);
	if (status == DUNLIN_OK && walk.depth > 0)
		status = has_no_end(&walk, walk.opened[walk.depth - 1], "brace");
	return status;
}

void dn_conftext_clear(struct dn_conftext *conftext)
{
	size_t i;

	for (i = 0; i < conftext->n_marks; i++) {
		if (conftext->marks[i].was_empty)
			(void)setenv(conftext->marks[i].name, "", 1);
		else
			(void)unsetenv(conftext->marks[i].name);
		free(conftext->marks[i].name);
	}
	free(conftext->marks);
	if (conftext->text != NULL)
		explicit_bzero(conftext->text, strlen(conftext->text));
	free(conftext->text);
	memset(conftext, 0, sizeof(*conftext));
}
