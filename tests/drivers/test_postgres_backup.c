/* Backups of PostgreSQL, and the way back: with its own programs, and with ones that go wrong. */
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/pg.h"

#define SECRET "s3cr3t'\\ word"
#define SECRET_URL "s3cr3t%27%5C%20word"

static int asked, stop_at;    /* times that it was asked whether to stop; 0: never */
static const char *stop_file; /* stop once it is there */
static char tools[1024];      /* where the real ones are */
static char here[512];

static int32_t stopped(void *payload)
{
	(void)payload;
	if (stop_file != NULL)
		return rig_exists(stop_file);
	return ++asked == stop_at;
}

static struct dunlin_backup what_of(const char *file, uint32_t flags, const char *folders)
{
	static char path[1024];

	asked = 0;
	snprintf(path, sizeof(path), "%s/%s", here, file);
	return (struct dunlin_backup){ .size = DUNLIN_BACKUP_SIZE,
				       .flags = flags,
				       .file = path,
				       .tools = folders,
				       .stopped = stopped };
}

static dunlin_status backup_with(dunlin_conn *conn, const char *file, const char *folders)
{
	const struct dunlin_backup what = what_of(file, 0, folders);

	rig_clear();
	return rig_driver->backup(conn, &what, &rig_err);
}

static dunlin_status backup(dunlin_conn *conn, const char *file)
{
	return backup_with(conn, file, tools);
}

static dunlin_status restore_with(const char *url, const char *file, uint32_t flags,
				  const char *folders)
{
	const struct dunlin_backup what = what_of(file, flags, folders);
	struct dunlin_open how = rig_how(url, 0);

	rig_clear();
	return rig_driver->restore(&rig_host, &how, &what, &rig_err);
}

static dunlin_status restore(const char *url, const char *file, uint32_t flags)
{
	return restore_with(url, file, flags, tools);
}

/* A program of that name in a folder of its own, which is returned. */
static const char *script(const char *folder, const char *name, const char *text)
{
	static char path[1024];

	snprintf(path, sizeof(path), "%s/%s/%s", here, folder, name);
	(void)mkdir(folder, 0755);
	rig_write_file(path, text, strlen(text));
	assert_int_equal(chmod(path, 0755), 0);
	*strrchr(path, '/') = '\0';
	return path;
}

static void assert_no_leftovers(dunlin_conn *conn)
{
	glob_t found = { 0 };

	if (glob("*.part*", 0, NULL, &found) == 0)
		fail_msg("%s is left over", found.gl_pathv[0]);
	globfree(&found);
	rig_assert_rows(conn, "SELECT datname FROM pg_database WHERE datname ~ 'dunlin-(new|old)'",
			"");
}

static char *contents(const char *path)
{
	static char text[65536];
	FILE *file = fopen(path, "r");
	size_t n;

	if (file == NULL)
		fail_msg("no %s", path);
	n = fread(text, 1, sizeof(text) - 1, file);
	text[n] = '\0';
	fclose(file);
	return text;
}

/* --- a database of each test's own ------------------------------------------------- */

static dunlin_conn *beside;
static char name[64], url[1024];

static const char *url_of(const char *database)
{
	static char text[2][1024];
	static int next;

	next = !next;
	snprintf(text[next], sizeof(text[0]), "%s&dbname=%s", getenv("DUNLIN_TEST_PG"), database);
	return text[next];
}

static void drop(const char *database)
{
	char sql[256];

	snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS \"%s\" WITH (FORCE)", database);
	rig_exec_ok(beside, sql);
}

static int fresh(void **state)
{
	char sql[256];

	(void)state;
	stop_at = 0;
	stop_file = NULL;
	pg_restore_events();
	if (system("rm -rf ./*") != 0)
		return -1;
	beside = pg_open("");
	snprintf(name, sizeof(name), "Odd ' \\ \\\\ %d", (int)getpid());
	drop(name);
	snprintf(sql, sizeof(sql), "CREATE DATABASE \"%s\" TEMPLATE template0", name);
	rig_exec_ok(beside, sql);
	snprintf(url, sizeof(url), "%s&dbname=Odd%%20%%27%%20%%5C%%20%%5C%%5C%%20%d",
		 getenv("DUNLIN_TEST_PG"), (int)getpid());
	return 0;
}

