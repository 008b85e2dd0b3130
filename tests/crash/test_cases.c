/* What may come between a run and its end, one case at a time. */
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "crash/victim.h"
#include "crash/state.h"

#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

static const struct dunlin_wish up = DUNLIN_WISH_INIT;

static void put_two(struct lab *lab)
{
	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int, y int);\nINSERT INTO a VALUES (1, 1);\n");
	lab_put(lab, "0001_a.down.sql", "DELETE FROM a;\nDROP TABLE a;\n");
	lab_put(lab, "0002_b.up.sql",
		"CREATE TABLE b (x int, y int);\nINSERT INTO b VALUES (2, 2);\n"
		"INSERT INTO a VALUES (2, 2);\n");
	lab_put(lab, "0002_b.down.sql", "DELETE FROM a WHERE x = 2;\nDROP TABLE b;\n");
}

/* Both were applied, in the end, and once. */
static void check_two(struct lab *lab)
{
	lab_applied(lab, "1 2");
	lab_rows(lab, "SELECT x, y FROM a ORDER BY 1", "1|1\n2|2");
	lab_rows(lab, "SELECT x, y FROM b ORDER BY 1", "2|2");
	state_check(lab);
}

/* --- killed ---------------------------------------------------------------------------------- */

static void cases__killed_in_the_middle_of_a_down(void **state)
{
	struct dunlin_wish down = DUNLIN_WISH_INIT;
	struct lab *lab = *state;

	put_two(lab);
	lab_up(lab);
	down.kind = DUNLIN_WISH_DOWN;
	down.flags = DUNLIN_WISH_ALL;
	assert_int_equal(victim_run(lab, &down, "on exec containing \"DROP TABLE a\" exit 99"), 99);
	lab_applied(lab, "1");
	lab_rows(lab, "SELECT count(*) FROM a WHERE x = 1", "1");
	lab_down(lab, 0);
	assert_int_equal(lab->result.reverted, 1);
	assert_string_equal(state_tables(lab), "");
	lab_logged(lab, "apply v1, apply v2, revert v2, revert v1");
	lab_up(lab);
	check_two(lab);
}

#define ADVISORY                                                                 \
	" pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM " \
	"pg_database WHERE datname = current_database())"

/* Kills a run whose server process waits for a lock, and lets another begin before it has it. */
static void kill_at_work(struct lab *lab)
{
	pid_t dead, next;

	lab_exec(lab, "SELECT pg_advisory_lock(4711)", NULL);
	dead = victim_start(lab, &up);
	lab_until(lab, "SELECT count(*) FROM" ADVISORY " AND NOT granted", "1");
	victim_kill(dead);
	next = victim_start(lab, &up);
	/* It has found the lock of the run taken. */
	lab_until(lab,
		  "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
		  "query LIKE '%pg_locks l%' AND pid <> pg_backend_pid()",
		  "1");
	lab_exec(lab, "SELECT pg_advisory_unlock(4711)", NULL);
	assert_int_equal(victim_end(next), DUNLIN_OK);
	check_two(lab);
	lab_logged(lab, "apply v1, apply v2");
}

/* The server notices when it has something to say, and rolls back. */
static void cases__killed_while_the_server_is_at_a_statement(void **state)
{
	struct lab *lab = *state;

	put_two(lab);
	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int, y int);\nINSERT INTO a VALUES (1, 1);\n"
		"DO $$ BEGIN PERFORM pg_advisory_xact_lock(4711); END $$;\n");
	kill_at_work(lab);
	lab_rows(lab, "SELECT count(DISTINCT run_id) FROM dunlin_event", "1");
}

/* It says nothing before the COMMIT is done: the dead run's first migration stands. */
static void cases__killed_while_the_server_commits(void **state)
{
	struct lab *lab = *state;

	put_two(lab);
	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int, y int);\n"
		"CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n"
		"PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END $$;\n"
		"CREATE CONSTRAINT TRIGGER waits AFTER INSERT ON a DEFERRABLE INITIALLY DEFERRED\n"
		"FOR EACH ROW EXECUTE FUNCTION wait();\n"
		"INSERT INTO a VALUES (1, 1);\n");
	kill_at_work(lab);
	lab_rows(lab, "SELECT count(DISTINCT run_id) FROM dunlin_event", "2");
}

/* --- the lock --------------------------------------------------------------------------------- */

