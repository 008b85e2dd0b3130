/*
 * postgres/restore - fills a database with pg_restore.
 *
 * A new database is made beside the target and filled; then the two change names in one transaction,
 * which the server refuses while anybody is connected to the old one, and the old one is dropped.
 * What belongs to the database and not to what is in it, its owner, encoding, locale, rights and
 * settings, is the target's, not the backup's.  A role that may not make databases can fill one that
 * is empty, in one transaction: that takes a lock for every table, of which a server has so many.
 */
#include "restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/text.h"
#include "database.h"
#include "likeness.h"
#include "step.h"
#include "tool.h"
#include "wait.h"

enum { LONGEST_NAME = 63, MARK = 22 }; /* bytes of a name, and of ".dunlin-new-01234567" */

struct job {
	const struct dunlin_host *host;
	const struct dunlin_open *how;
	const struct dunlin_backup *what;
	dunlin_error *err;
	dunlin_conn *conn; /* beside the target */
	struct dn_pg_tool tool;
	char *name;        /* of the target; owned, and so the next two */
	char *fresh, *old; /* what it is called until it is whole; what the old one is, then */
	bool exists;
	bool may_replace; /* may make another, and rename this one */
	bool empty;
};

/* --- looking ------------------------------------------------------------------------- */

static dunlin_status refuse_file(struct job *job, dunlin_status status, const char *why)
{
	return dn_fault_fail(job->host, job->err, status, "%s %s", job->what->file, why);
}

/* What pg_restore says about a file that is no dump helps nobody. */
static dunlin_status check_file(struct job *job)
{
	const char *path = job->what->file;
	char magic[5];
	struct stat st;
	ssize_t n;
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
	n = read(fd, magic, sizeof(magic));
	close(fd);
	if (n != (ssize_t)sizeof(magic) || memcmp(magic, "PGDMP", sizeof(magic)) != 0)
		return refuse_file(job, DUNLIN_EUSAGE, "is not a dump in pg_dump's custom format");
	return DUNLIN_OK;
}

static dunlin_status ask(struct job *job, dunlin_conn *conn, const char *sql, const char *param,
			 dunlin_row_fn on_row, void *payload)
{
	struct dn_pg_step step = { .about = { -1, sql, strlen(sql), DUNLIN_STMT_PLAIN },
				   .params = &param,
				   .n_params = 1,
				   .on_row = on_row,
				   .payload = payload };

	return dn_pg_step_run(conn, &step, job->err);
}

static bool is_true(const char *value)
{
	return value != NULL && strcmp(value, "t") == 0;
}

struct state {
	bool exists, may_replace, used, pooled;
};

static dunlin_status keep_state(void *payload, size_t n, const char *const *values)
{
	struct state *state = payload;

	if (n == 4) {
		state->exists = is_true(values[0]);
		state->may_replace = is_true(values[1]);
		state->used = is_true(values[2]);
		state->pooled = !is_true(values[3]);
	}
	return DUNLIN_OK;
}

enum { GONE_TRIES = 20 }; /* of 0.1 s: a session that was closed just now still ends */

/* A replication slot keeps a database from being dropped, not from being renamed. */
static dunlin_status look(struct job *job)
{
	char sql[1024];
	struct state state = { 0 };
	dunlin_status status;
	int tries = 0;

	(void)snprintf(
		sql, sizeof(sql),
		"SELECT d.oid IS NOT NULL, (SELECT r.rolsuper OR r.rolcreatedb AND (d.oid IS NULL OR "
		"pg_catalog.pg_has_role(d.datdba, 'USAGE')) FROM pg_catalog.pg_roles r "
		"WHERE r.rolname = current_user), "
		"EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid AND "
		"a.pid <> pg_catalog.pg_backend_pid() AND (a.backend_type = 'client backend' OR "
		"a.backend_type IS NULL AND a.usesysid IS NOT NULL)) OR " /* hidden from the role */
		"EXISTS (SELECT FROM pg_catalog.pg_replication_slots s WHERE s.datoid = d.oid), "
		"pg_catalog.pg_backend_pid() = %d "
		"FROM (SELECT $1::text AS name) n LEFT JOIN pg_catalog.pg_database d "
		"ON d.datname = n.name",
		PQbackendPID(job->conn->pg));
	do {
		status = ask(job, job->conn, sql, job->name, keep_state, &state);
		if (status == DUNLIN_OK && state.used)
			status = dn_pg_step_own(job->conn, "SELECT pg_catalog.pg_sleep(0.1)", NULL,
						NULL, job->err);
	} while (status == DUNLIN_OK && state.used && ++tries < GONE_TRIES);
	if (status != DUNLIN_OK)
		return status;
	job->exists = state.exists;
	job->may_replace = state.may_replace;
	if (state.pooled)
		return dn_fault_fail(job->host, job->err, DUNLIN_EUNSUPPORTED,
				     "pg_restore does not work through a transaction pooler: it "
				     "needs a session of its own");
	return state.used ? dn_pg_database_in_use(job->conn, job->name, job->err) : DUNLIN_OK;
}

