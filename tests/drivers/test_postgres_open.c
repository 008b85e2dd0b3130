/* PostgreSQL: URLs and strings, what is set on a connection, what it says of itself. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "drivers/pg.h"

#define SECRET "s3cr3t"

static void assert_no_secret(void)
{
	const char *texts[] = { rig_err.message, rig_err.detail, rig_err.hint, rig_err.context,
				rig_err.object };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (strstr(texts[i], "3cr") != NULL)
			fail_msg("the password shows: %s", texts[i]);
	}
}

/* --- a server that says what a test wants --- */

struct fake {
	int listener;
	const char *answer;
	size_t len;
	pthread_t thread;
};

static void *serve(void *arg)
{
	struct fake *fake = arg;
	int fd = accept(fake->listener, NULL, NULL);
	char bytes[1024];

	if (fd < 0)
		return NULL;
	if (read(fd, bytes, sizeof(bytes)) > 0 &&
	    write(fd, fake->answer, fake->len) == (ssize_t)fake->len) {
		while (read(fd, bytes, sizeof(bytes)) > 0)
			;
	}
	close(fd);
	return NULL;
}

/* In the test's own folder; the URL of it is lent until the next. */
static const char *fake_start(struct fake *fake, const char *answer, size_t len)
{
	static char url[1024];
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	char *folder = getcwd(NULL, 0);

	snprintf(name.sun_path, sizeof(name.sun_path), "%s/.s.PGSQL.7777", folder);
	unlink(name.sun_path);
	fake->answer = answer;
	fake->len = len;
	fake->listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fake->listener, (struct sockaddr *)&name, sizeof(name)), 0);
	assert_int_equal(listen(fake->listener, 5), 0);
	assert_int_equal(pthread_create(&fake->thread, NULL, serve, fake), 0);
	snprintf(url, sizeof(url), "host=%s port=7777 user=u dbname=d password=" SECRET, folder);
	free(folder);
	return url;
}

static void fake_stop(struct fake *fake)
{
	shutdown(fake->listener, SHUT_RDWR);
	assert_int_equal(pthread_join(fake->thread, NULL), 0);
	close(fake->listener);
}

/* --- URLs --- */

static void postgres__urls_and_strings_are_taken(void **state)
{
	dunlin_conn *conn = rig_open(pg_url(""), 0);
	struct rig_rows rows = { .count = 0 };
	char text[1024];
	char folder[512];

	(void)state;
	assert_int_equal(rig_query(conn, "SHOW unix_socket_directories", &rows), DUNLIN_OK);
	snprintf(folder, sizeof(folder), "%.*s", (int)strcspn(rows.text, ",\n"), rows.text);
	rows = (struct rig_rows){ .count = 0 };
	assert_int_equal(rig_query(conn, "SELECT current_setting('port') || ' ' || user", &rows),
			 DUNLIN_OK);
	rig_driver->close(conn);
	snprintf(text, sizeof(text), "host='%s' dbname = postgres port=%.*s user=%.*s", folder,
		 (int)strcspn(rows.text, " "), rows.text,
		 (int)strcspn(strchr(rows.text, ' ') + 1, "\n"), strchr(rows.text, ' ') + 1);
	rig_driver->close(rig_open(text, 0));
	/* A service, by name; and PGPASSFILE is libpq's own as well. */
	rig_write_file("services", "[dunlin]\n", 9);
	{
		FILE *file = fopen("services", "a");

		fprintf(file, "host=%s\nport=%.*s\nuser=%.*s\ndbname=postgres\nconnect_timeout=7\n",
			folder, (int)strcspn(rows.text, " "), rows.text,
			(int)strcspn(strchr(rows.text, ' ') + 1, "\n"), strchr(rows.text, ' ') + 1);
		fclose(file);
	}
	setenv("PGSERVICEFILE", "services", 1);
	rig_driver->close(rig_open("service=dunlin", 0));
	rig_driver->close(rig_open("postgres://?service=dunlin", 0));
	unsetenv("PGSERVICEFILE");
	rig_open_fails("service=nosuch", 0, DUNLIN_EUSAGE, "service \"nosuch\" not found");
}

