/* cases_clone - templates, and the databases made of them. */
#include <stdlib.h>
#include <string.h>

#include "kit.h"

#define TEMPLATE "dunlin_conform_template"
#define CLONE "dunlin_conform_clone"

static dunlin_conn *beside(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = NULL;

	kit_forget();
	kit_is(kit.d->open_beside(&conn, &kit.host, &how, &kit.err), DUNLIN_OK, "open_beside");
	return conn;
}

static void discard(dunlin_conn *conn, const char *name)
{
	kit_is(kit.d->discard(conn, name, &kit.err), DUNLIN_OK, "discard");
}

static int32_t begin(dunlin_conn *conn)
{
	int32_t ready = 99;

	kit_is(kit.d->template_begin(conn, TEMPLATE, 5000, &ready, &kit.err), DUNLIN_OK,
	       "template_begin");
	return ready;
}

static dunlin_conn *inside(const char *name)
{
	struct dunlin_open how = kit_how();

	kit_forget_rows();
	kit_is(kit.d->clone_url(&kit.host, &how, name, kit_on_row, &kit, &kit.err), DUNLIN_OK,
	       "clone_url");
	want(kit.n_rows == 1 && kit.columns == 1, "clone_url() tells %d rows", (int)kit.n_rows);
	kit.rows[strlen(kit.rows) - 1] = '\0';
	how.url = kit_print("%s", kit.rows);
	return kit_open_how(&how);
}

/* A finished template with one row. */
static dunlin_conn *templated(void)
{
	dunlin_conn *conn = beside(), *fill;

	discard(conn, CLONE);
	discard(conn, TEMPLATE);
	want(begin(conn) == 0, "a template that was discarded is ready");
	fill = inside(TEMPLATE);
	kit_ok(fill, "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES (7)", NULL);
	kit.d->close(fill);
	kit_is(kit.d->template_end(conn, TEMPLATE, &kit.err), DUNLIN_OK, "template_end");
	return conn;
}

static void done(dunlin_conn *conn)
{
	discard(conn, CLONE);
	discard(conn, TEMPLATE);
	kit.d->close(conn);
}

static void cycle(void)
{
	dunlin_conn *conn = templated(), *copy;

	kit_is(kit.d->clone(conn, TEMPLATE, CLONE, &kit.err), DUNLIN_OK, "clone");
	copy = inside(CLONE);
	kit_rows(copy, "SELECT a FROM t", "7\n");
	kit_ok(copy, "INSERT INTO t VALUES (8)", NULL);
	kit.d->close(copy);
	discard(conn, CLONE);
	kit_is(kit.d->clone(conn, TEMPLATE, CLONE, &kit.err), DUNLIN_OK, "clone");
	copy = inside(CLONE);
	kit_rows(copy, "SELECT a FROM t", "7\n");
	kit.d->close(copy);
	done(conn);
}

static void ready(void)
{
	dunlin_conn *conn = templated();

	want(begin(conn) == 1, "a finished template is not ready");
	done(conn);
}

static void unfinished(void)
{
	dunlin_conn *conn = beside(), *fill;

	discard(conn, TEMPLATE);
	want(begin(conn) == 0, "a template that was discarded is ready");
	fill = inside(TEMPLATE);
	kit_ok(fill, "CREATE TABLE t (a INTEGER)", NULL);
	kit.d->close(fill);
	kit.d->close(conn);
	conn = beside();
	want(begin(conn) == 0, "a template that never came to its end is ready");
	fill = inside(TEMPLATE);
	kit_is(kit_query(fill, "SELECT a FROM t"), DUNLIN_EMISSING,
	       "what is left of a template that never came to its end");
	kit.d->close(fill);
	done(conn);
}

