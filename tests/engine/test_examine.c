/* An examination finds what is wrong with a target, says what to do about it, and changes nothing. */
#include "engine/lab.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "engine.h"
#include "run/examine.h"

#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

/* All findings, a line each: "kind about message [hint]". */
static const char *examine(struct lab *lab)
{
	static const char *const kinds[] = { "good", "warning", "coverage", "error" };
	struct dunlin_finding f = DUNLIN_FINDING_INIT;
	dunlin_engine *engine = lab_engine(lab);
	struct dn_str text = DN_STR_INIT;
	dunlin_findings *findings = NULL;
	const char *own;
	size_t i;

	dn_error_clear(lab->err);
	if (dunlin_examine(&findings, engine, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	assert_int_equal(lab->err->status, DUNLIN_OK);
	for (i = 0; i < dunlin_findings_count(findings); i++) {
		dunlin_findings_at(findings, i, &f);
		dn_str_printf(&text, "%s %s %s%s%s [%s]\n", kinds[f.kind], f.about,
			      f.file == NULL ? "" : f.file, f.file == NULL ? "" : ": ", f.message,
			      f.hint == NULL ? "" : f.hint);
		assert_true(f.hint != NULL || f.kind == DUNLIN_FINDING_GOOD);
		assert_null(strchr(f.message, '\n'));
	}
	dunlin_findings_free(findings);
	dunlin_engine_close(engine);
	own = lab_text(lab, "\n%s", dn_str_text(&text));
	dn_str_clear(&text);
	return own;
}

/* Some line begins like this, or none does. */
static void has(const char *all, const char *line)
{
	char front[200];

	snprintf(front, sizeof(front), "\n%s", line);
	if (strstr(all, front) == NULL)
		fail_msg("no \"%s\" in%s", line, all);
}

static void has_no(const char *all, const char *line)
{
	char front[200];

	snprintf(front, sizeof(front), "\n%s", line);
	if (strstr(all, front) != NULL)
		fail_msg("\"%s\" in%s", line, all);
}

static void all_good(const char *all)
{
	has_no(all, "warning");
	has_no(all, "error");
}

static void one(struct lab *lab)
{
	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x integer);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
}

/* --- a target that is in order -------------------------------------------------------- */

static void examine__of_a_new_database_is_good(void **state)
{
	struct lab *lab = *state;
	const char *all;

	one(lab);
	lab_exec(lab, "CREATE TABLE theirs (x integer)", NULL); /* so that the file is there */
	all = examine(lab);
	all_good(all);
	has(all, lab->pg ? "good driver postgres, from /" : "good driver sqlite, from /");
	has(all, "good files 1 migration, 0 seeds");
	has(all, lab->pg ? "good connection PostgreSQL 1" : "good connection SQLite 3.");
	assert_non_null(strstr(all, lab->pg ? lab_text(lab, ", database %s [", lab->dbname)
					    : "/real.db ["));
	if (lab->pg)
		has(all, "good schema schema public is there");
	has(all, "good history there is none yet");
	has(all, "good rights Dunlin's tables can be created: tried, and rolled back");
	if (lab->pg)
		has(all, "good lock no run is under way");
	has(all, "good migrations 0 applied, 1 pending, 0 waiting");
	/* Nothing of ours was left. */
	lab_rows(lab,
		 lab->pg ? "SELECT count(*) FROM pg_class WHERE relname LIKE 'dunlin%'"
			 : "SELECT count(*) FROM sqlite_master WHERE name LIKE 'dunlin%'",
		 "0");
}

static void examine__of_a_history_is_good(void **state)
{
	struct lab *lab = *state;
	const char *all, *before;

	lab->options.project = "shop";
	one(lab);
	lab_up(lab);
	before = lab_ask(lab, "SELECT count(*), max(hash) FROM dunlin_event");
	all = examine(lab);
	all_good(all);
	has(all, "good history of the project shop, format 1.0");
	has(all, "good rights the history can be written: tried, and rolled back");
	has(all, "good log the event log is whole: 1 event");
	has(all, "good migrations 1 applied, 0 pending, 0 waiting");
	lab_rows(lab, "SELECT count(*), max(hash) FROM dunlin_event", before);
	lab_rows(lab, "SELECT count(*) FROM dunlin_history", "1");
	lab_up(lab); /* and no lock was left */
	lab_down(lab, 1);
}

/* What is tried is no different in form from what a run does. */
static void examine__where_a_write_needs_a_key_is_good(void **state)
{
	static const char *const session[] = { "SET sql_safe_updates = 1" };
	struct lab *lab = *state;
	const char *all;

	lab->options.session = session;
	lab->options.n_session = 1;
	one(lab);
	lab_up(lab);
	lab_put(lab, "0002_b.up.sql", "CREATE TABLE b (x integer);\nDELETE FROM b;\n");
	lab_up_fails(lab, DUNLIN_ESQL, "safe update mode");
	all = examine(lab);
	has(all, "good rights the history can be written: tried, and rolled back");
	has(all, "good log the event log is whole");
	lab_put(lab, "0002_b.up.sql", "CREATE TABLE b (x integer);\nDROP TABLE b;\n");
	lab_put(lab, "0002_b.down.sql", "DO 0;\n");
	lab_up(lab);
	lab_down(lab, 2);
}

static void examine__makes_no_file(void **state)
{
	struct lab *lab = *state;
	const char *all;

	one(lab);
	all = examine(lab);
	has(all,
	    "warning writing nothing can be written: the file does not exist [dunlin up makes");
	has(all, "good migrations 0 applied, 1 pending");
	assert_int_equal(access("real.db", F_OK), -1);
}

static void examine__leaves_a_file_as_it_is(void **state)
{
	struct lab *lab = *state;
	struct stat before, after;
	const char *bytes;

	one(lab);
	lab_up(lab);
	assert_int_equal(stat("real.db", &before), 0);
	bytes = lab_read(lab, "real.db");
	all_good(examine(lab));
	assert_int_equal(stat("real.db", &after), 0);
	assert_int_equal(before.st_size, after.st_size);
	assert_int_equal(before.st_mtim.tv_sec, after.st_mtim.tv_sec);
	assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
	assert_memory_equal(bytes, lab_read(lab, "real.db"), (size_t)before.st_size);
	assert_int_equal(access("real.db-journal", F_OK), -1);
}

/* --- no connection ------------------------------------------------------------------------ */

static void examine__finds_that_there_is_no_driver(void **state)
{
	struct lab *lab = *state;
	const char *all;

	one(lab);
	lab->options.n_places = 0;
	all = examine(lab);
	has(all, "error driver ");
	has(all, "good files 1 migration");
	has_no(all, "good connection");
	lab->options.url = NULL;
	has(examine(lab), "error driver there is no URL of a database [");
	lab->options.url = "nonsense";
	has(examine(lab),
	    "error driver the URL does not say which database it is for [postgresql://");
}

static void examine__finds_that_nobody_answers(void **state)
{
	struct lab *lab = *state;
	const char *all;

	one(lab);
	if (lab->pg) {
		lab->options.url = "postgresql://u:secret@localhost:1/none?connect_timeout=2";
	} else {
		assert_int_equal(mkdir("folder.db", 0777), 0);
		lab->options.url = "sqlite:folder.db";
	}
	all = examine(lab);
	has(all, "error connection ");
	has_no(all, "good connection");
	has_no(all, "good migrations");
	assert_null(strstr(all, "secret"));
}

static void examine__finds_that_there_is_no_database(void **state)
{
	struct lab *lab = *state;
	const char *all;

	lab->options.url = lab_text(lab, "%.*s/dunlin_none%s",
				    (int)(strstr(lab->url, lab->dbname) - 1 - lab->url), lab->url,
				    strchr(lab->url, '?') == NULL ? "" : strchr(lab->url, '?'));
	all = examine(lab);
	has(all, "error connection ");
	assert_non_null(strstr(all, "dunlin db create"));
}

/* --- a session that cannot do everything ------------------------------------------------- */

static void examine__tells_what_the_connection_is_like(void **state)
{
	struct lab *lab = *state;
	const char *all;

	one(lab);
	lab_exec(lab,
		 lab_text(lab, "ALTER DATABASE %s SET default_transaction_read_only = on",
			  lab->dbname),
		 NULL);
	all = examine(lab);
	has(all, "warning writing nothing can be written: default_transaction_read_only is on [");
	has_no(all, "good rights");
	has(all, "good migrations 0 applied, 1 pending");
}

/* The driver, but for what it says of the connection. */
static struct {
	const struct dunlin_driver *real;
	int64_t skew_us;
	const char *pooler;
} says;

static dunlin_status say(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err)
{
	const dunlin_status status = says.real->info(conn, out, err);

	out->skew_us = says.skew_us;
	out->pooler = says.pooler;
	return status;
}

static void keep(void *payload, const struct dn_sight *sight)
{
	dn_str_printf(payload, "\n%d %s %s [%s]", (int)sight->verdict, sight->about,
		      sight->message == NULL ? sight->fault->message : sight->message,
		      sight->hint == NULL ? "" : sight->hint);
}

static const char *examine_as(struct lab *lab, int64_t skew_us, const char *pooler)
{
	dunlin_engine *engine = lab_engine(lab);
	struct dn_str text = DN_STR_INIT;
	struct dn_view_options options;
	struct dunlin_driver table;
	const char *own;

	assert_int_equal(dn_engine_view(engine, &options, lab->err), DUNLIN_OK);
	table = *options.target.driver;
	says.real = options.target.driver;
	says.skew_us = skew_us;
	says.pooler = pooler;
	table.info = say;
	options.target.driver = &table;
	assert_int_equal(dn_examine(&options, keep, &text, NULL), DUNLIN_OK);
	dunlin_engine_close(engine);
	own = lab_text(lab, "%s\n", dn_str_text(&text));
	dn_str_clear(&text);
	return own;
}

static void examine__finds_clocks_that_differ(void **state)
{
	struct lab *lab = *state;

	lab_exec(lab, "CREATE TABLE theirs (x integer)", NULL);
	has(examine_as(lab, 2000001, NULL),
	    "1 clock the server's clock is 2.0 s ahead of this one [set");
	has(examine_as(lab, -86400500000, NULL),
	    "1 clock the server's clock is 86400.5 s behind this one");
	has(examine_as(lab, -2000000, NULL),
	    "0 clock the server's clock and this one agree to 2001 ms");
	has_no(examine_as(lab, 0, NULL), "0 clock");
}

static void examine__finds_a_pooler(void **state)
{
	struct lab *lab = *state;

	has(examine_as(lab, 0, "another backend answers"),
	    "1 pooler there is a pooler in between: another backend answers [give Dunlin a URL");
}

static void examine__finds_a_schema_that_is_missing(void **state)
{
	struct lab *lab = *state;
	const char *all;

	one(lab);
	lab->options.schema = "app";
	lab->options.history_schema = "app_meta";
	lab_exec(lab, "CREATE SCHEMA app", NULL);
	all = examine(lab);
	has(all, "good schema schema app is there");
	has(all, "warning schema there is no schema app_meta yet [the first run creates it");
	has(all, "good rights Dunlin's tables can be created");
	lab_rows(lab, "SELECT count(*) FROM pg_namespace WHERE nspname = 'app_meta'", "0");
}

static void examine__finds_a_setting_that_the_database_has_not(void **state)
{
	struct lab *lab = *state;

	lab->options.schema = "app";
	has(examine(lab), "error connection sqlite has no schemas; leave out schema \"app\" [");
}

/* A role that owns nothing, on the lab's database. */
static void become(struct lab *lab, const char *role)
{
	lab_exec(lab, lab_text(lab, "DROP ROLE IF EXISTS %s", role),
		 lab_text(lab, "CREATE ROLE %s", role), NULL);
	lab->options.session = malloc(sizeof(char *));
	*(const char **)(uintptr_t)lab->options.session = lab_text(lab, "SET ROLE %s", role);
	lab->options.n_session = 1;
}

static void was(struct lab *lab, const char *role)
{
	free((void *)(uintptr_t)lab->options.session);
	lab->options.session = NULL;
	lab->options.n_session = 0;
	lab_exec(lab, lab_text(lab, "DROP OWNED BY %s", role), lab_text(lab, "DROP ROLE %s", role),
		 NULL);
}

static void examine__finds_that_the_role_may_not(void **state)
{
	struct lab *lab = *state;
	const char *all, *role = lab_text(lab, "dunlin_role_%d", (int)getpid());

	one(lab);
	lab_exec(lab, "REVOKE CREATE ON SCHEMA public FROM PUBLIC", NULL);
	become(lab, role);
	all = examine(lab);
	has(all, "error rights ");
	assert_non_null(strstr(all, "[grant the role CREATE there"));
	has(all, "good lock no run is under way"); /* it went on */
	was(lab, role);
	/* Now there is a history, which the role may read. */
	lab_up(lab);
	become(lab, role);
	lab_exec(lab, lab_text(lab, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO %s", role),
		 NULL);
	all = examine(lab);
	has(all, "error rights ");
	assert_non_null(strstr(all, "[grant the role INSERT, UPDATE and DELETE"));
	has(all, "good log the event log is whole: 1 event");
	has(all, "good migrations 1 applied, 0 pending");
	was(lab, role);
}

/* --- a history that is not as it should be --------------------------------------------------- */

static void examine__finds_the_history_of_another_project(void **state)
{
	struct lab *lab = *state;
	const char *all;

	lab->options.project = "shop";
	one(lab);
	lab_up(lab);
	lab->options.project = "other";
	all = examine(lab);
	has(all, "error history the history in this database is that of the project shop [two");
	has_no(all, "good rights");
	has_no(all, "good migrations");
}

static void examine__finds_a_history_elsewhere(void **state)
{
	struct lab *lab = *state;

	one(lab);
	lab_up(lab);
	lab->options.schema = "app";
	has(examine(lab),
	    "error history no history here, but there is one in the schema public [set");
}

static void examine__finds_another_format(void **state)
{
	struct lab *lab = *state;

	one(lab);
	lab_up(lab);
	lab_exec(lab, "UPDATE dunlin_meta SET value = '7.0' WHERE item = 'format'", NULL);
	has(examine(lab), "error history the history has format 7.0; this version reads 1.0 [use");
}

static void examine__finds_a_history_in_part(void **state)
{
	struct lab *lab = *state;

	one(lab);
	lab_up(lab);
	lab_exec(lab, "DROP TABLE dunlin_meta", NULL);
	has(examine(lab), "error history only some of Dunlin's tables are there");
}

static void examine__finds_a_chain_that_is_broken(void **state)
{
	struct lab *lab = *state;
	const char *all;

	one(lab);
	lab_up(lab);
	lab_exec(lab, "UPDATE dunlin_event SET os_user = 'mallory'", NULL);
	all = examine(lab);
	has(all, "error log event 1 of the log: it was altered [somebody wrote to it");
	has(all, "good migrations 1 applied");
}

static void examine__finds_what_has_not_ended(void **state)
{
	struct lab *lab = *state;
	const char *all;

	one(lab);
	lab_put(lab, "0002_b.sql",
		lab->pg ? "CREATE INDEX CONCURRENTLY i ON a (x);\n"
			  "CREATE INDEX CONCURRENTLY j ON gone (x);\n"
			: "CREATE TABLE b (x integer);\nVACUUM;\nNOT SQL;\n");
	assert_int_not_equal(lab_try_up(lab), DUNLIN_OK);
	all = examine(lab);
	has(all, lab->pg ? "warning unfinished 0002_b: begun: 1 of its statements done"
			 : "warning unfinished 0002_b: begun: 2 of its statements done");
	/* What is done stays, and the rest may change. */
	lab_put(lab, "0002_b.sql",
		lab->pg ? "CREATE INDEX CONCURRENTLY i ON a (x);\n"
			: "CREATE TABLE b (x integer);\nVACUUM;\n");
	lab_up(lab);
	has_no(examine(lab), "warning unfinished");
}

static void examine__finds_files_that_changed(void **state)
{
	struct lab *lab = *state;
	const char *all;

	one(lab);
	lab_put(lab, "0003_c.sql", "SELECT 1;\n");
	lab_up(lab);
	lab_put(lab, "0001_a.up.sql", "SELECT 2;\n");
	lab_put(lab, "0002_b.sql", "SELECT 1;\n");
	all = examine(lab);
	has(all, "error migrations 1 applied migration changed, or without a file [dunlin status");
	has(all, "warning migrations 1 pending below what is applied [give");
	lab_put(lab, "0002_b.sql", "-- dunlin: bogus\nSELECT 1;\n");
	all = examine(lab);
	has(all, "error files m/0002_b.sql: unknown directive \"bogus\"");
	has(all, "good log "); /* it went on */
	has_no(all, "good migrations");
}

/* --- others -------------------------------------------------------------------------------------- */

static dunlin_status take_key(void *payload, size_t n, const char *const *values)
{
	(void)n;
	*(int64_t *)payload = strtoll(values[0], NULL, 10);
	return DUNLIN_OK;
}

static void examine__finds_who_holds_the_lock(void **state)
{
	static const char sql[] =
		"SELECT ('x' || encode(substring(sha256(decode('64756e6c696e00', 'hex') || "
		"'public'::bytea || decode('00', 'hex')) FOR 8), 'hex'))::bit(64)::bigint";
	struct lab *lab = *state;
	dunlin_conn *other = lab_connect(lab);
	int64_t key = 0;
	const char *all;

	one(lab);
	lab_up(lab);
	assert_int_equal(lab->driver->query(other, sql, strlen(sql), take_key, &key, lab->err),
			 DUNLIN_OK);
	assert_int_equal(lab->driver->lock_try(other, key, lab->err), DUNLIN_OK);
	all = examine(lab);
	has(all, "warning lock ");
	assert_non_null(strstr(all, "application tests"));
	assert_non_null(strstr(all, "[a run is under way, or was left behind"));
	has(all, "good migrations 1 applied");
	lab->driver->close(other);
	lab_until(lab, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'", "0");
	has(examine(lab), "good lock no run is under way");
}

static void examine__finds_that_somebody_writes(void **state)
{
	struct lab *lab = *state;
	const char *all;

	one(lab);
	lab_up(lab);
	lab->options.lock_timeout_ms = 50;
	lab_exec(lab, "BEGIN IMMEDIATE", NULL);
	all = examine(lab);
	has(all, "warning lock somebody is writing right now: ");
	has(all, "good log the event log is whole");
	lab_exec(lab, "ROLLBACK", NULL);
	all_good(examine(lab));
}

static void examine__is_canceled(void **state)
{
	struct lab *lab = *state;
	dunlin_engine *engine = lab_engine(lab);
	dunlin_findings *findings = NULL;

	one(lab);
	dunlin_cancel(engine);
	lab_failed(lab, dunlin_examine(&findings, engine, lab->err), DUNLIN_ECANCELED, "canceled");
	assert_null(findings);
	dunlin_engine_close(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(examine__of_a_new_database_is_good),
		BOTH(examine__of_a_history_is_good),
		ON_MYSQL(examine__where_a_write_needs_a_key_is_good),
		ON_SQLITE(examine__makes_no_file),
		ON_SQLITE(examine__leaves_a_file_as_it_is),
		BOTH(examine__finds_that_there_is_no_driver),
		BOTH(examine__finds_that_nobody_answers),
		ON_POSTGRES(examine__finds_that_there_is_no_database),
		ON_POSTGRES(examine__tells_what_the_connection_is_like),
		BOTH(examine__finds_clocks_that_differ),
		ON_SQLITE(examine__finds_a_pooler),
		ON_POSTGRES(examine__finds_a_schema_that_is_missing),
		ON_SQLITE(examine__finds_a_setting_that_the_database_has_not),
		ON_POSTGRES(examine__finds_that_the_role_may_not),
		BOTH(examine__finds_the_history_of_another_project),
		ON_POSTGRES(examine__finds_a_history_elsewhere),
		BOTH(examine__finds_another_format),
		BOTH(examine__finds_a_history_in_part),
		BOTH(examine__finds_a_chain_that_is_broken),
		BOTH(examine__finds_what_has_not_ended),
		BOTH(examine__finds_files_that_changed),
		ON_POSTGRES(examine__finds_who_holds_the_lock),
		ON_SQLITE(examine__finds_that_somebody_writes),
		BOTH(examine__is_canceled),
	};

	return cmocka_run_group_tests_name("examine", tests, lab_server, NULL);
}
