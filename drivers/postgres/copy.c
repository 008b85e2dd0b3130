/* postgres/copy - feeds COPY … FROM stdin, and empties COPY … TO stdout. */
#include "copy.h"

#include "wait.h"

#define PIECE 65536

static dunlin_status lost(dunlin_conn *conn, const struct dn_pg_step *step, dunlin_error *err)
{
	if (PQstatus(conn->pg) != CONNECTION_BAD)
		conn->unusable = true; /* half a COPY is on the wire */
	return dn_pg_fail_lost(conn, &step->about, false, err);
}

/* Only a piece at a time is held in libpq.  1: it was taken. */
static int put(dunlin_conn *conn, const char *data, int len)
{
	int taken;

	while ((taken = PQputCopyData(conn->pg, data, len)) == 0) {
		if (!dn_pg_wait(conn, true))
			return -1;
	}
	return taken == 1 && dn_pg_flush(conn) ? 1 : -1;
}

static int put_end(dunlin_conn *conn, const char *why)
{
	int taken;

	while ((taken = PQputCopyEnd(conn->pg, why)) == 0) {
		if (!dn_pg_wait(conn, true))
			return -1;
	}
	return taken == 1 && dn_pg_flush(conn) ? 1 : -1;
}

static dunlin_status feed(dunlin_conn *conn, const struct dn_pg_step *step, dunlin_error *err)
{
	size_t done = 0;

	while (done < step->data_len && !dn_pg_canceled(conn)) {
		size_t n = step->data_len - done;

		if (n > PIECE)
			n = PIECE;
		if (put(conn, step->data + done, (int)n) < 0)
			return lost(conn, step, err);
		done += n;
	}
	if (put_end(conn, done < step->data_len ? "canceled" : NULL) < 0)
		return lost(conn, step, err);
	return DUNLIN_OK;
}

/* The failure that follows would say that we gave up; this says why. */
static dunlin_status refuse(dunlin_conn *conn, const struct dn_pg_step *step, dunlin_error *err)
{
	if (put_end(conn, "no data") < 0)
		return lost(conn, step, err);
	return dn_pg_fail_plain(conn, &step->about, DUNLIN_EUSAGE,
				"COPY FROM stdin without data: its rows follow it, up to a line "
				"with \\. alone",
				err);
}

static dunlin_status empty(dunlin_conn *conn, const struct dn_pg_step *step, dunlin_error *err)
{
	char *row;
	int n;

	while ((n = PQgetCopyData(conn->pg, &row, 1)) >= 0) {
		if (n > 0)
			PQfreemem(row);
		else if (!dn_pg_wait(conn, false))
			return lost(conn, step, err);
	}
	return DUNLIN_OK; /* also after -2: the next result says what is wrong */
}

dunlin_status dn_pg_copy_run(dunlin_conn *conn, const struct dn_pg_step *step, ExecStatusType what,
			     dunlin_error *err)
{
	switch (what) {
	case PGRES_COPY_IN:
		return step->data == NULL ? refuse(conn, step, err) : feed(conn, step, err);
	case PGRES_COPY_OUT:
		return empty(conn, step, err);
	default:
		conn->unusable = true;
		return dn_pg_fail_plain(conn, &step->about, DUNLIN_EUNSUPPORTED,
					"the statement starts a protocol of its own", err);
	}
}
