/* What may come between a run and its end on MariaDB, where no rollback undoes DDL; one case at a
 * time. */
#include <signal.h>
#include <string.h>
#include <sys/types.h>

#include "crash/state.h"
#include "crash/victim.h"

static const struct dunlin_wish up = DUNLIN_WISH_INIT;

#define OTHERS                                                                       \
	"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB = DATABASE() " \
	"AND ID <> CONNECTION_ID()"

/* A run that ends the moment after a statement that has `text` in it, or before. */
static void cut(struct lab *lab, const char *text, bool after)
{
	const char *rules =
		lab_text(lab, "on exec 1 containing \"%s\" exit 86%s", text, after ? " after" : "");

	assert_int_equal(victim_run(lab, &up, rules), 86);
}

static void resolve(struct lab *lab, bool done)
{
	assert_int_equal(lab_run(lab, DUNLIN_WISH_RESOLVE, 0, "1", done ? DUNLIN_WISH_DONE : 0),
			 DUNLIN_OK);
}

/* --- killed -------------------------------------------------------------------------- */

/* Who works for the dead run has its lock as long as it works. */
static void cases__killed_while_the_server_is_at_a_statement(void **state)
{
	struct lab *lab = *state;
	const char *hold = lab_text(lab, "hold_%s", lab->dbname);
	pid_t dead, next;

	lab_put(lab, "0001_a.up.sql",
		lab_text(lab,
			 "CREATE TABLE a (x int, y int);\n"
			 "CREATE TABLE b AS SELECT 1 AS x, GET_LOCK('%s', 60) AS y;\n"
			 "INSERT INTO a VALUES (1, 1);\n",
			 hold));
	lab_rows(lab, lab_text(lab, "SELECT GET_LOCK('%s', 0)", hold), "1");
	dead = victim_start(lab, &up);
	lab_until(lab,
		  "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND "
		  "INFO LIKE 'CREATE TABLE b%'",
		  "1");
	victim_kill(dead);
	next = victim_start(lab, &up);
	lab_until(lab, OTHERS, "2");
	lab_rows(lab, lab_text(lab, "SELECT RELEASE_LOCK('%s')", hold), "1");
	assert_int_equal(victim_end(next), DUNLIN_OK);
	lab_rows(lab, "SELECT x, y FROM a", "1|1");
	lab_rows(lab, "SELECT x, y FROM b", "1|1");
	lab_applied(lab, "1");
	state_check(lab);
}

/* A process that holds the lock and does nothing: stopped, or lost in its swap. */
static void cases__lock_held_by_an_orphan(void **state)
{
	struct lab *lab = *state;
	const char *holder;
	pid_t orphan;

	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int, y int);\nINSERT INTO a VALUES (1, 1);\n");
	orphan = victim_hold(lab, "INSERT INTO a");
	assert_int_equal(kill(orphan, SIGSTOP), 0);
	holder = lab_ask(lab, "SELECT ID FROM information_schema.PROCESSLIST WHERE DB = DATABASE() "
			      "AND ID <> CONNECTION_ID()");
	lab->options.lock_wait_ms = 300;
	lab_up_fails(lab, DUNLIN_EBUSY, holder);
	victim_kill(orphan);
	lab->options.lock_wait_ms = 0;
	lab_up(lab);
	lab_rows(lab, "SELECT x, y FROM a", "1|1");
	state_check(lab);
}

/* The one that says that they are whole comes last. */
static void cases__own_tables_half_made(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int, y int);\n");
	cut(lab, "dunlin_history", true);
	lab_rows(lab,
		 "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = "
		 "DATABASE()",
		 "2");
	lab_up(lab);
	lab_applied(lab, "1");
	state_check(lab);
}

/* Who looks before it has the lock may see the tables while they are made, and the rows a moment
 * later. */
static void cases__own_tables_made_under_the_eyes_of_another_run(void **state)
{
	struct lab *lab = *state;
	pid_t first, second;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int, y int);\n");
	first = victim_hold(lab, "(item, value)");
	lab_script(lab, lab_text(lab,
				 "on query 1 containing \"SELECT 1 FROM\" touch \"%s/sees\"\n"
				 "on query 1 containing \"SELECT 1 FROM\" wait \"%s/seen\"\n",
				 lab->folder, lab->folder));
	second = victim_start(lab, &up);
	lab_until_file("sees");
	assert_int_equal(victim_release(lab, first), DUNLIN_OK);
	lab_put(lab, "seen", "");
	assert_int_equal(victim_end(second), DUNLIN_OK);
	lab->options.driver = NULL;
	lab->options.url = lab->url;
	lab_applied(lab, "1");
	state_check(lab);
}

