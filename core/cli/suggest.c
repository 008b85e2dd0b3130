/* cli/suggest - edit distance. */
#include "cli/suggest.h"

#include <string.h>

#define LONGEST 31 /* no word we know is longer */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Insertions, removals, replacements and swaps of neighbours. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[LONGEST + 2][LONGEST + 2];
	size_t i, j;

	for (i = 0; i <= a_len; i++)
		rows[i][0] = i;
	for (j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (i = 1; i <= a_len; i++) {
		for (j = 1; j <= b_len; j++) {
			size_t cost = a[i - 1] != b[j - 1];

			rows[i][j] = least(least(rows[i - 1][j], rows[i][j - 1]) + 1,
					   rows[i - 1][j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				rows[i][j] = least(rows[i][j], rows[i - 2][j - 2] + 1);
		}
	}
	return rows[a_len][b_len];
}

void dn_suggest_try(struct dn_suggest *suggest, const char *known)
{
	size_t word_len = strlen(suggest->word), known_len = strlen(known), far;

	if (word_len == 0 || word_len > LONGEST || known_len > LONGEST)
		return;
	far = distance(suggest->word, word_len, known, known_len);
	/* A word cut short is meant, however much is missing. */
	if (word_len > 1 && strncmp(suggest->word, known, word_len) == 0)
		far = 1;
	/* Two of four letters wrong is another word. */
	if (far > (known_len < 6 ? 1 : 2) || far >= known_len)
		return;
	if (suggest->best == NULL || far < suggest->distance) {
		suggest->best = known;
		suggest->distance = far;
	}
}
