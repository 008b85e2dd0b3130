/*
 * run/log - the event log, read as a whole, and its chain of hashes.
 */
#ifndef DN_RUN_LOG_H
#define DN_RUN_LOG_H

#include "base/vec.h"
#include "run/event.h"
#include "run/view.h"

/* One row as it is in the table; its texts are the log's, NULL for SQL NULL. */
struct dn_log_row {
	int64_t seq; /* -1: what stands there is no number */
	const char *values[DN_EVENT_FIELDS];
	const char *hash;
	const char *fault; /* what is wrong with it in the chain; NULL: nothing */
};

struct dn_log {
	struct dn_log_row *rows; /* by seq, ascending */
	size_t n, cap;
	struct dn_arena arena;
};

/* Caller's storage, all zero before. */
void dn_log_clear(struct dn_log *log);
/* Reads the log of the view's history and finds the faults in its chain.  Without Dunlin's tables
 * the log is empty; EREFUSED when only some are there, or it is another project's. */
DUNLIN_MUST_CHECK dunlin_status dn_log_read(struct dn_log *log, struct dn_view *view,
					    dunlin_error *err);
/* EREFUSED when a row has a fault, naming the first; or when `expect`, a head that was noted as
 * SEQ:HASH, is not in the log.  `expect` may be NULL; EUSAGE when it has another form. */
DUNLIN_MUST_CHECK dunlin_status dn_log_check(const struct dn_log *log, const char *expect,
					     dunlin_error *err);

#endif
