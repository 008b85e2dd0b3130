/* run/store_lease - the SQL of the lease row. */
#include <string.h>

#include "base/clock.h"
#include "run/store.h"

void dn_store_put_lease_value(const struct dn_ledger *ledger, int64_t until_us, const char *holder,
			      struct dn_str *value)
{
	char until[DN_CLOCK_TEXT + 1];

	dn_clock_text_of(until, until_us);
	dn_str_printf(value, "%s %s %s", ledger->run_id, until, holder);
}

void dn_store_put_lease_read(const struct dn_store *store, struct dn_str *sql)
{
	dn_str_printf(sql, "SELECT value FROM %s WHERE item = 'lease'", store->meta);
}

void dn_store_put_lease_first(const struct dn_store *store, const char *value, struct dn_str *sql)
{
	dn_str_printf(sql, "INSERT INTO %s (item, value) VALUES ('lease', ", store->meta);
	dn_store_put_literal(store->dialect, value, sql);
	dn_str_putc(sql, ')');
}

static void put_change(const struct dn_store *store, const char *value, struct dn_str *sql)
{
	dn_str_printf(sql, "UPDATE %s SET value = ", store->meta);
	dn_store_put_literal(store->dialect, value, sql);
}

void dn_store_put_lease_swap(const struct dn_store *store, const char *old, const char *value,
			     struct dn_str *sql)
{
	put_change(store, value, sql);
	dn_str_puts(sql, " WHERE item = 'lease' AND value = ");
	dn_store_put_literal(store->dialect, old, sql);
}

static void put_own(const struct dn_ledger *ledger, struct dn_str *sql)
{
	dn_str_printf(sql, " WHERE item = 'lease' AND value LIKE '%s %%'", ledger->run_id);
}

void dn_store_put_lease_renew(const struct dn_store *store, const struct dn_ledger *ledger,
			      const char *value, struct dn_str *sql)
{
	put_change(store, value, sql);
	put_own(ledger, sql);
}

void dn_store_put_lease_end(const struct dn_store *store, const struct dn_ledger *ledger,
			    struct dn_str *sql)
{
	dn_str_printf(sql, "DELETE FROM %s", store->meta);
	put_own(ledger, sql);
}

/* One row too many for the place of a value is an error in every dialect, and to read locks nothing:
 * the row is renewed meanwhile. */
void dn_store_put_lease_check(const struct dn_store *store, const struct dn_ledger *ledger,
			      struct dn_str *sql)
{
	dn_str_printf(
		sql,
		"SELECT (SELECT item FROM %s WHERE item IN ('created', 'format') AND NOT EXISTS "
		"(SELECT 1 FROM %s",
		store->meta, store->meta);
	put_own(ledger, sql);
	dn_str_puts(sql, "))");
}
