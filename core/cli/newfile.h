/* cli/newfile - names and files that the command makes, never over an old one. */
#ifndef DN_CLI_NEWFILE_H
#define DN_CLI_NEWFILE_H

#include <dunlin/error.h>

/* `text` in a-z, 0-9 and single underscores between them; may be "".  The caller
 * frees. */
char *dn_newfile_name(const char *text);
/* EUSAGE when the file is there, or cannot be written; then it is not there. */
DUNLIN_MUST_CHECK dunlin_status dn_newfile_write(const char *path, const char *text,
						 dunlin_error *err);

/* The version after `highest` (NULL: there is none), as wide as that one; 14
 * digits are a time and become the present one, UTC, when that is later.  NULL:
 * there is no higher one.  The caller frees. */
char *dn_newfile_version(const char *highest);

#endif
