/* host/registry - from a URL's scheme, or a name, to a loaded driver. */
#include "host/registry.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/path.h"
#include "base/str.h"
#include "base/vec.h"
#include "host/loader.h"
#include "host/module.h"

struct dn_registry {
	struct dn_search search;
	dn_dialect_fn engines;
	bool named; /* the one driver in `search` was named by its path */
};

/* What is asked for: one of the two is NULL. */
struct wish {
	const char *scheme;
	const char *name;
};

static bool suits(const struct dn_search_found *found, const struct wish *wish)
{
	if (found->manifest.name == NULL)
		return false;
	return wish->scheme != NULL ? dn_manifest_takes(&found->manifest, wish->scheme)
				    : strcmp(found->manifest.name, wish->name) == 0;
}

/* Loads `found`, whose refusal says why if it cannot be. */
static dunlin_status load(struct dn_registry *registry, struct dn_search_found *found)
{
	struct dn_module_trust trust;
	struct dn_module module;
	dunlin_status status;

	if (found->driver != NULL || found->refusal.status != DUNLIN_OK)
		return found->refusal.status;
	if (found->linked != NULL)
		return dn_loader_link(&found->driver, found->linked, &found->manifest,
				      registry->engines, &found->refusal);
	dn_module_trust_init(&trust, found->own_build || registry->named);
	status = dn_module_open(&module, found->path, &trust, &found->refusal);
	if (status != DUNLIN_OK)
		return status;
	status = dn_loader_load(&found->driver, &module,
				found->manifest.name == NULL ? NULL : &found->manifest,
				registry->engines, &found->refusal);
	dn_module_close(&module);
	return status;
}

/* The manifest beside a shared object that was named by its path: NAME.driver for NAME.so.  It is
 * no condition, so one that is not there or broken is none. */
static dunlin_status read_beside(struct dn_search_found *found, dunlin_error *err)
{
	const char *dot = strrchr(found->path, '.');
	char *path = NULL, *text = NULL;
	struct dn_str name = DN_STR_INIT;
	dunlin_status status = DUNLIN_OK;
	size_t len;

	if (dot == NULL || strchr(dot, '/') != NULL)
		return DUNLIN_OK;
	dn_str_put(&name, found->path, (size_t)(dot - found->path));
	dn_str_puts(&name, DN_MANIFEST_SUFFIX);
	path = dn_str_detach(&name);
	if (path == NULL)
		return dn_fail_nomem(err);
	status = dn_path_read(&text, &len, path, NULL);
	if (status == DUNLIN_OK)
		status = dn_manifest_parse(&found->manifest, text, len, path, NULL);
	free(text);
	free(path);
	return status == DUNLIN_ENOMEM ? dn_fail_nomem(err) : DUNLIN_OK;
}

static dunlin_status take_named(struct dn_registry *registry, const char *path, dunlin_error *err)
{
	struct dn_search *search = &registry->search;
	struct dn_search_found *found;

	if (path[0] != '/')
		return dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0,
				  "a driver's path must be absolute");
	found = dn_vec_add(&search->found, &search->n_found, &search->cap_found, sizeof(*found));
	if (found == NULL)
		return dn_fail_nomem(err);
	dn_error_init(&found->refusal);
	registry->named = true;
	found->path = strdup(path);
	found->why = "named by its path";
	return found->path == NULL ? dn_fail_nomem(err) : read_beside(found, err);
}

dunlin_status dn_registry_new(struct dn_registry **out, const struct dn_registry_options *options,
			      dunlin_error *err)
{
	struct dn_registry *registry;
	dunlin_status status;

	*out = NULL;
	registry = calloc(1, sizeof(*registry));
	if (registry == NULL)
		return dn_fail_nomem(err);
	registry->engines = options->engines;
	if (options->driver != NULL)
		status = take_named(registry, options->driver, err);
	else
		status = dn_search_run(&registry->search, options->linked, options->places,
				       options->n_places, err);
	if (status != DUNLIN_OK)
		dn_registry_free(registry);
	else
		*out = registry;
	return status;
}

void dn_registry_free(struct dn_registry *registry)
{
	if (registry == NULL)
		return;
	dn_search_clear(&registry->search);
	free(registry);
}

/* The only usable driver in the folder of `first` that suits, where `first` is its first; EPLUGIN
 * when there is a second. */
static dunlin_status only_one(const struct dn_search *search, const struct dn_search_found *first,
			      const struct wish *wish, dunlin_error *err)
{
	const struct dn_search_found *other, *end = search->found + search->n_found;

	for (other = first + 1; other < end && other->folder == first->folder; other++)
		if (other->refusal.status == DUNLIN_OK && suits(other, wish))
			return dn_fail_at(err, DUNLIN_EPLUGIN, first->folder, 0, 0,
					  "two drivers claim \"%s:\" URLs: %s and %s", wish->scheme,
					  first->manifest.name, other->manifest.name);
	return DUNLIN_OK;
}

