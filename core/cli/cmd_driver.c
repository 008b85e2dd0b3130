/* dunlin driver - begins a driver for another database. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/die.h"
#include "cli/drivertemplate.h"
#include "cli/job.h"
#include "cli/newfile.h"

/* It is part of file names, of a URL's scheme and of a name in C. */
enum { LONGEST_NAME = 31 };

static dunlin_status check_name(const char *name, dunlin_error *err)
{
	const size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789");

	if (n > 0 && name[n] == '\0' && n <= LONGEST_NAME && (name[0] < '0' || name[0] > '9'))
		return DUNLIN_OK;
	return dn_fail(
		err, DUNLIN_EUSAGE,
		"driver new: \"%s\" is no name for a driver: letters a to z and digits, a letter "
		"first, %d at most",
		name, LONGEST_NAME);
}

/* The line with the driver's own name in it. */
static void put_named(struct dn_str *out, const char *line, const char *name)
{
	const char *at;

	for (; (at = strstr(line, DN_TEMPLATE_NAME)) != NULL;
	     line = at + strlen(DN_TEMPLATE_NAME)) {
		dn_str_put(out, line, (size_t)(at - line));
		dn_str_puts(out, name);
	}
	dn_str_puts(out, line);
}

/* Where a file of the template goes; the caller frees. */
static char *place_of(const struct dn_template_file *file, const char *name)
{
	struct dn_str path = DN_STR_INIT;

	dn_str_printf(&path, "%s/%s", name, strcmp(file->name, "gitignore") == 0 ? "." : "");
	put_named(&path, file->name, name);
	return dn_need_text(&path);
}

static dunlin_status write_file(const struct dn_template_file *file, const char *name,
				dunlin_error *err)
{
	char *path = place_of(file, name);
	struct dn_str text = DN_STR_INIT;
	dunlin_status status;
	size_t i;

	for (i = 0; file->lines[i] != NULL; i++)
		put_named(&text, file->lines[i], name);
	status = dn_newfile_write(path, dn_need_str(&text), err);
	dn_str_clear(&text);
	free(path);
	return status;
}

static void take_back(size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++) {
		char *path = place_of(&dn_driver_template[i], name);

		(void)unlink(path);
		free(path);
	}
	(void)rmdir(name);
}

static void show(struct dn_job *job, const char *name)
{
	json_t *files = job->json == NULL ? NULL : dn_json_put_array(job->json, "files");
	size_t i;

	for (i = 0; dn_driver_template[i].name != NULL; i++) {
		char *path = place_of(&dn_driver_template[i], name);

		if (files != NULL)
			dn_json_add_text(files, path);
		else
			puts(path);
		free(path);
	}
}

static dunlin_status make(const char *name, dunlin_error *err)
{
	dunlin_status status = check_name(name, err);
	size_t i;

	if (status != DUNLIN_OK)
		return status;
	if (mkdir(name, 0777) != 0)
		return dn_fail(err, DUNLIN_EUSAGE, "driver new: cannot make the folder %s: %s",
			       name, strerror(errno));
	for (i = 0; status == DUNLIN_OK && dn_driver_template[i].name != NULL; i++)
		status = write_file(&dn_driver_template[i], name, err);
	if (status != DUNLIN_OK)
		take_back(i, name);
	return status;
}

static int run(struct dn_job *job)
{
	dunlin_status status = dn_job_words(job, 1, 2);
	char **words = job->args->words;

	if (status == DUNLIN_OK && strcmp(words[0], "new") != 0) {
		status = dn_fail(&job->err, DUNLIN_EUSAGE, "driver: unknown \"%s\"; it is new",
				 words[0]);
		dn_error_hint(&job->err, "dunlin drivers lists those there are");
	}
	if (status == DUNLIN_OK)
		status = dn_job_words(job, 2, 2);
	if (status == DUNLIN_OK)
		status = make(words[1], &job->err);
	if (status == DUNLIN_OK)
		show(job, words[1]);
	if (status == DUNLIN_OK && job->json == NULL)
		dn_say(&job->output, "make check in there builds it and tries it out");
	return dn_job_fail(job, status);
}

static const struct dn_option options[] = { DN_OPTION_END };

const struct dn_command dn_cmd_driver = {
	.name = "driver",
	.summary = "begin a driver for another database",
	.usage = "new NAME",
	.about =
		"Writes a project of its own into the folder NAME: a driver that works, over a small\n"
		"engine to put your database's client library in the place of; what builds it from\n"
		"installed headers alone; and what tries it out.  Overwrites nothing.",
	.options = options,
	.words = "new",
	.run = run,
};
