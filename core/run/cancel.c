/* run/cancel - the one thing another thread may ask of a run: to stop. */
#include "run/cancel.h"

#include <errno.h>
#include <string.h>
#include <time.h>

bool dn_cancel_init(struct dn_cancel *cancel)
{
	pthread_condattr_t attr;
	bool ok;

	memset(cancel, 0, sizeof(*cancel));
	if (pthread_mutex_init(&cancel->mutex, NULL) != 0)
		return false;
	/* Waits are lengths of time: setting the clock must not change them. */
	ok = pthread_condattr_init(&attr) == 0;
	if (ok) {
		ok = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
		     pthread_cond_init(&cancel->asked_for, &attr) == 0;
		pthread_condattr_destroy(&attr);
	}
	if (!ok)
		pthread_mutex_destroy(&cancel->mutex);
	return ok;
}

void dn_cancel_destroy(struct dn_cancel *cancel)
{
	pthread_cond_destroy(&cancel->asked_for);
	pthread_mutex_destroy(&cancel->mutex);
}

void dn_cancel_ask(struct dn_cancel *cancel)
{
	pthread_mutex_lock(&cancel->mutex);
	cancel->asked = true;
	if (cancel->conn != NULL)
		cancel->driver->cancel(cancel->conn);
	pthread_cond_broadcast(&cancel->asked_for);
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
	struct timespec until;
	bool asked;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += (ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&cancel->mutex);
	while (!cancel->asked &&
	       pthread_cond_timedwait(&cancel->asked_for, &cancel->mutex, &until) != ETIMEDOUT)
		;
	asked = cancel->asked;
	pthread_mutex_unlock(&cancel->mutex);
	return asked;
}
