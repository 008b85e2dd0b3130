/* cli/shellform - the tables of the commands as completion for a shell. */
#include "cli/shellform.h"

#include <string.h>

static const struct dn_shell_words knowns[] = {
	{ "TARGET", NULL, "targets" },
	{ "VERSION", NULL, "versions" },
	{ "DIALECT", "postgres sqlite mysql", NULL },
	{ "WHEN", "always never auto", NULL },
	{ "FORMAT", "text json github", NULL },
	{ "DIR", NULL, NULL },
	{ "PATH", NULL, NULL },
};

const struct dn_shell_words *dn_shellform_words(const char *arg)
{
	size_t i;

	for (i = 0; arg != NULL && i < sizeof(knowns) / sizeof(knowns[0]); i++)
		if (strcmp(knowns[i].arg, arg) == 0)
			return &knowns[i];
	return NULL;
}

void dn_shellform_quote(FILE *to, const char *text, const char *escaped)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'') {
			fputs("'\\''", to);
			continue;
		}
		if (strchr(escaped, *text) != NULL)
			putc('\\', to);
		putc(*text, to);
	}
}
