/* source/body - a file's text to bodies, with what its directives say. */
#include "source/body.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "sql/dialects.h"
#include "source/apply.h"
#include "source/checksum.h"
#include "source/foreign.h"
#include "source/place.h"
#include "source/rule.h"
#include "source/section.h"

struct reading {
	struct dn_source *source;
	const struct dn_body_file *file;
	const struct dn_source_options *options;
	const char *text;
	size_t len;
	struct dn_sections sections;
	struct dn_body *into; /* the one body there is goes here; NULL: bodies are added */
	bool broken;          /* a fault was handed over */
};

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

/* Hands a fault over, if somebody collects them. */
static dunlin_status hand_over(struct reading *r, dunlin_status status, dunlin_error *err)
{
	if (status == DUNLIN_EUSAGE) {
		add_excerpt(r->text, r->len, err);
		r->broken = true;
	}
	return dn_store_fault(r->options, status, err);
}

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

static dunlin_status check_directives(struct reading *r, size_t s, dunlin_error *err)
{
	const struct dn_section *section = &r->sections.items[s];
	int64_t seen[DN_WORD_UNKNOWN] = { 0 };
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = section->first; i < section->first + section->n && status == DUNLIN_OK; i++)
		status = hand_over(r,
				   dn_rule_directive(&r->sections, r->file, s,
						     &r->sections.directives[i], seen, err),
				   err);
	return status;
}

/* Applies the directives of section `from` to the body of section `to`. */
static dunlin_status apply_section(struct reading *r, struct dn_body *body, struct dn_mark *marks,
				   size_t from, size_t to, dunlin_error *err)
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
		status = hand_over(r, dn_apply(&apply, body, mark, directive, err), err);
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

static void init_body(struct dn_body *body, const struct dn_body_file *file,
		      enum dn_direction direction)
{
	memset(body, 0, sizeof(*body));
	body->direction = direction;
	body->query = file->kind == DN_KIND_QUERY;
	body->dialect = file->dialect;
	body->file = file->file;
	body->text = "";
	body->first_line = 1;
	body->lock_timeout_ms = body->statement_timeout_ms = DN_TIME_UNSET;
}

/* A body that is known by its file's name. */
static struct dn_body *name_body(struct dn_source *source, const struct dn_body_file *file,
				 enum dn_direction direction)
{
	struct dn_found *found = dn_store_add(source);

	if (found == NULL)
		return NULL;
	found->kind = file->kind;
	found->id = file->id;
	found->version_text = file->version_text;
	found->name = file->name;
	found->seed_env = file->seed_env;
	init_body(found->body, file, direction);
	return found->body;
}

static dunlin_status add_body(struct reading *r, size_t s, dunlin_error *err)
{
	struct dn_section *section = &r->sections.items[s];
	const enum dn_direction direction = dn_rule_direction(&r->sections, r->file, s);
	struct dn_body *body = r->into;
	struct dn_mark *marks;
	dunlin_status status = DUNLIN_OK;

	if (body != NULL)
		init_body(body, r->file, direction);
	else
		body = name_body(r->source, r->file, direction);
	marks = dn_arena_alloc(&r->source->own->arena,
			       (r->sections.items[0].n + section->n) * sizeof(*marks));
	if (body == NULL || marks == NULL)
		return dn_fail_nomem(err);
	body->text = r->text + section->start;
	body->len = section->end - section->start;
	body->disk = r->file->disk;
	body->disk_at = section->start;
	body->first_line = section->first_line;
	body->marks = marks;
	dn_checksum(body->checksum, body->text, body->len);
	if (s > 0)
		status = apply_section(r, body, marks, 0, s, err);
	if (status == DUNLIN_OK)
		status = apply_section(r, body, marks, s, s, err);
	section->dialects = dialects_of(body);
	return status != DUNLIN_OK ? status
				   : hand_over(r, dn_place_when(body, section->dialects, err), err);
}

/* The first line of another tool in the body of section `s` that parts it. */
static dunlin_status check_foreign(struct reading *r, size_t s, dunlin_error *err)
{
	const enum dn_direction direction = dn_rule_direction(&r->sections, r->file, s);
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; i < r->sections.n_foreign && status == DUNLIN_OK; i++)
		status = dn_foreign_check(&r->sections.foreign[i], &r->sections.items[s],
					  (int)direction, r->file, r->text, err);
	return hand_over(r, status, err);
}

