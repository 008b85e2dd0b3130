/* cli/replicas - how far replicas may be behind, from --wait-replicas and --replica-timeout. */
#include "cli/replicas.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/duration.h"

/* "16MB", in the units of PostgreSQL's settings, which are powers of 1024. */
static bool read_bytes(int64_t *bytes, const char *text)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	long long number;
	char *end;
	size_t i;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	number = strtoll(text, &end, 10);
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (errno == 0 && strcasecmp(end, units[i]) == 0 &&
		    number <= INT64_MAX >> (10 * i)) {
			*bytes = (int64_t)number << (10 * i);
			return true;
		}
	return false;
}

static dunlin_status read_lag(struct dunlin_wish *wish, struct dn_job *job, const char *text)
{
	if (strcmp(text, "0") == 0 || read_bytes(&wish->replica_lag, text)) {
		wish->replicas = DUNLIN_REPLICAS_BYTES;
		return DUNLIN_OK;
	}
	if (dn_duration_parse(&wish->replica_lag, text, strlen(text))) {
		wish->replicas = DUNLIN_REPLICAS_TIME;
		return DUNLIN_OK;
	}
	(void)dn_fail(&job->err, DUNLIN_EUSAGE, "--wait-replicas: \"%s\" is no lag", text);
	dn_error_hint(
		&job->err,
		"0 for nothing, a time such as 500ms, 10s or 5min, or bytes such as 16MB: B, kB, "
		"MB, GB or TB");
	return DUNLIN_EUSAGE;
}

static dunlin_status read_timeout(struct dunlin_wish *wish, struct dn_job *job, const char *text)
{
	if (wish->replicas == DUNLIN_REPLICAS_NONE)
		return dn_fail(&job->err, DUNLIN_EUSAGE,
			       "%s: --replica-timeout is for --wait-replicas",
			       job->args->command->name);
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
	if (status == DUNLIN_OK && wish->replicas != DUNLIN_REPLICAS_NONE &&
	    ((wish->flags & (DUNLIN_WISH_SCRIPT | DUNLIN_WISH_DRY_RUN)) != 0 ||
	     (dn_args_knows(args, "check") && dn_args_has(args, "check"))))
		return dn_fail(
			&job->err, DUNLIN_EUSAGE,
			"%s: --wait-replicas goes with a run that changes something, and with "
			"no --sql, --dry-run or --check",
			args->command->name);
	return status;
}
