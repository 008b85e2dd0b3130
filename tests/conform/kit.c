/* kit - one driver and one database, as a case sees them. */
#include "kit.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "quirks.h"

#define MOST 128 /* statements in a batch of kit_exec() */

struct kit kit;
uint32_t kit_kind = DUNLIN_STMT_PLAIN;
static int ready_fd = -1;

static void DUNLIN_PRINTF(1, 0) tell(const char *format, va_list args)
{
	char *text = NULL;
	size_t len;

	if (vasprintf(&text, format, args) < 0)
		return;
	len = strlen(text);
	if (write(kit.out, text, len) != (ssize_t)len)
		_exit(KIT_FAILED);
}

void kit_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell(format, args);
	va_end(args);
	_exit(KIT_FAILED);
}

void kit_leave_out(int how, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell(format, args);
	va_end(args);
	_exit(how);
}

static void keep(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from == NULL ? "" : from);
}

static dunlin_status host_fail(dunlin_error *err, const struct dunlin_fault *fault)
{
	struct dunlin_fault copy = {
		.stmt_index = -1, .byte_offset = -1, .line = -1, .data_line = -1
	};

	memcpy(&copy, fault, fault->size < sizeof(copy) ? fault->size : sizeof(copy));
	if (err == NULL)
		return copy.status;
	err->count++;
	err->fault = copy;
	keep(err->sqlstate, sizeof(err->sqlstate), copy.sqlstate);
	keep(err->message, sizeof(err->message), copy.message);
	keep(err->detail, sizeof(err->detail), copy.detail);
	return copy.status;
}

const char *kit_load(const char *path)
{
	const struct dunlin_driver *(*entry)(void) = NULL;
	void *lib = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	void *symbol;

	if (lib == NULL)
		return dlerror();
	symbol = dlsym(lib, DUNLIN_DRIVER_ENTRY);
	if (symbol == NULL && dlsym(lib, "dunlin_driver_v0") != NULL)
		return "it is built for a draft of the driver ABI (dunlin_driver_v0), and "
		       "this kit is for " DUNLIN_DRIVER_ENTRY ": build it anew";
	if (symbol == NULL)
		return "it has no function " DUNLIN_DRIVER_ENTRY;
	memcpy(&entry, &symbol, sizeof(entry));
	kit.raw = entry();
	if (kit.raw == NULL)
		return DUNLIN_DRIVER_ENTRY "() returns no table";
	if (kit.raw->magic == DUNLIN_DRIVER_MAGIC && kit.raw->size > DUNLIN_DRIVER_HEAD_SIZE)
		memcpy(&kit.table, kit.raw,
		       kit.raw->size < sizeof(kit.table) ? kit.raw->size : sizeof(kit.table));
	kit.d = &kit.table;
	kit.host = (struct dunlin_host){ .size = DUNLIN_HOST_SIZE,
					 .abi_major = DUNLIN_DRIVER_MAJOR,
					 .version = "0.1.0",
					 .fail = host_fail };
	return NULL;
}

static void on_progress(void *payload, const struct dunlin_progress *progress)
{
	struct kit_event *event;

	(void)payload;
	if (kit.n_events == KIT_EVENTS)
		return;
	event = &kit.events[kit.n_events++];
	*event = (struct kit_event){ .kind = progress->kind,
				     .size = progress->size,
				     .index = progress->stmt_index,
				     .rows = progress->rows };
	if (progress->notice != NULL) {
		event->status = progress->notice->status;
		event->said = progress->notice->message != NULL &&
			      progress->notice->message[0] != '\0';
	}
	if (kit.on_event != NULL)
		kit.on_event();
}

struct dunlin_open kit_how(void)
{
	return (struct dunlin_open){ .size = DUNLIN_OPEN_SIZE,
				     .flags = DUNLIN_OPEN_CREATE,
				     .url = kit.url,
				     .application = "dunlin-conform",
				     .on_progress = on_progress,
				     .payload = &kit };
}

struct dunlin_open *kit_how_sized(const struct dunlin_open *how, int more)
{
	static struct {
		struct dunlin_open how;
		char junk[64];
	} room;
	const size_t size = (size_t)((int)DUNLIN_OPEN_SIZE + more);

	memset(&room, 0xa5, sizeof(room));
	memcpy(&room, how, size < sizeof(*how) ? size : sizeof(*how));
	room.how.size = (uint32_t)size;
	return &room.how;
}

