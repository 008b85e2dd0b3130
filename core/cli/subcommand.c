/* cli/subcommand - commands whose first word says what they do: `dunlin db create`. */
#include "cli/subcommand.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/die.h"
#include "cli/suggest.h"

static int fail_unknown(struct dn_job *job, const struct dn_subcommand *list)
{
	char *shown = dn_url_display(job->args->words[0]);
	struct dn_suggest suggest = DN_SUGGEST_INIT(shown);
	struct dn_str names = DN_STR_INIT;
	const struct dn_subcommand *one;
	dunlin_status status;

	for (one = list; one->name != NULL; one++) {
		dn_str_printf(&names, "%s%s",
			      one == list           ? ""
			      : one[1].name == NULL ? " or "
						    : ", ",
			      one->name);
		dn_suggest_try(&suggest, one->name);
	}
	status = dn_fail(&job->err, DUNLIN_EUSAGE, "%s: unknown \"%s\"; it is %s",
			 job->args->command->name, shown, dn_need_str(&names));
	if (suggest.best != NULL)
		dn_error_hint(&job->err, "did you mean %s?", suggest.best);
	dn_str_clear(&names);
	free(shown);
	return dn_job_fail(job, status);
}

int dn_subcommand_run(struct dn_job *job, const struct dn_subcommand *list)
{
	dunlin_status status = dn_job_words(job, 1, SIZE_MAX);
	const struct dn_subcommand *one;

	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	for (one = list; one->name != NULL; one++) {
		if (strcmp(job->args->words[0], one->name) != 0)
			continue;
		status = dn_job_words(job, 1 + one->least, 1 + one->most);
		return status == DUNLIN_OK ? one->run(job) : dn_job_fail(job, status);
	}
	return fail_unknown(job, list);
}
