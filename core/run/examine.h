/*
 * run/examine - looks at a target from the connection to the lock, and says what it finds.
 *
 * Nothing is changed: what has to be tried is tried in a transaction that is rolled back.
 */
#ifndef DN_RUN_EXAMINE_H
#define DN_RUN_EXAMINE_H

#include "run/view.h"

/* The same order as DUNLIN_FINDING_*, of which coverage is none of a target's. */
enum dn_verdict { DN_VERDICT_GOOD, DN_VERDICT_WARNING, DN_VERDICT_ERROR = 3 };

/* One thing that was looked at; lent for the call. */
struct dn_sight {
	enum dn_verdict verdict;
	const char *about;         /* in a word */
	const char *message;       /* NULL: `fault` says it */
	const char *hint;          /* NULL: none */
	const dunlin_error *fault; /* NULL: none */
};
typedef void (*dn_sight_fn)(void *payload, const struct dn_sight *sight);

/* An examination under way. */
struct dn_examination {
	struct dn_view *view;
	dn_sight_fn on_sight;
	void *payload;
	bool over;    /* the connection is gone */
	bool creates; /* a run may create the file */
};

/* Tells what was seen; the hint may be NULL. */
void dn_examine_tell(const struct dn_examination *x, enum dn_verdict verdict, const char *about,
		     const char *hint, const char *format, ...) DUNLIN_PRINTF(5, 6);
/* Makes a failure a sight, and forgets it: *good says that there was none.  What is nobody's fault
 * (ENOMEM, ECANCELED) is returned. */
DUNLIN_MUST_CHECK dunlin_status dn_examine_judge(struct dn_examination *x, const char *about,
						 dunlin_status status, bool *good, const char *hint,
						 dunlin_error *err);

/* All of it.  A file that opening would create is not, and without a source the migrations are not
 * looked at.  ENOMEM and ECANCELED alone are failures; anything else is told. */
DUNLIN_MUST_CHECK dunlin_status dn_examine(const struct dn_view_options *options,
					   dn_sight_fn on_sight, void *payload, dunlin_error *err);
/* Its second half: history, rights to write it, event log, lock and migrations. */
DUNLIN_MUST_CHECK dunlin_status dn_examine_history(struct dn_examination *x, dunlin_error *err);

#endif
