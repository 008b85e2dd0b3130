/* postgres/watch - decides when to look, and what follows from what is seen. */
#include "watch.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <linux/sockios.h>

#include "error.h"
#include "locktime.h"
#include "look.h"
#include "side.h"
#include "wait.h"

#define LOOK_MS 1000
#define SOONEST_MS 10    /* after which a short lock timeout makes it look */
#define OFTENEST_MS 100  /* it looks again */
#define SILENCE_MS 60000 /* the default */
#define NEVER_MS (INT64_MAX / 2)
#define SURE_MS 250        /* between two looks that both miss the backend */
#define HASTE_MS 500       /* a lock timeout in which a look may not be over, on a busy machine */
#define LAST_MOMENT_MS 250 /* for an answer that is under way when the statement fails */

struct dn_pg_watch {
	struct dn_pg_side *side;
	bool on;
	int64_t lock_ms;    /* the lock timeout of the session; 0: none, or unknown */
	int64_t set_ms;     /* the shortest that a statement set since; 0 none */
	int64_t silence_ms; /* 0: never */
	bool alone; /* what was sent last is a statement of the user's, outside a transaction */

	/* The statement that is waited for. */
	bool begun;          /* false: there is none yet */
	int64_t stmt_index;  /* of the connection */
	int64_t number;      /* of all that were waited for */
	int64_t look_ms;     /* when to look next; 0: it is time */
	int64_t asked_about; /* the number of the one that was asked about last */
	bool writing;
	bool missed;        /* the backend was not there when last looked for */
	int64_t reading_ms; /* since when it has been seen reading and nothing else; 0: it is not */
	char *blockers;     /* as last seen, or NULL */
	bool said;          /* something, last time */

	int64_t heard_ms; /* when the server was last heard of */
	int64_t told_ms;  /* that it was not; 0: not told */
	char *verdict;
};

/* --- when -------------------------------------------------------------------- */

int64_t dn_pg_watch_silence(const struct dunlin_open *how)
{
	int64_t silence = DUNLIN_HAS(how, silence_ms) ? how->silence_ms : 0;

	return silence < 0 ? 0 : silence == 0 ? SILENCE_MS : silence;
}

struct dn_pg_watch *dn_pg_watch_new(const struct dunlin_open *how, struct dn_pg_params *params)
{
	struct dn_pg_watch *watch = calloc(1, sizeof(*watch));

	if (watch == NULL)
		return NULL;
	watch->side = dn_pg_side_new(params);
	if (watch->side == NULL) {
		free(watch);
		return NULL;
	}
	if (DUNLIN_HAS(how, lock_timeout_ms) && how->lock_timeout_ms > 0)
		watch->lock_ms = how->lock_timeout_ms;
	watch->silence_ms = dn_pg_watch_silence(how);
	return watch;
}

void dn_pg_watch_free(struct dn_pg_watch *watch)
{
	if (watch == NULL)
		return;
	dn_pg_side_free(watch->side);
	free(watch->blockers);
	free(watch->verdict);
	free(watch);
}

void dn_pg_watch_start(dunlin_conn *conn)
{
	if (conn->watch != NULL)
		conn->watch->on = !conn->facts.pooled;
}

/* NULL: nobody watches. */
static struct dn_pg_watch *watcher(const dunlin_conn *conn)
{
	return conn->watch != NULL && conn->watch->on ? conn->watch : NULL;
}

void dn_pg_watch_begin(dunlin_conn *conn)
{
	struct dn_pg_watch *w = watcher(conn);

	if (w == NULL)
		return;
	w->begun = false;
	if (PQtransactionStatus(conn->pg) == PQTRANS_IDLE)
		w->set_ms = 0;
}

