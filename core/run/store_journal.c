/* run/store_journal - the SQL of the journal, which keeps how far a step in pieces has come. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "run/store.h"

static void put_value(const struct dn_store *store, const char *text, const char *end,
		      struct dn_str *sql)
{
	dn_store_put_literal(store->dialect, text, sql);
	dn_str_puts(sql, end);
}

/* The key of a step, as the first columns of a row. */
static void put_step(const struct dn_store *store, const struct dn_event_row *row,
		     struct dn_str *sql)
{
	const char kind[2] = { row->kind, '\0' };

	put_value(store, kind, ", ", sql);
	put_value(store, row->id, ", ", sql);
	put_value(store, row->direction, ", ", sql);
}

static void put_where(const struct dn_store *store, const struct dn_event_row *row,
		      struct dn_str *sql)
{
	const char kind[2] = { row->kind, '\0' };

	dn_str_puts(sql, " WHERE kind = ");
	put_value(store, kind, " AND id = ", sql);
	put_value(store, row->id, " AND direction = ", sql);
	put_value(store, row->direction, "", sql);
}

static void put_own(const struct dn_store *store, const struct dn_ledger *ledger, int64_t n,
		    struct dn_str *sql)
{
	dn_str_printf(sql, " AND n = %" PRId64 " AND run_id = ", n);
	put_value(store, ledger->run_id, "", sql);
}

static void put_columns(const struct dn_store *store, struct dn_str *sql)
{
	dn_str_printf(sql,
		      "INSERT INTO %s (kind, id, direction, n, hash, run_id, pre_state, begun_at, "
		      "done_at) ",
		      store->journal);
}

void dn_store_put_head(const struct dn_store *store, const struct dn_ledger *ledger,
		       const struct dn_event_row *row, struct dn_str *sql)
{
	char at[DN_CLOCK_TEXT + 1];

	dn_clock_text(at);
	put_columns(store, sql);
	dn_str_puts(sql, "VALUES (");
	put_step(store, row, sql);
	dn_str_puts(sql, "0, ");
	put_value(store, row->checksum, ", ", sql);
	put_value(store, ledger->run_id, ", NULL, ", sql);
	put_value(store, at, ", NULL)", sql);
}

/* A row whose run_id is NULL, which fails, unless the head is the run's own.  The count makes it
 * one row in every case. */
static void put_row(const struct dn_store *store, const struct dn_ledger *ledger,
		    const struct dn_event_row *row, int64_t n, const char *hash, bool done,
		    size_t *hole, struct dn_str *sql)
{
	char at[DN_CLOCK_TEXT + 1];

	dn_clock_text(at);
	put_columns(store, sql);
	dn_str_puts(sql, "SELECT ");
	put_step(store, row, sql);
	dn_str_printf(sql, "%" PRId64 ", ", n);
	put_value(store, hash, ", CASE COUNT(*) WHEN 1 THEN ", sql);
	put_value(store, ledger->run_id, " END, ", sql);
	if (hole != NULL)
		*hole = sql->len;
	dn_str_puts(sql, "NULL, ");
	put_value(store, at, ", ", sql);
	put_value(store, done ? at : NULL, "", sql);
	dn_str_printf(sql, " FROM %s", store->journal);
	put_where(store, row, sql);
	put_own(store, ledger, 0, sql);
}

void dn_store_put_mark(const struct dn_store *store, const struct dn_ledger *ledger,
		       const struct dn_event_row *row, int64_t n, const char *hash,
		       struct dn_str *sql)
{
	put_row(store, ledger, row, n, hash, true, NULL, sql);
}

void dn_store_put_intent(const struct dn_store *store, const struct dn_ledger *ledger,
			 const struct dn_event_row *row, int64_t n, const char *hash, size_t *hole,
			 struct dn_str *sql)
{
	put_row(store, ledger, row, n, hash, false, hole, sql);
}

void dn_store_put_done(const struct dn_store *store, const struct dn_ledger *ledger,
		       const struct dn_event_row *row, int64_t n, struct dn_str *sql)
{
	char at[DN_CLOCK_TEXT + 1];

	dn_clock_text(at);
	dn_str_printf(sql, "UPDATE %s SET done_at = ", store->journal);
	put_value(store, at, "", sql);
	put_where(store, row, sql);
	put_own(store, ledger, n, sql);
}

void dn_store_put_withdraw(const struct dn_store *store, const struct dn_ledger *ledger,
			   const struct dn_event_row *row, int64_t n, struct dn_str *sql)
{
	dn_str_printf(sql, "DELETE FROM %s", store->journal);
	put_where(store, row, sql);
	put_own(store, ledger, n, sql);
	dn_str_puts(sql, " AND done_at IS NULL");
}

void dn_store_put_takeover(const struct dn_store *store, const struct dn_ledger *ledger,
			   const struct dn_event_row *row, struct dn_str *sql)
{
	dn_str_printf(sql, "UPDATE %s SET run_id = ", store->journal);
	put_value(store, ledger->run_id, "", sql);
	put_where(store, row, sql);
}

void dn_store_put_forget(const struct dn_store *store, const struct dn_event_row *row,
			 struct dn_str *sql)
{
	const char kind[2] = { row->kind, '\0' };

	dn_str_printf(sql, "DELETE FROM %s WHERE kind = ", store->journal);
	put_value(store, kind, " AND id = ", sql);
	put_value(store, row->id, "", sql);
}

void dn_store_put_own_events(const struct dn_store *store, const struct dn_ledger *ledger,
			     int64_t seq, struct dn_str *sql)
{
	dn_str_printf(sql, "SELECT seq, event FROM %s WHERE seq > %" PRId64 " AND run_id = ",
		      store->event, seq);
	put_value(store, ledger->run_id, " ORDER BY seq", sql);
}
