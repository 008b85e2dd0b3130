/* run/adopt - reads what another runner's table says is applied. */
#include "run/adopt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "plan/stamp.h"
#include "run/adopt_known.h"
#include "run/look.h"
#include "run/store.h"

struct reading {
	struct dn_adopted *out;
	dunlin_error *err;
	const struct dn_adopt_table *known;
	bool cut_off;       /* some row is */
	const char *victim; /* its version; NULL: it has none */
	size_t n_rows;
};

void dn_adopt_clear(struct dn_adopted *adopted)
{
	free(adopted->values);
	dn_arena_clear(&adopted->arena);
	memset(adopted, 0, sizeof(*adopted));
}

static dunlin_status add(struct dn_adopted *out, const char *text)
{
	const char **value = dn_vec_add(&out->values, &out->n, &out->cap, sizeof(*value));

	if (value != NULL)
		*value = text;
	return value == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static void take_back(struct dn_adopted *out, const char *text)
{
	size_t i, kept = 0;

	for (i = 0; i < out->n; i++)
		if (strcmp(out->values[i], text) != 0)
			out->values[kept++] = out->values[i];
	out->n = kept;
}

/* What is up to a version that stands alone has to have a file; not so a base of whose making only the
 * database knows. */
static dunlin_status take_base(struct reading *reading, const char *text)
{
	reading->out->base = text;
	return reading->known->one_row ? add(reading->out, text) : DUNLIN_OK;
}

static dunlin_status take(void *payload, size_t n, const char *const *values)
{
	struct reading *reading = payload;
	struct dn_adopted *out = reading->out;
	dunlin_status status = DUNLIN_OK;
	const char *text;

	if (n == 0)
		return DUNLIN_EPLUGIN;
	text = dn_arena_strdup(&out->arena, values[0] == NULL ? "" : values[0]);
	if (text == NULL)
		return dn_fail_nomem(reading->err);
	reading->n_rows++;
	switch (reading->known->says == NULL ? DN_ADOPT_APPLIED : reading->known->says(values)) {
	case DN_ADOPT_APPLIED:
		status = add(out, text);
		break;
	case DN_ADOPT_UP_TO:
		status = take_base(reading, text);
		break;
	case DN_ADOPT_REVERTED:
		take_back(out, text);
		break;
	case DN_ADOPT_CUT_OFF:
		if (!reading->cut_off)
			reading->victim = values[0] == NULL ? NULL : text;
		reading->cut_off = true;
		break;
	case DN_ADOPT_NOTHING:
		break;
	}
	return status == DUNLIN_OK ? status : dn_fail_nomem(reading->err);
}

/* Qualified and quoted: t."version" is a column in every dialect, never a text. */
static void put_query(struct dn_str *sql, const struct dunlin_dialect *dialect, const char *schema,
		      const char *table, const struct dn_adopt_table *known)
{
	static const char *const none[] = { NULL };
	const char *const *columns = known == NULL ? none : known->columns;
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
	if (known != NULL && known->order != NULL) {
		dn_str_puts(sql, " ORDER BY t.");
		dn_store_put_name(dialect, known->order, sql);
	}
	free(own);
}

/* NULL: whether the table can be read at all. */
static dunlin_status ask(struct reading *reading, struct dn_session *session, const char *schema,
			 const struct dn_adopt_table *known)
{
	struct dn_str sql = DN_STR_INIT;
	dunlin_status status;

	put_query(&sql, session->target->dialect, schema, reading->out->table, known);
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

static dunlin_status check_table(struct reading *reading, struct dn_session *session,
				 const char *schema)
{
	const char *table = reading->out->table;
	dunlin_status status = ask(reading, session, schema, NULL);

	if (status == DUNLIN_EMISSING)
		return no_table(schema, table, reading->err);
	if (status == DUNLIN_EPERM)
		dn_error_hint(reading->err,
			      "the role must be allowed to read it: GRANT SELECT ON %s", table);
	return status;
}

static dunlin_status read_rows(struct reading *reading, struct dn_session *session,
			       const char *schema)
{
	dunlin_status status = DUNLIN_EMISSING;
	size_t i;

	for (i = 0; status == DUNLIN_EMISSING && dn_adopt_table(i) != NULL; i++) {
		reading->known = dn_adopt_table(i);
		status = ask(reading, session, schema, reading->known);
	}
	if (status != DUNLIN_EMISSING)
		return status;
	dn_fail(reading->err, DUNLIN_EUSAGE, "%s has no column that tells versions",
		reading->out->table);
	dn_error_hint(reading->err,
		      "those of a runner that is known, or one called version, name, filename or "
		      "migration; dunlin stamp VERSION records all up to one version");
	return DUNLIN_EUSAGE;
}

static dunlin_status check_rows(const struct reading *reading)
{
	const struct dn_adopt_table *known = reading->known;
	const char *table = reading->out->table;

	if (known->one_row && reading->n_rows > 1)
		return dn_fail(reading->err, DUNLIN_EREFUSED,
			       "%s has a column %s, but %zu rows: golang-migrate keeps one", table,
			       known->columns[1], reading->n_rows);
	if (!reading->cut_off)
		return DUNLIN_OK;
	if (reading->victim != NULL)
		dn_fail(reading->err, DUNLIN_EREFUSED, "%s says that version %s %s", table,
			reading->victim, known->cut_off);
	else
		dn_fail(reading->err, DUNLIN_EREFUSED, "%s says that one without a version %s",
			table, known->cut_off);
	dn_error_hint(reading->err,
		      "see what of it is done, finish it or take it back by hand, say so with %s, "
		      "and stamp again",
		      known->repair);
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
		status = read_rows(&reading, session, schema);
	return status == DUNLIN_OK ? check_rows(&reading) : status;
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