/* --- what a cut statement has done --------------------------------------------------------- */

/* InnoDB's numbers tell which is which. */
static void cases__swapped_tables(void **state)
{
	struct lab *lab = *state;
	int after;

	for (after = 0; after < 2; after++) {
		state_empty(lab);
		lab_put(lab, "0001_a.up.sql",
			"CREATE TABLE a (x int, y int);\nCREATE TABLE b (x int, y int);\n"
			"INSERT INTO a VALUES (1, 1);\nINSERT INTO b VALUES (2, 2);\n"
			"RENAME TABLE a TO c, b TO a, c TO b;\n");
		cut(lab, "RENAME", after == 1);
		lab_up(lab);
		lab_rows(lab, "SELECT x FROM a", "2");
		lab_rows(lab, "SELECT x FROM b", "1");
		state_check(lab);
	}
}

/* Nothing tells of two that are swapped, when they look alike: to do it twice would undo it. */
static void cases__swapped_tables_without_numbers_are_asked_about(void **state)
{
	struct lab *lab = *state;
	int after;

	for (after = 0; after < 2; after++) {
		state_empty(lab);
		lab_put(lab, "0001_a.up.sql",
			"CREATE TABLE a (x int PRIMARY KEY) ENGINE = MyISAM;\n"
			"CREATE TABLE b (x int PRIMARY KEY) ENGINE = MyISAM;\n"
			"REPLACE INTO a VALUES (1);\nREPLACE INTO b VALUES (2);\n"
			"RENAME TABLE a TO c, b TO a, c TO b;\n");
		cut(lab, "RENAME", after == 1);
		lab_up_fails(lab, DUNLIN_EREFUSED, "nothing in the database tells");
		lab_up_fails(lab, DUNLIN_EREFUSED, "that InnoDB does not number");
		assert_non_null(strstr(dunlin_error_hint(lab->err), "dunlin resolve 0001 --done"));
		resolve(lab, after == 1);
		lab_up(lab);
		lab_rows(lab, "SELECT x FROM a", "2");
		lab_rows(lab, "SELECT x FROM b", "1");
		lab_applied(lab, "1");
	}
}

/* A name that a file's name holds in another way, and a table in parts, have numbers as well. */
static void cases__swapped_tables_with_odd_names_and_in_parts(void **state)
{
	struct lab *lab = *state;
	int after;

	for (after = 0; after < 2; after++) {
		state_empty(lab);
		lab_put(lab, "0001_a.up.sql",
			"CREATE TABLE `a-ä` (x int, y int);\nCREATE TABLE `b``.b` (x int, y int);\n"
			"CREATE TABLE p (x int, y int) PARTITION BY HASH (x) PARTITIONS 2;\n"
			"INSERT INTO `a-ä` VALUES (1, 1);\nINSERT INTO `b``.b` VALUES (2, 2);\n"
			"INSERT INTO p VALUES (3, 3);\n"
			"RENAME TABLE `a-ä` TO c, `b``.b` TO `a-ä`, p TO `b``.b`, c TO p;\n");
		cut(lab, "RENAME", after == 1);
		lab_up(lab);
		lab_rows(lab, "SELECT x FROM `a-ä`", "2");
		lab_rows(lab, "SELECT x FROM `b``.b`", "3");
		lab_rows(lab, "SELECT x FROM p", "1");
		lab_exec(lab, "DROP TABLE `a-ä`", "DROP TABLE `b``.b`", NULL);
	}
}

/* Another mode has other words for the same definitions. */
static void cases__the_mode_is_another_when_it_goes_on(void **state)
{
	static const char *const modes[] = { "SET sql_mode = 'ORACLE'", "SET sql_mode = 'DB2'",
					     "SET sql_mode = 'PAD_CHAR_TO_FULL_LENGTH'",
					     "SET sql_mode = 'ANSI_QUOTES'" };
	struct lab *lab = *state;
	size_t i;

	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		state_empty(lab);
		lab->options.session = NULL;
		lab->options.n_session = 0;
		lab_put(lab, "0001_a.up.sql",
			"CREATE TABLE a (x int, y char(5) DEFAULT 'q', z int AS (x + 1), "
			"CHECK (x > 0)) PARTITION BY HASH (x) PARTITIONS 2;\n"
			"CREATE VIEW b AS SELECT CONCAT(x, 'a') AS c FROM a;\n"
			"ALTER TABLE a ADD COLUMN b int;\n");
		cut(lab, "ALTER TABLE", false);
		lab->options.session = &modes[i];
		lab->options.n_session = 1;
		lab_up(lab);
		lab_rows(lab,
			 "SELECT COUNT(*) FROM information_schema.COLUMNS WHERE "
			 "TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'a'",
			 "4");
	}
}

