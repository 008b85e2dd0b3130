/* dunlin testdb serve - runs a server for tests, and perhaps a command with it. */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dunlin/testing.h>

#include "base/path.h"
#include "cli/cmd_testdb.h"
#include "cli/die.h"
#include "cli/document.h"
#include "cli/places.h"
#include "cli/programs.h"
#include "cli/signals.h"

enum {
	LOOK_MS = 500,   /* between two looks whether the server is there */
	MOST_TMPDIR = 79 /* bytes: a socket's path is no longer */
};

/* --- where ------------------------------------------------------------------------- */

/* NULL where the library knows better. */
static const char *folder(void)
{
	const char *tmp = getenv("TMPDIR");
	struct stat st;

	return tmp != NULL && tmp[0] == '/' && strlen(tmp) <= MOST_TMPDIR && stat(tmp, &st) == 0 &&
			       S_ISDIR(st.st_mode)
		       ? tmp
		       : NULL;
}

/* Without a home there is none.  The caller frees. */
static char *default_cache(void)
{
	const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char *own, *cache;

	if (base != NULL && base[0] == '/')
		own = dn_need_copy(base);
	else if (home != NULL && home[0] == '/')
		own = dn_need(dn_path_join(home, ".cache"));
	else
		return NULL;
	(void)mkdir(own, 0700); /* most often it is there; what cannot be is told with the cache */
	cache = dn_need(dn_path_join(own, "dunlin"));
	free(own);
	return cache;
}

static dunlin_status find_cache(char **out, struct dn_job *job)
{
	const char *given = dn_args_get(job->args, "cache");

	*out = NULL;
	if (given != NULL && dn_args_has(job->args, "no-cache"))
		return dn_fail(&job->err, DUNLIN_EUSAGE,
			       "testdb serve: --cache or --no-cache, not both");
	if (given != NULL)
		*out = dn_absolute(given);
	else if (!dn_args_has(job->args, "no-cache"))
		*out = default_cache();
	return DUNLIN_OK;
}

static int32_t is_stopped(void *payload)
{
	(void)payload;
	return dn_signals_caught();
}

static dunlin_status open_server(dunlin_testserver **out, struct dn_job *job)
{
	struct dunlin_testserver_options how = DUNLIN_TESTSERVER_OPTIONS_INIT;
	struct dunlin_options options;
	char *programs = NULL, *cache = NULL;
	dunlin_status status;

	*out = NULL;
	status = dn_job_open(job, DN_JOB_NO_TARGET);
	if (status == DUNLIN_OK)
		status = find_cache(&cache, job);
	if (status == DUNLIN_OK)
		status = dn_programs_find(&programs, dn_args_get(job->args, "bindir"), &job->err);
	if (status == DUNLIN_OK) {
		options = job->target.options;
		options.scheme = "postgresql";
		how.programs = programs;
		how.cache = cache;
		how.folder = folder();
		how.stopped = is_stopped;
		status = dunlin_testserver_open(out, &options, &how, &job->err);
	}
	free(programs);
	free(cache);
	dn_job_rest(job);
	return status;
}

/* --- until when ---------------------------------------------------------------------- */

/* The object is whole once the server answers: whoever reads it is not to wait for the end. */
static void print_url(struct dn_job *job, const char *url)
{
	if (job->json != NULL) {
		dn_json_put_text(job->json, "url", url);
		dn_document_print(job, DN_EXIT_OK);
		json_decref(job->json);
		job->json = NULL;
	} else {
		puts(url);
	}
	fflush(stdout);
}

static int wait_for_signal(struct dn_job *job, dunlin_testserver *server)
{
	dunlin_status status = DUNLIN_OK;

	while (dn_signals_wait(LOOK_MS) == 0 && status == DUNLIN_OK)
		status = dunlin_testserver_check(server, &job->err);
	return status == DUNLIN_OK ? DN_EXIT_SIGNAL + dn_signals_caught()
				   : dn_job_fail(job, status);
}

/* Its signals are as ours were when we were started. */
static int spawn(pid_t *pid, char *const *argv)
{
	posix_spawnattr_t attr;
	sigset_t none, usual;
	int number = posix_spawnattr_init(&attr);

	if (number != 0)
		return number;
	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	sigaddset(&usual, SIGXFSZ);
	number = posix_spawnattr_setsigmask(&attr, &none);
	if (number == 0)
		number = posix_spawnattr_setsigdefault(&attr, &usual);
	if (number == 0)
		number = posix_spawnattr_setflags(&attr,
						  POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (number == 0)
		number = posix_spawnp(pid, argv[0], NULL, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	return number;
}

/* From here on what comes is the command's, whose end is ours. */
static int wait_for_command(pid_t pid)
{
	siginfo_t info;
	int status = 0;

	dn_signals_pass(pid);
	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) != 0 && errno == EINTR)
		;
	dn_signals_pass(0); /* before its number is another's */
	(void)waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? DN_EXIT_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

static int run_command(struct dn_job *job, const char *url)
{
	const size_t n = job->args->n_words - 1; /* without "serve" */
	char **argv = dn_need(calloc(n + 1, sizeof(*argv)));
	int number = 0, code;
	size_t i;
	pid_t pid;

	for (i = 0; i < n; i++)
		argv[i] = dn_need_copy(job->args->words[i + 1]);
	if (setenv("DUNLIN_URL", url, 1) != 0 || setenv("DATABASE_URL", url, 1) != 0)
		dn_die_nomem();
	number = spawn(&pid, argv);
	if (number == 0)
		code = wait_for_command(pid);
	else
		code = dn_job_fail(job, dn_fail(&job->err, DUNLIN_EUSAGE, "%s cannot be run: %s",
						argv[0], strerror(number)));
	for (i = 0; i < n; i++)
		free(argv[i]);
	free(argv);
	return code;
}

int dn_cmd_testdb_serve(struct dn_job *job)
{
	static const char *const known[] = { "bindir", "cache", "no-cache", NULL };
	const bool command = job->args->n_words > 1;
	dunlin_testserver *server = NULL;
	dunlin_status status = dn_cmd_testdb_options_are(job, "serve", known);
	int code;

	if (status == DUNLIN_OK && command && job->json != NULL)
		status = dn_fail(&job->err, DUNLIN_EUSAGE,
				 "testdb serve: what is printed is the command's: no --json");
	if (status == DUNLIN_OK)
		status = open_server(&server, job);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	if (command) {
		code = run_command(job, dunlin_testserver_url(server));
	} else {
		print_url(job, dunlin_testserver_url(server));
		code = wait_for_signal(job, server);
	}
	dunlin_testserver_close(server);
	return code;
}
