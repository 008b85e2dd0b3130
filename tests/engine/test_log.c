/* The event log: every edit, insertion and removal is found, and with a noted head a cut as well. */
#include "engine/lab.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "run/event.h"

#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

/* Five events: apply of 1, 2, 3, then revert and apply of 3. */
static void five(struct lab *lab)
{
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x integer);\n");
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x integer);\n");
	lab_put(lab, "0003_c.up.sql", "CREATE TABLE c (x integer);\n");
	lab_put(lab, "0003_c.down.sql", "DROP TABLE c;\n");
	lab_up(lab);
	lab_down(lab, 1);
	lab_up(lab);
}

static dunlin_log *read_log(struct lab *lab)
{
	dunlin_engine *engine = lab_engine(lab);
	dunlin_log *log = NULL;

	dn_error_clear(lab->err);
	if (dunlin_log_read(&log, engine, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	dunlin_engine_close(engine);
	return log;
}

static struct dunlin_log_entry entry(const dunlin_log *log, size_t i)
{
	struct dunlin_log_entry out = DUNLIN_LOG_ENTRY_INIT;

	dunlin_log_at(log, i, &out);
	return out;
}

static void holds(struct lab *lab, const char *expect)
{
	dunlin_log *log = read_log(lab);
	size_t i;

	if (dunlin_log_check(log, expect, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	for (i = 0; i < dunlin_log_count(log); i++)
		assert_null(entry(log, i).fault);
	dunlin_log_free(log);
}

/* The check must fail, saying `piece`; the first fault is that of event `seq`, 0: of none. */
static void finds(struct lab *lab, const char *expect, int64_t seq, const char *piece)
{
	dunlin_log *log = read_log(lab);
	int64_t first = 0;
	size_t i;

	lab_failed(lab, dunlin_log_check(log, expect, lab->err), DUNLIN_EREFUSED, piece);
	for (i = 0; first == 0 && i < dunlin_log_count(log); i++)
		if (entry(log, i).fault != NULL)
			first = entry(log, i).seq;
	assert_int_equal(first, seq);
	dunlin_log_free(log);
}

/* --- what is there ------------------------------------------------------------- */

static void log__reads_every_column(void **state)
{
	struct lab *lab = *state;
	struct dunlin_log_entry e;
	dunlin_log *log;

	lab->options.os_user = "anna";
	lab->options.host = "here";
	five(lab);
	log = read_log(lab);
	assert_int_equal(dunlin_log_count(log), 5);
	e = entry(log, 3);
	assert_int_equal(e.seq, 4);
	assert_int_equal(e.migration, 'v');
	assert_string_equal(e.event, "revert");
	assert_string_equal(e.id, "3");
	assert_string_equal(e.direction, "down");
	assert_string_equal(e.name, "c");
	assert_string_equal(e.dialect, lab->pg ? "postgres" : "sqlite");
	assert_string_equal(e.os_user, "anna");
	assert_string_equal(e.host, "here");
	assert_string_equal(e.tool_version, dunlin_version());
	assert_int_equal(strlen(e.run_id), 32);
	assert_int_equal(strlen(e.checksum), 64);
	assert_int_equal(strlen(e.at), 27);
	assert_string_equal(e.format, "1.0");
	assert_null(e.detail);
	assert_string_equal(lab_text(lab, "5:%s", entry(log, 4).hash), lab->result.head);
	e = entry(log, 5); /* past the end: nothing */
	assert_null(e.event);
	assert_int_equal(e.size, sizeof(e));
	dunlin_log_free(log);
}

static void log__an_older_caller_gets_what_it_knows(void **state)
{
	struct lab *lab = *state;
	struct dunlin_log_entry out = { .size = offsetof(struct dunlin_log_entry, event) };
	dunlin_log *log;

	five(lab);
	log = read_log(lab);
	dunlin_log_at(log, 1, &out);
	assert_int_equal(out.seq, 2);
	assert_null(out.event);
	assert_int_equal(out.size, offsetof(struct dunlin_log_entry, event));
	dunlin_log_free(log);
	dunlin_log_free(NULL);
}

static void log__without_tables_is_empty(void **state)
{
	struct lab *lab = *state;
	dunlin_log *log = read_log(lab);

	assert_int_equal(dunlin_log_count(log), 0);
	assert_int_equal(dunlin_log_check(log, NULL, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_log_check(log, "0:", lab->err), DUNLIN_OK);
	dunlin_log_free(log);
	if (!lab->pg) /* and looking made no file */
		assert_int_equal(access("real.db", F_OK), -1);
	finds(lab, lab_text(lab, "3:%064d", 0), 0, "it ends with event 0, and event 3 was noted");
}

static void log__that_was_dropped_is_no_empty_one(void **state)
{
	struct lab *lab = *state;
	dunlin_engine *engine;
	dunlin_log *log = NULL;

	five(lab);
	lab_exec(lab, "DROP TABLE dunlin_event", NULL);
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_log_read(&log, engine, lab->err), DUNLIN_EREFUSED, "is gone");
	assert_null(log);
	lab_exec(lab, "DROP TABLE dunlin_meta", NULL);
	lab_failed(lab, dunlin_log_read(&log, engine, lab->err), DUNLIN_EREFUSED,
		   "only some of Dunlin's tables are there");
	dunlin_engine_close(engine);
}

static void log__of_another_project_is_refused(void **state)
{
	struct lab *lab = *state;
	dunlin_engine *engine;
	dunlin_log *log = NULL;

	lab->options.project = "shop";
	five(lab);
	lab->options.project = "other";
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_log_read(&log, engine, lab->err), DUNLIN_EREFUSED,
		   "of the project shop");
	dunlin_engine_close(engine);
}

static void log__with_a_failed_run_holds(void **state)
{
	struct lab *lab = *state;

	five(lab);
	lab_put(lab, "0004_d.sql", "SELECT 'it''s \\ ';\nNOT SQL;\n");
	assert_int_not_equal(lab_try_up(lab), DUNLIN_OK);
	lab_logged(lab, "apply v1, apply v2, apply v3, revert v3, apply v3, fail v4");
	holds(lab, NULL);
}

/* --- what is done to it ----------------------------------------------------------- */

static void log__finds_an_alteration_of_each_column(void **state)
{
	struct lab *lab = *state;
	const char *old;
	size_t i;

	five(lab);
	for (i = 0; i < DN_EVENT_FIELDS; i++) {
		const char *column = dn_event_columns[i];

		if (i == DN_EVENT_SEQ)
			continue;
		old = lab_ask(lab,
			      lab_text(lab, "SELECT %s FROM dunlin_event WHERE seq = 2", column));
		old = strcmp(old, "~") == 0 ? "NULL" : lab_text(lab, "'%s'", old);
		lab_exec(lab,
			 lab_text(lab, "UPDATE dunlin_event SET %s = '9' WHERE seq = 2", column),
			 NULL);
		finds(lab, NULL, 2, "event 2 of the log: it was altered");
		lab_exec(lab,
			 lab_text(lab, "UPDATE dunlin_event SET %s = %s WHERE seq = 2", column,
				  old),
			 NULL);
		holds(lab, NULL);
	}
	/* NULL and the empty text are two things. */
	lab_exec(lab, "UPDATE dunlin_event SET detail = '' WHERE seq = 1", NULL);
	finds(lab, NULL, 1, "event 1 of the log: it was altered");
}

static void log__finds_an_altered_hash(void **state)
{
	struct lab *lab = *state;

	five(lab);
	lab_exec(lab, "UPDATE dunlin_event SET hash = 'x' WHERE seq = 3", NULL);
	finds(lab, NULL, 3, "event 3 of the log: its hash was altered");
	lab_exec(lab, "UPDATE dunlin_event SET hash = 'x' WHERE seq = 1", NULL);
	finds(lab, NULL, 1, "event 1 of the log: its hash was altered");
}

static void log__finds_an_altered_hash_of_the_last(void **state)
{
	struct lab *lab = *state;

	five(lab);
	lab_exec(lab, "UPDATE dunlin_event SET hash = 'x' WHERE seq = 5", NULL);
	finds(lab, NULL, 5, "event 5 of the log: it was altered");
}

static void log__finds_an_altered_number(void **state)
{
	struct lab *lab = *state;

	five(lab);
	lab_exec(lab, "UPDATE dunlin_event SET seq = 9 WHERE seq = 5", NULL);
	finds(lab, NULL, 9, "events 5 to 8 before it were removed");
	lab_exec(lab, "UPDATE dunlin_event SET seq = -1 WHERE seq = 1", NULL);
	finds(lab, NULL, -1, "its number was altered: -1");
}

static void log__finds_an_insertion(void **state)
{
	struct lab *lab = *state;

	five(lab);
	/* In two moves, since the key is looked at row by row. */
	lab_exec(lab, "UPDATE dunlin_event SET seq = seq + 100 WHERE seq >= 3",
		 "UPDATE dunlin_event SET seq = seq - 99 WHERE seq > 100",
		 "INSERT INTO dunlin_event SELECT 3, event, kind, id, direction, name, dialect, "
		 "checksum, run_id, at, os_user, host, tool_version, detail, format, hash FROM "
		 "dunlin_event WHERE seq = 2",
		 NULL);
	finds(lab, NULL, 3, "event 3 of the log: it was inserted: event 4 was the one here");
}

static void log__finds_an_insertion_at_the_end(void **state)
{
	struct lab *lab = *state;

	five(lab);
	lab_exec(lab,
		 "INSERT INTO dunlin_event SELECT 6, event, kind, id, direction, name, dialect, "
		 "checksum, run_id, at, os_user, host, tool_version, detail, format, hash FROM "
		 "dunlin_event WHERE seq = 2",
		 NULL);
	finds(lab, NULL, 6, "does not belong behind event 5");
}

static void log__finds_a_removal(void **state)
{
	struct lab *lab = *state;

	five(lab);
	lab_exec(lab, "DELETE FROM dunlin_event WHERE seq = 3", NULL);
	finds(lab, NULL, 4, "event 4 of the log: event 3 before it was removed");
	lab_exec(lab, "DELETE FROM dunlin_event WHERE seq = 2", NULL);
	finds(lab, NULL, 4, "event 4 of the log: events 2 to 3 before it were removed");
	lab_exec(lab, "DELETE FROM dunlin_event WHERE seq = 1", NULL);
	finds(lab, NULL, 4, "events 1 to 3 before it were removed");
}

static void log__finds_a_removal_that_was_closed_up(void **state)
{
	struct lab *lab = *state;

	five(lab);
	lab_exec(lab, "DELETE FROM dunlin_event WHERE seq = 3",
		 "UPDATE dunlin_event SET seq = 3 WHERE seq = 4",
		 "UPDATE dunlin_event SET seq = 4 WHERE seq = 5", NULL);
	finds(lab, NULL, 3, "does not belong behind event 2");
}

static void log__finds_two_rows_swapped(void **state)
{
	struct lab *lab = *state;

	five(lab);
	lab_exec(lab, "UPDATE dunlin_event SET seq = 102 WHERE seq = 2",
		 "UPDATE dunlin_event SET seq = 2 WHERE seq = 4",
		 "UPDATE dunlin_event SET seq = 4 WHERE seq = 102", NULL);
	finds(lab, NULL, 2, "event 2 of the log: it was altered, or does not belong");
}

static void log__finds_a_cut_with_a_noted_head(void **state)
{
	struct lab *lab = *state;
	const char *head;

	five(lab);
	head = lab_text(lab, "%s", lab->result.head);
	holds(lab, head);
	lab_exec(lab, "DELETE FROM dunlin_event WHERE seq = 5", NULL);
	holds(lab, NULL); /* by itself it cannot be seen */
	finds(lab, head, 0, "the event log was cut: it ends with event 4, and event 5 was noted");
	lab_exec(lab, "DELETE FROM dunlin_event", NULL);
	finds(lab, head, 0, "it ends with event 0");
}

/* Everything from `first` on written anew, with hashes that fit. */
static void rewrite(struct lab *lab, int64_t first, const char *change)
{
	char hash[DN_DIGEST_HEX + 1] = "";
	const char *values[DN_EVENT_FIELDS];
	struct dunlin_log_entry e;
	dunlin_log *log;
	size_t i;

	lab_exec(lab,
		 lab_text(lab, "UPDATE dunlin_event SET %s WHERE seq = %" PRId64, change, first),
		 NULL);
	log = read_log(lab);
	for (i = 0; i < dunlin_log_count(log); i++) {
		e = entry(log, i);
		values[DN_EVENT_FORMAT] = e.format;
		values[DN_EVENT_SEQ] = lab_text(lab, "%" PRId64, e.seq);
		values[DN_EVENT_EVENT] = e.event;
		values[DN_EVENT_KIND] = lab_text(lab, "%c", e.migration);
		values[DN_EVENT_ID] = e.id;
		values[DN_EVENT_DIRECTION] = e.direction;
		values[DN_EVENT_NAME] = e.name;
		values[DN_EVENT_DIALECT] = e.dialect;
		values[DN_EVENT_CHECKSUM] = e.checksum;
		values[DN_EVENT_RUN_ID] = e.run_id;
		values[DN_EVENT_AT] = e.at;
		values[DN_EVENT_OS_USER] = e.os_user;
		values[DN_EVENT_HOST] = e.host;
		values[DN_EVENT_TOOL_VERSION] = e.tool_version;
		values[DN_EVENT_DETAIL] = e.detail;
		dn_event_hash(hash, hash, values);
		lab_exec(lab,
			 lab_text(lab, "UPDATE dunlin_event SET hash = '%s' WHERE seq = %" PRId64,
				  hash, e.seq),
			 NULL);
	}
	dunlin_log_free(log);
}

static void log__finds_a_rewriting_with_a_noted_head(void **state)
{
	struct lab *lab = *state;
	const char *head, *earlier;

	five(lab);
	head = lab_text(lab, "%s", lab->result.head);
	earlier =
		lab_text(lab, "2:%s", lab_ask(lab, "SELECT hash FROM dunlin_event WHERE seq = 2"));
	rewrite(lab, 3, "os_user = 'mallory'");
	lab_chain(lab);
	holds(lab, NULL);
	finds(lab, head, 0, "the event log was rewritten: event 5 has another hash");
	holds(lab, earlier); /* noted before what was rewritten */
}

static void log__a_head_in_another_form_is_bad_usage(void **state)
{
	static const char *const bad[] = { "", "5", "5:", ":", "x:y", "5:ab", "0:ab", "-1:", "5 :" };
	struct lab *lab = *state;
	dunlin_log *log;
	size_t i;

	five(lab);
	log = read_log(lab);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		lab_failed(lab, dunlin_log_check(log, bad[i], lab->err), DUNLIN_EUSAGE,
			   "is no head of an event log");
	lab_failed(lab, dunlin_log_check(log, lab_text(lab, "%s0", lab->result.head), lab->err),
		   DUNLIN_EUSAGE, "is no head");
	dunlin_log_free(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(log__reads_every_column),
		ON_SQLITE(log__an_older_caller_gets_what_it_knows),
		BOTH(log__without_tables_is_empty),
		BOTH(log__that_was_dropped_is_no_empty_one),
		BOTH(log__of_another_project_is_refused),
		BOTH(log__with_a_failed_run_holds),
		BOTH(log__finds_an_alteration_of_each_column),
		BOTH(log__finds_an_altered_hash),
		BOTH(log__finds_an_altered_hash_of_the_last),
		BOTH(log__finds_an_altered_number),
		BOTH(log__finds_an_insertion),
		BOTH(log__finds_an_insertion_at_the_end),
		BOTH(log__finds_a_removal),
		BOTH(log__finds_a_removal_that_was_closed_up),
		BOTH(log__finds_two_rows_swapped),
		BOTH(log__finds_a_cut_with_a_noted_head),
		BOTH(log__finds_a_rewriting_with_a_noted_head),
		ON_SQLITE(log__a_head_in_another_form_is_bad_usage),
	};

	return cmocka_run_group_tests_name("log", tests, lab_server, NULL);
}
