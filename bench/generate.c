/*
 * generate - writes the migrations that the bench measures, the same ones at every time.
 *
 *   bench/generate LAYOUT COUNT FOLDER      into a new folder; without words it lists the layouts
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "layouts.h"

static const struct layout *find(const char *name)
{
	const struct layout *layout = layouts;

	while (layout->name != NULL && strcmp(layout->name, name) != 0)
		layout++;
	if (layout->name == NULL)
		layout_die(name, "no such layout");
	return layout;
}

int main(int argc, char **argv)
{
	const struct layout *layout;
	long count;
	char *end;

	if (argc != 4) {
		fputs("usage: generate LAYOUT COUNT FOLDER\nlayouts:", stderr);
		for (layout = layouts; layout->name != NULL; layout++)
			fprintf(stderr, " %s", layout->name);
		fputc('\n', stderr);
		return 2;
	}
	layout = find(argv[1]);
	errno = 0;
	count = strtol(argv[2], &end, 10);
	if (errno != 0 || *end != '\0' || count < 1 || count > 999999)
		layout_die(argv[2], "not a number of migrations");
	if (mkdir(argv[3], 0777) != 0)
		layout_die(argv[3], strerror(errno));
	layout->write(argv[3], (size_t)count);
	return 0;
}
