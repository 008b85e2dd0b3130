/* Opening: every form of URL, what is missing or is no database, and the growth of the structs. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/rig.h"

#define CREATE DUNLIN_OPEN_CREATE

static const char *database_of(dunlin_conn *conn)
{
	struct dunlin_info info = { .size = DUNLIN_INFO_SIZE };

	assert_int_equal(rig_driver->info(conn, &info, &rig_err), DUNLIN_OK);
	return info.database;
}

static const char *read_only_of(dunlin_conn *conn)
{
	struct dunlin_info info = { .size = DUNLIN_INFO_SIZE };

	assert_int_equal(rig_driver->info(conn, &info, &rig_err), DUNLIN_OK);
	return info.read_only;
}

/* Opening `url` makes `file`, and shows it as `shown`. */
static void makes(const char *url, const char *file, const char *shown)
{
	dunlin_conn *conn;

	assert_false(rig_exists(file));
	conn = rig_open(url, CREATE);
	rig_exec_ok(conn, "CREATE TABLE t(a)");
	assert_string_equal(database_of(conn), shown);
	assert_null(read_only_of(conn));
	rig_driver->close(conn);
	if (!rig_exists(file))
		fail_msg("%s did not make %s", url, file);
	assert_int_equal(unlink(file), 0);
}

static void sqlite__relative_and_absolute_files(void **state)
{
	char here[256];
	char url[600];
	char file[300];

	(void)state;
	assert_non_null(getcwd(here, sizeof(here)));
	snprintf(file, sizeof(file), "%s/abs.db", here);
	assert_int_equal(mkdir("sub", 0755), 0);
	makes("sqlite:rel.db", "rel.db", "rel.db");
	makes("sqlite:sub/rel.db", "sub/rel.db", "sub/rel.db");
	makes("sqlite:./rel.db", "rel.db", "./rel.db");
	makes("sqlite://rel.db", "rel.db", "rel.db");
	makes("sqlite://sub/rel.db", "sub/rel.db", "sub/rel.db");
	makes("sqlite3:rel.db", "rel.db", "rel.db");
	makes("SQLite:rel.db", "rel.db", "rel.db");
	makes("file:rel.db", "rel.db", "rel.db");
	makes("sqlite:rel.db?mode=rwc", "rel.db", "rel.db");
	makes("sqlite:rel.db?cache=private&", "rel.db", "rel.db");
	snprintf(url, sizeof(url), "sqlite:%s", file);
	makes(url, file, file);
	snprintf(url, sizeof(url), "sqlite://%s", file);
	makes(url, file, file);
	snprintf(url, sizeof(url), "sqlite3://localhost%s", file);
	makes(url, file, file);
	snprintf(url, sizeof(url), "file://%s", file);
	makes(url, file, file);
	snprintf(url, sizeof(url), "file://LocalHost%s", file);
	makes(url, file, file);
}

static void sqlite__names_that_mean_something_else(void **state)
{
	(void)state;
	makes("sqlite:a%20b%3f%23%25.db", "a b?#%.db", "a b?#%.db");
	makes("sqlite:file%3ax%3fvfs=none", "file:x?vfs=none", "file:x?vfs=none");
	makes("sqlite:%3amemory%3a.db", ":memory:.db", ":memory:.db");
	makes("sqlite:-.db", "-.db", "-.db");
	makes("sqlite:sch%C3%B6n.db", "sch\xc3\xb6n.db", "sch\xc3\xb6n.db");
}

static void sqlite__memory_in_every_spelling(void **state)
{
	static const char *const urls[] = { "sqlite::memory:",    "sqlite3::memory:",
					    "file::memory:",      "sqlite://:memory:",
					    "sqlite:///:memory:", "sqlite::memory:?mode=memory" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		dunlin_conn *conn = rig_open(urls[i], 0);

		rig_exec_ok(conn, "CREATE TABLE t(a)");
		assert_string_equal(database_of(conn), ":memory:");
		assert_null(read_only_of(conn));
		rig_driver->close(conn);
		assert_false(rig_exists(":memory:"));
	}
}

