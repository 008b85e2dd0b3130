/* mysql/restore - fills a database from a dump. */
#include "restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fault.h"
#include "database.h"
#include "job.h"
#include "run.h"
#include "swap.h"

enum { HEAD = 64, DEFAULT_WAIT_S = 5, ER_BAD_DB = 1049 };

/* ---- the file ---------------------------------------------------------------------- */

static dunlin_status refuse_file(struct dn_my_job *job, dunlin_status status, const char *why)
{
	return dn_fault_fail(job->host, job->err, status, "%s %s", job->what->file, why);
}

/* A walk over the beginnings of its lines. */
struct walk {
	char head[HEAD + 1]; /* of the line so far */
	size_t len;
	size_t lines;
	bool dump;     /* it says that it is one */
	bool complete; /* the last line that is not empty says so */
	bool others;   /* it says itself what database it is for */
};

static bool begins(const struct walk *walk, const char *text)
{
	return strncmp(walk->head, text, strlen(text)) == 0;
}

/* In a text of SQL no line begins so but by the program's own hand: it escapes the ends of lines. */
static void end_line(struct walk *walk)
{
	walk->head[walk->len] = '\0';
	walk->lines++;
	if (walk->lines <= 3 && (begins(walk, "-- MariaDB dump") || begins(walk, "-- MySQL dump")))
		walk->dump = true;
	if (begins(walk, "USE `") || begins(walk, "CREATE DATABASE ") ||
	    begins(walk, "/*!40000 DROP DATABASE"))
		walk->others = true;
	if (walk->len > 0)
		walk->complete = begins(walk, "-- Dump completed");
	walk->len = 0;
}

static dunlin_status read_file(struct dn_my_job *job, int fd, struct walk *walk)
{
	char bytes[65536];
	ssize_t n, i;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
		for (i = 0; i < n; i++) {
			if (bytes[i] == '\n')
				end_line(walk);
			else if (walk->len < HEAD)
				walk->head[walk->len++] = bytes[i] == '\0' ? ' ' : bytes[i];
		}
		if (dn_my_tool_stopped(&job->client))
			return dn_fault_fail(job->host, job->err, DUNLIN_ECANCELED, "canceled");
		if (!walk->dump && walk->lines > 3)
			break;
	}
	if (walk->len > 0)
		end_line(walk);
	return n < 0 ? refuse_file(job, DUNLIN_EUSAGE, "cannot be read") : DUNLIN_OK;
}

/* What the client says about a file that is no dump helps nobody, and it would run one of several
 * databases in those. */
static dunlin_status check_file(struct dn_my_job *job)
{
	const char *path = job->what->file;
	struct walk walk = { .len = 0 };
	dunlin_status status;
	struct stat st;
	int fd;

	if (stat(path, &st) != 0)
		return errno == ENOENT || errno == ENOTDIR
			       ? refuse_file(job, DUNLIN_EMISSING, "does not exist")
			       : refuse_file(job, DUNLIN_EPERM, "cannot be looked at");
	if (!S_ISREG(st.st_mode))
		return refuse_file(job, DUNLIN_EUSAGE, "is not a regular file");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return refuse_file(job, errno == EACCES ? DUNLIN_EPERM : DUNLIN_EUSAGE,
				   errno == EACCES ? "cannot be read: permission denied"
						   : "cannot be read");
	status = read_file(job, fd, &walk);
	close(fd);
	if (status != DUNLIN_OK)
		return status;
	if (!walk.dump)
		return refuse_file(job, DUNLIN_EUSAGE,
				   "is not a dump of mariadb-dump or mysqldump");
	if (!walk.complete)
		return refuse_file(job, DUNLIN_EUSAGE,
				   "is cut off: the line that says it is complete is missing");
	if (walk.others)
		return refuse_file(job, DUNLIN_EUSAGE,
				   "was dumped with --databases: it says itself what database it "
				   "is for");
	return DUNLIN_OK;
}

/* ---- the target -------------------------------------------------------------------- */

