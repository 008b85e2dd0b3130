/* engine_statements - every statement of every body, as one dialect cuts them. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine.h"
#include "source/coverage.h"
#include "source/disk.h"

struct dunlin_statements {
	struct dunlin_statement_entry *entries; /* texts are the source's */
	size_t n, cap;
	struct dn_source *source;
};

void dunlin_statements_free(dunlin_statements *statements)
{
	if (statements == NULL)
		return;
	free(statements->entries);
	dn_source_free(statements->source);
	free(statements);
}

size_t dunlin_statements_count(const dunlin_statements *statements)
{
	return statements->n;
}

void dunlin_statements_at(const dunlin_statements *statements, size_t i,
			  struct dunlin_statement_entry *out)
{
	const struct dunlin_statement_entry none = { 0 };

	dn_engine_give(out, &out->size, i < statements->n ? &statements->entries[i] : &none,
		       sizeof(struct dunlin_statement_entry));
}

static const char *kind_of(uint32_t effects)
{
	/* The first that fits. */
	static const struct {
		uint32_t effect;
		const char *word;
	} kinds[] = {
		{ DN_EFFECT_CLIENT, "client" },     { DN_EFFECT_BEGIN, "begin" },
		{ DN_EFFECT_COMMIT, "commit" },     { DN_EFFECT_ROLLBACK, "rollback" },
		{ DN_EFFECT_STRIPPED, "left-out" }, { DN_EFFECT_COPY, "copy" },
		{ DN_EFFECT_NO_TX, "alone" },       { DN_EFFECT_REBUILD, "rebuild" },
		{ DN_EFFECT_SESSION, "session" },
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if ((effects & kinds[i].effect) != 0)
			return kinds[i].word;
	return "statement";
}

static bool add(dunlin_statements *statements, const struct dn_migration *m,
		const struct dn_body *body, const struct dn_stmt *stmt)
{
	struct dunlin_statement_entry *entry =
		dn_vec_add(&statements->entries, &statements->n, &statements->cap, sizeof(*entry));

	if (entry == NULL)
		return false;
	entry->size = sizeof(*entry);
	entry->direction = (int32_t)body->direction;
	entry->migration = m->kind;
	entry->id = m->version_text != NULL ? m->version_text : m->id;
	entry->name = m->name;
	entry->file = body->file;
	entry->line = stmt->line;
	dn_body_disk_range(body, (size_t)(stmt->sql - body->text), stmt->len, &entry->offset,
			   &entry->length);
	entry->sql = stmt->sql;
	entry->sql_len = stmt->len;
	entry->kind = kind_of(stmt->effects);
	return true;
}

static dunlin_status add_body(dunlin_statements *statements, const struct dn_migration *m,
			      struct dn_body *body, const struct dunlin_dialect *dialect,
			      dunlin_error *err)
{
	dunlin_status status = dn_body_cut(statements->source, body, dialect, err);
	size_t i;

	for (i = 0; status == DUNLIN_OK && i < body->n_stmts; i++)
		if (!add(statements, m, body, &body->stmts[i]))
			status = dn_fail_nomem(err);
	return status;
}

static dunlin_status find_dialect(const struct dunlin_dialect **out, dunlin_engine *engine,
				  const struct dn_source_options *options, const char *dialect,
				  dunlin_error *err)
{
	const char *name = NULL;
	dunlin_status status;

	if (dialect != NULL)
		status = dn_engine_dialect_name(&name, options, dialect, err);
	else
		status = dn_engine_target_dialect(&name, engine, err);
	if (status == DUNLIN_OK && name == NULL)
		status = dn_fail(err, DUNLIN_EUSAGE,
				 "no dialect was named, and no URL says which it is");
	if (status == DUNLIN_OK)
		status = dn_engine_dialect(out, engine, name, err);
	if (status != DUNLIN_OK || *out != NULL)
		return status;
	return dn_fail(err, DUNLIN_EPLUGIN, "no driver here knows the dialect %s", name);
}

dunlin_status dunlin_statements_cut(dunlin_statements **out, dunlin_engine *engine,
				    const char *dialect, dunlin_error *err)
{
	const struct dunlin_dialect *rules = NULL;
	struct dn_source_options options;
	dunlin_statements *statements;
	dunlin_status status;
	size_t m, b;

	*out = NULL;
	statements = calloc(1, sizeof(*statements));
	if (statements == NULL)
		return dn_fail_nomem(err);
	status = dn_engine_source_options(engine, &options, err);
	if (status == DUNLIN_OK)
		status = find_dialect(&rules, engine, &options, dialect, err);
	/* A source of its own: the engine's may be cut for another dialect. */
	if (status == DUNLIN_OK)
		status = dn_source_read(&statements->source, &options, err);
	for (m = 0; status == DUNLIN_OK && m < statements->source->n; m++) {
		struct dn_migration *migration = &statements->source->migrations[m];

		for (b = 0; b < migration->n_bodies && status == DUNLIN_OK; b++)
			if (dn_coverage_is_for(migration, migration->bodies[b], rules->name))
				status = add_body(statements, migration, migration->bodies[b],
						  rules, err);
	}
	if (status == DUNLIN_OK) {
		*out = statements;
		statements = NULL; /* the caller's */
	}
	dunlin_statements_free(statements);
	return status;
}
