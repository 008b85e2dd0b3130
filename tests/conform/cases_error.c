/* cases_error - the class, the SQLSTATE and the words of a failure. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "kit.h"
#include "quirks.h"

static void is(const char *sql, dunlin_status status, const char *sqlstate)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, "INSERT INTO " B " (a, u) VALUES (1, 1)", NULL);
	kit_is(kit_exec(conn, sql, NULL), status, sql);
	want(sqlstate == NULL || strcmp(kit.err.sqlstate, sqlstate) == 0,
	     "%s: the SQLSTATE is %s and not %s", sql, kit.err.sqlstate, sqlstate);
	kit.d->close(conn);
}

static void syntax(void)
{
	is("SELEC 1", DUNLIN_ESYNTAX, NULL);
	is("CREATE TABLE (", DUNLIN_ESYNTAX, NULL);
}

static void missing(void)
{
	is("SELECT a FROM " C, DUNLIN_EMISSING, NULL);
	is("DROP TABLE " C, DUNLIN_EMISSING, NULL);
	is("SELECT nowhere FROM " A, DUNLIN_EMISSING, NULL);
	is("INSERT INTO " C " VALUES (1)", DUNLIN_EMISSING, NULL);
}

static void exists(void)
{
	is("CREATE TABLE " A " (a INTEGER)", DUNLIN_EEXISTS, NULL);
	is("ALTER TABLE " B " ADD COLUMN u INTEGER", DUNLIN_EEXISTS, NULL);
}

/* The class of a violated constraint is one and the same for a key that is there. */
static void constraint(const char *sql, const char *sqlstate)
{
	dunlin_conn *conn = kit_start();
	dunlin_status status;

	kit_ok(conn, "INSERT INTO " B " (a, u) VALUES (1, 1)", NULL);
	status = kit_exec(conn, sql, NULL);
	want(status != DUNLIN_OK, "%s works", sql);
	want(strcmp(kit.err.sqlstate, sqlstate) == 0, "%s: the SQLSTATE is %s and not %s", sql,
	     kit.err.sqlstate, sqlstate);
	kit_rows(conn, "SELECT count(*) FROM " B, "1\n");
}

/* The class of the SQLSTATE is that of a statement that is wrong, whatever each database has below. */
static void state_is_42(const char *what)
{
	static const char signs[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	want(strlen(kit.err.sqlstate) == 5 && strspn(kit.err.sqlstate, signs) == 5 &&
		     strncmp(kit.err.sqlstate, "42", 2) == 0,
	     "%s: the SQLSTATE is \"%s\", and none of class 42", what, kit.err.sqlstate);
}

static void state(void)
{
	static const char *const wrong[] = { "SELEC 1", "SELECT a FROM " C,
					     "SELECT nowhere FROM " A,
					     "CREATE TABLE " A " (a INTEGER)" };
	dunlin_conn *conn = kit_start();
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		want(kit_exec(conn, wrong[i], NULL) != DUNLIN_OK, "%s works", wrong[i]);
		state_is_42(wrong[i]);
	}
}

/* Class, SQLSTATE, statement and byte of one error at a time, on each line of each statement. */
static void placed(void)
{
	dunlin_conn *conn = kit_start();
	struct dunlin_statement list[4];
	size_t k, i;
	int line;

	for (k = 0; k < 4; k++)
		for (line = 1; line <= 6; line++) {
			char *sql = kit_print("%.*sUPDATE " A "%.*sSET nowhere = 1", line / 2,
					      "\n\n\n", line - line / 2, "\n\r\n\n");

			for (i = 0; i < 4; i++)
				list[i] = kit_statement(DUNLIN_STMT_PLAIN,
							i == k ? sql : "UPDATE " A " SET v = 'x'");
			kit_is(kit_run(conn, list, 4), DUNLIN_EMISSING, sql);
			state_is_42(sql);
			want(kit.err.fault.stmt_index == (int64_t)k &&
				     kit.err.fault.byte_offset == strstr(sql, "nowhere") - sql,
			     "statement %zu, byte %d: the fault says %d, %d", k,
			     (int)(strstr(sql, "nowhere") - sql), (int)kit.err.fault.stmt_index,
			     (int)kit.err.fault.byte_offset);
			free(sql);
		}
}

