/* A server for tests: it starts, from the programs or a cache, and never outlives who started it.
 *
 * PostgreSQL refuses to run as root: below root all of this runs as the user nobody. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <dunlin/testing.h>

#include "base/path.h"
#include "base/str.h"

enum { PATIENCE = 3000, STEP_MS = 10 }; /* 30 s */

struct bench {
	char folder[64]; /* with the folders t, of the servers, and cache */
	char place[80], cache[80];
	struct dunlin_place driver;
	const struct dunlin_place *drivers[1];
	struct dunlin_options options;
	struct dunlin_testserver_options how;
	dunlin_error *err;
	char told[400]; /* the last warning */
};

static void listen_to(void *payload, const struct dunlin_event *event)
{
	struct bench *bench = payload;

	if (event->kind == DUNLIN_EVENT_WARNING)
		snprintf(bench->told, sizeof(bench->told), "%s", event->text);
}

static void bench_init(struct bench *bench)
{
	static const struct dunlin_place place = DUNLIN_PLACE_INIT;
	static const struct dunlin_options options = DUNLIN_OPTIONS_INIT;
	static const struct dunlin_testserver_options how = DUNLIN_TESTSERVER_OPTIONS_INIT;

	bench->driver = place;
	bench->driver.path = getenv("DUNLIN_DRIVER_PATH");
	bench->driver.label = "the build tree";
	bench->driver.flags = DUNLIN_PLACE_BUILD;
	bench->drivers[0] = &bench->driver;
	bench->options = options;
	bench->options.scheme = "postgresql";
	bench->options.places = bench->drivers;
	bench->options.n_places = 1;
	bench->options.on_event = listen_to;
	bench->options.payload = bench;
	bench->how = how;
	bench->how.programs = getenv("DUNLIN_TEST_PG_BIN");
	bench->how.folder = bench->place;
	bench->err = dunlin_error_new();
	assert_non_null(bench->err);
}

static int begin(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	*state = bench;
	if (bench == NULL)
		return -1;
	strcpy(bench->folder, "/tmp/dunlin-test.XXXXXX");
	if (mkdtemp(bench->folder) == NULL)
		return -1;
	snprintf(bench->place, sizeof(bench->place), "%s/t", bench->folder);
	snprintf(bench->cache, sizeof(bench->cache), "%s/cache", bench->folder);
	if (mkdir(bench->place, 0700) != 0)
		return -1;
	bench_init(bench);
	return 0;
}

static size_t count(const char *folder)
{
	struct dn_path_list list = { 0 };
	size_t n;

	if (dn_path_list(&list, folder, NULL) != DUNLIN_OK)
		return 0;
	n = list.n;
	dn_path_list_clear(&list);
	return n;
}

/* Every test leaves nothing behind: no folder of a server, and no child. */
static int end(void **state)
{
	struct bench *bench = *state;
	char command[200];
	const size_t left = count(bench->place);
	const bool child = waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD;
	int rc;

	snprintf(command, sizeof(command), "chmod -R u+w '%s' && rm -rf '%s'", bench->folder,
		 bench->folder);
	rc = system(command);
	dunlin_error_free(bench->err);
	free(bench);
	if (left != 0 || child)
		print_error("left behind: %zu folders%s\n", left, child ? " and a child" : "");
	return rc != 0 || left != 0 || child;
}

static dunlin_testserver *start(struct bench *bench)
{
	dunlin_testserver *server = NULL;

	if (dunlin_testserver_open(&server, &bench->options, &bench->how, bench->err) != DUNLIN_OK)
		fail_msg("%s: %s %s", dunlin_error_message(bench->err),
			 dunlin_error_detail(bench->err) ? dunlin_error_detail(bench->err) : "",
			 dunlin_error_hint(bench->err) ? dunlin_error_hint(bench->err) : "");
	assert_non_null(server);
	return server;
}

