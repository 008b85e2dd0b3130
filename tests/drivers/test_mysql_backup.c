/* Backups of MariaDB, and the way back: with its own programs, and with ones that go wrong. */
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/my.h"

/* As the server, an option file and a URL have it. */
#define SECRET_SQL "s3cr3t \\'\\\"\\\\ #;%\\n\\tword"
#define SECRET_URL "s3cr3t%20%27%22%5C%20%23%3B%25%0A%09word"

static const char *stop_file; /* stop once it is there */
static const char *tools;     /* where the real programs are */
static char here[512];
static char name[64];
static dunlin_conn *beside;

static int32_t stopped(void *payload)
{
	(void)payload;
	return stop_file != NULL && rig_exists(stop_file);
}

static struct dunlin_backup what_of(const char *file, uint32_t flags, const char *folders)
{
	static char path[1024];

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

static dunlin_status restore_with(const char *file, uint32_t flags, const char *folders)
{
	const struct dunlin_backup what = what_of(file, flags, folders);
	struct dunlin_open how = rig_how(my_url(name), 0);

	rig_clear();
	return rig_driver->restore(&rig_host, &how, &what, &rig_err);
}

static dunlin_status restore(const char *file, uint32_t flags)
{
	return restore_with(file, flags, tools);
}

/* A program of that name in a folder of its own, which is returned. */
static const char *script(const char *folder, const char *program, const char *text)
{
	static char path[1024];

	snprintf(path, sizeof(path), "%s/%s/%s", here, folder, program);
	(void)mkdir(folder, 0755);
	rig_write_file(path, text, strlen(text));
	assert_int_equal(chmod(path, 0755), 0);
	*strrchr(path, '/') = '\0';
	return path;
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

static void assert_no_leftovers(void)
{
	glob_t found = { 0 };

	if (glob("*.part*", 0, NULL, &found) == 0)
		fail_msg("%s is left over", found.gl_pathv[0]);
	globfree(&found);
	rig_assert_rows(beside,
			"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA "
			"WHERE SCHEMA_NAME LIKE '%\\_dunlin\\_%\\_%'",
			"");
}

/* --- a database of each test's own -------------------------------------------------- */

static void drop(void)
{
	char sql[256];

	snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS `%s`", name);
	rig_exec_ok(beside, sql);
}

static void make(void)
{
	char sql[256];

	snprintf(sql, sizeof(sql), "CREATE DATABASE `%s` CHARACTER SET latin1", name);
	rig_exec_ok(beside, sql);
}

static int fresh(void **state)
{
	(void)state;
	stop_file = NULL;
	if (system("rm -rf ./*") != 0)
		return -1;
	beside = rig_open(my_url("mysql"), 0);
	snprintf(name, sizeof(name), "Odd-ñ %d", (int)getpid());
	drop();
	make();
	return 0;
}

static int done(void **state)
{
	(void)state;
	drop();
	rig_driver->close(beside);
	return 0;
}

static void run(const char *sql)
{
	dunlin_conn *conn = rig_open(my_url(name), 0);

	rig_exec_ok(conn, sql);
	rig_driver->close(conn);
}

static void assert_rows(const char *sql, const char *rows)
{
	dunlin_conn *conn = rig_open(my_url(name), 0);

	rig_assert_rows(conn, sql, rows);
	rig_driver->close(conn);
}

static void backup_ok(const char *file)
{
	dunlin_conn *conn = rig_open(my_url(name), 0);

	if (backup_with(conn, file, tools) != DUNLIN_OK)
		fail_msg("%s: %s; %s", file, rig_err.message, rig_err.detail);
	rig_driver->close(conn);
}

static void restore_ok(const char *file, uint32_t flags)
{
	if (restore(file, flags) != DUNLIN_OK)
		fail_msg("%s: %s; %s", file, rig_err.message, rig_err.detail);
}

/* One of everything; the views stand in the wrong order. */
static void fill(void)
{
	run("CREATE TABLE p (id int AUTO_INCREMENT PRIMARY KEY, b blob, bits bit(5), "
	    "g point NOT NULL, e varchar(20) CHARACTER SET utf8mb4)");
	run("INSERT INTO p (b, bits, g, e) VALUES (x'00ff0d0a1a5c27', b'10101', POINT(1, 2), "
	    "'ñ🦆')");
	run("CREATE TABLE c (id int PRIMARY KEY, p int, CONSTRAINT fk FOREIGN KEY (p) REFERENCES "
	    "p (id), d int AS (id * 2) STORED)");
	run("INSERT INTO c (id, p) VALUES (7, 1)");
	run("CREATE TABLE m (a int) ENGINE=MyISAM");
	run("INSERT INTO m VALUES (1), (2)");
	run("CREATE TABLE part (a int) PARTITION BY HASH (a) PARTITIONS 2");
	run("INSERT INTO part VALUES (1), (2), (3)");
	run("CREATE SEQUENCE s START WITH 50");
	run("CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 41");
	run("CREATE PROCEDURE pr() BEGIN SELECT ';'; SELECT f(); END");
	run("CREATE VIEW z_view AS SELECT f() AS n");
	run("CREATE VIEW a_view AS SELECT z.n + 1 AS n FROM z_view z");
	run("CREATE TRIGGER tr BEFORE INSERT ON c FOR EACH ROW BEGIN SET NEW.p = 1; END");
	run("CREATE EVENT ev ON SCHEDULE EVERY 1 YEAR DO DELETE FROM m");
}

static void assert_filled(void)
{
	assert_rows("SELECT id, HEX(b), BIN(bits), ST_AsText(g), HEX(e) FROM p",
		    "1|00FF0D0A1A5C27|10101|POINT(1 2)|C3B1F09FA686\n");
	assert_rows("SELECT id, p, d FROM c", "7|1|14\n");
	assert_rows("SELECT COUNT(*) FROM m", "2\n");
	assert_rows("SELECT COUNT(*) FROM part", "3\n");
	assert_rows("SELECT n FROM a_view", "42\n");
	assert_rows("SELECT DEFAULT_CHARACTER_SET_NAME FROM information_schema.SCHEMATA "
		    "WHERE SCHEMA_NAME = DATABASE()",
		    "latin1\n");
	assert_rows("SELECT EVENT_NAME FROM information_schema.EVENTS "
		    "WHERE EVENT_SCHEMA = DATABASE()",
		    "ev\n");
	assert_rows("SELECT ROUTINE_NAME FROM information_schema.ROUTINES "
		    "WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY 1",
		    "f\npr\n");
	assert_rows(
		"SELECT CONSTRAINT_NAME, REFERENCED_TABLE_NAME "
		"FROM information_schema.REFERENTIAL_CONSTRAINTS "
		"WHERE CONSTRAINT_SCHEMA = DATABASE() AND UNIQUE_CONSTRAINT_SCHEMA = DATABASE()",
		"fk|p\n");
	assert_rows("SELECT TRIGGER_NAME FROM information_schema.TRIGGERS "
		    "WHERE TRIGGER_SCHEMA = DATABASE()",
		    "tr\n");
	assert_rows("SELECT NEXTVAL(s) >= 50", "1\n");
}

/* --- backup --------------------------------------------------------------------------- */

static void backup__and_back(void **state)
{
	struct stat st;

	(void)state;
	fill();
	backup_ok("copy.sql");
	assert_int_equal(stat("copy.sql", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_no_leftovers();
	run("CREATE TABLE more (a int)");
	run("DELETE FROM c");
	run("CREATE TRIGGER tr2 BEFORE INSERT ON more FOR EACH ROW SET NEW.a = 3");
	run("CREATE VIEW more_view AS SELECT a FROM more");
	run("CREATE PROCEDURE more_pr() SELECT 1");
	assert_int_equal(restore("copy.sql", 0), DUNLIN_EEXISTS);
	rig_assert_fault(DUNLIN_EEXISTS, "42P04", "is not empty");
	assert_rows("SELECT COUNT(*) FROM c", "0\n");
	assert_rows("SELECT COUNT(*) FROM more_view", "0\n");
	restore_ok("copy.sql", DUNLIN_BACKUP_REPLACE);
	assert_filled();
	assert_rows("SELECT TABLE_NAME FROM information_schema.TABLES "
		    "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE 'more%'",
		    "");
	assert_no_leftovers();
}

static void backup__makes_and_fills(void **state)
{
	(void)state;
	fill();
	backup_ok("copy.sql");
	drop();
	restore_ok("copy.sql", 0); /* it is not there */
	assert_rows("SELECT id, p, d FROM c", "7|1|14\n");
	drop();
	make();
	restore_ok("copy.sql", 0); /* it is empty */
	assert_filled();
	assert_no_leftovers();
}

static void backup__has_rows_that_were(void **state)
{
	(void)state;
	run("CREATE TABLE v (a int) WITH SYSTEM VERSIONING");
	run("INSERT INTO v VALUES (1)");
	run("UPDATE v SET a = 2");
	backup_ok("copy.sql");
	assert_non_null(strstr(contents("copy.sql"), "row_end"));
}

static void backup__keeps_the_lock(void **state)
{
	dunlin_conn *conn = rig_open(my_url(name), 0), *other;

	(void)state;
	assert_int_equal(rig_driver->lock_try(conn, 42, &rig_err), DUNLIN_OK);
	assert_int_equal(backup_with(conn, "copy.sql", tools), DUNLIN_OK);
	other = rig_open(my_url(name), 0);
	assert_int_equal(rig_driver->lock_try(other, 42, &rig_err), DUNLIN_EBUSY);
	rig_driver->close(other);
	rig_exec_ok(conn, "CREATE TABLE after (a int)");
	rig_driver->close(conn);
}

static void backup__refuses_what_is_there_or_is_not(void **state)
{
	dunlin_conn *conn = rig_open(my_url(name), 0);

	(void)state;
	rig_write_file("copy.sql", "mine", 4);
	assert_int_equal(backup_with(conn, "copy.sql", tools), DUNLIN_EEXISTS);
	assert_string_equal(contents("copy.sql"), "mine");
	assert_int_equal(backup_with(conn, "nowhere/copy.sql", tools), DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "no such folder");
	drop();
	assert_int_equal(backup_with(conn, "other.sql", tools), DUNLIN_EMISSING);
	rig_assert_fault(DUNLIN_EMISSING, NULL, "does not exist");
	assert_false(rig_exists("other.sql"));
	rig_driver->close(conn);
}

/* A dump program that writes down how it was called. */
static const char *recorder(const char *rest)
{
	char text[4096];

	snprintf(text, sizeof(text),
		 "#!/bin/sh\n"
		 "for a; do printf '%%s\\n' \"$a\"; done >%s/argv\n"
		 "env >%s/env\n"
		 "cat /dev/fd/3 >%s/options\n"
		 "for a; do case $a in --result-file=*) f=${a#--result-file=}; esac; done\n"
		 "%s\n",
		 here, here, here, rest);
	return script("fake", "mariadb-dump", text);
}

static void backup__shows_the_password_to_nobody(void **state)
{
	char url[1024];
	const char *socket = strstr(getenv("DUNLIN_TEST_MY"), "socket=");
	dunlin_conn *conn;
	struct stat st;

	(void)state;
	assert_non_null(socket);
	rig_exec_ok(beside,
		    "CREATE OR REPLACE USER dunlin_secret@localhost IDENTIFIED BY '" SECRET_SQL
		    "'");
	rig_exec_ok(beside, "GRANT ALL ON *.* TO dunlin_secret@localhost");
	run("CREATE TABLE t (a int)");
	snprintf(url, sizeof(url), "mysql://dunlin_secret:%s@/%s?%.*s", SECRET_URL, name,
		 (int)strcspn(socket, "&"), socket);
	conn = rig_open(url, 0);
	assert_int_equal(setenv("MYSQL_PWD", "wrong", 1), 0);
	assert_int_equal(setenv("MYSQL_HOST", "wrong", 1), 0);
	/* The real one understands it. */
	if (backup_with(conn, "real.sql", tools) != DUNLIN_OK)
		fail_msg("%s", rig_err.message);
	assert_int_equal(backup_with(conn, "copy.sql",
				     recorder("echo dump >$f; ls -l /dev/fd/3 >list")),
			 DUNLIN_OK);
	assert_int_equal(unsetenv("MYSQL_PWD"), 0);
	assert_int_equal(unsetenv("MYSQL_HOST"), 0);
	assert_null(strstr(contents("argv"), "s3cr3t"));
	assert_null(strstr(contents("env"), "s3cr3t"));
	assert_null(strstr(contents("env"), "MYSQL_"));
	assert_non_null(strstr(contents("env"), "LC_ALL=C\n"));
	assert_non_null(strstr(contents("options"), "s3cr3t '\\\"\\\\ #;%\\n\\tword"));
	assert_string_equal(strtok(contents("argv"), "\n"), "--defaults-file=/dev/fd/3");
	assert_non_null(strstr(contents("argv"), "--single-transaction\n"));
	assert_int_equal(stat("copy.sql", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* Nor what it says. */
	assert_int_equal(unlink("copy.sql"), 0);
	rig_driver->close(conn);
	snprintf(url, sizeof(url), "mysql://dunlin_secret:%s@/%s?%.*s", "plain5ecret", name,
		 (int)strcspn(socket, "&"), socket);
	rig_exec_ok(beside, "ALTER USER dunlin_secret@localhost IDENTIFIED BY 'plain5ecret'");
	conn = rig_open(url, 0);
	assert_int_equal(backup_with(conn, "copy.sql",
				     recorder("echo 'mariadb-dump: tried plain5ecret twice: "
					      "plain5ecret' >&2; exit 1")),
			 DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "mariadb-dump: tried *** twice: ***");
	assert_no_leftovers();
	assert_false(rig_exists("copy.sql"));
	rig_driver->close(conn);
	rig_exec_ok(beside, "DROP USER dunlin_secret@localhost");
}

static void backup__needs_a_program(void **state)
{
	dunlin_conn *conn = rig_open(my_url(name), 0);
	char folders[2048];

	(void)state;
	(void)mkdir("empty", 0755);
	(void)mkdir("empty/mariadb-dump", 0755); /* a folder of the name is none */
	snprintf(folders, sizeof(folders), "%s/empty:relative::%s/none", here, here);
	assert_int_equal(backup_with(conn, "copy.sql", folders), DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "there is no mariadb-dump, and no mysqldump");
	assert_non_null(strstr(rig_err.hint, "install mariadb-client"));
	assert_int_equal(backup_with(conn, "copy.sql", NULL), DUNLIN_EUNSUPPORTED);
	assert_false(rig_exists("copy.sql"));
	/* The other name will do. */
	(void)script("other", "mysqldump",
		     "#!/bin/sh\nfor a; do case $a in --result-file=*) echo mysqldump "
		     ">${a#--result-file=}; esac; done\n");
	snprintf(folders, sizeof(folders), "%s/empty:%s/other", here, here);
	assert_int_equal(backup_with(conn, "copy.sql", folders), DUNLIN_OK);
	assert_string_equal(contents("copy.sql"), "mysqldump\n");
	assert_no_leftovers();
	rig_driver->close(conn);
}

static void backup__says_what_the_program_says(void **state)
{
	dunlin_conn *conn = rig_open(my_url(name), 0);

	(void)state;
	assert_int_equal(backup_with(conn, "copy.sql", recorder("echo half >$f; kill -KILL $$")),
			 DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "mariadb-dump was ended by signal 9");
	assert_int_equal(backup_with(conn, "copy.sql", recorder("exit 3")), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "mariadb-dump ended with status 3 and said nothing");
	assert_int_equal(
		backup_with(conn, "copy.sql",
			    recorder("exec >&2; echo '-- Connecting to localhost...'\n"
				     "echo \"Warning: mariadb-dump: unknown variable 'x'\"\n"
				     "echo 'mariadb-dump: Got error: 1044: \"Access denied\" when "
				     "selecting the database'\nexit 2")),
		DUNLIN_EPERM);
	rig_assert_fault(DUNLIN_EPERM, NULL,
			 "mariadb-dump: Got error: 1044: \"Access denied\" when selecting");
	assert_int_equal(backup_with(conn, "copy.sql",
				     recorder("echo 'no such library' >&2; exit 127")),
			 DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "mariadb-dump: no such library");
	assert_int_equal(backup_with(conn, "copy.sql",
				     script("gone", "mariadb-dump", "#!/nowhere/at/all\n")),
			 DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "cannot be run");
	assert_false(rig_exists("copy.sql"));
	assert_no_leftovers();
	rig_driver->close(conn);
}

/* One that will not end, with a child of its own: both are gone when it is stopped. */
static void backup__can_be_stopped(void **state)
{
	dunlin_conn *conn = rig_open(my_url(name), 0);
	pid_t pid, child;

	(void)state;
	stop_file = "running";
	assert_int_equal(
		backup_with(
			conn, "copy.sql",
			recorder("trap '' TERM; echo half >$f; cd ${f%/*}\n"
				 "(trap '' TERM; exec sleep 600) & echo $$ $! >pids; : >running\n"
				 "while :; do sleep 600; done")),
		DUNLIN_ECANCELED);
	assert_int_equal(sscanf(contents("pids"), "%d %d", &pid, &child), 2);
	assert_int_equal(kill(pid, 0), -1);
	assert_false(rig_exists("copy.sql"));
	assert_no_leftovers();
	stop_file = NULL;
	assert_int_equal(backup_with(conn, "copy.sql", tools), DUNLIN_OK);
	rig_driver->close(conn);
}

/* --- restore -------------------------------------------------------------------------- */

static void refused(const char *text, const char *piece)
{
	rig_write_file("bad.sql", text, strlen(text));
	assert_int_equal(restore("bad.sql", DUNLIN_BACKUP_REPLACE), DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, piece);
	assert_rows("SELECT a FROM mine", "5\n");
}

static void restore__of_what_is_no_backup(void **state)
{
	(void)state;
	run("CREATE TABLE mine (a int)");
	run("INSERT INTO mine VALUES (5)");
	refused("", "is not a dump of mariadb-dump or mysqldump");
	refused("DROP TABLE mine;\n", "is not a dump");
	refused("-- MariaDB dump 10.19\nDROP TABLE mine;\n", "is cut off");
	refused("-- MariaDB dump 10.19\nDROP TABLE mine;\n-- Dump comple", "is cut off");
	refused("-- MySQL dump 10.13\nUSE `mysql`;\n-- Dump completed\n", "--databases");
	refused("-- MySQL dump 10.13\nCREATE DATABASE /*!32312 IF NOT EXISTS*/ `x`;\n"
		"-- Dump completed on 2026-01-01\n",
		"--databases");
	assert_int_equal(restore("nothing.sql", DUNLIN_BACKUP_REPLACE), DUNLIN_EMISSING);
	rig_assert_fault(DUNLIN_EMISSING, NULL, "does not exist");
	assert_int_equal(mkdir("folder", 0755), 0);
	assert_int_equal(restore("folder", DUNLIN_BACKUP_REPLACE), DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "is not a regular file");
	assert_no_leftovers();
}

/* One that begins well: what is there stays, in each of the three cases. */
static void restore__of_what_fails_half_way(void **state)
{
	static const char text[] = "-- MariaDB dump 10.19\nCREATE TABLE t (a int);\n"
				   "INSERT INTO t VALUES (1, 'secret data');\n-- Dump completed\n";
	char sql[128];

	(void)state;
	rig_write_file("bad.sql", text, strlen(text));
	run("CREATE TABLE mine (a int)");
	run("INSERT INTO mine VALUES (5)");
	assert_int_equal(restore("bad.sql", DUNLIN_BACKUP_REPLACE), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "mariadb: ERROR 1136 (21S01) at line 3: Column count");
	assert_null(strstr(rig_err.message, "secret data"));
	assert_null(strstr(rig_err.detail, "secret data"));
	assert_rows("SELECT a FROM mine", "5\n");
	run("DROP TABLE mine");
	assert_int_equal(restore("bad.sql", 0), DUNLIN_ESQL);
	assert_rows("SHOW TABLES", "");
	assert_rows("SELECT DEFAULT_CHARACTER_SET_NAME FROM information_schema.SCHEMATA "
		    "WHERE SCHEMA_NAME = DATABASE()",
		    "latin1\n");
	drop();
	assert_int_equal(restore("bad.sql", 0), DUNLIN_ESQL);
	snprintf(sql, sizeof(sql), "SHOW DATABASES LIKE '%s'", name);
	rig_assert_rows(beside, sql, "");
	assert_no_leftovers();
}

/* The client, which fails when it is run for the n-th time, once. */
static const char *failing(int n)
{
	char text[2048];

	snprintf(text, sizeof(text),
		 "#!/bin/sh\necho x >>%s/calls\n"
		 "[ \"$(wc -l <%s/calls)\" = %d ] && { echo 'ERROR 1021 (HY000): Disk full' >&2; "
		 "exit 1; }\nexec mariadb \"$@\"\n",
		 here, here, n);
	return script("failing", "mariadb", text);
}

/* The dump has been run beside, and all of the old database is aside: it goes back. */
static void restore__puts_back_what_was_there(void **state)
{
	char folders[2048];
	int n;

	(void)state;
	run("CREATE TABLE t (a int)");
	run("CREATE VIEW t_view AS SELECT a FROM t");
	backup_ok("copy.sql");
	run("DROP TABLE t");
	run("DROP VIEW t_view");
	fill();
	for (n = 2; n <= 3; n++) {
		(void)unlink("calls");
		snprintf(folders, sizeof(folders), "%s:%s", failing(n), tools);
		assert_int_equal(restore_with("copy.sql", DUNLIN_BACKUP_REPLACE, folders),
				 DUNLIN_ESQL);
		rig_assert_fault(DUNLIN_ESQL, NULL, "mariadb: ERROR 1021 (HY000): Disk full");
		assert_filled();
		assert_rows("SHOW TABLES LIKE 't%'", "");
		assert_no_leftovers();
	}
}

static void restore__while_somebody_is_connected(void **state)
{
	dunlin_conn *conn;

	(void)state;
	run("CREATE TABLE t (a int)");
	backup_ok("copy.sql");
	conn = rig_open(my_url(name), 0);
	assert_int_equal(restore("copy.sql", DUNLIN_BACKUP_REPLACE), DUNLIN_EBUSY);
	rig_assert_fault(DUNLIN_EBUSY, NULL, "others are connected to");
	rig_exec_ok(conn, "INSERT INTO t VALUES (1)");
	rig_driver->close(conn);
	restore_ok("copy.sql", DUNLIN_BACKUP_REPLACE);
	assert_rows("SELECT COUNT(*) FROM t", "0\n");
	assert_no_leftovers();
}

static void restore__leaves_what_others_refer_to(void **state)
{
	char sql[256];

	(void)state;
	run("CREATE TABLE p (id int PRIMARY KEY)");
	backup_ok("copy.sql");
	snprintf(sql, sizeof(sql),
		 "CREATE TABLE %s.refers (p int, FOREIGN KEY (p) REFERENCES `%s`.p (id))", my_own,
		 name);
	rig_exec_ok(beside, sql);
	assert_int_equal(restore("copy.sql", DUNLIN_BACKUP_REPLACE), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "refers, in another database, refers to a table of");
	assert_rows("SELECT COUNT(*) FROM p", "0\n");
	snprintf(sql, sizeof(sql), "DROP TABLE %s.refers", my_own);
	rig_exec_ok(beside, sql);
	assert_no_leftovers();
}

static void restore__can_be_stopped(void **state)
{
	char folders[2048];

	(void)state;
	run("CREATE TABLE t (a int)");
	backup_ok("copy.sql");
	run("INSERT INTO t VALUES (1)");
	stop_file = "running";
	snprintf(folders, sizeof(folders), "%s:%s",
		 script("slow", "mariadb", "#!/bin/sh\n: >running\nexec sleep 600\n"), tools);
	assert_int_equal(restore_with("copy.sql", DUNLIN_BACKUP_REPLACE, folders),
			 DUNLIN_ECANCELED);
	stop_file = NULL;
	assert_rows("SELECT a FROM t", "1\n");
	assert_no_leftovers();
}

static void restore__needs_a_program(void **state)
{
	(void)state;
	run("CREATE TABLE t (a int)");
	backup_ok("copy.sql");
	assert_int_equal(restore_with("copy.sql", DUNLIN_BACKUP_REPLACE, here),
			 DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "there is no mariadb, and no mysql");
	assert_non_null(strstr(rig_err.hint, "install mariadb-client"));
	assert_rows("SELECT COUNT(*) FROM t", "0\n");
}

static int start(void **state)
{
	if (my_start(state) != 0 || getcwd(here, sizeof(here)) == NULL)
		return -1;
	tools = getenv("PATH");
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(backup__and_back),
		TEST(backup__makes_and_fills),
		TEST(backup__has_rows_that_were),
		TEST(backup__keeps_the_lock),
		TEST(backup__refuses_what_is_there_or_is_not),
		TEST(backup__shows_the_password_to_nobody),
		TEST(backup__needs_a_program),
		TEST(backup__says_what_the_program_says),
		TEST(backup__can_be_stopped),
		TEST(restore__of_what_is_no_backup),
		TEST(restore__of_what_fails_half_way),
		TEST(restore__puts_back_what_was_there),
		TEST(restore__while_somebody_is_connected),
		TEST(restore__leaves_what_others_refer_to),
		TEST(restore__can_be_stopped),
		TEST(restore__needs_a_program),
	};

	return cmocka_run_group_tests_name("mysql backup", tests, start, my_stop);
}
