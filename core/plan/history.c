/* plan/history - the applied set and the journal, as read from the target. */
#include "plan/history.h"

#include <stdlib.h>
#include <string.h>

#include "source/migration.h"

void dn_history_init(struct dn_history *history)
{
	memset(history, 0, sizeof(*history));
}

void dn_history_clear(struct dn_history *history)
{
	free(history->rows);
	free(history->journal);
	dn_arena_clear(&history->arena);
	dn_history_init(history);
}

bool dn_history_add_lent(struct dn_history *history, const struct dn_applied *row)
{
	struct dn_applied *added;

	added = dn_vec_add(&history->rows, &history->n, &history->cap, sizeof(*added));
	if (added == NULL)
		return false;
	*added = *row;
	return true;
}

bool dn_history_add(struct dn_history *history, const struct dn_applied *row)
{
	struct dn_applied *copy;

	if (!dn_history_add_lent(history, row))
		return false;
	copy = &history->rows[history->n - 1];
	copy->id = dn_arena_strdup(&history->arena, row->id);
	copy->name = dn_arena_strdup(&history->arena, row->name);
	copy->dialect = dn_arena_strdup(&history->arena, row->dialect);
	copy->checksum = dn_arena_strdup(&history->arena, row->checksum);
	copy->applied_at = dn_arena_strdup(&history->arena, row->applied_at);
	return copy->id != NULL && copy->name != NULL && copy->dialect != NULL &&
	       copy->checksum != NULL && copy->applied_at != NULL;
}

bool dn_history_add_journal(struct dn_history *history, const struct dn_journal_row *row)
{
	struct dn_journal_row *copy;

	copy = dn_vec_add(&history->journal, &history->n_journal, &history->cap_journal,
			  sizeof(*copy));
	if (copy == NULL)
		return false;
	*copy = *row;
	copy->id = dn_arena_strdup(&history->arena, row->id);
	copy->hash = dn_arena_strdup(&history->arena, row->hash);
	if (row->pre_state != NULL)
		copy->pre_state = dn_arena_strdup(&history->arena, row->pre_state);
	return copy->id != NULL && copy->hash != NULL &&
	       (row->pre_state == NULL || copy->pre_state != NULL);
}

static int compare_ids(char kind, const char *a, const char *b)
{
	return kind == DN_KIND_VERSIONED ? dn_version_compare(a, b) : strcmp(a, b);
}

static int by_id(const void *a, const void *b)
{
	const struct dn_applied *left = a, *right = b;

	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	return compare_ids(left->kind, left->id, right->id);
}

static int by_step(const struct dn_journal_row *left, const struct dn_journal_row *right)
{
	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	if (left->down != right->down)
		return left->down ? 1 : -1;
	return compare_ids(left->kind, left->id, right->id);
}

static int by_step_and_n(const void *a, const void *b)
{
	const struct dn_journal_row *left = a, *right = b;
	const int order = by_step(left, right);

	return order != 0 ? order : (left->n > right->n) - (left->n < right->n);
}

void dn_history_sort(struct dn_history *history)
{
	if (history->n_journal > 1)
		qsort(history->journal, history->n_journal, sizeof(*history->journal),
		      by_step_and_n);
	if (history->n > 1)
		qsort(history->rows, history->n, sizeof(*history->rows), by_id);
}

const struct dn_applied *dn_history_find(const struct dn_history *history, char kind,
					 const char *id)
{
	const struct dn_applied key = { .kind = kind, .id = id };

	if (history->n == 0)
		return NULL;
	return bsearch(&key, history->rows, history->n, sizeof(*history->rows), by_id);
}

void dn_history_unfinished(struct dn_unfinished *out, const struct dn_history *history, char kind,
			   const char *id, bool down)
{
	const struct dn_journal_row key = { .kind = kind, .id = id, .down = down };
	size_t i;

	out->rows = NULL;
	out->n = 0;
	for (i = 0; i < history->n_journal; i++) {
		if (by_step(&history->journal[i], &key) != 0)
			continue;
		if (out->n++ == 0)
			out->rows = &history->journal[i];
	}
}

int64_t dn_unfinished_done(const struct dn_unfinished *unfinished)
{
	int64_t done = 0;
	size_t i;

	for (i = 0; i < unfinished->n; i++)
		if (unfinished->rows[i].done && unfinished->rows[i].n > done)
			done = unfinished->rows[i].n;
	return done;
}

const struct dn_journal_row *dn_unfinished_begun(const struct dn_unfinished *unfinished)
{
	size_t i;

	for (i = 0; i < unfinished->n; i++)
		if (unfinished->rows[i].n > 0 && !unfinished->rows[i].done)
			return &unfinished->rows[i];
	return NULL;
}

const char *dn_history_highest(const struct dn_history *history)
{
	const char *highest = NULL;
	size_t i;

	for (i = 0; i < history->n; i++)
		if (history->rows[i].kind == DN_KIND_VERSIONED)
			highest = history->rows[i].id; /* sorted: the last one wins */
	return highest;
}
