/* postgres/look - asks pg_stat_activity, pg_blocking_pids() and pg_stat_progress_*. */
#include "look.h"

#include <stdlib.h>
#include <string.h>

#include "blocker.h"
#include "common/text.h"

#define MOST_BLOCKERS 3 /* that are described; the others are counted */

/* One row in any case: which server this is, then what the backend does, if it is there. */
static const char backend_sql[] =
	"SELECT CAST(EXTRACT(EPOCH FROM pg_postmaster_start_time()) * 1000000 AS bigint), "
	"CAST(EXTRACT(EPOCH FROM a.backend_start) * 1000000 AS bigint), a.state, "
	"CAST(EXTRACT(EPOCH FROM clock_timestamp() - a.state_change) * 1000 AS bigint), "
	"a.wait_event FROM (SELECT 1) one LEFT JOIN pg_stat_activity a ON a.pid = %d; ";

/* pg_blocking_pids() holds up everybody who wants a lock: only of one that waits. */
static const char blockers_sql[] =
	"SELECT b.pid, a.application_name, a.usename, a.backend_type, a.state, "
	"btrim(regexp_replace(left(regexp_replace("
	"left(a.query, 4000), '[[:space:]]+', ' ', 'g'), 200), '[[:space:];]+$', '')), "
	"CAST(EXTRACT(EPOCH FROM clock_timestamp() - a.xact_start) * 1000 AS bigint), "
	"CAST(EXTRACT(EPOCH FROM clock_timestamp() - a.state_change) * 1000 AS bigint) "
	"FROM (SELECT DISTINCT unnest(pg_blocking_pids(me.pid)) AS pid FROM pg_stat_activity me "
	"WHERE me.pid = %d AND me.wait_event_type = 'Lock') b "
	"LEFT JOIN pg_stat_activity a ON a.pid = b.pid ORDER BY a.xact_start NULLS LAST, b.pid; ";

/* A total stays behind when the next phase counts something else, or nothing. */
static const char progress_sql[] =
	"SELECT command || ' ' || phase, CASE WHEN phase LIKE '%%loading%%' OR blocks_total = 0 "
	"THEN tuples_done ELSE blocks_done END, "
	"CASE WHEN phase LIKE 'waiting%%' OR phase LIKE '%%sorting%%' THEN 0 "
	"WHEN phase LIKE '%%loading%%' OR blocks_total = 0 THEN tuples_total "
	"ELSE blocks_total END FROM pg_stat_progress_create_index WHERE pid = %d "
	"UNION ALL SELECT 'VACUUM ' || phase, CASE WHEN phase = 'scanning heap' "
	"THEN heap_blks_scanned ELSE heap_blks_vacuumed END, "
	"CASE WHEN phase IN ('scanning heap', 'vacuuming heap') THEN heap_blks_total ELSE 0 END "
	"FROM pg_stat_progress_vacuum WHERE pid = %d "
	"UNION ALL SELECT command || ' ' || phase, heap_blks_scanned, "
	"CASE WHEN phase LIKE '%%scanning heap' THEN heap_blks_total ELSE 0 END "
	"FROM pg_stat_progress_cluster WHERE pid = %d";
static const char progress_13_sql[] =
	" UNION ALL SELECT 'ANALYZE ' || phase, sample_blks_scanned, "
	"CASE WHEN phase LIKE 'acquiring sample%%' THEN sample_blks_total ELSE 0 END "
	"FROM pg_stat_progress_analyze WHERE pid = %d";

char *dn_pg_look_sql(const dunlin_conn *conn)
{
	int pid = PQbackendPID(conn->pg);
	struct dn_text text = { 0 };

	dn_text_add(&text, backend_sql, pid);
	dn_text_add(&text, blockers_sql, pid);
	dn_text_add(&text, progress_sql, pid, pid, pid);
	if (PQserverVersion(conn->pg) >= 130000)
		dn_text_add(&text, progress_13_sql, pid);
	return dn_text_take(&text);
}

static const char *text_at(const PGresult *result, int row, int column)
{
	return PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
}

static int64_t number_at(const PGresult *result, int row, int column)
{
	const char *text = text_at(result, row, column);

	return text == NULL ? -1 : strtoll(text, NULL, 10);
}

int64_t dn_pg_look_permille(int64_t done, int64_t total)
{
	if (done < 0 || total <= 0)
		return -1;
	return done >= total ? 1000 : (int64_t)((double)done / (double)total * 1000);
}

static void read_backend(struct dn_pg_look *out, const dunlin_conn *conn, const PGresult *row)
{
	const char *state = text_at(row, 0, 2);
	const char *event = text_at(row, 0, 4);
	int64_t began = number_at(row, 0, 1);

	out->same_server = number_at(row, 0, 0) == conn->facts.server_began_us;
	/* One that began later has only the number in common with ours. */
	out->there = began >= 0 && began <= conn->facts.asked_us;
	out->idle = state != NULL && strncmp(state, "idle", 4) == 0;
	out->state_ms = number_at(row, 0, 3);
	if (event != NULL && strcmp(event, "SyncRep") == 0)
		out->doing = strdup("waits for a standby to confirm");
}

static char *read_blockers(const PGresult *rows)
{
	struct dn_pg_blocker list[MOST_BLOCKERS];
	size_t all = (size_t)PQntuples(rows);
	size_t n = all < MOST_BLOCKERS ? all : MOST_BLOCKERS;
	size_t i;

	if (all == 0)
		return NULL;
	for (i = 0; i < n; i++) {
		int row = (int)i;

		list[i] = (struct dn_pg_blocker){
			.pid = number_at(rows, row, 0),
			.application = text_at(rows, row, 1),
			.role = text_at(rows, row, 2),
			.kind = text_at(rows, row, 3),
			.state = text_at(rows, row, 4),
			.query = text_at(rows, row, 5),
			.open_ms = number_at(rows, row, 6),
			.state_ms = number_at(rows, row, 7),
		};
	}
	return dn_pg_blocker_words(list, n, all - n);
}

static void read_progress(struct dn_pg_look *out, const PGresult *rows)
{
	if (PQntuples(rows) == 0)
		return;
	free(out->doing);
	out->doing = strdup(PQgetvalue(rows, 0, 0));
	out->permille = dn_pg_look_permille(number_at(rows, 0, 1), number_at(rows, 0, 2));
}

bool dn_pg_look_read(struct dn_pg_look *out, const dunlin_conn *conn, const struct dn_pg_side *side)
{
	const PGresult *backend = dn_pg_side_answer(side, 0);
	const PGresult *blockers = dn_pg_side_answer(side, 1);
	const PGresult *progress = dn_pg_side_answer(side, 2);

	memset(out, 0, sizeof(*out));
	out->permille = -1;
	if (backend == NULL || blockers == NULL || progress == NULL || PQntuples(backend) != 1 ||
	    PQnfields(backend) != 5 || PQnfields(blockers) != 8 || PQnfields(progress) != 3)
		return false;
	read_backend(out, conn, backend);
	if (!out->same_server || !out->there)
		return true;
	out->blockers = read_blockers(blockers);
	read_progress(out, progress);
	return true;
}

void dn_pg_look_clear(struct dn_pg_look *look)
{
	free(look->blockers);
	free(look->doing);
	memset(look, 0, sizeof(*look));
}