/* What others have put in since must not go. */
static void cases__truncated_in_parts(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE `p-p` (x int) PARTITION BY HASH (x) PARTITIONS 2;\n"
		"INSERT INTO `p-p` VALUES (1), (2);\nTRUNCATE `p-p`;\n");
	cut(lab, "TRUNCATE", true);
	lab_exec(lab, "INSERT INTO `p-p` VALUES (3)", NULL);
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM `p-p`", "3");
}

/* A server that went down in the middle of it has dropped the first. */
static void cases__half_a_drop_is_finished(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int, y int);\nCREATE TABLE b (x int, y int);\n"
		"CREATE TABLE keep (x int, y int);\n"
		"DROP TABLE a, b;\nINSERT INTO keep VALUES (1, 1);\n");
	cut(lab, "DROP TABLE", false);
	lab_exec(lab, "DROP TABLE a", NULL);
	lab_up(lab);
	assert_string_equal(state_tables(lab), "keep");
	lab_rows(lab, "SELECT x FROM keep", "1");
	state_check(lab);
}

/* The statement has a point in it, as a name of another database would; nor is what happens to a table
 * of the same name there taken for what it did. */
static void cases__another_database_has_the_same_names(void **state)
{
	struct lab *lab = *state;
	const char *other = lab_text(lab, "other_%s", lab->dbname);

	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int, y int);\n"
		"CREATE TRIGGER twice BEFORE INSERT ON a FOR EACH ROW SET NEW.y = NEW.x * 2;\n"
		"INSERT INTO a VALUES (1, 1);\n");
	cut(lab, "CREATE TRIGGER", false);
	lab_exec(lab, lab_text(lab, "CREATE DATABASE %s", other), NULL);
	lab_exec(lab, lab_text(lab, "CREATE TABLE %s.a (x int, y int)", other), NULL);
	lab_up(lab);
	lab_rows(lab, "SELECT x, y FROM a", "1|2");
	state_check(lab);
	lab_exec(lab, lab_text(lab, "DROP DATABASE %s", other), NULL);
}

/* One that the statement names is looked at, though the session is not in it. */
static void cases__a_statement_for_another_database(void **state)
{
	struct lab *lab = *state;
	const char *other = lab_text(lab, "other_%s", lab->dbname);
	int after;

	lab_exec(lab, lab_text(lab, "CREATE DATABASE %s", other), NULL);
	for (after = 0; after < 2; after++) {
		state_empty(lab);
		lab_put(lab, "0001_a.up.sql",
			lab_text(lab,
				 "CREATE TABLE a (x int, y int);\nCREATE TABLE `%s` . a (x int, y int);\n"
				 "INSERT INTO a VALUES (1, 1);\n",
				 other));
		cut(lab, lab_text(lab, "%s` . a", other), after == 1);
		lab_up(lab);
		lab_rows(lab, "SELECT x FROM a", "1");
		lab_rows(lab, lab_text(lab, "SELECT COUNT(*) FROM %s.a", other), "0");
		lab_exec(lab, lab_text(lab, "DROP TABLE %s.a", other), NULL);
	}
	lab_exec(lab, lab_text(lab, "DROP DATABASE %s", other), NULL);
}

/* Names as they are in files have no - in them. */
static void cases__swapped_tables_beside_a_database_with_an_odd_name(void **state)
{
	struct lab *lab = *state;
	const char *odd = lab_text(lab, "`odd-%s`", lab->dbname);
	int after;

	lab_exec(lab, lab_text(lab, "CREATE DATABASE %s", odd), NULL);
	lab_exec(lab, lab_text(lab, "CREATE TABLE %s.a (x int)", odd), NULL);
	for (after = 0; after < 2; after++) {
		state_empty(lab);
		lab_put(lab, "0001_a.up.sql",
			lab_text(lab,
				 "CREATE TABLE a (x int, y int);\nCREATE TABLE b (x int, y int);\n"
				 "INSERT INTO a VALUES (1, 1);\nINSERT INTO b VALUES (2, 2);\n"
				 "RENAME TABLE a TO %s.c, b TO a, %s.c TO b;\n",
				 lab->dbname, lab->dbname));
		cut(lab, "RENAME", after == 1);
		lab_up(lab);
		lab_rows(lab, "SELECT x FROM a", "2");
		lab_rows(lab, "SELECT x FROM b", "1");
	}
	lab_exec(lab, lab_text(lab, "DROP DATABASE %s", odd), NULL);
}

