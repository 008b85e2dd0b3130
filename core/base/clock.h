/* base/clock - the time of day for records, and the time that only goes forward. */
#ifndef DN_BASE_CLOCK_H
#define DN_BASE_CLOCK_H

#include <stdint.h>

#define DN_CLOCK_TEXT 27 /* characters of 2024-01-31T12:00:00.123456Z, without the NUL */

/* UTC, by the system's clock. */
void dn_clock_text(char text[DN_CLOCK_TEXT + 1]);
/* The same of any moment, in microseconds since 1970. */
void dn_clock_text_of(char text[DN_CLOCK_TEXT + 1], int64_t epoch_us);
/* Now, so counted. */
int64_t dn_clock_epoch_us(void);
/* Microseconds since some fixed moment; never goes back. */
int64_t dn_clock_us(void);

#endif
