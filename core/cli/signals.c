/* cli/signals - INT, TERM and HUP end a run in order. */
#include "cli/signals.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

/* Static, since signals are the process's and their thread outlives every
 * caller; all of it under the mutex. */
static struct {
	pthread_mutex_t mutex;
	pthread_cond_t idle; /* nothing is being canceled */
	pthread_cond_t came; /* the first signal */
	dunlin_engine *engine;
	int caught;
	pid_t child; /* whose the signals are; 0: ours */
	bool canceling;
	sigset_t set; /* not changed once the thread runs */
} state = { .mutex = PTHREAD_MUTEX_INITIALIZER,
	    .idle = PTHREAD_COND_INITIALIZER,
	    .came = PTHREAD_COND_INITIALIZER };

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
	siginfo_t info;
	int number;

	for (;;) {
		number = sigwaitinfo(&state.set, &info);
		if (number <= 0)
			continue;
		pthread_mutex_lock(&state.mutex);
		if (state.child != 0) {
			/* What a terminal sends it gets from there as well. */
			if (info.si_code <= 0)
				(void)kill(state.child, number);
			pthread_mutex_unlock(&state.mutex);
			continue;
		}
		if (state.engine == NULL || state.caught != 0)
			_exit(128 + number);
		state.caught = number;
		pthread_cond_broadcast(&state.came);
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

int dn_signals_wait(int64_t ms)
{
	struct timespec until;
	int caught;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += (time_t)(ms / 1000);
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&state.mutex);
	while (state.caught == 0 && pthread_cond_timedwait(&state.came, &state.mutex, &until) == 0)
		;
	caught = state.caught;
	pthread_mutex_unlock(&state.mutex);
	return caught;
}

void dn_signals_pass(pid_t child)
{
	pthread_mutex_lock(&state.mutex);
	state.child = child;
	pthread_mutex_unlock(&state.mutex);
}
