/* run/store_read - reads Dunlin's own tables, and looks for them elsewhere. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "run/event.h"
#include "run/session.h"
#include "run/store.h"

enum { COLUMNS = 9, /* of which these may be NULL: */ VALUE = 2, PRE_STATE = 6 };

struct reading {
	struct dn_history *history;
	dunlin_error *err;
};

/* Columns: part, a, b, c, d, e, f, and the numbers n and m. */
static void put_meta_query(const struct dn_store *store, struct dn_str *sql)
{
	dn_str_printf(
		sql,
		"SELECT 'm' AS part, item AS a, value AS b, '' AS c, '' AS d, '' AS e, '' AS f, "
		"0 AS n, 0 AS m FROM %s",
		store->meta);
}

static void put_query(const struct dn_store *store, struct dn_str *sql)
{
	put_meta_query(store, sql);
	dn_str_printf(
		sql,
		" UNION ALL SELECT 'e', hash, format, '', '', '', '', seq, 0 FROM %s "
		"WHERE seq = (SELECT MAX(seq) FROM %s) "
		"UNION ALL SELECT 'h', kind, id, name, dialect, checksum, applied_at, ordinal, "
		"duration_us FROM %s "
		"UNION ALL SELECT 'j', kind, id, direction, hash, '', pre_state, n, "
		"CASE WHEN done_at IS NULL THEN 0 ELSE 1 END FROM %s",
		store->event, store->event, store->history, store->journal);
}

void dn_store_put_log(const struct dn_store *store, struct dn_str *sql)
{
	size_t i;

	dn_str_puts(sql, "SELECT ");
	for (i = 0; i < DN_EVENT_FIELDS; i++)
		dn_str_printf(sql, "%s, ", dn_event_columns[i]);
	dn_str_printf(sql, "hash FROM %s ORDER BY seq", store->event);
}

static dunlin_status take_meta(struct reading *reading, const char *item, const char *value)
{
	struct dn_history *history = reading->history;
	char *copy;

	if (value == NULL)
		return DUNLIN_OK;
	copy = dn_arena_strdup(&history->arena, value);
	if (copy == NULL)
		return dn_fail_nomem(reading->err);
	if (strcmp(item, "format") == 0)
		history->format = copy;
	else if (strcmp(item, "project") == 0)
		history->project = copy;
	return DUNLIN_OK;
}

static dunlin_status take_row(void *payload, size_t n, const char *const *values)
{
	struct reading *reading = payload;
	struct dn_history *history = reading->history;
	struct dn_journal_row begun;
	struct dn_applied row;
	size_t i;

	for (i = 0; i < COLUMNS; i++)
		if (n != COLUMNS || (values[i] == NULL && i != VALUE && i != PRE_STATE))
			return dn_fail(reading->err, DUNLIN_EREFUSED,
				       "Dunlin's tables hold a row that Dunlin did not write");
	switch (values[0][0]) {
	case 'm':
		return take_meta(reading, values[1], values[2]);
	case 'e':
		history->seq = strtoll(values[7], NULL, 10);
		if (strlen(values[1]) != DN_DIGEST_HEX)
			return dn_fail(reading->err, DUNLIN_EREFUSED,
				       "event %" PRId64 " has no valid hash", history->seq);
		memcpy(history->hash, values[1], DN_DIGEST_HEX + 1);
		return DUNLIN_OK;
	case 'j':
		begun = (struct dn_journal_row){ .kind = values[1][0],
						 .id = values[2] == NULL ? "" : values[2],
						 .down = strcmp(values[3], "down") == 0,
						 .hash = values[4],
						 .pre_state = values[PRE_STATE],
						 .n = strtoll(values[7], NULL, 10),
						 .done = values[8][0] == '1' };
		return dn_history_add_journal(history, &begun) ? DUNLIN_OK
							       : dn_fail_nomem(reading->err);
	default:
		row = (struct dn_applied){ .kind = values[1][0],
					   .id = values[2] == NULL ? "" : values[2],
					   .name = values[3],
					   .dialect = values[4],
					   .checksum = values[5],
					   .applied_at = values[6] == NULL ? "" : values[6],
					   .ordinal = strtoll(values[7], NULL, 10),
					   .duration_us = strtoll(values[8], NULL, 10) };
		return dn_history_add(history, &row) ? DUNLIN_OK : dn_fail_nomem(reading->err);
	}
}