static void postgres__an_unknown_parameter_is_named_with_what_replaces_it(void **state)
{
	static const struct {
		const char *url;
		const char *message;
		const char *hint;
	} cases[] = {
		{ "postgres://h/d?schema=app", "unknown parameter \"schema\"", "schema = " },
		{ "postgres://h/d?search_path=app", "\"search_path\"", "schema = " },
		{ "postgres://u:p%40@h/d?sslmode=disable&currentSchema=a", "\"currentSchema\"",
		  "schema = " },
		{ "postgres://h/d?statement_timeout=5", "\"statement_timeout\"",
		  "statement_timeout = " },
		{ "postgres://h/d?lock_timeout=5", "\"lock_timeout\"", "lock_timeout = " },
		{ "postgres://h/d?pool_size=5", "\"pool_size\"", "no meaning here" },
		{ "postgres://h/d?max_open_conns=5", "\"max_open_conns\"", "no meaning here" },
		{ "postgres://h/d?x-migrations-table=t", "\"x-migrations-table\"",
		  "no meaning here" },
		{ "postgres://h/d?x-statement-timeout=9", "\"x-statement-timeout\"",
		  "statement_timeout = " },
		{ "postgres://h/d?timezone=UTC", "\"timezone\"", "session = " },
		{ "postgres://h/d?role=x", "\"role\"", "SET ROLE" },
		{ "postgres://h/d?sslmod=require", "\"sslmod\"", "do you mean sslmode?" },
		{ "postgres://h/d?conect_timeout=3", "\"conect_timeout\"",
		  "do you mean connect_timeout?" },
		{ "postgres://h/d?work_mem=3", "\"work_mem\"", "session = " },
		{ "postgres://h/d?sch%65ma=app", "\"schema\"", "schema = " },
		{ "host=h schema=app", "\"schema\"", "schema = " },
		{ "host=h pool_size = 3 dbname=d", "\"pool_size\"", "no meaning here" },
		{ "postgresql+asyncpg://h/d", "unknown scheme \"postgresql+asyncpg\"",
		  "postgresql://" },
		{ "POSTGRES://h/d", "unknown scheme \"POSTGRES\"", "postgresql://" },
		{ "jdbc:postgresql://h/d", "does not start with postgresql://", "postgresql://" },
		{ "postgres+psycopg2://h/d?a=b", "unknown scheme", "postgresql://" },
		{ "postgres://h/d?options=-csearch_path=app", "of \"options\" holds a =", "%3D" },
		{ "host=h client_encoding=latin1", "client_encoding", "" },
		{ "mydb", "neither", "" },
		{ "", "neither", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rig_open_fails(cases[i].url, 0, DUNLIN_EUSAGE, cases[i].message);
		if (strstr(rig_err.hint, cases[i].hint) == NULL)
			fail_msg("%s: hint: %s", cases[i].url, rig_err.hint);
	}
}

static void postgres__no_message_holds_a_password(void **state)
{
	static const char *const urls[] = {
		"postgres://u:" SECRET "@127.0.0.1:1/d",
		"postgres://u:" SECRET "%@127.0.0.1:1/d",
		"postgres://u:%" SECRET "@127.0.0.1:1/d",
		"postgres://u:" SECRET "^%zz#@127.0.0.1:1/d",
		"postgres://u:^%#" SECRET "@127.0.0.1:1/d",
		"postgres://u:#" SECRET "@127.0.0.1:1/d",
		"postgres://u:a@" SECRET "@127.0.0.1:1/d",
		"postgres://u:" SECRET "@a@127.0.0.1:1/d",
		"postgres://u:a/" SECRET "@127.0.0.1:1/d",
		"postgres://u:" SECRET "/a@127.0.0.1:1/d",
		"postgres://u:1/" SECRET "@127.0.0.1:1/d",
		"postgres://u:a?" SECRET "@127.0.0.1:1/d",
		"postgres://u:a/b?" SECRET "@127.0.0.1:1/d",
		"postgres://u:1/b?" SECRET "=3@127.0.0.1:1/d",
		"postgres://u:1/2?3&" SECRET "=@127.0.0.1:1/d",
		"postgres://u:" SECRET "/d",
		"postgres://u:" SECRET,
		"postgres://u:[" SECRET "@127.0.0.1:1/d",
		"postgres://u:" SECRET "]@[::1/d",
		"postgres://u:" SECRET "@127.0.0.1:port/d",
		"postgres://u:" SECRET "@127.0.0.1:1/d?nosuch=1",
		"postgres://u:" SECRET "@127.0.0.1:1/d?sslmode",
		"postgres://u:" SECRET "@127.0.0.1:1/d?sslmode=a=b",
		"postgres://u:" SECRET "@127.0.0.1:1/d?sslmode=nosuch",
		"postgres://u@127.0.0.1:1/d?password=" SECRET "&schema=a",
		"postgres://u@127.0.0.1:1/d?password=" SECRET "%",
		"postgres://u@127.0.0.1:1/d?password=" SECRET,
		"postgres://u@127.0.0.1:1/d?passwrod=" SECRET,
		"postgres+x://u:" SECRET "@h/d",
		"postgres:u:" SECRET "@h/d",
		"postgres//u:" SECRET "@h/d",
		"host=127.0.0.1 port=1 password=" SECRET,
		"host=127.0.0.1 port=1 password=a " SECRET,
		"host=127.0.0.1 port=1 password=a " SECRET "=b",
		"host=127.0.0.1 port=1 password='a" SECRET,
		"host=127.0.0.1 port=1 password='a'" SECRET,
		"host=127.0.0.1 port=1 password='a' " SECRET "=1",
		"password=" SECRET " schema=a",
		"host=127.0.0.1 port=" SECRET " password=" SECRET,
		"127.0.0.1 u " SECRET,
		"postgres://u:" SECRET "@127.0.0.1:1,127.0.0.1:2/d?target_session_attrs=nosuch",
		"postgres://u:" SECRET "@/d?host=/nosuch/" SECRET,
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		struct dunlin_open how = rig_how(urls[i], 0);
		dunlin_conn *conn;
		dunlin_status status;

		rig_clear();
		status = rig_driver->open(&conn, &rig_host, &how, &rig_err);
		assert_null(conn);
		if (status != DUNLIN_EUSAGE && status != DUNLIN_ECONNECT)
			fail_msg("%s: status %d: %s", urls[i], status, rig_err.message);
		assert_no_secret();
		rig_clear();
		(void)rig_driver->create_database(&rig_host, &how, &rig_err);
		assert_true(rig_err.seen);
		assert_no_secret();
	}
}

static void postgres__a_password_that_must_be_encoded_gets_a_hint(void **state)
{
	(void)state;
	rig_open_fails("postgres://u:p^%#w@127.0.0.1:1/d", 0, DUNLIN_EUSAGE, "holds a %");
	assert_non_null(strstr(rig_err.hint, "%25"));
	rig_open_fails("postgres://u:p@w@127.0.0.1:1/d", 0, DUNLIN_EUSAGE, "holds an @");
	assert_non_null(strstr(rig_err.hint, "%40"));
	rig_open_fails("postgres://u:p/w@127.0.0.1:1/d", 0, DUNLIN_EUSAGE, "holds an @ or /");
	rig_open_fails("host=h password=a b", 0, DUNLIN_EUSAGE, "at the password or after it");
	assert_non_null(strstr(rig_err.hint, "single quotes"));
}

/* --- why there is no connection --- */

static void postgres__what_cannot_be_reached_is_named(void **state)
{
	(void)state;
	rig_open_fails("postgres://u@127.0.0.1:1/d", 0, DUNLIN_ECONNECT,
		       "connection to server at \"127.0.0.1\", port 1 failed: Connection refused");
	assert_string_equal(rig_err.sqlstate, "");
	assert_int_equal(rig_err.fault.retryable, 1);
	rig_open_fails("host=/nosuch/folder user=u", 0, DUNLIN_ECONNECT, "/nosuch/folder");
	rig_open_fails("postgres://u@127.0.0.1:1,127.0.0.1:2/d", 0, DUNLIN_ECONNECT,
		       "port 2 failed");
	assert_non_null(strstr(rig_err.message, "port 1 failed"));
	rig_open_fails(pg_url("&sslmode=nosuch"), 0, DUNLIN_EUSAGE, "invalid sslmode value");
	rig_open_fails(pg_url("&port=x"), 0, DUNLIN_EUSAGE, "port");
}

static void postgres__a_missing_database_says_how_to_create_it(void **state)
{
	(void)state;
	rig_open_fails(pg_url("&dbname=dunlin_nosuch"), 0, DUNLIN_ECONNECT,
		       "database \"dunlin_nosuch\" does not exist");
	assert_string_equal(rig_err.sqlstate, "3D000");
	assert_string_equal(rig_err.hint, "create it with: dunlin db create");
	assert_int_equal(rig_err.fault.retryable, 0);
	assert_null(strstr(rig_err.message, "FATAL"));
	assert_null(strstr(rig_err.message, "postinit"));
	rig_open_fails(pg_url("&user=dunlin_nosuch"), 0, DUNLIN_ECONNECT, "role \"dunlin_nosuch\"");
	assert_string_equal(rig_err.sqlstate, "28000");
}

/* An error as the server sends it: fields that end with a NUL each. */
static const char *fake_error(struct fake *fake, const char *fields, size_t len)
{
	static char packet[256];

	assert_true(len + 5 < sizeof(packet));
	packet[0] = 'E';
	packet[1] = packet[2] = packet[3] = 0;
	packet[4] = (char)(len + 4); /* the last field is the NUL of the literal */
	memcpy(packet + 5, fields, len);
	return fake_start(fake, packet, len + 5);
}

static void postgres__a_refusal_keeps_its_sqlstate(void **state)
{
	static const char wrong[] = "SFATAL\0VFATAL\0C28P01\0"
				    "Mpassword authentication failed for user \"u\"\0"
				    "Fauth.c\0L335\0Rauth_failed\0";
	static const char starting[] = "SFATAL\0VFATAL\0C57P03\0"
				       "Mthe database system is starting up\0Dsoon\0Hwait\0";
	static const char asks[] = "R\0\0\0\x08\0\0\0\x03";
	struct fake fake;
	const char *url;
	char without[1024];

	(void)state;
	rig_open_fails(fake_error(&fake, wrong, sizeof(wrong)), 0, DUNLIN_ECONNECT,
		       "password authentication failed for user \"u\"");
	assert_string_equal(rig_err.sqlstate, "28P01");
	assert_int_equal(rig_err.fault.retryable, 0);
	assert_no_secret();
	fake_stop(&fake);
	rig_open_fails(fake_error(&fake, starting, sizeof(starting)), 0, DUNLIN_ECONNECT,
		       "starting up");
	assert_string_equal(rig_err.sqlstate, "57P03");
	assert_string_equal(rig_err.detail, "soon");
	assert_string_equal(rig_err.hint, "wait");
	assert_int_equal(rig_err.fault.retryable, 1);
	fake_stop(&fake);
	url = fake_start(&fake, asks, sizeof(asks) - 1);
	snprintf(without, sizeof(without), "%.*s", (int)(strstr(url, "password") - url), url);
	rig_open_fails(without, 0, DUNLIN_ECONNECT, "no password supplied");
	fake_stop(&fake);
}

static void postgres__an_old_server_is_refused(void **state)
{
	static const char old[] = "R\0\0\0\x08\0\0\0\0"
				  "S\0\0\0\x18server_version\0"
				  "11.5\0"
				  "K\0\0\0\x0c\0\0\0\x01\0\0\0\x02Z\0\0\0\x05I";
	struct fake fake;

	(void)state;
	rig_open_fails(fake_start(&fake, old, sizeof(old) - 1), 0, DUNLIN_EUNSUPPORTED,
		       "PostgreSQL 11.5 is too old");
	fake_stop(&fake);
}

/* Listens, and answers nobody. */
static int silent_port(int *fd)
{
	struct sockaddr_in name = { .sin_family = AF_INET };
	socklen_t len = sizeof(name);

	name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(*fd, (struct sockaddr *)&name, len), 0);
	assert_int_equal(listen(*fd, 5), 0);
	assert_int_equal(getsockname(*fd, (struct sockaddr *)&name, &len), 0);
	return ntohs(name.sin_port);
}

