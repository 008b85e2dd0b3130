/* host/search - finds drivers, linked in and in folders. */
#include "host/search.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <dunlin/driver.h>

#include "base/path.h"
#include "base/vec.h"
#include "host/module.h"

static bool has_suffix(const char *name, const char *suffix)
{
	size_t len = strlen(name), end = strlen(suffix);

	return len > end && strcmp(name + len - end, suffix) == 0;
}

/* Whether the file the manifest names can be loaded as far as looking at it can tell. */
static dunlin_status check_file(struct dn_search_found *found, dunlin_error *err)
{
	struct dn_module_trust trust;
	struct dn_module module;
	dunlin_status status;

	if (found->manifest.abi != DUNLIN_DRIVER_MAJOR)
		return dn_driver_other_abi(found->manifest.abi, found->path, err);
	dn_module_trust_init(&trust, found->own_build);
	status = dn_module_open(&module, found->path, &trust, err);
	if (status == DUNLIN_OK)
		dn_module_close(&module);
	return status;
}

/* Reads the manifest at found->path, which then becomes the path of the shared object. */
static dunlin_status read_manifest(struct dn_search_found *found, dunlin_error *err)
{
	char *text = NULL, *file;
	dunlin_status status;
	size_t len;

	status = dn_path_read(&text, &len, found->path, err);
	if (status == DUNLIN_OK)
		status = dn_manifest_parse(&found->manifest, text, len, found->path, err);
	free(text);
	if (status != DUNLIN_OK)
		return status;
	file = dn_path_join(found->folder, found->manifest.file);
	if (file == NULL)
		return dn_fail_nomem(err);
	free(found->path);
	found->path = file;
	return check_file(found, err);
}

static dunlin_status add_found(struct dn_search *search, const struct dn_search_folder *folder,
			       const char *name, dunlin_error *err)
{
	struct dn_search_found *found =
		dn_vec_add(&search->found, &search->n_found, &search->cap_found, sizeof(*found));

	if (found == NULL)
		return dn_fail_nomem(err);
	dn_error_init(&found->refusal);
	found->folder = folder->real;
	found->why = folder->why;
	found->own_build = folder->own_build;
	found->path = dn_path_join(folder->real, name);
	if (found->path == NULL)
		return dn_fail_nomem(err);
	/* The refusal stays with the driver; only a lack of memory ends the search. */
	if (read_manifest(found, &found->refusal) == DUNLIN_ENOMEM)
		return dn_fail_nomem(err);
	return DUNLIN_OK;
}

static dunlin_status look_into(struct dn_search *search, const struct dn_search_folder *folder,
			       dunlin_error *err)
{
	struct dn_path_list list;
	dunlin_status status;
	size_t i;

	status = dn_path_list(&list, folder->real, err);
	if (status != DUNLIN_OK)
		return status;
	for (i = 0; i < list.n && status == DUNLIN_OK; i++)
		if (has_suffix(list.items[i].name, DN_MANIFEST_SUFFIX))
			status = add_found(search, folder, list.items[i].name, err);
	dn_path_list_clear(&list);
	return status;
}

/* Why the folder is not looked into, from what is known before opening it; NULL: it is.  *status is
 * touched when that is not known, for lack of memory. */
static const char *pass_over(const struct dn_search *search, struct dn_search_folder *folder,
			     dunlin_status *status)
{
	const struct dn_search_folder *other;

	if (folder->path[0] != '/')
		return "is not an absolute path";
	folder->real = realpath(folder->path, NULL);
	if (folder->real == NULL && errno == ENOMEM)
		*status = DUNLIN_ENOMEM;
	if (folder->real == NULL)
		return errno == ENOENT ? "no such folder" : strerror(errno);
	for (other = search->folders; other < folder; other++)
		if (other->real != NULL && strcmp(other->real, folder->real) == 0)
			return "is a place that was looked into already";
	return NULL;
}

static dunlin_status add_folder(struct dn_search *search, const struct dn_search_place *place,
				dunlin_error *err)
{
	struct dn_search_folder *folder = dn_vec_add(&search->folders, &search->n_folders,
						     &search->cap_folders, sizeof(*folder));
	dunlin_error local;
	dunlin_status status = DUNLIN_OK;
	const char *passed;

	if (folder == NULL)
		return dn_fail_nomem(err);
	folder->own_build = place->own_build;
	folder->path = strdup(place->path);
	folder->why = strdup(place->why);
	if (folder->path == NULL || folder->why == NULL)
		return dn_fail_nomem(err);
	dn_error_init(&local);
	passed = pass_over(search, folder, &status);
	if (passed == NULL) {
		status = look_into(search, folder, &local);
		passed = status == DUNLIN_OK ? NULL : local.message;
	}
	if (passed != NULL) {
		folder->passed = strdup(passed);
		free(folder->real);
		folder->real = NULL;
	}
	dn_error_clear(&local);
	if (status == DUNLIN_ENOMEM || (passed != NULL && folder->passed == NULL))
		return dn_fail_nomem(err);
	return DUNLIN_OK;
}

