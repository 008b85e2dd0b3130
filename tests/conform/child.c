/* child - runs a case in a process of its own, so that a driver that crashes takes no more with it. */
#include "child.h"

#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "quirks.h"

#define LIMIT_MS 300000

const char *child_quirks;
static char folder[PATH_MAX], back[PATH_MAX];

static void load(void)
{
	const char *wrong = kit_load(kit.path);

	if (wrong != NULL)
		kit_fail("%s", wrong);
	if (kit.raw->magic == DUNLIN_DRIVER_MAGIC && kit.raw->size > DUNLIN_DRIVER_HEAD_SIZE)
		quirks_imply(kit.d, kit.url);
	wrong = child_quirks == NULL ? NULL : quirks_read(child_quirks);
	if (wrong != NULL)
		kit_fail("%s", wrong);
}

/* What a case needs is there, or it is left out. */
static void admit(const struct kit_case *at)
{
	dunlin_conn *conn;

	if ((at->caps & ~kit.d->caps[0]) != 0)
		kit_leave_out(KIT_NEEDLESS, "not claimed");
	if (at->network && !quirk_says("network"))
		kit_leave_out(KIT_NEEDLESS, "the database is not reached through a network");
	if (at->caps == 0)
		return;
	conn = kit_open();
	if ((at->caps & ~kit_caps(conn)) != 0)
		kit_leave_out(KIT_UNTOLD, "claimed, and not for this connection");
	kit.d->close(conn);
	kit_forget();
}

static void probe(const struct kit_case *at)
{
	(void)at;
	load();
}

static void work(const struct kit_case *at)
{
	load();
	admit(at);
	at->run();
}

static int reap(pid_t pid, struct child_end *end, bool late)
{
	int status = 0;

	if (late)
		(void)kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		;
	if (late)
		snprintf(end->text, sizeof(end->text), "it did not end within %d s",
			 LIMIT_MS / 1000);
	else if (WIFSIGNALED(status))
		snprintf(end->text, sizeof(end->text), "the driver crashed: %s",
			 strsignal(WTERMSIG(status)));
	else if (end->text[0] == '\0' && WEXITSTATUS(status) != 0)
		snprintf(end->text, sizeof(end->text), "the process ended with status %d",
			 WEXITSTATUS(status));
	return !late && WIFEXITED(status) ? WEXITSTATUS(status) : KIT_FAILED;
}

/* Until the other end is closed; true when that takes too long. */
static bool hear(int fd, struct child_end *end)
{
	struct pollfd from = { .fd = fd, .events = POLLIN };
	const int64_t last = kit_now_ms() + LIMIT_MS;
	size_t used = 0;
	ssize_t n;

	for (;;) {
		int64_t left = last - kit_now_ms();

		if (left <= 0 || poll(&from, 1, (int)left) == 0)
			return true;
		n = read(fd, end->text + used, sizeof(end->text) - 1 - used);
		if (n <= 0)
			return false;
		used += (size_t)n;
	}
}

static void run(struct child_end *end, const struct kit_case *at,
		void (*what)(const struct kit_case *))
{
	int fds[2];
	bool late;
	pid_t pid;

	memset(end, 0, sizeof(*end));
	end->how = KIT_FAILED;
	fflush(stdout);
	if (pipe(fds) != 0 || (pid = fork()) < 0) {
		snprintf(end->text, sizeof(end->text), "no process can be started");
		return;
	}
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(fds[0]);
		(void)dup2(STDERR_FILENO, STDOUT_FILENO); /* a driver must not print */
		kit.out = fds[1];
		what(at);
		_exit(KIT_PASSED);
	}
	close(fds[1]);
	late = hear(fds[0], end);
	close(fds[0]);
	end->how = reap(pid, end, late);
}

const char *child_probe(void)
{
	static struct child_end end;

	run(&end, NULL, probe);
	return end.how == KIT_PASSED ? NULL : end.text;
}

void child_run(struct child_end *end, const struct kit_case *at)
{
	run(end, at, work);
}

bool child_enter_folder(void)
{
	const char *base = getenv("TMPDIR");

	if (getcwd(back, sizeof(back)) == NULL ||
	    snprintf(folder, sizeof(folder), "%s/dunlin-conform.XXXXXX",
		     base == NULL ? "/tmp" : base) >= (int)sizeof(folder))
		return false;
	return mkdtemp(folder) != NULL && setenv("DUNLIN_CONFORM_FOLDER", folder, 1) == 0;
}

static int drop(const char *path, const struct stat *about, int kind, struct FTW *at)
{
	(void)about, (void)kind, (void)at;
	return remove(path);
}

void child_leave_folder(void)
{
	(void)nftw(folder, drop, 8, FTW_DEPTH | FTW_PHYS);
}
