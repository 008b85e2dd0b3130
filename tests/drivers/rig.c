/* tests/drivers/rig - loads a driver and drives it through its table. */
#include "drivers/rig.h"

#include <dirent.h>
#include <dlfcn.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct dunlin_driver *rig_driver;
dunlin_error rig_err;
struct rig_events rig_events;
static char folder[256];

static void keep(char *to, size_t cap, const char *text)
{
	snprintf(to, cap, "%s", text != NULL ? text : "");
}

static dunlin_status on_fail(dunlin_error *err, const struct dunlin_fault *fault)
{
	if (err == NULL)
		return fault->status;
	assert_int_equal(fault->size, DUNLIN_FAULT_SIZE);
	memset(err, 0, sizeof(*err));
	err->seen = true;
	err->fault = *fault;
	keep(err->sqlstate, sizeof(err->sqlstate), fault->sqlstate);
	keep(err->message, sizeof(err->message), fault->message);
	keep(err->detail, sizeof(err->detail), fault->detail);
	keep(err->hint, sizeof(err->hint), fault->hint);
	keep(err->object, sizeof(err->object), fault->object);
	keep(err->context, sizeof(err->context), fault->context);
	return fault->status;
}

const struct dunlin_host rig_host = {
	.size = DUNLIN_HOST_SIZE,
	.abi_major = DUNLIN_DRIVER_MAJOR,
	.version = "0.0.0",
	.fail = on_fail,
};

