/* lab - a project in a folder, a database of its own, and an engine between them. */
#include "engine/lab.h"

#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/path.h"
#include "host/host.h"
#include "host/registry.h"
#include "source/source.h"
#include "sql/dialects.h"
#include "sql/splitter.h"

#define CAP_US 30000000

static int databases; /* made by this process */

/* --- texts and files ------------------------------------------------------------- */

const char *lab_text(struct lab *lab, const char *format, ...)
{
	char *text = NULL;
	const char *own;
	va_list args;

	va_start(args, format);
	assert_true(vasprintf(&text, format, args) >= 0);
	va_end(args);
	own = dn_arena_strdup(&lab->arena, text);
	assert_non_null(own);
	free(text);
	return own;
}

void lab_put(struct lab *lab, const char *name, const char *text)
{
	const bool migration = (name[0] >= '0' && name[0] <= '9') || name[0] == 'R' ||
			       strncmp(name, "seeds/", 6) == 0;
	char *path = strdup(lab_text(lab, "%s%s", migration ? "m/" : "", name)), *slash;
	FILE *file;

	for (slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0777);
		*slash = '/';
	}
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
	free(path);
}

const char *lab_read(struct lab *lab, const char *path)
{
	char *data = NULL;
	const char *own;
	size_t len;

	if (dn_path_read(&data, &len, path, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	own = dn_arena_copy(&lab->arena, data, len);
	free(data);
	return own;
}

/* --- beginning and end --------------------------------------------------------------- */

static const char *from_environment(const char *name)
{
	const char *value = getenv(name);

	if (value == NULL)
		print_error("%s is not set: these tests are run by make check\n", name);
	return value;
}

int lab_server(void **state)
{
	(void)state;
	return from_environment("DUNLIN_TEST_PG") == NULL ? -1 : 0;
}

static void on_event(void *payload, const struct dunlin_event *e)
{
	static const char *const kinds[] = { "?",     "connected", "warning",   "waiting",
					     "retry", "step",      "statement", "notice",
					     "done",  "applied",   "busy",      "backup" };
	struct lab *lab = payload;
	struct dn_str *out = &lab->events;

	dn_str_puts(out, kinds[e->kind < sizeof(kinds) / sizeof(kinds[0]) ? e->kind : 0]);
	if (e->migration != 0)
		dn_str_printf(out, " %c%s %s", e->migration, e->id,
			      e->direction == DUNLIN_DIRECTION_UP     ? "up"
			      : e->direction == DUNLIN_DIRECTION_DOWN ? "down"
								      : "verify");
	if (e->step != 0)
		dn_str_printf(out, " %" PRId64 "/%" PRId64, e->step, e->n_steps);
	if (e->stmt != 0)
		dn_str_printf(out, " #%" PRId64 "/%" PRId64, e->stmt, e->n_stmts);
	if (e->file != NULL && e->kind != DUNLIN_EVENT_STEP && e->kind != DUNLIN_EVENT_DONE &&
	    e->kind != DUNLIN_EVENT_APPLIED)
		dn_str_printf(out, " %s:%" PRId64, e->file, e->line);
	if (e->text != NULL)
		dn_str_printf(out, " %s", e->text);
	if (e->permille >= 0)
		dn_str_printf(out, " %" PRId64 "/1000", e->permille);
	dn_str_putc(out, '\n');
}

static dunlin_conn *connect_to(struct lab *lab, const char *url)
{
	const struct dunlin_open how = { .size = DUNLIN_OPEN_SIZE,
					 .flags = DUNLIN_OPEN_CREATE,
					 .url = url,
					 .application = "tests",
					 .lock_timeout_ms = 10000 };
	dunlin_conn *conn = NULL;

	if (lab->driver->open(&conn, dn_host_table(), &how, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	return conn;
}

dunlin_conn *lab_connect(struct lab *lab)
{
	return connect_to(lab, lab->url);
}

static dunlin_conn *second(struct lab *lab)
{
	if (lab->conn == NULL)
		lab->conn = lab_connect(lab);
	return lab->conn;
}

void lab_leave(struct lab *lab)
{
	if (lab->conn != NULL)
		lab->driver->close(lab->conn);
	lab->conn = NULL;
}

static const char *server_of(const struct lab *lab)
{
	return getenv(lab->my ? "DUNLIN_TEST_MY" : "DUNLIN_TEST_PG");
}

/* The server's URL with another database in it. */
static const char *url_of(struct lab *lab, const char *dbname)
{
	const char *server = server_of(lab);
	const char *path = strstr(server, "://"), *rest;

	assert_non_null(path);
	path = strchr(path + 3, '/');
	assert_non_null(path);
	rest = strchr(path, '?');
	return lab_text(lab, "%.*s/%s%s", (int)(path - server), server, dbname,
			rest == NULL ? "" : rest);
}

static void on_server(struct lab *lab, const char *format)
{
	dunlin_conn *conn = connect_to(lab, server_of(lab));
	char *sql = NULL;

	assert_true(asprintf(&sql, "%s %s", format, lab->dbname) > 0);
	if (lab_exec_on(lab, conn, sql) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	free(sql);
	lab->driver->close(conn);
}

static void find_driver(struct lab *lab, const char *folder, const char *scheme)
{
	const struct dn_search_place place = { .path = folder, .why = "tests", .own_build = true };
	const struct dn_registry_options options = { .places = &place,
						     .n_places = 1,
						     .engines = dn_dialect_find };
	const struct dn_driver *driver = NULL;

	if (dn_registry_new(&lab->registry, &options, lab->err) != DUNLIN_OK ||
	    dn_registry_find(&driver, lab->registry, scheme, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	lab->driver = &driver->table;
}

static int begin(void **state, bool pg, bool my)
{
	const struct dunlin_options defaults = DUNLIN_OPTIONS_INIT;
	const struct dunlin_place place = DUNLIN_PLACE_INIT;
	const char *drivers = from_environment("DUNLIN_DRIVER_PATH");
	char folder[] = "/tmp/dunlin-lab-XXXXXX";
	struct lab *lab;

	if (drivers == NULL || (pg && lab_server(NULL) != 0) ||
	    (my && from_environment("DUNLIN_TEST_MY") == NULL))
		return -1;
	lab = calloc(1, sizeof(*lab));
	lab->err = dunlin_error_new();
	/* First of all: without it nothing is left behind. */
	find_driver(lab, drivers, pg ? "postgresql" : my ? "mysql" : "sqlite");
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return -1;
	*state = lab;
	lab->pg = pg;
	lab->my = my;
	lab->folder = lab_text(lab, "%s", folder);
	lab_put(lab, "m/.keep", "");
	lab->place = place;
	lab->place.path = drivers;
	lab->place.label = "the build tree";
	lab->place.flags = DUNLIN_PLACE_BUILD;
	lab->folders[0] = "m";
	lab->options = defaults;
	lab->options.flags = DUNLIN_OPTION_CREATE;
	lab->options.folders = lab->folders;
	lab->options.n_folders = 1;
	lab->places[0] = &lab->place;
	lab->options.places = lab->places;
	lab->options.n_places = 1;
	lab->options.on_event = on_event;
	lab->options.payload = lab;
	if (pg || my) {
		lab->dbname = lab_text(lab, "dunlin_%d_%d", (int)getpid(), ++databases);
		lab->url = url_of(lab, lab->dbname);
		on_server(lab, "CREATE DATABASE");
	} else {
		lab->url = lab_text(lab, "sqlite:%s/real.db", folder);
	}
	lab->options.url = lab->url;
	return 0;
}

int lab_sqlite(void **state)
{
	return begin(state, false, false);
}

int lab_postgres(void **state)
{
	return begin(state, true, false);
}

int lab_mysql(void **state)
{
	return begin(state, false, true);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st, (void)kind, (void)where;
	return remove(path);
}

int lab_end(void **state)
{
	struct lab *lab = *state;

	lab_leave(lab);
	if (lab->pg || lab->my) {
		dunlin_conn *conn = connect_to(lab, server_of(lab));

		/* What a failed test left connected must not keep it. */
		(void)lab_exec_on(lab, conn,
				  lab_text(lab, "DROP DATABASE %s%s", lab->dbname,
					   lab->pg ? " WITH (FORCE)" : ""));
		lab->driver->close(conn);
	}
	dn_registry_free(lab->registry);
	dunlin_error_free(lab->err);
	dn_str_clear(&lab->events);
	if (chdir("/") != 0)
		return -1;
	(void)nftw(lab->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	dn_arena_clear(&lab->arena);
	free(lab);
	return 0;
}

/* --- the engine ------------------------------------------------------------------------- */

dunlin_engine *lab_engine(struct lab *lab)
{
	dunlin_engine *engine = NULL;

	if (dunlin_engine_open(&engine, &lab->options, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	return engine;
}

dunlin_status lab_run(struct lab *lab, uint32_t kind, int64_t count, const char *version,
		      uint32_t flags)
{
	const struct dunlin_result none = DUNLIN_RESULT_INIT;
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_engine *engine = lab_engine(lab);
	dunlin_status status;

	wish.kind = kind;
	wish.count = count;
	wish.version = version;
	wish.flags = flags;
	lab->result = none;
	dn_error_clear(lab->err);
	status = dunlin_migrate(engine, &wish, &lab->result, lab->err);
	dunlin_engine_close(engine);
	return status;
}

dunlin_status lab_try_up(struct lab *lab)
{
	return lab_run(lab, DUNLIN_WISH_UP, 0, NULL, 0);
}

static void succeeded(struct lab *lab, dunlin_status status)
{
	if (status != DUNLIN_OK)
		fail_msg("%s:%d:%d: %s (%s); %s; %s", lab->err->file == NULL ? "" : lab->err->file,
			 (int)lab->err->line, (int)lab->err->column, lab->err->message,
			 lab->err->sqlstate == NULL ? "" : lab->err->sqlstate,
			 lab->err->detail == NULL ? "" : lab->err->detail,
			 lab->err->state == NULL ? "" : lab->err->state);
}

void lab_up(struct lab *lab)
{
	succeeded(lab, lab_try_up(lab));
}

void lab_down(struct lab *lab, int64_t count)
{
	succeeded(lab,
		  lab_run(lab, DUNLIN_WISH_DOWN, count, NULL, count == 0 ? DUNLIN_WISH_ALL : 0));
}

void lab_seed(struct lab *lab)
{
	succeeded(lab, lab_run(lab, DUNLIN_WISH_SEED, 0, NULL, 0));
}

void lab_verify(struct lab *lab, int64_t expected)
{
	const struct dunlin_result none = DUNLIN_RESULT_INIT;
	dunlin_engine *engine = lab_engine(lab);
	dunlin_status status;

	lab->result = none;
	status = dunlin_verify(engine, &lab->result, lab->err);
	dunlin_engine_close(engine);
	succeeded(lab, status);
	assert_int_equal(lab->result.verified, expected);
}

void lab_failed(struct lab *lab, dunlin_status returned, dunlin_status status, const char *piece)
{
	const struct dunlin_error *e = lab->err;

	if (returned != status)
		fail_msg("%s, not %s: %s; %s", dunlin_status_text(returned),
			 dunlin_status_text(status), e->message, e->detail);
	assert_int_equal(e->status, status);
	assert_non_null(e->message);
	assert_null(strchr(e->message, '\n'));
	if (strstr(e->message, piece) == NULL && (e->detail == NULL || !strstr(e->detail, piece)) &&
	    (e->hint == NULL || !strstr(e->hint, piece)))
		fail_msg("\"%s\" does not say \"%s\"; detail: %s; hint: %s", e->message, piece,
			 e->detail, e->hint);
}

void lab_up_fails(struct lab *lab, dunlin_status status, const char *piece)
{
	lab_failed(lab, lab_try_up(lab), status, piece);
}

void lab_at(struct lab *lab, const char *place, const char *source)
{
	const struct dunlin_error *e = lab->err;
	const char *is = e->file == NULL ? "nowhere"
			 : e->column > 0 ? lab_text(lab, "%s:%" PRId64 ":%" PRId64, e->file,
						    e->line, e->column)
					 : lab_text(lab, "%s:%" PRId64, e->file, e->line);

	if (strcmp(is, place) != 0)
		fail_msg("%s, not %s: %s", is, place, e->message);
	if (source != NULL) {
		assert_non_null(e->source);
		assert_string_equal(e->source, source);
	}
}

void lab_sqlstate(struct lab *lab, const char *sqlstate)
{
	assert_non_null(lab->err->sqlstate);
	assert_string_equal(lab->err->sqlstate, sqlstate);
}

void lab_state(struct lab *lab, const char *piece)
{
	if (lab->err->state == NULL || strstr(lab->err->state, piece) == NULL)
		fail_msg("the state \"%s\" does not say \"%s\"", lab->err->state, piece);
}

/* --- the second connection ---------------------------------------------------------------- */

dunlin_status lab_exec_on(struct lab *lab, dunlin_conn *conn, const char *sql)
{
	const struct dunlin_statement statement = { .size = DUNLIN_STATEMENT_SIZE,
						    .kind = DUNLIN_STMT_ALONE,
						    .sql = sql,
						    .sql_len = strlen(sql) };
	const struct dunlin_batch batch = { .size = DUNLIN_BATCH_SIZE,
					    .stride = sizeof(statement),
					    .statements = &statement,
					    .count = 1 };

	dn_error_clear(lab->err);
	return lab->driver->exec(conn, &batch, lab->err);
}

void lab_exec(struct lab *lab, ...)
{
	const char *sql;
	va_list args;

	va_start(args, lab);
	while ((sql = va_arg(args, const char *)) != NULL)
		if (lab_exec_on(lab, second(lab), sql) != DUNLIN_OK)
			fail_msg("%s: %s", sql, lab->err->message);
	va_end(args);
}

void lab_exec_file(struct lab *lab, const char *path)
{
	const char *text = lab_read(lab, path);
	struct dn_splitter splitter;
	struct dn_cut cut = { .len = 0 };

	dn_splitter_init(&splitter,
			 dn_dialect_find(lab->pg   ? "postgres"
					 : lab->my ? "mysql"
						   : "sqlite"),
			 text, strlen(text));
	for (;;) {
		succeeded(lab, dn_splitter_next(&splitter, &cut, lab->err));
		if (cut.len == 0)
			break;
		if (lab_exec_on(lab, second(lab),
				lab_text(lab, "%.*s", (int)cut.len, text + cut.offset)) !=
		    DUNLIN_OK)
			fail_msg("%s:%d: %s", path, (int)cut.line, lab->err->message);
	}
}

static dunlin_status take(void *payload, size_t n, const char *const *values)
{
	struct dn_str *rows = payload;
	size_t i;

	if (rows->len > 0)
		dn_str_putc(rows, '\n');
	for (i = 0; i < n; i++)
		dn_str_printf(rows, "%s%s", i == 0 ? "" : "|", values[i] == NULL ? "~" : values[i]);
	return DUNLIN_OK;
}

const char *lab_ask(struct lab *lab, const char *sql)
{
	struct dn_str rows = DN_STR_INIT;
	const char *own;

	dn_error_clear(lab->err);
	if (lab->driver->query(second(lab), sql, strlen(sql), take, &rows, lab->err) != DUNLIN_OK)
		fail_msg("%s: %s", sql, lab->err->message);
	own = dn_arena_strdup(&lab->arena, dn_str_text(&rows));
	dn_str_clear(&rows);
	return own;
}

void lab_rows(struct lab *lab, const char *sql, const char *expected)
{
	assert_string_equal(lab_ask(lab, sql), expected);
}

void lab_until(struct lab *lab, const char *sql, const char *expected)
{
	/* The server needs the processor more than these questions do. */
	const struct timespec pause = { .tv_nsec = 1000000 };
	const int64_t end = dn_clock_us() + CAP_US;

	while (strcmp(lab_ask(lab, sql), expected) != 0) {
		if (dn_clock_us() > end)
			fail_msg("still not %s: %s", expected, sql);
		(void)nanosleep(&pause, NULL);
	}
}

void lab_until_file(const char *path)
{
	const int64_t end = dn_clock_us() + CAP_US;

	while (access(path, F_OK) != 0) {
		if (dn_clock_us() > end)
			fail_msg("%s did not come", path);
		sched_yield();
	}
}

/* --- what Dunlin keeps ------------------------------------------------------------------------ */

void lab_applied(struct lab *lab, const char *expected)
{
	lab_rows(lab,
		 lab->pg ? "SELECT string_agg(CASE kind WHEN 'v' THEN id WHEN 'r' THEN 'R:' || id "
			   "ELSE 'S:' || id END, ' ' ORDER BY ordinal) FROM dunlin_history"
		 : lab->my
			 ? "SELECT GROUP_CONCAT(CASE kind WHEN 'v' THEN id WHEN 'r' THEN "
			   "CONCAT('R:', id) ELSE CONCAT('S:', id) END ORDER BY ordinal "
			   "SEPARATOR ' ') FROM dunlin_history"
			 : "SELECT group_concat(x, ' ') FROM (SELECT CASE kind WHEN 'v' THEN id "
			   "WHEN 'r' THEN 'R:' || id ELSE 'S:' || id END AS x FROM dunlin_history "
			   "ORDER BY ordinal)",
		 expected[0] == '\0' ? "~" : expected);
}

void lab_logged(struct lab *lab, const char *expected)
{
	lab_rows(lab,
		 lab->pg ? "SELECT string_agg(event || ' ' || kind || id, ', ' ORDER BY seq) FROM "
			   "dunlin_event"
		 : lab->my ? "SELECT GROUP_CONCAT(CONCAT(event, ' ', kind, id) ORDER BY seq "
			     "SEPARATOR ', ') FROM dunlin_event"
			   : "SELECT group_concat(x, ', ') FROM (SELECT event || ' ' || kind || id "
			     "AS x FROM dunlin_event ORDER BY seq)",
		 expected[0] == '\0' ? "~" : expected);
}

struct chain {
	char hash[DN_DIGEST_HEX + 1];
	int64_t seq;
};

/* format seq event kind id direction name dialect checksum run_id at os_user host tool_version
 * detail hash */
static dunlin_status link_on(void *payload, size_t n, const char *const *values)
{
	struct chain *chain = payload;
	unsigned char bytes[32], size[4];
	struct sha256_ctx ctx;
	char hash[65];
	size_t i, len;

	assert_int_equal(n, 16);
	assert_int_equal(strtoll(values[1], NULL, 10), ++chain->seq);
	sha256_init(&ctx);
	for (i = 0; i < n; i++) {
		const char *field = i == 0 ? chain->hash : values[i - 1];

		len = field == NULL ? 0xffffffff : strlen(field);
		size[0] = (unsigned char)(len >> 24);
		size[1] = (unsigned char)(len >> 16);
		size[2] = (unsigned char)(len >> 8);
		size[3] = (unsigned char)len;
		sha256_update(&ctx, 4, size);
		if (field != NULL)
			sha256_update(&ctx, len, (const unsigned char *)field);
	}
	sha256_digest(&ctx, sizeof(bytes), bytes);
	for (i = 0; i < 32; i++)
		snprintf(hash + 2 * i, 3, "%02x", bytes[i]);
	assert_string_equal(values[15], hash);
	memcpy(chain->hash, hash, sizeof(hash));
	return DUNLIN_OK;
}

void lab_chain(struct lab *lab)
{
	static const char sql[] =
		"SELECT format, seq, event, kind, id, direction, name, dialect, checksum, run_id, "
		"at, os_user, host, tool_version, detail, hash FROM dunlin_event ORDER BY seq";
	struct chain chain = { .seq = 0 };

	succeeded(lab,
		  lab->driver->query(second(lab), sql, strlen(sql), link_on, &chain, lab->err));
}

/* --- events and faults --------------------------------------------------------------------------- */

void lab_forget(struct lab *lab)
{
	dn_str_reset(&lab->events);
}

size_t lab_count(const struct lab *lab, const char *piece)
{
	const char *at = dn_str_text(&lab->events);
	size_t n = 0;

	while ((at = strstr(at, piece)) != NULL) {
		at += strlen(piece);
		n++;
	}
	return n;
}

bool lab_told(const struct lab *lab, const char *piece)
{
	return lab_count(lab, piece) > 0;
}

void lab_script(struct lab *lab, const char *rules)
{
	const char *fakes = from_environment("DUNLIN_FAKES");
	const char *name = lab_text(lab, "script%d", ++lab->n_texts);

	assert_non_null(fakes);
	lab_put(lab, name,
		lab_text(lab, "driver %s/%s.so\nurl %s\n%s\n", getenv("DUNLIN_DRIVER_PATH"),
			 lab->pg   ? "postgres"
			 : lab->my ? "mysql"
				   : "sqlite",
			 lab->url, rules));
	lab->options.driver = lab_text(lab, "%s/scripted%s.so", fakes,
				       lab->pg   ? "_postgres"
				       : lab->my ? "_mysql"
						 : "");
	lab->options.url = lab_text(lab, "fake:%s/%s", lab->folder, name);
}
