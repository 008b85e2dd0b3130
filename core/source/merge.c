/* source/merge - single bodies, from all folders, to ordered migrations. */
#include "source/merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/vec.h"
#include "source/directive.h"
#include "source/store.h"

static int compare_text(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b); /* no dialect has an empty name */
}

/* By migration, direction, dialect with the generic one first, file. */
static int compare_found(const void *a, const void *b)
{
	const struct dn_found *left = a, *right = b;
	int order;

	order = dn_migration_compare_id(left->kind, left->id, right->kind, right->id);
	if (order == 0)
		order = (int)left->body->direction - (int)right->body->direction;
	if (order == 0)
		order = compare_text(left->body->dialect, right->body->dialect);
	return order != 0 ? order : strcmp(left->body->file, right->body->file);
}

static bool same_migration(const struct dn_found *a, const struct dn_found *b)
{
	return a->kind == b->kind && strcmp(a->id, b->id) == 0;
}

static const char *direction_name(enum dn_direction direction)
{
	return dn_directive_info((enum dn_word)direction)->text;
}

/* Whether `next`, in order behind `found`, can be of the same migration. */
static dunlin_status check_pair(const struct dn_found *first, const struct dn_found *found,
				const struct dn_found *next, dunlin_error *err)
{
	if (strcmp(first->name, next->name) != 0)
		return dn_fail_at(err, DUNLIN_EUSAGE, next->body->file, 0, 0,
				  "version %s is \"%s\" here and \"%s\" in %s; a version has one "
				  "name",
				  next->id, next->name, first->name, first->body->file);
	if (found->body->direction != next->body->direction ||
	    compare_text(found->body->dialect, next->body->dialect) != 0)
		return DUNLIN_OK;
	return dn_fail_at(err, DUNLIN_EUSAGE, next->body->file, 0, 0,
			  "the same migration, %s for %s, is in %s as well",
			  direction_name(next->body->direction),
			  next->body->dialect == NULL ? "every dialect" : next->body->dialect,
			  found->body->file);
}

/* Makes one migration of found[0 … n). */
static dunlin_status add_migration(struct dn_source *source, const struct dn_found *found, size_t n,
				   const struct dn_source_options *options, dunlin_error *err)
{
	struct dn_migration *migration;
	dunlin_status status;
	size_t i;

	migration = dn_vec_add(&source->migrations, &source->n, &source->cap, sizeof(*migration));
	if (migration == NULL)
		return dn_fail_nomem(err);
	migration->kind = found->kind;
	migration->id = found->id;
	migration->version_text = found->version_text;
	migration->name = found->name;
	migration->seed_env = found->seed_env;
	migration->bodies = dn_arena_alloc(&source->own->arena, n * sizeof(*migration->bodies));
	if (migration->bodies == NULL)
		return dn_fail_nomem(err);
	for (i = 0; i < n; i++) {
		if (i > 0) {
			status = check_pair(found, &found[i - 1], &found[i], err);
			status = dn_store_fault(options, status, err);
			if (status != DUNLIN_OK)
				return status;
		}
		migration->bodies[i] = found[i].body;
	}
	migration->n_bodies = n;
	return DUNLIN_OK;
}

struct dn_body *dn_merge_pick(const struct dn_migration *migration, enum dn_direction direction,
			      const char *dialect)
{
	struct dn_body *body, *generic = NULL;
	size_t i;

	for (i = 0; i < migration->n_bodies; i++) {
		body = migration->bodies[i];
		if (body->direction != direction)
			continue;
		if (body->dialect == NULL)
			generic = body;
		else if (dialect != NULL && strcmp(body->dialect, dialect) == 0)
			return body;
	}
	return generic;
}

static int64_t line_of(const struct dn_body *body, enum dn_word word, size_t value)
{
	size_t i, n = 0;

	for (i = 0; i < body->n_marks; i++) {
		if (body->marks[i].word != word)
			continue;
		n += body->marks[i].n;
		if (n >= value)
			return body->marks[i].line;
	}
	return 0;
}

static dunlin_status check_requirements(const struct dn_source *source, const struct dn_body *body,
					const struct dn_source_options *options, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	const char *wanted;
	bool version;
	size_t i;

	for (i = 0; i < body->n_requires && status == DUNLIN_OK; i++) {
		wanted = body->requires[i];
		version = strncmp(wanted, "R__", 3) != 0;
		if (dn_source_find(source, version ? DN_KIND_VERSIONED : DN_KIND_REPEATABLE,
				   version ? wanted : wanted + 3) != NULL)
			continue;
		status = dn_fail_at(err, DUNLIN_EUSAGE, body->file,
				    line_of(body, DN_WORD_REQUIRES, i + 1), 0,
				    "requires %s%s, and there is no such migration",
				    version ? "version " : "", wanted);
		status = dn_store_fault(options, status, err);
	}
	return status;
}

/* A way down written for the very dialect whose way up says there is none. */
static dunlin_status check_irreversible(const struct dn_migration *migration,
					const struct dn_body *down, dunlin_error *err)
{
	const struct dn_body *up = dn_merge_pick(migration, DN_UP, down->dialect);

	if (up == NULL || !up->irreversible)
		return DUNLIN_OK;
	return dn_fail_at(err, DUNLIN_EUSAGE, up->file, line_of(up, DN_WORD_IRREVERSIBLE, 0), 0,
			  "irreversible, and yet there is a down body: %s:%lld", down->file,
			  (long long)down->first_line);
}

static dunlin_status check_bodies(const struct dn_source *source,
				  const struct dn_source_options *options, dunlin_error *err)
{
	const struct dn_migration *migration;
	const struct dn_body *body;
	dunlin_status status = DUNLIN_OK;
	size_t m, b;

	for (m = 0; m < source->n; m++) {
		migration = &source->migrations[m];
		for (b = 0; b < migration->n_bodies && status == DUNLIN_OK; b++) {
			body = migration->bodies[b];
			status = check_requirements(source, body, options, err);
			if (status == DUNLIN_OK && body->direction == DN_DOWN)
				status = dn_store_fault(
					options, check_irreversible(migration, body, err), err);
		}
	}
	return status;
}

dunlin_status dn_merge(struct dn_source *source, const struct dn_source_options *options,
		       dunlin_error *err)
{
	struct dn_source_private *own = source->own;
	dunlin_status status = DUNLIN_OK;
	size_t i, end;

	if (own->n_found > 1)
		qsort(own->found, own->n_found, sizeof(*own->found), compare_found);
	for (i = 0; i < own->n_found && status == DUNLIN_OK; i = end) {
		end = i + 1;
		while (end < own->n_found && same_migration(&own->found[i], &own->found[end]))
			end++;
		status = add_migration(source, &own->found[i], end - i, options, err);
	}
	if (status == DUNLIN_OK)
		status = check_bodies(source, options, err);
	free(own->found);
	own->found = NULL;
	own->n_found = own->cap_found = 0;
	return status;
}
