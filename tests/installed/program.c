/*
 * program - what a program does that has Dunlin inside: one engine for each database, each in a
 * thread of its own and all at once.  It prints, in the order of the URLs, what became of each.
 *
 *   program FOLDER DRIVERS URL...       DRIVERS: a folder, or - for those the library has
 */
#include <dunlin/dunlin.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
	struct dunlin_options options;
	struct dunlin_result result;
	dunlin_error *err;
	dunlin_status status;
	char product[64];
	char driver[64]; /* its place, and whether it can be used */
	pthread_t thread;
	pthread_barrier_t *start;
};

static void hear(void *payload, const struct dunlin_event *event)
{
	struct job *job = payload;

	if (event->kind == DUNLIN_EVENT_CONNECTED)
		(void)snprintf(job->product, sizeof(job->product), "%s", event->text);
}

/* The first that is found. */
static dunlin_status look_at_drivers(struct job *job, dunlin_engine *engine)
{
	struct dunlin_driver_entry entry = DUNLIN_DRIVER_ENTRY_INIT;
	dunlin_drivers *drivers;
	dunlin_status status = dunlin_drivers_list(&drivers, engine, job->err);

	if (status != DUNLIN_OK)
		return status;
	if (dunlin_drivers_count(drivers) > 0) {
		dunlin_drivers_at(drivers, 0, &entry);
		(void)snprintf(job->driver, sizeof(job->driver), "%s%s", entry.place,
			       entry.usable ? "" : ", refused");
	}
	dunlin_drivers_free(drivers);
	return DUNLIN_OK;
}

static void *work(void *payload)
{
	struct job *job = payload;
	dunlin_engine *engine;

	(void)pthread_barrier_wait(job->start);
	job->options.on_event = hear;
	job->options.payload = job;
	job->status = dunlin_engine_open(&engine, &job->options, job->err);
	if (job->status == DUNLIN_OK)
		job->status = look_at_drivers(job, engine);
	if (job->status == DUNLIN_OK)
		job->status = dunlin_migrate(engine, NULL, &job->result, job->err);
	dunlin_engine_close(engine);
	return NULL;
}

static int report(const struct job *job, int number)
{
	const char *detail = dunlin_error_detail(job->err);

	if (job->status == DUNLIN_OK)
		printf("%d: %s, %s, %lld applied, %lld standing\n", number, job->product,
		       job->driver, (long long)job->result.applied,
		       (long long)job->result.standing);
	else
		printf("%d: %s: %s%s%s\n", number, dunlin_status_text(job->status),
		       dunlin_error_message(job->err), detail == NULL ? "" : "\n",
		       detail == NULL ? "" : detail);
	return job->status == DUNLIN_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
	const int n = argc - 3;
	const char *const folder = argc > 3 ? argv[1] : "";
	struct dunlin_place place = DUNLIN_PLACE_INIT;
	const struct dunlin_place *const places[] = { &place };
	pthread_barrier_t start;
	struct job *jobs;
	int i, failed = 0;

	if (n < 1)
		return 2;
	place.path = argv[2];
	place.label = "the test";
	jobs = calloc((size_t)n, sizeof(*jobs));
	if (jobs == NULL || pthread_barrier_init(&start, NULL, (unsigned)n) != 0)
		return 2;
	for (i = 0; i < n; i++) {
		jobs[i].options = (struct dunlin_options)DUNLIN_OPTIONS_INIT;
		jobs[i].options.flags = DUNLIN_OPTION_CREATE;
		jobs[i].options.url = argv[i + 3];
		jobs[i].options.folders = &folder;
		jobs[i].options.n_folders = 1;
		jobs[i].options.places = places;
		jobs[i].options.n_places = strcmp(argv[2], "-") == 0 ? 0 : 1;
		jobs[i].result = (struct dunlin_result)DUNLIN_RESULT_INIT;
		jobs[i].err = dunlin_error_new();
		jobs[i].start = &start;
		if (pthread_create(&jobs[i].thread, NULL, work, &jobs[i]) != 0)
			return 2;
	}
	for (i = 0; i < n; i++)
		(void)pthread_join(jobs[i].thread, NULL);
	for (i = 0; i < n; i++) {
		failed |= report(&jobs[i], i + 1);
		dunlin_error_free(jobs[i].err);
	}
	(void)pthread_barrier_destroy(&start);
	free(jobs);
	return failed;
}