/* --- tables that are not where they should be ------------------------------- */

struct place {
	const struct dn_store *store;
	struct dn_str elsewhere; /* schema and quoted name of each other dunlin_meta, a line each */
	bool some;               /* one of the tables is where it should be */
};

/* Without schemas names differ by more than case. */
static bool is_same(const char *schema, const char *a, const char *b)
{
	return (schema == NULL ? strcasecmp(a, b) : strcmp(a, b)) == 0;
}

static bool is_ours(const struct dn_store *store, const char *schema, const char *name)
{
	size_t i;

	for (i = 0; i < DN_STORE_TABLES; i++)
		if (is_same(schema, name, store->names[i]))
			return true;
	return false;
}

static dunlin_status take_table(void *payload, size_t n, const char *const *values)
{
	struct place *place = payload;
	const struct dn_store *store = place->store;

	if (n < 3 || values[1] == NULL || values[2] == NULL ||
	    !is_ours(store, values[0], values[2]))
		return DUNLIN_OK;
	if (values[0] == NULL || store->schema == NULL || strcmp(values[0], store->schema) == 0)
		place->some = true;
	else if (strcmp(values[2], store->names[0]) == 0)
		dn_str_printf(&place->elsewhere, "%s\n%s\n", values[0], values[1]);
	return DUNLIN_OK;
}

static dunlin_status take_project(void *payload, size_t n, const char *const *values)
{
	struct dn_str *project = payload;

	if (n == 1)
		dn_str_puts(project, values[0]);
	return DUNLIN_OK;
}

/* Whether the history in this other schema may be that of this project. */
static dunlin_status check_elsewhere(struct dn_session *session, const char *schema,
				     const char *meta, const char *project, dunlin_error *err)
{
	struct dn_str sql = DN_STR_INIT, theirs = DN_STR_INIT;
	dunlin_status status;

	dn_str_printf(&sql, "SELECT value FROM %s WHERE item = 'project'", meta);
	status = sql.failed
			 ? dn_fail_nomem(err)
			 : dn_session_query(session, sql.data, sql.len, take_project, &theirs, err);
	/* One that we may not read, or that is gone by now, is not this project's to
	 * stop for; neither is another project's. */
	if (status == DUNLIN_EPERM || status == DUNLIN_EMISSING) {
		status = DUNLIN_OK;
	} else if (status == DUNLIN_OK && (project == NULL || theirs.len == 0 ||
					   strcmp(project, dn_str_text(&theirs)) == 0)) {
		status = dn_fail(err, DUNLIN_EREFUSED,
				 "no history here, but there is one in the schema %s", schema);
		dn_error_hint(err,
			      "set history_schema = \"%s\" to use it, or history_schema to "
			      "where a new one is to be",
			      schema);
	}
	dn_str_clear(&sql);
	dn_str_clear(&theirs);
	return status;
}

/* All of them in one question. */
static dunlin_status find(struct dn_session *session, struct place *place, dunlin_error *err)
{
	const struct dunlin_driver *driver = session->target->driver;
	struct dn_str name = DN_STR_INIT;
	dunlin_status status;

	dn_str_printf(&name, "%s*", place->store->stem);
	status = name.failed ? dn_fail_nomem(err)
			     : driver->find_tables(session->conn, dn_str_text(&name), take_table,
						   place, err);
	dn_str_clear(&name);
	return dn_fail_returned(err, status, driver->name);
}

dunlin_status dn_store_look_elsewhere(const struct dn_store *store, struct dn_session *session,
				      const char *project, bool anywhere, bool *some,
				      dunlin_error *err)
{
	struct place place = { .store = store };
	char *next, *schema, *meta;
	dunlin_status status;

	*some = false;
	if (!dn_session_can(session, DUNLIN_CAP_FIND))
		return DUNLIN_OK;
	status = find(session, &place, err);
	*some = place.some;
	if (status == DUNLIN_OK && place.elsewhere.failed)
		status = dn_fail_nomem(err);
	next = place.elsewhere.data;
	while (status == DUNLIN_OK && !anywhere && !*some && next != NULL && *next != '\0') {
		schema = strsep(&next, "\n");
		meta = strsep(&next, "\n");
		status = check_elsewhere(session, schema, meta, project, err);
	}
	dn_str_clear(&place.elsewhere);
	return status;
}