static void sqlite__shared_memory_is_one_database(void **state)
{
	const char *url = "sqlite:a%2fb%20c?mode=memory&cache=shared";
	dunlin_conn *one = rig_open(url, 0);
	dunlin_conn *two = rig_open(url, 0);
	dunlin_conn *other = rig_open("sqlite:other?mode=memory&cache=shared", 0);
	dunlin_conn *own = rig_open("sqlite:a%2fb%20c?mode=memory", 0);

	(void)state;
	rig_exec_ok(one, "CREATE TABLE t(a)");
	rig_assert_rows(two, "SELECT count(*) FROM t", "0\n");
	assert_int_equal(rig_exec(other, "SELECT 1 FROM t", NULL), DUNLIN_EMISSING);
	assert_int_equal(rig_exec(own, "SELECT 1 FROM t", NULL), DUNLIN_EMISSING);
	assert_string_equal(database_of(one), "a/b c (in memory)");
	rig_driver->close(one);
	rig_driver->close(two);
	rig_driver->close(other);
	rig_driver->close(own);
	assert_false(rig_exists("a"));
}

static void sqlite__bad_urls_are_refused(void **state)
{
	static const struct {
		const char *url;
		const char *piece;
	} bad[] = {
		{ "", "starts with none of" },
		{ "rel.db", "starts with none of" },
		{ "postgres://h/d", "starts with none of" },
		{ "sqlite", "starts with none of" },
		{ "sqlite:", "names no file" },
		{ "sqlite://", "names no file" },
		{ "sqlite:?mode=ro", "names no file" },
		{ "sqlite:///", "names no file" },
		{ "sqlite:folder/", "names no file" },
		{ "sqlite:100%.db", "%25" },
		{ "sqlite:a%00b", "escape" },
		{ "sqlite:a.db?mode=r%zz", "escape" },
		{ "sqlite:a.db#part", "%23" },
		{ "sqlite://u:secret@host/a.db", "no user" },
		{ "sqlite://host:99/a.db", "no user" },
		{ "file://host/a.db", "is a host" },
		{ "file://a.db", "is a host" },
		{ "sqlite:a.db?vfs=unix-none", "\"vfs\"" },
		{ "sqlite:a.db?immutable=1", "\"immutable\"" },
		{ "sqlite:a.db?nolock", "\"nolock\"" },
		{ "sqlite:a.db?psow=0&mode=ro", "\"psow\"" },
		{ "sqlite:a.db?MODE=ro", "\"MODE\"" },
		{ "sqlite:a.db?=x", "\"\"" },
		{ "sqlite:a.db?_busy_timeout=9", "lock_timeout" },
		{ "sqlite:a.db?_fk=1", "always on" },
		{ "sqlite:a.db?_journal_mode=WAL", "session" },
		{ "sqlite:a.db?mode=fast", "none of ro" },
		{ "sqlite:a.db?mode", "none of ro" },
		{ "sqlite:a.db?mode=ro&mode=rw", "twice" },
		{ "sqlite:a.db?cache=private&cache=private", "twice" },
		{ "sqlite:a.db?cache=big", "neither" },
		{ "sqlite:a.db?cache=shared", "mode=memory" },
		{ "sqlite::memory:?mode=ro", "no mode" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		rig_open_fails(bad[i].url, CREATE, DUNLIN_EUSAGE, bad[i].piece);
		assert_null(strstr(rig_err.message, "secret"));
	}
	rig_open_fails(NULL, CREATE, DUNLIN_EUSAGE, "starts with none of");
	assert_false(rig_exists("a.db"));
}

static void sqlite__a_missing_file_without_create_leaves_nothing(void **state)
{
	dunlin_conn *conn = rig_open("sqlite:nofolder/gone.db", 0);

	(void)state;
	assert_string_equal(database_of(conn), "nofolder/gone.db");
	assert_string_equal(read_only_of(conn), "the file does not exist");
	rig_assert_rows(conn, "SELECT count(*) FROM sqlite_master", "0\n");
	assert_int_equal(rig_exec(conn, "CREATE TABLE t(a)", NULL), DUNLIN_EREADONLY);
	rig_assert_fault(DUNLIN_EREADONLY, "25006", NULL);
	assert_int_equal(rig_exec(conn, "BEGIN IMMEDIATE", NULL), DUNLIN_EREADONLY);
	rig_driver->close(conn);
	conn = rig_open("sqlite:gone.db?mode=ro", 0);
	rig_driver->close(conn);
	assert_false(rig_exists("gone.db"));
	assert_false(rig_exists("nofolder"));
}

static void sqlite__what_cannot_be_created(void **state)
{
	(void)state;
	rig_open_fails("sqlite:nofolder/x.db", CREATE, DUNLIN_ECONNECT, "folder does not exist");
	rig_open_fails("sqlite:x.db?mode=ro", CREATE, DUNLIN_ECONNECT, "mode=ro forbids");
	rig_open_fails("sqlite:x.db?mode=rw", CREATE, DUNLIN_ECONNECT, "mode=rw forbids");
	rig_write_file("plain", "x", 1);
	rig_open_fails("sqlite:plain/x.db", CREATE, DUNLIN_ECONNECT, "plain/x.db");
	assert_false(rig_exists("x.db"));
}

static void sqlite__what_is_no_database(void **state)
{
	static const char text[] = "this is a text file, and a rather long one at that; it goes on "
				   "and on until nobody can mistake it for a short one\n";
	char page[4096] = "SQLite format 3";

	(void)state;
	assert_int_equal(mkdir("dir.db", 0755), 0);
	rig_open_fails("sqlite:dir.db", CREATE, DUNLIN_ECONNECT, "it is a folder");
	assert_int_equal(mkfifo("pipe.db", 0600), 0);
	rig_open_fails("sqlite:pipe.db", 0, DUNLIN_ECONNECT, "not a regular file");
	rig_write_file("text.db", text, sizeof(text) - 1);
	rig_open_fails("sqlite:text.db", CREATE, DUNLIN_ECONNECT, "is not an SQLite database");
	assert_string_equal(rig_err.sqlstate, "XX001");
	rig_write_file("short.db", "hello", 5);
	rig_open_fails("sqlite:short.db", 0, DUNLIN_ECONNECT, "is not an SQLite database");
	memset(page + 16, 0xff, sizeof(page) - 16);
	rig_write_file("broken.db", page, sizeof(page));
	rig_open_fails("sqlite:broken.db", 0, DUNLIN_ECONNECT, "broken.db");
	rig_write_file("empty.db", "", 0);
	rig_driver->close(rig_open("sqlite:empty.db", 0));
}

static void sqlite__rights_decide_what_can_be_written(void **state)
{
	dunlin_conn *conn = rig_open("sqlite:rights.db", CREATE);

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a)");
	rig_driver->close(conn);
	assert_int_equal(mkdir("locked", 0755), 0);
	rig_driver->close(rig_open("sqlite:locked/in.db", CREATE));
	assert_int_equal(chmod("locked/in.db", 0666), 0);
	assert_int_equal(chmod("locked", 0555), 0);

	assert_int_equal(chmod("rights.db", 0444), 0);
	rig_drop_rights();
	conn = rig_open("sqlite:rights.db", 0);
	assert_string_equal(read_only_of(conn), "the file is not writable");
	assert_int_equal(rig_exec(conn, "INSERT INTO t VALUES (1)", NULL), DUNLIN_EREADONLY);
	rig_assert_fault(DUNLIN_EREADONLY, "25006", "readonly");
	rig_driver->close(conn);
	conn = rig_open("sqlite:locked/in.db", 0);
	assert_non_null(strstr(read_only_of(conn), "the folder ./locked is not writable"));
	rig_driver->close(conn);
	rig_open_fails("sqlite:locked/new.db", CREATE, DUNLIN_ECONNECT, "Permission denied");
	rig_take_rights();

	assert_int_equal(chmod("rights.db", 0), 0);
	assert_int_equal(chmod("locked", 0), 0);
	rig_drop_rights();
	rig_open_fails("sqlite:rights.db", 0, DUNLIN_ECONNECT, "Permission denied");
	rig_open_fails("sqlite:locked/in.db", 0, DUNLIN_ECONNECT, "Permission denied");
	rig_take_rights();
	assert_int_equal(chmod("locked", 0755), 0);
}