static dunlin_status read_bodies(struct reading *r, dunlin_error *err)
{
	size_t i, first = r->sections.n > 1 ? 1 : 0;
	dunlin_status status;

	status = warn_near(r, err);
	if (status == DUNLIN_OK)
		status = hand_over(r, dn_rule_sections(&r->sections, r->file, err), err);
	for (i = 0; i < r->sections.n && status == DUNLIN_OK; i++)
		status = check_directives(r, i, err);
	/* What directives say is read only when all may stand where they do. */
	if (r->broken)
		return status;
	for (i = first; i < r->sections.n && status == DUNLIN_OK; i++)
		status = add_body(r, i, err);
	for (i = first; i < r->sections.n && status == DUNLIN_OK; i++)
		status = check_foreign(r, i, err);
	/* What stands above the sections is read by whoever reads one of them. */
	for (i = 1; i < r->sections.n; i++)
		r->sections.items[0].dialects |= r->sections.items[i].dialects;
	if (status == DUNLIN_OK && !r->broken)
		status = hand_over(
			r, dn_place_check(&r->sections, r->file->file, r->text, r->len, err), err);
	return status;
}

static dunlin_status add_broken(struct dn_source *source, const struct dn_body_file *file,
				int direction, dunlin_error *err)
{
	struct dn_body *body = name_body(source, file, (enum dn_direction)direction);

	if (body == NULL)
		return dn_fail_nomem(err);
	body->broken = true;
	return DUNLIN_OK;
}

dunlin_status dn_body_add_broken(struct dn_source *source, const struct dn_body_file *file,
				 dunlin_error *err)
{
	return add_broken(source, file, file->direction < 0 ? DN_UP : file->direction, err);
}

/* One for each direction that there is a section for, whatever else is wrong. */
static dunlin_status break_bodies(struct reading *r, dunlin_error *err)
{
	unsigned directions = 0;
	dunlin_status status = DUNLIN_OK;
	size_t i;
	int d;

	if (r->file->direction >= 0 || r->sections.n == 1)
		return dn_body_add_broken(r->source, r->file, err);
	for (i = 1; i < r->sections.n; i++)
		directions |= 1u << r->sections.items[i].direction;
	for (d = 0; d < DN_DIRECTIONS && status == DUNLIN_OK; d++)
		if ((directions & 1u << d) != 0)
			status = add_broken(r->source, r->file, d, err);
	return status;
}

dunlin_status dn_body_add(struct dn_source *source, const struct dn_body_file *file,
			  const struct dn_source_options *options, const char *text, size_t len,
			  dunlin_error *err)
{
	struct reading r = { source, file, options, text, len, { .n = 0 }, NULL, false };
	const size_t n_found = source->own->n_found;
	dunlin_status status;

	status = dn_sections_read(&r.sections, text, len, err);
	if (status == DUNLIN_OK)
		status = read_bodies(&r, err);
	if (status == DUNLIN_OK && r.broken) {
		source->own->n_found = n_found;
		status = break_bodies(&r, err);
	}
	dn_sections_clear(&r.sections);
	return status;
}

dunlin_status dn_body_add_later(struct dn_source *source, const struct dn_body_file *file,
				dunlin_error *err)
{
	struct dn_body *body = name_body(source, file, (enum dn_direction)file->direction);
	struct dn_body_file *later = dn_arena_alloc(&source->own->arena, sizeof(*later));

	if (body == NULL || later == NULL)
		return dn_fail_nomem(err);
	*later = *file;
	body->later = later;
	return DUNLIN_OK;
}

dunlin_status dn_body_read(struct dn_body *body, struct dn_source *source,
			   const struct dn_body_file *file, const struct dn_source_options *options,
			   const char *text, size_t len, dunlin_error *err)
{
	struct reading r = { source, file, options, text, len, { .n = 0 }, body, false };
	dunlin_status status;

	status = dn_sections_read(&r.sections, text, len, err);
	if (status == DUNLIN_OK)
		status = read_bodies(&r, err);
	dn_sections_clear(&r.sections);
	return status;
}