dunlin_conn *kit_open_how(const struct dunlin_open *how)
{
	dunlin_conn *conn = NULL;
	dunlin_status status;

	kit_forget();
	status = kit.d->open(&conn, &kit.host, how, &kit.err);
	kit_is(status, DUNLIN_OK, "open");
	want(conn != NULL, "open() succeeded and handed no connection over");
	return conn;
}

dunlin_conn *kit_open(void)
{
	struct dunlin_open how = kit_how();

	return kit_open_how(&how);
}

void kit_drop(dunlin_conn *conn)
{
	kit_ok(conn, "DROP TABLE IF EXISTS " C, "DROP TABLE IF EXISTS " B,
	       "DROP TABLE IF EXISTS " A, NULL);
}

dunlin_conn *kit_start(void)
{
	/* A server may have a default that not every character has a place in. */
	const char *type = quirk_look("key_type");
	char *create = kit_print("CREATE TABLE " A " (id INTEGER PRIMARY KEY, v %s)",
				 type == NULL ? "VARCHAR(200)" : type);
	dunlin_conn *conn = kit_open();

	kit_drop(conn);
	kit_ok(conn, create,
	       "CREATE TABLE " B " (a INTEGER NOT NULL, u INTEGER UNIQUE, c INTEGER CHECK (c > 0), "
	       "p INTEGER, FOREIGN KEY (p) REFERENCES " A " (id))",
	       NULL);
	free(create);
	kit_forget();
	return conn;
}

static uint32_t kind_of(const char *sql)
{
	if (strcmp(sql, quirk("begin")) == 0)
		return DUNLIN_STMT_BEGIN;
	if (strcmp(sql, quirk("commit")) == 0)
		return DUNLIN_STMT_COMMIT;
	return strcmp(sql, "ROLLBACK") == 0 ? DUNLIN_STMT_ROLLBACK : kit_kind;
}

struct dunlin_statement kit_statement(uint32_t kind, const char *sql)
{
	size_t len = strlen(sql);
	char *copy = malloc(len + 1);

	/* Never terminated: what stands behind it must not be read. */
	if (copy == NULL)
		abort();
	memcpy(copy, sql, len);
	copy[len] = '%';
	return (struct dunlin_statement){
		.size = DUNLIN_STATEMENT_SIZE, .kind = kind, .sql = copy, .sql_len = len
	};
}

dunlin_status kit_run(dunlin_conn *conn, const struct dunlin_statement *statements, size_t n)
{
	const struct dunlin_batch batch = { .size = DUNLIN_BATCH_SIZE,
					    .stride = sizeof(*statements),
					    .statements = statements,
					    .count = n };

	kit_forget();
	return kit.d->exec(conn, &batch, &kit.err);
}

static dunlin_status exec_list(dunlin_conn *conn, va_list args, const char **first)
{
	struct dunlin_statement statements[MOST];
	dunlin_status status;
	const char *sql;
	size_t n = 0, i;

	while ((sql = va_arg(args, const char *)) != NULL && n < MOST) {
		if (n == 0)
			*first = sql;
		statements[n++] = kit_statement(kind_of(sql), sql);
	}
	status = kit_run(conn, statements, n);
	for (i = 0; i < n; i++)
		free((void *)(uintptr_t)statements[i].sql);
	return status;
}

dunlin_status kit_exec(dunlin_conn *conn, ...)
{
	const char *first = NULL;
	dunlin_status status;
	va_list args;

	va_start(args, conn);
	status = exec_list(conn, args, &first);
	va_end(args);
	return status;
}

void kit_ok(dunlin_conn *conn, ...)
{
	const char *first = "an empty batch";
	dunlin_status status;
	va_list args;

	va_start(args, conn);
	status = exec_list(conn, args, &first);
	va_end(args);
	kit_is(status, DUNLIN_OK, first);
}

dunlin_status kit_on_row(void *payload, size_t n, const char *const *values)
{
	static size_t used, room;
	size_t i, len;

	(void)payload;
	if (kit.rows == NULL)
		used = room = 0;
	if (kit.n_rows == 0)
		used = 0;
	for (i = 0; i < n; i++) {
		const char *value = values[i] == NULL ? "~" : values[i];

		len = strlen(value);
		if (used + len + 3 > room) {
			room = 2 * room + len + 4096;
			kit.rows = realloc(kit.rows, room);
			if (kit.rows == NULL)
				abort();
		}
		memcpy(kit.rows + used, value, len);
		used += len;
		kit.rows[used++] = i + 1 < n ? '|' : '\n';
		kit.rows[used] = '\0';
	}
	kit.columns = n;
	kit.n_rows++;
	return kit.stop_after != 0 && kit.n_rows >= kit.stop_after ? kit.stop_status : DUNLIN_OK;
}

