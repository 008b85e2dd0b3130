/*
 * floor_postgres - the least that applying migrations takes: libpq alone, all statements in one
 * pipeline with one Sync, reading while it writes.
 *
 *   bench/floor_postgres [relaxed | single] URL FILE
 *
 *   FILE     statements, a NUL after each (bench/generate floor-postgres)
 *   relaxed  only the last COMMIT waits for the disk, which makes those before it durable as well
 *   single   all in one transaction: the BEGIN and COMMIT of each are left out
 *
 * A COMMIT waits for the disk, unless it is relaxed, as it does for everybody.
 */
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct run {
	PGconn *pg;
	char *statements; /* owned */
	const char *next, *end, *last_begin;
	size_t due; /* statements that are sent and not answered */
	bool relaxed, single;
	bool synced; /* the Sync is sent */
	bool over;   /* and answered */
};

static _Noreturn void die(const char *what, const char *why)
{
	fprintf(stderr, "floor_postgres: %s: %s\n", what, why);
	exit(1);
}

static void send_statement(struct run *run, const char *sql)
{
	if (PQsendQueryParams(run->pg, sql, 0, NULL, NULL, NULL, NULL, 0) != 1)
		die("send", PQerrorMessage(run->pg));
	run->due++;
}

static bool is_border(const char *sql)
{
	return strcmp(sql, "BEGIN") == 0 || strcmp(sql, "COMMIT") == 0;
}

static void send_next(struct run *run)
{
	const char *sql = run->next;

	if (sql == run->end) {
		if (run->single)
			send_statement(run, "COMMIT");
		if (PQpipelineSync(run->pg) != 1)
			die("sync", PQerrorMessage(run->pg));
		run->synced = true;
		return;
	}
	run->next += strlen(sql) + 1;
	if (run->single && is_border(sql))
		return;
	send_statement(run, sql);
	if (run->relaxed && sql != run->last_begin && strcmp(sql, "BEGIN") == 0)
		send_statement(run, "SET LOCAL synchronous_commit = off");
}

/* Sends until the socket is full or all is out; whether bytes are held back. */
static bool push(struct run *run)
{
	int left;

	while ((left = PQflush(run->pg)) == 0 && !run->synced)
		send_next(run);
	if (left < 0)
		die("flush", PQerrorMessage(run->pg));
	return left > 0;
}

/* Takes every result that is there.  Each statement has one, and a NULL after it; the Sync has one. */
static void pull(struct run *run)
{
	PGresult *result;

	if (PQconsumeInput(run->pg) != 1)
		die("read", PQerrorMessage(run->pg));
	while (!run->over && (run->due > 0 || run->synced) && !PQisBusy(run->pg)) {
		result = PQgetResult(run->pg);
		if (result == NULL) {
			run->due--;
			continue;
		}
		switch (PQresultStatus(result)) {
		case PGRES_PIPELINE_SYNC:
			run->over = true;
			break;
		case PGRES_COMMAND_OK:
		case PGRES_TUPLES_OK:
			break;
		default:
			die("statement", PQresultErrorMessage(result));
		}
		PQclear(result);
	}
}

static void work(struct run *run)
{
	struct pollfd fd = { .fd = PQsocket(run->pg) };

	while (!run->over) {
		fd.events = push(run) ? POLLIN | POLLOUT : POLLIN;
		if (poll(&fd, 1, -1) < 0 && errno != EINTR)
			die("poll", strerror(errno));
		if (fd.revents & POLLIN)
			pull(run);
	}
}

static void load(struct run *run, const char *path)
{
	FILE *file = fopen(path, "r");
	char *bytes;
	const char *at;
	long len;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (len = ftell(file)) <= 0)
		die(path, strerror(errno));
	rewind(file);
	bytes = malloc((size_t)len);
	if (bytes == NULL || fread(bytes, 1, (size_t)len, file) != (size_t)len ||
	    bytes[len - 1] != '\0')
		die(path, "cannot be read as statements");
	fclose(file);
	run->next = run->statements = bytes;
	run->end = bytes + len;
	for (at = bytes; at < run->end; at += strlen(at) + 1)
		if (strcmp(at, "BEGIN") == 0)
			run->last_begin = at;
}

int main(int argc, char **argv)
{
	struct run run = { .relaxed = argc == 4 && strcmp(argv[1], "relaxed") == 0,
			   .single = argc == 4 && strcmp(argv[1], "single") == 0 };

	if (argc != 3 && !run.relaxed && !run.single)
		die("usage", "floor_postgres [relaxed | single] URL FILE");
	load(&run, argv[argc - 1]);
	run.pg = PQconnectdb(argv[argc - 2]);
	if (PQstatus(run.pg) != CONNECTION_OK)
		die("connect", PQerrorMessage(run.pg));
	if (PQenterPipelineMode(run.pg) != 1 || PQsetnonblocking(run.pg, 1) != 0)
		die("pipeline", PQerrorMessage(run.pg));
	if (run.single)
		send_statement(&run, "BEGIN");
	work(&run);
	PQfinish(run.pg);
	free(run.statements);
	return 0;
}
