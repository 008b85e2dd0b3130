/*
 * layouts_floor - the statements that Dunlin sends, for the bare programs: the tables, and for each
 * migration its event, its body and its history row.  The rows are as wide as Dunlin's own, with the
 * checksums of the bodies; nothing chains the events, which costs the database the same.
 */
#include "layouts.h"

#include <string.h>

#include "base/digest.h"
#include "workload.h"

#define AT "2026-01-01T00:00:00.000000Z"
#define EVENT_COLUMNS                                                                             \
	"format, seq, event, kind, id, direction, name, dialect, checksum, run_id, at, os_user, " \
	"host, tool_version, detail, hash"
#define HISTORY_COLUMNS                                                                     \
	"kind, id, name, dialect, checksum, ordinal, applied_at, duration_us, statements, " \
	"tool_version"

/* What differs between the databases; '~' stands in front of the name of a table of Dunlin's. */
struct words {
	const char *name;
	const char *table; /* a quoted schema and a dot, or nothing */
	const char *collate;
	const char *duration;
};

static const struct words words[] = {
	[POSTGRES] = { "postgres", "\"public\".", " COLLATE \"C\"",
		       "CAST(EXTRACT(EPOCH FROM (pg_catalog.clock_timestamp() - "
		       "pg_catalog.transaction_timestamp())) * 1000000 AS BIGINT)" },
	[SQLITE] = { "sqlite", "", " COLLATE BINARY", "0" },
};

/* KEY is a key's type; every other word stays. */
static const char *const tables[] = {
	"dunlin_meta\" (item KEY NOT NULL, value TEXT, PRIMARY KEY (item))",
	"dunlin_event\" (seq BIGINT NOT NULL, event KEY NOT NULL, kind KEY, id KEY, direction KEY, "
	"name KEY, dialect KEY, checksum KEY, run_id KEY NOT NULL, at KEY NOT NULL, os_user KEY, "
	"host KEY, tool_version KEY, detail TEXT, format KEY NOT NULL, hash KEY NOT NULL, "
	"PRIMARY KEY (seq))",
	"dunlin_history\" (kind KEY NOT NULL, id KEY NOT NULL, name KEY NOT NULL, dialect KEY NOT "
	"NULL, checksum KEY NOT NULL, ordinal BIGINT NOT NULL, applied_at KEY NOT NULL, duration_us "
	"BIGINT NOT NULL, statements BIGINT NOT NULL, tool_version KEY NOT NULL, PRIMARY KEY (kind, "
	"id))",
	"dunlin_journal\" (kind KEY NOT NULL, id KEY NOT NULL, direction KEY NOT NULL, n BIGINT NOT "
	"NULL, hash KEY NOT NULL, run_id KEY NOT NULL, pre_state TEXT, begun_at KEY NOT NULL, "
	"done_at KEY, PRIMARY KEY (kind, id, direction, n))",
};

static void end_statement(struct dn_str *out)
{
	dn_str_putc(out, '\0');
}

static void put(struct dn_str *out, const char *statement)
{
	dn_str_puts(out, statement);
	end_statement(out);
}

static void put_tables(enum dialect dialect, struct dn_str *out)
{
	const struct words *w = &words[dialect];
	const char *text, *key;
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		dn_str_printf(out, "CREATE TABLE %s\"", w->table);
		for (text = tables[i]; (key = strstr(text, " KEY")) != NULL; text = key + 4) {
			dn_str_put(out, text, (size_t)(key - text));
			if (key >= tables[i] + 7 && strncmp(key - 7, "PRIMARY", 7) == 0)
				dn_str_puts(out, " KEY");
			else
				dn_str_printf(out, " VARCHAR(255)%s", w->collate);
		}
		put(out, text);
	}
	dn_str_printf(out,
		      "INSERT INTO %s\"dunlin_meta\" (item, value) VALUES ('format', '1.0'), "
		      "('created', '" AT "')",
		      w->table);
	end_statement(out);
}

