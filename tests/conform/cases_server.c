/* cases_server - servers that run for a while: described, made, used, and gone. */
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit.h"
#include "quirks.h"

#define NOBODY 65534
#define PATIENCE_MS 60000 /* for what a busy machine may take long over */
#define LOOK_US 20000

/* No server runs as root, who may be where nobody else may. */
static void be_nobody(void)
{
	if (geteuid() != 0)
		return;
	want(setgroups(0, NULL) == 0 && setgid(NOBODY) == 0 && setuid(NOBODY) == 0 &&
		     chdir("/") == 0,
	     "root cannot become somebody else");
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* forgotten with the user */
}

/* A folder of its own, with that of the data in it. */
static struct dunlin_server made(void)
{
	const char *programs = quirk("programs"), *base = getenv("TMPDIR");
	char *folder = kit_print("%s/dunlin_conform.XXXXXX", base == NULL ? "/tmp" : base);
	struct dunlin_server how = { .size = DUNLIN_SERVER_SIZE, .programs = programs };

	be_nobody();
	want(mkdtemp(folder) != NULL, "%s cannot be made: %s", folder, strerror(errno));
	how.folder = folder;
	how.data = kit_print("%s/data", folder);
	how.log = kit_print("%s/log", folder);
	want(mkdir(how.data, 0700) == 0, "%s cannot be made: %s", how.data, strerror(errno));
	return how;
}

static bool is_gone(const char *folder)
{
	return access(folder, F_OK) != 0;
}

static void describe(uint32_t what, const struct dunlin_server *how)
{
	kit_forget();
	kit_forget_rows();
	kit_is(kit.d->describe_server(&kit.host, what, how, kit_on_row, &kit, &kit.err), DUNLIN_OK,
	       "describe_server");
	want(kit.n_rows > 0 && kit.columns == 1, "describe_server() tells %d rows of %zu values",
	     (int)kit.n_rows, kit.columns);
}

static void leave(const struct dunlin_server *how)
{
	(void)rmdir(how->data);
	(void)rmdir(how->folder);
}

/* The same from one call to the next, and with a struct of another size. */
static void form(void)
{
	struct {
		struct dunlin_server how;
		char junk[64];
	} later = { .how = made() };
	char *first;

	describe(DUNLIN_SERVER_FORM, &later.how);
	first = kit_print("%s", kit.rows);
	later.how.size += sizeof(later.junk);
	later.how.reserved = UINT32_MAX; /* nobody looks at it */
	memset(later.junk, 0xa5, sizeof(later.junk));
	describe(DUNLIN_SERVER_FORM, &later.how);
	leave(&later.how);
	want(strcmp(first, kit.rows) == 0, "the form differs from one call to the next");
}

static void url(void)
{
	struct dunlin_server how = made();

	describe(DUNLIN_SERVER_URL, &how);
	leave(&how);
	want(kit.n_rows == 1, "there are %d URLs", (int)kit.n_rows);
	want(strchr(kit.rows, ':') != NULL, "%s is no URL", kit.rows);
}

/* Nothing is started that is not there, and the folder stays the caller's. */
static void no_programs(void)
{
	struct dunlin_server how = made();
	dunlin_served *served = (dunlin_served *)&how;
	dunlin_status status;
	bool gone;

	how.programs = "/nonexistent/programs";
	status = kit.d->open_server(&served, &kit.host, &how, &kit.err);
	gone = is_gone(how.data);
	leave(&how);
	want(status == DUNLIN_EUSAGE, "open_server() without programs answers %s",
	     kit_status_name(status));
	kit_is(status, DUNLIN_EUSAGE, "open_server");
	want(served == NULL, "open_server() failed and left *out as it was");
	want(kit.err.message[0] != '\0', "open_server() failed without a word");
	want(!gone, "open_server() failed, and the folder is gone");
}

static void close_null(void)
{
	kit.d->close_server(NULL);
}

/* How what was started ended; false while it has not. */
static bool ended(dunlin_served *served, int64_t timeout_ms, struct dunlin_server_end *out)
{
	struct {
		struct dunlin_server_end end;
		unsigned char rest[64];
	} room;
	size_t i;

	memset(&room, 0xa5, sizeof(room));
	room.end = (struct dunlin_server_end){ .size = DUNLIN_SERVER_END_SIZE + sizeof(room.rest) };
	kit_is(kit.d->steer_server(served, DUNLIN_SERVER_WAIT, timeout_ms, &room.end, &kit.err),
	       DUNLIN_OK, "steer_server(WAIT)");
	for (i = 0; i < sizeof(room.rest); i++)
		want(room.rest[i] == 0xa5,
		     "a byte past the end of struct dunlin_server_end is written");
	want(room.end.number == 0, "a program of the server cannot be started: %s",
	     strerror(room.end.number));
	*out = room.end;
	return room.end.ended != 0;
}

