/* cli/suggest - the known word that a misspelt one probably meant. */
#ifndef DN_CLI_SUGGEST_H
#define DN_CLI_SUGGEST_H

#include <stddef.h>

/* Feed it every known word; `best` is then the nearest, NULL when none is near. */
struct dn_suggest {
	const char *word;
	const char *best; /* lent by whoever gave it */
	size_t distance;
};
#define DN_SUGGEST_INIT(word) \
	{                     \
		word, NULL, 0 \
	}

void dn_suggest_try(struct dn_suggest *suggest, const char *known);

#endif
