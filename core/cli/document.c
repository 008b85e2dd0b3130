/* cli/document - the one object that a run with --json prints. */
#include "cli/document.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <dunlin/version.h>

#include "cli/die.h"

bool dn_document_wanted(const struct dn_args *args, int argc, char **argv)
{
	size_t i;
	int k;

	for (i = 0; i < args->n_given; i++) {
		const struct dn_given *given = &args->given[i];

		if (strcmp(given->option->name, "json") == 0 ||
		    (strcmp(given->option->name, "format") == 0 &&
		     strcmp(given->value, "json") == 0))
			return true;
	}
	/* Behind an option that is wrong nothing was read. */
	for (k = 1; k < argc && strcmp(argv[k], "--") != 0; k++)
		if (strcmp(argv[k], "--json") == 0)
			return true;
	return false;
}

void dn_document_init(struct dn_job *job)
{
	job->output.json = true;
	job->output.quiet = dn_args_has(job->args, "quiet"); /* also when the rest is wrong */
	job->json = dn_json_object();
	dn_record_init(&job->record);
}

/* Whether the option was given, which only some commands have. */
static bool is_given(const struct dn_args *args, const char *name)
{
	size_t i;

	for (i = 0; i < args->n_given; i++)
		if (strcmp(args->given[i].option->name, name) == 0)
			return true;
	return false;
}

dunlin_status dn_document_check(struct dn_job *job)
{
	const struct dn_command *command = job->args->command;

	if (command != NULL && command->text_only)
		return dn_fail(&job->err, DUNLIN_EUSAGE,
			       "%s: its result is a text; leave --json out", command->name);
	if (is_given(job->args, "sql"))
		return dn_fail(&job->err, DUNLIN_EUSAGE, "--sql prints a script; leave --json out");
	return DUNLIN_OK;
}

static void put_place(json_t *object, const dunlin_error *err)
{
	if (dunlin_error_file(err) == NULL)
		return;
	dn_json_put_file(object, "file", dunlin_error_file(err));
	if (dunlin_error_line(err) <= 0)
		return;
	dn_json_put_number(object, "line", dunlin_error_line(err));
	if (dunlin_error_column(err) > 0)
		dn_json_put_number(object, "column", dunlin_error_column(err));
	dn_json_put_text(object, "source", dunlin_error_source(err));
}

void dn_document_put_error(struct dn_job *job, int code)
{
	const dunlin_error *err = &job->err;
	json_t *object = dn_json_put_object(job->json, "error");
	const char *class = dunlin_status_text(dunlin_error_status(err));
	const char *message = dunlin_error_message(err);

	dn_json_put_text(object, "status", class);
	dn_json_put_number(object, "exit", code);
	dn_json_put_text(object, "message", message == NULL ? class : message);
	dn_json_put_text(object, "sqlstate", dunlin_error_sqlstate(err));
	put_place(object, err);
	dn_json_put_text(object, "detail", dunlin_error_detail(err));
	dn_json_put_text(object, "hint", dunlin_error_hint(err));
	dn_json_put_text(object, "context", dunlin_error_context(err));
	dn_json_put_text(object, "state", dunlin_error_state(err));
}

static void put_target(json_t *root, const struct dn_job *job)
{
	json_t *target;

	if (job->url.text == NULL)
		return;
	target = dn_json_put_object(root, "target");
	if (job->url.target != NULL)
		dn_json_put_text(target, "name", job->url.target->title);
	dn_json_put_text(target, "database", job->record.database);
	dn_json_put_text(target, "product", job->record.product);
	dn_json_put_text(target, "url_from", job->url.origin);
}

void dn_document_print(struct dn_job *job, int code)
{
	size_t flags = isatty(STDOUT_FILENO) ? JSON_INDENT(2) : JSON_COMPACT;
	json_t *root = dn_json_object(), *error;

	dn_json_put_text(root, "dunlin", DUNLIN_VERSION);
	if (job->args->command != NULL)
		dn_json_put_text(root, "command", job->args->command->name);
	dn_json_put_number(root, "exit", code);
	put_target(root, job);
	if (job->record.backup != NULL)
		dn_json_put(root, "backup", json_incref(job->record.backup));
	error = json_incref(json_object_get(job->json, "error"));
	(void)json_object_del(job->json, "error");
	if (json_object_update(root, job->json) != 0)
		dn_die_nomem();
	dn_json_put(root, "warnings", json_incref(job->record.warnings));
	if (error != NULL)
		dn_json_put(root, "error", error); /* which takes it */
	if (json_dumpf(root, stdout, flags) == 0)
		putchar('\n');
	else if (!ferror(stdout))
		dn_die_nomem();
	json_decref(root);
}
