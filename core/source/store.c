/* source/store - what a source owns while it is read: memory, warnings, bodies. */
#include "source/store.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/str.h"

struct dn_source *dn_store_new(void)
{
	struct dn_source *source = calloc(1, sizeof(*source));

	if (source != NULL)
		source->own = calloc(1, sizeof(*source->own));
	if (source != NULL && source->own == NULL) {
		free(source);
		source = NULL;
	}
	return source;
}

void dn_store_free(struct dn_source *source)
{
	size_t i;

	if (source == NULL)
		return;
	for (i = 0; i < source->own->n_files; i++)
		free(source->own->files[i]);
	free(source->own->files);
	free(source->own->found);
	dn_arena_clear(&source->own->arena);
	free(source->own);
	free(source->migrations);
	free(source->warnings);
	free(source);
}

dunlin_status dn_store_own(struct dn_source *source, char *data, dunlin_error *err)
{
	struct dn_source_private *own = source->own;
	char **slot = dn_vec_add(&own->files, &own->n_files, &own->cap_files, sizeof(*slot));

	if (slot == NULL) {
		free(data);
		return dn_fail_nomem(err);
	}
	*slot = data;
	return DUNLIN_OK;
}

dunlin_status dn_store_warn(struct dn_source *source, const char *file, int64_t line,
			    dunlin_error *err, const char *format, ...)
{
	struct dn_str text = DN_STR_INIT;
	struct dn_warning *warning;
	va_list args;

	va_start(args, format);
	dn_str_vprintf(&text, format, args);
	va_end(args);
	warning = dn_vec_add(&source->warnings, &source->n_warnings, &source->cap_warnings,
			     sizeof(*warning));
	if (warning != NULL) {
		warning->file = dn_arena_strdup(&source->own->arena, file);
		warning->line = line;
		warning->text = dn_arena_strdup(&source->own->arena, dn_str_text(&text));
		if (text.failed || warning->file == NULL || warning->text == NULL) {
			source->n_warnings--;
			warning = NULL;
		}
	}
	dn_str_clear(&text);
	return warning == NULL ? dn_fail_nomem(err) : DUNLIN_OK;
}

dunlin_status dn_store_fault(const struct dn_source_options *options, dunlin_status status,
			     dunlin_error *err)
{
	if (status != DUNLIN_EUSAGE || options->on_fault == NULL)
		return status;
	options->on_fault(options->payload, err);
	dn_error_clear(err);
	return DUNLIN_OK;
}

struct dn_found *dn_store_add(struct dn_source *source)
{
	struct dn_source_private *own = source->own;
	struct dn_body *body = dn_arena_alloc(&own->arena, sizeof(*body));
	struct dn_found *found = NULL;

	if (body != NULL)
		found = dn_vec_add(&own->found, &own->n_found, &own->cap_found, sizeof(*found));
	if (found != NULL)
		found->body = body;
	return found;
}
