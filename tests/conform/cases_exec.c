/* cases_exec - exec(): batches, their events, and the structs that carry them. */
#include <stdlib.h>
#include <string.h>

#include "kit.h"
#include "proxy.h"
#include "quirks.h"

#define INSERT(n) "INSERT INTO " A " VALUES (" #n ", 'v')"
#define SPARE 64

static void in_order(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, INSERT(1), "UPDATE " A " SET v = 'a'", INSERT(2),
	       "UPDATE " A " SET id = id + 10", NULL);
	kit_rows(conn, "SELECT id, v FROM " A " ORDER BY id", "11|a\n12|v\n");
}

static void empty(void)
{
	kit_is(kit_run(kit_open(), NULL, 0), DUNLIN_OK, "a batch of no statements");
}

static void stops(void)
{
	dunlin_conn *conn = kit_start();

	want(kit_exec(conn, INSERT(1), "SELECT a FROM " C, INSERT(2), INSERT(3), NULL) ==
		     DUNLIN_EMISSING,
	     "a statement of a batch failed, and the status is another");
	kit_rows(conn, "SELECT count(*) FROM " A " WHERE id > 1", "0\n");
}

static void several(void)
{
	dunlin_conn *conn = kit_start();

	want(kit_exec(conn, quirk("begin"), INSERT(1), quirk("commit"), quirk("begin"), INSERT(2),
		      "SELECT a FROM " C, quirk("commit"), NULL) == DUNLIN_EMISSING,
	     "the second transaction failed, and the status is another");
	kit_is(kit.d->rollback(conn, &kit.err), DUNLIN_OK, "rollback");
	kit_rows(conn, "SELECT id FROM " A, "1\n");
}

static void names_statement(void)
{
	static const char *const good = "UPDATE " A " SET v = 'x'";
	dunlin_conn *conn = kit_start();
	struct dunlin_statement list[5];
	size_t bad, i;

	for (bad = 0; bad < 5; bad++) {
		for (i = 0; i < 5; i++)
			list[i] = kit_statement(DUNLIN_STMT_PLAIN,
						i == bad ? "SELECT a FROM " C : good);
		kit_is(kit_run(conn, list, 5), DUNLIN_EMISSING, "a missing table");
		want(kit.err.fault.stmt_index == (int64_t)bad,
		     "statement %zu failed, and the fault says %d", bad,
		     (int)kit.err.fault.stmt_index);
	}
	/* The same within a transaction, where a driver may send them together. */
	kit_is(kit_exec(conn, quirk("begin"), good, good, "SELECT a FROM " C, quirk("commit"),
			NULL),
	       DUNLIN_EMISSING, "a missing table");
	want(kit.err.fault.stmt_index == 3, "statement 3 failed, and the fault says %d",
	     (int)kit.err.fault.stmt_index);
}

/* The fault of the second of three statements is `sql`'s, at the word `at`. */
static void placed(dunlin_conn *conn, const char *sql, const char *at)
{
	const int64_t offset = strstr(sql, at) - sql;

	want(kit_exec(conn, "SELECT 1", sql, "SELECT 2", NULL) != DUNLIN_OK, "%s works", sql);
	want(kit.err.fault.stmt_index == 1, "the fault says statement %d and not 1",
	     (int)kit.err.fault.stmt_index);
	want(kit.err.fault.byte_offset == offset,
	     "%s: the error is at byte %d, and the fault says %d", sql, (int)offset,
	     (int)kit.err.fault.byte_offset);
}

static void position(void)
{
	dunlin_conn *conn = kit_start();

	placed(conn, "SELECT 1,\n  2,\n\n    nowhere\nFROM " A, "nowhere");
	placed(conn, "SELECT selec selec zelec", "zelec");
	placed(conn, "SELECT *\r\nFROM " A "\r\nWHERE\r\n nowhere = 1", "nowhere");
}

static void position_bytes(void)
{
	placed(kit_start(), "SELECT '\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa6',\n nowhere FROM " A,
	       "nowhere");
}

static void position_in_transaction(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, quirk("begin"), NULL);
	placed(conn, "\n\n\nUPDATE " A " SET\n nowhere = 1", "nowhere");
	kit_is(kit.d->rollback(conn, &kit.err), DUNLIN_OK, "rollback");
}

static void not_terminated(void)
{
	static const char text[] = "INSERT INTO " A " VALUES (1, 'v'); this is not SQL";
	struct dunlin_statement one = { .size = DUNLIN_STATEMENT_SIZE,
					.sql = text,
					.sql_len = (size_t)(strchr(text, ';') - text) };
	dunlin_conn *conn = kit_start();

	kit_is(kit_run(conn, &one, 1), DUNLIN_OK, "a statement with other text behind it");
	kit_rows(conn, "SELECT id FROM " A, "1\n");
}

