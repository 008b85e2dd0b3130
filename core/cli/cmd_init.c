/* dunlin init - starts a project in this folder. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/die.h"
#include "cli/job.h"
#include "cli/newfile.h"

#define FOLDER "migrations"

/* What follows the name of the project. */
static const char sample[] =
	"\t# Folders of migrations, from here.\n"
	"\tmigrations = {\"" FOLDER "\"}\n"
	"}\n"
	"\n"
	"# The first target is the default; another one: dunlin -t NAME ...\n"
	"target dev {\n"
	"\turl = \"sqlite:dev.db\"\n"
	"}\n"
	"\n"
	"# target prod {\n"
	"#\turl = \"${DATABASE_URL}\"         # from the environment, or .env beside this file\n"
	"#\tschema = \"app\"                  # where unqualified names are looked up and created\n"
	"#\tsession = {\"SET ROLE owner\"}    # statements for every connection\n"
	"#\thistory_schema = \"app_meta\"     # for Dunlin's own tables; default: schema\n"
	"#\tlock_timeout = \"2s\"\n"
	"#\tstatement_timeout = \"5min\"\n"
	"# }\n";

/* A name for the project, from that of the folder. */
static char *project_name(void)
{
	char *here = getcwd(NULL, 0);
	const char *slash = here == NULL ? NULL : strrchr(here, '/');
	char *name = dn_newfile_name(slash == NULL ? "" : slash + 1);

	free(here);
	if (name[0] != '\0')
		return name;
	free(name);
	return dn_need_copy("project");
}

/* Leaves errno as it is. */
static bool is_folder(void)
{
	int before = errno;
	struct stat st;
	bool folder = stat(FOLDER, &st) == 0 && S_ISDIR(st.st_mode);

	errno = before;
	return folder;
}

static int run(struct dn_job *job)
{
	dunlin_status status = dn_job_words(job, 0, 0);
	struct dn_str text = DN_STR_INIT;
	bool made;
	char *name;

	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	if (access(DN_CONFIG_FILE, F_OK) == 0) {
		status = dn_fail(&job->err, DUNLIN_EUSAGE,
				 DN_CONFIG_FILE " is there already; it was left as it is");
		return dn_job_fail(job, status);
	}
	made = mkdir(FOLDER, 0777) == 0;
	if (!made && (errno != EEXIST || !is_folder())) {
		status = dn_fail(&job->err, DUNLIN_EUSAGE, "cannot make the folder " FOLDER ": %s",
				 strerror(errno));
		return dn_job_fail(job, status);
	}
	name = project_name();
	dn_str_printf(&text, "project {\n\tname = \"%s\"\n%s", name, sample);
	free(name);
	status = dn_newfile_write(DN_CONFIG_FILE, dn_need_str(&text), &job->err);
	dn_str_clear(&text);
	if (status != DUNLIN_OK) {
		if (made)
			(void)rmdir(FOLDER);
		return dn_job_fail(job, status);
	}
	if (job->json != NULL) {
		json_t *files = dn_json_put_array(job->json, "files");

		dn_json_add_text(files, DN_CONFIG_FILE);
		dn_json_add_text(files, FOLDER "/");
		return DN_EXIT_OK;
	}
	puts(DN_CONFIG_FILE);
	puts(FOLDER "/");
	return DN_EXIT_OK;
}

static const struct dn_option options[] = { DN_OPTION_END };

const struct dn_command dn_cmd_init = {
	.name = "init",
	.summary = "start a project in this folder",
	.usage = "",
	.about =
		"Writes a dunlin.conf to begin with, and the folder migrations.  Overwrites nothing.",
	.options = options,
	.run = run,
};
