/* run/adopt - reads what another runner's table says is applied. */
#include "run/adopt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "plan/stamp.h"
#include "run/look.h"
#include "run/store.h"

struct reading {
	struct dn_adopted *out;
	dunlin_error *err;
	bool dirty;
};

void dn_adopt_clear(struct dn_adopted *adopted)
{
	free(adopted->values);
	dn_arena_clear(&adopted->arena);
	memset(adopted, 0, sizeof(*adopted));
}

static dunlin_status take(void *payload, size_t n, const char *const *values)
{
	struct reading *reading = payload;
	struct dn_adopted *out = reading->out;
	const char *text = n == 0 || values[0] == NULL ? "" : values[0];
	const char **value = dn_vec_add(&out->values, &out->n, &out->cap, sizeof(*value));

	if (value != NULL)
		*value = dn_arena_strdup(&out->arena, text);
	if (value == NULL || *value == NULL)
		return dn_fail_nomem(reading->err);
	reading->dirty = reading->dirty || (n > 1 && dn_look_is_true(values[1]));
	return DUNLIN_OK;
}

/* Qualified and quoted: t."version" is a column in every dialect, never a text. */
static void put_query(struct dn_str *sql, const struct dunlin_dialect *dialect, const char *schema,
		      const char *table, const char *const *columns)
{
	const char *dot = strchr(table, '.');
	char *own = dot == NULL ? NULL : strndup(table, (size_t)(dot - table));
	size_t i;

	sql->failed = sql->failed || (dot != NULL && own == NULL);
	dn_str_puts(sql, "SELECT ");
	for (i = 0; columns[i] != NULL; i++) {
		dn_str_puts(sql, i == 0 ? "t." : ", t.");
		dn_store_put_name(dialect, columns[i], sql);
	}
	dn_str_puts(sql, i == 0 ? "1 FROM " : " FROM ");
	if (own != NULL || (dot == NULL && schema != NULL)) {
		dn_store_put_name(dialect, own != NULL ? own : schema, sql);
		dn_str_putc(sql, '.');
	}
	dn_store_put_name(dialect, dot == NULL ? table : dot + 1, sql);
	dn_str_puts(sql, i == 0 ? " AS t WHERE 1 = 0" : " AS t");
	free(own);
}

static dunlin_status ask(struct reading *reading, struct dn_session *session, const char *schema,
			 const char *const *columns)
{
	struct dn_str sql = DN_STR_INIT;
	dunlin_status status;

	put_query(&sql, session->target->dialect, schema, reading->out->table, columns);
	status = sql.failed ? dn_fail_nomem(reading->err)
			    : dn_look(session, dn_str_text(&sql), take, reading, reading->err);
	dn_str_clear(&sql);
	return status;
}

static dunlin_status no_table(const char *schema, const char *table, dunlin_error *err)
{
	if (schema == NULL || strchr(table, '.') != NULL) {
		dn_fail(err, DUNLIN_EUSAGE, "there is no table %s", table);
		dn_error_hint(err, "the name is written as the database has it, large and small "
				   "letters too");
	} else {
		dn_fail(err, DUNLIN_EUSAGE, "there is no table %s in the schema %s", table, schema);
		dn_error_hint(err, "SCHEMA.%s names one in another schema", table);
	}
	return DUNLIN_EUSAGE;
}

/* Whether it can be read at all. */
static dunlin_status check_table(struct reading *reading, struct dn_session *session,
				 const char *schema)
{
	const char *const none[] = { NULL };
	const char *table = reading->out->table;
	dunlin_status status = ask(reading, session, schema, none);

	if (status == DUNLIN_EMISSING)
		return no_table(schema, table, reading->err);
	if (status == DUNLIN_EPERM)
		dn_error_hint(reading->err,
			      "the role must be allowed to read it: GRANT SELECT ON %s", table);
	return status;
}

/* Columns that other runners keep versions in, the most telling first. */
static dunlin_status find_columns(struct reading *reading, struct dn_session *session,
				  const char *schema)
{
	static const char *const known[][3] = { { "version", "dirty", NULL },
						{ "version", NULL },
						{ "name", NULL },
						{ "filename", NULL },
						{ "migration", NULL } };
	dunlin_status status = DUNLIN_EMISSING;
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]) && status == DUNLIN_EMISSING; i++) {
		status = ask(reading, session, schema, known[i]);
		reading->out->up_to = status == DUNLIN_OK && known[i][1] != NULL;
	}
	if (status != DUNLIN_EMISSING)
		return status;
	dn_fail(reading->err, DUNLIN_EUSAGE, "%s has no column that tells versions",
		reading->out->table);
	dn_error_hint(reading->err, "version, name, filename or migration; dunlin stamp VERSION "
				    "records all up to one version");
	return DUNLIN_EUSAGE;
}

/* One row is all that golang-migrate keeps. */
static dunlin_status check_row(const struct reading *reading)
{
	const struct dn_adopted *out = reading->out;

	if (out->up_to && out->n > 1)
		return dn_fail(reading->err, DUNLIN_EREFUSED,
			       "%s has a column dirty, but %zu rows: golang-migrate keeps one",
			       out->table, out->n);
	if (!reading->dirty)
		return DUNLIN_OK;
	dn_fail(reading->err, DUNLIN_EREFUSED, "%s says that version %s is dirty: it was cut off",
		out->table, out->values[0]);
	dn_error_hint(reading->err,
		      "see what of it is done, finish it or take it back by hand, say so with "
		      "migrate force VERSION, and stamp again");
	return DUNLIN_EREFUSED;
}

dunlin_status dn_adopt_read(struct dn_adopted *out, struct dn_session *session, const char *schema,
			    const char *table, dunlin_error *err)
{
	struct reading reading = { .out = out, .err = err };
	dunlin_status status;

	memset(out, 0, sizeof(*out));
	out->table = table;
	status = check_table(&reading, session, schema);
	if (status == DUNLIN_OK)
		status = find_columns(&reading, session, schema);
	return status == DUNLIN_OK ? check_row(&reading) : status;
}

void dn_adopt_tell(const struct dn_adopted *adopted, const struct dn_plan *plan,
		   const struct dn_teller *teller)
{
	struct dn_news news = { .kind = DN_NEWS_WARNING };
	const char *highest;
	char *text;
	size_t i;

	for (i = 0; i < plan->n_items; i++) {
		highest = dn_stamp_gap(plan, &plan->items[i]);
		if (highest == NULL || asprintf(&text, "not in %s: it stays pending, lower than %s",
						adopted->table, highest) < 0)
			continue;
		news.file = plan->items[i].migration->up->file;
		news.text = text;
		dn_tell(teller, &news);
		free(text);
	}
}