static void postgres__a_silent_server_is_given_up_and_the_next_one_tried(void **state)
{
	struct rig_rows rows = { .count = 0 };
	dunlin_conn *conn = pg_open("");
	int64_t start;
	char url[8192];
	char folder[512];
	int fd;
	int port = silent_port(&fd);

	(void)state;
	assert_int_equal(rig_query(conn,
				   "SELECT split_part(current_setting("
				   "'unix_socket_directories'), ',', 1)",
				   &rows),
			 DUNLIN_OK);
	snprintf(folder, sizeof(folder), "%.*s", (int)strcspn(rows.text, "\n"), rows.text);
	rows = (struct rig_rows){ .count = 0 };
	assert_int_equal(rig_query(conn, "SELECT current_setting('port') || ' user=' || user",
				   &rows),
			 DUNLIN_OK);
	rig_driver->close(conn);
	start = pg_now_ms();
	snprintf(url, sizeof(url), "host=127.0.0.1 port=%d user=u connect_timeout=1", port);
	rig_open_fails(url, 0, DUNLIN_ECONNECT, "no answer in 2 s");
	assert_non_null(strstr(rig_err.message, "\"127.0.0.1\", port "));
	assert_in_range(pg_now_ms() - start, 1900, 9000);
	/* Twice silent: once by name, once by address; the third is the server. */
	snprintf(url, sizeof(url),
		 "host=127.0.0.1,localhost,%s hostaddr=,127.0.0.1, port=%d,%d,%s dbname=postgres "
		 "connect_timeout=2",
		 folder, port, port, rows.text);
	url[strcspn(url, "\n")] = ' ';
	start = pg_now_ms();
	rig_driver->close(rig_open(url, 0));
	assert_in_range(pg_now_ms() - start, 3900, 15000);
	close(fd);
}