static void not_null(void)
{
	constraint("INSERT INTO " B " (a) VALUES (NULL)", "23502");
}

static void foreign_key(void)
{
	constraint("INSERT INTO " B " (a, p) VALUES (1, 99)", "23503");
}

static void unique(void)
{
	is("INSERT INTO " B " (a, u) VALUES (1, 1)", DUNLIN_EEXISTS, "23505");
	constraint("INSERT INTO " B " (a, u) VALUES (1, 1)", "23505");
}

static void check(void)
{
	constraint("INSERT INTO " B " (a, c) VALUES (1, -1)", "23514");
}

/* The status of the call is that of its fault: kit_is() looks at both. */
static void told(void)
{
	static const char *const wrong[] = { "SELEC", "SELECT a FROM " C,
					     "CREATE TABLE " A " (a INTEGER)",
					     "INSERT INTO " B " (a) VALUES (NULL)",
					     "INSERT INTO " B " (a, c) VALUES (1, -1)" };
	dunlin_conn *conn = kit_start();
	dunlin_status status;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		status = kit_exec(conn, wrong[i], NULL);
		want(status != DUNLIN_OK, "%s works", wrong[i]);
		kit_is(status, kit.err.count == 0 ? status : kit.err.fault.status, wrong[i]);
	}
}

static void whole(void)
{
	dunlin_conn *conn = kit_start();

	(void)kit_exec(conn, "SELECT a FROM " C, NULL);
	want(kit.err.count == 1, "one failure called fail() %d times", kit.err.count);
	want(kit.err.message[0] != '\0', "a failure without a word");
	want(strpbrk(kit.err.message, "\r\n") == NULL, "the message is not one line: %s",
	     kit.err.message);
	want(strstr(kit.err.message, C) != NULL, "the message does not name %s: %s", C,
	     kit.err.message);
	want(kit.err.fault.size >= offsetof(struct dunlin_fault, detail) &&
		     kit.err.fault.size % 8 == 0,
	     "the fault says its size is %u", kit.err.fault.size);
	want(kit.err.fault.data_line == -1, "a line of data is blamed, and there is none: %d",
	     (int)kit.err.fault.data_line);
	want(kit.err.fault.byte_offset >= -1 && kit.err.fault.byte_offset < 40,
	     "the error is at byte %d of a statement that is shorter",
	     (int)kit.err.fault.byte_offset);
}

static void sound(void)
{
	dunlin_conn *conn = kit_start();

	(void)kit_exec(conn, "SELEC", NULL);
	kit_state(conn, DUNLIN_TX_NONE, "after an error outside a transaction");
	kit_ok(conn, "INSERT INTO " A " VALUES (1, 'x')", NULL);
	(void)kit_exec(conn, "INSERT INTO " A " VALUES (1, 'x')", NULL);
	kit_rows(conn, "SELECT id FROM " A, "1\n");
}

static void lock_timeout(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = kit_start(), *other;
	const char *status = quirk("lock_timeout_status");
	int64_t start;

	how.lock_timeout_ms = 300;
	other = kit_open_how(&how);
	kit_ok(conn, "INSERT INTO " A " VALUES (1, 'x')", quirk("begin"),
	       "UPDATE " A " SET v = 'y'", NULL);
	start = kit_now_ms();
	kit_is(kit_exec(other, quirk("begin"), "UPDATE " A " SET v = 'z'", NULL),
	       strcmp(status, "EBUSY") == 0 ? DUNLIN_EBUSY : DUNLIN_ELOCKTIMEOUT,
	       "a statement that waits for a lock");
	want(kit_now_ms() - start >= 200 && kit_now_ms() - start < 3000,
	     "the lock timeout is 300 ms, and it took %d", (int)(kit_now_ms() - start));
	kit_is(kit.d->rollback(other, &kit.err), DUNLIN_OK, "rollback");
	kit_ok(conn, quirk("commit"), NULL);
	kit_ok(other, "UPDATE " A " SET v = 'z'", NULL);
}