static dunlin_served *running(const struct dunlin_server *how)
{
	dunlin_served *served = NULL;
	struct dunlin_server_end end;

	kit_is(kit.d->open_server(&served, &kit.host, how, &kit.err), DUNLIN_OK, "open_server");
	want(served != NULL, "open_server() succeeded and handed nothing over");
	kit_is(kit.d->steer_server(served, DUNLIN_SERVER_MAKE, 0, NULL, &kit.err), DUNLIN_OK,
	       "steer_server(MAKE)");
	want(ended(served, PATIENCE_MS, &end), "the data are not made within a minute");
	want(end.status == 0, "making the data ended with status %d", end.status);
	kit_is(kit.d->steer_server(served, DUNLIN_SERVER_RUN, 0, NULL, &kit.err), DUNLIN_OK,
	       "steer_server(RUN)");
	return served;
}

/* A server needs a moment until it takes connections. */
static dunlin_conn *connected(dunlin_served *served, const struct dunlin_server *server)
{
	const int64_t last = kit_now_ms() + PATIENCE_MS;
	struct dunlin_open how = kit_how();
	struct dunlin_server_end end;
	dunlin_conn *conn = NULL;

	describe(DUNLIN_SERVER_URL, server);
	kit.rows[strlen(kit.rows) - 1] = '\0';
	how.url = kit_print("%s", kit.rows);
	while (kit.d->open(&conn, &kit.host, &how, &kit.err) != DUNLIN_OK) {
		want(!ended(served, 0, &end), "the server ended with status %d", end.status);
		want(kit_now_ms() < last, "%s is not reached: %s", how.url, kit.err.message);
		(void)usleep(LOOK_US);
	}
	kit_forget();
	return conn;
}

/* Made, run, used, and nothing of it is left; a child that has it by fork() ends nothing. */
static void runs(void)
{
	struct dunlin_server how = made();
	dunlin_served *served = running(&how);
	dunlin_conn *conn = connected(served, &how);
	struct dunlin_server_end end;
	pid_t child;

	kit_ok(conn, "CREATE TABLE " C " (a INTEGER)", "INSERT INTO " C " VALUES (7)", NULL);
	child = fork();
	want(child >= 0, "no process can be started");
	if (child == 0) {
		kit.d->close_server(served);
		_exit(0);
	}
	(void)waitpid(child, NULL, 0);
	want(!ended(served, 0, &end), "close_server() in a child ended the server");
	kit_rows(conn, "SELECT a FROM " C, "7\n");
	kit.d->close(conn);
	kit.d->close_server(served);
	want(is_gone(how.folder), "close_server() left %s", how.folder);
}

static struct dunlin_server held;
static void hold(void)
{
	(void)connected(running(&held), &held);
	kit_ready();
	pause();
}

/* Who has it is killed, and has no time to say a word. */
static void killed(void)
{
	const int64_t last = kit_now_ms() + PATIENCE_MS;
	char *url;
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = NULL;
	bool gone;

	held = made();
	describe(DUNLIN_SERVER_URL, &held);
	kit.rows[strlen(kit.rows) - 1] = '\0';
	url = kit_print("%s", kit.rows);
	kit_kill(kit_fork(hold));
	while (!is_gone(held.folder) && kit_now_ms() < last)
		(void)usleep(LOOK_US);
	gone = is_gone(held.folder);
	leave(&held);
	want(gone, "the program was killed, and its server left %s", held.folder);
	how.url = url;
	how.connect_timeout_ms = 2000;
	want(kit.d->open(&conn, &kit.host, &how, &kit.err) != DUNLIN_OK,
	     "the program was killed, and its server is there");
}

#define CAP DUNLIN_CAP_SERVER
const struct kit_case cases_server[] = {
	{ "server_form", CAP, false, form },
	{ "server_url", CAP, false, url },
	{ "server_no_programs", CAP, false, no_programs },
	{ "server_close_null", CAP, false, close_null },
	{ "server_runs", CAP, false, runs },
	{ "server_of_killed", CAP, false, killed },
	{ 0 },
};