void dn_pg_watch_sent(dunlin_conn *conn, const char *sql, size_t len, bool alone)
{
	struct dn_pg_watch *w = watcher(conn);
	int64_t ms = w == NULL ? 0 : dn_pg_locktime(sql, len);

	if (w == NULL)
		return;
	if (ms > 0 && (w->set_ms == 0 || ms < w->set_ms))
		w->set_ms = ms;
	w->alone = alone;
	/* CREATE DATABASE fails while another session is connected to its template, if only idle. */
	if (alone)
		dn_pg_side_close(w->side);
}

/* A lock must be looked at before its timeout strikes: twice in that time.  But CREATE INDEX
 * CONCURRENTLY waits for whoever has a snapshot, for which the same timeout holds: then whoever looks,
 * or just connects, may be what makes it fail. */
static int64_t every_ms(const struct dn_pg_watch *w)
{
	int64_t lock_ms = w->lock_ms;

	if (w->set_ms > 0 && (lock_ms == 0 || w->set_ms < lock_ms))
		lock_ms = w->set_ms;
	if (lock_ms == 0)
		return LOOK_MS;
	if (w->alone && lock_ms < HASTE_MS)
		return w->silence_ms > 0 ? w->silence_ms : NEVER_MS;
	return lock_ms * 2 / 5 < LOOK_MS ? lock_ms * 2 / 5 : LOOK_MS;
}

static int64_t at_least(int64_t ms, int64_t least)
{
	return ms < least ? least : ms;
}

static void forget_blockers(struct dn_pg_watch *w)
{
	free(w->blockers);
	w->blockers = NULL;
}

static void begin_wait(dunlin_conn *conn, int64_t now)
{
	struct dn_pg_watch *w = conn->watch;

	w->heard_ms = now; /* it was not waited for before */
	w->told_ms = 0;
	w->begun = true;
	w->number++;
	w->stmt_index = conn->stmt_index;
	w->look_ms = now + at_least(every_ms(w), SOONEST_MS);
	w->missed = false;
	w->reading_ms = 0;
	w->said = false;
	forget_blockers(w);
}

static bool is_silent(const struct dn_pg_watch *w, int64_t now)
{
	return w->silence_ms > 0 && now - w->heard_ms >= w->silence_ms;
}

/* --- what it tells ----------------------------------------------------------- */

static void tell(dunlin_conn *conn, const char *text, int64_t permille)
{
	struct dunlin_progress progress = { .size = DUNLIN_PROGRESS_SIZE,
					    .kind = DUNLIN_PROGRESS_BUSY,
					    .permille = permille,
					    .rows = -1 };
	struct dunlin_fault notice;

	if (conn->on_progress == NULL)
		return;
	dn_fault_init(&notice, DUNLIN_OK);
	notice.severity = "INFO";
	notice.message = text;
	notice.stmt_index = conn->setting_up >= 0 ? -1 : conn->stmt_index;
	progress.stmt_index = notice.stmt_index;
	progress.notice = &notice;
	conn->on_progress(conn->payload, &progress);
}

static void tell_busy(dunlin_conn *conn, const struct dn_pg_look *look)
{
	struct dn_pg_watch *w = conn->watch;
	char *text = NULL;

	if (look->blockers != NULL) {
		if (asprintf(&text, "%s%swaits for %s", look->doing == NULL ? "" : look->doing,
			     look->doing == NULL ? "" : ", ", look->blockers) < 0)
			return;
		tell(conn, text, -1);
		free(text);
		w->said = true;
	} else if (look->doing != NULL) {
		tell(conn, look->doing, look->permille);
		w->said = true;
	} else if (w->said) {
		tell(conn, "goes on", -1);
		w->said = false;
	}
}

/* Once for each such silence, and again after as long. */
static void tell_silence(dunlin_conn *conn, const char *what, const char *why, int64_t now)
{
	struct dn_pg_watch *w = conn->watch;
	char *text = NULL;

	if (w->told_ms != 0 && now - w->told_ms < w->silence_ms)
		return;
	w->told_ms = now;
	if (asprintf(&text, "no answer for %" PRId64 " s, %s%s", (now - w->heard_ms) / 1000, what,
		     why) < 0)
		return;
	tell(conn, text, -1);
	free(text);
	w->said = true;
}

