/* source/body - a file's text to bodies, with what its directives say. */
#include "source/body.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "sql/dialects.h"
#include "source/apply.h"
#include "source/checksum.h"
#include "source/place.h"
#include "source/section.h"

struct reading {
	struct dn_source *source;
	const struct dn_body_file *file;
	const struct dn_source_options *options;
	const char *text;
	size_t len;
	struct dn_sections sections;
};

static dunlin_status warn_near(struct reading *r, dunlin_error *err)
{
	const struct dn_directive *near;
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; i < r->sections.n_near && status == DUNLIN_OK; i++) {
		near = &r->sections.near[i];
		status = dn_store_warn(r->source, r->file->file, near->line, err,
				       "looks like a directive and is none; write `-- dunlin: "
				       "%.*s` at the start of the line",
				       (int)near->len, near->text);
	}
	return status;
}

static const char *direction_name(int direction)
{
	return dn_directive_info((enum dn_word)direction)->text;
}

/* The sections of a file, against each other and against its name. */
static dunlin_status check_sections(const struct reading *r, dunlin_error *err)
{
	int64_t seen[DN_DIRECTIONS] = { 0 };
	const struct dn_section *section;
	const char *file = r->file->file;
	int64_t line;
	size_t i;

	for (i = 1; i < r->sections.n; i++) {
		section = &r->sections.items[i];
		line = section->first_line - 1;
		if (r->file->kind == DN_KIND_SEED)
			return dn_fail_at(err, DUNLIN_EUSAGE, file, line, 0,
					  "seed data has no sections");
		if (r->file->direction >= 0 && r->file->direction != (int)section->direction)
			return dn_fail_at(err, DUNLIN_EUSAGE, file, line, 0,
					  "a section %s in a file whose name says .%s; drop the "
					  "suffix, or write a file of its own",
					  direction_name((int)section->direction),
					  direction_name(r->file->direction));
		if (seen[section->direction] != 0)
			return dn_fail_at(err, DUNLIN_EUSAGE, file, line, 0,
					  "a second section %s; the first is in line %lld",
					  direction_name((int)section->direction),
					  (long long)seen[section->direction]);
		seen[section->direction] = line;
	}
	return DUNLIN_OK;
}

/* The direction of a section; of items[0], when it is all there is, the file's. */
static enum dn_direction direction_of(const struct reading *r, size_t i)
{
	if (i > 0)
		return r->sections.items[i].direction;
	return r->file->direction < 0 ? DN_UP : (enum dn_direction)r->file->direction;
}

/* Which directions the directives of section `i` may hold for. */
static unsigned directions_of(const struct reading *r, size_t i)
{
	unsigned bits = 0;
	size_t s;

	if (i > 0 || r->sections.n == 1)
		return 1u << direction_of(r, i);
	for (s = 1; s < r->sections.n; s++)
		bits |= 1u << r->sections.items[s].direction;
	return bits;
}

static dunlin_status wrong_body(const struct reading *r, const struct dn_directive *directive,
				dunlin_error *err)
{
	const struct dn_word_info *info = dn_directive_info(directive->word);
	struct dn_str where = DN_STR_INIT;
	dunlin_status status;
	int d;

	for (d = 0; d < DN_DIRECTIONS; d++)
		if ((info->directions & 1u << d) != 0)
			dn_str_printf(&where, "%s%s", where.len == 0 ? "" : " or ",
				      direction_name(d));
	status = dn_fail_at(err, DUNLIN_EUSAGE, r->file->file, directive->line, 0,
			    "%s means nothing here: it belongs to the body of %s", info->text,
			    dn_str_text(&where));
	dn_str_clear(&where);
	return status;
}

/* Each directive of a section by itself, and against those above it. */
static dunlin_status check_directives(const struct reading *r, size_t s, dunlin_error *err)
{
	const struct dn_section *section = &r->sections.items[s];
	int64_t seen[DN_WORD_UNKNOWN] = { 0 };
	const struct dn_directive *directive;
	const struct dn_word_info *info;
	const char *file = r->file->file;
	dunlin_status status;
	size_t i;

	for (i = section->first; i < section->first + section->n; i++) {
		directive = &r->sections.directives[i];
		status = dn_directive_check(directive, file, err);
		if (status != DUNLIN_OK)
			return status;
		info = dn_directive_info(directive->word);
		if (r->file->kind == DN_KIND_SEED && !info->in_seed)
			return dn_fail_at(err, DUNLIN_EUSAGE, file, directive->line, 0,
					  "%s means nothing in seed data", info->text);
		if ((info->directions & directions_of(r, s)) == 0 ||
		    (directive->word == DN_WORD_EXPECT && s == 0 && r->sections.n > 1))
			return wrong_body(r, directive, err);
		if (info->once && seen[directive->word] != 0)
			return dn_fail_at(err, DUNLIN_EUSAGE, file, directive->line, 0,
					  "%s a second time; the first is in line %lld", info->text,
					  (long long)seen[directive->word]);
		if (directive->word != DN_WORD_EXPECT && seen[DN_WORD_EXPECT] != 0)
			return dn_fail_at(err, DUNLIN_EUSAGE, file, directive->line, 0,
					  "%s below an expect, which stands right above its "
					  "statement; move it up",
					  info->text);
		seen[directive->word] = directive->line;
	}
	return DUNLIN_OK;
}

