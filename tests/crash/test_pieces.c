/* What may come between a migration that cannot be one transaction and its end. */
#include <signal.h>
#include <string.h>

#include "crash/state.h"
#include "crash/victim.h"

#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)
#define INDEX                                                                                     \
	"SELECT pg_get_indexdef(indexrelid), indisvalid FROM pg_index WHERE indexrelid = 'a_x'::" \
	"regclass"
#define OURS "CREATE INDEX a_x ON public.a USING btree (x)|t"

static const struct dunlin_wish up = DUNLIN_WISH_INIT;

/* Two statements that share a transaction, one that stands alone, and one more. */
static void put_pieces(struct lab *lab)
{
	lab_put(lab, "0001_a.up.sql",
		lab_text(lab,
			 "CREATE TABLE a (x int, y int);\nINSERT INTO a VALUES (1, 1);\n%s;\n"
			 "INSERT INTO a VALUES (2, 2);\n",
			 lab->pg ? "CREATE INDEX CONCURRENTLY a_x ON a (x)" : "VACUUM"));
}

static const char *alone(const struct lab *lab)
{
	return lab->pg ? "CREATE INDEX CONCURRENTLY" : "VACUUM";
}

/* All of it was done, in the end, and once. */
static void check_pieces(struct lab *lab)
{
	lab_applied(lab, "1");
	lab_rows(lab, "SELECT x, y FROM a ORDER BY 1", "1|1\n2|2");
	if (lab->pg)
		lab_rows(lab, INDEX, OURS);
	state_check(lab);
}

static void lab_begun(struct lab *lab, const char *expected)
{
	lab_rows(lab,
		 "SELECT n, CASE WHEN done_at IS NULL THEN 'begun' ELSE 'done' END FROM "
		 "dunlin_journal WHERE n > 0 ORDER BY n",
		 expected);
}

/* --- killed ------------------------------------------------------------------------------------ */

static void pieces__killed_between_intent_and_statement(void **state)
{
	struct lab *lab = *state;

	put_pieces(lab);
	assert_int_equal(victim_run(lab, &up,
				    lab_text(lab, "on exec containing \"%s\" exit 99", alone(lab))),
			 99);
	lab_begun(lab, "2|done\n3|begun");
	lab_rows(lab, "SELECT x, y FROM a", "1|1");
	lab_up(lab);
	check_pieces(lab);
	lab_logged(lab, "start v1, start v1, apply v1");
}

static void pieces__killed_between_statement_and_journal(void **state)
{
	struct lab *lab = *state;
	const char *oid = NULL;

	put_pieces(lab);
	assert_int_equal(
		victim_run(lab, &up,
			   lab_text(lab, "on exec containing \"%s\" exit 99 after", alone(lab))),
		99);
	lab_begun(lab, "2|done\n3|begun");
	if (lab->pg)
		oid = lab_ask(lab, "SELECT 'a_x'::regclass::oid");
	lab_up(lab);
	check_pieces(lab);
	lab_logged(lab, "start v1, start v1, apply v1");
	if (lab->pg)
		lab_rows(lab, "SELECT 'a_x'::regclass::oid", oid); /* nobody built it again */
}

/* Kills a run whose index waits for a writer, on another connection. */
static dunlin_conn *kill_while_building(struct lab *lab)
{
	dunlin_conn *writer;
	pid_t pid;

	put_pieces(lab);
	pid = victim_hold(lab, "CREATE INDEX CONCURRENTLY");
	writer = lab_connect(lab);
	assert_int_equal(lab_exec_on(lab, writer, "BEGIN"), DUNLIN_OK);
	assert_int_equal(lab_exec_on(lab, writer, "UPDATE a SET y = y"), DUNLIN_OK);
	lab_put(lab, "go", "");
	lab_until(lab,
		  "SELECT count(*) FROM pg_stat_progress_create_index WHERE phase LIKE 'waiting%' "
		  "AND datname = current_database()",
		  "1");
	victim_kill(pid);
	return writer;
}

