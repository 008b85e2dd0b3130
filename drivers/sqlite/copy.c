/* sqlite/copy - carries pages from one database to another, and can be stopped on the way. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "common/fault.h"
#include "common/text.h"
#include "sqlite/conn.h"

enum {
	PAGES_PER_STEP = 1024, /* some milliseconds */
	MOST_RESTARTS = 2,
	TELL_EVERY_MS = 250,
};

bool dn_sqlite_stopped(const struct dunlin_backup *what)
{
	return DUNLIN_HAS(what, payload) && what->stopped != NULL &&
	       what->stopped(what->payload) != 0;
}

bool dn_sqlite_exists(const char *path, const char *tail)
{
	struct stat st;
	char *name;
	bool found;

	if (asprintf(&name, "%s%s", path, tail) < 0)
		return true; /* rather yes than no */
	found = stat(name, &st) == 0;
	free(name);
	return found;
}

bool dn_sqlite_has_leftovers(const char *path)
{
	return dn_sqlite_exists(path, "-wal") || dn_sqlite_exists(path, "-journal");
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void tell(const struct dn_sqlite_copy *copy, int left, int total)
{
	struct dunlin_progress progress = { .size = DUNLIN_PROGRESS_SIZE,
					    .kind = DUNLIN_PROGRESS_BUSY,
					    .stmt_index = -1,
					    .rows = -1 };
	struct dunlin_fault notice;
	struct dn_text text = { 0 };
	char *message;

	if (copy->on_progress == NULL || total <= 0)
		return;
	dn_fault_init(&notice, DUNLIN_OK);
	dn_text_add(&text, "copying %s", copy->what);
	message = dn_text_take(&text);
	notice.message = message;
	progress.notice = &notice;
	progress.permille = (int64_t)(total - left) * 1000 / total;
	if (message != NULL)
		copy->on_progress(copy->progress_payload, &progress);
	free(message);
}

/* Keeps what is read as it is until the copy is whole. */
static int hold(const struct dn_sqlite_copy *copy)
{
	return sqlite3_exec(copy->from, "BEGIN; SELECT count(*) FROM main.sqlite_master", NULL,
			    NULL, NULL);
}

/*
 * Whoever writes to a database with a rollback journal makes a copy start over, and waits for it
 * while it is held.  So others are let in between the steps, until that has cost it too much.
 */
int dn_sqlite_copy(const struct dn_sqlite_copy *copy, sqlite3_backup *backup)
{
	int64_t told = now_ms() - TELL_EVERY_MS;
	int left, before = 0, restarts = 0;
	bool held = copy->hold;
	int rc = held ? hold(copy) : SQLITE_OK;

	while (rc == SQLITE_OK) {
		if (copy->stopped != NULL && copy->stopped(copy->payload) != 0) {
			rc = SQLITE_INTERRUPT;
			break;
		}
		rc = sqlite3_backup_step(backup, PAGES_PER_STEP);
		if (rc != SQLITE_OK)
			break;
		left = sqlite3_backup_remaining(backup);
		if (before != 0 && left >= before && !held && ++restarts == MOST_RESTARTS) {
			held = true;
			rc = hold(copy);
		}
		before = left;
		if (now_ms() - told >= TELL_EVERY_MS) {
			told = now_ms();
			tell(copy, left, sqlite3_backup_pagecount(backup));
		}
	}
	if (sqlite3_get_autocommit(copy->from) == 0)
		(void)sqlite3_exec(copy->from, "ROLLBACK", NULL, NULL, NULL); /* it only read */
	return rc;
}