static void start_fails(struct bench *bench, dunlin_status expected, const char *piece)
{
	dunlin_testserver *server = NULL;
	const char *detail, *hint;
	char all[4000];

	assert_int_equal(dunlin_testserver_open(&server, &bench->options, &bench->how, bench->err),
			 expected);
	assert_null(server);
	detail = dunlin_error_detail(bench->err);
	hint = dunlin_error_hint(bench->err);
	snprintf(all, sizeof(all), "%s\n%s\n%s", dunlin_error_message(bench->err),
		 detail == NULL ? "" : detail, hint == NULL ? "" : hint);
	if (strstr(all, piece) == NULL)
		fail_msg("\"%s\" is not in: %s", piece, all);
	assert_int_equal(count(bench->place), 0);
}

static dunlin_status ping(const struct bench *bench, const char *url)
{
	struct dunlin_options options = bench->options;
	dunlin_engine *engine = NULL;
	dunlin_status status;

	options.scheme = NULL;
	options.url = url;
	assert_int_equal(dunlin_engine_open(&engine, &options, NULL), DUNLIN_OK);
	status = dunlin_ping(engine, NULL);
	dunlin_engine_close(engine);
	return status;
}

/* The folder goes last: nothing of the server is left then. */
static void until_empty(const char *folder)
{
	int i;

	for (i = 0; i < PATIENCE && count(folder) > 0; i++)
		(void)poll(NULL, 0, STEP_MS);
	assert_int_equal(count(folder), 0);
}

static void put(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(close(fd), 0);
	assert_int_equal(chmod(path, mode), 0);
}

/* Programs of which postgres is the real one, and initdb is not. */
static void fake_initdb(struct bench *bench, char *folder, size_t size, const char *script)
{
	const char *real = getenv("DUNLIN_TEST_PG_BIN");
	char path[200], target[200];

	snprintf(folder, size, "%s/bin", bench->folder);
	(void)mkdir(folder, 0700);
	snprintf(path, sizeof(path), "%s/postgres", folder);
	snprintf(target, sizeof(target), "%s/postgres", real);
	(void)unlink(path);
	assert_int_equal(symlink(target, path), 0);
	snprintf(path, sizeof(path), "%s/initdb", folder);
	put(path, script, 0700);
	bench->how.programs = folder;
}
#define NO_INITDB "#!/bin/sh\necho 'initdb: error: no room'\nexit 3\n"

/* --- life ------------------------------------------------------------------------- */

static void server__answers_until_it_is_closed(void **state)
{
	struct bench *bench = *state;
	dunlin_testserver *server = start(bench);
	char *url = strdup(dunlin_testserver_url(server));

	assert_non_null(strstr(url, bench->place));
	assert_int_equal(count(bench->place), 1);
	assert_int_equal(ping(bench, url), DUNLIN_OK);
	assert_int_equal(dunlin_testserver_check(server, bench->err), DUNLIN_OK);
	dunlin_testserver_close(server);
	assert_int_equal(count(bench->place), 0);
	assert_int_equal(ping(bench, url), DUNLIN_ECONNECT);
	free(url);
	dunlin_testserver_close(NULL);
}

