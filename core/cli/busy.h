/* cli/busy - what is told of a statement that takes long, as a line. */
#ifndef DN_CLI_BUSY_H
#define DN_CLI_BUSY_H

#include <stdbool.h>

#include <dunlin/dunlin.h>

/* "CREATE INDEX building index: scanning table 42 %"; for the caller to free. */
char *dn_busy_text(const struct dunlin_event *event);

/* Whether two texts say the same but for lengths of time, "12 s", "3 min": those go on by
 * themselves, and a log need not say so again and again. */
bool dn_busy_same(const char *a, const char *b);

#endif