static dunlin_status keep_empty(void *payload, size_t n, const char *const *values)
{
	bool *empty = payload;

	*empty = n == 1 && is_true(values[0]);
	return DUNLIN_OK;
}

/* Whether there is nothing in the target that template0 does not have. */
static dunlin_status look_inside(struct job *job)
{
	static const char sql[] =
		"SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
		"ON n.oid = c.relnamespace WHERE n.nspname !~ '^pg_' AND "
		"n.nspname <> 'information_schema') "
		"AND NOT EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n "
		"ON n.oid = p.pronamespace WHERE n.nspname !~ '^pg_' AND "
		"n.nspname <> 'information_schema') "
		"AND NOT EXISTS (SELECT FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n "
		"ON n.oid = t.typnamespace WHERE n.nspname !~ '^pg_' AND "
		"n.nspname <> 'information_schema') "
		"AND NOT EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_' AND "
		"n.nspname NOT IN ('information_schema', 'public')) "
		"AND NOT EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE e.extname <> 'plpgsql') "
		"AND NOT EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata) "
		"WHERE $1::text IS NOT NULL";
	dunlin_conn *conn = NULL;
	dunlin_status status = dn_pg_open_bare(&conn, job->host, job->how, job->name, job->err);

	if (status != DUNLIN_OK)
		return status;
	dn_pg_begin(conn);
	status = ask(job, conn, sql, "", keep_empty, &job->empty);
	dn_pg_end(conn);
	dn_pg_close(conn);
	return status;
}

static dunlin_status check_target(struct job *job)
{
	dunlin_status status = look(job);
	struct dunlin_fault fault;

	if (status != DUNLIN_OK || !job->exists)
		return status;
	status = look_inside(job);
	if (status != DUNLIN_OK)
		return status;
	dn_fault_init(&fault, DUNLIN_EEXISTS);
	fault.sqlstate = "42P04";
	if (!job->empty && (job->what->flags & DUNLIN_BACKUP_REPLACE) == 0)
		return dn_fault_send(job->host, job->err, &fault, "database \"%s\" is not empty",
				     job->name);
	if (job->empty || job->may_replace)
		return DUNLIN_OK;
	fault.status = DUNLIN_EPERM;
	fault.sqlstate = "42501";
	fault.hint = "who restores must own the database, and be allowed to create databases";
	return dn_fault_send(job->host, job->err, &fault,
			     "permission denied to put another database in the place of \"%s\"",
			     job->name);
}

/* --- doing ------------------------------------------------------------------------------ */

/* "shop.dunlin-new-1f2e3d4c": a name that nobody has. */
static bool make_names(struct job *job)
{
	const size_t len = strlen(job->name);
	size_t keep = len < LONGEST_NAME - MARK ? len : LONGEST_NAME - MARK;
	uint32_t number;

	while (keep > 0 && keep < len && ((unsigned char)job->name[keep] & 0xC0) == 0x80)
		keep--; /* not within a character */
	if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
		return false;
	if (asprintf(&job->fresh, "%.*s.dunlin-new-%08x", (int)keep, job->name, number) < 0)
		job->fresh = NULL;
	if (asprintf(&job->old, "%.*s.dunlin-old-%08x", (int)keep, job->name, number) < 0)
		job->old = NULL;
	return job->fresh != NULL && job->old != NULL;
}

/* "VERB one", or "VERB one RENAME TO other". */
static dunlin_status run(struct job *job, const char *verb, const char *one, const char *other,
			 dunlin_error *err)
{
	char *first = PQescapeIdentifier(job->conn->pg, one, strlen(one));
	char *second = other == NULL ? NULL
				     : PQescapeIdentifier(job->conn->pg, other, strlen(other));
	struct dn_text sql = { 0 };
	dunlin_status status = DUNLIN_ENOMEM;
	char *text = NULL;

	if (first != NULL && (other == NULL || second != NULL)) {
		dn_text_add(&sql, "%s%s", verb, first);
		if (second != NULL)
			dn_text_add(&sql, " RENAME TO %s", second);
		text = dn_text_take(&sql);
	}
	status = text == NULL ? dn_fault_nomem(job->host, err)
			      : dn_pg_step_own(job->conn, text, NULL, NULL, err);
	free(text);
	PQfreemem(first);
	PQfreemem(second);
	return status;
}

