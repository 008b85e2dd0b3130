/* crash/rig - folder, chance and programs. */
#include "rig.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/clock.h"

static char *folder;
static uint64_t chance;

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

void rig_say(const char *format, ...)
{
	va_list args;

	fputs("# ", stdout);
	va_start(args, format);
	vfprintf(stdout, format, args);
	va_end(args);
	fputc('\n', stdout);
	fflush(stdout);
}

void rig_show(const char *text)
{
	size_t len;

	for (; *text != '\0'; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		printf("# %.*s\n", (int)len, text);
	}
	fflush(stdout);
}

char *rig_text(const char *format, ...)
{
	struct dn_str text = DN_STR_INIT;
	va_list args;

	va_start(args, format);
	dn_str_vprintf(&text, format, args);
	va_end(args);
	assert_false(text.failed);
	return dn_str_detach(&text);
}

int rig_begin(void **state)
{
	const char *seed = getenv("DUNLIN_SEED");
	const char *base = getenv("TMPDIR");

	(void)state;
	folder = rig_text("%s/dunlin-crash.XXXXXX", base == NULL ? "/tmp" : base);
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return -1;
	chance = seed == NULL ? (uint64_t)time(NULL) * 65536 + (uint64_t)getpid()
			      : strtoull(seed, NULL, 10);
	rig_say("DUNLIN_SEED=%llu", (unsigned long long)chance);
	return 0;
}

int rig_end(void **state)
{
	(void)state;
	if (chdir("/") == 0)
		(void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(folder);
	return 0;
}

bool rig_soak(void)
{
	return getenv("DUNLIN_SOAK") != NULL;
}

int64_t rig_sample(void)
{
	const char *n = getenv("DUNLIN_SAMPLE");

	return n == NULL ? 20 : atoll(n);
}

/* splitmix64 */
uint64_t rig_random(uint64_t below)
{
	uint64_t z = chance += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (z ^ (z >> 31)) % below;
}

void rig_write(const char *name, const char *text)
{
	FILE *file = fopen(name, "we");

	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
		fail_msg("%s: %s", name, strerror(errno));
}

char *rig_read(const char *name)
{
	struct dn_str text = DN_STR_INIT;
	FILE *file = fopen(name, "re");
	char bytes[4096];
	size_t n;

	if (file == NULL)
		fail_msg("%s: %s", name, strerror(errno));
	dn_str_puts(&text, "");
	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		dn_str_put(&text, bytes, n);
	fclose(file);
	if (text.len == 0)
		dn_str_put(&text, "", 0);
	assert_false(text.failed);
	return text.data == NULL ? rig_text("%s", "") : dn_str_detach(&text);
}

/* --- programs -------------------------------------------------------------------- */

struct how {
	bool apart;
	uid_t uid;
	gid_t gid;
	int on_death;
};

/* In the child: what cannot be done there ends it. */
static _Noreturn void become(const struct child *child, const char *const *argv, int gone,
			     const struct how *how)
{
	int in = open("/dev/null", O_RDONLY);
	int out = open(child->out, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	int err = open(child->err, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	char *const *words;

	if (how->apart &&
	    (setsid() < 0 || (geteuid() == 0 && (setgid(how->gid) != 0 || setuid(how->uid) != 0))))
		_exit(125);
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, how->on_death);
#endif
	if (in < 0 || out < 0 || err < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(126);
	(void)fcntl(gone, F_SETFD, 0);        /* open as long as the program is there */
	memcpy(&words, &argv, sizeof(words)); /* which execv() leaves alone, whatever its type */
	execv(argv[0], words);
	_exit(127);
}

static void start(struct child *child, const char *name, const char *const *argv,
		  const struct how *how)
{
	int ends[2];

	memset(child, 0, sizeof(*child));
	child->out = rig_text("%s/%s.out", folder, name);
	child->err = rig_text("%s/%s.err", folder, name);
	(void)unlink(child->out);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	fflush(NULL);
	child->began_us = dn_clock_us();
	child->pid = fork();
	if (child->pid == 0)
		become(child, argv, ends[1], how);
	assert_true(child->pid > 0);
	close(ends[1]);
	child->gone = ends[0];
}

void child_start(struct child *child, const char *name, const char *const *argv)
{
	const struct how how = { .on_death = SIGKILL };

	start(child, name, argv, &how);
}

void child_start_apart(struct child *child, const char *name, const char *const *argv, uid_t uid,
		       gid_t gid, int on_death)
{
	const struct how how = { true, uid, gid, on_death };

	start(child, name, argv, &how);
}

bool child_wait(struct child *child, int64_t us)
{
	const int64_t until = dn_clock_us() + us;
	struct pollfd fd = { .fd = child->gone, .events = POLLIN };
	struct timespec left;
	int64_t left_us = us;
	int status, n;

	if (child->pid == 0)
		return true;
	do {
		left.tv_sec = left_us / 1000000;
		left.tv_nsec = left_us % 1000000 * 1000;
		n = ppoll(&fd, 1, &left, NULL);
		left_us = until - dn_clock_us();
	} while (n < 0 && errno == EINTR && left_us > 0);
	if (n <= 0)
		return false;
	child->took_us = dn_clock_us() - child->began_us;
	assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
	child->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	child->pid = 0;
	close(child->gone);
	return true;
}

int child_finish(struct child *child)
{
	if (!child_wait(child, 60000000)) {
		char *out = rig_read(child->out), *err = rig_read(child->err);

		child_kill(child, SIGKILL);
		fail_msg("it does not end; it said:\n%s%s", out, err);
	}
	return child->status;
}

void child_kill(struct child *child, int signo)
{
	if (child->pid > 0)
		kill(child->pid, signo);
}

void child_clear(struct child *child)
{
	if (child->pid > 0) {
		child_kill(child, SIGKILL);
		(void)child_wait(child, 10000000);
	}
	free(child->out);
	free(child->err);
	memset(child, 0, sizeof(*child));
}

const char *rig_dunlin(void)
{
	const char *program = getenv("DUNLIN");

	assert_non_null(program);
	return program;
}

int rig_run(struct child *child, const char *name, ...)
{
	const char *argv[32] = { rig_dunlin() };
	size_t n = 1;
	va_list args;

	va_start(args, name);
	while (n < 31 && (argv[n] = va_arg(args, const char *)) != NULL)
		n++;
	va_end(args);
	argv[n] = NULL;
	child_start(child, name, argv);
	return child_finish(child);
}
