/* run/backup - has a driver copy the whole database to a file, and back. */
#ifndef DN_RUN_BACKUP_H
#define DN_RUN_BACKUP_H

#include "base/digest.h"
#include "run/session.h"

/* What is in a file. */
struct dn_backup_size {
	int64_t bytes;
	char hash[DN_DIGEST_HEX + 1]; /* SHA-256 */
};

/* Copies the session's database to `file`, absolute, that nobody has yet, and tells of it; `tools` as
 * in struct dunlin_backup.  Never in a transaction.  On failure there is no such file. */
DUNLIN_MUST_CHECK dunlin_status dn_backup_take(struct dn_session *session, const char *file,
					       const char *tools, struct dn_backup_size *out,
					       dunlin_error *err);
/* Makes the target what `file` holds; EEXISTS when it is not empty, unless `replace`. */
DUNLIN_MUST_CHECK dunlin_status dn_backup_restore(const struct dn_target *target, const char *file,
						  const char *tools, bool replace,
						  dunlin_error *err);

#endif