/* pg_restore may just have been ended, and its session not quite. */
static dunlin_status drop(struct job *job, const char *name, dunlin_error *err)
{
	static const char end[] = "SELECT pg_catalog.pg_terminate_backend(a.pid) "
				  "FROM pg_catalog.pg_stat_activity a WHERE a.datname = $1";
	struct dn_pg_step step = { .about = { -1, end, sizeof(end) - 1, DUNLIN_STMT_PLAIN },
				   .params = &name,
				   .n_params = 1 };

	(void)!dn_pg_step_run(job->conn, &step, NULL);
	return run(job, "DROP DATABASE ", name, NULL, err);
}

static dunlin_status fill(struct job *job, const char *database, bool in_one)
{
	const char *const arguments[] = { "--exit-on-error", job->what->file,
					  in_one ? "--single-transaction" : NULL, NULL };

	return dn_pg_tool_run(&job->tool, database, arguments, job->err);
}

/* Both names, or none. */
static dunlin_status rename_both(struct job *job, const char *from, const char *aside,
				 const char *to, dunlin_error *err)
{
	dunlin_status status = dn_pg_step_own(job->conn, "BEGIN", NULL, NULL, err);

	if (status == DUNLIN_OK)
		status = run(job, "ALTER DATABASE ", to, aside, err);
	if (status == DUNLIN_OK)
		status = run(job, "ALTER DATABASE ", from, to, err);
	if (status == DUNLIN_OK)
		return dn_pg_step_own(job->conn, "COMMIT", NULL, NULL, err);
	(void)!dn_pg_step_own(job->conn, "ROLLBACK", NULL, NULL, NULL);
	return status;
}

/* On failure the old one has its name, and the new one its own. */
static dunlin_status swap(struct job *job)
{
	dunlin_status status;

	if (!job->exists)
		return run(job, "ALTER DATABASE ", job->fresh, job->name, job->err);
	status = rename_both(job, job->fresh, job->old, job->name, job->err);
	if (status != DUNLIN_OK)
		return strcmp(job->conn->sqlstate, "55006") == 0
			       ? dn_pg_database_in_use(job->conn, job->name, job->err)
			       : status;
	status = run(job, "DROP DATABASE ", job->old, NULL, job->err);
	if (status != DUNLIN_OK) /* something holds on to it that no session shows */
		(void)!rename_both(job, job->old, job->fresh, job->name, NULL);
	return status;
}

static dunlin_status replace(struct job *job)
{
	dunlin_status status;

	if (!make_names(job))
		return dn_fault_nomem(job->host, job->err);
	status = dn_pg_likeness_make(job->conn, job->name, job->fresh, job->err);
	if (status != DUNLIN_OK)
		return status;
	status = fill(job, job->fresh, false);
	if (status == DUNLIN_OK)
		status = dn_pg_likeness_finish(job->conn, job->name, job->fresh, job->err);
	if (status == DUNLIN_OK)
		status = swap(job);
	if (status != DUNLIN_OK)
		(void)!drop(job, job->fresh, NULL);
	return status;
}

dunlin_status dn_pg_restore(const struct dunlin_host *host, const struct dunlin_open *how,
			    const struct dunlin_backup *what, dunlin_error *err)
{
	struct job job = { .host = host, .how = how, .what = what, .err = err };
	dunlin_status status = dn_fault_check_flags(host, what->flags, DUNLIN_BACKUP_REPLACE, err);

	if (status == DUNLIN_OK)
		status = check_file(&job);
	if (status == DUNLIN_OK)
		status = dn_pg_database_name(&job.name, host, how, err);
	if (status == DUNLIN_OK)
		status = dn_pg_database_beside(&job.conn, host, how, job.name, err);
	if (status == DUNLIN_OK) {
		dn_pg_begin_deaf(job.conn); /* it is stopped between its steps */
		status = check_target(&job);
		if (status == DUNLIN_OK)
			status = dn_pg_tool_find(&job.tool, job.conn, what, "pg_restore", err);
		if (status == DUNLIN_OK)
			status = job.exists && !job.may_replace ? fill(&job, job.name, true)
								: replace(&job);
		dn_pg_end(job.conn);
	}
	dn_pg_tool_clear(&job.tool);
	dn_pg_close(job.conn);
	free(job.name);
	free(job.fresh);
	free(job.old);
	return status;
}