/* --- what is set --- */

static void postgres__the_set_up_is_listed_and_real(void **state)
{
	static const char *const session[] = { "SET work_mem = '7MB'", "SELECT 1, 2, 3, 4" };
	struct dunlin_open how = rig_how(pg_url(""), 0);
	struct rig_rows rows = { .count = 0 };
	dunlin_conn *conn = NULL;

	(void)state;
	how.application = "dunlin test";
	how.schema = "We\"ird";
	how.session = session;
	how.n_session = 2;
	how.lock_timeout_ms = -1;
	how.statement_timeout_ms = 90000;
	rig_clear();
	pg_log_clear();
	assert_int_equal(rig_driver->open(&conn, &rig_host, &how, &rig_err), DUNLIN_OK);
	assert_string_equal(pg_log, "");
	assert_int_equal(rig_driver->setup(conn, rig_on_row, &rows, &rig_err), DUNLIN_OK);
	assert_string_equal(rows.text, "SET standard_conforming_strings = on\n"
				       "SET statement_timeout = 90000\n"
				       "SET lock_timeout = 0\n"
				       "SET idle_in_transaction_session_timeout = 0\n"
				       "SET idle_session_timeout = 0\n"
				       "SET client_connection_check_interval = '5s'\n"
				       "SET search_path = \"We\"\"ird\"\n"
				       "SET work_mem = '7MB'\n"
				       "SELECT 1, 2, 3, 4\n");
	rig_assert_rows(conn,
			"SELECT current_setting('statement_timeout'), "
			"current_setting('lock_timeout'), current_setting('work_mem'), "
			"current_setting('client_connection_check_interval'), "
			"current_setting('client_encoding'), current_setting('application_name'), "
			"current_setting('search_path')",
			"90s|0|7MB|5s|UTF8|dunlin test|\"We\"\"ird\"\n");
	rig_driver->close(conn);
	/* What the user's own string says wins. */
	how.url = pg_url("&application_name=mine&options=-cwork_mem%3D3MB");
	how.session = NULL;
	assert_int_equal(rig_driver->open(&conn, &rig_host, &how, &rig_err), DUNLIN_OK);
	rig_assert_rows(conn,
			"SELECT current_setting('application_name'), current_setting('work_mem')",
			"mine|3MB\n");
	rig_driver->close(conn);
}

