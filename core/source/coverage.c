/* source/coverage - which dialects a migration has a body for, and which it is not for. */
#include "source/coverage.h"

#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "source/filename.h"
#include "source/merge.h"

static bool listed(const char *const *names, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

const struct dn_body *dn_coverage_only(const struct dn_migration *migration,
				       const struct dn_body *up, const char *dialect)
{
	size_t i;

	for (i = 0; i < migration->n_bodies; i++) {
		const struct dn_body *body = migration->bodies[i];

		if (body->direction != DN_UP || body->n_only == 0 || (up != NULL && body != up))
			continue;
		if (!listed(body->only, body->n_only, dialect))
			return body;
	}
	return NULL;
}

bool dn_coverage_is_for(const struct dn_migration *migration, const struct dn_body *body,
			const char *dialect)
{
	const struct dn_body *up = dn_merge_pick(migration, DN_UP, dialect);

	if (dn_merge_pick(migration, body->direction, dialect) != body ||
	    dn_coverage_only(migration, up, dialect) != NULL)
		return false;
	return body->n_only == 0 || listed(body->only, body->n_only, dialect);
}

bool dn_coverage_names(const struct dn_source *source, const char *dialect)
{
	const struct dn_body *body;
	size_t m, b;

	for (m = 0; m < source->n; m++) {
		for (b = 0; b < source->migrations[m].n_bodies; b++) {
			body = source->migrations[m].bodies[b];
			if ((body->dialect != NULL && strcmp(body->dialect, dialect) == 0) ||
			    listed(body->only, body->n_only, dialect))
				return true;
		}
	}
	return false;
}

/* --- gaps -------------------------------------------------------------------- */

/* The folder of a file, and not one that is named after a dialect; with the slash. */
static size_t folder_of(const char *file, const struct dn_source_options *options)
{
	const char *slash = strrchr(file, '/'), *above;

	if (slash == NULL)
		return 0;
	for (above = slash; above > file && above[-1] != '/';)
		above--;
	if (dn_filename_dialect(options, above, (size_t)(slash - above)) != NULL)
		slash = above - 1;
	return (size_t)(slash + 1 - file);
}

/* How the file is called that would fill the gap. */
static void name_missing(struct dn_str *out, const struct dn_gap *gap,
			 const struct dn_source_options *options)
{
	const struct dn_migration *m = gap->migration;

	dn_str_put(out, gap->file, folder_of(gap->file, options));
	dn_str_printf(out, "%s_%s", m->kind == DN_KIND_VERSIONED ? m->version_text : "R_", m->name);
	if (gap->dialect != NULL)
		dn_str_printf(out, ".%s", gap->dialect);
	dn_str_puts(out, m->kind == DN_KIND_VERSIONED ? ".up.sql" : ".sql");
}

static bool is_broken(const struct dn_migration *migration)
{
	size_t i;

	for (i = 0; i < migration->n_bodies; i++)
		if (migration->bodies[i]->broken)
			return true;
	return false;
}

static bool has_up(const struct dn_migration *migration)
{
	size_t i;

	for (i = 0; i < migration->n_bodies; i++)
		if (migration->bodies[i]->direction == DN_UP)
			return true;
	return false;
}

/* Whether it lacks a body for this dialect; what its broken files would say nobody knows. */
static bool lacks(const struct dn_migration *m, const char *dialect)
{
	return m->kind != DN_KIND_SEED && !is_broken(m) &&
	       dn_merge_pick(m, DN_UP, dialect) == NULL &&
	       dn_coverage_only(m, NULL, dialect) == NULL;
}

dunlin_status dn_coverage_gaps(const struct dn_source *source,
			       const struct dn_source_options *options, const char *const *dialects,
			       size_t n, dn_gap_fn on_gap, void *payload, dunlin_error *err)
{
	struct dn_str missing = DN_STR_INIT;
	struct dn_gap gap;
	size_t m, d;

	for (m = 0; m < source->n && !missing.failed; m++) {
		gap.migration = &source->migrations[m];
		gap.file = gap.migration->bodies[0]->file;
		for (d = 0; d < (has_up(gap.migration) ? n : 1) && !missing.failed; d++) {
			gap.dialect = has_up(gap.migration) ? dialects[d] : NULL;
			if (!lacks(gap.migration, gap.dialect == NULL ? "" : gap.dialect))
				continue;
			dn_str_reset(&missing);
			name_missing(&missing, &gap, options);
			gap.missing = dn_str_text(&missing);
			if (!missing.failed)
				on_gap(payload, &gap);
		}
	}
	n = missing.failed;
	dn_str_clear(&missing);
	return n != 0 ? dn_fail_nomem(err) : DUNLIN_OK;
}