/* The server process goes on, and the next run waits for it. */
static void pieces__killed_while_an_index_is_built(void **state)
{
	struct lab *lab = *state;
	dunlin_conn *writer = kill_while_building(lab);
	pid_t next = victim_start(lab, &up);

	lab_until(lab,
		  "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
		  "query LIKE '%pg_locks l%' AND pid <> pg_backend_pid()",
		  "1");
	lab->driver->close(writer);
	assert_int_equal(victim_end(next), DUNLIN_OK);
	check_pieces(lab);
}

/* What is left of an index is none; it is dropped and built again. */
static void pieces__killed_with_the_server_process_while_an_index_is_built(void **state)
{
	struct lab *lab = *state;
	dunlin_conn *writer = kill_while_building(lab);

	lab_exec(lab,
		 "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_progress_create_index "
		 "WHERE datname = current_database()",
		 NULL);
	lab->driver->close(writer);
	lab_rows(lab, INDEX, "CREATE INDEX a_x ON public.a USING btree (x)|f");
	lab_up(lab);
	check_pieces(lab);
	lab_logged(lab, "start v1, start v1, apply v1");
}

/* --- what is not ours ------------------------------------------------------------------------- */

static void pieces__an_index_of_that_name_that_is_not_ours(void **state)
{
	struct lab *lab = *state;

	put_pieces(lab);
	assert_int_equal(victim_run(lab, &up, "on exec containing \"INDEX CONCURRENTLY\" exit 99"),
			 99);
	lab_exec(lab, "CREATE INDEX a_x ON a (y)", NULL);
	lab_up_fails(lab, DUNLIN_EREFUSED, "a_x");
	lab_at(lab, "m/0001_a.up.sql:3", "CREATE INDEX CONCURRENTLY a_x ON a (x);");
	lab_rows(lab, INDEX, "CREATE INDEX a_x ON public.a USING btree (y)|t");
	lab_rows(lab, "SELECT count(*) FROM a", "1");
	lab_exec(lab, "ALTER INDEX a_x RENAME TO theirs", NULL);
	lab_up(lab);
	check_pieces(lab);
	lab_rows(lab, "SELECT pg_get_indexdef('theirs'::regclass)",
		 "CREATE INDEX theirs ON public.a USING btree (y)");
}

/* It was there before the statement ran, which says so itself. */
static void pieces__an_index_of_that_name_that_was_there_before(void **state)
{
	struct lab *lab = *state;
	pid_t pid;

	put_pieces(lab);
	pid = victim_hold(lab, "INSERT INTO a VALUES (1, 1)");
	lab_exec(lab, "CREATE TABLE other (x int)", "CREATE INDEX a_x ON other (x)", NULL);
	assert_int_equal(victim_release(lab, pid), DUNLIN_EEXISTS);
	lab_up_fails(lab, DUNLIN_EEXISTS, "relation \"a_x\" already exists");
	lab_rows(lab, INDEX, "CREATE INDEX a_x ON public.other USING btree (x)|t");
	lab_exec(lab, "DROP TABLE other", NULL);
	lab_up(lab);
	check_pieces(lab);
}

/* --- faults that pass --------------------------------------------------------------------------- */

static void pieces__disk_full_once(void **state)
{
	struct lab *lab = *state;

	put_pieces(lab);
	assert_int_equal(victim_run(lab, &up,
				    lab_text(lab,
					     "on exec 1 containing \"%s\" fail ESQL 53100 \"no "
					     "space left on device\"",
					     alone(lab))),
			 DUNLIN_ESQL);
	lab_begun(lab, "2|done");
	lab_up(lab);
	check_pieces(lab);
	lab_logged(lab, "start v1, fail v1, start v1, apply v1");
}

