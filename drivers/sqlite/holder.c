/* sqlite/holder - finds out who has a database file locked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "sqlite/conn.h"

/*
 * The file itself is never opened here: closing any descriptor of it would drop
 * every POSIX lock this process has on it.  So the system's list of locks is
 * read instead, which tells device, inode and process.
 */

/* SQLite's lock bytes: pending and reserved in the file, the writer's in -shm. */
#define PENDING_BYTE_AT 0x40000000ull
#define SHM_WRITER_AT 120ull

struct wanted {
	bool known;
	struct stat st;
	unsigned long long byte; /* a write lock that covers one of two bytes from here */
};

static void want(struct wanted *wanted, const char *path, unsigned long long byte)
{
	wanted->known = stat(path, &wanted->st) == 0;
	wanted->byte = byte;
}

/* The process of one line of /proc/locks, if it is such a lock, else 0. */
static long holder_in(const char *line, const struct wanted *wanted)
{
	unsigned int major_no;
	unsigned int minor_no;
	unsigned long long inode;
	unsigned long long from;
	unsigned long long to;
	char end[24];
	long pid;

	if (!wanted->known || sscanf(line, "%*s %*s %*s WRITE %ld %x:%x:%llu %llu %23s", &pid,
				     &major_no, &minor_no, &inode, &from, end) != 6)
		return 0;
	to = strcmp(end, "EOF") == 0 ? ~0ull : strtoull(end, NULL, 10);
	if (inode != wanted->st.st_ino || major_no != major(wanted->st.st_dev) ||
	    minor_no != minor(wanted->st.st_dev))
		return 0;
	return from <= wanted->byte + 1 && to >= wanted->byte ? pid : 0;
}

/* The name of a program, or NULL. */
static char *program_of(long pid)
{
	char *path = NULL;
	char *line = NULL;
	size_t cap = 0;
	FILE *file;

	if (asprintf(&path, "/proc/%ld/comm", pid) < 0)
		return NULL;
	file = fopen(path, "re");
	free(path);
	if (file == NULL)
		return NULL;
	if (getline(&line, &cap, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
	} else {
		free(line);
		line = NULL;
	}
	fclose(file);
	return line;
}

/* False when the system does not tell.  *pid: 0 when nobody has a lock, below 0 when the process is
 * unknown. */
static bool find(const char *path, long *pid)
{
	struct wanted wanted[2] = { { .known = false }, { .known = false } };
	char *shm = NULL;
	char *line = NULL;
	size_t cap = 0;
	FILE *file;

	*pid = 0;
	want(&wanted[0], path, PENDING_BYTE_AT);
	if (asprintf(&shm, "%s-shm", path) >= 0) {
		want(&wanted[1], shm, SHM_WRITER_AT);
		free(shm);
	}
	file = fopen("/proc/locks", "re");
	if (file == NULL)
		return false;
	while (*pid == 0 && getline(&line, &cap, file) > 0) {
		*pid = holder_in(line, &wanted[0]);
		if (*pid == 0)
			*pid = holder_in(line, &wanted[1]);
	}
	free(line);
	fclose(file);
	return true;
}

char *dn_sqlite_holder(const char *path)
{
	char *program = NULL;
	char *text = NULL;
	long pid = 0;
	int n;

	if (!find(path, &pid) || pid <= 0)
		return NULL;
	if (pid == (long)getpid())
		return strdup("another connection of this process");
	program = program_of(pid);
	n = program == NULL ? asprintf(&text, "process %ld", pid)
			    : asprintf(&text, "process %ld (%s)", pid, program);
	free(program);
	return n < 0 ? NULL : text;
}

bool dn_sqlite_holder_find(struct dn_sqlite_holder *out, const char *path)
{
	long pid = 0;

	*out = (struct dn_sqlite_holder){ .held = false };
	if (!find(path, &pid))
		return false;
	out->held = pid != 0;
	if (pid > 0) {
		out->program = program_of(pid);
		if (asprintf(&out->pid, "%ld", pid) < 0)
			out->pid = NULL;
	}
	return true;
}

void dn_sqlite_holder_clear(struct dn_sqlite_holder *holder)
{
	free(holder->pid);
	free(holder->program);
	*holder = (struct dn_sqlite_holder){ .held = false };
}