/* --- what follows from it ---------------------------------------------------- */

/* Ends it as if it had broken: libpq finds out by itself, and what has come is still read. */
static void give_up(dunlin_conn *conn, const char *why, int64_t now)
{
	struct dn_pg_watch *w = conn->watch;

	if (w->verdict != NULL || asprintf(&w->verdict, "no answer for %" PRId64 " s, and %s",
					   (now - w->heard_ms) / 1000, why) < 0) {
		w->verdict = NULL;
		return;
	}
	(void)shutdown(PQsocket(conn->pg), SHUT_RDWR);
}

/* Whether all we sent has arrived, at least with whoever is next on the way. */
static bool all_is_out(const dunlin_conn *conn)
{
	int waiting = 0;

	return !conn->watch->writing &&
	       (ioctl(PQsocket(conn->pg), SIOCOUTQ, &waiting) != 0 || waiting == 0);
}

/* A backend that is done, and whose answer is lost, would keep its locks for as long as it does
 * not hear that nobody is there. */
static void end_backend(dunlin_conn *conn, int64_t now)
{
	char sql[80];

	(void)snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(%d)", PQbackendPID(conn->pg));
	(void)dn_pg_side_ask(conn->watch->side, sql, now);
}

/* Whether it has had nothing to do for so long that its answer cannot be on its way any more.  It is
 * called active from the first message of a command to the last: if one of those is lost, it waits
 * and is not idle, and its times do not tell since when; so that is what was seen ourselves. */
static bool has_waited(struct dn_pg_watch *w, const struct dn_pg_look *look, int64_t now)
{
	if (!look->reading)
		w->reading_ms = 0;
	else if (w->reading_ms == 0)
		w->reading_ms = now;
	return look->idle ? look->state_ms >= w->silence_ms
			  : look->reading && now - w->reading_ms >= w->silence_ms;
}

static void judge(dunlin_conn *conn, const struct dn_pg_look *look, int64_t now)
{
	struct dn_pg_watch *w = conn->watch;
	const bool waited = has_waited(w, look, now);

	if (!is_silent(w, now)) {
		w->missed = false;
	} else if (!look->same_server) {
		tell_silence(conn, "and a second connection leads to another server", "", now);
	} else if (!look->there && !w->missed) {
		w->missed = true; /* it may have ended this moment, with its last word under way */
		w->look_ms = now + SURE_MS;
	} else if (!look->there) {
		give_up(conn, "the server process that worked on it is gone", now);
	} else if (waited && all_is_out(conn)) {
		give_up(conn, "the server has nothing to do: its answer, or the question, is lost",
			now);
		end_backend(conn, now);
	} else if (look->idle || look->reading) {
		tell_silence(conn, "not all of it has reached the server yet", "", now);
	} else if (look->blockers == NULL && look->doing == NULL) {
		tell_silence(conn, "the server is still at work on it", "", now);
	}
}

static void take_answer(dunlin_conn *conn, int64_t now)
{
	struct dn_pg_watch *w = conn->watch;
	struct dn_pg_look look;

	if (w->asked_about != w->number || !dn_pg_look_read(&look, conn, w->side))
		return;
	w->asked_about = 0;
	if (look.same_server && look.there) {
		forget_blockers(w);
		w->blockers = look.blockers != NULL ? strdup(look.blockers) : NULL;
		tell_busy(conn, &look);
	}
	judge(conn, &look, now);
	dn_pg_look_clear(&look);
}

/* --- around the poll --------------------------------------------------------- */

