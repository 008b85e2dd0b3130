/* cli/trial - carries a command out in a child process, so that a crash in there is a result. */
#include "cli/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/die.h"
#include "cli/errorform.h"

enum { NOTE_BYTES = 1024 };

static dunlin_status cannot(dunlin_error *err, const char *what)
{
	return dn_fail(err, DUNLIN_ENOMEM, "%s: %s", what, strerror(errno));
}

/* The standard output is the pipe from now on; false when the parent has gone already. */
static bool become_child(struct dn_trial *trial, int to, pid_t parent)
{
	close(trial->from);
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent)
		return false;
	if (dup2(to, STDOUT_FILENO) < 0)
		return false;
	close(to);
	return true;
}

dunlin_status dn_trial_start(struct dn_trial *trial, dunlin_error *err)
{
	const pid_t parent = getpid();
	int ends[2];

	trial->note =
		mmap(NULL, NOTE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (trial->note == MAP_FAILED)
		return cannot(err, "no memory to share with a child process");
	if (pipe2(ends, O_CLOEXEC) != 0) {
		(void)cannot(err, "no pipe to a child process");
		(void)munmap(trial->note, NOTE_BYTES);
		return DUNLIN_ENOMEM;
	}
	trial->from = ends[0];
	trial->child = fork();
	if (trial->child == 0 && !become_child(trial, ends[1], parent))
		_exit(DN_EXIT_FAILED);
	if (trial->child > 0)
		close(ends[1]);
	if (trial->child >= 0)
		return DUNLIN_OK;
	(void)cannot(err, "no child process");
	close(ends[0]);
	close(ends[1]);
	(void)munmap(trial->note, NOTE_BYTES);
	return DUNLIN_ENOMEM;
}

static void read_all(int from, struct dn_str *out)
{
	char chunk[4096];
	ssize_t got;

	while ((got = read(from, chunk, sizeof(chunk))) > 0 || (got < 0 && errno == EINTR))
		if (got > 0)
			dn_str_put(out, chunk, (size_t)got);
}

bool dn_trial_end(struct dn_trial *trial, int *code)
{
	struct dn_str written = DN_STR_INIT;
	int status = 0;
	bool ended;

	read_all(trial->from, &written);
	close(trial->from);
	while (waitpid(trial->child, &status, 0) < 0 && errno == EINTR)
		;
	ended = WIFEXITED(status);
	*code = ended ? WEXITSTATUS(status) : WTERMSIG(status);
	if (ended)
		(void)fputs(dn_need_str(&written), stdout);
	dn_str_clear(&written);
	return ended;
}

void dn_trial_note(struct dn_trial *trial, const char *text)
{
	(void)snprintf(trial->note, NOTE_BYTES, "%s", text);
}

void dn_trial_clear(struct dn_trial *trial)
{
	(void)munmap(trial->note, NOTE_BYTES);
}