void kit_forget_rows(void)
{
	free(kit.rows);
	kit.rows = NULL;
	kit.n_rows = 0;
	kit.columns = 0;
}

void kit_forget(void)
{
	memset(&kit.err, 0, sizeof(kit.err));
	kit.n_events = 0;
}

dunlin_status kit_query(dunlin_conn *conn, const char *sql)
{
	struct dunlin_statement statement = kit_statement(DUNLIN_STMT_PLAIN, sql);
	dunlin_status status;

	kit_forget();
	kit_forget_rows();
	status = kit.d->query(conn, statement.sql, statement.sql_len, kit_on_row, &kit, &kit.err);
	free((void *)(uintptr_t)statement.sql);
	return status;
}

void kit_rows(dunlin_conn *conn, const char *sql, const char *rows)
{
	const char *got;

	kit_is(kit_query(conn, sql), DUNLIN_OK, sql);
	got = kit.rows == NULL ? "" : kit.rows;
	want(strcmp(got, rows) == 0, "%s: the rows are \"%.200s\" and not \"%.200s\"", sql, got,
	     rows);
}

const char *kit_status_name(dunlin_status status)
{
	static const char *const names[] = {
		"OK",       "ENOMEM",       "EUSAGE",         "EPLUGIN",    "EUNSUPPORTED",
		"ECONNECT", "ECONNLOST",    "ECOMMITUNKNOWN", "ESYNTAX",    "EEXISTS",
		"EMISSING", "ELOCKTIMEOUT", "EDEADLOCK",      "ESERIALIZE", "ECANCELED",
		"EPERM",    "EREADONLY",    "ESQL",           "EBUSY",      "EREFUSED",
	};

	return status >= 0 && status <= DUNLIN_EREFUSED ? names[status] : "a status that is none";
}

void kit_is(dunlin_status got, dunlin_status status, const char *what)
{
	want(got == status, "%.200s: the status is %s (%s: %.300s) and not %s", what,
	     kit_status_name(got), kit.err.sqlstate, kit.err.message, kit_status_name(status));
	if (status != DUNLIN_OK) {
		want(kit.err.count > 0, "%.200s: it failed, and host->fail() was not called", what);
		want(kit.err.fault.status == status,
		     "%.200s: it returned %s, but told fail() of %s", what, kit_status_name(got),
		     kit_status_name(kit.err.fault.status));
	}
}

void kit_state(dunlin_conn *conn, int32_t state, const char *what)
{
	int32_t got = kit.d->tx_state(conn);

	want(got == state, "tx_state() is %d and not %d: %s", got, state, what);
}

char *kit_print(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	return text;
}

static char *doubled(const char *text, char open, char close, bool backslash)
{
	char *to = malloc(2 * strlen(text) + 3), *at = to;

	if (to == NULL)
		abort();
	for (*at++ = open; *text != '\0'; text++) {
		if (*text == close || (backslash && *text == '\\'))
			*at++ = *text;
		*at++ = *text;
	}
	*at++ = close;
	*at = '\0';
	return to;
}

char *kit_quote(const char *name)
{
	const char *marks = quirk("name_quote");

	return doubled(name, marks[0], marks[1], false);
}

char *kit_literal(const char *text)
{
	return doubled(text, '\'', '\'', quirk_says("backslash"));
}

int64_t kit_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

uint32_t kit_caps(dunlin_conn *conn)
{
	struct dunlin_info info = { .size = DUNLIN_INFO_SIZE };

	kit_is(kit.d->info(conn, &info, &kit.err), DUNLIN_OK, "info");
	return info.caps[0];
}

int kit_fork(void (*work)(void))
{
	int fds[2];
	char byte;
	pid_t pid;

	if (pipe(fds) != 0 || (pid = fork()) < 0)
		kit_fail("no second process can be started");
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(fds[0]);
		ready_fd = fds[1];
		work();
		_exit(0);
	}
	close(fds[1]);
	want(read(fds[0], &byte, 1) == 1, "the second process ended early");
	close(fds[0]);
	return (int)pid;
}

void kit_ready(void)
{
	if (write(ready_fd, "x", 1) != 1)
		_exit(1);
}

void kit_kill(int pid)
{
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}