static void look(dunlin_conn *conn, int64_t now)
{
	struct dn_pg_watch *w = conn->watch;
	const char *why;
	char *sql;

	dn_pg_side_open(w->side, conn->pg, now);
	if (dn_pg_side_ready(w->side)) {
		sql = dn_pg_look_sql(conn);
		if (sql != NULL && dn_pg_side_ask(w->side, sql, now))
			w->asked_about = w->number;
		free(sql);
		w->look_ms = now + at_least(every_ms(w), OFTENEST_MS);
	}
	why = dn_pg_side_why(w->side);
	if (why != NULL) {
		w->look_ms = now + at_least(every_ms(w), OFTENEST_MS);
		if (is_silent(w, now))
			tell_silence(conn, "and no second connection: ", why, now);
	}
}

static int soonest(int limit_ms, int64_t at, int64_t now)
{
	int64_t left = at - now;

	if (left < 0)
		left = 0;
	if (limit_ms >= 0 && limit_ms <= left)
		return limit_ms;
	return left > INT_MAX ? INT_MAX : (int)left;
}

int dn_pg_watch_before(dunlin_conn *conn, bool writing, struct pollfd *fd, int limit_ms)
{
	struct dn_pg_watch *w = watcher(conn);
	int64_t now, until;

	if (w == NULL || w->verdict != NULL)
		return limit_ms;
	now = dn_pg_now_ms();
	w->writing = writing;
	if (!w->begun || w->stmt_index != conn->stmt_index)
		begin_wait(conn, now);
	if (now >= w->look_ms)
		look(conn, now);
	until = dn_pg_side_poll(w->side, fd);
	if (until >= 0)
		limit_ms = soonest(limit_ms, until, now);
	/* While it connects there is nothing to do but to wait for that. */
	return fd->fd >= 0 && now >= w->look_ms ? limit_ms : soonest(limit_ms, w->look_ms, now);
}

void dn_pg_watch_heard(dunlin_conn *conn)
{
	struct dn_pg_watch *w = watcher(conn);

	if (w == NULL)
		return;
	w->heard_ms = dn_pg_now_ms();
	w->told_ms = 0;
	w->reading_ms = 0;
}

void dn_pg_watch_after(dunlin_conn *conn, short revents)
{
	struct dn_pg_watch *w = watcher(conn);
	int64_t now;
	bool asked;

	if (w == NULL || w->verdict != NULL)
		return;
	now = dn_pg_now_ms();
	asked = dn_pg_side_asked(w->side);
	dn_pg_side_go_on(w->side, revents, now);
	if (asked && dn_pg_side_ready(w->side))
		take_answer(conn, now);
}

/* --- how it ended -------------------------------------------------------------- */

/* A short timeout may strike between the question and the answer. */
static void wait_for_answer(dunlin_conn *conn)
{
	struct dn_pg_watch *w = conn->watch;
	int64_t end = dn_pg_now_ms() + LAST_MOMENT_MS;
	dunlin_progress_fn on_progress = conn->on_progress;
	struct pollfd fd = { .fd = -1 };
	int64_t now;

	conn->on_progress = NULL; /* it is no news any more */
	while (w->blockers == NULL && w->asked_about == w->number && dn_pg_side_asked(w->side) &&
	       (now = dn_pg_now_ms()) < end) {
		(void)dn_pg_side_poll(w->side, &fd);
		fd.revents = 0;
		if (poll(&fd, 1, (int)(end - now)) >= 0)
			dn_pg_watch_after(conn, fd.revents);
	}
	conn->on_progress = on_progress;
}

char *dn_pg_watch_detail(dunlin_conn *conn, const char *detail)
{
	struct dn_pg_watch *w = watcher(conn);
	char *text = NULL;

	if (w == NULL || !w->begun || w->stmt_index != conn->stmt_index)
		return NULL;
	wait_for_answer(conn);
	if (w->blockers == NULL ||
	    asprintf(&text, "%s%sit waited for %s", detail == NULL ? "" : detail,
		     detail == NULL ? "" : "; ", w->blockers) < 0)
		return NULL;
	return text;
}

const char *dn_pg_watch_verdict(const dunlin_conn *conn)
{
	return conn->watch == NULL ? NULL : conn->watch->verdict;
}