static void server__gives_out_databases(void **state)
{
	struct bench *bench = *state;
	dunlin_testserver *server = start(bench);
	struct dunlin_options options = bench->options;
	const char *folders[1];
	char folder[80], path[100];
	dunlin_testdb *testdb = NULL;
	dunlin_fresh *one = NULL, *two = NULL;

	snprintf(folder, sizeof(folder), "%s/m", bench->folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	snprintf(path, sizeof(path), "%s/1_a.sql", folder);
	put(path, "CREATE TABLE a (id int);\n", 0600);
	folders[0] = folder;
	options.folders = folders;
	options.n_folders = 1;
	options.scheme = NULL;
	options.url = dunlin_testserver_url(server);
	assert_int_equal(dunlin_testdb_new(&testdb, &options, NULL, bench->err), DUNLIN_OK);
	if (dunlin_testdb_open(&one, testdb, bench->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(bench->err));
	assert_int_equal(dunlin_testdb_open(&two, testdb, bench->err), DUNLIN_OK);
	assert_string_not_equal(dunlin_fresh_url(one), dunlin_fresh_url(two));
	assert_int_equal(ping(bench, dunlin_fresh_url(one)), DUNLIN_OK);
	assert_int_equal(dunlin_fresh_close(one, bench->err), DUNLIN_OK);
	assert_int_equal(dunlin_fresh_close(two, bench->err), DUNLIN_OK);
	dunlin_testdb_free(testdb);
	dunlin_testserver_close(server);
}

static void server__is_quiet_when_children_are_ignored(void **state)
{
	struct bench *bench = *state;
	void (*before)(int) = signal(SIGCHLD, SIG_IGN);
	dunlin_testserver *server = start(bench);

	dunlin_testserver_close(server);
	(void)signal(SIGCHLD, before);
	assert_int_equal(count(bench->place), 0);
}

/* Starts a server in a child, which says its URL and then waits to be killed; `heir`: and has a child
 * of its own that goes on. */
static pid_t start_elsewhere(struct bench *bench, char *url, size_t size, int *heir)
{
	dunlin_testserver *server;
	int told[2], life[2];
	ssize_t n;
	char byte;
	pid_t pid;

	assert_int_equal(pipe2(told, O_CLOEXEC), 0);
	assert_int_equal(pipe2(life, O_CLOEXEC), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(life[1]);
		if (dunlin_testserver_open(&server, &bench->options, &bench->how, NULL) !=
		    DUNLIN_OK)
			_exit(1);
		if (heir != NULL && fork() == 0) {
			close(told[1]);
			dunlin_testserver_close(server); /* which it may not */
			(void)!read(life[0], &byte, 1);
			_exit(0);
		}
		(void)!write(told[1], dunlin_testserver_url(server),
			     strlen(dunlin_testserver_url(server)));
		close(told[1]);
		for (;;)
			(void)pause();
	}
	close(told[1]);
	close(life[0]);
	n = read(told[0], url, size - 1);
	assert_true(n > 0);
	url[n] = '\0';
	close(told[0]);
	if (heir != NULL)
		*heir = life[1];
	else
		close(life[1]);
	return pid;
}

static void kill_and_reap(pid_t pid)
{
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void server__ends_with_a_killed_starter(void **state)
{
	struct bench *bench = *state;
	char url[300];
	pid_t pid = start_elsewhere(bench, url, sizeof(url), NULL);

	assert_int_equal(ping(bench, url), DUNLIN_OK);
	kill_and_reap(pid);
	until_empty(bench->place);
	assert_int_equal(ping(bench, url), DUNLIN_ECONNECT);
}

static void server__ends_with_its_starter_whoever_has_its_files(void **state)
{
	struct bench *bench = *state;
	char url[300];
	int heir;
	pid_t pid = start_elsewhere(bench, url, sizeof(url), &heir);

	assert_int_equal(ping(bench, url), DUNLIN_OK);
	kill_and_reap(pid);
	until_empty(bench->place);
	close(heir);
}

static void server__ends_with_a_starter_killed_while_it_is_made(void **state)
{
	struct bench *bench = *state;
	char folder[100], script[400], mark[100];
	dunlin_testserver *server;
	int i;
	pid_t pid;

	snprintf(mark, sizeof(mark), "%s/mark", bench->folder);
	snprintf(script, sizeof(script), "#!/bin/sh\n: >%s\nexec sleep 1000\n", mark);
	fake_initdb(bench, folder, sizeof(folder), script);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(dunlin_testserver_open(&server, &bench->options, &bench->how, NULL));
	for (i = 0; i < PATIENCE && access(mark, F_OK) != 0; i++)
		(void)poll(NULL, 0, STEP_MS);
	assert_int_equal(count(bench->place), 1);
	kill_and_reap(pid);
	until_empty(bench->place);
}

/* The number in the first line of postmaster.pid. */
static pid_t server_pid(const struct bench *bench)
{
	struct dn_path_list list = { 0 };
	char path[300], *data;
	size_t len;
	pid_t pid;

	assert_int_equal(dn_path_list(&list, bench->place, NULL), DUNLIN_OK);
	assert_int_equal(list.n, 1);
	snprintf(path, sizeof(path), "%s/%s/data/postmaster.pid", bench->place, list.items[0].name);
	dn_path_list_clear(&list);
	assert_int_equal(dn_path_read(&data, &len, path, NULL), DUNLIN_OK);
	pid = (pid_t)strtol(data, NULL, 10);
	free(data);
	assert_true(pid > 1);
	return pid;
}

static void until_ended(struct bench *bench, dunlin_testserver *server)
{
	dunlin_status status = DUNLIN_OK;
	int i;

	for (i = 0; i < PATIENCE && status == DUNLIN_OK; i++) {
		status = dunlin_testserver_check(server, bench->err);
		(void)poll(NULL, 0, STEP_MS);
	}
	assert_int_equal(status, DUNLIN_ECONNLOST);
}

static void server__tells_that_it_ended(void **state)
{
	struct bench *bench = *state;
	dunlin_testserver *server = start(bench);

	assert_int_equal(kill(server_pid(bench), SIGQUIT), 0);
	until_ended(bench, server);
	assert_non_null(strstr(dunlin_error_message(bench->err), "the server ended with status"));
	assert_non_null(strstr(dunlin_error_detail(bench->err), "shut"));
	assert_int_equal(dunlin_testserver_check(server, NULL), DUNLIN_ECONNLOST);
	dunlin_testserver_close(server);
}

static void server__ends_with_its_keeper(void **state)
{
	struct bench *bench = *state;
	dunlin_testserver *server = start(bench);
	pid_t pid = server_pid(bench);
	char path[64], *data, *at;
	size_t len;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	assert_int_equal(dn_path_read(&data, &len, path, NULL), DUNLIN_OK);
	at = strrchr(data, ')');
	assert_non_null(at);
	assert_int_equal(kill((pid_t)strtol(at + 4, NULL, 10), SIGKILL), 0);
	free(data);
	until_ended(bench, server);
	dunlin_testserver_close(server);
}

static void server__is_not_a_forked_childs_to_close(void **state)
{
	struct bench *bench = *state;
	dunlin_testserver *server = start(bench);
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		dunlin_testserver_close(server);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(ping(bench, dunlin_testserver_url(server)), DUNLIN_OK);
	dunlin_testserver_close(server);
}

/* --- the cache ---------------------------------------------------------------------- */

static void cache__saves_initdb(void **state)
{
	struct bench *bench = *state;
	char folder[100];

	bench->how.cache = bench->cache;
	dunlin_testserver_close(start(bench));
	assert_string_equal(bench->told, "");
	assert_int_equal(count(bench->cache), 1);
	fake_initdb(bench, folder, sizeof(folder), NO_INITDB);
	dunlin_testserver_close(start(bench));
	bench->how.cache = NULL;
	start_fails(bench, DUNLIN_EUSAGE, "initdb: error: no room");
}

static void one_file(const struct bench *bench, char *path, size_t size)
{
	struct dn_path_list list = { 0 };

	assert_int_equal(dn_path_list(&list, bench->cache, NULL), DUNLIN_OK);
	assert_int_equal(list.n, 1);
	snprintf(path, size, "%s/%s", bench->cache, list.items[0].name);
	dn_path_list_clear(&list);
}

static void cache__that_is_corrupt_is_made_anew(void **state)
{
	struct bench *bench = *state;
	char path[300], folder[100], byte = 'x';
	struct stat st;
	int fd;

	bench->how.cache = bench->cache;
	dunlin_testserver_close(start(bench));
	one_file(bench, path, sizeof(path));
	fd = open(path, O_RDWR | O_CLOEXEC);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(pwrite(fd, &byte, 1, st.st_size / 2), 1);
	close(fd);
	fake_initdb(bench, folder, sizeof(folder), NO_INITDB);
	start_fails(bench, DUNLIN_EUSAGE, "initdb: error: no room");
	bench->how.programs = getenv("DUNLIN_TEST_PG_BIN");
	dunlin_testserver_close(start(bench));
	fake_initdb(bench, folder, sizeof(folder), NO_INITDB);
	dunlin_testserver_close(start(bench));
	assert_int_equal(truncate(path, 1000), 0);
	start_fails(bench, DUNLIN_EUSAGE, "initdb: error: no room");
}

static void cache__that_cannot_be_written_is_only_told(void **state)
{
	struct bench *bench = *state;

	bench->how.cache = bench->cache;
	assert_int_equal(mkdir(bench->cache, 0500), 0);
	dunlin_testserver_close(start(bench));
	assert_non_null(strstr(bench->told, "nothing can be kept in"));
	assert_int_equal(count(bench->cache), 0);
}

static void *start_one(void *payload)
{
	struct bench *bench = payload;
	dunlin_testserver *server = NULL;
	dunlin_status status;

	status = dunlin_testserver_open(&server, &bench->options, &bench->how, bench->err);
	if (status == DUNLIN_OK)
		status = ping(bench, dunlin_testserver_url(server));
	dunlin_testserver_close(server);
	return status == DUNLIN_OK ? NULL : bench;
}

static void cache__serves_many_at_once(void **state)
{
	enum { N = 4 };
	struct bench *bench = *state, each[N];
	pthread_t threads[N];
	void *failed;
	size_t i;

	for (i = 0; i < N; i++) {
		each[i] = *bench;
		bench_init(&each[i]);
		each[i].how.folder = bench->place;
		each[i].how.cache = bench->cache;
		assert_int_equal(pthread_create(&threads[i], NULL, start_one, &each[i]), 0);
	}
	for (i = 0; i < N; i++) {
		assert_int_equal(pthread_join(threads[i], &failed), 0);
		if (failed != NULL)
			fail_msg("%s", dunlin_error_message(each[i].err));
		dunlin_error_free(each[i].err);
	}
	assert_int_equal(count(bench->cache), 1);
}

/* --- what cannot be --------------------------------------------------------------------- */

static int32_t at_once(void *payload)
{
	return payload != NULL;
}

static void server__needs_its_programs(void **state)
{
	struct bench *bench = *state;

	bench->how.programs = bench->place;
	start_fails(bench, DUNLIN_EUSAGE, "t/initdb is no program of a PostgreSQL server");
	assert_non_null(strstr(dunlin_error_hint(bench->err), "pg_config --bindir"));
	bench->how.programs = "bin";
	start_fails(bench, DUNLIN_EUSAGE, "is no absolute path: bin");
	bench->how.programs = NULL;
	start_fails(bench, DUNLIN_EUSAGE, "no folder with the programs");
}

static void server__needs_programs_that_work(void **state)
{
	struct bench *bench = *state;
	char folder[100], path[200];

	fake_initdb(bench, folder, sizeof(folder), "#!/bin/sh\nkill -9 $$\n");
	start_fails(bench, DUNLIN_EUSAGE, "the data of the server was ended by signal 9");
	fake_initdb(bench, folder, sizeof(folder), "no program");
	start_fails(bench, DUNLIN_EUSAGE,
		    "the data of the server cannot be run: Exec format error");
	/* Says that it has made them, and has not. */
	fake_initdb(bench, folder, sizeof(folder), "#!/bin/sh\nexit 0\n");
	start_fails(bench, DUNLIN_ECONNECT, "the server ended with status");
	snprintf(path, sizeof(path), "%s/postgres", folder);
	assert_int_equal(unlink(path), 0);
	put(path, "#!/bin/sh\necho I am none\n", 0700);
	bench->how.cache = bench->cache;
	start_fails(bench, DUNLIN_EUSAGE, "/postgres --version: I am none");
}

static void server__needs_a_short_path(void **state)
{
	struct bench *bench = *state;
	char deep[300], none[100];

	snprintf(none, sizeof(none), "%s/none", bench->folder);
	bench->how.folder = none;
	start_fails(bench, DUNLIN_EUSAGE, "no folder can be made in");
	memset(deep, 'd', sizeof(deep));
	memcpy(deep, bench->place, strlen(bench->place));
	deep[strlen(bench->place)] = '/';
	deep[80] = '\0'; /* one byte too many */
	assert_int_equal(mkdir(deep, 0700), 0);
	bench->how.folder = deep;
	assert_int_equal(dunlin_testserver_open(&(dunlin_testserver *){ NULL }, &bench->options,
						&bench->how, bench->err),
			 DUNLIN_EUSAGE);
	assert_non_null(strstr(dunlin_error_message(bench->err), "of at most 93 bytes"));
	assert_int_equal(rmdir(deep), 0);
	deep[79] = '\0';
	assert_int_equal(mkdir(deep, 0700), 0);
	dunlin_testserver_close(start(bench));
	assert_int_equal(rmdir(deep), 0);
}

static void server__can_be_given_up(void **state)
{
	struct bench *bench = *state;
	char folder[100];

	bench->how.stopped = at_once;
	bench->how.payload = bench;
	fake_initdb(bench, folder, sizeof(folder), "#!/bin/sh\nexec sleep 1000\n");
	start_fails(bench, DUNLIN_ECANCELED, "canceled");
	bench->how.stopped = NULL;
	bench->how.timeout_ms = 1;
	start_fails(bench, DUNLIN_ECONNECT,
		    "the data of the server was not ready in time, which was 1 ms");
}

static void server__is_asked_for_by_options_that_fit(void **state)
{
	struct bench *bench = *state;

	bench->how.size = 0;
	start_fails(bench, DUNLIN_EUSAGE, "the options are not initialised");
	bench->how.size = sizeof(bench->how);
	bench->options.url = "postgresql://localhost/x";
	start_fails(bench, DUNLIN_EUSAGE, "no URL or connection");
	bench->options.url = NULL;
	bench->options.scheme = "sqlite";
	start_fails(bench, DUNLIN_EUNSUPPORTED, "the driver sqlite starts no servers");
}

/* --- all ---------------------------------------------------------------------------------- */

static int become_nobody(void **state)
{
	const struct passwd *nobody;

	(void)state;
	if (getenv("DUNLIN_TEST_PG_BIN") == NULL) {
		print_error("DUNLIN_TEST_PG_BIN must name the folder of initdb and postgres\n");
		return -1;
	}
	if (geteuid() != 0)
		return 0;
	nobody = getpwnam("nobody");
	return nobody == NULL || setgroups(0, NULL) != 0 || setgid(nobody->pw_gid) != 0 ||
	       setuid(nobody->pw_uid) != 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(server__answers_until_it_is_closed),
		TEST(server__gives_out_databases),
		TEST(server__is_quiet_when_children_are_ignored),
		TEST(server__ends_with_a_killed_starter),
		TEST(server__ends_with_its_starter_whoever_has_its_files),
		TEST(server__ends_with_a_starter_killed_while_it_is_made),
		TEST(server__tells_that_it_ended),
		TEST(server__ends_with_its_keeper),
		TEST(server__is_not_a_forked_childs_to_close),
		TEST(cache__saves_initdb),
		TEST(cache__that_is_corrupt_is_made_anew),
		TEST(cache__that_cannot_be_written_is_only_told),
		TEST(cache__serves_many_at_once),
		TEST(server__needs_its_programs),
		TEST(server__needs_programs_that_work),
		TEST(server__needs_a_short_path),
		TEST(server__can_be_given_up),
		TEST(server__is_asked_for_by_options_that_fit),
	};

	return cmocka_run_group_tests_name("engine/testserver", tests, become_nobody, NULL);
}