/* The index is built, and the journal cannot say so. */
static void pieces__privilege_on_the_journal_lost_half_way(void **state)
{
	struct lab *lab = *state;
	const char *role = lab_text(lab, "role_of_%s", lab->dbname);
	const char *session[] = { lab_text(lab, "SET ROLE %s", role) };
	pid_t pid;

	put_pieces(lab);
	lab_exec(lab, lab_text(lab, "CREATE ROLE %s", role),
		 lab_text(lab, "GRANT CREATE ON SCHEMA public TO %s", role), NULL);
	lab->options.session = session;
	lab->options.n_session = 1;
	pid = victim_hold(lab, "CREATE INDEX CONCURRENTLY");
	lab_exec(lab, lab_text(lab, "REVOKE UPDATE ON dunlin_journal FROM %s", role), NULL);
	assert_int_equal(victim_release(lab, pid), DUNLIN_EPERM);
	lab_begun(lab, "2|done\n3|begun");
	lab_rows(lab, INDEX, OURS);
	lab_up_fails(lab, DUNLIN_EPERM, "permission denied for table dunlin_journal");
	lab_exec(lab, lab_text(lab, "GRANT UPDATE ON dunlin_journal TO %s", role), NULL);
	lab_up(lab);
	check_pieces(lab);
	lab_exec(lab, lab_text(lab, "DROP OWNED BY %s CASCADE", role),
		 lab_text(lab, "DROP ROLE %s", role), NULL);
}

static void pieces__concurrent_ddl_breaks_a_statement(void **state)
{
	struct lab *lab = *state;
	pid_t pid;

	put_pieces(lab);
	pid = victim_hold(lab, "INSERT INTO a VALUES (2, 2)");
	lab_exec(lab, "ALTER TABLE a RENAME TO elsewhere", NULL);
	assert_int_equal(victim_release(lab, pid), DUNLIN_EMISSING);
	lab_begun(lab, "2|done\n3|done");
	lab_up_fails(lab, DUNLIN_EMISSING, "relation \"a\" does not exist");
	lab_at(lab, "m/0001_a.up.sql:4:13", "INSERT INTO a VALUES (2, 2);");
	lab_exec(lab, "ALTER TABLE elsewhere RENAME TO a", NULL);
	lab_up(lab);
	check_pieces(lab);
}

/* What is done cannot be taken out of a file; what is to do can. */
static void pieces__the_migration_shrunk_after_a_partial_run(void **state)
{
	struct lab *lab = *state;
	const char *three = lab_text(lab,
				     "CREATE TABLE a (x int, y int);\n"
				     "INSERT INTO a VALUES (1, 1);\n%s;\n",
				     lab->pg ? "CREATE INDEX CONCURRENTLY a_x ON a (x)" : "VACUUM");

	put_pieces(lab);
	assert_int_equal(victim_run(lab, &up, "on exec containing \"(2, 2)\" exit 99"), 99);
	lab_begun(lab, "2|done\n3|done");
	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int, y int);\nINSERT INTO a VALUES (1, 1);\n");
	lab_up_fails(lab, DUNLIN_EREFUSED, "up to statement 3, has changed since");
	lab_state(lab, "nothing was changed");
	lab_begun(lab, "2|done\n3|done");
	/* Without any at all, it is none that was begun. */
	lab_put(lab, "0001_a.up.sql", "");
	lab_up_fails(lab, DUNLIN_EREFUSED, "has changed since");
	/* All that is done is there again, and nothing more is to do. */
	lab_put(lab, "0001_a.up.sql", three);
	lab_up(lab);
	lab_applied(lab, "1");
	lab_rows(lab, "SELECT x, y FROM a", "1|1");
	lab_logged(lab, "start v1, start v1, apply v1");
	state_check(lab);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		BOTH(pieces__killed_between_intent_and_statement),
		BOTH(pieces__killed_between_statement_and_journal),
		ON_POSTGRES(pieces__killed_while_an_index_is_built),
		ON_POSTGRES(pieces__killed_with_the_server_process_while_an_index_is_built),
		ON_POSTGRES(pieces__an_index_of_that_name_that_is_not_ours),
		ON_POSTGRES(pieces__an_index_of_that_name_that_was_there_before),
		BOTH(pieces__disk_full_once),
		ON_POSTGRES(pieces__privilege_on_the_journal_lost_half_way),
		ON_POSTGRES(pieces__concurrent_ddl_breaks_a_statement),
		BOTH(pieces__the_migration_shrunk_after_a_partial_run),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, lab_server, NULL);
}
