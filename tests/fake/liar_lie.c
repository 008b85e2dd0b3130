/* liar_lie - reads DUNLIN_LIE. */
#include <stdlib.h>
#include <string.h>

#include "liar.h"

static const char *parts(int which)
{
	static char text[512], *part[4];
	const char *from = getenv("DUNLIN_LIE");
	int i;

	if (part[0] == NULL) {
		strncpy(text, from == NULL ? "" : from, sizeof(text) - 1);
		part[0] = text;
		for (i = 1; i < 4; i++) {
			part[i] = strchr(part[i - 1], '~');
			if (part[i] == NULL)
				part[i] = part[i - 1] + strlen(part[i - 1]);
			else
				*part[i]++ = '\0';
		}
	}
	return part[which];
}

bool lie_is(const char *what, const char *verb)
{
	return strcmp(parts(0), what) == 0 && (verb == NULL || strcmp(parts(1), verb) == 0);
}

const char *lie_a(void)
{
	return parts(2);
}

const char *lie_b(void)
{
	return parts(3);
}

int lie_number(void)
{
	return atoi(parts(2));
}

char *lie_replace(const char *text, size_t len)
{
	const char *old = parts(2), *new = parts(3);
	char *at = *old == '\0' ? NULL : memmem(text, len, old, strlen(old));
	char *to = malloc(len + strlen(new) + 1);
	size_t head;

	if (to == NULL)
		abort();
	if (at == NULL) {
		memcpy(to, text, len);
		to[len] = '\0';
		return to;
	}
	head = (size_t)(at - text);
	memcpy(to, text, head);
	strcpy(to + head, new);
	strncat(to, at + strlen(old), len - head - strlen(old));
	return to;
}
