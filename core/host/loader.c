/* host/loader - loads shared objects. */
#include "host/loader.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

#define ENTRY_FORMAT "dunlin_driver_v%d"
#define LAST_MAJOR 99 /* of the entry points looked for, to say what a driver was built for */

typedef const struct dunlin_driver *(*entry_fn)(void);

/* dlopen failed, and `why` is its text, whose words may be translated: only its start tells. */
static dunlin_status cannot_load(const struct dn_module *module, const struct dn_manifest *manifest,
				 const char *why, dunlin_error *err)
{
	size_t library = strcspn(why, ":/ ");
	size_t own = strlen(module->path);
	dunlin_status status;

	/* The name of a library, without a folder: it was searched for, and is not there. */
	if (why[library] == ':' && library > 0) {
		status = dn_fail_at(err, DUNLIN_EPLUGIN, module->path, 0, 0,
				    "it needs %.*s, which is not installed", (int)library, why);
		if (manifest != NULL && manifest->package != NULL)
			dn_error_hint(err, "install %s", manifest->package);
		return status;
	}
	if (strncmp(why, module->path, own) == 0 && strncmp(why + own, ": ", 2) == 0)
		why += own + 2;
	return dn_fail_at(err, DUNLIN_EPLUGIN, module->path, 0, 0, "cannot load it: %s", why);
}

/* A symbol of the library itself, since dlsym() looks into what it needs as well. */
static void *own_symbol(void *lib, const char *name)
{
	struct link_map *ours = NULL, *holder = NULL;
	void *symbol = dlsym(lib, name);
	Dl_info info;

	if (symbol == NULL || dlinfo(lib, RTLD_DI_LINKMAP, &ours) != 0 ||
	    dladdr1(symbol, &info, (void **)&holder, RTLD_DL_LINKMAP) == 0 || holder != ours)
		return NULL;
	return symbol;
}

static dunlin_status no_entry(void *lib, const struct dn_module *module, dunlin_error *err)
{
	char name[32];
	int major;

	for (major = 0; major <= LAST_MAJOR; major++) {
		(void)snprintf(name, sizeof(name), ENTRY_FORMAT, major);
		if (own_symbol(lib, name) != NULL)
			return dn_driver_other_abi((uint32_t)major, module->path, err);
	}
	return dn_fail_at(err, DUNLIN_EPLUGIN, module->path, 0, 0,
			  "not a driver: it has no " DUNLIN_DRIVER_ENTRY);
}

static dunlin_status check_manifest(const struct dn_driver *driver,
				    const struct dn_manifest *manifest, dunlin_error *err)
{
	const struct dunlin_driver *table = &driver->table;

	if (manifest == NULL)
		return DUNLIN_OK;
	if (strcmp(table->name, manifest->name) != 0)
		return dn_fail_at(err, DUNLIN_EPLUGIN, driver->path, 0, 0,
				  "it is the driver %s, and its manifest is that of %s",
				  table->name, manifest->name);
	if (strcmp(table->dialect_name, manifest->dialect) != 0)
		return dn_fail_at(err, DUNLIN_EPLUGIN, driver->path, 0, 0,
				  "its dialect is %s, and its manifest says %s",
				  table->dialect_name, manifest->dialect);
	if (manifest->abi != table->major)
		return dn_fail_at(err, DUNLIN_EPLUGIN, driver->path, 0, 0,
				  "it is of driver ABI %d, and its manifest says %u", table->major,
				  (unsigned)manifest->abi);
	return DUNLIN_OK;
}

dunlin_status dn_loader_load(struct dn_driver **out, const struct dn_module *module,
			     const struct dn_manifest *manifest, dn_dialect_fn engines,
			     dunlin_error *err)
{
	struct dn_driver *driver = NULL;
	dunlin_status status;
	void *lib = NULL, *symbol;
	entry_fn entry;

	*out = NULL;
	status = dn_module_in_place(module, err);
	if (status != DUNLIN_OK)
		goto done;
	/* By its path: the loader knows libraries by name, and /proc/self/fd/N names many. */
	lib = dlopen(module->path, RTLD_NOW | RTLD_LOCAL);
	if (lib == NULL) {
		status = cannot_load(module, manifest, dlerror(), err);
		goto done;
	}
	status = dn_module_in_place(module, err);
	if (status != DUNLIN_OK)
		goto done;
	symbol = own_symbol(lib, DUNLIN_DRIVER_ENTRY);
	if (symbol == NULL) {
		status = no_entry(lib, module, err);
		goto done;
	}
	status = dn_module_is_mapped(module, symbol, err);
	if (status != DUNLIN_OK)
		goto done;
	memcpy(&entry, &symbol, sizeof(entry));
	status = dn_driver_admit(&driver, entry(), module->path, engines, err);
	if (status == DUNLIN_OK)
		status = check_manifest(driver, manifest, err);
	if (status != DUNLIN_OK)
		goto done;
	lib = NULL; /* mapped for good */
	*out = driver;
	driver = NULL; /* now the caller's */
done:
	dn_driver_free(driver);
	if (lib != NULL)
		dlclose(lib);
	return status;
}

dunlin_status dn_loader_link(struct dn_driver **out, const struct dn_linked *linked,
			     const struct dn_manifest *manifest, dn_dialect_fn engines,
			     dunlin_error *err)
{
	dunlin_status status;

	status = dn_driver_admit(out, linked->entry(), DN_LINKED_PLACE, engines, err);
	if (status == DUNLIN_OK)
		status = check_manifest(*out, manifest, err);
	if (status != DUNLIN_OK) {
		dn_driver_free(*out);
		*out = NULL;
	}
	return status;
}