static void sqlite__mode_ro_writes_nothing(void **state)
{
	dunlin_conn *conn = rig_open("sqlite:ro.db", CREATE);

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a)");
	rig_driver->close(conn);
	conn = rig_open("sqlite:ro.db?mode=ro", CREATE);
	assert_string_equal(read_only_of(conn), "the URL says mode=ro");
	assert_int_equal(rig_exec(conn, "DELETE FROM t", NULL), DUNLIN_EREADONLY);
	rig_driver->close(conn);
	conn = rig_open("sqlite:ro.db?mode=rw", 0);
	rig_exec_ok(conn, "DELETE FROM t");
	rig_exec_ok(conn, "PRAGMA query_only = ON");
	assert_string_equal(read_only_of(conn), "PRAGMA query_only is on");
	rig_driver->close(conn);
}

static void sqlite__info_stops_at_the_callers_size(void **state)
{
	union {
		struct dunlin_info info;
		unsigned char bytes[sizeof(struct dunlin_info) + 64];
	} u;
	dunlin_conn *conn = rig_open("sqlite::memory:", 0);
	uint32_t size;

	(void)state;
	for (size = sizeof(uint32_t); size <= sizeof(u.bytes); size += 4) {
		size_t i;

		memset(&u, 0xee, sizeof(u));
		u.info.size = size;
		assert_int_equal(rig_driver->info(conn, &u.info, &rig_err), DUNLIN_OK);
		assert_int_equal(u.info.size, size);
		for (i = size < DUNLIN_INFO_SIZE ? size : DUNLIN_INFO_SIZE; i < sizeof(u.bytes);
		     i++)
			assert_int_equal(u.bytes[i], 0xee);
	}
	assert_int_equal(u.info.caps[0], rig_driver->caps[0]);
	assert_true(u.info.version >= 3031000);
	assert_memory_equal(u.info.product, "SQLite 3.", 9);
	assert_null(u.info.schema);
	rig_driver->close(conn);
}