static int done(void **state)
{
	(void)state;
	drop(name);
	rig_driver->close(beside);
	return 0;
}

static void run(const char *sql)
{
	dunlin_conn *conn = rig_open(url, 0);

	rig_exec_ok(conn, sql);
	rig_driver->close(conn);
}

static void assert_rows(const char *sql, const char *rows)
{
	dunlin_conn *conn = rig_open(url, 0);

	rig_assert_rows(conn, sql, rows);
	rig_driver->close(conn);
}

static void backup_ok(const char *file)
{
	dunlin_conn *conn = rig_open(url, 0);

	if (backup(conn, file) != DUNLIN_OK)
		fail_msg("%s: %s; %s", file, rig_err.message, rig_err.detail);
	rig_driver->close(conn);
}

/* --- backup ---------------------------------------------------------------------------- */

static void backup__and_back(void **state)
{
	struct stat st;

	(void)state;
	run("CREATE TABLE t AS SELECT i, repeat('x', 1000) AS b FROM generate_series(1, 5000) i");
	run("SELECT lo_from_bytea(4711, 'large')");
	backup_ok("copy.dump");
	assert_int_equal(stat("copy.dump", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	run("DELETE FROM t; ");
	run("SELECT lo_unlink(4711)");
	run("CREATE TABLE more (a int)");
	assert_int_equal(restore(url, "copy.dump", 0), DUNLIN_EEXISTS);
	rig_assert_fault(DUNLIN_EEXISTS, "42P04", "is not empty");
	assert_rows("SELECT count(*) FROM t", "0\n");
	if (restore(url, "copy.dump", DUNLIN_BACKUP_REPLACE) != DUNLIN_OK)
		fail_msg("%s; %s", rig_err.message, rig_err.detail);
	assert_rows("SELECT count(*), sum(length(b)) FROM t", "5000|5000000\n");
	assert_rows("SELECT convert_from(lo_get(4711), 'UTF8')", "large\n");
	assert_rows("SELECT to_regclass('more')", "~\n");
	assert_no_leftovers(beside);
}

static void backup__keeps_the_lock(void **state)
{
	dunlin_conn *conn = rig_open(url, 0), *other;

	(void)state;
	assert_int_equal(rig_driver->lock_try(conn, 42, &rig_err), DUNLIN_OK);
	assert_int_equal(backup(conn, "copy.dump"), DUNLIN_OK);
	other = rig_open(url, 0);
	assert_int_equal(rig_driver->lock_try(other, 42, &rig_err), DUNLIN_EBUSY);
	rig_driver->close(other);
	rig_exec_ok(conn, "CREATE TABLE after (a int)");
	rig_driver->close(conn);
}

static void backup__refuses_what_is_there(void **state)
{
	dunlin_conn *conn = rig_open(url, 0);

	(void)state;
	rig_write_file("copy.dump", "mine", 4);
	assert_int_equal(backup(conn, "copy.dump"), DUNLIN_EEXISTS);
	assert_string_equal(contents("copy.dump"), "mine");
	assert_int_equal(backup(conn, "nowhere/copy.dump"), DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "no such folder");
	rig_driver->close(conn);
}

/* A pg_dump that says version 15 and writes down how it was called. */
#define RECORDER                                                                             \
	"#!/bin/sh\n"                                                                        \
	"[ \"$1\" = --version ] && { echo 'pg_dump (PostgreSQL) %d.3 (Debian x)'; exit; }\n" \
	"for a; do printf '%%s\\n' \"$a\"; done >%s/argv\n"                                  \
	"env >%s/env\n"                                                                      \
	"for a; do case $a in --file=*) f=${a#--file=}; esac; done\n"                        \
	"%s\n"

static int major_of(void)
{
	struct rig_rows rows = { .count = 0 };

	assert_int_equal(rig_query(beside, "SHOW server_version_num", &rows), DUNLIN_OK);
	return atoi(rows.text) / 10000;
}

static const char *recorder(const char *folder, const char *rest)
{
	char text[4096];

	snprintf(text, sizeof(text), RECORDER, major_of(), here, here, rest);
	return script(folder, "pg_dump", text);
}

static void backup__shows_the_password_to_the_environment_alone(void **state)
{
	char with[1400];
	dunlin_conn *conn;

	(void)state;
	snprintf(with, sizeof(with), "%s&password=%s&application_name=mine&keepalives_idle=7", url,
		 SECRET_URL);
	conn = rig_open(with, 0);
	assert_int_equal(backup_with(conn, "copy.dump", recorder("fake", "echo PGDMP >$f")),
			 DUNLIN_OK);
	assert_null(strstr(contents("argv"), "s3cr3t"));
	assert_non_null(strstr(contents("argv"), "--format=custom\n"));
	assert_non_null(strstr(contents("argv"), "--no-password\n"));
	assert_non_null(strstr(contents("argv"), "application_name='mine'"));
	assert_non_null(strstr(contents("argv"), "keepalives_idle='7'"));
	assert_non_null(strstr(contents("argv"), "dbname='Odd \\' \\\\ \\\\\\\\ "));
	assert_non_null(strstr(contents("env"), "PGPASSWORD=" SECRET "\n"));
	assert_non_null(strstr(contents("env"), "LC_ALL=C\n"));
	assert_string_equal(contents("copy.dump"), "PGDMP\n");
	assert_int_equal(unlink("copy.dump"), 0);
	assert_int_equal(backup_with(conn, "copy.dump",
				     recorder("fake",
					      "echo \"pg_dump: error: tried $PGPASSWORD twice: "
					      "$PGPASSWORD\" >&2; exit 1")),
			 DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "pg_dump: tried *** twice: ***");
	assert_no_leftovers(beside);
	assert_false(rig_exists("copy.dump"));
	rig_driver->close(conn);
}

static void backup__takes_services_and_keywords(void **state)
{
	char text[1400], socket[512] = "";
	const char *host = strstr(getenv("DUNLIN_TEST_PG"), "host=");
	dunlin_conn *conn;

	(void)state;
	assert_non_null(host);
	snprintf(socket, sizeof(socket), "%.*s", (int)strcspn(host + 5, "&"), host + 5);
	snprintf(text, sizeof(text),
		 "[own]\nhost=%s\nuser=postgres\ndbname=postgres\nconnect_timeout=17\n", socket);
	rig_write_file("services", text, strlen(text));
	snprintf(text, sizeof(text), "%s/services", here);
	assert_int_equal(setenv("PGSERVICEFILE", text, 1), 0);
	assert_int_equal(setenv("PGDATABASE", "not_this_one", 1), 0);
	conn = rig_open("service=own", 0);
	assert_int_equal(unsetenv("PGSERVICEFILE"), 0);
	assert_int_equal(backup_with(conn, "copy.dump", recorder("fake", "echo PGDMP >$f")),
			 DUNLIN_OK);
	assert_int_equal(unsetenv("PGDATABASE"), 0);
	assert_non_null(strstr(contents("argv"), "dbname='postgres'"));
	assert_non_null(strstr(contents("argv"), "connect_timeout='17'"));
	snprintf(text, sizeof(text), "host='%s' ", socket);
	assert_non_null(strstr(contents("argv"), text));
	assert_null(strstr(contents("argv"), "service"));
	assert_null(strstr(contents("env"), "PGDATABASE"));
	rig_driver->close(conn);
}

static void backup__has_the_role_of_the_session(void **state)
{
	static const char *const session[] = { "SET ROLE pg_monitor" };
	struct dunlin_open how = rig_how(url, 0);
	dunlin_conn *conn = NULL;

	(void)state;
	how.session = session;
	how.n_session = 1;
	assert_int_equal(rig_driver->open(&conn, &rig_host, &how, &rig_err), DUNLIN_OK);
	assert_int_equal(backup_with(conn, "copy.dump", recorder("fake", "echo PGDMP >$f")),
			 DUNLIN_OK);
	assert_non_null(strstr(contents("argv"), "--role=pg_monitor\n"));
	rig_driver->close(conn);
}

static void versioned(const char *folder, int major)
{
	char text[512];

	snprintf(
		text, sizeof(text),
		"#!/bin/sh\n[ \"$1\" = --version ] && { echo 'pg_dump (PostgreSQL) %d.1'; exit; }\n"
		"for a; do case $a in --file=*) echo %s >${a#--file=}; esac; done\n",
		major, folder);
	script(folder, "pg_dump", text);
}

static void backup__takes_the_nearest_program(void **state)
{
	dunlin_conn *conn = rig_open(url, 0);
	char folders[4096];
	const int major = major_of();

	(void)state;
	versioned("old", major - 1);
	versioned("next", major + 1);
	versioned("later", major + 2);
	versioned("same", major);
	(void)script("broken", "pg_dump", "#!/bin/sh\nexit 1\n");
	(void)script("gone", "pg_dump", "#!/nowhere/at/all\n");
	snprintf(folders, sizeof(folders), "%s/old:relative::%s/broken:%s/later:%s/next:%s/none",
		 here, here, here, here, here);
	assert_int_equal(backup_with(conn, "a.dump", folders), DUNLIN_OK);
	assert_string_equal(contents("a.dump"), "next\n");
	strcat(strcat(strcat(folders, ":"), here), "/same");
	assert_int_equal(backup_with(conn, "b.dump", folders), DUNLIN_OK);
	assert_string_equal(contents("b.dump"), "same\n");
	snprintf(folders, sizeof(folders), "%s/old:%s/broken:%s/gone:%s/old", here, here, here,
		 here);
	assert_int_equal(backup_with(conn, "c.dump", folders), DUNLIN_EUNSUPPORTED);
	snprintf(folders, sizeof(folders), "%s/old/pg_dump %d.1; %s/broken/pg_dump does not tell",
		 here, major - 1, here);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, folders);
	snprintf(folders, sizeof(folders), "postgresql-client-%d", major);
	assert_non_null(strstr(rig_err.hint, folders));
	assert_int_equal(backup_with(conn, "c.dump", NULL), DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "there is no pg_dump for PostgreSQL");
	assert_no_leftovers(beside);
	rig_driver->close(conn);
}

static void backup__of_a_program_that_is_killed(void **state)
{
	dunlin_conn *conn = rig_open(url, 0);

	(void)state;
	assert_int_equal(backup_with(conn, "copy.dump",
				     recorder("fake", "echo half >$f; kill -KILL $$")),
			 DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "pg_dump was ended by signal 9");
	assert_int_equal(backup_with(conn, "copy.dump", recorder("fake", "exit 3")), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "pg_dump ended with status 3 and said nothing");
	assert_false(rig_exists("copy.dump"));
	assert_no_leftovers(beside);
	rig_driver->close(conn);
}

static void backup__says_what_the_program_says(void **state)
{
	dunlin_conn *conn = rig_open(url, 0);

	(void)state;
	assert_int_equal(backup_with(conn, "copy.dump",
				     recorder("fake", "exec >&2\n"
						      "echo 'pg_dump: reading schemas'\n"
						      "echo 'pg_dump: warning: never mind'\n"
						      "echo 'pg_dump: error: query failed: ERROR:  "
						      "permission denied for table t'\n"
						      "echo 'pg_dump: detail: Query was: LOCK'\n"
						      "exit 1")),
			 DUNLIN_EPERM);
	rig_assert_fault(DUNLIN_EPERM, NULL,
			 "pg_dump: query failed: ERROR:  permission denied for table t");
	assert_string_equal(rig_err.detail, "Query was: LOCK");
	assert_int_equal(backup_with(conn, "copy.dump",
				     recorder("fake", "echo 'no such library' >&2; exit 127")),
			 DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "pg_dump: no such library");
	rig_driver->close(conn);
}

/* One that will not end, with a child of its own: both are gone when it is stopped. */
static void backup__can_be_stopped(void **state)
{
	dunlin_conn *conn = rig_open(url, 0);
	pid_t pid, child;
	int64_t began;

	(void)state;
	stop_file = "running";
	began = pg_now_ms();
	assert_int_equal(
		backup_with(
			conn, "copy.dump",
			recorder("fake",
				 "trap '' TERM; echo half >$f; cd ${f%/*}\n"
				 "(trap '' TERM; exec sleep 600) & echo $$ $! >pids; : >running\n"
				 "while :; do sleep 600; done")),
		DUNLIN_ECANCELED);
	assert_in_range(pg_now_ms() - began, 0, 30000);
	assert_int_equal(sscanf(contents("pids"), "%d %d", &pid, &child), 2);
	assert_int_equal(kill(pid, 0), -1);
	while (kill(child, 0) == 0 && pg_now_ms() - began < 30000)
		continue; /* killed, and until init has reaped it */
	assert_int_equal(kill(child, 0), -1);
	assert_false(rig_exists("copy.dump"));
	assert_no_leftovers(beside);
	stop_file = NULL;
	assert_int_equal(backup(conn, "copy.dump"), DUNLIN_OK);
	rig_driver->close(conn);
}

/* The real one, in the middle: it waits for a table. */
static int32_t stop_waiting(void *payload)
{
	struct rig_rows rows = { .count = 0 };

	(void)payload;
	if (rig_query(beside,
		      "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pg_dump' "
		      "AND wait_event_type = 'Lock'",
		      &rows) != DUNLIN_OK)
		return 1;
	return strcmp(rows.text, "0\n") != 0;
}

static void backup__can_be_stopped_while_it_waits(void **state)
{
	dunlin_conn *conn = rig_open(url, 0), *other = rig_open(url, 0);
	struct dunlin_backup what = what_of("copy.dump", 0, tools);

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t (a int)");
	rig_exec_ok(other, "BEGIN");
	rig_exec_ok(other, "LOCK TABLE t");
	what.stopped = stop_waiting;
	assert_int_equal(rig_driver->backup(conn, &what, &rig_err), DUNLIN_ECANCELED);
	assert_false(rig_exists("copy.dump"));
	pg_until(
		beside,
		"SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'pg_dump')");
	rig_driver->close(other);
	rig_driver->close(conn);
	assert_no_leftovers(beside);
}

static void tell_count(const struct dunlin_progress *progress, void *payload)
{
	if (progress->kind != DUNLIN_PROGRESS_BUSY)
		return;
	assert_string_equal(progress->notice->message, "pg_dump: dumping contents of table \"t\"");
	++*(int *)payload;
	rig_write_file("told", "", 0);
}

/* Of all that it says in a second, once. */
static void backup__tells_what_it_is_at(void **state)
{
	dunlin_conn *conn = rig_open(url, 0);
	int told = 0;

	(void)state;
	rig_events.on_event = tell_count;
	rig_events.payload = &told;
	assert_int_equal(
		backup_with(conn, "copy.dump",
			    recorder("fake", "until [ -e \"${f%/*}/told\" ]; do\n"
					     "echo 'pg_dump: dumping contents of table \"t\"' >&2\n"
					     "done; echo PGDMP >$f")),
		DUNLIN_OK);
	assert_int_equal(told, 1);
	rig_driver->close(conn);
}

static void backup__on_a_full_disk(void **state)
{
	dunlin_conn *conn = rig_open(url, 0);
	char wrapper[4096];

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t AS SELECT md5(i::text) FROM generate_series(1, 20000) i");
	snprintf(wrapper, sizeof(wrapper),
		 "#!/bin/sh\ntrap '' XFSZ\nulimit -f 64\nexec %s/pg_dump \"$@\"\n", tools);
	assert_int_equal(backup_with(conn, "copy.dump", script("small", "pg_dump", wrapper)),
			 DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "could not write");
	assert_false(rig_exists("copy.dump"));
	assert_no_leftovers(beside);
	rig_driver->close(conn);
}

/* --- restore ----------------------------------------------------------------------------- */

static void restore__makes_what_is_missing(void **state)
{
	char other[64];

	(void)state;
	run("CREATE TABLE t AS SELECT 1 AS a");
	backup_ok("copy.dump");
	snprintf(other, sizeof(other), "made_%d", (int)getpid());
	drop(other);
	if (restore(url_of(other), "copy.dump", 0) != DUNLIN_OK)
		fail_msg("%s; %s", rig_err.message, rig_err.detail);
	snprintf(url, sizeof(url), "%s", url_of(other));
	assert_rows("SELECT a FROM t", "1\n");
	drop(other);
	assert_no_leftovers(beside);
}

/* "VERB name TAIL". */
static void alter(const char *verb, const char *tail)
{
	char sql[512];

	snprintf(sql, sizeof(sql), "%s DATABASE \"%s\" %s", verb, name, tail);
	rig_exec_ok(beside, sql);
}

static void restore__keeps_what_is_the_databases(void **state)
{
	static const char sql[] =
		"SELECT pg_get_userbyid(datdba), datconnlimit, (SELECT string_agg(a::text, ' ' "
		"ORDER BY a::text) FROM unnest(datacl) a), "
		"pg_encoding_to_char(encoding), datcollate, shobj_description(oid, 'pg_database'), "
		"(SELECT string_agg(setrole::regrole || ':' || setconfig::text, ' ' ORDER BY setrole) "
		"FROM pg_db_role_setting WHERE setdatabase = d.oid) "
		"FROM pg_database d WHERE datname = current_database()";
	struct rig_rows before = { .count = 0 };
	dunlin_conn *conn;

	(void)state;
	rig_exec_ok(beside, "DROP ROLE IF EXISTS keeper");
	rig_exec_ok(beside, "CREATE ROLE keeper");
	drop(name);
	alter("CREATE", "TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
	alter("ALTER", "OWNER TO keeper");
	alter("REVOKE TEMPORARY ON", "FROM PUBLIC");
	alter("GRANT CREATE ON", "TO pg_monitor WITH GRANT OPTION");
	alter("COMMENT ON", "IS 'it''s mine'");
	alter("ALTER", "SET search_path = \"$user\", \"my own\", public");
	alter("ALTER", "SET work_mem = '7MB'");
	alter("ALTER", "SET my.own TO 'a, b = c'");
	alter("ALTER ROLE keeper IN", "SET statement_timeout = '1h'");
	alter("ALTER", "CONNECTION LIMIT 9");
	conn = rig_open(url, 0);
	assert_int_equal(rig_query(conn, sql, &before), DUNLIN_OK);
	assert_non_null(strstr(before.text, "keeper"));
	assert_non_null(strstr(before.text, "my own"));
	assert_int_equal(backup(conn, "copy.dump"), DUNLIN_OK);
	rig_exec_ok(conn, "CREATE TABLE public.t (a int)");
	rig_driver->close(conn);
	if (restore(url, "copy.dump", DUNLIN_BACKUP_REPLACE) != DUNLIN_OK)
		fail_msg("%s; %s", rig_err.message, rig_err.detail);
	conn = rig_open(url, 0);
	rig_assert_rows(conn, sql, before.text);
	rig_assert_rows(conn, "SELECT to_regclass('public.t')", "~\n");
	rig_driver->close(conn);
	drop(name);
	rig_exec_ok(beside, "DROP ROLE keeper");
}

/* The old one changed places already, and cannot be dropped: both go back. */
static void restore__of_what_cannot_be_dropped(void **state)
{
	(void)state;
	run("CREATE TABLE t AS SELECT 1 AS a");
	backup_ok("copy.dump");
	run("UPDATE t SET a = 2");
	alter("ALTER", "IS_TEMPLATE true");
	assert_int_equal(restore(url, "copy.dump", DUNLIN_BACKUP_REPLACE), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "42809", "template");
	assert_rows("SELECT a FROM t", "2\n");
	assert_no_leftovers(beside);
	alter("ALTER", "IS_TEMPLATE false");
	assert_int_equal(restore(url, "copy.dump", DUNLIN_BACKUP_REPLACE), DUNLIN_OK);
	assert_rows("SELECT a FROM t", "1\n");
}

static void restore__of_what_is_no_backup(void **state)
{
	int fd;

	(void)state;
	run("CREATE TABLE t AS SELECT i, md5(i::text) FROM generate_series(1, 20000) i");
	backup_ok("copy.dump");
	assert_int_equal(restore(url, "none.dump", DUNLIN_BACKUP_REPLACE), DUNLIN_EMISSING);
	rig_write_file("text.dump", "SELECT 1;", 9);
	assert_int_equal(restore(url, "text.dump", DUNLIN_BACKUP_REPLACE), DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "text.dump is not a dump in pg_dump's custom format");
	fd = open("copy.dump", O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, lseek(fd, 0, SEEK_END) / 2), 0);
	close(fd);
	assert_int_equal(restore(url, "copy.dump", DUNLIN_BACKUP_REPLACE), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "pg_restore: ");
	assert_rows("SELECT count(*) FROM t", "20000\n");
	assert_no_leftovers(beside);
}

static void restore__while_somebody_is_connected(void **state)
{
	dunlin_conn *conn;

	(void)state;
	run("CREATE TABLE t AS SELECT 1 AS a");
	backup_ok("copy.dump");
	conn = rig_open(url, 0);
	assert_int_equal(restore(url, "copy.dump", DUNLIN_BACKUP_REPLACE), DUNLIN_EBUSY);
	rig_assert_fault(DUNLIN_EBUSY, "55006", "is in use by pid ");
	rig_assert_rows(conn, "SELECT a FROM t", "1\n");
	rig_driver->close(conn);
	assert_no_leftovers(beside);
}

/* Connects while pg_restore is at work. */
static void restore__while_somebody_connects(void **state)
{
	char text[8192];

	(void)state;
	run("CREATE TABLE t AS SELECT 1 AS a");
	backup_ok("copy.dump");
	snprintf(
		text, sizeof(text),
		"#!/bin/sh\n[ \"$1\" = --version ] && exec %s/pg_restore --version\n"
		"%s/psql -X -q -d \"$DUNLIN_TEST_URL\" -c 'SELECT pg_sleep(600)' >/dev/null 2>&1 &\n"
		"until [ \"$(%s/psql -XAtq \"$DUNLIN_TEST_PG\" -c \"SELECT count(*) FROM pg_stat_activity "
		"WHERE query = 'SELECT pg_sleep(600)'\")\" = 1 ]; do :; done\n"
		"exec %s/pg_restore \"$@\"\n",
		tools, tools, tools, tools);
	assert_int_equal(setenv("DUNLIN_TEST_URL", url, 1), 0);
	assert_int_equal(restore_with(url, "copy.dump", DUNLIN_BACKUP_REPLACE,
				      script("slow", "pg_restore", text)),
			 DUNLIN_EBUSY);
	rig_assert_fault(DUNLIN_EBUSY, "55006", "is in use");
	assert_no_leftovers(beside);
	rig_exec_ok(beside, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
			    "WHERE query = 'SELECT pg_sleep(600)'");
	assert_rows("SELECT a FROM t", "1\n");
}

static void restore__can_be_stopped(void **state)
{
	char text[8192];

	(void)state;
	run("CREATE TABLE t AS SELECT 1 AS a");
	backup_ok("copy.dump");
	snprintf(text, sizeof(text),
		 "#!/bin/sh\n[ \"$1\" = --version ] && exec %s/pg_restore --version\n"
		 "%s/pg_restore \"$@\"\n: >%s/running\nexec sleep 600\n",
		 tools, tools, here);
	stop_file = "running";
	assert_int_equal(restore_with(url, "copy.dump", DUNLIN_BACKUP_REPLACE,
				      script("slow", "pg_restore", text)),
			 DUNLIN_ECANCELED);
	assert_rows("SELECT a FROM t", "1\n");
	assert_no_leftovers(beside);
}

/* Who may make no database fills one that is empty, and no other. */
static void restore__without_rights(void **state)
{
	char plain[1100];

	(void)state;
	rig_exec_ok(beside, "DROP ROLE IF EXISTS plain");
	rig_exec_ok(beside, "CREATE ROLE plain LOGIN");
	alter("ALTER", "OWNER TO plain");
	snprintf(plain, sizeof(plain), "%s&user=plain", url);
	run("SET ROLE plain");
	{
		dunlin_conn *conn = rig_open(plain, 0);

		rig_exec_ok(conn, "CREATE SCHEMA mine");
		rig_exec_ok(conn, "CREATE TABLE mine.t AS SELECT 1 AS a");
		assert_int_equal(backup(conn, "copy.dump"), DUNLIN_OK);
		rig_driver->close(conn);
	}
	assert_int_equal(restore(plain, "copy.dump", DUNLIN_BACKUP_REPLACE), DUNLIN_EPERM);
	rig_assert_fault(DUNLIN_EPERM, "42501", "permission denied");
	run("DROP SCHEMA mine CASCADE");
	if (restore(plain, "copy.dump", 0) != DUNLIN_OK)
		fail_msg("%s; %s", rig_err.message, rig_err.detail);
	assert_rows("SELECT a FROM mine.t", "1\n");
	assert_no_leftovers(beside);
	drop(name);
	assert_int_equal(restore(plain, "copy.dump", 0), DUNLIN_EPERM);
	rig_exec_ok(beside, "DROP ROLE plain");
}

static int start(void **state)
{
	const char *bin = getenv("DUNLIN_TEST_PG_BIN");
	char *folder;

	if (pg_start(state) != 0 || bin == NULL)
		return -1;
	snprintf(tools, sizeof(tools), "%s", bin);
	folder = getcwd(NULL, 0);
	if (folder == NULL)
		return -1;
	snprintf(here, sizeof(here), "%s", folder);
	free(folder);
	return 0;
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(backup__and_back),
		TEST(backup__keeps_the_lock),
		TEST(backup__refuses_what_is_there),
		TEST(backup__shows_the_password_to_the_environment_alone),
		TEST(backup__takes_services_and_keywords),
		TEST(backup__has_the_role_of_the_session),
		TEST(backup__takes_the_nearest_program),
		TEST(backup__of_a_program_that_is_killed),
		TEST(backup__says_what_the_program_says),
		TEST(backup__can_be_stopped),
		TEST(backup__can_be_stopped_while_it_waits),
		TEST(backup__tells_what_it_is_at),
		TEST(backup__on_a_full_disk),
		TEST(restore__makes_what_is_missing),
		TEST(restore__keeps_what_is_the_databases),
		TEST(restore__of_what_cannot_be_dropped),
		TEST(restore__of_what_is_no_backup),
		TEST(restore__while_somebody_is_connected),
		TEST(restore__while_somebody_connects),
		TEST(restore__can_be_stopped),
		TEST(restore__without_rights),
	};

	return cmocka_run_group_tests_name("postgres backup", tests, start, rig_stop);
}
