/* postgres/guard - runs programs that never outlive this process, however it ends. */
#include "guard.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fault.h"

enum {
	LOOK_MS = 1000, /* between two looks whether the parent is there: a child that it forked may
			    hold its end of the socket open */
	GRACE_MS = 5000, /* a program is asked to end, and then made to */
	FDS = 65536,     /* closed one by one where the kernel cannot do it in one call */
};

struct dn_pg_guard {
	const struct dunlin_host *host;
	pid_t owner;  /* a child of fork() is not it */
	pid_t pid;    /* the small process */
	int fd;       /* to it */
	char *folder; /* owned; ours to remove when the small process could not */
	struct dunlin_server_end end;
};

/* --- the small process --------------------------------------------------------------
 *
 * It comes from fork() in a program that may have threads: from here on nothing but what a signal
 * handler may call. */

struct keeper {
	const struct dn_pg_guard_plan *plan;
	pid_t parent;
	int fd;      /* to the parent */
	int signals; /* readable when a child has ended */
	int log;
	pid_t child; /* 0: none runs */
};

static void tell(const struct keeper *keeper, struct dunlin_server_end end)
{
	end.size = DUNLIN_SERVER_END_SIZE;
	end.ended = 1;
	(void)!send(keeper->fd, &end, sizeof(end), MSG_NOSIGNAL);
}

static void close_between(unsigned int first, unsigned int last)
{
	unsigned int fd;

	if (first > last)
		return;
#ifdef SYS_close_range
	if (syscall(SYS_close_range, first, last, 0u) == 0)
		return;
#endif
	for (fd = first; fd <= last && fd < FDS; fd++)
		(void)close((int)fd);
}

/* Nothing of the parent stays with it: not its files, not its terminal, not what it does on signals. */
static bool settle(struct keeper *keeper)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t set;
	int number, null;

	sigfillset(&set);
	(void)sigprocmask(SIG_SETMASK, &set, NULL);
	for (number = 1; number < NSIG; number++)
		(void)sigaction(number, &action, NULL);
	(void)setsid();
	(void)prctl(PR_SET_NAME, "dunlin-guard");
	(void)!chdir("/");
	keeper->fd = fcntl(keeper->fd, F_DUPFD_CLOEXEC, 3);
	if (keeper->fd < 0)
		return false;
	close_between(3, (unsigned int)keeper->fd - 1);
	close_between((unsigned int)keeper->fd + 1, ~0u);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	keeper->log = open(keeper->plan->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	keeper->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return null >= 0 && keeper->log >= 0 && keeper->signals >= 0 && dup2(null, 0) == 0 &&
	       dup2(null, 1) == 1 && dup2(null, 2) == 2;
}

static _Noreturn void become(const struct keeper *keeper, int i, pid_t guard)
{
	char *const *argv, *const *env;
	sigset_t none;

	memcpy(&argv, &keeper->plan->commands[i], sizeof(argv)); /* exec() takes them as its own */
	memcpy(&env, &keeper->plan->env, sizeof(env));
	(void)setpgid(0, 0);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	/* Should the keeper itself be killed. */
	if (prctl(PR_SET_PDEATHSIG, SIGQUIT) == 0 && getppid() == guard &&
	    dup2(keeper->log, 1) == 1 && dup2(keeper->log, 2) == 2)
		(void)execve(argv[0], argv, env);
	tell(keeper, (struct dunlin_server_end){ .number = errno });
	_exit(127);
}

static void start(struct keeper *keeper, int i)
{
	const pid_t self = getpid();

	keeper->child = fork();
	if (keeper->child == 0)
		become(keeper, i, self);
	if (keeper->child > 0)
		return;
	keeper->child = 0;
	tell(keeper, (struct dunlin_server_end){ .number = errno });
}