static void postgres__a_faulty_session_statement_is_counted(void **state)
{
	static const char *const bad[] = { "SET work_mem = '7MB'", "SET nosuch TO 1" };
	static const char *const open_tx[] = { "BEGIN" };
	static const char *const copies[] = { "COPY (SELECT 1) TO STDOUT" };
	struct dunlin_open how = rig_how(pg_url(""), 0);
	dunlin_conn *conn;

	(void)state;
	how.session = bad;
	how.n_session = 2;
	rig_clear();
	assert_int_equal(rig_driver->open(&conn, &rig_host, &how, &rig_err), DUNLIN_EMISSING);
	assert_null(conn);
	rig_assert_fault(DUNLIN_EMISSING, "42704", "session statement 2: ");
	assert_int_equal(rig_err.fault.stmt_index, -1);
	how.session = open_tx;
	how.n_session = 1;
	assert_int_equal(rig_driver->open(&conn, &rig_host, &how, &rig_err), DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "leave a transaction open");
	how.session = copies;
	assert_int_not_equal(rig_driver->open(&conn, &rig_host, &how, &rig_err), DUNLIN_OK);
	assert_null(conn);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "session statement 1: ");
}

static void postgres__an_older_caller_is_served(void **state)
{
	struct dunlin_open how = rig_how(pg_url(""), 0);
	struct dunlin_info info;
	struct dunlin_host host = rig_host;
	struct {
		struct dunlin_info info;
		char more[16];
	} wide;
	dunlin_conn *conn = NULL;

	(void)state;
	how.size = (uint32_t)offsetof(struct dunlin_open, application);
	how.application = (const char *)1; /* past the end: not to be looked at */
	how.schema = (const char *)1;
	how.session = (const char *const *)1;
	how.on_progress = (dunlin_progress_fn)(void (*)(void))1;
	host.size += 64;
	rig_clear();
	assert_int_equal(rig_driver->open(&conn, &host, &how, &rig_err), DUNLIN_OK);
	rig_assert_rows(conn, "SELECT current_setting('application_name')", "dunlin 0.0.0\n");
	rig_exec_ok(conn, "DROP TABLE IF EXISTS nosuch");
	memset(&info, 0xee, sizeof(info));
	info.size = (uint32_t)offsetof(struct dunlin_info, product);
	assert_int_equal(rig_driver->info(conn, &info, NULL), DUNLIN_OK);
	assert_true(info.version >= 120000);
	assert_int_equal((unsigned char)((char *)&info.product)[0], 0xee);
	memset(&wide, 0xee, sizeof(wide));
	wide.info.size = sizeof(wide);
	assert_int_equal(rig_driver->info(conn, &wide.info, NULL), DUNLIN_OK);
	assert_int_equal((unsigned char)wide.more[0], 0xee);
	rig_driver->close(conn);
}

