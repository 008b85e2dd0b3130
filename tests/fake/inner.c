/* inner - the real driver behind the scripted one. */
#include "inner.h"

#include <dlfcn.h>
#include <string.h>

#include "inject.h"

_Thread_local int64_t inner_done_before;

static dunlin_status fail_shifted(dunlin_error *err, const struct dunlin_fault *fault)
{
	struct dunlin_fault copy = { 0 };

	memcpy(&copy, fault, fault->size < sizeof(copy) ? fault->size : sizeof(copy));
	if (copy.stmt_index >= 0)
		copy.stmt_index += inner_done_before;
	return inject_engine->fail(err, &copy);
}

struct dunlin_host inner_host = { .size = DUNLIN_HOST_SIZE,
				  .abi_major = DUNLIN_DRIVER_MAJOR,
				  .fail = fail_shifted };

int32_t inner_stopped(void *payload)
{
	const dunlin_conn *conn = payload;

	return conn->stopped == NULL ? 0 : conn->stopped(conn->payload);
}

void inner_progress(void *payload, const struct dunlin_progress *progress)
{
	struct dunlin_progress copy = *progress;
	const dunlin_conn *conn = payload;

	if (copy.stmt_index >= 0)
		copy.stmt_index += inner_done_before;
	if (!conn->script->single)
		script_moment(conn->script);
	if (conn->on_progress != NULL)
		conn->on_progress(conn->payload, &copy);
	if (!conn->script->single)
		script_moment(conn->script);
}

dunlin_status inner_find(struct script **script, const struct dunlin_driver **real,
			 struct dunlin_open *inner, const struct dunlin_host *host,
			 const struct dunlin_open *how, dunlin_error *err)
{
	const char *why, *path = strchr(how->url, ':');
	const struct dunlin_driver *(*entry)(void) = NULL;
	void *lib = NULL, *symbol;

	inject_engine = host;
	inner_host.version = host->version;
	path = path == NULL ? how->url : path + 1;
	*script = script_read(strncmp(path, "//", 2) == 0 ? path + 2 : path, &why);
	if (*script == NULL)
		return inject_fail(err, DUNLIN_EUSAGE, NULL, -1, why);
	lib = dlopen((*script)->driver, RTLD_NOW | RTLD_LOCAL);
	symbol = lib == NULL ? NULL : dlsym(lib, DUNLIN_DRIVER_ENTRY);
	if (symbol == NULL)
		return inject_fail(err, DUNLIN_EPLUGIN, NULL, -1, dlerror());
	memcpy(&entry, &symbol, sizeof(entry));
	*real = entry();
	memset(inner, 0, sizeof(*inner));
	memcpy(inner, how, how->size < sizeof(*inner) ? how->size : sizeof(*inner));
	inner->url = (*script)->url;
	return DUNLIN_OK;
}
