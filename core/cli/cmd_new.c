/* dunlin new - writes the files of a new migration. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/str.h"
#include "cli/die.h"
#include "cli/job.h"
#include "cli/newfile.h"

/* Paths written by this run. */
struct files {
	char **paths;
	size_t n, cap;
};

static void files_clear(struct files *files, bool remove_them)
{
	size_t i;

	for (i = 0; i < files->n; i++) {
		if (remove_them)
			(void)unlink(files->paths[i]);
		free(files->paths[i]);
	}
	free(files->paths);
	memset(files, 0, sizeof(*files));
}

/* Whether version `a` is higher than `b`. */
static bool is_higher(const char *a, const char *b)
{
	size_t a_len, b_len;

	a += strspn(a, "0");
	b += strspn(b, "0");
	a_len = strlen(a);
	b_len = strlen(b);
	return a_len != b_len ? a_len > b_len : strcmp(a, b) > 0;
}

/* *version is the next one; EUSAGE when a migration is called `name` already. */
static dunlin_status look(struct dn_job *job, char **version, const char *name)
{
	dunlin_report *report = NULL;
	dunlin_status status = dunlin_list(&report, job->engine, &job->err);
	const char *highest = NULL;
	size_t i;

	*version = NULL;
	for (i = 0; status == DUNLIN_OK && i < dunlin_report_count(report); i++) {
		struct dunlin_entry entry = DUNLIN_ENTRY_INIT;

		dunlin_report_at(report, i, &entry);
		if (entry.migration != 'v')
			continue;
		if (entry.name != NULL && strcmp(entry.name, name) == 0)
			status = dn_fail(&job->err, DUNLIN_EUSAGE, "the name is taken: %s_%s",
					 entry.id, name);
		if (highest == NULL || is_higher(entry.id, highest))
			highest = entry.id;
	}
	if (status == DUNLIN_OK) {
		*version = dn_newfile_version(highest);
		if (*version == NULL)
			status = dn_fail(&job->err, DUNLIN_EUSAGE,
					 "there is no version above %s: it has 64 digits", highest);
	}
	dunlin_report_free(report);
	return status;
}

/* FOLDER/VERSION_NAME[.DIALECT].BODY.sql */
static dunlin_status write_body(struct dn_job *job, struct files *files, const char *label,
				const char *dialect, const char *body)
{
	const char *folder = job->target.options.folders[0];
	struct dn_str name = DN_STR_INIT, text = DN_STR_INIT;
	dunlin_status status;
	char **path, *joined;

	dn_str_printf(&name, "%s%s%s.%s.sql", label, dialect == NULL ? "" : ".",
		      dialect == NULL ? "" : dialect, body);
	dn_str_printf(&text, "-- %s: %s%s%s\n", label, body, dialect == NULL ? "" : ", ",
		      dialect == NULL ? "" : dialect);
	joined = dn_need(dn_path_join(folder, dn_need_str(&name)));
	status = dn_newfile_write(joined, dn_need_str(&text), &job->err);
	if (status == DUNLIN_OK) {
		path = dn_need_item(&files->paths, &files->n, &files->cap, sizeof(*path));
		*path = joined;
		joined = NULL; /* the list's now */
	}
	free(joined);
	dn_str_clear(&name);
	dn_str_clear(&text);
	return status;
}

static dunlin_status write_bodies(struct dn_job *job, struct files *files, const char *label,
				  const char *dialect)
{
	dunlin_status status = write_body(job, files, label, dialect, "up");

	if (status == DUNLIN_OK)
		status = write_body(job, files, label, dialect, "down");
	if (status == DUNLIN_OK && dn_args_has(job->args, "verify"))
		status = write_body(job, files, label, dialect, "verify");
	return status;
}

static dunlin_status write_all(struct dn_job *job, struct files *files, const char *label)
{
	const char *dialect = dn_args_nth(job->args, "dialect", 0);
	dunlin_report *report = NULL;
	dunlin_status status;
	size_t i;

	if (dialect == NULL)
		return write_bodies(job, files, label, NULL);
	status = DUNLIN_OK;
	for (i = 0; status == DUNLIN_OK && dialect != NULL; i++) {
		if (dialect[0] == '\0' ||
		    dialect[strspn(dialect, "abcdefghijklmnopqrstuvwxyz0123456789_")] != '\0')
			return dn_fail(&job->err, DUNLIN_EUSAGE, "new: \"%s\" is no dialect",
				       dialect);
		status = write_bodies(job, files, label, dialect);
		dialect = dn_args_nth(job->args, "dialect", i + 1);
	}
	/* Which dialects there are, the engine knows: it reads what was written. */
	if (status == DUNLIN_OK)
		status = dn_job_reopen(job);
	if (status == DUNLIN_OK)
		status = dunlin_list(&report, job->engine, &job->err);
	dunlin_report_free(report);
	return status;
}

static void put_result(struct dn_job *job, const struct files *files, const char *version,
		       const char *name)
{
	json_t *array;
	size_t i;

	dn_json_put_text(job->json, "version", version);
	dn_json_put_text(job->json, "name", name);
	array = dn_json_put_array(job->json, "files");
	for (i = 0; i < files->n; i++)
		dn_json_add_text(array, dn_short_file(files->paths[i]));
}

static void print_files(const struct files *files)
{
	size_t i;

	for (i = 0; i < files->n; i++)
		puts(files->paths[i]);
}

static int run(struct dn_job *job)
{
	struct files files = { NULL, 0, 0 };
	struct dn_str label = DN_STR_INIT;
	char *name = NULL, *version = NULL;
	dunlin_status status = dn_job_words(job, 1, 1);

	if (status == DUNLIN_OK)
		status = dn_job_open(job, DN_JOB_NO_TARGET);
	if (status == DUNLIN_OK) {
		name = dn_newfile_name(job->args->words[0]);
		if (name[0] == '\0')
			status = dn_fail(&job->err, DUNLIN_EUSAGE,
					 "new: a name has letters (a-z) or digits");
	}
	if (status == DUNLIN_OK)
		status = look(job, &version, name);
	dn_job_rest(job);
	if (status == DUNLIN_OK) {
		dn_str_printf(&label, "%s_%s", version, name);
		status = write_all(job, &files, dn_need_str(&label));
	}
	if (status == DUNLIN_OK && job->json != NULL)
		put_result(job, &files, version, name);
	else if (status == DUNLIN_OK)
		print_files(&files);
	files_clear(&files, status != DUNLIN_OK);
	dn_str_clear(&label);
	free(version);
	free(name);
	return dn_job_fail(job, status);
}

static const struct dn_option options[] = {
	{ "dialect", 0, true, false, "DIALECT",
	  "bodies for this dialect alone; may be given often" },
	{ "verify", 0, false, false, NULL, "also a verify body" },
	DN_OPTION_END,
};

const struct dn_command dn_cmd_new = {
	.name = "new",
	.summary = "write the files of a new migration",
	.usage = "NAME [--dialect DIALECT]... [--verify]",
	.about =
		"The version is the next one, or the time where the versions are times; the name is\n"
		"brought into a-z, 0-9 and underscores.  Prints the files it wrote.",
	.options = options,
	.run = run,
};
