/* run/store - the SQL of Dunlin's own tables. */
#include "run/store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/error.h"
#include "run/event.h"

/* Columns of the tables, in order.  No name is a reserved word in any dialect. */
enum column_type { KEY, TEXT, INT, PRIMARY };
struct column {
	const char *name;
	enum column_type type;
	bool null;
};
static const struct column meta_columns[] = {
	{ "item", KEY, false },
	{ "value", TEXT, true },
	{ "item", PRIMARY, false },
	{ 0 },
};
static const struct column event_columns[] = {
	{ "seq", INT, false },         { "event", KEY, false },    { "kind", KEY, true },
	{ "id", KEY, true },           { "direction", KEY, true }, { "name", KEY, true },
	{ "dialect", KEY, true },      { "checksum", KEY, true },  { "run_id", KEY, false },
	{ "at", KEY, false },          { "os_user", KEY, true },   { "host", KEY, true },
	{ "tool_version", KEY, true }, { "detail", TEXT, true },   { "format", KEY, false },
	{ "hash", KEY, false },        { "seq", PRIMARY, false },  { 0 },
};
static const struct column history_columns[] = {
	{ "kind", KEY, false },         { "id", KEY, false },
	{ "name", KEY, false },         { "dialect", KEY, false },
	{ "checksum", KEY, false },     { "ordinal", INT, false },
	{ "applied_at", KEY, false },   { "duration_us", INT, false },
	{ "statements", INT, false },   { "tool_version", KEY, false },
	{ "kind, id", PRIMARY, false }, { 0 },
};

static const struct column journal_columns[] = {
	{ "kind", KEY, false },
	{ "id", KEY, false },
	{ "direction", KEY, false },
	{ "n", INT, false },
	{ "hash", KEY, false },
	{ "run_id", KEY, false },
	{ "pre_state", TEXT, true },
	{ "begun_at", KEY, false },
	{ "done_at", KEY, true },
	{ "kind, id, direction, n", PRIMARY, false },
	{ 0 },
};

/* --- names and literals ------------------------------------------------ */

void dn_store_put_name(const struct dunlin_dialect *dialect, const char *name, struct dn_str *sql)
{
	const char open = dialect->name_quote[0], close = dialect->name_quote[1];

	dn_str_putc(sql, open);
	for (; *name != '\0'; name++) {
		if (*name == close)
			dn_str_putc(sql, close);
		dn_str_putc(sql, *name);
	}
	dn_str_putc(sql, close);
}

void dn_store_put_literal(const struct dunlin_dialect *dialect, const char *text,
			  struct dn_str *sql)
{
	if (text == NULL) {
		dn_str_puts(sql, "NULL");
		return;
	}
	dn_str_putc(sql, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'' || (*text == '\\' && (dialect->run & DUNLIN_RUN_BACKSLASH) != 0))
			dn_str_putc(sql, *text);
		dn_str_putc(sql, *text);
	}
	dn_str_putc(sql, '\'');
}

/* "schema"."prefix" + name. */
static char *table_name(const struct dunlin_dialect *dialect, const char *schema,
			const char *prefix, const char *name)
{
	struct dn_str bare = DN_STR_INIT, sql = DN_STR_INIT;

	dn_str_puts(&bare, prefix);
	dn_str_puts(&bare, name);
	if (schema != NULL) {
		dn_store_put_name(dialect, schema, &sql);
		dn_str_putc(&sql, '.');
	}
	dn_store_put_name(dialect, dn_str_text(&bare), &sql);
	sql.failed = sql.failed || bare.failed;
	dn_str_clear(&bare);
	return dn_str_detach(&sql);
}

dunlin_status dn_store_init(struct dn_store *store, const struct dunlin_dialect *dialect,
			    const char *schema, const char *prefix, dunlin_error *err)
{
	static const char *const bare[DN_STORE_TABLES] = { "meta", "event", "history", "journal" };
	struct dn_str stem = DN_STR_INIT;
	struct dn_digest digest;
	bool failed = false;
	size_t i;

	memset(store, 0, sizeof(*store));
	store->dialect = dialect;
	store->meta = table_name(dialect, schema, prefix, "dunlin_meta");
	store->event = table_name(dialect, schema, prefix, "dunlin_event");
	store->history = table_name(dialect, schema, prefix, "dunlin_history");
	store->journal = table_name(dialect, schema, prefix, "dunlin_journal");
	dn_str_puts(&stem, prefix);
	dn_str_puts(&stem, "dunlin_");
	store->stem = dn_str_detach(&stem);
	failed = store->stem == NULL;
	for (i = 0; i < DN_STORE_TABLES && !failed; i++) {
		struct dn_str name = DN_STR_INIT;

		dn_str_printf(&name, "%s%s", store->stem, bare[i]);
		store->names[i] = dn_str_detach(&name);
		failed = store->names[i] == NULL;
	}
	store->schema = schema == NULL ? NULL : strdup(schema);
	if (store->meta == NULL || store->event == NULL || store->history == NULL ||
	    store->journal == NULL || failed || (schema != NULL && store->schema == NULL))
		return dn_fail_nomem(err);
	dn_digest_init(&digest);
	dn_digest_add(&digest, "dunlin", sizeof("dunlin")); /* the NULs are the separators */
	dn_digest_add(&digest, schema == NULL ? "" : schema,
		      schema == NULL ? 1 : strlen(schema) + 1);
	dn_digest_add(&digest, prefix == NULL ? "" : prefix, prefix == NULL ? 0 : strlen(prefix));
	store->lock_key = dn_digest_int64(&digest);
	return DUNLIN_OK;
}

