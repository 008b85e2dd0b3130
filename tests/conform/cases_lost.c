/* cases_lost - connections that break. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit.h"
#include "proxy.h"
#include "quirks.h"

#define PATIENCE_MS 30000 /* until others see what was committed */

static dunlin_conn *through_proxy(void)
{
	struct dunlin_open how = kit_how();

	kit.d->close(kit_start());
	how.url = proxy_start();
	return kit_open_how(&how);
}

static void *cut_later(void *arg)
{
	usleep(500000);
	proxy_cut();
	return arg;
}

static void exec(void)
{
	dunlin_conn *conn = through_proxy();

	proxy_cut();
	kit_is(kit_exec(conn, "SELECT 1", NULL), DUNLIN_ECONNLOST, "exec() on a broken connection");
}

static void while_running(void)
{
	dunlin_conn *conn = through_proxy();
	pthread_t thread;

	want(pthread_create(&thread, NULL, cut_later, NULL) == 0, "no thread can be started");
	kit_is(kit_exec(conn, quirk("slow"), NULL), DUNLIN_ECONNLOST,
	       "a statement whose connection breaks");
}

static void query(void)
{
	dunlin_conn *conn = through_proxy();

	proxy_cut();
	kit_is(kit_query(conn, "SELECT 1"), DUNLIN_ECONNLOST, "query() on a broken connection");
}

static void before_commit(void)
{
	dunlin_conn *conn = through_proxy();

	atomic_store(&proxy_swallow, "dunlin_conform_swallow");
	kit_ok(conn, quirk("begin"), "INSERT INTO " A " VALUES (1, 'x')", NULL);
	kit_is(kit_exec(conn, "UPDATE " A " SET v = 'dunlin_conform_swallow'", NULL),
	       DUNLIN_ECONNLOST, "a transaction whose connection breaks before its COMMIT");
	kit_rows(kit_open(), "SELECT count(*) FROM " A, "0\n");
}

/* The server has it, and its answer never comes. */
static void commit_done(void)
{
	dunlin_conn *conn = through_proxy(), *other;
	int64_t last = kit_now_ms() + PATIENCE_MS;

	atomic_store(&proxy_swallow, quirk("commit"));
	kit_is(kit_exec(conn, quirk("begin"), "INSERT INTO " A " VALUES (1, 'x')", quirk("commit"),
			NULL),
	       DUNLIN_ECOMMITUNKNOWN, "a connection that breaks in its COMMIT");
	other = kit_open();
	do {
		kit_is(kit_query(other, "SELECT count(*) FROM " A), DUNLIN_OK, "a query");
	} while (strcmp(kit.rows, "1\n") != 0 && kit_now_ms() < last);
	kit_rows(other, "SELECT count(*) FROM " A, "1\n");
}

/* The server never has it. */
static void commit_not_done(void)
{
	dunlin_conn *conn = through_proxy();

	atomic_store(&proxy_stop_reply, 1);
	kit_ok(conn, quirk("begin"), "INSERT INTO " A " VALUES (1, 'x')", NULL);
	atomic_store(&proxy_swallow, quirk("commit"));
	kit_is(kit_exec(conn, quirk("commit"), NULL), DUNLIN_ECOMMITUNKNOWN,
	       "a connection that breaks in its COMMIT");
	kit_rows(kit_open(), "SELECT count(*) FROM " A, "0\n");
}

static void closes(void)
{
	dunlin_conn *conn = through_proxy();
	int64_t start;

	kit_ok(conn, quirk("begin"), "INSERT INTO " A " VALUES (1, 'x')", NULL);
	proxy_cut();
	(void)kit_exec(conn, "SELECT 1", NULL);
	(void)kit.d->rollback(conn, &kit.err);
	(void)kit_exec(conn, "SELECT 1", NULL);
	start = kit_now_ms();
	kit.d->close(conn);
	want(kit_now_ms() - start < 3000, "close() took %d ms", (int)(kit_now_ms() - start));
	kit_rows(kit_open(), "SELECT count(*) FROM " A, "0\n");
}

/* Rows that are on their way. */
static void in_rows(void)
{
	dunlin_conn *conn = through_proxy(), *other = kit_open();
	char *sql;
	int i;

	for (i = 0; i < 100; i++) {
		sql = kit_print("INSERT INTO " A " VALUES (%d, '%0100d')", i, i);
		kit_ok(other, sql, NULL);
		free(sql);
	}
	atomic_store(&proxy_cut_after, 100000);
	kit_is(kit_query(conn, "SELECT x.v, y.v FROM " A " x, " A " y"), DUNLIN_ECONNLOST,
	       "a query whose connection breaks among its rows");
	want(kit.n_rows < 10000, "all rows came over a connection that broke among them");
}

#define MANY 60
static struct dunlin_statement many[4 * MANY];

static int64_t told_done(void)
{
	int64_t n = 0;
	int i;

	for (i = 0; i < kit.n_events; i++)
		n += kit.events[i].kind == DUNLIN_PROGRESS_DONE;
	return n;
}

