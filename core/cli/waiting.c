/* cli/waiting - waits for the database, for as long as --timeout says. */
#include "cli/waiting.h"

#include <string.h>

#include "base/duration.h"

dunlin_status dn_waiting_read(int64_t *timeout_ms, struct dn_job *job)
{
	const char *given = dn_args_get(job->args, "timeout");
	const char *text = given == NULL ? "60s" : given;

	if (dn_duration_parse(timeout_ms, text, strlen(text)))
		return DUNLIN_OK;
	(void)dn_fail(&job->err, DUNLIN_EUSAGE, "--timeout: \"%s\" is no time", text);
	dn_error_hint(&job->err, DN_DURATION_FORM);
	return DUNLIN_EUSAGE;
}

dunlin_status dn_waiting(struct dn_job *job, int64_t timeout_ms)
{
	return dunlin_wait(job->engine, timeout_ms == 0 ? -1 : timeout_ms, &job->err);
}
