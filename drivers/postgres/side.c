/* postgres/side - connects and asks, a step at a time. */
#include "side.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_MS 5000
#define ANSWER_MS 5000
#define FIRST_PAUSE_MS 5000 /* until it is tried again, and twice that the next time */
#define LAST_PAUSE_MS 300000
#define MOST_RESULTS 4

/* Nothing asked here may hang, nor be caught by a name of the user's. */
static const char setup_sql[] = "SET search_path = pg_catalog; SET statement_timeout = 4000; "
				"SET lock_timeout = 1000; ";
static const char setup_14_sql[] = "SET idle_session_timeout = 0; ";

enum state {
	CLOSED,
	CONNECTING,
	READY,
	ASKED,
};

struct dn_pg_side {
	struct dn_pg_params params;
	PGconn *pg;
	enum state state;
	PostgresPollingStatusType want; /* CONNECTING */
	bool placed;                    /* the parameters say where */
	bool set_up;
	bool answered;    /* the results are all there */
	int64_t until_ms; /* CONNECTING, ASKED: then it is given up; CLOSED: not tried before */
	int64_t pause_ms;
	char *why;
	PGresult *results[MOST_RESULTS];
	size_t n_results;
};

struct dn_pg_side *dn_pg_side_new(struct dn_pg_params *params)
{
	struct dn_pg_side *side = calloc(1, sizeof(*side));

	if (side == NULL)
		return NULL;
	side->params = *params; /* the side's now */
	memset(params, 0, sizeof(*params));
	return side;
}

static void forget(struct dn_pg_side *side)
{
	while (side->n_results > 0)
		PQclear(side->results[--side->n_results]);
	side->answered = false;
}

void dn_pg_side_free(struct dn_pg_side *side)
{
	if (side == NULL)
		return;
	forget(side);
	PQfinish(side->pg);
	dn_pg_params_clear(&side->params);
	free(side->why);
	free(side);
}

static void finish(struct dn_pg_side *side)
{
	forget(side);
	PQfinish(side->pg);
	side->pg = NULL;
	side->state = CLOSED;
	side->set_up = false;
}

/* Gives the connection up, for a while. */
static void drop(struct dn_pg_side *side, const char *why, int64_t now_ms)
{
	char *text = strndup(why, strcspn(why, "\n"));

	free(side->why);
	side->why = text;
	finish(side);
	side->pause_ms = side->pause_ms == 0 ? FIRST_PAUSE_MS : side->pause_ms * 2;
	if (side->pause_ms > LAST_PAUSE_MS)
		side->pause_ms = LAST_PAUSE_MS;
	side->until_ms = now_ms + side->pause_ms;
}

static bool put_name(struct dn_pg_params *params, const PGconn *main)
{
	const char *name = PQparameterStatus(main, "application_name");
	char *text = NULL;
	bool ok;

	if (asprintf(&text, "%s (watch)", name == NULL ? "" : name) < 0)
		return false;
	ok = dn_pg_params_set(params, "application_name", text);
	free(text);
	return ok;
}

/* Of several places, the one where `main` is: the pids of another server mean nothing. */
static bool put_place(struct dn_pg_params *params, const PGconn *main)
{
	const char *address = PQhostaddr(main);

	return dn_pg_params_set(params, "host", PQhost(main)) &&
	       dn_pg_params_set(params, "hostaddr", address == NULL ? "" : address) &&
	       dn_pg_params_set(params, "port", PQport(main)) &&
	       dn_pg_params_set(params, "target_session_attrs", "any");
}

void dn_pg_side_close(struct dn_pg_side *side)
{
	if (side->state == CLOSED) /* maybe not to be tried again so soon */
		return;
	finish(side);
	side->until_ms = 0;
}

/* It would be written to stderr. */
static void hear_nothing(void *payload, const char *message)
{
	(void)payload;
	(void)message;
}