static void statement_timeout(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn;
	int64_t start;

	how.statement_timeout_ms = 300;
	conn = kit_open_how(&how);
	start = kit_now_ms();
	want(kit_exec(conn, quirk("slow"), NULL) != DUNLIN_OK,
	     "the statement timeout was not obeyed");
	want(kit_now_ms() - start < 3000, "the statement timeout is 300 ms, and it took %d",
	     (int)(kit_now_ms() - start));
	kit_rows(conn, "SELECT 7", "7\n");
}

static void read_only(void)
{
	const char *const session[] = { quirk("read_only") };
	struct dunlin_open how = kit_how();

	kit.d->close(kit_start());
	how.session = session;
	how.n_session = 1;
	kit_is(kit_exec(kit_open_how(&how), "INSERT INTO " A " VALUES (1, 'x')", NULL),
	       DUNLIN_EREADONLY, "writing where nothing can be written");
}

static pthread_barrier_t both;
struct side {
	dunlin_conn *conn;
	int first, second;
	dunlin_status status;
	int retryable;
	dunlin_error err;
};

static dunlin_status update(struct side *side, int id)
{
	char *sql = kit_print("UPDATE " A " SET v = 'x' WHERE id = %d", id);
	struct dunlin_statement one = kit_statement(DUNLIN_STMT_PLAIN, sql);
	const struct dunlin_batch batch = {
		.size = DUNLIN_BATCH_SIZE, .stride = sizeof(one), .statements = &one, .count = 1
	};

	return kit.d->exec(side->conn, &batch, &side->err);
}

static void *collide(void *arg)
{
	struct side *side = arg;

	(void)update(side, side->first);
	(void)pthread_barrier_wait(&both);
	side->status = update(side, side->second);
	return NULL;
}

static void deadlock(void)
{
	struct side one = { .first = 1, .second = 2 }, two = { .first = 2, .second = 1 };
	struct dunlin_open how = kit_how();
	const struct side *victim;
	pthread_t thread;

	if (!quirk_says("deadlock"))
		kit_leave_out(KIT_NEEDLESS, "there are no deadlocks here");
	how.on_progress = NULL;
	how.lock_timeout_ms = -1;
	one.conn = kit_start();
	kit_ok(one.conn, "INSERT INTO " A " VALUES (1, 'a'), (2, 'b')", NULL);
	one.conn = kit_open_how(&how);
	two.conn = kit_open_how(&how);
	kit_ok(one.conn, quirk("begin"), NULL);
	kit_ok(two.conn, quirk("begin"), NULL);
	want(pthread_barrier_init(&both, NULL, 2) == 0 &&
		     pthread_create(&thread, NULL, collide, &one) == 0,
	     "no thread can be started");
	(void)collide(&two);
	/* The survivor has its lock once the victim has rolled back, which an error does not do. */
	(void)pthread_join(thread, NULL);
	victim = one.status != DUNLIN_OK ? &one : &two;
	want(victim->status == DUNLIN_EDEADLOCK, "the victim of a deadlock is told %s",
	     kit_status_name(victim->status));
	want(victim->err.fault.retryable == 1, "a deadlock is not told as retryable");
}

const struct kit_case cases_error[] = {
	{ "error_syntax", 0, false, syntax },
	{ "error_missing", 0, false, missing },
	{ "error_exists", 0, false, exists },
	{ "error_state", 0, false, state },
	{ "error_placed", DUNLIN_CAP_POSITIONS, false, placed },
	{ "error_not_null", 0, false, not_null },
	{ "error_foreign_key", 0, false, foreign_key },
	{ "error_unique", 0, false, unique },
	{ "error_check", 0, false, check },
	{ "error_told", 0, false, told },
	{ "error_whole", 0, false, whole },
	{ "error_leaves_sound", 0, false, sound },
	{ "error_lock_timeout", DUNLIN_CAP_TIMEOUTS, false, lock_timeout },
	{ "error_statement_timeout", DUNLIN_CAP_TIMEOUTS, false, statement_timeout },
	{ "error_read_only", 0, false, read_only },
	{ "error_deadlock", 0, false, deadlock },
	{ 0 },
};