/* The command, asked not to wait for long. */
static int run_command(struct lab *lab)
{
	const char *dunlin = getenv("DUNLIN");
	const int64_t began = dn_clock_us();
	pid_t pid;
	int status;

	assert_non_null(dunlin);
	lab_put(lab, "dunlin.conf",
		lab_text(lab,
			 "project {\n migrations = {\"m\"}\n}\n"
			 "target t {\n url = \"%s\"\n lock_wait = \"300ms\"\n}\n",
			 lab->url));
	lab_leave(lab);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execl(dunlin, "dunlin", "up", (char *)NULL);
		_exit(127);
	}
	status = victim_end(pid);
	assert_in_range(dn_clock_us() - began, 300000, 20000000);
	return status;
}

/* A process that holds the lock and does nothing: stopped, or lost in its swap. */
static void cases__lock_held_by_an_orphan(void **state)
{
	struct lab *lab = *state;
	const char *holder;
	pid_t orphan;

	put_two(lab);
	orphan = victim_hold(lab, "INSERT INTO b");
	assert_int_equal(kill(orphan, SIGSTOP), 0);
	assert_int_equal(run_command(lab), 5);
	holder = lab->pg ? lab_text(lab, "pid %s, application dunlin",
				    lab_ask(lab, "SELECT pid FROM pg_stat_activity WHERE datname = "
						 "current_database() AND pid <> pg_backend_pid() "
						 "AND backend_type = 'client backend'"))
			 : lab_text(lab, "process %d ", (int)orphan);
	lab->options.lock_wait_ms = 300;
	lab_up_fails(lab, DUNLIN_EBUSY, holder);
	lab_state(lab, lab->pg ? "nothing was changed; 1 pending" : "nothing is applied");
	victim_kill(orphan);
	lab->options.lock_wait_ms = 0;
	lab_up(lab);
	check_two(lab);
}

/* --- faults that pass ---------------------------------------------------------------------------- */

static void put_big(struct lab *lab)
{
	put_two(lab);
	lab_put(lab, "0003_big.up.sql",
		lab->pg ? "CREATE TABLE big (x int, y text);\n"
			  "INSERT INTO big SELECT n, 'some text of some length' FROM "
			  "generate_series(1, 2000) AS n;\n"
			: "CREATE TABLE big (x int, y text);\n"
			  "INSERT INTO big WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 "
			  "FROM c WHERE n < 2000) SELECT n, 'some text of some length' FROM c;\n");
}

static void check_big(struct lab *lab)
{
	lab_up(lab);
	lab_applied(lab, "1 2 3");
	lab_rows(lab, "SELECT count(*), count(DISTINCT x) FROM big", "2000|2000");
	state_check(lab);
}

static void cases__disk_full_once(void **state)
{
	static const char *const little[] = { "PRAGMA max_page_count = 20" };
	struct lab *lab = *state;

	put_big(lab);
	if (lab->pg) {
		lab_script(lab, "on exec 1 containing \"INSERT INTO big\" fail ESQL 53100 \"could "
				"not extend file: No space left on device\"");
	} else {
		lab->options.session = little;
		lab->options.n_session = 1;
	}
	lab_up_fails(lab, DUNLIN_ESQL, lab->pg ? "No space left" : "full");
	lab_sqlstate(lab, "53100");
	lab_state(lab, "0002 is applied, 0003 is pending");
	lab->options.driver = NULL;
	lab->options.url = lab->url;
	lab->options.n_session = 0;
	lab_applied(lab, "1 2");
	check_big(lab);
}

/* The file can grow no more, which is found out when the pages are written: at COMMIT or before. */
static void cases__file_can_grow_no_more(void **state)
{
	const struct rlimit limit = { 48 * 1024, 48 * 1024 };
	struct lab *lab = *state;
	pid_t pid;

	put_big(lab);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)signal(SIGXFSZ, SIG_IGN);
		_exit(setrlimit(RLIMIT_FSIZE, &limit) != 0 ? 99 : lab_try_up(lab));
	}
	assert_int_equal(victim_end(pid), DUNLIN_ESQL);
	lab_applied(lab, "1 2");
	check_big(lab);
}

/* --- others who are at work ------------------------------------------------------------------------ */

/* A role of its own for the run; gone again, with all it has, at the end. */
static const char *put_role(struct lab *lab)
{
	const char *role = lab_text(lab, "role_of_%s", lab->dbname);
	const char **session = dn_arena_alloc(&lab->arena, sizeof(*session));

	lab_exec(lab, lab_text(lab, "CREATE ROLE %s", role),
		 lab_text(lab, "GRANT CREATE ON SCHEMA public TO %s", role), NULL);
	session[0] = lab_text(lab, "SET ROLE %s", role);
	lab->options.session = session;
	lab->options.n_session = 1;
	return role;
}

