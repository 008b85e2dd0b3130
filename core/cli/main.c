/* cli/main - from the start of the process to its exit code. */
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dunlin/version.h>

#include "cli/die.h"
#include "cli/document.h"
#include "cli/help.h"
#include "cli/job.h"

/* A database must not be given the number of a standard stream that is closed:
 * what is printed would end up in it. */
static void open_standard_streams(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		/* The wrong way round, so that using it fails. */
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			_exit(DN_EXIT_FAILED);
	}
}

/* Whether the environment says that its terminal shows UTF-8. */
static bool set_locale(void)
{
	const bool wide = setlocale(LC_CTYPE, "") != NULL &&
			  strcmp(nl_langinfo(CODESET), "UTF-8") == 0;

	/* All text is UTF-8, whatever the environment says. */
	if (!wide)
		(void)setlocale(LC_CTYPE, "C.UTF-8");
	return wide;
}

/* `dunlin help [COMMAND]` is what people type: it is --help. */
static void take_help_word(int argc, char **argv)
{
	static char option[] = "--help";

	if (argc < 2 || strcmp(argv[1], "help") != 0)
		return;
	if (argc > 2)
		argv[1] = argv[2];
	argv[argc > 2 ? 2 : 1] = option;
}

static int without_command(struct dn_job *job, dunlin_status status)
{
	const struct dn_args *args = job->args;

	if (dn_args_has(args, "help")) {
		dn_help_program(stdout);
		return DN_EXIT_OK;
	}
	if (status == DUNLIN_OK && job->json != NULL)
		status = dn_fail(&job->err, DUNLIN_EUSAGE, "no command was given");
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	dn_help_short(stderr);
	return DN_EXIT_USAGE;
}

static dunlin_status take_globals(struct dn_job *job)
{
	const struct dn_args *args = job->args;
	const char *folder = dn_args_get(args, "directory");
	dunlin_status status;

	status = dn_output_init(&job->output, dn_args_get(args, "color"), &job->err);
	if (status != DUNLIN_OK)
		return status;
	job->output.quiet = dn_args_has(args, "quiet");
	job->output.verbose = dn_args_has(args, "verbose");
	if (job->output.quiet && job->output.verbose)
		return dn_fail(&job->err, DUNLIN_EUSAGE, "--quiet or --verbose, not both");
	if (folder != NULL && chdir(folder) != 0)
		return dn_fail(&job->err, DUNLIN_EUSAGE, "-C %s: %s", folder, strerror(errno));
	return DUNLIN_OK;
}

/* With --json; not for --help, which is for a person. */
static void begin_document(struct dn_job *job, struct dn_args *args)
{
	if (dn_args_has(args, "help"))
		return;
	dn_document_init(job);
	if (dn_args_has(args, "version")) { /* is the command then */
		args->command = &dn_cmd_version;
		args->n_words = 0;
	}
}

static int run(struct dn_job *job, dunlin_status status)
{
	const struct dn_args *args = job->args;

	if (dn_args_has(args, "version") && job->json == NULL) {
		printf("dunlin %s\n", DUNLIN_VERSION);
		return DN_EXIT_OK;
	}
	if (args->command == NULL)
		return without_command(job, status);
	if (status == DUNLIN_OK && dn_args_has(args, "help")) {
		dn_help_command(stdout, args->command);
		return DN_EXIT_OK;
	}
	if (status == DUNLIN_OK)
		status = take_globals(job);
	if (status == DUNLIN_OK && job->json != NULL)
		status = dn_document_check(job);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	return args->command->run(job);
}

/* Whoever reads may stop when he has seen enough: nothing is done but to print. */
static bool may_leave(const struct dn_args *args)
{
	return args->command == NULL || args->command->looks || dn_args_has(args, "help");
}

int main(int argc, char **argv)
{
	struct dn_job job;
	struct dn_args args;
	dunlin_status status;
	bool leave, wide;
	int code;

	open_standard_streams();
	wide = set_locale();
	(void)signal(SIGPIPE, SIG_IGN); /* a reader that goes is a failed write, not the end */
	(void)signal(SIGXFSZ, SIG_IGN); /* and so is a file that may not grow */
	memset(&job, 0, sizeof(job));
	dn_error_init(&job.err);
	job.output.marks = wide;
	job.args = &args;
	take_help_word(argc, argv);
	status = dn_args_parse(&args, argc, argv, &job.err);
	if (dn_document_wanted(&args, argc, argv))
		begin_document(&job, &args);
	code = run(&job, status);
	if (job.json != NULL)
		dn_document_print(&job, code);
	dn_job_close(&job);
	leave = may_leave(&args);
	dn_args_clear(&args);
	if (!dn_output_finish(leave) && code == DN_EXIT_OK)
		code = DN_EXIT_FAILED;
	return code;
}
