/*
 * common/newfile - a new file that is there under its name only when it is whole.
 *
 * Until it is kept it lies beside that place as NAME.XXXXXXXX.part.
 */
#ifndef DN_COMMON_NEWFILE_H
#define DN_COMMON_NEWFILE_H

#include <dunlin/driver.h>

/* Begins as zeros. */
struct dn_newfile {
	const char *path; /* lent by the caller */
	char *part;       /* where it is written; owned; NULL: there is none */
};

/* Makes the empty file; EEXISTS when there is something at `path`, absolute or with a folder.  On
 * failure there is nothing. */
DUNLIN_MUST_CHECK dunlin_status dn_newfile_begin(struct dn_newfile *file,
						 const struct dunlin_host *host, const char *path,
						 uint32_t mode, dunlin_error *err);
/* Brings it to the disk and gives it its name; EEXISTS when that was taken meanwhile. */
DUNLIN_MUST_CHECK dunlin_status dn_newfile_keep(struct dn_newfile *file,
						const struct dunlin_host *host, dunlin_error *err);
/* Removes it, unless it was kept. */
void dn_newfile_drop(struct dn_newfile *file);

#endif
