/* cases_verify - verify_statement() and open_scratch(). */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kit.h"
#include "quirks.h"

static char *remembered;
static struct dunlin_found found;
static char *fixes[16];
static size_t n_fixes;

static dunlin_status on_fix(void *payload, size_t n, const char *const *values)
{
	(void)payload;
	want(n == 1 && values[0] != NULL, "a fix is a row of one value");
	if (n_fixes < sizeof(fixes) / sizeof(fixes[0]))
		fixes[n_fixes++] = strdup(values[0]);
	return DUNLIN_OK;
}

static dunlin_status ask_sized(dunlin_conn *conn, uint32_t when, const char *sql, uint32_t size)
{
	struct dunlin_statement one = kit_statement(DUNLIN_STMT_ALONE, sql);
	dunlin_status status;

	kit_forget();
	n_fixes = 0;
	found = (struct dunlin_found){ .size = size, .found = 99, .on_fix = on_fix };
	status = kit.d->verify_statement(conn, when, &one, remembered, &found, &kit.err);
	if (status == DUNLIN_OK && when == DUNLIN_ASK_BEFORE) {
		free(remembered);
		remembered = found.remember == NULL ? NULL : strdup(found.remember);
	}
	return status;
}

static void ask(dunlin_conn *conn, uint32_t when, const char *sql, uint32_t result)
{
	kit_is(ask_sized(conn, when, sql, DUNLIN_FOUND_SIZE), DUNLIN_OK, "verify_statement");
	if (when != DUNLIN_ASK_BEFORE)
		want(found.found == result, "%s: asked %s, what is found is %u and not %u: %s", sql,
		     when == DUNLIN_ASK_CUT ? "CUT" : "AFTER", found.found, result,
		     found.message == NULL ? "" : found.message);
	kit_state(conn, DUNLIN_TX_NONE, "after verify_statement()");
}

/* The statement of the quirks, with the kit's folder in it. */
static const char *statement(void)
{
	static const char hole[] = "{folder}";
	const char *sql = quirk("verify"), *at = strstr(sql, hole), *folder;

	if (at == NULL)
		return sql;
	folder = getenv("DUNLIN_CONFORM_FOLDER");
	(void)unlink(kit_print("%s/copy.db", folder));
	return kit_print("%.*s%s%s", (int)(at - sql), sql, folder, at + sizeof(hole) - 1);
}

static void run_fixes(dunlin_conn *conn)
{
	size_t i, n = n_fixes;

	for (i = 0; i < n; i++)
		kit_ok(conn, fixes[i], NULL);
}

static void not_done(void)
{
	dunlin_conn *conn = kit_start();
	const char *sql = statement();

	ask(conn, DUNLIN_ASK_BEFORE, sql, 0);
	ask(conn, DUNLIN_ASK_CUT, sql, DUNLIN_FOUND_NOT_DONE);
	run_fixes(conn);
	kit_kind = DUNLIN_STMT_ALONE;
	kit_ok(conn, sql, NULL);
}

static void done(void)
{
	dunlin_conn *conn = kit_start();
	const char *sql = statement();

	ask(conn, DUNLIN_ASK_BEFORE, sql, 0);
	kit_kind = DUNLIN_STMT_ALONE;
	kit_ok(conn, sql, NULL);
	ask(conn, DUNLIN_ASK_CUT, sql, DUNLIN_FOUND_DONE);
	run_fixes(conn);
	ask(conn, DUNLIN_ASK_AFTER, sql, DUNLIN_FOUND_DONE);
}

static void unknown(void)
{
	dunlin_conn *conn = kit_start();
	const char *sql = quirk("verify_unknown");

	ask(conn, DUNLIN_ASK_BEFORE, sql, 0);
	ask(conn, DUNLIN_ASK_CUT, sql, DUNLIN_FOUND_UNKNOWN);
	want(found.message != NULL && found.message[0] != '\0', "what is unknown is not said");
	ask(conn, DUNLIN_ASK_AFTER, sql, DUNLIN_FOUND_DONE);
}