void dn_pg_side_open(struct dn_pg_side *side, const PGconn *main, int64_t now_ms)
{
	if (side->state != CLOSED || (side->until_ms != 0 && now_ms < side->until_ms))
		return;
	side->placed = side->placed ||
		       (put_place(&side->params, main) && put_name(&side->params, main));
	side->pg = side->placed ? dn_pg_params_connect(&side->params) : NULL;
	if (side->pg == NULL) {
		drop(side, "out of memory", now_ms);
	} else if (PQstatus(side->pg) == CONNECTION_BAD) {
		drop(side, PQerrorMessage(side->pg), now_ms);
	} else {
		(void)PQsetNoticeProcessor(side->pg, hear_nothing, NULL);
		side->state = CONNECTING;
		side->want = PGRES_POLLING_WRITING;
		side->until_ms = now_ms + CONNECT_MS;
	}
}

bool dn_pg_side_ask(struct dn_pg_side *side, const char *sql, int64_t now_ms)
{
	const char *more = side->set_up || side->state != READY  ? ""
			   : PQserverVersion(side->pg) >= 140000 ? setup_14_sql
								 : "";
	char *text = NULL;
	bool sent;

	if (side->state != READY ||
	    asprintf(&text, "%s%s%s", side->set_up ? "" : setup_sql, more, sql) < 0)
		return false;
	forget(side);
	sent = PQsendQuery(side->pg, text) == 1 && PQflush(side->pg) >= 0;
	free(text);
	if (!sent) {
		drop(side, PQerrorMessage(side->pg), now_ms);
		return false;
	}
	side->state = ASKED;
	side->until_ms = now_ms + ANSWER_MS;
	return true;
}

const PGresult *dn_pg_side_answer(const struct dn_pg_side *side, size_t i)
{
	return side->answered && i < side->n_results ? side->results[i] : NULL;
}

bool dn_pg_side_ready(const struct dn_pg_side *side)
{
	return side->state == READY;
}

bool dn_pg_side_asked(const struct dn_pg_side *side)
{
	return side->state == ASKED;
}

const char *dn_pg_side_why(const struct dn_pg_side *side)
{
	return side->state == CLOSED ? side->why : NULL;
}

int64_t dn_pg_side_poll(const struct dn_pg_side *side, struct pollfd *fd)
{
	fd->fd = -1;
	fd->events = 0;
	if (side->state == CONNECTING) {
		fd->fd = PQsocket(side->pg);
		fd->events = side->want == PGRES_POLLING_READING ? POLLIN : POLLOUT;
	} else if (side->state == ASKED) {
		fd->fd = PQsocket(side->pg);
		fd->events = POLLIN;
	} else {
		return -1;
	}
	return side->until_ms;
}

static void go_on_connecting(struct dn_pg_side *side, int64_t now_ms)
{
	side->want = PQconnectPoll(side->pg);
	if (side->want == PGRES_POLLING_OK && PQsetnonblocking(side->pg, 1) == 0)
		side->state = READY;
	else if (side->want == PGRES_POLLING_OK || side->want == PGRES_POLLING_FAILED)
		drop(side, PQerrorMessage(side->pg), now_ms);
}

/* Keeps what has rows.  False: it says an error. */
static bool keep(struct dn_pg_side *side, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_TUPLES_OK && side->n_results < MOST_RESULTS) {
		side->results[side->n_results++] = result;
		return true;
	}
	PQclear(result);
	return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

static void go_on_reading(struct dn_pg_side *side, int64_t now_ms)
{
	PGresult *result;
	bool ok = PQconsumeInput(side->pg) == 1 && PQflush(side->pg) >= 0;

	while (ok && !PQisBusy(side->pg)) {
		result = PQgetResult(side->pg);
		if (result == NULL) {
			side->answered = true;
			side->set_up = true;
			side->state = READY;
			side->pause_ms = 0;
			return;
		}
		ok = keep(side, result);
	}
	if (!ok)
		drop(side, PQerrorMessage(side->pg), now_ms);
}

void dn_pg_side_go_on(struct dn_pg_side *side, short revents, int64_t now_ms)
{
	/* Only then: libpq takes a socket that is not ready for one that is. */
	if (side->state == CONNECTING && revents != 0)
		go_on_connecting(side, now_ms);
	else if (side->state == ASKED) /* always: TLS may have it already */
		go_on_reading(side, now_ms);
	if ((side->state == CONNECTING || side->state == ASKED) && now_ms >= side->until_ms)
		drop(side, "no answer in 5 s", now_ms);
}
