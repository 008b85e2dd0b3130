/*
 * peak - runs a command and says what it took: peak FILE COMMAND [ARGUMENT...]
 *
 * FILE gets one line, "KIB MS": the most memory that the command, or a child of its own, held at a
 * time, and the time until it ended.  The exit status is the command's, or 128 + a signal.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static int trouble(const char *what)
{
	fprintf(stderr, "peak: %s: %s\n", what, strerror(errno));
	return 126;
}

int main(int argc, char **argv)
{
	const long long start = now_ms();
	struct rusage usage;
	int wait_status;
	pid_t pid;
	FILE *file;

	if (argc < 3) {
		fputs("usage: peak FILE COMMAND [ARGUMENT...]\n", stderr);
		return 2;
	}
	/* What a forked process holds before exec counts as its own: not the pages of a file. */
	pid = vfork();
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (pid < 0)
		return trouble("fork");
	while (wait4(pid, &wait_status, 0, &usage) < 0)
		if (errno != EINTR)
			return trouble("wait4");
	file = fopen(argv[1], "w");
	if (file == NULL)
		return trouble(argv[1]);
	fprintf(file, "%ld %lld\n", usage.ru_maxrss, now_ms() - start);
	if (fclose(file) != 0)
		return trouble(argv[1]);
	return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}