/* Statements that are `stride` apart and say `size`, with junk in between. */
static void strided(size_t stride, uint32_t size, uint32_t batch_more)
{
	static const char *const texts[] = { INSERT(1), INSERT(2), INSERT(3) };
	struct {
		struct dunlin_batch batch;
		char junk[SPARE];
	} later = { .batch = { .size = DUNLIN_BATCH_SIZE + batch_more,
			       .stride = (uint32_t)stride,
			       .count = 3 } };
	dunlin_conn *conn = kit_start();
	char *room = malloc(3 * stride);
	size_t i;

	want(room != NULL, "out of memory");
	memset(room, 0xa5, 3 * stride);
	memset(later.junk, 0xa5, sizeof(later.junk));
	for (i = 0; i < 3; i++) {
		struct dunlin_statement one = kit_statement(DUNLIN_STMT_PLAIN, texts[i]);

		one.size = size;
		memcpy(room + i * stride, &one, size < sizeof(one) ? size : sizeof(one));
	}
	later.batch.statements = (const struct dunlin_statement *)(void *)room;
	kit_is(kit.d->exec(conn, &later.batch, &kit.err), DUNLIN_OK, "a batch");
	kit_rows(conn, "SELECT count(*) FROM " A, "3\n");
	free(room);
}

static void longer(void)
{
	strided(sizeof(struct dunlin_statement) + SPARE, DUNLIN_STATEMENT_SIZE + SPARE, 0);
}

static void shorter(void)
{
	const size_t end = offsetof(struct dunlin_statement, data);

	strided(end, (uint32_t)end, 0);
	strided(DUNLIN_STATEMENT_SIZE - 8, DUNLIN_STATEMENT_SIZE - 8, 0);
}

static void longer_batch(void)
{
	strided(sizeof(struct dunlin_statement), DUNLIN_STATEMENT_SIZE, SPARE);
}

static void unknown_kind(void)
{
	struct dunlin_statement one = kit_statement(99, INSERT(1));
	dunlin_conn *conn = kit_start();

	kit_is(kit_run(conn, &one, 1), DUNLIN_OK, "a statement of a kind from the future");
	kit_rows(conn, "SELECT id FROM " A, "1\n");
}

static void throws_rows(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, INSERT(1), "SELECT * FROM " A, "SELECT 1 WHERE 1 = 0", INSERT(2), NULL);
	kit_ok(conn, quirk("begin"), "SELECT * FROM " A, INSERT(3), quirk("commit"), NULL);
	kit_rows(conn, "SELECT count(*) FROM " A, "3\n");
}

/* The events of DONE were for 0, 1 … n - 1. */
static void done(int64_t n)
{
	int64_t next = 0;
	int i;

	for (i = 0; i < kit.n_events; i++)
		if (kit.events[i].kind == DUNLIN_PROGRESS_DONE) {
			want(kit.events[i].index == next,
			     "statement %d was told as done where %d was due",
			     (int)kit.events[i].index, (int)next);
			next++;
		}
	want(next == n, "%d statements were told as done, and not %d", (int)next, (int)n);
}

static void events(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, INSERT(1), INSERT(2), "SELECT 1", "DELETE FROM " A, NULL);
	done(4);
	kit_ok(conn, quirk("begin"), INSERT(1), INSERT(2), quirk("commit"), INSERT(3), NULL);
	done(5);
}

static void events_of_failure(void)
{
	dunlin_conn *conn = kit_start();

	(void)kit_exec(conn, INSERT(1), INSERT(2), "SELECT a FROM " C, INSERT(3), NULL);
	done(2);
}

static void events_own(void)
{
	dunlin_conn *conn = kit_start();

	kit_kind = DUNLIN_STMT_OWN;
	kit_ok(conn, quirk("begin"), INSERT(1), INSERT(2), quirk("commit"), NULL);
	done(4);
	kit_ok(conn, INSERT(3), NULL);
	done(1);
}

static void events_size(void)
{
	int i;

	kit_ok(kit_start(), INSERT(1), NULL);
	want(kit.n_events > 0, "nothing was told");
	for (i = 0; i < kit.n_events; i++)
		want(kit.events[i].size >= offsetof(struct dunlin_progress, permille) &&
			     kit.events[i].size % 8 == 0,
		     "an event says its size is %u", kit.events[i].size);
}

static void rows_changed(void)
{
	static const int64_t rows[] = { 1, 1, 2, 1 };
	int i;

	kit_ok(kit_start(), INSERT(1), INSERT(2), "UPDATE " A " SET v = 'x'",
	       "DELETE FROM " A " WHERE id = 1", NULL);
	for (i = 0; i < 4; i++)
		want(kit.events[i].rows == rows[i] || kit.events[i].rows == -1,
		     "statement %d changed %d rows, and %d are told", i, (int)rows[i],
		     (int)kit.events[i].rows);
}

