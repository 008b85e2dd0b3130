/* source/section - the sections and directive lines of a file's text. */
#include "source/section.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/vec.h"

static struct dn_section *open_section(struct dn_sections *out, size_t start, int64_t line)
{
	struct dn_section *section = dn_vec_add(&out->items, &out->n, &out->cap, sizeof(*section));

	if (section != NULL) {
		section->start = start;
		section->first_line = line;
		section->first = out->n_directives;
		section->bare = true;
	}
	return section;
}

/* Blank, or a -- comment: such a line opens nothing in any dialect. */
static bool is_bare(const char *line, size_t len)
{
	size_t i = 0;

	while (i < len && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r'))
		i++;
	return i == len || (len - i >= 2 && line[i] == '-' && line[i + 1] == '-');
}

/* Files a directive; a section line ends one section and opens the next. */
static bool add_directive(struct dn_sections *out, const struct dn_directive *found, size_t next)
{
	struct dn_section *section = &out->items[out->n - 1];
	struct dn_directive *directive = dn_vec_add(&out->directives, &out->n_directives,
						    &out->cap_directives, sizeof(*directive));

	if (directive == NULL)
		return false;
	*directive = *found;
	directive->plain = section->bare;
	if (found->word == DN_WORD_UNKNOWN || !dn_directive_info(found->word)->section) {
		section->n++;
		return true;
	}
	section->end = found->offset;
	section = open_section(out, next, found->line + 1);
	if (section == NULL)
		return false;
	section->direction = (enum dn_direction)found->word;
	return true;
}

static bool add_line(struct dn_sections *out, const char *text, size_t at, size_t len, size_t next,
		     int64_t line)
{
	struct dn_directive found = { .offset = at, .line = line }, *near;
	struct dn_foreign theirs = { .offset = at, .line = line }, *foreign;

	switch (dn_directive_line(&found, text + at, len)) {
	case DN_DIRECTIVE_FOUND:
		return add_directive(out, &found, next);
	case DN_DIRECTIVE_NEAR:
		near = dn_vec_add(&out->near, &out->n_near, &out->cap_near, sizeof(*near));
		if (near == NULL)
			return false;
		*near = found;
		break;
	case DN_DIRECTIVE_NONE:
		break;
	}
	if (dn_foreign_line(&theirs, text + at, len)) {
		foreign = dn_vec_add(&out->foreign, &out->n_foreign, &out->cap_foreign,
				     sizeof(*foreign));
		if (foreign == NULL)
			return false;
		*foreign = theirs;
	}
	if (!is_bare(text + at, len)) {
		out->items[out->n - 1].bare = false;
		out->items[out->n - 1].last = at;
	}
	return true;
}

dunlin_status dn_sections_read(struct dn_sections *out, const char *text, size_t len,
			       dunlin_error *err)
{
	size_t at, next;
	const char *lf;
	int64_t line = 1;

	if (open_section(out, 0, 1) == NULL)
		return dn_fail_nomem(err);
	for (at = 0; at < len; at = next, line++) {
		lf = memchr(text + at, '\n', len - at);
		next = lf == NULL ? len : (size_t)(lf - text) + 1;
		if (!add_line(out, text, at, next - at - (lf != NULL), next, line))
			return dn_fail_nomem(err);
	}
	out->items[out->n - 1].end = len;
	return DUNLIN_OK;
}

void dn_sections_clear(struct dn_sections *sections)
{
	free(sections->items);
	free(sections->directives);
	free(sections->near);
	free(sections->foreign);
	memset(sections, 0, sizeof(*sections));
}

const char *dn_section_line(const char *text, size_t len, int64_t line, size_t *line_len)
{
	const char *end = text + len, *lf;

	for (; line > 1 && text < end; line--) {
		lf = memchr(text, '\n', (size_t)(end - text));
		text = lf == NULL ? end : lf + 1;
	}
	if (text == end || line < 1)
		return NULL;
	lf = memchr(text, '\n', (size_t)(end - text));
	*line_len = (size_t)((lf == NULL ? end : lf) - text);
	return text;
}
