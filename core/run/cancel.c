/* run/cancel - the one thing another thread may ask of a run: to stop. */
#include "run/cancel.h"

#include <errno.h>
#include <string.h>
#include <time.h>

enum { FIRST_PAUSE_MS = 10, LAST_PAUSE_MS = 640 };

/* Waits are lengths of time: setting the clock must not change them. */
static bool init_cond(pthread_cond_t *cond)
{
	pthread_condattr_t attr;
	bool ok;

	if (pthread_condattr_init(&attr) != 0)
		return false;
	ok = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
	     pthread_cond_init(cond, &attr) == 0;
	pthread_condattr_destroy(&attr);
	return ok;
}

bool dn_cancel_init(struct dn_cancel *cancel)
{
	memset(cancel, 0, sizeof(*cancel));
	if (pthread_mutex_init(&cancel->mutex, NULL) != 0)
		return false;
	if (init_cond(&cancel->asked_for)) {
		if (init_cond(&cancel->ended))
			return true;
		pthread_cond_destroy(&cancel->asked_for);
	}
	pthread_mutex_destroy(&cancel->mutex);
	return false;
}

void dn_cancel_destroy(struct dn_cancel *cancel)
{
	pthread_cond_destroy(&cancel->asked_for);
	pthread_cond_destroy(&cancel->ended);
	pthread_mutex_destroy(&cancel->mutex);
}

static struct timespec after_ms(int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += (ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	return until;
}

/* The mutex is held; true when this call ended in time. */
static bool wait_for_end(struct dn_cancel *cancel, uint64_t call, int64_t ms)
{
	const struct timespec until = after_ms(ms);

	while (cancel->under_way && cancel->call == call)
		if (pthread_cond_timedwait(&cancel->ended, &cancel->mutex, &until) == ETIMEDOUT)
			return false;
	return true;
}

void dn_cancel_ask(struct dn_cancel *cancel)
{
	uint64_t call;
	int64_t pause;

	pthread_mutex_lock(&cancel->mutex);
	cancel->asked = true;
	pthread_cond_broadcast(&cancel->asked_for);
	call = cancel->call;
	for (pause = FIRST_PAUSE_MS; pause <= LAST_PAUSE_MS; pause *= 2) {
		if (!cancel->under_way || cancel->call != call || cancel->conn == NULL)
			break;
		cancel->driver->cancel(cancel->conn);
		if (pthread_equal(cancel->caller, pthread_self()) ||
		    wait_for_end(cancel, call, pause))
			break;
	}
	pthread_mutex_unlock(&cancel->mutex);
}

bool dn_cancel_enter(struct dn_cancel *cancel)
{
	bool may;

	pthread_mutex_lock(&cancel->mutex);
	may = !cancel->asked;
	if (may) {
		cancel->under_way = true;
		cancel->caller = pthread_self();
		cancel->call++;
	}
	pthread_mutex_unlock(&cancel->mutex);
	return may;
}

void dn_cancel_leave(struct dn_cancel *cancel)
{
	pthread_mutex_lock(&cancel->mutex);
	cancel->under_way = false;
	pthread_cond_broadcast(&cancel->ended);
	pthread_mutex_unlock(&cancel->mutex);
}

bool dn_cancel_asked(struct dn_cancel *cancel)
{
	bool asked;

	pthread_mutex_lock(&cancel->mutex);
	asked = cancel->asked;
	pthread_mutex_unlock(&cancel->mutex);
	return asked;
}

void dn_cancel_aim(struct dn_cancel *cancel, const struct dunlin_driver *driver, dunlin_conn *conn)
{
	pthread_mutex_lock(&cancel->mutex);
	cancel->driver = driver;
	cancel->conn = conn;
	pthread_mutex_unlock(&cancel->mutex);
}

bool dn_cancel_wait(struct dn_cancel *cancel, int64_t ms)
{
	const struct timespec until = after_ms(ms);
	bool asked;

	pthread_mutex_lock(&cancel->mutex);
	while (!cancel->asked &&
	       pthread_cond_timedwait(&cancel->asked_for, &cancel->mutex, &until) != ETIMEDOUT)
		;
	asked = cancel->asked;
	pthread_mutex_unlock(&cancel->mutex);
	return asked;
}