/* The library, as the place where a driver was found. */
static struct dn_search_folder *add_library(struct dn_search *search)
{
	struct dn_search_folder *folder = dn_vec_add(&search->folders, &search->n_folders,
						     &search->cap_folders, sizeof(*folder));

	if (folder == NULL)
		return NULL;
	folder->path = strdup("the library itself");
	folder->why = strdup(DN_LINKED_PLACE);
	folder->real = strdup("the library itself"); /* like no path of a folder */
	return folder->path == NULL || folder->why == NULL || folder->real == NULL ? NULL : folder;
}

static dunlin_status add_linked(struct dn_search *search, const struct dn_linked *linked,
				dunlin_error *err)
{
	const struct dn_search_folder *folder;
	struct dn_search_found *found;
	dunlin_status status = DUNLIN_OK;

	if (linked == NULL || linked->entry == NULL)
		return DUNLIN_OK;
	folder = add_library(search);
	if (folder == NULL)
		return dn_fail_nomem(err);
	for (; linked->entry != NULL && status != DUNLIN_ENOMEM; linked++) {
		found = dn_vec_add(&search->found, &search->n_found, &search->cap_found,
				   sizeof(*found));
		if (found == NULL)
			return dn_fail_nomem(err);
		dn_error_init(&found->refusal);
		found->folder = folder->real;
		found->why = folder->why;
		found->linked = linked;
		found->path = strdup(DN_LINKED_PLACE);
		if (found->path == NULL)
			return dn_fail_nomem(err);
		status = dn_manifest_parse(&found->manifest, linked->manifest,
					   strlen(linked->manifest), linked->file, &found->refusal);
	}
	return status == DUNLIN_ENOMEM ? dn_fail_nomem(err) : DUNLIN_OK;
}

dunlin_status dn_search_run(struct dn_search *out, const struct dn_linked *linked,
			    const struct dn_search_place *places, size_t n, dunlin_error *err)
{
	dunlin_status status;
	size_t i;

	memset(out, 0, sizeof(*out));
	status = add_linked(out, linked, err);
	for (i = 0; i < n && status == DUNLIN_OK; i++)
		status = add_folder(out, &places[i], err);
	if (status != DUNLIN_OK)
		dn_search_clear(out);
	return status;
}

void dn_search_clear(struct dn_search *search)
{
	size_t i;

	for (i = 0; i < search->n_found; i++) {
		free(search->found[i].path);
		dn_manifest_clear(&search->found[i].manifest);
		dn_error_clear(&search->found[i].refusal);
		dn_driver_free(search->found[i].driver);
	}
	for (i = 0; i < search->n_folders; i++) {
		free(search->folders[i].path);
		free(search->folders[i].why);
		free(search->folders[i].real);
		free(search->folders[i].passed);
	}
	free(search->found);
	free(search->folders);
	memset(search, 0, sizeof(*search));
}

void dn_search_reason(const struct dn_search_found *found, struct dn_str *out)
{
	const dunlin_error *refusal = &found->refusal;

	if (refusal->line > 0)
		dn_str_printf(out, "line %lld: ", (long long)refusal->line);
	dn_str_puts(out, refusal->message);
	if (refusal->hint != NULL)
		dn_str_printf(out, " (%s)", refusal->hint);
}

static void explain_one(const struct dn_search_found *found, struct dn_str *out, const char *scheme,
			const char *name)
{
	const char *slash = strrchr(found->path, '/');
	const char *file = found->linked != NULL ? found->linked->file : slash + 1;
	size_t i;

	if (found->refusal.status != DUNLIN_OK) {
		dn_str_printf(out, "\n    %s: ", file);
		dn_search_reason(found, out);
	} else if (scheme != NULL && !dn_manifest_takes(&found->manifest, scheme)) {
		dn_str_printf(out, "\n    %s: takes", file);
		for (i = 0; i < found->manifest.n_schemes; i++)
			dn_str_printf(out, "%s%s:", i == 0 ? " " : ", ",
				      found->manifest.schemes[i]);
	} else if (name != NULL && strcmp(found->manifest.name, name) != 0) {
		dn_str_printf(out, "\n    %s: is the driver %s", file, found->manifest.name);
	}
}

void dn_search_explain(const struct dn_search *search, struct dn_str *out, const char *scheme,
		       const char *name)
{
	const struct dn_search_folder *folder;
	const struct dn_search_found *found;

	dn_str_puts(out, search->n_folders == 0 ? "no place to look in was given" : "looked in");
	for (folder = search->folders; folder < search->folders + search->n_folders; folder++) {
		dn_str_printf(out, "\n  %s (%s)%s%s", folder->path, folder->why,
			      folder->passed == NULL ? "" : ": ",
			      folder->passed == NULL ? "" : folder->passed);
		for (found = search->found; found < search->found + search->n_found; found++)
			if (found->folder == folder->real)
				explain_one(found, out, scheme, name);
	}
}
