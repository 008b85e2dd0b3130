/* crash/rig_my - what is in a database of MariaDB. */
#include "rig_my.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "look.h"
#include "objects_mysql.h"

/* --- the server ------------------------------------------------------------------- */

/* What `name` is set to in $DUNLIN_TEST_MY, mysql:///test?socket=…&user=…. */
static char *parameter(const char *name)
{
	const char *url = getenv("DUNLIN_TEST_MY"), *at = url == NULL ? NULL : strchr(url, '?');
	const size_t len = strlen(name);

	for (; at != NULL; at = strchr(at, '&')) {
		at++;
		if (strncmp(at, name, len) == 0 && at[len] == '=')
			return rig_text("%.*s", (int)strcspn(at + len + 1, "&"), at + len + 1);
	}
	fail_msg("no %s in DUNLIN_TEST_MY, which must name the server to test with", name);
	return NULL;
}

MYSQL *my_connect(const char *dbname)
{
	char *socket = parameter("socket"), *user = parameter("user");
	MYSQL *conn = mysql_init(NULL);

	assert_non_null(conn);
	if (mysql_real_connect(conn, NULL, user, NULL, dbname, 0, socket, 0) == NULL)
		fail_msg("%s: %s", socket, mysql_error(conn));
	free(socket);
	free(user);
	return conn;
}

void my_do(MYSQL *conn, const char *sql)
{
	free(my_ask(conn, sql));
}

char *my_ask(MYSQL *conn, const char *sql)
{
	struct dn_str text = DN_STR_INIT;
	unsigned int i, n;
	MYSQL_RES *result;
	MYSQL_ROW row;

	if (mysql_query(conn, sql) != 0)
		fail_msg("%s: %s", sql, mysql_error(conn));
	result = mysql_store_result(conn);
	if (result == NULL && mysql_errno(conn) != 0)
		fail_msg("%s: %s", sql, mysql_error(conn));
	n = result == NULL ? 0 : mysql_num_fields(result);
	while (result != NULL && (row = mysql_fetch_row(result)) != NULL) {
		dn_str_puts(&text, text.len == 0 ? "" : "\n");
		for (i = 0; i < n; i++)
			dn_str_printf(&text, "%s%s", i == 0 ? "" : "|",
				      row[i] == NULL ? "~" : row[i]);
	}
	if (mysql_errno(conn) != 0)
		fail_msg("%s: %s", sql, mysql_error(conn));
	mysql_free_result(result);
	assert_false(text.failed);
	return text.data == NULL ? rig_text("%s", "") : dn_str_detach(&text);
}

/* --- databases -------------------------------------------------------------------- */

static void my_on_server(const char *format, const char *dbname)
{
	MYSQL *conn = my_connect(NULL);
	char *sql = rig_text("%s %s", format, dbname);

	my_do(conn, sql);
	free(sql);
	mysql_close(conn);
}

static char *my_create(void)
{
	static int n;
	char *dbname = rig_text("my_%d_%d", (int)getpid(), n++);

	my_on_server("CREATE DATABASE", dbname);
	return dbname;
}

static void my_drop(const char *dbname)
{
	my_on_server("DROP DATABASE", dbname);
}

static void my_empty(const char *dbname)
{
	my_drop(dbname);
	my_on_server("CREATE DATABASE", dbname);
}

static void my_wait_alone(const char *dbname)
{
	const int64_t end = dn_clock_us() + 30000000;
	char *sql = rig_text("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB = '%s'",
			     dbname);
	MYSQL *conn = my_connect(NULL);
	char *now;

	while (strcmp(now = my_ask(conn, sql), "0") != 0) {
		if (dn_clock_us() > end)
			fail_msg("%s: still %s", sql, now);
		free(now);
		(void)poll(NULL, 0, 2);
	}
	free(now);
	free(sql);
	mysql_close(conn);
}

static char *my_url(const char *dbname)
{
	char *socket = parameter("socket"), *user = parameter("user");
	char *url = rig_text("mysql:///%s?socket=%s&user=%s", dbname, socket, user);

	free(socket);
	free(user);
	return url;
}

static void my_proxy(struct proxy *proxy, const char *words)
{
	char *socket = parameter("socket"), *all = rig_text("--mysql %s", words);

	proxy_start_to(proxy, socket, all);
	free(socket);
	free(all);
}

static char *my_url_at(const char *dbname, int port)
{
	char *user = parameter("user");
	char *url = rig_text("mysql://%s@127.0.0.1:%d/%s?ssl-mode=disabled", user, port, dbname);

	free(user);
	return url;
}

/* --- what is in one ----------------------------------------------------------------- */

/* What `format` asks for each line of an answer. */
static char *ask_each(const char *dbname, const char *lines, const char *format)
{
	struct dn_str text = DN_STR_INIT;
	MYSQL *conn = my_connect(dbname);
	char *names = my_ask(conn, lines), *rest = names, *name;

	dn_str_puts(&text, "");
	while ((name = strsep(&rest, "\n")) != NULL && name[0] != '\0') {
		char *sql = rig_text("%s%s", format, name), *answer = my_ask(conn, sql);

		dn_str_printf(&text, "%s\n", answer);
		free(answer);
		free(sql);
	}
	free(names);
	mysql_close(conn);
	assert_false(text.failed);
	return text.data == NULL ? rig_text("%s", "") : dn_str_detach(&text);
}

static char *my_schema(const char *dbname)
{
	return ask_each(dbname, OBJECTS_MYSQL, "");
}

static char *my_data(const char *dbname)
{
	return ask_each(dbname,
			"SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = "
			"DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME NOT LIKE "
			"'dunlin%' ORDER BY 1",
			"CHECKSUM TABLE ");
}

static char *my_history(const char *dbname)
{
	MYSQL *conn = my_connect(dbname);
	char *there = my_ask(conn,
			     "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA "
			     "= DATABASE() AND TABLE_NAME = 'dunlin_history'");
	char *history =
		strcmp(there, "0") == 0
			? rig_text(" ")
			: my_ask(conn,
				 "SELECT COALESCE(CONCAT(' ', GROUP_CONCAT(id ORDER BY id + 0 "
				 "SEPARATOR ' '), ' '), ' ') FROM dunlin_history");

	free(there);
	mysql_close(conn);
	return history;
}

static char *my_faults(const char *dbname)
{
	MYSQL *conn = my_connect(dbname);
	char *faults = my_ask(
		conn, "SELECT CONCAT('applied ', id, ' times ', COUNT(*)) FROM dunlin_event WHERE "
		      "event = 'apply' GROUP BY id HAVING COUNT(*) > 1 "
		      "UNION ALL SELECT CONCAT('still in the journal: ', id) FROM dunlin_journal");

	mysql_close(conn);
	return faults;
}

const struct look_server my_look = {
	.create = my_create,
	.empty = my_empty,
	.drop = my_drop,
	.wait_alone = my_wait_alone,
	.url = my_url,
	.proxy = my_proxy,
	.url_at = my_url_at,
	.schema = my_schema,
	.data = my_data,
	.history = my_history,
	.faults = my_faults,
};
