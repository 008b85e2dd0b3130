/* engine_testserver - starts and stops servers for the databases of tests. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <dunlin/testing.h>

#include "base/error.h"
#include "engine.h"
#include "run/server.h"

#define SHM "/dev/shm"
enum { DEFAULT_TIMEOUT_MS = 60000 };
static const uint64_t roomy =
	1u << 30; /* bytes: some 25 new servers; a container often has 64 MiB */

struct dunlin_testserver {
	dunlin_engine *engine; /* owned; it has the driver */
	struct dn_server *server;
	pthread_mutex_t mutex; /* of dn_server_check() */
};

/* A server is a thousand files at first: making them in memory takes half the time of a disk. */
static const char *default_folder(void)
{
	struct statvfs shm;

	return statvfs(SHM, &shm) == 0 && access(SHM, W_OK | X_OK) == 0 &&
			       (uint64_t)shm.f_bavail * shm.f_frsize >= roomy
		       ? SHM
		       : "/tmp";
}

static dunlin_status take_how(struct dunlin_testserver_options *out,
			      const struct dunlin_testserver_options *how, dunlin_error *err)
{
	*out = (struct dunlin_testserver_options)DUNLIN_TESTSERVER_OPTIONS_INIT;
	if (how == NULL || !DUNLIN_HAS(how, programs))
		return dn_fail(err, DUNLIN_EUSAGE, "the options are not initialised");
	memcpy(out, how, how->size < sizeof(*out) ? how->size : sizeof(*out));
	if (out->reserved != 0 || out->timeout_ms < 0)
		return dn_fail(err, DUNLIN_EUSAGE, "the options are not initialised");
	if (out->programs == NULL)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "no folder with the programs of the server is named");
	if (out->folder == NULL)
		out->folder = default_folder();
	if (out->timeout_ms == 0 || out->timeout_ms > INT64_MAX / 4000)
		out->timeout_ms = DEFAULT_TIMEOUT_MS;
	return DUNLIN_OK;
}

/* Its target is a server that is not there yet: a scheme alone is the URL. */
static dunlin_status open_engine(dunlin_engine **out, const struct dunlin_options *options,
				 dunlin_error *err)
{
	struct dunlin_options own = DUNLIN_OPTIONS_INIT;
	dunlin_status status;
	char *url;

	*out = NULL;
	if (options->size < offsetof(struct dunlin_options, places))
		return dn_fail(err, DUNLIN_EUSAGE, "the options are not initialised");
	memcpy(&own, options, options->size < sizeof(own) ? options->size : sizeof(own));
	if (own.native != NULL || own.url != NULL || own.scheme == NULL)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "a server for tests is a new one: the options say its scheme, "
			       "\"postgresql\", and no URL or connection");
	if (asprintf(&url, "%s:", own.scheme) < 0)
		return dn_fail_nomem(err);
	own.size = sizeof(own);
	own.url = url;
	own.scheme = NULL;
	status = dunlin_engine_open(out, &own, err);
	free(url);
	if (status == DUNLIN_OK)
		status = dn_engine_driver(*out, err);
	if (status == DUNLIN_OK && ((*out)->driver->table.caps[0] & DUNLIN_CAP_SERVER) == 0)
		status = dn_fail(err, DUNLIN_EUNSUPPORTED, "the driver %s starts no servers",
				 (*out)->driver->table.name);
	return status;
}

static dunlin_status start(dunlin_testserver *own, const struct dunlin_testserver_options *how,
			   dunlin_error *err)
{
	const struct dn_view_options view = dn_engine_view_options(own->engine);
	const struct dn_server_options options = { .driver = view.target.driver,
						   .host = view.target.host,
						   .programs = how->programs,
						   .cache = how->cache,
						   .folder = how->folder,
						   .timeout_ms = how->timeout_ms,
						   .stopped = how->stopped,
						   .payload = how->payload };
	struct dunlin_event event = { .size = sizeof(event),
				      .kind = DUNLIN_EVENT_WARNING,
				      .permille = -1 };
	dunlin_error unkept;
	dunlin_status status;

	dn_error_init(&unkept);
	status = dn_server_start(&own->server, &options, &unkept, err);
	if (status == DUNLIN_OK && unkept.status != DUNLIN_OK) {
		event.text = dunlin_error_message(&unkept);
		dn_engine_tell(own->engine, &event);
	}
	dn_error_clear(&unkept);
	return status;
}

dunlin_status dunlin_testserver_open(dunlin_testserver **out, const struct dunlin_options *options,
				     const struct dunlin_testserver_options *how, dunlin_error *err)
{
	struct dunlin_testserver_options taken;
	dunlin_testserver *own = NULL;
	dunlin_status status;

	*out = NULL;
	status = take_how(&taken, how, err);
	if (status != DUNLIN_OK)
		return status;
	own = calloc(1, sizeof(*own));
	if (own == NULL || pthread_mutex_init(&own->mutex, NULL) != 0) {
		free(own);
		return dn_fail_nomem(err);
	}
	status = open_engine(&own->engine, options, err);
	if (status == DUNLIN_OK)
		status = start(own, &taken, err);
	if (status == DUNLIN_OK) {
		*out = own;
		own = NULL; /* now the caller's */
	}
	dunlin_testserver_close(own);
	return status;
}

const char *dunlin_testserver_url(const dunlin_testserver *server)
{
	return dn_server_url(server->server);
}

dunlin_status dunlin_testserver_check(dunlin_testserver *server, dunlin_error *err)
{
	dunlin_status status;

	pthread_mutex_lock(&server->mutex);
	status = dn_server_check(server->server, err);
	pthread_mutex_unlock(&server->mutex);
	return status;
}

void dunlin_testserver_close(dunlin_testserver *server)
{
	if (server == NULL)
		return;
	dn_server_stop(server->server);
	dunlin_engine_close(server->engine);
	pthread_mutex_destroy(&server->mutex);
	free(server);
}
