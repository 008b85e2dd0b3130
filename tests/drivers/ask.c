/*
 * ask DRIVER URL before|after|cut STATEMENT [REMEMBERED]
 *
 * Prints what became of the statement, "done", "fix: …", "says: …", "remember: …", a line each, or
 * "fault STATUS: …".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/found.h"

static const char *const founds[] = { "unknown", "done", "not done", "running", "foreign" };
static const char *const whens[] = { "", "before", "after", "cut" };

static void print_found(uint32_t when)
{
	char *rest = rig_found.fixes.text;
	char *line;

	if (when != DUNLIN_ASK_BEFORE)
		puts(rig_found.found < 5 ? founds[rig_found.found] : "nonsense");
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (line[0] != '\0')
			printf("fix: %s\n", line);
	}
	if (rig_found.message[0] != '\0')
		printf("says: %s\n", rig_found.message);
	if (when == DUNLIN_ASK_BEFORE && rig_found.asked)
		printf("remember: %s\n", rig_found.remember);
}

int main(int argc, char **argv)
{
	struct dunlin_open how;
	dunlin_status status;
	dunlin_conn *conn = NULL;
	uint32_t when = 0;

	if (argc < 5 || rig_start(argv[1]) != 0)
		return 2;
	while (++when < 4 && strcmp(argv[3], whens[when]) != 0)
		;
	if (argc > 5) {
		rig_found.asked = true;
		snprintf(rig_found.remember, sizeof(rig_found.remember), "%s", argv[5]);
	}
	how = rig_how(argv[2], 0);
	status = rig_driver->open(&conn, &rig_host, &how, &rig_err);
	if (status == DUNLIN_OK)
		status = rig_found_try(conn, when, argv[4]);
	if (status == DUNLIN_OK)
		print_found(when);
	else
		printf("fault %d: %s\n", status, rig_err.message);
	rig_driver->close(conn);
	return rig_stop(NULL);
}
