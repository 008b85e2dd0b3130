/* source/source - a set of migrations read through a layout. */
#include "source/source.h"

#include <stdlib.h>

#include "base/error.h"
#include "source/bundle.h"
#include "source/merge.h"
#include "source/reader.h"
#include "source/section.h"
#include "source/store.h"

/* One folder, or one bundle. */
static dunlin_status read_files(struct dn_source *source, const struct dn_reader *reader,
				const struct dn_source_options *options, const char *top,
				const struct dn_bundle *bundle, dunlin_error *err)
{
	struct dn_files *files = dn_arena_alloc(&source->own->arena, sizeof(*files));
	dunlin_status status;

	if (files == NULL)
		return dn_fail_nomem(err);
	files->top = top;
	files->bundle = bundle;
	files->on_file = options->on_file;
	files->payload = options->payload;
	status = reader->read(source, files, options, err);
	return dn_store_fault(options, status, err);
}

static dunlin_status read_all(struct dn_source *source, const struct dn_reader *reader,
			      const struct dn_source_options *options, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; i < options->n_folders && status == DUNLIN_OK; i++)
		status = read_files(source, reader, options, options->folders[i], NULL, err);
	for (i = 0; i < options->n_bundles && status == DUNLIN_OK; i++)
		status = read_files(source, reader, options, options->bundles[i].name,
				    &options->bundles[i], err);
	return status;
}

dunlin_status dn_source_read(struct dn_source **out, const struct dn_source_options *options,
			     dunlin_error *err)
{
	const char *layout = options->layout == NULL ? "plain" : options->layout;
	const struct dn_reader *reader;
	struct dn_source *source = NULL;
	dunlin_error own, *fault = err == NULL ? &own : err; /* who collects wants to read it */
	dunlin_status status;

	*out = NULL;
	status = dn_reader_find(&reader, layout, err);
	if (status != DUNLIN_OK)
		return status;
	source = dn_store_new();
	if (source == NULL)
		return dn_fail_nomem(err);
	source->own->options = *options;
	dn_error_init(&own);
	status = read_all(source, reader, options, fault);
	if (status == DUNLIN_OK)
		status = dn_merge(source, options, fault);
	if (status == DUNLIN_OK) {
		*out = source;
		source = NULL; /* the caller's now */
	}
	dn_error_clear(&own);
	dn_source_free(source);
	return status;
}

void dn_source_free(struct dn_source *source)
{
	dn_store_free(source);
}

void dn_source_select(struct dn_source *source, const char *dialect)
{
	struct dn_migration *migration;
	size_t i;

	for (i = 0; i < source->n; i++) {
		migration = &source->migrations[i];
		migration->up = dn_merge_pick(migration, DN_UP, dialect);
		migration->down = dn_merge_pick(migration, DN_DOWN, dialect);
		migration->verify = dn_merge_pick(migration, DN_VERIFY, dialect);
	}
}

struct dn_migration *dn_source_find(const struct dn_source *source, char kind, const char *id)
{
	const struct dn_migration key = { .kind = kind, .id = id };

	if (source->n == 0)
		return NULL;
	return bsearch(&key, source->migrations, source->n, sizeof(key), dn_migration_compare);
}

const char *dn_body_line(const struct dn_body *body, int64_t line, size_t *len)
{
	return dn_section_line(body->text, body->len, line - body->first_line + 1, len);
}
