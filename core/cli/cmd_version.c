/* dunlin version - which program and library this is. */
#include <stdio.h>
#include <string.h>

#include <dunlin/version.h>

#include "cli/job.h"

static int run(struct dn_job *job)
{
	dunlin_status status = dn_job_words(job, 0, 0);

	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	if (job->json != NULL) {
		dn_json_put_text(job->json, "library", dunlin_version());
		return DN_EXIT_OK;
	}
	printf("dunlin %s\n", DUNLIN_VERSION);
	if (strcmp(dunlin_version(), DUNLIN_VERSION) != 0)
		printf("libdunlin %s\n", dunlin_version());
	return DN_EXIT_OK;
}

static const struct dn_option options[] = { DN_OPTION_END };

const struct dn_command dn_cmd_version = {
	.name = "version",
	.summary = "show the version",
	.usage = "",
	.options = options,
	.looks = true,
	.run = run,
};