static void postgres__info_tells_what_is_there(void **state)
{
	struct dunlin_info info = { .size = DUNLIN_INFO_SIZE };
	struct dunlin_open how = rig_how(pg_url(""), 0);
	dunlin_conn *conn = pg_open("");
	char product[64];

	(void)state;
	assert_int_equal(rig_driver->info(conn, &info, NULL), DUNLIN_OK);
	snprintf(product, sizeof(product), "PostgreSQL %d.", (int)(info.version / 10000));
	assert_memory_equal(info.product, product, strlen(product));
	assert_null(strchr(info.product + 11, ' '));
	assert_string_equal(info.database, "postgres");
	assert_string_equal(info.schema, "public");
	assert_null(info.read_only);
	assert_int_equal(info.caps[0], rig_driver->caps[0]);
	assert_int_equal(info.caps[0],
			 DUNLIN_CAP_ALL & ~(DUNLIN_CAP_SCRATCH | DUNLIN_CAP_SNAPSHOT));
	rig_driver->close(conn);
	conn = pg_open("&options=-cdefault_transaction_read_only%3Don");
	assert_int_equal(rig_driver->info(conn, &info, NULL), DUNLIN_OK);
	assert_string_equal(info.read_only, "default_transaction_read_only is on");
	rig_driver->close(conn);
	how.schema = "dunlin_nosuch";
	assert_int_equal(rig_driver->open(&conn, &rig_host, &how, NULL), DUNLIN_OK);
	assert_int_equal(rig_driver->info(conn, &info, NULL), DUNLIN_OK);
	assert_string_equal(info.schema, "dunlin_nosuch");
	rig_driver->close(conn);
	conn = pg_open("&options=-csearch_path%3Ddunlin_nosuch");
	assert_int_equal(rig_driver->info(conn, &info, NULL), DUNLIN_OK);
	assert_null(info.schema);
	rig_driver->close(conn);
	rig_driver->close(NULL);
}

static void postgres__the_table_keeps_its_promises(void **state)
{
	(void)state;
	assert_int_equal(rig_driver->magic, DUNLIN_DRIVER_MAGIC);
	assert_int_equal(rig_driver->size, DUNLIN_DRIVER_SIZE);
	assert_string_equal(rig_driver->name, "postgres");
	assert_string_equal(rig_driver->dialect_name, "postgres");
	assert_null(rig_driver->dialect);
	assert_non_null(rig_driver->lock_try);
	assert_non_null(rig_driver->cancel);
	assert_non_null(rig_driver->reset);
}

#define TEST(name) cmocka_unit_test(postgres__##name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(urls_and_strings_are_taken),
		TEST(an_unknown_parameter_is_named_with_what_replaces_it),
		TEST(no_message_holds_a_password),
		TEST(a_password_that_must_be_encoded_gets_a_hint),
		TEST(what_cannot_be_reached_is_named),
		TEST(a_missing_database_says_how_to_create_it),
		TEST(a_refusal_keeps_its_sqlstate),
		TEST(an_old_server_is_refused),
		TEST(a_silent_server_is_given_up_and_the_next_one_tried),
		TEST(the_set_up_is_listed_and_real),
		TEST(a_faulty_session_statement_is_counted),
		TEST(an_older_caller_is_served),
		TEST(info_tells_what_is_there),
		TEST(the_table_keeps_its_promises),
	};

	return cmocka_run_group_tests(tests, pg_start, rig_stop);
}
