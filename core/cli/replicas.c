/*
 * cli/replicas - how far replicas may be behind: --wait-replicas and --replica-timeout, or what
 * dunlin.conf has for the target.
 */
#include "cli/replicas.h"

#include <string.h>

#include "base/duration.h"
#include "cli/lag.h"

static bool only_looks(const struct dunlin_wish *wish, const struct dn_args *args)
{
	return (wish->flags & (DUNLIN_WISH_SCRIPT | DUNLIN_WISH_DRY_RUN)) != 0 ||
	       (dn_args_knows(args, "check") && dn_args_has(args, "check"));
}

static dunlin_status read_lag(struct dunlin_wish *wish, struct dn_job *job, const char *text)
{
	if (dn_lag_parse(&wish->replicas, &wish->replica_lag, text))
		return DUNLIN_OK;
	(void)dn_fail(&job->err, DUNLIN_EUSAGE, "--wait-replicas: \"%s\" is no lag", text);
	dn_error_hint(&job->err, DN_LAG_FORM);
	return DUNLIN_EUSAGE;
}

static dunlin_status read_timeout(struct dunlin_wish *wish, struct dn_job *job, const char *text)
{
	if (!dn_duration_parse(&wish->replica_wait_ms, text, strlen(text))) {
		(void)dn_fail(&job->err, DUNLIN_EUSAGE, "--replica-timeout: \"%s\" is no time",
			      text);
		dn_error_hint(&job->err, DN_DURATION_FORM);
		return DUNLIN_EUSAGE;
	}
	if (wish->replica_wait_ms == 0)
		wish->replica_wait_ms = -1;
	return DUNLIN_OK;
}

dunlin_status dn_replicas_wish(struct dunlin_wish *wish, struct dn_job *job)
{
	const struct dn_args *args = job->args;
	dunlin_status status = DUNLIN_OK;

	if (!dn_args_knows(args, "wait-replicas"))
		return DUNLIN_OK;
	if (dn_args_has(args, "wait-replicas"))
		status = read_lag(wish, job, dn_args_get(args, "wait-replicas"));
	if (status == DUNLIN_OK && dn_args_has(args, "replica-timeout"))
		status = read_timeout(wish, job, dn_args_get(args, "replica-timeout"));
	if (status == DUNLIN_OK && wish->replicas != DUNLIN_REPLICAS_NONE && only_looks(wish, args))
		return dn_fail(
			&job->err, DUNLIN_EUSAGE,
			"%s: --wait-replicas goes with a run that changes something, and with "
			"no --sql, --dry-run or --check",
			args->command->name);
	return status;
}

dunlin_status dn_replicas_default(struct dunlin_wish *wish, struct dn_job *job)
{
	const struct dn_args *args = job->args;

	if (!dn_args_knows(args, "wait-replicas"))
		return DUNLIN_OK;
	if (!dn_args_has(args, "wait-replicas")) {
		wish->replicas = job->target.replicas;
		wish->replica_lag = job->target.replica_lag;
	}
	if (!dn_args_has(args, "replica-timeout"))
		wish->replica_wait_ms = job->target.replica_wait_ms;
	else if (wish->replicas == DUNLIN_REPLICAS_NONE)
		return dn_fail(&job->err, DUNLIN_EUSAGE,
			       "%s: --replica-timeout is for --wait-replicas", args->command->name);
	if (only_looks(wish, args)) /* what the target has is for runs that change something */
		wish->replicas = DUNLIN_REPLICAS_NONE;
	return DUNLIN_OK;
}