/* What stands behind the name: the character set, the collation, a comment. */
static dunlin_status take_tail(void *payload, size_t n, const char *const *values)
{
	struct dn_my_job *job = payload;
	char *name = dn_my_name(job->database);
	const char *at = n > 1 && values[1] != NULL && name != NULL ? strstr(values[1], name)
								    : NULL;

	job->exists = true;
	free(job->tail);
	job->tail = at == NULL ? NULL : strdup(at + strlen(name));
	free(name);
	return at == NULL || job->tail == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static dunlin_status take_empty(void *payload, size_t n, const char *const *values)
{
	bool *empty = payload;

	*empty = n > 0 && values[0] != NULL && strcmp(values[0], "0") == 0;
	return DUNLIN_OK;
}

static dunlin_status look_inside(struct dn_my_job *job)
{
	struct dn_text sql = { 0 };

	dn_text_add(&sql, "SELECT (SELECT COUNT(*) FROM information_schema.TABLES "
			  "WHERE TABLE_SCHEMA = s.n) + "
			  "(SELECT COUNT(*) FROM information_schema.ROUTINES "
			  "WHERE ROUTINE_SCHEMA = s.n) + "
			  "(SELECT COUNT(*) FROM information_schema.EVENTS "
			  "WHERE EVENT_SCHEMA = s.n) FROM (SELECT ");
	dn_my_job_literal(job, &sql, job->database);
	dn_text_add(&sql, " AS n) s");
	return dn_my_job_ask(job, &sql, take_empty, &job->empty, job->err);
}

static dunlin_status look(struct dn_my_job *job)
{
	struct dn_text sql = { 0 };
	struct dunlin_fault fault;
	dunlin_status status;

	dn_text_add(&sql, "SHOW CREATE DATABASE ");
	dn_my_job_name(&sql, job->database);
	status = dn_my_job_ask(job, &sql, take_tail, job, job->err);
	if (status != DUNLIN_OK)
		return mysql_errno(job->my) == ER_BAD_DB ? DUNLIN_OK : status;
	status = look_inside(job);
	if (status == DUNLIN_OK)
		status = dn_my_job_unused(job);
	if (status != DUNLIN_OK || job->empty || (job->what->flags & DUNLIN_BACKUP_REPLACE) != 0)
		return status;
	dn_fault_init(&fault, DUNLIN_EEXISTS);
	fault.sqlstate = "42P04";
	return dn_fault_send(job->host, job->err, &fault, "database \"%s\" is not empty",
			     job->database);
}

/* ---- doing --------------------------------------------------------------------------- */

/* A database that is not there, or empty, may be filled in its place: on failure it is again. */
static dunlin_status fill(struct dn_my_job *job)
{
	dunlin_status status = job->exists ? DUNLIN_OK
					   : dn_my_job_create(job, job->database, job->err);

	if (status != DUNLIN_OK)
		return status;
	status = dn_my_job_fill(job, job->database, job->what->file, job->err);
	if (status != DUNLIN_OK && dn_my_job_drop(job, job->database, NULL) == DUNLIN_OK &&
	    job->exists)
		(void)!dn_my_job_create(job, job->database, NULL);
	return status;
}

static dunlin_status find_tools(struct dn_my_job *job)
{
	const struct dunlin_open *how = job->how;
	const struct dn_my_tool tool = {
		.host = job->host,
		.params = &job->params,
		.what = job->what,
		.on_progress = DUNLIN_HAS(how, on_progress) ? how->on_progress : NULL,
		.payload = DUNLIN_HAS(how, payload) ? how->payload : NULL,
		.options = -1,
	};
	dunlin_status status;

	job->client = tool;
	status = dn_my_tool_find(&job->client, DN_MY_CLIENT, job->is_mariadb, job->err);
	if (status != DUNLIN_OK || !job->exists || job->empty)
		return status;
	job->dump = tool;
	return dn_my_tool_find(&job->dump, DN_MY_DUMP, job->is_mariadb, job->err);
}

/* How long a table may keep us waiting. */
static dunlin_status set_up(struct dn_my_job *job)
{
	const int64_t ms = DUNLIN_HAS(job->how, lock_timeout_ms) ? job->how->lock_timeout_ms : 0;
	struct dn_text sql = { 0 };

	dn_text_add(&sql, "SET SESSION foreign_key_checks = 0, lock_wait_timeout = %lld",
		    ms < 0    ? 31536000LL
		    : ms == 0 ? (long long)DEFAULT_WAIT_S
			      : (long long)(ms / 1000 + (ms % 1000 != 0)));
	return dn_my_job_run(job, &sql, job->err);
}

static dunlin_status connect(struct dn_my_job *job)
{
	dunlin_status status =
		dn_my_params_connect(&job->my, &job->params, NULL, job->host, job->err);

	if (status != DUNLIN_OK)
		return status;
	job->is_mariadb = strstr(mysql_get_server_info(job->my), "MariaDB") != NULL;
	return set_up(job);
}

static dunlin_status read_target(struct dn_my_job *job)
{
	dunlin_status status = dn_my_params_read(&job->params, job->host, job->how, job->err);

	job->database = DUNLIN_HAS(job->how, schema) && job->how->schema != NULL
				? job->how->schema
				: job->params.database;
	if (status == DUNLIN_OK && job->database == NULL)
		status = dn_fault_fail(job->host, job->err, DUNLIN_EUSAGE,
				       "the URL names no database: mysql://host/DATABASE");
	return status;
}

dunlin_status dn_my_restore(const struct dunlin_host *host, const struct dunlin_open *how,
			    const struct dunlin_backup *what, dunlin_error *err)
{
	struct dn_my_job job = { .host = host, .how = how, .what = what, .err = err };
	dunlin_status status = dn_fault_check_flags(host, what->flags, DUNLIN_BACKUP_REPLACE, err);

	job.client.what = what; /* who is asked whether to stop */
	if (status == DUNLIN_OK)
		status = read_target(&job);
	if (status == DUNLIN_OK)
		status = check_file(&job);
	if (status == DUNLIN_OK)
		status = connect(&job);
	if (status == DUNLIN_OK)
		status = look(&job);
	if (status == DUNLIN_OK)
		status = find_tools(&job);
	if (status == DUNLIN_OK)
		status = job.exists && !job.empty ? dn_my_swap(&job) : fill(&job);
	dn_my_tool_clear(&job.client);
	dn_my_tool_clear(&job.dump);
	if (job.my != NULL)
		mysql_close(job.my);
	free(job.tail);
	dn_my_params_clear(&job.params);
	return status;
}