static void sqlite__open_reads_no_member_past_the_size(void **state)
{
	struct dunlin_open how = rig_how("sqlite::memory:", 0);
	const char *session[] = { "CREATE TABLE from_session(a)" };
	dunlin_conn *conn;

	(void)state;
	how.schema = (const char *)1; /* to be looked at by nobody */
	how.session = session;
	how.n_session = 1;
	how.size = (uint32_t)offsetof(struct dunlin_open, schema);
	assert_int_equal(rig_driver->open(&conn, &rig_host, &how, &rig_err), DUNLIN_OK);
	rig_assert_rows(conn, "SELECT count(*) FROM sqlite_master", "0\n");
	rig_driver->close(conn);
	how.schema = NULL;
	how.size = (uint32_t)offsetof(struct dunlin_open, on_progress);
	how.on_progress = NULL;
	assert_int_equal(rig_driver->open(&conn, &rig_host, &how, &rig_err), DUNLIN_OK);
	rig_assert_rows(conn, "SELECT name FROM sqlite_master", "from_session\n");
	rig_driver->close(conn);
	how.size = sizeof(uint32_t);
	assert_int_equal(rig_driver->open(&conn, &rig_host, &how, &rig_err), DUNLIN_EUSAGE);
}

static void sqlite__a_schema_is_refused(void **state)
{
	struct dunlin_open how = rig_how("sqlite::memory:", 0);
	dunlin_conn *conn;

	(void)state;
	how.schema = "app";
	assert_int_equal(rig_driver->open(&conn, &rig_host, &how, &rig_err), DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "schema \"app\"");
	assert_null(conn);
	assert_int_equal(rig_driver->open(&conn, &rig_host, &how, NULL), DUNLIN_EUNSUPPORTED);
}

static void sqlite__the_table_is_complete(void **state)
{
	(void)state;
	assert_int_equal(rig_driver->magic, DUNLIN_DRIVER_MAGIC);
	assert_int_equal(rig_driver->major, DUNLIN_DRIVER_MAJOR);
	assert_int_equal(rig_driver->size, DUNLIN_DRIVER_SIZE);
	assert_string_equal(rig_driver->name, "sqlite");
	assert_string_equal(rig_driver->dialect_name, "sqlite");
	assert_null(rig_driver->lock_try);
	assert_int_equal(rig_driver->caps[0] & (DUNLIN_CAP_LOCK | DUNLIN_CAP_COPY |
						DUNLIN_CAP_SCHEMAS | DUNLIN_CAP_PIPELINE),
			 0);
	rig_driver->close(NULL);
}

static int start(void **state)
{
	(void)state;
	return rig_start("sqlite");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sqlite__the_table_is_complete),
		cmocka_unit_test(sqlite__relative_and_absolute_files),
		cmocka_unit_test(sqlite__names_that_mean_something_else),
		cmocka_unit_test(sqlite__memory_in_every_spelling),
		cmocka_unit_test(sqlite__shared_memory_is_one_database),
		cmocka_unit_test(sqlite__bad_urls_are_refused),
		cmocka_unit_test(sqlite__a_missing_file_without_create_leaves_nothing),
		cmocka_unit_test(sqlite__what_cannot_be_created),
		cmocka_unit_test(sqlite__what_is_no_database),
		cmocka_unit_test(sqlite__rights_decide_what_can_be_written),
		cmocka_unit_test(sqlite__mode_ro_writes_nothing),
		cmocka_unit_test(sqlite__info_stops_at_the_callers_size),
		cmocka_unit_test(sqlite__open_reads_no_member_past_the_size),
		cmocka_unit_test(sqlite__a_schema_is_refused),
	};

	return cmocka_run_group_tests(tests, start, rig_stop);
}