static void changes_nothing(void)
{
	dunlin_conn *conn = kit_start();
	const char *sql = quirk("verify_unknown");

	kit_ok(conn, "INSERT INTO " A " VALUES (1, 'x')", NULL);
	ask(conn, DUNLIN_ASK_BEFORE, sql, 0);
	ask(conn, DUNLIN_ASK_CUT, sql, DUNLIN_FOUND_UNKNOWN);
	kit_rows(conn, "SELECT id, v FROM " A, "1|x\n");
}

static void caller(uint32_t more)
{
	struct {
		struct dunlin_found found;
		unsigned char rest[64];
	} room;
	struct dunlin_statement one = kit_statement(DUNLIN_STMT_ALONE, quirk("verify_unknown"));
	dunlin_conn *conn = kit_start();
	size_t i;

	memset(&room, 0xa5, sizeof(room));
	room.found = (struct dunlin_found){ .size = DUNLIN_FOUND_SIZE + more, .on_fix = on_fix };
	kit_is(kit.d->verify_statement(conn, DUNLIN_ASK_CUT, &one, NULL, &room.found, &kit.err),
	       DUNLIN_OK, "verify_statement");
	want(room.found.found == DUNLIN_FOUND_UNKNOWN, "what is found is %u", room.found.found);
	for (i = 0; i < sizeof(room.rest); i++)
		want(room.rest[i] == 0xa5,
		     "a byte past the size of struct dunlin_found is written");
}

static void newer_caller(void)
{
	caller(64);
}

/* Without on_fix, and what follows it. */
static void older_caller(void)
{
	const uint32_t size = offsetof(struct dunlin_found, on_fix);
	dunlin_conn *conn = kit_start();

	kit_is(ask_sized(conn, DUNLIN_ASK_CUT, quirk("verify_unknown"), size), DUNLIN_OK,
	       "verify_statement");
	want(found.found == DUNLIN_FOUND_UNKNOWN && found.on_fix == on_fix,
	     "members past the size are written");
	caller((uint32_t)-8);
}

static void scratch_copy(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = kit_start(), *copy = NULL;

	kit_ok(conn, "INSERT INTO " A " VALUES (1, 'x')", NULL);
	kit_is(kit.d->open_scratch(&copy, conn, &how, &kit.err), DUNLIN_OK, "open_scratch");
	kit_rows(copy, "SELECT id, v FROM " A, "1|x\n");
	kit.d->close(copy);
}

static void scratch_apart(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = kit_start(), *copy = NULL;

	kit_is(kit.d->open_scratch(&copy, conn, &how, &kit.err), DUNLIN_OK, "open_scratch");
	kit_ok(copy, "INSERT INTO " A " VALUES (1, 'x')", "CREATE TABLE " C " (a INTEGER)", NULL);
	kit_rows(conn, "SELECT count(*) FROM " A, "0\n");
	kit.d->close(copy);
	kit_is(kit_query(conn, "SELECT a FROM " C), DUNLIN_EMISSING, "what was made in a copy");
}

static void scratch_sized(dunlin_conn *conn, int more)
{
	const struct dunlin_open how = kit_how();
	dunlin_conn *copy = NULL;

	kit_is(kit.d->open_scratch(&copy, conn, kit_how_sized(&how, more), &kit.err), DUNLIN_OK,
	       "open_scratch");
	kit_rows(copy, "SELECT 7", "7\n");
	kit.d->close(copy);
}

static void scratch_sizes(void)
{
	dunlin_conn *conn = kit_start();

	scratch_sized(conn, -8);
	scratch_sized(conn, 64);
}

const struct kit_case cases_verify[] = {
	{ "verify_not_done", DUNLIN_CAP_VERIFY, false, not_done },
	{ "verify_done", DUNLIN_CAP_VERIFY, false, done },
	{ "verify_unknown", DUNLIN_CAP_VERIFY, false, unknown },
	{ "verify_changes_nothing", DUNLIN_CAP_VERIFY, false, changes_nothing },
	{ "verify_newer_caller", DUNLIN_CAP_VERIFY, false, newer_caller },
	{ "verify_older_caller", DUNLIN_CAP_VERIFY, false, older_caller },
	{ "scratch_is_copy", DUNLIN_CAP_SCRATCH, false, scratch_copy },
	{ "scratch_is_apart", DUNLIN_CAP_SCRATCH, false, scratch_apart },
	{ "scratch_sizes", DUNLIN_CAP_SCRATCH, false, scratch_sizes },
	{ 0 },
};