/* Every scheme that a usable driver takes, each once. */
static void list_schemes(const struct dn_search *search, struct dn_str *out)
{
	const struct dn_search_found *found, *earlier, *end = search->found + search->n_found;
	size_t i;

	for (found = search->found; found < end; found++) {
		for (i = 0; found->refusal.status == DUNLIN_OK && i < found->manifest.n_schemes;
		     i++) {
			for (earlier = search->found; earlier < found; earlier++)
				if (earlier->refusal.status == DUNLIN_OK &&
				    dn_manifest_takes(&earlier->manifest,
						      found->manifest.schemes[i]))
					break;
			if (earlier == found)
				dn_str_printf(out, "%s%s", out->len == 0 ? "" : ", ",
					      found->manifest.schemes[i]);
		}
	}
}

/* Nothing can be used: says why, with the refusal of the first that suited, if any did. */
static dunlin_status none(const struct dn_search *search, const struct wish *wish,
			  dunlin_error *err)
{
	struct dn_str known = DN_STR_INIT, places = DN_STR_INIT;
	const struct dn_search_found *found = search->found, *end = found + search->n_found;
	dunlin_status status = DUNLIN_EPLUGIN;

	while (found < end && !suits(found, wish))
		found++;
	list_schemes(search, &known);
	dn_search_explain(search, &places, wish->scheme, wish->name);
	if (known.failed || places.failed)
		status = dn_fail_nomem(err);
	else if (found < end) {
		status = dn_fail_at(err, DUNLIN_EPLUGIN, found->path, 0, 0,
				    "the driver %s cannot be used: %s", found->manifest.name,
				    found->refusal.message);
		if (found->refusal.hint != NULL)
			dn_error_hint(err, "%s", found->refusal.hint);
	} else if (wish->scheme != NULL)
		status = dn_fail(err, DUNLIN_EPLUGIN, "no driver takes \"%s:\" URLs (known: %s)",
				 wish->scheme, known.len == 0 ? "none" : dn_str_text(&known));
	else
		status = dn_fail(err, DUNLIN_EPLUGIN, "no driver is named %s", wish->name);
	if (err != NULL && status == DUNLIN_EPLUGIN)
		dn_error_set(err, &err->detail, dn_str_text(&places));
	dn_str_clear(&known);
	dn_str_clear(&places);
	return status;
}

/* The one named by its path, or its refusal. */
static dunlin_status find_named(const struct dn_driver **out, struct dn_registry *registry,
				dunlin_error *err)
{
	struct dn_search_found *found = registry->search.found;
	dunlin_status status = load(registry, found);

	if (status == DUNLIN_OK) {
		*out = found->driver;
		return DUNLIN_OK;
	}
	(void)dn_fail_at(err, status, found->path, 0, 0, "%s", found->refusal.message);
	if (found->refusal.hint != NULL)
		dn_error_hint(err, "%s", found->refusal.hint);
	return status;
}

static dunlin_status find(const struct dn_driver **out, struct dn_registry *registry,
			  const struct wish *wish, dunlin_error *err)
{
	struct dn_search_found *found = registry->search.found;
	struct dn_search_found *end = found + registry->search.n_found;
	dunlin_status status;

	*out = NULL;
	if (registry->named)
		return find_named(out, registry, err);
	for (; found < end; found++) {
		if (found->refusal.status != DUNLIN_OK || !suits(found, wish))
			continue;
		status = only_one(&registry->search, found, wish, err);
		if (status != DUNLIN_OK)
			return status;
		status = load(registry, found);
		if (status == DUNLIN_ENOMEM)
			return dn_fail_nomem(err);
		if (status == DUNLIN_OK) {
			*out = found->driver;
			return DUNLIN_OK;
		}
	}
	return none(&registry->search, wish, err);
}

dunlin_status dn_registry_find(const struct dn_driver **out, struct dn_registry *registry,
			       const char *scheme, dunlin_error *err)
{
	const struct wish wish = { .scheme = scheme };

	return find(out, registry, &wish, err);
}

dunlin_status dn_registry_find_name(const struct dn_driver **out, struct dn_registry *registry,
				    const char *name, dunlin_error *err)
{
	const struct wish wish = { .name = name };

	return find(out, registry, &wish, err);
}

size_t dn_registry_count(const struct dn_registry *registry)
{
	return registry->search.n_found;
}

const struct dn_search_found *dn_registry_at(const struct dn_registry *registry, size_t i)
{
	return i < registry->search.n_found ? &registry->search.found[i] : NULL;
}

const struct dn_search_folder *dn_registry_place(const struct dn_registry *registry, size_t i)
{
	return i < registry->search.n_folders ? &registry->search.folders[i] : NULL;
}

dunlin_status dn_registry_probe(struct dn_registry *registry, size_t i, dunlin_error *err)
{
	struct dn_search_found *found = &registry->search.found[i];

	if (load(registry, found) == DUNLIN_ENOMEM)
		return dn_fail_nomem(err);
	return DUNLIN_OK;
}
