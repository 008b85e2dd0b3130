/* cli/signals - INT, TERM and HUP end a run in order. */
#include "cli/signals.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* Static, since signals are the process's and their thread outlives every
 * caller; all of it under the mutex. */
static struct {
	pthread_mutex_t mutex;
	pthread_cond_t idle; /* nothing is being canceled */
	dunlin_engine *engine;
	int caught;
	bool canceling;
	sigset_t set; /* not changed once the thread runs */
} state = { .mutex = PTHREAD_MUTEX_INITIALIZER, .idle = PTHREAD_COND_INITIALIZER };

/* In a thread of its own, since it returns when the statement has ended: a second
 * signal does not wait for that. */
static void *cancel(void *engine)
{
	dunlin_cancel(engine);
	pthread_mutex_lock(&state.mutex);
	state.canceling = false;
	pthread_cond_broadcast(&state.idle);
	pthread_mutex_unlock(&state.mutex);
	return NULL;
}

/* With the mutex held. */
static void start_cancel(void)
{
	pthread_t thread;

	state.canceling = true;
	if (pthread_create(&thread, NULL, cancel, state.engine) == 0) {
		(void)pthread_detach(thread);
		return;
	}
	dunlin_cancel(state.engine);
	state.canceling = false;
}

static void *wait_for_signals(void *unused)
{
	int number;

	for (;;) {
		if (sigwait(&state.set, &number) != 0)
			continue;
		pthread_mutex_lock(&state.mutex);
		if (state.engine == NULL || state.caught != 0)
			_exit(128 + number);
		state.caught = number;
		start_cancel();
		pthread_mutex_unlock(&state.mutex);
	}
	return unused;
}

bool dn_signals_start(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction now;
	pthread_t thread;
	size_t i;
	int code;

	sigemptyset(&state.set);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		/* sigwait() would take an ignored one as well. */
		if (sigaction(numbers[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaddset(&state.set, numbers[i]);
	}
	code = pthread_sigmask(SIG_BLOCK, &state.set, NULL);
	if (code == 0)
		code = pthread_create(&thread, NULL, wait_for_signals, NULL);
	if (code == 0)
		code = pthread_detach(thread);
	errno = code;
	return code == 0;
}

void dn_signals_watch(dunlin_engine *engine)
{
	pthread_mutex_lock(&state.mutex);
	while (state.canceling)
		pthread_cond_wait(&state.idle, &state.mutex);
	state.engine = engine;
	pthread_mutex_unlock(&state.mutex);
}

int dn_signals_caught(void)
{
	int caught;

	pthread_mutex_lock(&state.mutex);
	caught = state.caught;
	pthread_mutex_unlock(&state.mutex);
	return caught;
}