void dn_store_clear(struct dn_store *store)
{
	size_t i;

	free(store->meta);
	free(store->event);
	free(store->history);
	free(store->journal);
	for (i = 0; i < DN_STORE_TABLES; i++)
		free(store->names[i]);
	free(store->stem);
	free(store->schema);
	memset(store, 0, sizeof(*store));
}

/* --- creating ------------------------------------------------------------ */

static void put_column(const struct dunlin_dialect *dialect, const struct column *column,
		       struct dn_str *sql)
{
	const char *type = column->type == KEY    ? dialect->key_type
			   : column->type == TEXT ? dialect->text_type
						  : dialect->int_type;

	if (column->type == PRIMARY)
		dn_str_printf(sql, "PRIMARY KEY (%s)", column->name);
	else
		dn_str_printf(sql, "%s %s%s", column->name, type, column->null ? "" : " NOT NULL");
}

bool dn_store_put_table(const struct dn_store *store, size_t i, struct dn_str *sql)
{
	const struct column *const tables[] = { meta_columns, event_columns, history_columns,
						journal_columns };
	const char *const names[] = { store->meta, store->event, store->history, store->journal };
	const bool undone = (store->dialect->run & DUNLIN_RUN_TX_DDL) != 0;
	const struct column *column;

	if (i >= sizeof(tables) / sizeof(tables[0]))
		return false;
	/* A run that was cut off left some of them: the rest is added, dunlin_meta last. */
	if (!undone)
		i = (i + 1) % (sizeof(tables) / sizeof(tables[0]));
	dn_str_printf(sql, "CREATE TABLE %s%s (", undone ? "" : "IF NOT EXISTS ", names[i]);
	for (column = tables[i]; column->name != NULL; column++) {
		dn_str_puts(sql, column == tables[i] ? "" : ", ");
		put_column(store->dialect, column, sql);
	}
	dn_str_putc(sql, ')');
	dn_str_puts(sql, store->dialect->table_tail);
	return true;
}

bool dn_store_put_meta(const struct dn_store *store, size_t i, const char *project,
		       struct dn_str *sql)
{
	char now[DN_CLOCK_TEXT + 1];
	const char *const rows[][2] = { { "format", DN_STORE_FORMAT },
					{ "created", now },
					{ "project", project } };

	if (i >= sizeof(rows) / sizeof(rows[0]) || rows[i][1] == NULL)
		return false;
	dn_clock_text(now);
	dn_str_printf(sql, "INSERT INTO %s (item, value) VALUES (", store->meta);
	dn_store_put_literal(store->dialect, rows[i][0], sql);
	dn_str_puts(sql, ", ");
	dn_store_put_literal(store->dialect, rows[i][1], sql);
	dn_str_putc(sql, ')');
	return true;
}

void dn_store_put_schema(const struct dn_store *store, const char *schema, struct dn_str *sql)
{
	const char *text = store->dialect->create_schema, *hole;

	if (text == NULL)
		return;
	hole = strstr(text, "{name}");
	if (hole == NULL)
		return;
	dn_str_put(sql, text, (size_t)(hole - text));
	dn_store_put_name(store->dialect, schema, sql);
	dn_str_puts(sql, hole + strlen("{name}"));
}

/* A session may refuse to write where no key says which rows (sql_safe_updates); no kind is empty. */
void dn_store_put_no_write(const struct dn_store *store, size_t i, struct dn_str *sql)
{
	switch (i) {
	case 0:
		dn_str_printf(sql, "INSERT INTO %s SELECT * FROM %s WHERE seq < 0", store->event,
			      store->event);
		break;
	case 1:
		dn_str_printf(sql, "INSERT INTO %s SELECT * FROM %s WHERE ordinal < 0",
			      store->history, store->history);
		break;
	case 2:
		dn_str_printf(sql, "UPDATE %s SET name = name WHERE kind = '' AND id = ''",
			      store->history);
		break;
	case 3:
		dn_str_printf(sql, "DELETE FROM %s WHERE kind = '' AND id = ''", store->journal);
		break;
	default:
		dn_str_printf(sql, "DELETE FROM %s WHERE kind = '' AND id = ''", store->history);
		break;
	}
}

void dn_store_put_touch(const struct dn_store *store, struct dn_str *sql)
{
	dn_str_printf(sql, "UPDATE %s SET value = value WHERE item = 'format'", store->meta);
}

/* --- events and history --------------------------------------------------- */

