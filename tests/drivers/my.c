/* tests/drivers/my - on top of the rig. */
#include "drivers/my.h"

#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

char my_own[64];

const char *my_url(const char *database)
{
	return my_url_as(database, "root");
}

const char *my_url_as(const char *database, const char *user)
{
	static char urls[4][1024];
	static int next;
	const char *url = getenv("DUNLIN_TEST_MY");
	const char *name = strstr(url, "///") != NULL ? strstr(url, "///") + 3 : NULL;
	const char *root = strstr(url, "user=root");
	char *out = urls[next++ % 4];

	assert_non_null(name);
	assert_non_null(root);
	name += strcspn(name, "?");
	snprintf(out, sizeof(urls[0]), "mysql:///%s%.*suser=%s%s", database, (int)(root - name),
		 name, user, root + strlen("user=root"));
	return out;
}

dunlin_conn *my_open(void)
{
	return rig_open(my_url(my_own), 0);
}

const char *my_id(dunlin_conn *conn)
{
	static char ids[4][32];
	static int next;
	struct rig_rows rows = { .count = 0 };
	char *id = ids[next++ % 4];

	assert_int_equal(rig_query(conn, "SELECT CONNECTION_ID()", &rows), DUNLIN_OK);
	snprintf(id, sizeof(ids[0]), "%.*s", (int)strcspn(rows.text, "\n"), rows.text);
	return id;
}

static int64_t now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec;
}

void my_until(dunlin_conn *conn, const char *format, ...)
{
	const int64_t end = now_s() + 20;
	char sql[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(sql, sizeof(sql), format, args);
	va_end(args);
	for (;;) {
		struct rig_rows rows = { .count = 0 };

		assert_int_equal(rig_query(conn, sql, &rows), DUNLIN_OK);
		if (strcmp(rows.text, "1\n") == 0)
			return;
		if (now_s() > end)
			fail_msg("still not: %s", sql);
		sched_yield();
	}
}

int my_start(void **state)
{
	struct dunlin_open how;

	(void)state;
	if (getenv("DUNLIN_TEST_MY") == NULL) {
		print_error("DUNLIN_TEST_MY is not set: it names the server to test with\n");
		return -1;
	}
	if (rig_start("mysql") != 0)
		return -1;
	snprintf(my_own, sizeof(my_own), "dunlin_test_%d", (int)getpid());
	how = rig_how(my_url(my_own), 0);
	return rig_driver->create_database(&rig_host, &how, &rig_err) == DUNLIN_OK ? 0 : -1;
}

int my_stop(void **state)
{
	dunlin_conn *conn = rig_open(my_url("mysql"), 0);
	char sql[128];

	snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS %s", my_own);
	rig_exec_ok(conn, sql);
	rig_driver->close(conn);
	return rig_stop(state);
}
