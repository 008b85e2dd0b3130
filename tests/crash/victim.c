/* victim - a run of the engine in a process of its own, which may be stopped or killed. */
#include "crash/victim.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Nothing here may come back to the test that the parent goes on with. */
static void run_to_the_end(const struct lab *lab, const struct dunlin_wish *wish)
{
	dunlin_error *err = dunlin_error_new();
	dunlin_engine *engine = NULL;
	dunlin_status status;

	status = dunlin_engine_open(&engine, &lab->options, err);
	if (status == DUNLIN_OK)
		status = dunlin_migrate(engine, wish, NULL, err);
	if (status != DUNLIN_OK)
		fprintf(stderr, "# in the child: %s; %s\n", dunlin_error_message(err),
			dunlin_error_detail(err));
	dunlin_engine_close(engine);
	_exit(status);
}

pid_t victim_start(struct lab *lab, const struct dunlin_wish *wish)
{
	pid_t pid;

	/* A file of SQLite that is open must not be taken along. */
	if (!lab->pg && !lab->my)
		lab_leave(lab);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		run_to_the_end(lab, wish);
	return pid;
}

int victim_end(pid_t pid)
{
	int status = -1;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status))
		fail_msg("the child ended with %#x", (unsigned)status);
	return WEXITSTATUS(status);
}

void victim_kill(pid_t pid)
{
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

int victim_run(struct lab *lab, const struct dunlin_wish *wish, const char *rules)
{
	pid_t pid;

	lab_script(lab, rules);
	pid = victim_start(lab, wish);
	lab->options.driver = NULL;
	lab->options.url = lab->url;
	return victim_end(pid);
}

pid_t victim_hold(struct lab *lab, const char *text)
{
	const struct dunlin_wish up = DUNLIN_WISH_INIT;
	pid_t pid;

	lab_script(lab, lab_text(lab,
				 "on exec containing \"%s\" touch \"%s/here\"\n"
				 "on exec containing \"%s\" wait \"%s/go\"\n",
				 text, lab->folder, text, lab->folder));
	pid = victim_start(lab, &up);
	lab_until_file("here");
	lab->options.driver = NULL;
	lab->options.url = lab->url;
	return pid;
}

int victim_release(struct lab *lab, pid_t pid)
{
	lab_put(lab, "go", "");
	return victim_end(pid);
}