int rig_start(const char *name)
{
	const struct dunlin_driver *(*entry)(void);
	const char *path = getenv("DUNLIN_DRIVER_PATH");
	const char *tmp = getenv("TMPDIR");
	char file[512];
	void *lib;

	snprintf(file, sizeof(file), "%s/%s.so", path != NULL ? path : "drivers/.libs", name);
	lib = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	if (lib == NULL) {
		print_error("%s\n", dlerror());
		return -1;
	}
	*(void **)&entry = dlsym(lib, DUNLIN_DRIVER_ENTRY);
	if (entry == NULL)
		return -1;
	rig_driver = entry();
	snprintf(folder, sizeof(folder), "%s/dunlin-rig-XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(folder) == NULL || chmod(folder, 0755) != 0)
		return -1;
	return chdir(folder);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int rig_stop(void **state)
{
	(void)state;
	rig_take_rights(); /* of a test that failed without them */
	if (chdir("/") != 0)
		return -1;
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void rig_drop_rights(void)
{
	if (geteuid() == 0)
		assert_int_equal(seteuid(65534), 0);
}

void rig_take_rights(void)
{
	assert_int_equal(seteuid(getuid()), 0);
}

void rig_clear(void)
{
	memset(&rig_err, 0, sizeof(rig_err));
	rig_events.text[0] = '\0';
}

static void on_progress(void *payload, const struct dunlin_progress *progress)
{
	struct rig_events *events = payload;
	size_t len = strlen(events->text);

	assert_int_equal(progress->size, DUNLIN_PROGRESS_SIZE);
	if (progress->kind == DUNLIN_PROGRESS_DONE)
		snprintf(events->text + len, sizeof(events->text) - len, "%lld:%lld ",
			 (long long)progress->stmt_index, (long long)progress->rows);
	if (events->on_event != NULL)
		events->on_event(progress, events->payload);
}

struct dunlin_open rig_how(const char *url, uint32_t flags)
{
	struct dunlin_open how = { .size = DUNLIN_OPEN_SIZE, .flags = flags, .url = url };

	how.lock_timeout_ms = 50;
	how.on_progress = on_progress;
	how.payload = &rig_events;
	return how;
}

dunlin_conn *rig_open_how(const struct dunlin_open *how)
{
	dunlin_conn *conn = NULL;

	rig_clear();
	if (rig_driver->open(&conn, &rig_host, how, &rig_err) != DUNLIN_OK)
		fail_msg("%s: %s", how->url, rig_err.message);
	assert_non_null(conn);
	return conn;
}

dunlin_conn *rig_open(const char *url, uint32_t flags)
{
	const struct dunlin_open how = rig_how(url, flags);

	return rig_open_how(&how);
}

void rig_open_fails(const char *url, uint32_t flags, dunlin_status status, const char *piece)
{
	struct dunlin_open how = rig_how(url, flags);
	dunlin_conn *conn = (dunlin_conn *)&how;
	dunlin_status got;

	rig_clear();
	got = rig_driver->open(&conn, &rig_host, &how, &rig_err);
	if (got != status)
		fail_msg("%s: status %d (%s)", url != NULL ? url : "NULL", got, rig_err.message);
	assert_null(conn);
	rig_assert_fault(status, NULL, piece);
}

dunlin_status rig_exec(dunlin_conn *conn, ...)
{
	struct dunlin_statement statements[8];
	struct dunlin_batch batch = { .size = DUNLIN_BATCH_SIZE,
				      .stride = sizeof(statements[0]),
				      .statements = statements };
	char *copies[8];
	const char *sql;
	dunlin_status status;
	va_list args;
	uint64_t i;

	rig_clear();
	va_start(args, conn);
	while ((sql = va_arg(args, const char *)) != NULL) {
		size_t len = strlen(sql);

		/* Its own block and no NUL, so that a read past the end is seen. */
		copies[batch.count] = malloc(len + (len == 0));
		memcpy(copies[batch.count], sql, len);
		statements[batch.count] = (struct dunlin_statement){ .size = DUNLIN_STATEMENT_SIZE,
								     .sql = copies[batch.count],
								     .sql_len = len };
		batch.count++;
	}
	va_end(args);
	status = rig_driver->exec(conn, &batch, &rig_err);
	assert_true(status == DUNLIN_OK || rig_err.seen);
	for (i = 0; i < batch.count; i++)
		free(copies[i]);
	return status;
}

void rig_exec_ok(dunlin_conn *conn, const char *sql)
{
	if (rig_exec(conn, sql, NULL) != DUNLIN_OK)
		fail_msg("%s: %s", sql, rig_err.message);
}

dunlin_status rig_on_row(void *payload, size_t n, const char *const *values)
{
	struct rig_rows *rows = payload;
	size_t i;

	for (i = 0; i < n; i++) {
		size_t len = strlen(rows->text);

		snprintf(rows->text + len, sizeof(rows->text) - len, "%s%s",
			 values[i] != NULL ? values[i] : "~", i + 1 < n ? "|" : "\n");
	}
	rows->count++;
	return rows->count == rows->stop_after ? DUNLIN_ESERIALIZE : DUNLIN_OK;
}

dunlin_status rig_query(dunlin_conn *conn, const char *sql, struct rig_rows *rows)
{
	rig_clear();
	return rig_driver->query(conn, sql, strlen(sql), rig_on_row, rows, &rig_err);
}

void rig_assert_rows(dunlin_conn *conn, const char *sql, const char *expected)
{
	struct rig_rows rows = { .count = 0 };

	if (rig_query(conn, sql, &rows) != DUNLIN_OK)
		fail_msg("%s: %s", sql, rig_err.message);
	assert_string_equal(rows.text, expected);
}

void rig_assert_fault(dunlin_status status, const char *sqlstate, const char *piece)
{
	assert_true(rig_err.seen);
	if (rig_err.fault.status != status)
		fail_msg("status %d, not %d: %s", rig_err.fault.status, status, rig_err.message);
	if (sqlstate != NULL && strcmp(rig_err.sqlstate, sqlstate) != 0)
		fail_msg("sqlstate %s, not %s: %s", rig_err.sqlstate, sqlstate, rig_err.message);
	if (piece != NULL && strstr(rig_err.message, piece) == NULL)
		fail_msg("no \"%s\" in: %s", piece, rig_err.message);
	assert_null(strchr(rig_err.message, '\n'));
}

bool rig_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

void rig_write_file(const char *path, const void *bytes, size_t len)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}
