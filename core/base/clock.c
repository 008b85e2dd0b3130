/* base/clock - the time of day for records, and the time that only goes forward. */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

void dn_clock_text(char text[DN_CLOCK_TEXT + 1])
{
	struct timespec now;
	struct tm tm;
	char front[32];

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strftime(front, sizeof(front), "%Y-%m-%dT%H:%M:%S", &tm);
	/* The year has four digits until 9999; the precision holds the compiler's worry. */
	snprintf(text, DN_CLOCK_TEXT + 1, "%.19s.%06dZ", front, (int)(now.tv_nsec / 1000));
}

int64_t dn_clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
