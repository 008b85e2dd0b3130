/* crash/rig - databases on the test server, and the proxy in front of it. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "rig.h"

/* What `name` is set to in $DUNLIN_TEST_PG. */
static char *parameter(const char *name)
{
	const char *url = getenv("DUNLIN_TEST_PG");
	PQconninfoOption *options = url == NULL ? NULL : PQconninfoParse(url, NULL), *o;
	char *value = NULL;

	if (options == NULL)
		fail_msg("%s", "DUNLIN_TEST_PG must name the server to test with");
	for (o = options; o->keyword != NULL; o++)
		if (strcmp(o->keyword, name) == 0 && o->val != NULL)
			value = rig_text("%s", o->val);
	PQconninfoFree(options);
	if (value == NULL)
		fail_msg("no %s in DUNLIN_TEST_PG", name);
	return value;
}

const char *pg_socket(void)
{
	static char *path;
	char *host = parameter("host"), *port = parameter("port");

	free(path); /* there may be another server now */
	path = rig_text("%s/.s.PGSQL.%s", host, port);
	free(host);
	free(port);
	return path;
}

char *pg_url(const char *dbname)
{
	char *host = parameter("host"), *port = parameter("port"), *user = parameter("user");
	char *url = rig_text("postgresql:///%s?host=%s&port=%s&user=%s", dbname, host, port, user);

	free(host);
	free(port);
	free(user);
	return url;
}

char *pg_url_at(const char *dbname, int port)
{
	char *user = parameter("user");
	char *url = rig_text("postgresql://%s@127.0.0.1:%d/%s?sslmode=disable&gssencmode=disable",
			     user, port, dbname);

	free(user);
	return url;
}

/* Notices and warnings are no news here. */
static void ignore(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

PGconn *pg_connect(const char *url)
{
	PGconn *conn = PQconnectdb(url);

	if (PQstatus(conn) != CONNECTION_OK)
		fail_msg("%s: %s", url, PQerrorMessage(conn));
	PQsetNoticeProcessor(conn, ignore, NULL);
	return conn;
}

void pg_do(PGconn *conn, const char *sql)
{
	char *answer = pg_ask(conn, sql);

	free(answer);
}

char *pg_ask(PGconn *conn, const char *sql)
{
	PGresult *result = PQexec(conn, sql);
	struct dn_str text = DN_STR_INIT;
	int row, column;

	if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(conn));
	dn_str_put(&text, "", 0);
	for (row = 0; row < PQntuples(result); row++) {
		dn_str_puts(&text, row == 0 ? "" : "\n");
		for (column = 0; column < PQnfields(result); column++)
			dn_str_printf(&text, "%s%s", column == 0 ? "" : "|",
				      PQgetvalue(result, row, column));
	}
	PQclear(result);
	assert_false(text.failed);
	return text.data == NULL ? rig_text("%s", "") : dn_str_detach(&text);
}

void pg_until(PGconn *conn, const char *sql, const char *answer)
{
	const int64_t end = dn_clock_us() + 30000000;
	char *now;

	for (;;) {
		now = pg_ask(conn, sql);
		if (strcmp(now, answer) == 0)
			break;
		if (dn_clock_us() > end)
			fail_msg("%s: still %s, and not %s", sql, now, answer);
		free(now);
		(void)poll(NULL, 0, 2);
	}
	free(now);
}

char *pg_create(void)
{
	static int n;
	char *dbname = rig_text("c%d_%d", (int)getpid(), n++);
	char *url = pg_url("postgres");
	char *sql = rig_text("CREATE DATABASE %s TEMPLATE template0", dbname);
	PGconn *conn = pg_connect(url);

	pg_do(conn, sql);
	PQfinish(conn);
	free(sql);
	free(url);
	return dbname;
}

void pg_drop(const char *dbname)
{
	char *url = pg_url("postgres");
	char *sql = rig_text("DROP DATABASE %s WITH (FORCE)", dbname);
	PGconn *conn = pg_connect(url);

	pg_do(conn, sql);
	PQfinish(conn);
	free(sql);
	free(url);
}

/* --- the proxy ---------------------------------------------------------------------------- */

void proxy_start(struct proxy *proxy, const char *words)
{
	proxy_start_to(proxy, pg_socket(), words);
}

void proxy_start_to(struct proxy *proxy, const char *to, const char *words)
{
	static int n;
	const int64_t end = dn_clock_us() + 30000000;
	char *build = rig_text("%s/tests/crash/proxy", getenv("top_builddir"));
	char *name = rig_text("proxy%d", ++n), *copy = rig_text("%s", words), *rest = copy, *word;
	const char *argv[24] = { build, "--to", to, "--log" };
	size_t used = 5;

	memset(proxy, 0, sizeof(*proxy));
	proxy->log = rig_text("%s.log", name);
	argv[4] = proxy->log;
	while (used < 23 && (word = strtok_r(NULL == copy ? NULL : rest, " ", &rest)) != NULL)
		argv[used++] = word;
	argv[used] = NULL;
	rig_write(proxy->log, "");
	child_start(&proxy->child, name, argv);
	while (proxy->port == 0) {
		char *out = access(proxy->child.out, R_OK) == 0 ? rig_read(proxy->child.out) : NULL;

		if (out != NULL && strchr(out, '\n') != NULL)
			proxy->port = atoi(out);
		free(out);
		if (dn_clock_us() > end || (proxy->port == 0 && child_wait(&proxy->child, 500)))
			fail_msg("no proxy: %s", rig_read(proxy->child.err));
	}
	free(copy);
	free(name);
	free(build);
}

char *proxy_stop(struct proxy *proxy)
{
	char *log;

	child_kill(&proxy->child, SIGTERM);
	assert_int_equal(child_finish(&proxy->child), 0);
	log = rig_read(proxy->log);
	child_clear(&proxy->child);
	free(proxy->log);
	return log;
}

bool proxy_has(const struct proxy *proxy, const char *piece)
{
	char *log = rig_read(proxy->log);
	const bool there = strstr(log, piece) != NULL;

	free(log);
	return there;
}

void proxy_until(const struct proxy *proxy, const char *piece)
{
	const int64_t end = dn_clock_us() + 30000000;

	while (!proxy_has(proxy, piece)) {
		if (dn_clock_us() > end)
			fail_msg("\"%s\" is not in the log: %s", piece, rig_read(proxy->log));
		(void)poll(NULL, 0, 2);
	}
}
