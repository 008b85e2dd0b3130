/*
 * mysql/swap - puts what a dump holds in the place of what is in a database.
 *
 * A database cannot be renamed.  So the dump is run in a new one beside it, which shows whether all of it
 * can be; then the tables of the old one are moved aside and those of the new one into its place, which
 * copies nothing.  What cannot be moved, triggers, views, routines and events, is dumped from both before
 * and run again.  Until the end all of the old one is there, and goes back the same way.
 */
#include "swap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "common/fault.h"

enum { LONGEST_STEM = 40 }; /* bytes of the name in that of another; of 64 characters in all */

/* What of a database is no table: two dumps in memory, -1: none. */
struct rest {
	int code;  /* triggers, routines, events */
	int views; /* which may call the routines */
};

struct names {
	char **list; /* owned, and so each of them; ends with NULL */
	size_t n;
};

struct swap {
	struct dn_my_job *job;
	char *fresh, *aside; /* owned */
	struct rest old, new;
	bool emptied; /* the database itself may be gone */
};

/* ---- lists ------------------------------------------------------------------------- */

static dunlin_status take_name(void *payload, size_t n, const char *const *values)
{
	struct names *names = payload;
	char **grown = realloc(names->list, (names->n + 2) * sizeof(*grown));

	(void)n;
	if (grown == NULL)
		return DUNLIN_ENOMEM;
	names->list = grown;
	grown[names->n] = strdup(values[0] == NULL ? "" : values[0]);
	grown[names->n + 1] = NULL;
	return grown[names->n++] == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static void names_clear(struct names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		free(names->list[i]);
	free(names->list);
	memset(names, 0, sizeof(*names));
}

/* `question` ends where the name of the database goes. */
static dunlin_status find(struct dn_my_job *job, struct names *out, const char *question,
			  const char *database, dunlin_error *err)
{
	struct dn_text sql = { 0 };

	dn_text_add(&sql, "%s", question);
	dn_my_job_literal(job, &sql, database);
	return dn_my_job_ask(job, &sql, take_name, out, err);
}

/* ---- moving ------------------------------------------------------------------------ */

/* A table does not move with a trigger. */
static dunlin_status drop_triggers(struct dn_my_job *job, const char *database, dunlin_error *err)
{
	struct names names = { 0 };
	struct dn_text sql = { 0 };
	dunlin_status status =
		find(job, &names,
		     "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ",
		     database, err);
	size_t i;

	for (i = 0; i < names.n && status == DUNLIN_OK; i++) {
		dn_text_add(&sql, "DROP TRIGGER ");
		dn_my_job_name(&sql, database);
		dn_text_add(&sql, ".");
		dn_my_job_name(&sql, names.list[i]);
		status = dn_my_job_run(job, &sql, err);
	}
	names_clear(&names);
	return status;
}

/* All tables and sequences, or none. */
static dunlin_status move(struct dn_my_job *job, const char *from, const char *to,
			  dunlin_error *err)
{
	struct names names = { 0 };
	struct dn_text sql = { 0 };
	dunlin_status status = find(job, &names,
				    "SELECT TABLE_NAME FROM information_schema.TABLES "
				    "WHERE TABLE_TYPE NOT LIKE '%VIEW' AND TABLE_SCHEMA = ",
				    from, err);
	size_t i;

	for (i = 0; i < names.n && status == DUNLIN_OK; i++) {
		dn_text_add(&sql, i == 0 ? "RENAME TABLE " : ", ");
		dn_my_job_name(&sql, from);
		dn_text_add(&sql, ".");
		dn_my_job_name(&sql, names.list[i]);
		dn_text_add(&sql, " TO ");
		dn_my_job_name(&sql, to);
		dn_text_add(&sql, ".");
		dn_my_job_name(&sql, names.list[i]);
	}
	if (status == DUNLIN_OK && names.n > 0)
		status = dn_my_job_run(job, &sql, err);
	names_clear(&names);
	return status;
}

/* ---- what does not move -------------------------------------------------------------- */

static void rest_clear(struct rest *rest)
{
	if (rest->code >= 0)
		close(rest->code);
	if (rest->views >= 0)
		close(rest->views);
	rest->code = rest->views = -1;
}

static dunlin_status dump(struct dn_my_job *job, int *out, const char *const *arguments)
{
	*out = dn_my_tool_memory("dunlin-dump");
	return *out < 0 ? dn_fault_fail(job->host, job->err, DUNLIN_ESQL, "no file in memory: %m")
			: dn_my_tool_run(&job->dump, arguments, NULL, *out, job->err);
}

static dunlin_status dump_code(struct dn_my_job *job, struct rest *rest, const char *database)
{
	const char *const arguments[] = { "--result-file=/dev/fd/4",
					  "--no-create-info",
					  "--no-data",
					  "--skip-lock-tables",
					  "--no-tablespaces",
					  "--add-drop-trigger",
					  "--triggers",
					  "--routines",
					  "--events",
					  "--",
					  database,
					  NULL };

	return dump(job, &rest->code, arguments);
}

static dunlin_status dump_views(struct dn_my_job *job, struct rest *rest, const char *database)
{
	static const char *const first[] = { "--result-file=/dev/fd/4", "--no-data",
					     "--skip-triggers",         "--skip-lock-tables",
					     "--no-tablespaces",        "--" };
	enum { FIRST = sizeof(first) / sizeof(first[0]) };
	struct names names = { 0 };
	const char **arguments = NULL;
	dunlin_status status = find(
		job, &names,
		"SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ", database,
		job->err);

	if (status == DUNLIN_OK && names.n > 0) {
		arguments = calloc(FIRST + names.n + 2, sizeof(*arguments));
		if (arguments == NULL) {
			status = dn_fault_nomem(job->host, job->err);
		} else {
			memcpy(arguments, first, sizeof(first));
			arguments[FIRST] = database;
			memcpy(arguments + FIRST + 1, names.list, names.n * sizeof(*arguments));
			status = dump(job, &rest->views, arguments);
		}
	}
	free(arguments);
	names_clear(&names);
	return status;
}

static dunlin_status take_rest(struct dn_my_job *job, struct rest *rest, const char *database)
{
	dunlin_status status = dump_code(job, rest, database);

	return status == DUNLIN_OK ? dump_views(job, rest, database) : status;
}

static dunlin_status load_one(struct dn_my_job *job, int fd, dunlin_error *err)
{
	char path[32];

	if (fd < 0)
		return DUNLIN_OK;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return dn_my_job_fill(job, job->database, path, err);
}

static dunlin_status load_rest(struct dn_my_job *job, const struct rest *rest, dunlin_error *err)
{
	dunlin_status status = load_one(job, rest->code, err);

	return status == DUNLIN_OK ? load_one(job, rest->views, err) : status;
}

/* ---- the swap ------------------------------------------------------------------------ */

/* Names that nobody has. */
static bool make_names(struct swap *swap)
{
	const char *name = swap->job->database;
	const size_t len = strlen(name);
	size_t keep = len < LONGEST_STEM ? len : LONGEST_STEM;
	uint32_t number;

	while (keep > 0 && keep < len && ((unsigned char)name[keep] & 0xC0) == 0x80)
		keep--; /* not within a character */
	if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
		return false;
	if (asprintf(&swap->fresh, "%.*s_dunlin_new_%08x", (int)keep, name, number) < 0)
		swap->fresh = NULL;
	if (asprintf(&swap->aside, "%.*s_dunlin_old_%08x", (int)keep, name, number) < 0)
		swap->aside = NULL;
	return swap->fresh != NULL && swap->aside != NULL;
}

/* A foreign key from elsewhere would go with the old table. */
static dunlin_status check_foreign(struct dn_my_job *job)
{
	struct names names = { 0 };
	struct dn_text sql = { 0 };
	dunlin_status status;

	dn_text_add(&sql, "SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) "
			  "FROM information_schema.KEY_COLUMN_USAGE "
			  "WHERE REFERENCED_TABLE_SCHEMA = ");
	dn_my_job_literal(job, &sql, job->database);
	dn_text_add(&sql, " AND TABLE_SCHEMA <> ");
	dn_my_job_literal(job, &sql, job->database);
	dn_text_add(&sql, " LIMIT 1");
	status = dn_my_job_ask(job, &sql, take_name, &names, job->err);
	if (status == DUNLIN_OK && names.n > 0)
		status =
			dn_fault_fail(job->host, job->err, DUNLIN_ESQL,
				      "a foreign key of %s, in another database, refers to a table "
				      "of %s",
				      names.list[0], job->database);
	names_clear(&names);
	return status;
}

/* Everything that may fail for a reason of the dump's, while nothing has been touched. */
static dunlin_status prepare(struct swap *swap)
{
	struct dn_my_job *job = swap->job;
	dunlin_status status = check_foreign(job);

	if (status == DUNLIN_OK)
		status = dn_my_job_create(job, swap->fresh, job->err);
	if (status == DUNLIN_OK)
		status = dn_my_job_fill(job, swap->fresh, job->what->file, job->err);
	if (status == DUNLIN_OK)
		status = take_rest(job, &swap->new, swap->fresh);
	if (status == DUNLIN_OK)
		status = take_rest(job, &swap->old, job->database);
	if (status == DUNLIN_OK)
		status = drop_triggers(job, swap->fresh, job->err);
	if (status == DUNLIN_OK)
		status = dn_my_job_create(job, swap->aside, job->err);
	if (status == DUNLIN_OK && dn_my_tool_stopped(&job->client))
		status = dn_fault_fail(job->host, job->err, DUNLIN_ECANCELED, "canceled");
	return status == DUNLIN_OK ? dn_my_job_unused(job) : status;
}

static dunlin_status change(struct swap *swap)
{
	struct dn_my_job *job = swap->job;
	dunlin_status status = drop_triggers(job, job->database, job->err);

	if (status == DUNLIN_OK)
		status = move(job, job->database, swap->aside, job->err);
	if (status != DUNLIN_OK)
		return status;
	swap->emptied = true;
	status = dn_my_job_drop(job, job->database, job->err);
	if (status == DUNLIN_OK)
		status = dn_my_job_create(job, job->database, job->err);
	if (status == DUNLIN_OK)
		status = move(job, swap->fresh, job->database, job->err);
	return status == DUNLIN_OK ? load_rest(job, &swap->new, job->err) : status;
}

static dunlin_status put_back(struct swap *swap)
{
	struct dn_my_job *job = swap->job;
	dunlin_status status = DUNLIN_OK;

	if (swap->emptied) {
		status = dn_my_job_drop(job, job->database, NULL);
		if (status == DUNLIN_OK)
			status = dn_my_job_create(job, job->database, NULL);
		if (status == DUNLIN_OK)
			status = move(job, swap->aside, job->database, NULL);
	}
	return status == DUNLIN_OK ? load_rest(job, &swap->old, NULL) : status;
}

/* The connection is lost, most likely: the tables are all there, and a person must be told where. */
static dunlin_status fail_half_way(struct swap *swap, dunlin_status why)
{
	struct dn_my_job *job = swap->job;
	struct dunlin_fault fault;
	dunlin_status status;
	char *hint = NULL;

	dn_fault_init(&fault, why);
	if (asprintf(&hint,
		     "the tables that were in it are in %s, and those of the backup in %s: move them "
		     "by RENAME TABLE, or restore again once they are safe",
		     swap->aside, swap->fresh) < 0)
		hint = NULL;
	fault.hint = hint;
	status = dn_fault_send(job->host, job->err, &fault,
			       "database \"%s\" could not be replaced, nor put back as it was: %s",
			       job->database, mysql_error(job->my));
	free(hint);
	return status;
}

dunlin_status dn_my_swap(struct dn_my_job *job)
{
	struct swap swap = { .job = job, .old = { -1, -1 }, .new = { -1, -1 } };
	dunlin_status status;
	bool keep = false;

	if (!make_names(&swap)) {
		status = dn_fault_nomem(job->host, job->err);
		goto done;
	}
	status = prepare(&swap);
	if (status == DUNLIN_OK) {
		job->client.deaf = job->dump.deaf = true;
		status = change(&swap);
		if (status != DUNLIN_OK && put_back(&swap) != DUNLIN_OK) {
			status = fail_half_way(&swap, status);
			keep = true;
		}
	}
	if (!keep) {
		(void)!dn_my_job_drop(job, swap.fresh, NULL);
		(void)!dn_my_job_drop(job, swap.aside, NULL);
	}
done:
	rest_clear(&swap.old);
	rest_clear(&swap.new);
	free(swap.fresh);
	free(swap.aside);
	return status;
}