static void checksum(const struct body *body, size_t number, char hex[DN_DIGEST_HEX + 1])
{
	struct dn_str text = DN_STR_INIT;
	struct dn_digest digest;

	workload_put_body(body, number, &text);
	dn_digest_init(&digest);
	dn_digest_add(&digest, text.data, text.len);
	dn_digest_hex(&digest, hex);
	dn_str_clear(&text);
}

static void put_event(enum dialect dialect, const struct migration *one, size_t number, size_t seq,
		      bool up, struct dn_str *out)
{
	const struct words *w = &words[dialect];
	char hex[DN_DIGEST_HEX + 1];

	checksum(up ? &one->up : &one->down, number, hex);
	dn_str_printf(out,
		      "INSERT INTO %s\"dunlin_event\" (" EVENT_COLUMNS
		      ") VALUES ('1.0', %zu, '%s', "
		      "'v', '%zu', '%s', '%s', '%s', '%s', '90188f1d23006eaf764a1fa7c29954be', '" AT
		      "', 'bench', 'bench', '0.1.0', NULL, '%s')",
		      w->table, seq, up ? "apply" : "revert", number, up ? "up" : "down", one->name,
		      w->name, hex, hex);
	end_statement(out);
}

static void put_statements(const struct body *body, size_t number, struct dn_str *out)
{
	const char *const *statement;

	for (statement = body->statement; *statement != NULL; statement++) {
		workload_put(*statement, number, out);
		end_statement(out);
	}
}

static size_t count_statements(const struct body *body)
{
	size_t n = 0;

	while (body->statement[n] != NULL)
		n++;
	return n;
}

static void put_up(enum dialect dialect, size_t number, struct dn_str *out)
{
	const struct words *w = &words[dialect];
	struct migration one = workload_get(dialect, number);
	char hex[DN_DIGEST_HEX + 1];

	put_event(dialect, &one, number, number, true, out);
	put_statements(&one.up, number, out);
	checksum(&one.up, number, hex);
	dn_str_printf(out,
		      "INSERT INTO %s\"dunlin_history\" (" HISTORY_COLUMNS ") VALUES ('v', '%zu', "
		      "'%s', '%s', '%s', %zu, '" AT "', %s, %zu, '0.1.0')",
		      w->table, number, one.name, w->name, hex, number, w->duration,
		      count_statements(&one.up));
	end_statement(out);
}

static void put_down(enum dialect dialect, size_t number, size_t seq, struct dn_str *out)
{
	struct migration one = workload_get(dialect, number);

	put_event(dialect, &one, number, seq, false, out);
	put_statements(&one.down, number, out);
	dn_str_printf(out, "DELETE FROM %s\"dunlin_history\" WHERE kind = 'v' AND id = '%zu'",
		      words[dialect].table, number);
	end_statement(out);
}

void layout_write_floor_postgres(const char *folder, size_t count)
{
	struct dn_str up = DN_STR_INIT, down = DN_STR_INIT;
	size_t i;

	put(&up, "BEGIN");
	put_tables(POSTGRES, &up);
	put(&up, "COMMIT");
	for (i = 1; i <= count; i++) {
		put(&up, "BEGIN");
		put_up(POSTGRES, i, &up);
		put(&up, "COMMIT");
		put(&down, "BEGIN");
		put_down(POSTGRES, count + 1 - i, count + i, &down);
		put(&down, "COMMIT");
	}
	layout_save(&up, folder, "up.statements");
	layout_save(&down, folder, "down.statements");
	dn_str_clear(&up);
	dn_str_clear(&down);
}

void layout_write_floor_sqlite(const char *folder, size_t count)
{
	struct dn_str up = DN_STR_INIT;
	size_t i;

	put(&up, "BEGIN IMMEDIATE");
	put_tables(SQLITE, &up);
	for (i = 1; i <= count; i++)
		put_up(SQLITE, i, &up);
	put(&up, "COMMIT");
	layout_save(&up, folder, "up.statements");
	dn_str_clear(&up);
}