static void unheard(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = kit_start();

	how.on_progress = NULL;
	how.payload = NULL;
	conn = kit_open_how(&how);
	kit_ok(conn, INSERT(1), NULL);
	want(kit_exec(conn, "SELECT a FROM " C, NULL) == DUNLIN_EMISSING, "another status");
}

static void no_error(void)
{
	struct dunlin_statement one = kit_statement(DUNLIN_STMT_PLAIN, "SELECT a FROM " C);
	struct dunlin_batch batch = {
		.size = DUNLIN_BATCH_SIZE, .stride = sizeof(one), .statements = &one, .count = 1
	};
	dunlin_status status = kit.d->exec(kit_start(), &batch, NULL);

	want(status == DUNLIN_EMISSING, "without an error object the status is %s",
	     kit_status_name(status));
}

static void notice(void)
{
	dunlin_conn *conn = kit_start();
	int i;

	kit_ok(conn, "SELECT 1", quirk("notice"), NULL);
	for (i = 0; i < kit.n_events; i++)
		if (kit.events[i].kind == DUNLIN_PROGRESS_NOTICE) {
			want(kit.events[i].said, "a notice came without its message");
			want(kit.events[i].status == DUNLIN_OK, "the status of a notice is %s",
			     kit_status_name(kit.events[i].status));
			want(kit.events[i].index == 1, "the notice is told of statement %d",
			     (int)kit.events[i].index);
			return;
		}
	kit_fail("no notice was told");
}

static void alone(void)
{
	dunlin_conn *conn = kit_start();

	kit_kind = DUNLIN_STMT_ALONE;
	kit_ok(conn, quirk("alone"), NULL);
	kit_ok(conn, quirk("alone"), quirk("alone"), NULL);
	kit_state(conn, DUNLIN_TX_NONE, "after a statement that runs alone");
}

static void pipeline(void)
{
	struct dunlin_statement list[62];
	struct dunlin_open how = kit_how();
	const size_t n = sizeof(list) / sizeof(list[0]);
	int64_t start;
	dunlin_conn *conn = kit_start();
	size_t i;

	how.url = proxy_start();
	conn = kit_open_how(&how);
	list[0] = kit_statement(DUNLIN_STMT_BEGIN, quirk("begin"));
	for (i = 1; i + 1 < n; i++)
		list[i] = kit_statement(DUNLIN_STMT_PLAIN, "UPDATE " A " SET v = 'x'");
	list[n - 1] = kit_statement(DUNLIN_STMT_COMMIT, quirk("commit"));
	atomic_store(&proxy_delay_ms, 50);
	start = kit_now_ms();
	kit_is(kit_run(conn, list, n), DUNLIN_OK, "a long transaction");
	want(kit_now_ms() - start < 3000, "%zu statements took %d ms, each way 50 ms long", n,
	     (int)(kit_now_ms() - start));
}

const struct kit_case cases_exec[] = {
	{ "exec_in_order", 0, false, in_order },
	{ "exec_empty", 0, false, empty },
	{ "exec_stops_at_error", 0, false, stops },
	{ "exec_several_transactions", 0, false, several },
	{ "exec_names_statement", 0, false, names_statement },
	{ "exec_position", DUNLIN_CAP_POSITIONS, false, position },
	{ "exec_position_in_bytes", DUNLIN_CAP_POSITIONS, false, position_bytes },
	{ "exec_position_in_transaction", DUNLIN_CAP_POSITIONS, false, position_in_transaction },
	{ "exec_not_terminated", 0, false, not_terminated },
	{ "exec_longer_statement", 0, false, longer },
	{ "exec_shorter_statement", 0, false, shorter },
	{ "exec_longer_batch", 0, false, longer_batch },
	{ "exec_unknown_kind", 0, false, unknown_kind },
	{ "exec_throws_rows_away", 0, false, throws_rows },
	{ "exec_events", 0, false, events },
	{ "exec_events_of_failure", 0, false, events_of_failure },
	{ "exec_events_own", 0, false, events_own },
	{ "exec_events_size", 0, false, events_size },
	{ "exec_rows_changed", 0, false, rows_changed },
	{ "exec_unheard", 0, false, unheard },
	{ "exec_without_error_object", 0, false, no_error },
	{ "exec_notice", 0, false, notice },
	{ "exec_alone", 0, false, alone },
	{ "exec_pipeline", DUNLIN_CAP_PIPELINE, true, pipeline },
	{ 0 },
};
