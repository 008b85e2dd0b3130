/* cli/tap - the points of a test as TAP, version 13. */
#ifndef DN_CLI_TAP_H
#define DN_CLI_TAP_H

#include <stdbool.h>
#include <stdint.h>

#include <dunlin/dunlin.h>

struct dn_tap {
	int64_t n;  /* points so far */
	bool times; /* each with the time it took */
};

void dn_tap_start(void);
void dn_tap_point(struct dn_tap *tap, const struct dunlin_point *point);
/* The plan; or, when the run was cut short, why it was. */
void dn_tap_end(const struct dn_tap *tap);
void dn_tap_bail_out(const char *why);

/* "queries/a.sql:3 SELECT id, artist …": what a point is about; the caller frees. */
char *dn_tap_name(const struct dunlin_point *point);

#endif
