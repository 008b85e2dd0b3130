/* run/precaution - the backup that is taken before the first step of a run. */
#ifndef DN_RUN_PRECAUTION_H
#define DN_RUN_PRECAUTION_H

#include "run/backup.h"
#include "run/view.h"

/* Begins as zeros, and ends with dn_precaution_clear(). */
struct dn_precaution {
	char *file; /* that was written; owned; NULL: none was */
	struct dn_backup_size size;
	bool noted;                       /* the event log names it */
	char standing[DN_DIGEST_HEX + 1]; /* what was applied then */
};

/* Writes one to the folder of view->options->backup, named after the database and the time, unless
 * that was done and it is as good as new: what is applied is the same, or `begun`, this run itself
 * has changed it since.  On failure nothing was changed, and `err` says so. */
DUNLIN_MUST_CHECK dunlin_status dn_precaution_take(struct dn_precaution *precaution,
						   struct dn_view *view, bool begun,
						   dunlin_error *err);
/* Commits an event that names it, unless there is one.  *fenced: another run was first, look
 * again. */
DUNLIN_MUST_CHECK dunlin_status dn_precaution_note(struct dn_precaution *precaution,
						   struct dn_view *view, bool *fenced,
						   dunlin_error *err);
void dn_precaution_clear(struct dn_precaution *precaution);

#endif