dunlin_status dn_ledger_init(struct dn_ledger *ledger, dunlin_error *err)
{
	unsigned char bytes[16];
	size_t i;

	memset(ledger, 0, sizeof(*ledger));
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return dn_fail(err, DUNLIN_ESQL, "no random bytes for a run id: %s",
			       strerror(errno));
	for (i = 0; i < sizeof(bytes); i++)
		snprintf(ledger->run_id + 2 * i, 3, "%02x", bytes[i]);
	return DUNLIN_OK;
}

void dn_store_put_event(const struct dn_store *store, struct dn_ledger *ledger,
			const struct dn_event_row *row, struct dn_str *sql)
{
	const char kind[2] = { row->kind, '\0' };
	char seq[24], at[DN_CLOCK_TEXT + 1];
	const char *const values[DN_EVENT_FIELDS] = {
		[DN_EVENT_FORMAT] = DN_STORE_FORMAT,
		[DN_EVENT_SEQ] = seq,
		[DN_EVENT_EVENT] = row->event,
		[DN_EVENT_KIND] = row->kind == 0 ? NULL : kind,
		[DN_EVENT_ID] = row->id,
		[DN_EVENT_DIRECTION] = row->direction,
		[DN_EVENT_NAME] = row->name,
		[DN_EVENT_DIALECT] = row->dialect,
		[DN_EVENT_CHECKSUM] = row->checksum,
		[DN_EVENT_RUN_ID] = ledger->run_id,
		[DN_EVENT_AT] = at,
		[DN_EVENT_OS_USER] = ledger->os_user,
		[DN_EVENT_HOST] = ledger->host,
		[DN_EVENT_TOOL_VERSION] = ledger->tool_version,
		[DN_EVENT_DETAIL] = row->detail,
	};
	size_t i;

	ledger->seq++;
	snprintf(seq, sizeof(seq), "%" PRId64, ledger->seq);
	dn_clock_text(at);
	dn_event_hash(ledger->hash, ledger->hash, values);

	dn_str_printf(sql, "INSERT INTO %s (", store->event);
	for (i = 0; i < DN_EVENT_FIELDS; i++)
		dn_str_printf(sql, "%s, ", dn_event_columns[i]);
	dn_str_puts(sql, "hash) VALUES (");
	for (i = 0; i < DN_EVENT_FIELDS; i++) {
		if (i == DN_EVENT_SEQ)
			dn_str_puts(sql, seq);
		else
			dn_store_put_literal(store->dialect, values[i], sql);
		dn_str_puts(sql, ", ");
	}
	dn_store_put_literal(store->dialect, ledger->hash, sql);
	dn_str_putc(sql, ')');
}

void dn_store_put_history(const struct dn_store *store, const struct dn_ledger *ledger,
			  const struct dn_event_row *row, int64_t statements, size_t *hole,
			  struct dn_str *sql)
{
	const char kind[2] = { row->kind, '\0' };
	char at[DN_CLOCK_TEXT + 1];
	const char *const texts[] = { kind, row->id, row->name, row->dialect, row->checksum };
	size_t i;

	dn_clock_text(at);
	dn_str_printf(sql,
		      "INSERT INTO %s (kind, id, name, dialect, checksum, ordinal, applied_at, "
		      "duration_us, statements, tool_version) VALUES (",
		      store->history);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		dn_store_put_literal(store->dialect, texts[i], sql);
		dn_str_puts(sql, ", ");
	}
	dn_str_printf(sql, "%" PRId64 ", ", ledger->seq);
	dn_store_put_literal(store->dialect, at, sql);
	dn_str_puts(sql, ", ");
	if (hole != NULL)
		*hole = sql->len;
	dn_str_puts(sql, hole != NULL ? "0" : store->dialect->duration);
	dn_str_printf(sql, ", %" PRId64 ", ", statements);
	dn_store_put_literal(store->dialect, ledger->tool_version, sql);
	dn_str_putc(sql, ')');
}

static void put_key(const struct dn_store *store, char kind, const char *id, struct dn_str *sql)
{
	const char text[2] = { kind, '\0' };

	dn_str_puts(sql, " WHERE kind = ");
	dn_store_put_literal(store->dialect, text, sql);
	dn_str_puts(sql, " AND id = ");
	dn_store_put_literal(store->dialect, id, sql);
}

void dn_store_put_delete(const struct dn_store *store, char kind, const char *id,
			 struct dn_str *sql)
{
	dn_str_printf(sql, "DELETE FROM %s", store->history);
	put_key(store, kind, id, sql);
}

void dn_store_put_repair(const struct dn_store *store, const struct dn_event_row *row,
			 struct dn_str *sql)
{
	dn_str_printf(sql, "UPDATE %s SET name = ", store->history);
	dn_store_put_literal(store->dialect, row->name, sql);
	dn_str_puts(sql, ", dialect = ");
	dn_store_put_literal(store->dialect, row->dialect, sql);
	dn_str_puts(sql, ", checksum = ");
	dn_store_put_literal(store->dialect, row->checksum, sql);
	put_key(store, row->kind, row->id, sql);
}
