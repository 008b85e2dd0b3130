/* base/clock - the time of day for records, and the time that only goes forward. */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

void dn_clock_text(char text[DN_CLOCK_TEXT + 1])
{
	dn_clock_text_of(text, dn_clock_epoch_us());
}

void dn_clock_text_of(char text[DN_CLOCK_TEXT + 1], int64_t epoch_us)
{
	const time_t seconds = (time_t)(epoch_us / 1000000);
	struct tm tm;
	char front[32];

	gmtime_r(&seconds, &tm);
	strftime(front, sizeof(front), "%Y-%m-%dT%H:%M:%S", &tm);
	/* The year has four digits until 9999; the precision holds the compiler's worry. */
	snprintf(text, DN_CLOCK_TEXT + 1, "%.19s.%06uZ", front,
		 (unsigned)(epoch_us % 1000000) % 1000000);
}

int64_t dn_clock_epoch_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t dn_clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
