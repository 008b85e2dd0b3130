/*
 * liar - a driver around a real one that lies in one way.
 *
 * DUNLIN_LIAR_DRIVER is the path of the real one, and DUNLIN_LIE says how it lies, WHAT~VERB~A~B: WHAT
 * is a call, or "table", "dialect", "fault" or "event".  liar_lie.c reads it; the verbs stand where
 * they are done.  Without DUNLIN_LIE it is honest.
 */
#include "liar.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct dunlin_driver *liar_real;
const struct dunlin_host *liar_engine;

/* ---- faults ------------------------------------------------------------- */

static dunlin_status on_fault(dunlin_error *err, const struct dunlin_fault *fault)
{
	struct dunlin_fault copy = { 0 };

	memcpy(&copy, fault, fault->size < sizeof(copy) ? fault->size : sizeof(copy));
	if (lie_is("fault", "stmt_index") && copy.stmt_index >= 0)
		copy.stmt_index += lie_number();
	if (lie_is("fault", "byte_offset") && copy.byte_offset >= 0)
		copy.byte_offset += lie_number();
	if (lie_is("fault", "data_line") && copy.data_line >= 0)
		copy.data_line += lie_number();
	if (lie_is("fault", "chars") && copy.byte_offset > 20)
		copy.byte_offset -= 6; /* as if each character were a byte */
	if (lie_is("fault", "retryable"))
		copy.retryable = 0;
	if (lie_is("fault", "sqlstate") && copy.sqlstate != NULL &&
	    strcmp(copy.sqlstate, lie_a()) == 0)
		copy.sqlstate = lie_b();
	if (lie_is("fault", "message"))
		copy.message = lie_a();
	if (lie_is("fault", "lines"))
		copy.message = "one line\nand another";
	if (lie_is("fault", "status") && copy.status == lie_number())
		copy.status = atoi(lie_b());
	if (lie_is("fault", "twice"))
		(void)liar_engine->fail(err, &copy);
	if (lie_is("fault", "mute"))
		return copy.status;
	if (lie_is("fault", "unguarded") && err == NULL)
		abort();
	return liar_engine->fail(err, &copy);
}

static struct dunlin_host host = { .size = DUNLIN_HOST_SIZE,
				   .abi_major = DUNLIN_DRIVER_MAJOR,
				   .version = "0.1.0",
				   .fail = on_fault };

const struct dunlin_host *liar_host(const struct dunlin_host *engine)
{
	liar_engine = engine;
	return &host;
}

dunlin_status liar_fail(dunlin_error *err, dunlin_status status)
{
	const struct dunlin_fault fault = { .size = DUNLIN_FAULT_SIZE,
					    .status = status,
					    .stmt_index = -1,
					    .byte_offset = -1,
					    .line = -1,
					    .data_line = -1,
					    .message = "a lie" };

	return liar_engine->fail(err, &fault);
}

bool liar_before(const char *call, dunlin_status *status, dunlin_error *err)
{
	*status = DUNLIN_OK;
	if (lie_is(call, "crash"))
		abort();
	if (lie_is(call, "slow"))
		usleep((useconds_t)lie_number() * 1000);
	if (lie_is(call, "ok"))
		return true;
	if (!lie_is(call, "fail"))
		return false;
	*status = liar_fail(err, lie_number());
	return true;
}

bool liar_minds(const char *call, const struct dunlin_open *how)
{
	return lie_is(call, "sizes") && how->size != DUNLIN_OPEN_SIZE;
}

dunlin_status liar_after(const char *call, dunlin_status status, dunlin_error *err)
{
	if (lie_is(call, "then") && status == DUNLIN_OK)
		return liar_fail(err, lie_number());
	if (lie_is(call, "instead") && status == lie_number())
		return atoi(lie_b());
	if (lie_is(call, "forgive"))
		return DUNLIN_OK;
	if (lie_is("fault", "status") && status == lie_number())
		return atoi(lie_b());
	if (lie_is("fault", "returns") && status != DUNLIN_OK)
		return DUNLIN_EPERM;
	return status;
}

/* ---- rows ---------------------------------------------------------------- */

#define MOST 512

static dunlin_status pass(struct liar_rows *rows, size_t n, const char *const *values)
{
	dunlin_status status = rows->on_row(rows->payload, n, values);

	if (status != DUNLIN_OK && lie_is(rows->call, "deaf"))
		(void)rows->on_row(rows->payload, n, values);
	return status != DUNLIN_OK && lie_is(rows->call, "unstopped") ? DUNLIN_OK : status;
}

dunlin_status liar_on_row(void *payload, size_t n, const char *const *values)
{
	struct liar_rows *rows = payload;
	const char *cells[MOST];
	char *made[MOST] = { NULL };
	dunlin_status status;
	size_t i, used = n < MOST ? n : MOST;

	if (rows == NULL)
		return DUNLIN_OK;
	if (lie_is(rows->call, "limit") && rows->n >= lie_number())
		return DUNLIN_OK;
	for (i = 0; i < used; i++) {
		cells[i] = values[i];
		if (lie_is(rows->call, "null") && cells[i] == NULL)
			cells[i] = "";
		if (lie_is(rows->call, "clip") && cells[i] != NULL)
			cells[i] = made[i] = strndup(cells[i], (size_t)lie_number());
		if (lie_is(rows->call, "cell") && cells[i] != NULL)
			cells[i] = made[i] = lie_replace(cells[i], strlen(cells[i]));
	}
	if (lie_is(rows->call, "columns") && used > (size_t)lie_number())
		used = (size_t)lie_number();
	if (lie_is(rows->call, "changing") && used > 0)
		cells[0] = rows->n % 2 == 0 ? "one" : "another";
	rows->n++;
	rows->last = status = pass(rows, used, cells);
	for (i = 0; i < used; i++)
		free(made[i]);
	return status;
}

