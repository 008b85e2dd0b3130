/*
 * plan/history - the applied set and the journal, as read from the target.
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

/* One row of the journal, which keeps how far a step in pieces has come. */
struct dn_journal_row {
	char kind; /* DN_KIND_* */
	const char *id;
	bool down;             /* of its down body */
	int64_t n;             /* 0: the step was begun; else a statement of its body, from 1 */
	const char *hash;      /* of the body, where n is 0; else of its statements up to n */
	const char *pre_state; /* what the driver remembered before statement n; NULL: nothing */
	bool done;             /* statement n is, and all before it; else it was begun */
};

/* The journal of one step that was begun and not finished; lent by the history. */
struct dn_unfinished {
	const struct dn_journal_row *rows; /* by n, the first has n = 0 */
	size_t n;
};

struct dn_history {
	struct dn_applied *rows; /* by kind and id, see dn_history_sort() */
	size_t n, cap;
	struct dn_journal_row *journal; /* by kind, id, direction and n */
	size_t n_journal, cap_journal;
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
/* The same, and the strings stay the caller's: they must live as long as the history. */
bool dn_history_add_lent(struct dn_history *history, const struct dn_applied *row);
bool dn_history_add_journal(struct dn_history *history, const struct dn_journal_row *row);
void dn_history_sort(struct dn_history *history);
/* NULL when it is not applied. */
const struct dn_applied *dn_history_find(const struct dn_history *history, char kind,
					 const char *id);
/* The journal of a step; out->n is 0 when it was never begun, or is finished. */
void dn_history_unfinished(struct dn_unfinished *out, const struct dn_history *history, char kind,
			   const char *id, bool down);
/* Statements that are done, as the journal says. */
int64_t dn_unfinished_done(const struct dn_unfinished *unfinished);
/* The statement that was begun, and is not known to be done; NULL: there is none. */
const struct dn_journal_row *dn_unfinished_begun(const struct dn_unfinished *unfinished);
/* The highest version applied; NULL when none is. */
const char *dn_history_highest(const struct dn_history *history);

#endif