/* What is there is the beginning of the batch, and all that was told as done is. */
static void in_batch(void)
{
	dunlin_conn *conn = through_proxy(), *other = kit_open();
	int64_t told;
	int there = -1, highest = -1;
	size_t i;

	for (i = 0; i < MANY; i++)
		many[i] = kit_statement(DUNLIN_STMT_PLAIN,
					kit_print("INSERT INTO " A " VALUES (%zu, 'v')", i + 1));
	atomic_store(&proxy_cut_after, 400);
	kit_is(kit_run(conn, many, MANY), DUNLIN_ECONNLOST, "a batch whose connection breaks");
	told = told_done();
	kit_is(kit_query(other, "SELECT count(*), max(id) FROM " A), DUNLIN_OK, "a query");
	want(sscanf(kit.rows, "%d|%d", &there, &highest) == 2, "nothing of the batch is there: %s",
	     kit.rows);
	want(there == highest, "%d statements of the batch are done, the last of them is the %d.",
	     there, highest);
	want(told <= there, "%d statements are told as done, and %d are", (int)told, there);
}

static int mark(dunlin_conn *conn)
{
	kit_is(kit_query(conn, "SELECT v FROM " A " WHERE id = 0"), DUNLIN_OK, "the mark");
	return atoi(kit.rows);
}

/* Transactions from the one behind `last` on: what it does, and the mark that it is done. */
static dunlin_status run_behind(dunlin_conn *conn, int last)
{
	size_t n = 0;
	int i;

	for (i = last + 1; i <= MANY; i++) {
		many[n++] = kit_statement(DUNLIN_STMT_BEGIN, quirk("begin"));
		many[n++] = kit_statement(DUNLIN_STMT_PLAIN,
					  kit_print("INSERT INTO " A " VALUES (%d, 'v')", i));
		many[n++] = kit_statement(DUNLIN_STMT_PLAIN,
					  kit_print("UPDATE " A " SET v = '%d' WHERE id = 0", i));
		many[n++] = kit_statement(DUNLIN_STMT_COMMIT, quirk("commit"));
	}
	return kit_run(conn, many, n);
}

/* A journal that breaks off is gone on with where its mark stands.  What the server still had of the
 * first run may be done meanwhile: then a statement is there already. */
static void resume(void)
{
	dunlin_conn *conn = through_proxy(), *other = kit_open();
	dunlin_status status;
	int last;
	char *rows;

	kit_ok(other, "INSERT INTO " A " VALUES (0, '0')", NULL);
	atomic_store(&proxy_cut_after, 1000);
	status = run_behind(conn, 0);
	want(status == DUNLIN_ECONNLOST || status == DUNLIN_ECOMMITUNKNOWN,
	     "transactions whose connection breaks: the status is %s", kit_status_name(status));
	for (last = mark(other); last < MANY; last = mark(other)) {
		status = run_behind(other, last);
		kit_is(kit.d->rollback(other, &kit.err), DUNLIN_OK, "rollback");
		want(status == DUNLIN_OK || status == DUNLIN_EEXISTS ||
			     status == DUNLIN_ELOCKTIMEOUT,
		     "going on behind %d: the status is %s", last, kit_status_name(status));
	}
	rows = kit_print("%d|%d\n", MANY + 1, MANY);
	kit_rows(other, "SELECT count(*), max(id) FROM " A, rows);
}

/* The statement of the quirks, with what the connection is called by in it. */
static char *kill_of(dunlin_conn *conn)
{
	static const char hole[] = "{id}";
	const char *sql = quirk("kill"), *at = strstr(sql, hole);

	if (at == NULL)
		return kit_print("%s", sql);
	kit_is(kit_query(conn, quirk("identify")), DUNLIN_OK, quirk("identify"));
	want(kit.n_rows == 1, "%s tells %d rows", quirk("identify"), (int)kit.n_rows);
	return kit_print("%.*s%.*s%s", (int)(at - sql), sql, (int)strcspn(kit.rows, "\n"), kit.rows,
			 at + sizeof(hole) - 1);
}

static void killed(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn, *other = kit_start();
	char *kill;

	how.application = "dunlin-conform-victim";
	conn = kit_open_how(&how);
	kill = kill_of(conn);
	kit_is(kit_query(other, kill), DUNLIN_OK, kill);
	kit_is(kit_exec(conn, "SELECT 1", NULL), DUNLIN_ECONNLOST,
	       "a connection that the server ended");
}

/* The answer to what was long done never comes. */
static void silence(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn;
	int64_t start;

	how.url = proxy_start();
	how.silence_ms = 2000;
	conn = kit_open_how(&how);
	atomic_store(&proxy_frozen, 1);
	start = kit_now_ms();
	kit_is(kit_exec(conn, "SELECT 1", NULL), DUNLIN_ECONNLOST,
	       "a server that is silent for good");
	want(kit_now_ms() - start >= 1500 && kit_now_ms() - start < 10000,
	     "the silence was 2000 ms, and it took %d", (int)(kit_now_ms() - start));
}

const struct kit_case cases_lost[] = {
	{ "lost_exec", 0, true, exec },
	{ "lost_while_running", 0, true, while_running },
	{ "lost_query", 0, true, query },
	{ "lost_before_commit", 0, true, before_commit },
	{ "lost_commit_done", 0, true, commit_done },
	{ "lost_commit_not_done", 0, true, commit_not_done },
	{ "lost_in_rows", 0, true, in_rows },
	{ "lost_in_batch", 0, true, in_batch },
	{ "lost_resume", 0, true, resume },
	{ "lost_closes", 0, true, closes },
	{ "lost_killed", 0, true, killed },
	{ "lost_in_silence", 0, true, silence },
	{ 0 },
};
