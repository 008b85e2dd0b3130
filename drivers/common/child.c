/* common/child - runs another program, hears what it says, and can end it. */
#include "common/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	LOOK_MS = 50,    /* between two questions whether to stop */
	LINGER_MS = 20,  /* the output has ended, and it itself has not quite */
	GRACE_MS = 3000, /* it is asked to end, and then made to */
	LONGEST_LINE = 2000,
};

/* One that runs. */
struct run {
	struct dn_child *child;
	pid_t pid;
	int fd; /* of its output; -1: that has ended */
	bool gone;
	int64_t asked_ms; /* when it was asked to end; 0: it was not */
	size_t len;
	char line[LONGEST_LINE + 1];
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What it is handed comes last: it takes places that the others have left by then. */
static int hand_over(posix_spawn_file_actions_t *actions, const struct dn_child *child)
{
	int number = 0;
	size_t i;

	for (i = 0; i < child->n_fds && number == 0; i++)
		number = posix_spawn_file_actions_adddup2(actions, child->fds[i],
							  DN_CHILD_FIRST_FD + (int)i);
	return number;
}

static int start(struct run *run, int output)
{
	const struct dn_child *child = run->child;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int number;

	number = posix_spawn_file_actions_init(&actions);
	if (number != 0)
		return number;
	number = posix_spawnattr_init(&attr);
	if (number != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return number;
	}
	sigemptyset(&none);
	sigfillset(&all);
	number = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO,
						  child->input == NULL ? "/dev/null" : child->input,
						  O_RDONLY, 0);
	if (number == 0)
		number = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	if (number == 0)
		number = posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
	if (number == 0)
		number = hand_over(&actions, child);
	if (number == 0)
		number = posix_spawnattr_setsigmask(&attr, &none);
	if (number == 0)
		number = posix_spawnattr_setsigdefault(&attr, &all);
	if (number == 0)
		number = posix_spawnattr_setpgroup(&attr, 0);
	if (number == 0)
		number = posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK |
								 POSIX_SPAWN_SETSIGDEF |
								 POSIX_SPAWN_SETPGROUP);
	if (number == 0)
		number = posix_spawn(&run->pid, child->argv[0], &actions, &attr, child->argv,
				     child->env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return number;
}

static void end_line(struct run *run)
{
	run->line[run->len] = '\0';
	if (run->len > 0)
		run->child->on_line(run->child->payload, run->line);
	run->len = 0;
}

static void hear(struct run *run, const char *bytes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (bytes[i] == '\n')
			end_line(run);
		else if (bytes[i] != '\r' && bytes[i] != '\0' && run->len < LONGEST_LINE)
			run->line[run->len++] = bytes[i];
	}
}

/* Reads what there is; false when there will be no more. */
static bool read_some(struct run *run)
{
	char bytes[4096];
	ssize_t n;

	for (;;) {
		n = read(run->fd, bytes, sizeof(bytes));
		if (n > 0)
			hear(run, bytes, (size_t)n);
		else if (n == 0 || (errno != EINTR && errno != EAGAIN))
			return false;
		else if (errno == EAGAIN)
			return true;
	}
}

/* Its whole group: a program may be a script that runs another. */
static void end(struct run *run)
{
	struct dn_child *child = run->child;
	const int64_t now = now_ms();

	if (run->asked_ms == 0 && child->stopped != NULL &&
	    child->stopped(child->stop_payload) != 0) {
		child->ended_it = true;
		run->asked_ms = now;
		(void)kill(-run->pid, SIGTERM);
	} else if (run->asked_ms != 0 && now - run->asked_ms > GRACE_MS) {
		(void)kill(-run->pid, SIGKILL);
	}
}

/* What it leaves running would go on writing: that ends before its number, which is that of the
 * group, is anybody else's.  A program that embeds Dunlin may wait for every child itself. */
static void reap(struct run *run)
{
	siginfo_t info = { .si_pid = 0 };
	int rc = waitid(P_PID, (id_t)run->pid, &info, WEXITED | WNOHANG | WNOWAIT);

	if (rc != 0 && errno == EINTR)
		return;
	if (rc == 0 && info.si_pid == 0)
		return;
	if (rc == 0)
		(void)kill(-run->pid, SIGKILL);
	if (rc != 0 || waitpid(run->pid, &run->child->status, 0) != run->pid)
		run->child->status = -1;
	run->gone = true;
}

static void follow(struct run *run)
{
	struct pollfd poll_fd;

	while (!run->gone) {
		poll_fd = (struct pollfd){ .fd = run->fd, .events = POLLIN };
		(void)poll(&poll_fd, 1, run->fd < 0 ? LINGER_MS : LOOK_MS);
		if (run->fd >= 0 && poll_fd.revents != 0 && !read_some(run)) {
			close(run->fd);
			run->fd = -1;
		}
		end(run);
		reap(run);
	}
	if (run->fd >= 0)
		(void)read_some(run);
	end_line(run);
}

int dn_child_run(struct dn_child *child)
{
	struct run run = { .child = child };
	int ends[2];
	int number;

	child->ended_it = false;
	child->status = -1;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return errno;
	run.fd = ends[0];
	number = fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0 ? errno : start(&run, ends[1]);
	close(ends[1]);
	if (number == 0)
		follow(&run);
	if (run.fd >= 0)
		close(run.fd);
	return number;
}
