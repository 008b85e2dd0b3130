/* engine_source - reads the folders, and finds the dialects their files are for. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "engine.h"
#include "source/filename.h"
#include "sql/dialects.h"

void dn_engine_tell_warnings(const dunlin_engine *engine, const struct dn_source *source)
{
	struct dunlin_event event = { .size = sizeof(event),
				      .kind = DUNLIN_EVENT_WARNING,
				      .permille = -1 };
	size_t i;

	for (i = 0; i < source->n_warnings; i++) {
		event.file = source->warnings[i].file;
		event.line = source->warnings[i].line;
		event.text = source->warnings[i].text;
		dn_engine_tell(engine, &event);
	}
}

/* Once each, however many drivers there are for it. */
static void add_dialect(struct dn_source_dialect *dialects, size_t *n, const char *name)
{
	size_t i;

	if (name == NULL)
		return;
	for (i = 0; i < *n; i++)
		if (strcmp(dialects[i].name, name) == 0)
			return;
	dialects[(*n)++].name = name;
}

dunlin_status dn_engine_source_options(dunlin_engine *engine, struct dn_source_options *out,
				       dunlin_error *err)
{
	const struct dunlin_options *o = &engine->options;
	const size_t n_drivers = dn_registry_count(engine->registry);
	struct dn_source_dialect *dialects;
	dunlin_status status;
	size_t i, n = 0;

	*out = (struct dn_source_options){ NULL };
	status = dn_engine_bundles(engine, err);
	if (status != DUNLIN_OK)
		return status;
	while (dn_dialect_at(n) != NULL)
		n++;
	dialects = dn_arena_alloc(&engine->arena,
				  (n + n_drivers + o->n_dialects + 1) * sizeof(*dialects));
	if (dialects == NULL)
		return dn_fail_nomem(err);
	for (i = 0; i < n; i++) {
		dialects[i].name = dn_dialect_at(i)->name;
		dialects[i].aliases = dn_dialect_at(i)->aliases;
	}
	for (i = 0; i < n_drivers; i++)
		add_dialect(dialects, &n, dn_registry_at(engine->registry, i)->manifest.dialect);
	for (i = 0; i < o->n_dialects; i++)
		add_dialect(dialects, &n, o->dialects[i]);
	*out = (struct dn_source_options){ .folders = o->folders,
					   .n_folders = o->n_folders,
					   .bundles = engine->bundles,
					   .n_bundles = o->n_bundles,
					   .dialects = dialects,
					   .n_dialects = n };
	return DUNLIN_OK;
}

dunlin_status dn_engine_source(dunlin_engine *engine, dunlin_error *err)
{
	struct dn_source_options options;
	dunlin_status status;

	if (engine->source != NULL)
		return DUNLIN_OK;
	status = dn_engine_source_options(engine, &options, err);
	options.later = true;
	if (status == DUNLIN_OK)
		status = dn_source_read(&engine->source, &options, err);
	if (status == DUNLIN_OK)
		dn_engine_tell_warnings(engine, engine->source);
	return status;
}

/* --- dialects, with no driver loaded if there is another way ---------------------- */

dunlin_status dn_engine_target_dialect(const char **out, const dunlin_engine *engine,
				       dunlin_error *err)
{
	const struct dunlin_options *o = &engine->options;
	const struct dunlin_dialect *own;
	const struct dn_search_found *found;
	const char *name = NULL;
	dunlin_status status;
	char *scheme = NULL;
	size_t i;

	*out = NULL;
	if (o->url == NULL && o->native == NULL)
		return DUNLIN_OK;
	status = dn_engine_target_scheme(&scheme, engine, NULL);
	if (status != DUNLIN_OK)
		return status == DUNLIN_ENOMEM ? dn_fail_nomem(err) : DUNLIN_OK;
	for (i = 0; name == NULL && i < dn_registry_count(engine->registry); i++) {
		found = dn_registry_at(engine->registry, i);
		/* A driver that was named is used whatever the scheme. */
		if (o->driver != NULL || dn_manifest_takes(&found->manifest, scheme))
			name = found->manifest.dialect;
	}
	own = name == NULL ? dn_dialect_find(scheme) : NULL;
	free(scheme);
	*out = own == NULL ? name : own->name;
	return DUNLIN_OK;
}

dunlin_status dn_engine_dialect_name(const char **out, const struct dn_source_options *options,
				     const char *text, dunlin_error *err)
{
	struct dn_str known = DN_STR_INIT;
	dunlin_status status = DUNLIN_OK;

	*out = dn_filename_dialect(options, text, strlen(text));
	if (*out == NULL) {
		dn_filename_dialects(&known, options);
		status = dn_fail(err, DUNLIN_EUSAGE, "\"%s\" is no dialect; known: %s", text,
				 dn_str_text(&known));
	}
	dn_str_clear(&known);
	return status;
}

dunlin_status dn_engine_dialect(const struct dunlin_dialect **out, dunlin_engine *engine,
				const char *name, dunlin_error *err)
{
	const struct dn_search_found *found;
	dunlin_status status = DUNLIN_OK;
	size_t i;

	*out = dn_dialect_find(name);
	for (i = 0; *out == NULL && i < dn_registry_count(engine->registry); i++) {
		found = dn_registry_at(engine->registry, i);
		if (found->manifest.dialect == NULL || strcmp(found->manifest.dialect, name) != 0)
			continue;
		status = dn_registry_probe(engine->registry, i, err);
		if (status != DUNLIN_OK)
			return status;
		if (found->driver != NULL)
			*out = found->driver->dialect;
	}
	return DUNLIN_OK;
}
