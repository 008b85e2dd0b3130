/* cli/revertall - asks before everything that is applied is reverted. */
#include "cli/revertall.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/confirm.h"
#include "cli/die.h"
#include "cli/signals.h"

static bool is_all(const struct dunlin_wish *wish)
{
	if ((wish->flags & DUNLIN_WISH_SCRIPT) != 0)
		return false;
	if ((wish->flags & DUNLIN_WISH_ALL) != 0)
		return true;
	return wish->version != NULL && wish->version[strspn(wish->version, "0")] == '\0' &&
	       (wish->kind == DUNLIN_WISH_DOWN || wish->kind == DUNLIN_WISH_GOTO);
}

/* Says how much that is. */
static char *describe(const struct dn_job *job, size_t n)
{
	struct dn_str what = DN_STR_INIT;
	char *shown = dn_url_display(job->url.text);

	if (n == 1)
		dn_str_printf(&what, "this reverts the one applied migration of %s", shown);
	else
		dn_str_printf(&what, "this reverts all %zu applied migrations of %s", n, shown);
	free(shown);
	return dn_need_text(&what);
}

dunlin_status dn_revertall_ask(struct dn_job *job, const struct dunlin_wish *wish)
{
	dunlin_plan *plan = NULL;
	dunlin_status status;
	char *what;
	size_t n;

	if (!is_all(wish) || dn_args_has(job->args, "yes") || job->progress.trial)
		return DUNLIN_OK;
	status = dunlin_plan_make(&plan, job->engine, wish, &job->err);
	dn_job_rest(job);
	if (status != DUNLIN_OK)
		return status;
	n = dunlin_plan_steps(plan);
	dunlin_plan_free(plan);
	if (n == 0)
		return DUNLIN_OK;
	what = describe(job, n);
	dn_signals_watch(NULL); /* while a person thinks, a signal just ends it */
	status = dn_confirm(what, &job->err);
	dn_signals_watch(job->engine);
	free(what);
	return status;
}
