/* cli/wish - what a run is asked to do, from words and options. */
#include "cli/wish.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/replicas.h"

#define VERSION_DIGITS 64 /* leading zeros apart */

static dunlin_status bad(struct dn_job *job, const char *word, const char *form)
{
	char *shown = dn_url_display(word);

	(void)dn_fail(&job->err, DUNLIN_EUSAGE, "%s: \"%s\" is %s", job->args->command->name, shown,
		      form);
	free(shown);
	return DUNLIN_EUSAGE;
}

static bool all_digits(const char *word)
{
	return word[0] != '\0' && word[strspn(word, "0123456789")] == '\0';
}

static dunlin_status read_count(int64_t *count, struct dn_job *job, const char *word)
{
	long long number;

	errno = 0;
	number = all_digits(word) ? strtoll(word, NULL, 10) : 0;
	if (errno != 0 || number < 1)
		return bad(job, word,
			   "no count: a whole number from 1 on (a version goes with --to)");
	*count = number;
	return DUNLIN_OK;
}

static dunlin_status read_version(const char **version, struct dn_job *job, const char *word)
{
	if (!all_digits(word) || strlen(word + strspn(word, "0")) > VERSION_DIGITS)
		return bad(job, word, "no version: up to 64 digits");
	*version = word;
	return DUNLIN_OK;
}

/* [N | --to VERSION]; *n says how many of them are there. */
static dunlin_status read_extent(struct dunlin_wish *wish, int *n, struct dn_job *job, size_t first)
{
	const struct dn_args *args = job->args;
	const char *to = dn_args_get(args, "to");
	dunlin_status status = dn_job_words(job, 0, first + 1);

	*n = 0;
	if (status == DUNLIN_OK && args->n_words > first) {
		++*n;
		status = read_count(&wish->count, job, args->words[first]);
	}
	if (status == DUNLIN_OK && to != NULL) {
		++*n;
		status = read_version(&wish->version, job, to);
	}
	return status;
}

static void take_out_of_order(struct dunlin_wish *wish, const struct dn_job *job)
{
	if (dn_args_has(job->args, "out-of-order"))
		wish->flags |= DUNLIN_WISH_OUT_OF_ORDER;
}

dunlin_status dn_wish_up(struct dunlin_wish *wish, struct dn_job *job, size_t first)
{
	dunlin_status status;
	int n;

	wish->kind = DUNLIN_WISH_UP;
	take_out_of_order(wish, job);
	status = read_extent(wish, &n, job, first);
	if (status == DUNLIN_OK && n > 1)
		status = dn_fail(&job->err, DUNLIN_EUSAGE, "%s: a count or --to, not both",
				 job->args->command->name);
	return status;
}

dunlin_status dn_wish_down(struct dunlin_wish *wish, struct dn_job *job, size_t first)
{
	bool all = dn_args_has(job->args, "all");
	dunlin_status status;
	int n;

	wish->kind = DUNLIN_WISH_DOWN;
	if (all)
		wish->flags |= DUNLIN_WISH_ALL;
	status = read_extent(wish, &n, job, first);
	if (status == DUNLIN_OK && n + all > 1)
		status = dn_fail(&job->err, DUNLIN_EUSAGE, "%s: a count, --to or --all, only one",
				 job->args->command->name);
	return status;
}

dunlin_status dn_wish_goto(struct dunlin_wish *wish, struct dn_job *job, size_t first)
{
	dunlin_status status = dn_job_words(job, first + 1, first + 1);
	const char *word;

	wish->kind = DUNLIN_WISH_GOTO;
	take_out_of_order(wish, job);
	if (status != DUNLIN_OK)
		return status;
	word = job->args->words[first];
	if (word[0] != '+' && word[0] != '-')
		return read_version(&wish->version, job, word);
	wish->kind = word[0] == '+' ? DUNLIN_WISH_UP : DUNLIN_WISH_DOWN;
	return read_count(&wish->count, job, word + 1);
}

dunlin_status dn_wish_count(int64_t *count, struct dn_job *job, size_t first)
{
	dunlin_status status = dn_job_words(job, 0, first + 1);

	*count = 0;
	if (status == DUNLIN_OK && job->args->n_words > first)
		status = read_count(count, job, job->args->words[first]);
	return status;
}

/* "0003", and where that may be, "R__views". */
static dunlin_status read_migration(const char **version, struct dn_job *job, const char *word)
{
	if (strncmp(word, "R__", 3) != 0)
		return read_version(version, job, word);
	*version = word;
	return DUNLIN_OK;
}

