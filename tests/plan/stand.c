/* stand - a small project and a history written down in a line each. */
#include "plan/stand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SQL "SELECT 1;\n"

static const char *const state_names[] = { "none",    "applied", "pending", "out-of-order",
					   "changed", "missing", "other",   "waiting",
					   "due",     "renamed" };

static void put_files(const char *files)
{
	char *copy = strdup(files), *rest = copy, *file, *body, *path = NULL;

	rig_put("m/.keep", "");
	while ((file = strsep(&rest, "|")) != NULL) {
		if (*file == '\0')
			continue;
		body = strchr(file, '=');
		if (body != NULL)
			*body++ = '\0';
		assert_true(asprintf(&path, "m/%s", file) > 0);
		rig_put(path, body == NULL ? SQL : body);
		free(path);
	}
	free(copy);
}

void stand_init(struct stand *stand, const char *files)
{
	size_t i;

	memset(stand, 0, sizeof(*stand));
	dn_error_init(&stand->err);
	dn_history_init(&stand->history);
	dn_plan_init(&stand->plan);
	put_files(files);
	stand->source = rig_source();
	dn_source_select(stand->source, "sqlite");
	stand->answers = calloc(stand->source->n + 1, sizeof(bool));
	for (i = 0; i < stand->source->n; i++)
		stand->answers[i] = true;
	stand->scope.dialect = "sqlite";
	stand->scope.answers = stand->answers;
	stand->history.exists = true;
}

void stand_clear(struct stand *stand)
{
	dn_plan_clear(&stand->plan);
	dn_history_clear(&stand->history);
	dn_source_free(stand->source);
	dn_error_clear(&stand->err);
	free(stand->answers);
}

static char kind_of(const char **id)
{
	const char *text = *id;

	if (text[0] == 'R' && text[1] == ':')
		*id += 2;
	else if (text[0] == 'S' && text[1] == ':')
		*id += 2;
	else
		return DN_KIND_VERSIONED;
	return text[0] == 'R' ? DN_KIND_REPEATABLE : DN_KIND_SEED;
}

void stand_apply(struct stand *stand, const char *rows)
{
	char *copy = strdup(rows), *rest = copy, *word;

	while ((word = strsep(&rest, " ")) != NULL) {
		const size_t len = strlen(word);
		const char mark = len == 0 ? '\0' : word[len - 1], *id = word;
		const struct dn_migration *m;
		struct dn_applied row = { .dialect = "sqlite", .applied_at = "then" };

		if (len == 0)
			continue;
		if (mark == '!' || mark == '~')
			word[len - 1] = '\0';
		row.kind = kind_of(&id);
		row.id = id;
		m = dn_source_find(stand->source, row.kind, id);
		row.name = m == NULL ? "gone" : mark == '~' ? "formerly" : m->name;
		row.checksum = m == NULL || m->up == NULL || mark == '!' ? "0123456789abcdef"
									 : m->up->checksum;
		row.ordinal = ++stand->history.seq;
		assert_true(dn_history_add(&stand->history, &row));
	}
	dn_history_sort(&stand->history);
	free(copy);
}

void stand_answer(struct stand *stand, const char *id, bool answer)
{
	const char kind = kind_of(&id);
	const struct dn_migration *m = dn_source_find(stand->source, kind, id);

	assert_non_null(m);
	stand->answers[m - stand->source->migrations] = answer;
}

static void put(struct stand *stand, const char *sign, char kind, const char *id, const char *rest)
{
	const size_t len = strlen(stand->text);

	snprintf(stand->text + len, sizeof(stand->text) - len, "%s%s%s%s%s", len == 0 ? "" : " ",
		 sign,
		 kind == DN_KIND_VERSIONED    ? ""
		 : kind == DN_KIND_REPEATABLE ? "R:"
					      : "S:",
		 id, rest);
}

static void succeeded(struct stand *stand, dunlin_status status)
{
	if (status != DUNLIN_OK)
		fail_msg("%s", stand->err.message);
}

const char *stand_states(struct stand *stand)
{
	size_t i;

	dn_plan_clear(&stand->plan);
	succeeded(stand, dn_plan_survey(&stand->plan, stand->source, &stand->history, &stand->scope,
					&stand->err));
	stand->text[0] = '\0';
	for (i = 0; i < stand->plan.n_items; i++) {
		const struct dn_item *item = &stand->plan.items[i];
		char rest[32];

		snprintf(rest, sizeof(rest), "=%s", state_names[item->state]);
		if (item->migration != NULL)
			put(stand, "", item->migration->kind, item->migration->id, rest);
		else
			put(stand, "", item->row->kind, item->row->id, rest);
	}
	return stand->text;
}

void stand_reason(const struct stand *stand, char kind, const char *id, const char *piece)
{
	size_t i;

	for (i = 0; i < stand->plan.n_items; i++) {
		const struct dn_item *item = &stand->plan.items[i];
		const char *at = item->migration != NULL ? item->migration->id : item->row->id;

		if ((item->migration != NULL ? item->migration->kind : item->row->kind) != kind ||
		    strcmp(at, id) != 0)
			continue;
		if (item->reason == NULL || strstr(item->reason, piece) == NULL)
			fail_msg("the reason is \"%s\"", item->reason == NULL ? "" : item->reason);
		return;
	}
	fail_msg("%s is not there", id);
}

const char *stand_steps(struct stand *stand, const struct dn_wish *wish)
{
	size_t i;

	dn_plan_clear(&stand->plan);
	succeeded(stand, dn_plan_make(&stand->plan, stand->source, &stand->history, &stand->scope,
				      wish, &stand->err));
	stand->text[0] = '\0';
	for (i = 0; i < stand->plan.n_steps; i++) {
		const struct dn_step *step = &stand->plan.steps[i];

		assert_non_null(step->reason);
		put(stand, step->direction == DN_UP ? "+" : "-", step->kind, step->id,
		    step->body == NULL ? "." : "");
	}
	return stand->text;
}

void stand_fails(struct stand *stand, const struct dn_wish *wish, dunlin_status status, ...)
{
	dunlin_status returned;
	const char *piece;
	char *all = NULL;
	va_list pieces;

	dn_plan_clear(&stand->plan);
	dn_error_clear(&stand->err);
	returned = dn_plan_make(&stand->plan, stand->source, &stand->history, &stand->scope, wish,
				&stand->err);
	assert_int_equal(returned, status);
	assert_int_equal(stand->err.status, status);
	assert_int_equal(stand->plan.n_steps, 0);
	assert_true(asprintf(&all, "%s\n%s\n%s\n", stand->err.message,
			     stand->err.detail == NULL ? "" : stand->err.detail,
			     stand->err.hint == NULL ? "" : stand->err.hint) > 0);
	va_start(pieces, status);
	while ((piece = va_arg(pieces, const char *)) != NULL)
		if (strstr(all, piece) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", all, piece);
	va_end(pieces);
	free(all);
}
