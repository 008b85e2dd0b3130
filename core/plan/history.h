/*
 * plan/history - the applied set, as read from the target.
 *
 * The history owns its rows; strings are lent until dn_history_clear().
 */
#ifndef DN_PLAN_HISTORY_H
#define DN_PLAN_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/vec.h"

struct dn_applied {
	char kind; /* DN_KIND_* */
	const char *id;
	const char *name;
	const char *dialect;
	const char *checksum;
	const char *applied_at;
	int64_t ordinal; /* seq of the event that applied it */
	int64_t duration_us;
};

struct dn_history {
	struct dn_applied *rows; /* by kind and id, see dn_history_sort() */
	size_t n, cap;
	bool exists;         /* the tables are there */
	const char *project; /* recorded in the target, or NULL */
	const char *format;
	int64_t seq;                  /* of the last event, 0: none yet */
	char hash[DN_DIGEST_HEX + 1]; /* of the last event, "" : none yet */
	struct dn_arena arena;
};

void dn_history_init(struct dn_history *history);
void dn_history_clear(struct dn_history *history);
/* Adds a copy; false when out of memory.  Call dn_history_sort() after the last. */
bool dn_history_add(struct dn_history *history, const struct dn_applied *row);
void dn_history_sort(struct dn_history *history);
/* NULL when it is not applied. */
const struct dn_applied *dn_history_find(const struct dn_history *history, char kind,
					 const char *id);
/* The highest version applied; NULL when none is. */
const char *dn_history_highest(const struct dn_history *history);

#endif
