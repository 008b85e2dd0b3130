/* dunlin completion - prints what a shell needs to complete its words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/job.h"
#include "cli/shellform.h"
#include "cli/suggest.h"

/* What a shell could take for more than a name is not offered. */
static bool is_plain(const char *name)
{
	return name[0] != '-' &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")] == '\0';
}

/* Asked by the scripts: the targets of dunlin.conf, a line each. */
static int print_targets(struct dn_job *job)
{
	dunlin_status status = dn_job_project(job);
	size_t i;

	for (i = 0; status == DUNLIN_OK && i < job->config.n_targets; i++)
		if (is_plain(job->config.targets[i].title))
			puts(job->config.targets[i].title);
	return dn_job_fail(job, status);
}

/* The versions there are files of. */
static int print_versions(struct dn_job *job)
{
	dunlin_report *report = NULL;
	dunlin_status status = dn_job_open(job, DN_JOB_NO_TARGET);
	size_t n, i;

	if (status == DUNLIN_OK)
		status = dunlin_list(&report, job->engine, &job->err);
	n = status == DUNLIN_OK ? dunlin_report_count(report) : 0;
	for (i = 0; i < n; i++) {
		struct dunlin_entry entry = DUNLIN_ENTRY_INIT;

		dunlin_report_at(report, i, &entry);
		if (entry.migration == 'v')
			puts(entry.id);
	}
	dunlin_report_free(report);
	return dn_job_fail(job, status);
}

static const struct {
	const char *name;
	void (*print)(FILE *to);
} shells[] = {
	{ "bash", dn_shellform_bash },
	{ "zsh", dn_shellform_zsh },
	{ "fish", dn_shellform_fish },
};
#define N_SHELLS (sizeof(shells) / sizeof(shells[0]))

static int run(struct dn_job *job)
{
	dunlin_status status = dn_job_words(job, 1, 1);
	struct dn_suggest suggest;
	const char *word;
	char *shown;
	size_t i;

	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	word = job->args->words[0];
	if (strcmp(word, "targets") == 0)
		return print_targets(job);
	if (strcmp(word, "versions") == 0)
		return print_versions(job);
	for (i = 0; i < N_SHELLS; i++) {
		if (strcmp(word, shells[i].name) == 0) {
			shells[i].print(stdout);
			return DN_EXIT_OK;
		}
	}
	shown = dn_url_display(word);
	status = dn_fail(&job->err, DUNLIN_EUSAGE,
			 "completion: unknown \"%s\"; it is bash, zsh or fish", shown);
	suggest = (struct dn_suggest)DN_SUGGEST_INIT(shown);
	for (i = 0; i < N_SHELLS; i++)
		dn_suggest_try(&suggest, shells[i].name);
	if (suggest.best != NULL)
		dn_error_hint(&job->err, "did you mean %s?", suggest.best);
	free(shown);
	return dn_job_fail(job, status);
}

static const struct dn_option options[] = { DN_OPTION_END };

const struct dn_command dn_cmd_completion = {
	.name = "completion",
	.summary = "print what a shell needs to complete commands",
	.usage = "bash | zsh | fish",
	.about = "bash: source <(dunlin completion bash), in ~/.bashrc\n"
		 "zsh: source <(dunlin completion zsh), in ~/.zshrc, below compinit\n"
		 "fish: dunlin completion fish >~/.config/fish/completions/dunlin.fish",
	.options = options,
	.text_only = true,
	.words = "bash zsh fish",
	.looks = true,
	.run = run,
};
