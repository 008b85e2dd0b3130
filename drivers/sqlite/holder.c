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

/* "process 4711 (sqlite3)", or NULL. */
static char *name_process(long pid)
{
	char *path = NULL;
	char *text = NULL;
	char *line = NULL;
	size_t cap = 0;
	FILE *file;
	int n;

	if (pid == (long)getpid()) {
		text = strdup("another connection of this process");
		return text;
	}
	if (asprintf(&path, "/proc/%ld/comm", pid) < 0)
		return NULL;
	file = fopen(path, "re");
	free(path);
	if (file != NULL && getline(&line, &cap, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		n = asprintf(&text, "process %ld (%s)", pid, line);
	} else {
		n = asprintf(&text, "process %ld", pid);
	}
	if (file != NULL)
		fclose(file);
	free(line);
	return n < 0 ? NULL : text;
}

char *dn_sqlite_holder(const char *path)
{
	struct wanted wanted[2] = { { .known = false }, { .known = false } };
	char *shm = NULL;
	char *line = NULL;
	size_t cap = 0;
	long pid = 0;
	FILE *file;

	want(&wanted[0], path, PENDING_BYTE_AT);
	if (asprintf(&shm, "%s-shm", path) >= 0) {
		want(&wanted[1], shm, SHM_WRITER_AT);
		free(shm);
	}
	file = fopen("/proc/locks", "re");
	if (file == NULL)
		return NULL;
	while (pid == 0 && getline(&line, &cap, file) > 0) {
		pid = holder_in(line, &wanted[0]);
		if (pid == 0)
			pid = holder_in(line, &wanted[1]);
	}
	free(line);
	fclose(file);
	return pid > 0 ? name_process(pid) : NULL;
}