dunlin_status liar_rows_end(struct liar_rows *rows, dunlin_status status)
{
	static const char *const extra[] = { "extra", "extra", "extra" };

	if (status == DUNLIN_OK && lie_is(rows->call, "extra"))
		(void)rows->on_row(rows->payload, (size_t)lie_number(), extra);
	if (rows->last != DUNLIN_OK && lie_is(rows->call, "forget"))
		return DUNLIN_OK;
	return status;
}

/* ---- events -------------------------------------------------------------- */

void liar_on_progress(void *payload, const struct dunlin_progress *progress)
{
	struct dunlin_progress copy = *progress;
	struct dunlin_fault notice;
	dunlin_conn *conn = payload;

	if (lie_is("event", "drop") && copy.kind == (uint32_t)lie_number())
		return;
	if (lie_is("event", "index"))
		copy.stmt_index += lie_number();
	if (lie_is("event", "rows") && copy.rows >= 0)
		copy.rows += lie_number();
	if (lie_is("event", "size"))
		copy.size = (uint32_t)lie_number();
	if (lie_is("event", "notice") && copy.notice != NULL) {
		notice = *copy.notice;
		notice.status = DUNLIN_ESQL;
		copy.notice = &notice;
	}
	if (conn->on_progress == NULL)
		return;
	if (lie_is("event", "double"))
		conn->on_progress(conn->payload, &copy);
	conn->on_progress(conn->payload, &copy);
}

/* ---- the table ----------------------------------------------------------- */

static const char *const bad_pattern[] = { "VACUUM", "CREATE [TABLE", NULL };
static struct dunlin_dialect dialect = { .size = DUNLIN_DIALECT_SIZE };

static void lie_of_dialect(struct dunlin_driver *table)
{
	dialect.name = table->dialect_name;
	dialect.base = table->dialect_name;
	if (lie_is("dialect", "base"))
		dialect.base = "oracle";
	if (lie_is("dialect", "lex"))
		dialect.lex = 1u << 31;
	if (lie_is("dialect", "pattern"))
		dialect.session = bad_pattern;
	if (lie_is("dialect", "hole"))
		dialect.lock_timeout = "SET lock_timeout = 7";
	if (lie_is("dialect", "name_quote"))
		dialect.name_quote = "''";
	if (lie_is("dialect", "key_type"))
		dialect.key_type = lie_a();
	if (lie_is("dialect", "int_type"))
		dialect.int_type = "NO SUCH TYPE (";
	table->dialect = &dialect;
}

static void lie_of_table(struct dunlin_driver *table)
{
	if (lie_is("table", "magic"))
		table->magic = 7;
	if (lie_is("table", "major"))
		table->major = 7;
	if (lie_is("table", "size"))
		table->size += (uint32_t)lie_number();
	if (lie_is("table", "reserved"))
		table->reserved = 7;
	if (lie_is("table", "name"))
		table->name = lie_a();
	if (lie_is("table", "claim"))
		table->caps[0] |= 1u << lie_number();
	if (lie_is("table", "unclaim"))
		table->caps[0] &= ~(1u << lie_number());
	if (lie_is("cancel", "unclaimed"))
		table->caps[0] &= ~DUNLIN_CAP_CANCEL;
	if (lie_is("lend", "unclaimed"))
		table->caps[0] &= ~DUNLIN_CAP_LEND;
	if (lie_is("table", "no_setup"))
		table->setup = NULL;
	if (lie_is("table", "no_rollback"))
		table->rollback = NULL;
	if (lie_is("table", "no_explain"))
		table->explain = NULL;
}

const struct dunlin_driver *liar_table(void)
{
	static struct dunlin_driver tables[2];
	static int used;
	const struct dunlin_driver *(*entry)(void) = NULL;
	const char *path = getenv("DUNLIN_LIAR_DRIVER");
	struct dunlin_driver *table;
	void *lib, *symbol;

	if (used > 0 && !lie_is("table", "anew"))
		return &tables[0];
	table = &tables[used++ % 2];
	lib = path == NULL ? NULL : dlopen(path, RTLD_NOW | RTLD_LOCAL);
	symbol = lib == NULL ? NULL : dlsym(lib, DUNLIN_DRIVER_ENTRY);
	if (symbol == NULL)
		return NULL;
	memcpy(&entry, &symbol, sizeof(entry));
	liar_real = entry();
	*table = *liar_real;
	liar_wrap(table);
	liar_wrap_more(table);
	liar_wrap_server(table);
	if (lie_is("dialect", NULL))
		lie_of_dialect(table);
	lie_of_table(table);
	return table;
}

DUNLIN_DRIVER_EXPORT(liar)
{
	return liar_table();
}