dunlin_status dn_wish_redo(struct dunlin_wish *wish, struct dn_job *job, size_t first)
{
	dunlin_status status;

	wish->kind = DUNLIN_WISH_REDO;
	if (!dn_args_has(job->args, "force"))
		return dn_wish_count(&wish->count, job, first);
	wish->flags |= DUNLIN_WISH_FORCE;
	status = dn_job_words(job, 0, first + 1);
	if (status == DUNLIN_OK && job->args->n_words > first)
		status = read_migration(&wish->version, job, job->args->words[first]);
	return status;
}

dunlin_status dn_wish_stamp(struct dunlin_wish *wish, struct dn_job *job, size_t first)
{
	const char *from = dn_args_get(job->args, "from");
	dunlin_status status = dn_job_words(job, from == NULL ? first + 1 : 0, first + 1);

	wish->kind = DUNLIN_WISH_STAMP;
	wish->from = from;
	if (status == DUNLIN_OK && from != NULL && from[0] == '\0')
		return dn_fail(&job->err, DUNLIN_EUSAGE, "%s: --from names no table",
			       job->args->command->name);
	if (status == DUNLIN_OK && job->args->n_words > first)
		status = read_version(&wish->version, job, job->args->words[first]);
	return status;
}

dunlin_status dn_wish_resolve(struct dunlin_wish *wish, struct dn_job *job, size_t first)
{
	const bool done = dn_args_has(job->args, "done");
	dunlin_status status = dn_job_words(job, first + 1, first + 1);
	const char *word;

	wish->kind = DUNLIN_WISH_RESOLVE;
	if (done)
		wish->flags |= DUNLIN_WISH_DONE;
	if (status == DUNLIN_OK && done == dn_args_has(job->args, "retry"))
		return dn_fail(&job->err, DUNLIN_EUSAGE, "%s: --done or --retry, one of them",
			       job->args->command->name);
	if (status != DUNLIN_OK)
		return status;
	word = job->args->words[first];
	if (strncmp(word, "R__", 3) != 0 && strncmp(word, "seeds/", 6) != 0)
		return read_version(&wish->version, job, word);
	wish->version = word;
	return DUNLIN_OK;
}

dunlin_status dn_wish_seed(struct dunlin_wish *wish, struct dn_job *job, size_t first)
{
	wish->kind = DUNLIN_WISH_SEED;
	return dn_job_words(job, 0, first);
}

dunlin_status dn_wish_repair(struct dunlin_wish *wish, struct dn_job *job, size_t first)
{
	wish->kind = DUNLIN_WISH_REPAIR;
	return dn_job_words(job, 0, first);
}

dunlin_status dn_wish_manner(struct dunlin_wish *wish, struct dn_job *job)
{
	static const struct {
		const char *name;
		uint32_t flag;
	} manners[] = {
		{ "sql", DUNLIN_WISH_SCRIPT },
		{ "dry-run", DUNLIN_WISH_DRY_RUN },
		{ "one-transaction", DUNLIN_WISH_ONE_TRANSACTION },
		{ "verify", DUNLIN_WISH_VERIFY },
		{ "sync-each", DUNLIN_WISH_SYNC_EACH },
	};
	dunlin_status status;
	size_t i;

	for (i = 0; i < sizeof(manners) / sizeof(manners[0]); i++)
		if (dn_args_knows(job->args, manners[i].name) &&
		    dn_args_has(job->args, manners[i].name))
			wish->flags |= manners[i].flag;
	if (dn_args_knows(job->args, "backup")) {
		wish->backup = dn_args_get(job->args, "backup");
		if (wish->backup != NULL && wish->backup[0] == '\0')
			return dn_fail(&job->err, DUNLIN_EUSAGE, "%s: --backup names no folder",
				       job->args->command->name);
	}
	if (wish->backup != NULL &&
	    ((wish->flags & (DUNLIN_WISH_SCRIPT | DUNLIN_WISH_DRY_RUN)) != 0 ||
	     (dn_args_knows(job->args, "check") && dn_args_has(job->args, "check"))))
		return dn_fail(&job->err, DUNLIN_EUSAGE,
			       "%s: --backup goes with a run that changes something, and with no "
			       "--sql, --dry-run or --check",
			       job->args->command->name);
	status = dn_replicas_wish(wish, job);
	if (status != DUNLIN_OK || (wish->flags & DUNLIN_WISH_SCRIPT) == 0)
		return status;
	if ((wish->flags & DUNLIN_WISH_DRY_RUN) != 0 ||
	    (dn_args_knows(job->args, "check") && dn_args_has(job->args, "check")))
		return dn_fail(&job->err, DUNLIN_EUSAGE,
			       "%s: --sql runs nothing, and goes with no --dry-run or --check",
			       job->args->command->name);
	return DUNLIN_OK;
}
