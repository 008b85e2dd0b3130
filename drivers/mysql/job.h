/* mysql/job - a restore while it is done: its connection, which is in no database, and its programs. */
#ifndef DN_MYSQL_JOB_H
#define DN_MYSQL_JOB_H

#include <mysql.h>

#include "common/text.h"
#include "tool.h"

struct dn_my_job {
	const struct dunlin_host *host;
	const struct dunlin_open *how;
	const struct dunlin_backup *what;
	dunlin_error *err;
	struct dn_my_params params;
	const char *database; /* lent */
	MYSQL *my;
	bool is_mariadb, exists, empty;
	char *tail; /* of the CREATE DATABASE that makes it as it is; owned */
	struct dn_my_tool client, dump;
};

/* Runs one statement, whose text is taken, and throws its rows away. */
DUNLIN_MUST_CHECK dunlin_status dn_my_job_run(struct dn_my_job *job, struct dn_text *sql,
					      dunlin_error *err);
/* Hands the rows of one over. */
DUNLIN_MUST_CHECK dunlin_status dn_my_job_ask(struct dn_my_job *job, struct dn_text *sql,
					      dunlin_row_fn on_row, void *payload,
					      dunlin_error *err);
/* Adds a name, quoted, or a text as a literal. */
void dn_my_job_name(struct dn_text *sql, const char *name);
void dn_my_job_literal(const struct dn_my_job *job, struct dn_text *sql, const char *text);

/* Makes a database like the target, or as a new one is, or drops one that may be there. */
DUNLIN_MUST_CHECK dunlin_status dn_my_job_create(struct dn_my_job *job, const char *name,
						 dunlin_error *err);
DUNLIN_MUST_CHECK dunlin_status dn_my_job_drop(struct dn_my_job *job, const char *name,
					       dunlin_error *err);
/* EBUSY when others are connected to the target. */
DUNLIN_MUST_CHECK dunlin_status dn_my_job_unused(struct dn_my_job *job);
/* Runs the statements of a file in a database. */
DUNLIN_MUST_CHECK dunlin_status dn_my_job_fill(struct dn_my_job *job, const char *name,
					       const char *file, dunlin_error *err);

#endif
