/* sqlite/scratch - a copy of the database to try things on. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fault.h"
#include "sqlite/conn.h"

#define SMALL_PART 4 /* a copy of up to this part of the machine's memory stays in memory */

static int64_t pragma_number(dunlin_conn *conn, const char *name)
{
	char *text = NULL;
	int64_t value = 0;

	if (dn_sqlite_pragma(conn, name, &text) && text != NULL)
		value = strtoll(text, NULL, 10);
	free(text);
	return value;
}

static bool fits_memory(dunlin_conn *conn)
{
	const int64_t size = pragma_number(conn, "page_count") * pragma_number(conn, "page_size");
	const int64_t memory = (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);

	return memory <= 0 || size <= memory / SMALL_PART;
}

/* A new file that nobody else finds; the caller frees and removes it. */
static dunlin_status make_file(const dunlin_conn *conn, char **path, dunlin_error *err)
{
	int fd;

	*path = strdup("/var/tmp/dunlin-XXXXXX");
	if (*path == NULL)
		return dn_fault_nomem(conn->host, err);
	fd = mkstemp(*path);
	if (fd < 0) {
		free(*path);
		*path = NULL;
		return dn_fault_fail(conn->host, err, DUNLIN_ESQL,
				     "cannot make a file for a copy in /var/tmp: %s",
				     strerror(errno));
	}
	close(fd);
	return DUNLIN_OK;
}

static dunlin_status copy_pages(dunlin_conn *to, dunlin_conn *from, dunlin_error *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
	int rc;

	if (backup == NULL)
		return dn_fault_fail(from->host, err, DUNLIN_ESQL, "cannot copy %s: %s",
				     from->location.shown, sqlite3_errmsg(to->db));
	rc = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	if (rc == SQLITE_DONE)
		return DUNLIN_OK;
	return dn_fault_fail(from->host, err, rc == SQLITE_BUSY ? DUNLIN_EBUSY : DUNLIN_ESQL,
			     "cannot copy %s: %s", from->location.shown, sqlite3_errstr(rc));
}

/* The copy goes by the name of what it is a copy of. */
static dunlin_status name_after(dunlin_conn *copy, const dunlin_conn *conn, dunlin_error *err)
{
	char *shown = NULL;

	if (asprintf(&shown, "a copy of %s", conn->location.shown) < 0)
		return dn_fault_nomem(conn->host, err);
	free(copy->location.shown);
	copy->location.shown = shown;
	return DUNLIN_OK;
}

dunlin_status dn_sqlite_open_scratch(dunlin_conn **out, dunlin_conn *conn,
				     const struct dunlin_open *how, dunlin_error *err)
{
	struct dunlin_open options = dn_sqlite_open_options(how);
	char *path = NULL, *url = NULL;
	dunlin_conn *copy = NULL;
	dunlin_status status = DUNLIN_OK;

	*out = NULL;
	if (!fits_memory(conn))
		status = make_file(conn, &path, err);
	if (status == DUNLIN_OK &&
	    asprintf(&url, "sqlite:%s", path == NULL ? ":memory:" : path) < 0) {
		url = NULL;
		status = dn_fault_nomem(conn->host, err);
	}
	options.url = url;
	options.native = NULL;
	options.flags |= DUNLIN_OPEN_CREATE;
	if (status == DUNLIN_OK)
		status = dn_sqlite_open(&copy, conn->host, &options, err);
	if (status == DUNLIN_OK)
		status = copy_pages(copy, conn, err);
	if (status == DUNLIN_OK)
		status = name_after(copy, conn, err);
	/* Open, it needs its name no longer. */
	if (path != NULL)
		(void)unlink(path);
	if (status == DUNLIN_OK) {
		*out = copy;
		copy = NULL; /* now the caller's */
	}
	dn_sqlite_close(copy);
	free(path);
	free(url);
	return status;
}
