/* tests/drivers/found - asks what became of a statement. */
#ifndef TESTS_DRIVERS_FOUND_H
#define TESTS_DRIVERS_FOUND_H

#include "drivers/rig.h"

/* The last answer, copied. */
struct rig_found {
	uint32_t found;
	char message[1024];  /* "" for NULL */
	char remember[1024]; /* the last that BEFORE said */
	bool asked;          /* BEFORE said something */
	struct rig_rows fixes;
};
extern struct rig_found rig_found;

/* Asks, with what the last BEFORE said, if it did; a fault fails the test. */
uint32_t rig_found_ask(dunlin_conn *conn, uint32_t when, const char *sql);
dunlin_status rig_found_try(dunlin_conn *conn, uint32_t when, const char *sql);
/* As if BEFORE had never been asked. */
void rig_found_forget(void);
/* The last answer was this, with this piece of the message, NULL: none at all, and these fixes, a
 * line each. */
void rig_found_assert(const char *about, uint32_t found, const char *piece, const char *fixes);
/* Runs the fixes, outside any transaction. */
void rig_found_fix(dunlin_conn *conn);

#endif
