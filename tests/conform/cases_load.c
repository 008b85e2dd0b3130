/* cases_load - much of it: connections, threads, memory. */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit.h"
#include "quirks.h"

#define OPENS 1000
#define GROWTH_KB 8192

static int open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	if (dir == NULL)
		kit_leave_out(KIT_UNTOLD, "there is no /proc");
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}

static long resident_kb(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	long pages = 0;

	if (file == NULL || fscanf(file, "%*s %ld", &pages) != 1)
		kit_leave_out(KIT_UNTOLD, "there is no /proc");
	fclose(file);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void opens(int n)
{
	int i;

	for (i = 0; i < n; i++) {
		dunlin_conn *conn = kit_open();

		kit_ok(conn, "SELECT 1", NULL);
		(void)kit_exec(conn, "SELEC", NULL);
		kit.d->close(conn);
	}
}

static void leak_files(void)
{
	int files;

	opens(5);
	files = open_files();
	opens(100);
	want(open_files() == files, "100 opens and closes left %d files open",
	     open_files() - files);
}

static void leak_memory(void)
{
	long kb;

	opens(100);
	kb = resident_kb();
	opens(OPENS);
	want(resident_kb() - kb < GROWTH_KB, "%d opens and closes took %ld kB", OPENS,
	     resident_kb() - kb);
}

static void leak_failed(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn;
	int files, i;

	how.url = quirk("bad_url");
	how.connect_timeout_ms = 2000;
	(void)kit.d->open(&conn, &kit.host, &how, &kit.err);
	files = open_files();
	for (i = 0; i < 100; i++)
		(void)kit.d->open(&conn, &kit.host, &how, &kit.err);
	want(open_files() == files, "100 opens that failed left %d files open",
	     open_files() - files);
}

struct work {
	dunlin_conn *conn;
	int id;
	int wrong;
};

static dunlin_status is_seven(void *payload, size_t n, const char *const *values)
{
	struct work *work = payload;

	work->wrong += n != 2 || values[0] == NULL || atoi(values[0]) != work->id ||
		       strcmp(values[1], "x") != 0;
	return DUNLIN_OK;
}

static void *use(void *arg)
{
	struct work *work = arg;
	char *sql = kit_print("SELECT %d, 'x'", work->id);
	int i;

	for (i = 0; i < 500; i++)
		if (kit.d->query(work->conn, sql, strlen(sql), is_seven, work, NULL) != DUNLIN_OK ||
		    kit.d->query(work->conn, "SELECT a FROM " C, sizeof("SELECT a FROM " C) - 1,
				 is_seven, work, NULL) != DUNLIN_EMISSING)
			work->wrong++;
	free(sql);
	return NULL;
}

static void threads(void)
{
	struct dunlin_open how = kit_how();
	struct work works[2] = { { .id = 1 }, { .id = 2 } };
	pthread_t thread;

	kit.d->close(kit_start());
	how.on_progress = NULL;
	works[0].conn = kit_open_how(&how);
	works[1].conn = kit_open_how(&how);
	want(pthread_create(&thread, NULL, use, &works[0]) == 0, "no thread can be started");
	(void)use(&works[1]);
	(void)pthread_join(thread, NULL);
	want(works[0].wrong + works[1].wrong == 0, "two threads had %d wrong answers",
	     works[0].wrong + works[1].wrong);
}

static void *open_and_close(void *arg)
{
	struct dunlin_open how = kit_how();
	int *wrong = arg, i;

	how.on_progress = NULL;
	for (i = 0; i < 50; i++) {
		dunlin_conn *conn = NULL;

		if (kit.d->open(&conn, &kit.host, &how, NULL) != DUNLIN_OK)
			++*wrong;
		kit.d->close(conn);
	}
	return NULL;
}

static void threads_open(void)
{
	int wrong[2] = { 0 };
	pthread_t thread;

	kit.d->close(kit_start());
	want(pthread_create(&thread, NULL, open_and_close, &wrong[0]) == 0,
	     "no thread can be started");
	(void)open_and_close(&wrong[1]);
	(void)pthread_join(thread, NULL);
	want(wrong[0] + wrong[1] == 0, "%d of 100 opens in two threads failed",
	     wrong[0] + wrong[1]);
}

static void prints_nothing(void)
{
	char *path = kit_print("%s/said", getenv("DUNLIN_CONFORM_FOLDER"));
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	const int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	off_t end;

	want(fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0 && dup2(fd, STDERR_FILENO) >= 0,
	     "%s cannot be written", path);
	opens(1);
	kit_ok(kit_start(), quirk("begin"), "INSERT INTO " A " VALUES (1, 'x')", "ROLLBACK", NULL);
	fflush(NULL);
	end = lseek(fd, 0, SEEK_END);
	(void)dup2(out, STDOUT_FILENO);
	(void)dup2(err, STDERR_FILENO);
	want(end == 0, "the driver printed %d bytes", (int)end);
}

/* The last: nothing of the kit is left in the database. */
static void tidy(void)
{
	kit_drop(kit_open());
}

const struct kit_case cases_load[] = {
	{ "load_leaks_no_file", 0, false, leak_files },
	{ "load_leaks_no_memory", 0, false, leak_memory },
	{ "load_failed_opens", 0, false, leak_failed },
	{ "load_threads", 0, false, threads },
	{ "load_threads_open", 0, false, threads_open },
	{ "load_prints_nothing", 0, false, prints_nothing },
	{ "load_tidy", 0, false, tidy },
	{ 0 },
};