/* What others do to their accounts is not taken for what this one did to its own. */
static void cases__an_account_is_made_once(void **state)
{
	struct lab *lab = *state;
	const char *mine = lab_text(lab, "mine_%s", lab->dbname);
	const char *theirs = lab_text(lab, "their_%s", lab->dbname);
	int after;

	for (after = 0; after < 2; after++) {
		state_empty(lab);
		lab_put(lab, "0001_a.up.sql",
			lab_text(lab, "CREATE USER %s@localhost IDENTIFIED BY 'x';\n", mine));
		cut(lab, "CREATE USER", after == 1);
		lab_exec(lab, lab_text(lab, "CREATE USER %s@localhost", theirs), NULL);
		lab_up(lab);
		lab_applied(lab, "1");
		lab_rows(lab,
			 lab_text(lab, "SELECT COUNT(*) FROM mysql.global_priv WHERE User = '%s'",
				  mine),
			 "1");
		state_check(lab);
		lab_exec(lab, lab_text(lab, "DROP USER %s@localhost, %s@localhost", mine, theirs),
			 NULL);
	}
}

/* Rights leave no definition behind. */
static void cases__a_right_taken_away_is_asked_about(void **state)
{
	struct lab *lab = *state;
	const char *user = lab_text(lab, "user_%s", lab->dbname);

	lab_put(lab, "0001_a.up.sql",
		lab_text(lab,
			 "CREATE TABLE a (x int, y int);\nCREATE USER %s;\n"
			 "GRANT SELECT ON a TO %s;\nREVOKE SELECT ON a FROM %s;\nDROP USER %s;\n",
			 user, user, user, user));
	cut(lab, "GRANT", true); /* which may be done twice */
	cut(lab, "REVOKE", true);
	lab_up_fails(lab, DUNLIN_EREFUSED, "nothing in the database tells");
	resolve(lab, true);
	lab_up(lab);
	lab_applied(lab, "1");
	state_check(lab);
}

/* --- others who are at work ------------------------------------------------------------------ */

static void cases__concurrent_ddl_takes_a_name(void **state)
{
	struct lab *lab = *state;
	pid_t pid;

	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int, y int);\nINSERT INTO a VALUES (1, 1);\n"
		"CREATE TABLE b (x int, y int);\n");
	pid = victim_hold(lab, "CREATE TABLE b");
	lab_exec(lab, "CREATE TABLE b (theirs int, y int)", NULL);
	assert_int_equal(victim_release(lab, pid), DUNLIN_EEXISTS);
	lab_applied(lab, "");
	lab_rows(lab, "SELECT COUNT(theirs) FROM b", "0");
	lab_exec(lab, "DROP TABLE b", NULL);
	lab_up(lab);
	lab_rows(lab, "SELECT x, y FROM a", "1|1");
	state_check(lab);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		ON_MYSQL(cases__killed_while_the_server_is_at_a_statement),
		ON_MYSQL(cases__lock_held_by_an_orphan),
		ON_MYSQL(cases__own_tables_half_made),
		ON_MYSQL(cases__own_tables_made_under_the_eyes_of_another_run),
		ON_MYSQL(cases__swapped_tables),
		ON_MYSQL(cases__swapped_tables_without_numbers_are_asked_about),
		ON_MYSQL(cases__swapped_tables_with_odd_names_and_in_parts),
		ON_MYSQL(cases__the_mode_is_another_when_it_goes_on),
		ON_MYSQL(cases__truncated_in_parts),
		ON_MYSQL(cases__half_a_drop_is_finished),
		ON_MYSQL(cases__another_database_has_the_same_names),
		ON_MYSQL(cases__a_statement_for_another_database),
		ON_MYSQL(cases__swapped_tables_beside_a_database_with_an_odd_name),
		ON_MYSQL(cases__an_account_is_made_once),
		ON_MYSQL(cases__a_right_taken_away_is_asked_about),
		ON_MYSQL(cases__concurrent_ddl_takes_a_name),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