/* Whether it has ended; what it left running in its group ends with it. */
static bool reap(struct keeper *keeper, int *status)
{
	siginfo_t info = { .si_pid = 0 };

	if (waitid(P_PID, (id_t)keeper->child, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
	    info.si_pid == 0)
		return false;
	(void)kill(-keeper->child, SIGKILL);
	(void)waitpid(keeper->child, status, 0);
	keeper->child = 0;
	return true;
}

static void wait_for_signal(const struct keeper *keeper, int timeout_ms)
{
	struct pollfd fd = { .fd = keeper->signals, .events = POLLIN };
	struct signalfd_siginfo info;

	(void)poll(&fd, 1, timeout_ms);
	(void)!read(keeper->signals, &info, sizeof(info));
}

/* Everything in a folder; rm would do, but where it lies is not the same everywhere. */
static void empty(int folder)
{
	_Alignas(struct dirent64) char room[4096];
	const struct dirent64 *entry;
	bool more = true;
	ssize_t n, at;
	int inner;

	while (more && lseek(folder, 0, SEEK_SET) == 0) {
		n = getdents64(folder, room, sizeof(room));
		more = false; /* until one is removed: what comes behind it may have been passed over */
		for (at = 0; at < n; at += entry->d_reclen) {
			entry = (const void *)(room + at);
			if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
				continue;
			inner = openat(folder, entry->d_name,
				       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
			if (inner >= 0) {
				empty(inner);
				(void)close(inner);
			}
			more = unlinkat(folder, entry->d_name, inner >= 0 ? AT_REMOVEDIR : 0) ==
				       0 ||
			       more;
		}
	}
}

static void drop_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	empty(fd);
	(void)close(fd);
	(void)rmdir(path);
}

static _Noreturn void finish(struct keeper *keeper)
{
	int left = GRACE_MS, status;

	if (keeper->child != 0)
		(void)kill(keeper->child, SIGQUIT);
	while (keeper->child != 0 && !reap(keeper, &status)) {
		wait_for_signal(keeper, 20);
		left -= 20;
		if (left <= 0)
			(void)kill(-keeper->child, SIGKILL);
	}
	drop_folder(keeper->plan->folder);
	_exit(0);
}

static _Noreturn void keep(struct keeper *keeper)
{
	struct pollfd fds[2];
	unsigned char order;
	ssize_t n;
	int status = 0;

	if (!settle(keeper)) {
		tell(keeper, (struct dunlin_server_end){ .number = errno });
		finish(keeper);
	}
	while (getppid() == keeper->parent) {
		fds[0] = (struct pollfd){ .fd = keeper->fd, .events = POLLIN };
		fds[1] = (struct pollfd){ .fd = keeper->signals, .events = POLLIN };
		(void)poll(fds, 2, LOOK_MS);
		if (fds[1].revents != 0)
			wait_for_signal(keeper, 0);
		if (keeper->child != 0 && reap(keeper, &status))
			tell(keeper, (struct dunlin_server_end){ .status = status });
		if (fds[0].revents == 0)
			continue;
		n = recv(keeper->fd, &order, sizeof(order), MSG_DONTWAIT);
		if (n == 0 || (n > 0 && order >= DN_GUARD_COMMANDS))
			break;
		if (n > 0 && keeper->child == 0)
			start(keeper, order);
	}
	finish(keeper);
}

/* --- this one ----------------------------------------------------------------------- */

static dunlin_status fail_start(const struct dunlin_host *host, dunlin_error *err, int number)
{
	return dn_fault_fail(host, err, DUNLIN_ENOMEM, "no process can be started: %s",
			     strerror(number));
}

static void release(struct dn_pg_guard *guard)
{
	free(guard->folder);
	free(guard);
}

dunlin_status dn_pg_guard_open(struct dn_pg_guard **out, const struct dunlin_host *host,
			       const struct dn_pg_guard_plan *plan, dunlin_error *err)
{
	struct keeper keeper = { .plan = plan, .parent = getpid() };
	struct dn_pg_guard *guard = calloc(1, sizeof(*guard));
	sigset_t all, before;
	int ends[2], number;
	dunlin_status status;

	*out = NULL;
	if (guard == NULL || (guard->folder = strdup(plan->folder)) == NULL) {
		free(guard);
		return dn_fault_nomem(host, err);
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		status = fail_start(host, err, errno);
		release(guard);
		return status;
	}
	/* A handler of the program must not run in the other process. */
	sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	guard->host = host;
	guard->owner = keeper.parent;
	guard->fd = ends[0];
	keeper.fd = ends[1];
	guard->pid = fork();
	if (guard->pid == 0)
		keep(&keeper);
	number = errno;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	close(ends[1]);
	if (guard->pid > 0) {
		*out = guard;
		return DUNLIN_OK;
	}
	close(ends[0]);
	release(guard);
	return fail_start(host, err, number);
}

dunlin_status dn_pg_guard_run(struct dn_pg_guard *guard, int i, dunlin_error *err)
{
	const unsigned char order = (unsigned char)i;

	memset(&guard->end, 0, sizeof(guard->end));
	if (send(guard->fd, &order, sizeof(order), MSG_NOSIGNAL) != sizeof(order))
		return fail_start(guard->host, err, errno);
	return DUNLIN_OK;
}

void dn_pg_guard_wait(struct dn_pg_guard *guard, int timeout_ms, struct dunlin_server_end *out)
{
	struct pollfd fd = { .fd = guard->fd, .events = POLLIN };
	struct dunlin_server_end end;
	ssize_t n;

	if (!guard->end.ended && poll(&fd, 1, timeout_ms) > 0) {
		n = recv(guard->fd, &end, sizeof(end), MSG_DONTWAIT);
		if (n == sizeof(end))
			guard->end = end;
		else if (n >= 0 || (errno != EAGAIN && errno != EINTR)) /* the keeper is gone */
			guard->end = (struct dunlin_server_end){ .size = DUNLIN_SERVER_END_SIZE,
								 .ended = 1,
								 .status = SIGKILL };
	}
	*out = guard->end;
}

/* Somebody killed the small process: its program got a signal by that, and may still be ending. */
static void drop_after_it(const char *folder)
{
	int left;

	drop_folder(folder);
	for (left = GRACE_MS; left > 0 && access(folder, F_OK) == 0; left -= 20) {
		(void)poll(NULL, 0, 20);
		drop_folder(folder);
	}
}

void dn_pg_guard_close(struct dn_pg_guard *guard)
{
	const unsigned char order = DN_GUARD_COMMANDS;
	pid_t pid;
	int status;

	if (guard == NULL)
		return;
	if (guard->owner == getpid()) {
		/* Not by the end of the socket alone: a child of fork() may have it as well. */
		(void)!send(guard->fd, &order, sizeof(order), MSG_NOSIGNAL);
		while ((pid = waitpid(guard->pid, &status, 0)) < 0 && errno == EINTR)
			;
		/* When the program waits for its children by itself, nobody tells when it is done. */
		if (pid < 0 || status != 0)
			drop_after_it(guard->folder);
	}
	close(guard->fd);
	release(guard);
}
