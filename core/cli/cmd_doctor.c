/* dunlin doctor - looks at everything a run needs, and says what to do about it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/die.h"
#include "cli/findingform.h"
#include "cli/job.h"
#include "cli/lookjson.h"
#include "cli/trial.h"

/* The first finding, which is not the engine's. */
static void put_config(struct dn_job *job)
{
	struct dunlin_finding finding = DUNLIN_FINDING_INIT;
	struct dn_str text = DN_STR_INIT;

	dn_str_printf(&text, "%s; url from %s",
		      job->config.found ? DN_CONFIG_FILE : "no " DN_CONFIG_FILE, job->url.origin);
	if (job->url.target != NULL)
		dn_str_printf(&text, ", target %s", job->url.target->title);
	finding.kind = DUNLIN_FINDING_GOOD;
	finding.about = "configuration";
	finding.message = dn_need_str(&text);
	if (job->json != NULL)
		dn_lookjson_add_finding(job->json, &finding);
	else
		dn_findingform_line(&job->output, finding.kind, finding.about, finding.message,
				    NULL);
	dn_str_clear(&text);
}

/* Whether what is wrong is that there is no connection. */
static bool cannot_connect(const dunlin_findings *findings)
{
	size_t n = dunlin_findings_count(findings), i;

	for (i = 0; i < n; i++) {
		struct dunlin_finding finding = DUNLIN_FINDING_INIT;

		dunlin_findings_at(findings, i, &finding);
		if (finding.kind == DUNLIN_FINDING_ERROR && finding.about != NULL &&
		    strcmp(finding.about, "connection") == 0)
			return true;
	}
	return false;
}

static int print(struct dn_job *job, const dunlin_findings *findings)
{
	struct dn_finding_counts counts;
	size_t problems;

	dn_findingform_count(&counts, findings);
	problems = counts.errors + counts.coverage;
	put_config(job);
	if (job->json != NULL) {
		dn_lookjson_put_findings(job->json, findings);
	} else {
		dn_findingform_report(&job->output, findings);
		printf("%zu problem%s, %zu warning%s\n", problems, problems == 1 ? "" : "s",
		       counts.warnings, counts.warnings == 1 ? "" : "s");
	}
	if (problems == 0)
		return DN_EXIT_OK;
	return cannot_connect(findings) ? DN_EXIT_CONNECT : DN_EXIT_FAILED;
}

static void note_driver(const struct dn_job *job, struct dn_trial *trial)
{
	struct dn_str text = DN_STR_INIT;
	char *dialect;

	if (job->driver != NULL) {
		dn_str_puts(&text, job->driver);
	} else {
		dialect = dn_need(dn_url_dialect(job->url.text));
		dn_str_printf(&text, "the driver for %s", dialect);
		free(dialect);
	}
	dn_trial_note(trial, dn_need_str(&text));
	dn_str_clear(&text);
}

static int look(struct dn_job *job, struct dn_trial *trial)
{
	dunlin_findings *findings = NULL;
	dunlin_status status = dn_job_open(job, DN_JOB_CREATE | DN_JOB_ENV);
	int code = DN_EXIT_OK;

	if (status == DUNLIN_OK) {
		note_driver(job, trial);
		status = dunlin_examine(&findings, job->engine, &job->err);
	}
	dn_job_rest(job);
	if (status == DUNLIN_OK)
		code = print(job, findings);
	dunlin_findings_free(findings);
	return status == DUNLIN_OK ? code : dn_job_fail(job, status);
}

static int report_crash(struct dn_job *job, const char *driver, int number)
{
	struct dunlin_finding finding = DUNLIN_FINDING_INIT;
	struct dn_str text = DN_STR_INIT;

	dn_str_printf(&text, "%s crashed: %s", driver[0] == '\0' ? "the command" : driver,
		      strsignal(number));
	finding.kind = DUNLIN_FINDING_ERROR;
	finding.about = "driver";
	finding.message = dn_need_str(&text);
	finding.hint =
		"whoever made it wants to know; dunlin drivers says where it comes from, and "
		"--driver names another one";
	if (job->json != NULL) {
		dn_lookjson_add_finding(job->json, &finding);
	} else {
		dn_findingform_line(&job->output, finding.kind, finding.about, finding.message,
				    finding.hint);
		puts("1 problem, 0 warnings");
	}
	dn_str_clear(&text);
	return DN_EXIT_FAILED;
}

/* In a process of its own: a driver is a stranger's code, and may crash. */
static int run(struct dn_job *job)
{
	dunlin_status status = dn_job_words(job, 0, 0);
	struct dn_trial trial;
	int code;

	if (status == DUNLIN_OK)
		status = dn_trial_start(&trial, &job->err);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	if (trial.child == 0)
		return look(job, &trial);
	if (dn_trial_end(&trial, &code)) {
		json_decref(job->json); /* the child has printed one */
		job->json = NULL;
	} else {
		code = report_crash(job, trial.note, code);
	}
	dn_trial_clear(&trial);
	return code;
}

static const struct dn_option options[] = { DN_OPTION_ENV, DN_OPTION_END };

const struct dn_command dn_cmd_doctor = {
	.name = "doctor",
	.summary = "look at everything a run needs, and say what is wrong",
	.usage = "[--env NAME]",
	.about =
		"Configuration, driver, files, connection, pooler, rights, clock, history, log and\n"
		"lock, a line each, and what to do about what is wrong.  Changes nothing.  Exit code\n"
		"1 with problems, 6 when there is no connection.",
	.options = options,
	.looks = true,
	.run = run,
};
