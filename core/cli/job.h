/*
 * cli/job - one run of a command: what was asked, the project, the engine.
 *
 * main() fills it; a command opens what it needs, and returns an exit code, most
 * often through dn_job_fail().
 */
#ifndef DN_CLI_JOB_H
#define DN_CLI_JOB_H

#include <stdbool.h>

#include <dunlin/dunlin.h>

#include "base/error.h"
#include "cli/config.h"
#include "cli/dotenv.h"
#include "cli/errorform.h"
#include "cli/json.h"
#include "cli/opt.h"
#include "cli/output.h"
#include "cli/places.h"
#include "cli/progress.h"
#include "cli/record.h"
#include "cli/target.h"
#include "cli/url.h"

struct dn_job {
	const struct dn_args *args;
	struct dn_output output;
	dunlin_error err;
	json_t *json; /* what the command came to; NULL without --json; see cli/document.h */
	struct dn_record record; /* with json */

	/* From dn_job_project() on. */
	struct dn_dotenv env;
	struct dn_config config;

	/* From dn_job_open() on. */
	struct dn_url url;
	struct dn_target_options target;
	struct dn_places places;
	char *driver;
	struct dn_progress progress;
	dunlin_engine *engine;
};

/* How to open an engine. */
#define DN_JOB_NO_TARGET (1u << 0)  /* only for listing: no database is named */
#define DN_JOB_CREATE (1u << 1)     /* opening may create a database file */
#define DN_JOB_ANY_TARGET (1u << 3) /* one that has no url is as good as none */
#define DN_JOB_MEMORY (1u << 4)     /* without --url: a database in memory, of SQLite */
#define DN_JOB_ENV (1u << 2)        /* the command has --env */

/* Reads .env and dunlin.conf; before any thread. */
DUNLIN_MUST_CHECK dunlin_status dn_job_project(struct dn_job *job);
/* That, and opens the engine; from here on signals cancel. */
DUNLIN_MUST_CHECK dunlin_status dn_job_open(struct dn_job *job, unsigned int flags);
/* Another engine in the place of the first, which has read its files already; it
 * warns of nothing again. */
DUNLIN_MUST_CHECK dunlin_status dn_job_reopen(struct dn_job *job);
/* Closes and frees everything; also when nothing was opened. */
void dn_job_close(struct dn_job *job);

/* After a call of the engine, before more is written: takes the live line away. */
void dn_job_rest(struct dn_job *job);
/* Reports job->err and returns the exit code; DUNLIN_OK is exit code 0 and says nothing. */
int dn_job_fail(struct dn_job *job, dunlin_status status);

/* EUSAGE when there are more words than `most`, or fewer than `least`. */
DUNLIN_MUST_CHECK dunlin_status dn_job_words(struct dn_job *job, size_t least, size_t most);

#endif
