/* dunlin stamp - records migrations as applied without running them. */
#include "cli/job.h"
#include "cli/outcome.h"
#include "cli/wish.h"

static int run(struct dn_job *job)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_status status = dn_wish_stamp(&wish, job, 0);

	/* What another runner has migrated is there already. */
	if (status == DUNLIN_OK)
		status = dn_outcome_open(job, &wish,
					 DN_JOB_ENV | (wish.from == NULL ? DN_JOB_CREATE : 0));
	job->progress.word = "stamped   ";
	if (status == DUNLIN_OK && !dn_args_has(job->args, "yes"))
		status = dn_outcome_ask(job, &wish, "records", "as applied, and runs nothing");
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	return dn_outcome_run(job, &wish);
}

static const struct dn_option options[] = {
	DN_OPTION_FROM("what this table of another runner says is applied"),
	DN_OPTION_YES,
	DN_OPTION_ENV,
	DN_OPTION_LOCK_WAIT,
	DN_OPTION_END,
};

const struct dn_command dn_cmd_stamp = {
	.name = "stamp",
	.summary = "record migrations as applied without running them",
	.usage = "VERSION [--yes] [--env NAME] [--lock-wait TIME]\n"
		 "--from TABLE [VERSION] [--yes] [--env NAME] [--lock-wait TIME]",
	.about =
		"Everything that is pending up to VERSION, for a database that has it all by other\n"
		"means.  Says what it will record, and asks.\n\n"
		"With --from, what another runner has applied, as its table says: that of goose,\n"
		"Flyway, Atlas, Prisma, sqlx, sql-migrate or golang-migrate, or one with versions or\n"
		"file names in the column version, name, filename or migration.  Nothing is recorded\n"
		"when a row matches no file, or something failed there.  TABLE may be SCHEMA.TABLE.",
	.options = options,
	.words = "VERSION",
	.run = run,
};
