/*
 * measure - runs a command, and says what it took.
 *
 *   bench/measure [-n TIMES] [-o LOG] COMMAND [ARGUMENT...]
 *
 * Prints "WALL CPU PEAK": seconds by the clock, processor seconds of the command and of all that it
 * waited for, and the peak of resident memory of the largest of them in KiB; a line for each of the
 * TIMES.  What the command prints goes to LOG (nowhere unless it is said).  Ends with the command's
 * exit status as soon as that is not 0.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(125);
}

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static double seconds(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

static _Noreturn void become(char **command, int log)
{
	int nothing = open("/dev/null", O_RDONLY);

	if (nothing >= 0 && dup2(nothing, 0) == 0 && dup2(log, 1) == 1 && dup2(log, 2) == 2)
		execvp(command[0], command);
	_exit(127);
}

static int measure(char **command, int log)
{
	struct rusage usage;
	double start = now(), end;
	pid_t child = fork();
	int status;

	if (child < 0)
		die("fork");
	if (child == 0)
		become(command, log);
	while (wait4(child, &status, 0, &usage) < 0)
		if (errno != EINTR)
			die("wait4");
	end = now();
	printf("%.6f %.6f %ld\n", end - start, seconds(&usage.ru_utime) + seconds(&usage.ru_stime),
	       usage.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	const char *path = "/dev/null";
	int option, times = 1, log, status = 0;

	while ((option = getopt(argc, argv, "+n:o:")) != -1) {
		if (option == 'n')
			times = atoi(optarg);
		else if (option == 'o')
			path = optarg;
		else
			return 125;
	}
	if (optind == argc || times < 1) {
		fputs("usage: measure [-n TIMES] [-o LOG] COMMAND [ARGUMENT...]\n", stderr);
		return 125;
	}
	log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (log < 0)
		die(path);
	for (; times > 0 && status == 0; times--)
		status = measure(argv + optind, log);
	return status;
}