static void drop_role(struct lab *lab, const char *role)
{
	lab_exec(lab, lab_text(lab, "DROP OWNED BY %s CASCADE", role),
		 lab_text(lab, "DROP ROLE %s", role), NULL);
}

static void cases__privilege_lost_half_way(void **state)
{
	struct lab *lab = *state;
	const char *role;
	pid_t pid;

	put_two(lab);
	role = put_role(lab);
	pid = victim_hold(lab, "CREATE TABLE b");
	lab_exec(lab, lab_text(lab, "REVOKE CREATE ON SCHEMA public FROM %s", role), NULL);
	assert_int_equal(victim_release(lab, pid), DUNLIN_EPERM);
	lab_applied(lab, "1");
	lab_up_fails(lab, DUNLIN_EPERM, "permission denied for schema public");
	lab_at(lab, "m/0002_b.up.sql:1:14", "CREATE TABLE b (x int, y int);");
	lab_state(lab, "0001 is applied, 0002 is pending");
	lab_exec(lab, lab_text(lab, "GRANT CREATE ON SCHEMA public TO %s", role), NULL);
	lab_up(lab);
	check_two(lab);
	lab_logged(lab, "apply v1, fail v2, fail v2, apply v2");
	drop_role(lab, role);
}

/* The body was allowed, and what records it is not: none of it stays. */
static void cases__privilege_on_the_history_lost_half_way(void **state)
{
	struct lab *lab = *state;
	const char *role;
	pid_t pid;

	put_two(lab);
	role = put_role(lab);
	pid = victim_hold(lab, "CREATE TABLE b");
	lab_exec(lab, lab_text(lab, "REVOKE INSERT ON dunlin_history FROM %s", role), NULL);
	assert_int_equal(victim_release(lab, pid), DUNLIN_EPERM);
	lab_applied(lab, "1");
	assert_string_equal(state_tables(lab), "a");
	lab_up_fails(lab, DUNLIN_EPERM, "cannot write the history");
	lab_exec(lab, lab_text(lab, "GRANT INSERT ON dunlin_history TO %s", role), NULL);
	lab_up(lab);
	check_two(lab);
	drop_role(lab, role);
}

static void cases__concurrent_ddl_breaks_a_statement(void **state)
{
	struct lab *lab = *state;
	pid_t pid;

	put_two(lab);
	pid = victim_hold(lab, "INSERT INTO a VALUES (2, 2)");
	lab_exec(lab, "ALTER TABLE a RENAME TO elsewhere", NULL);
	assert_int_equal(victim_release(lab, pid), DUNLIN_EMISSING);
	lab_applied(lab, "1");
	assert_string_equal(state_tables(lab), "elsewhere");
	lab_up_fails(lab, DUNLIN_EMISSING, "relation \"a\" does not exist");
	lab_at(lab, "m/0002_b.up.sql:3:13", "INSERT INTO a VALUES (2, 2);");
	lab_state(lab, "statement 3 of 3, rolled back; 0001 is applied, 0002 is pending");
	lab_exec(lab, "ALTER TABLE elsewhere RENAME TO a", NULL);
	lab_up(lab);
	check_two(lab);
	lab_logged(lab, "apply v1, fail v2, fail v2, apply v2");
}

/* What a body is to make is made by somebody else in the meantime, and then taken away. */
static void cases__concurrent_ddl_takes_a_name(void **state)
{
	struct lab *lab = *state;
	pid_t pid;

	put_two(lab);
	pid = victim_hold(lab, "CREATE TABLE b");
	lab_exec(lab, "CREATE TABLE b (theirs int, y int)", NULL);
	assert_int_equal(victim_release(lab, pid), DUNLIN_EEXISTS);
	lab_applied(lab, "1");
	lab_rows(lab, "SELECT count(theirs) FROM b", "0");
	lab_up_fails(lab, DUNLIN_EEXISTS, "relation \"b\" already exists");
	lab_exec(lab, "DROP TABLE b", NULL);
	lab_up(lab);
	check_two(lab);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		BOTH(cases__killed_in_the_middle_of_a_down),
		ON_POSTGRES(cases__killed_while_the_server_is_at_a_statement),
		ON_POSTGRES(cases__killed_while_the_server_commits),
		BOTH(cases__lock_held_by_an_orphan),
		BOTH(cases__disk_full_once),
		ON_SQLITE(cases__file_can_grow_no_more),
		ON_POSTGRES(cases__privilege_lost_half_way),
		ON_POSTGRES(cases__privilege_on_the_history_lost_half_way),
		ON_POSTGRES(cases__concurrent_ddl_breaks_a_statement),
		ON_POSTGRES(cases__concurrent_ddl_takes_a_name),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, lab_server, NULL);
}