/* Applies the directives of section `from` to the body of section `to`. */
static dunlin_status apply_section(const struct reading *r, struct dn_body *body,
				   struct dn_mark *marks, size_t from, size_t to, dunlin_error *err)
{
	const struct dn_apply apply = { &r->source->own->arena, r->file, r->options };
	const struct dn_section *section = &r->sections.items[from];
	const struct dn_directive *directive;
	dunlin_status status = DUNLIN_OK;
	struct dn_mark *mark;
	size_t i;

	for (i = section->first; i < section->first + section->n && status == DUNLIN_OK; i++) {
		directive = &r->sections.directives[i];
		if ((dn_directive_info(directive->word)->directions & 1u << body->direction) == 0)
			continue;
		mark = &marks[body->n_marks++];
		mark->word = directive->word;
		mark->line = directive->line;
		if (from == to)
			mark->offset = directive->offset - section->start;
		status = dn_apply(&apply, body, mark, directive, err);
	}
	return status;
}

/* Which of the engine's dialects may run a body; all, when its own is none of them. */
static uint32_t dialects_of(const struct dn_body *body)
{
	const struct dunlin_dialect *dialect;
	uint32_t bits = 0;
	size_t d, i;

	for (d = 0; (dialect = dn_dialect_at(d)) != NULL; d++) {
		if (body->dialect != NULL && strcmp(body->dialect, dialect->name) == 0)
			bits |= 1u << d;
		for (i = 0; body->dialect == NULL && i < body->n_only; i++)
			if (strcmp(body->only[i], dialect->name) == 0)
				bits |= 1u << d;
	}
	return bits != 0 ? bits : UINT32_MAX;
}

static dunlin_status add_body(struct reading *r, size_t s, dunlin_error *err)
{
	struct dn_section *section = &r->sections.items[s];
	const struct dn_body_file *file = r->file;
	struct dn_found *found = dn_store_add(r->source);
	struct dn_mark *marks;
	dunlin_status status = DUNLIN_OK;
	struct dn_body *body;

	marks = dn_arena_alloc(&r->source->own->arena,
			       (r->sections.items[0].n + section->n) * sizeof(*marks));
	if (found == NULL || marks == NULL)
		return dn_fail_nomem(err);
	found->kind = file->kind;
	found->id = file->id;
	found->version_text = file->version_text;
	found->name = file->name;
	found->seed_env = file->seed_env;
	body = &found->body;
	body->direction = direction_of(r, s);
	body->dialect = file->dialect;
	body->file = file->file;
	body->text = r->text + section->start;
	body->len = section->end - section->start;
	body->first_line = section->first_line;
	body->lock_timeout_ms = body->statement_timeout_ms = DN_TIME_UNSET;
	body->marks = marks;
	dn_checksum(body->checksum, body->text, body->len);
	if (s > 0)
		status = apply_section(r, body, marks, 0, s, err);
	if (status == DUNLIN_OK)
		status = apply_section(r, body, marks, s, s, err);
	section->dialects = dialects_of(body);
	return status != DUNLIN_OK ? status : dn_place_when(body, section->dialects, err);
}

static dunlin_status read_bodies(struct reading *r, dunlin_error *err)
{
	dunlin_status status;
	size_t i, first = r->sections.n > 1 ? 1 : 0;

	status = warn_near(r, err);
	if (status == DUNLIN_OK)
		status = check_sections(r, err);
	for (i = 0; i < r->sections.n && status == DUNLIN_OK; i++)
		status = check_directives(r, i, err);
	for (i = first; i < r->sections.n && status == DUNLIN_OK; i++)
		status = add_body(r, i, err);
	/* What stands above the sections is read by whoever reads one of them. */
	for (i = 1; i < r->sections.n; i++)
		r->sections.items[0].dialects |= r->sections.items[i].dialects;
	if (status == DUNLIN_OK)
		status = dn_place_check(&r->sections, r->file->file, r->text, r->len, err);
	return status;
}

/* The line an error is about, for an excerpt. */
static void add_excerpt(const char *text, size_t len, dunlin_error *err)
{
	const char *line;

	if (err == NULL || err->line <= 0 || err->source != NULL)
		return;
	line = dn_section_line(text, len, err->line, &len);
	if (line != NULL)
		err->source = strndup(line, len);
}

dunlin_status dn_body_add(struct dn_source *source, const struct dn_body_file *file,
			  const struct dn_source_options *options, const char *text, size_t len,
			  dunlin_error *err)
{
	struct reading r = { source, file, options, text, len, { .n = 0 } };
	dunlin_status status;

	status = dn_sections_read(&r.sections, text, len, err);
	if (status == DUNLIN_OK)
		status = read_bodies(&r, err);
	if (status == DUNLIN_EUSAGE)
		add_excerpt(text, len, err);
	dn_sections_clear(&r.sections);
	return status;
}