static dunlin_status refuse_some(const struct dn_store *store, dunlin_error *err)
{
	dn_fail(err, DUNLIN_EREFUSED, "only some of Dunlin's tables are there: %s, %s, %s, %s",
		store->meta, store->event, store->history, store->journal);
	dn_error_hint(err, "some were dropped or renamed, or the role may not read them; restore "
			   "them from a backup");
	return DUNLIN_EREFUSED;
}

static dunlin_status take_any(void *payload, size_t n, const char *const *values)
{
	bool *any = payload;

	(void)n, (void)values;
	*any = true;
	return DUNLIN_OK;
}

dunlin_status dn_store_check_some(const struct dn_store *store, struct dn_session *session,
				  dunlin_error *err)
{
	const char *const tables[] = { store->meta, store->event, store->history, store->journal };
	dunlin_status status = DUNLIN_OK;
	bool any = (store->dialect->run & DUNLIN_RUN_TX_DDL) != 0;
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]) && status == DUNLIN_OK && !any; i++) {
		struct dn_str sql = DN_STR_INIT;

		dn_str_printf(&sql, "SELECT 1 FROM %s LIMIT 1", tables[i]);
		status = sql.failed ? dn_fail_nomem(err)
				    : dn_session_query(session, sql.data, sql.len, take_any, &any,
						       err);
		dn_str_clear(&sql);
		if (status == DUNLIN_EMISSING) {
			if (err != NULL)
				dn_error_clear(err);
			status = DUNLIN_OK;
		}
	}
	return status == DUNLIN_OK && any ? refuse_some(store, err) : status;
}

/* --- all of it ------------------------------------------------------------------ */

static dunlin_status check_format(const struct dn_history *history, dunlin_error *err)
{
	const size_t major = strcspn(DN_STORE_FORMAT, ".") + 1;

	if (history->format == NULL)
		return dn_fail(err, DUNLIN_EREFUSED, "the history says no format");
	if (strncmp(history->format, DN_STORE_FORMAT, major) == 0)
		return DUNLIN_OK;
	dn_fail(err, DUNLIN_EREFUSED, "the history has format %s; this version reads %s",
		history->format, DN_STORE_FORMAT);
	dn_error_hint(err, "use the version of dunlin that wrote it, or a newer one");
	return DUNLIN_EREFUSED;
}

/* Takes `sql`. */
static dunlin_status read_rows(struct dn_str *sql, struct dn_session *session,
			       struct dn_history *history, dunlin_error *err)
{
	struct reading reading = { .history = history, .err = err };
	dunlin_status status;

	dn_history_clear(history);
	status = sql->failed
			 ? dn_fail_nomem(err)
			 : dn_session_query(session, sql->data, sql->len, take_row, &reading, err);
	dn_str_clear(sql);
	if (status == DUNLIN_EMISSING) {
		if (err != NULL)
			dn_error_clear(err);
		dn_history_clear(history);
		return DUNLIN_OK;
	}
	/* Tables that were being made when the run was cut off. */
	if (status == DUNLIN_OK && history->format == NULL && history->seq == 0 &&
	    (session->target->dialect->run & DUNLIN_RUN_TX_DDL) == 0) {
		dn_history_clear(history);
		return DUNLIN_OK;
	}
	if (status == DUNLIN_OK)
		status = check_format(history, err);
	if (status != DUNLIN_OK) {
		dn_history_clear(history);
		return status;
	}
	history->exists = true;
	dn_history_sort(history);
	return DUNLIN_OK;
}

dunlin_status dn_store_read(const struct dn_store *store, struct dn_session *session,
			    struct dn_history *history, dunlin_error *err)
{
	struct dn_str sql = DN_STR_INIT;

	put_query(store, &sql);
	return read_rows(&sql, session, history, err);
}

dunlin_status dn_store_read_meta(const struct dn_store *store, struct dn_session *session,
				 struct dn_history *history, dunlin_error *err)
{
	struct dn_str sql = DN_STR_INIT;

	put_meta_query(store, &sql);
	return read_rows(&sql, session, history, err);
}