static void waits(void)
{
	dunlin_conn *conn = beside(), *other = beside();
	int32_t is_ready = 99;
	int64_t start;

	discard(conn, TEMPLATE);
	want(begin(conn) == 0, "a template that was discarded is ready");
	start = kit_now_ms();
	kit_is(kit.d->template_begin(other, TEMPLATE, 300, &is_ready, &kit.err),
	       DUNLIN_ELOCKTIMEOUT, "template_begin() of what another is at");
	want(kit_now_ms() - start < 5000, "it waited %d ms and not 300",
	     (int)(kit_now_ms() - start));
	kit.d->close(other);
	kit_is(kit.d->template_end(conn, TEMPLATE, &kit.err), DUNLIN_OK, "template_end");
	done(conn);
}

static void missing(void)
{
	dunlin_conn *conn = beside();

	discard(conn, TEMPLATE);
	kit_is(kit.d->clone(conn, TEMPLATE, CLONE, &kit.err), DUNLIN_EMISSING,
	       "clone of no template");
	discard(conn, CLONE);
	kit.d->close(conn);
}

static void closed(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = templated(), *in = NULL;

	kit_forget_rows();
	kit_is(kit.d->clone_url(&kit.host, &how, TEMPLATE, kit_on_row, &kit, &kit.err), DUNLIN_OK,
	       "clone_url");
	kit.rows[strlen(kit.rows) - 1] = '\0';
	how.url = kit.rows;
	want(kit.d->open(&in, &kit.host, &how, &kit.err) != DUNLIN_OK,
	     "somebody can connect to a finished template");
	done(conn);
}

static void in_use(void)
{
	dunlin_conn *conn = templated(), *copy;

	kit_is(kit.d->clone(conn, TEMPLATE, CLONE, &kit.err), DUNLIN_OK, "clone");
	copy = inside(CLONE);
	kit_ok(copy, "BEGIN", "INSERT INTO t VALUES (8)", NULL);
	discard(conn, CLONE);
	kit_is(kit_exec(copy, "SELECT 1", NULL), DUNLIN_ECONNLOST,
	       "a connection to what was discarded");
	kit.d->close(copy);
	done(conn);
}

static void found(void)
{
	dunlin_conn *conn = templated();

	kit_is(kit.d->clone(conn, TEMPLATE, CLONE, &kit.err), DUNLIN_OK, "clone");
	kit_forget_rows();
	kit_is(kit.d->find_databases(conn, "dunlin_conform_c", kit_on_row, &kit, &kit.err),
	       DUNLIN_OK, "find_databases");
	want(kit.rows != NULL && strcmp(kit.rows, CLONE "\n") == 0, "what is found is %s",
	     kit.rows == NULL ? "nothing" : kit.rows);
	done(conn);
}

static void sized(int more)
{
	const struct dunlin_open how = kit_how();
	dunlin_conn *conn = NULL;

	kit_is(kit.d->open_beside(&conn, &kit.host, kit_how_sized(&how, more), &kit.err), DUNLIN_OK,
	       "open_beside");
	kit.d->close(conn);
	kit_forget_rows();
	kit_is(kit.d->clone_url(&kit.host, kit_how_sized(&how, more), CLONE, kit_on_row, &kit,
				&kit.err),
	       DUNLIN_OK, "clone_url");
}

static void sizes(void)
{
	sized(-8);
	sized(64);
}

const struct kit_case cases_clone[] = {
	{ "clone_of_template", DUNLIN_CAP_CLONE, false, cycle },
	{ "clone_template_ready", DUNLIN_CAP_CLONE, false, ready },
	{ "clone_template_unfinished", DUNLIN_CAP_CLONE, false, unfinished },
	{ "clone_template_waits", DUNLIN_CAP_CLONE, false, waits },
	{ "clone_template_closed", DUNLIN_CAP_CLONE, false, closed },
	{ "clone_of_none", DUNLIN_CAP_CLONE, false, missing },
	{ "clone_discard_in_use", DUNLIN_CAP_CLONE, false, in_use },
	{ "clone_find", DUNLIN_CAP_CLONE, false, found },
	{ "clone_sizes", DUNLIN_CAP_CLONE, false, sizes },
	{ 0 },
};
