/* cli/confirm - asks before something is destroyed. */
#include "cli/confirm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/output.h"

dunlin_status dn_confirm(const char *what, dunlin_error *err)
{
	char *answer = NULL;
	size_t cap = 0;
	ssize_t len;
	bool yes;

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		(void)dn_fail(err, DUNLIN_EUSAGE, "%s; nobody can be asked", what);
		dn_error_hint(err, "say so with --yes");
		return DUNLIN_EUSAGE;
	}
	fflush(stdout);
	dn_put(stderr, false, DN_STYLE_NONE, what);
	fputs(". Go on? [y/N] ", stderr);
	fflush(stderr);
	len = getline(&answer, &cap, stdin);
	if (len > 0 && answer[len - 1] == '\n')
		answer[len - 1] = '\0';
	yes = len > 0 && (strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0);
	if (len <= 0)
		fputc('\n', stderr);
	free(answer);
	if (yes)
		return DUNLIN_OK;
	return dn_fail(err, DUNLIN_ECANCELED, "not confirmed, nothing was done");
}
