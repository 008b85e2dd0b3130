/* plan/history - the applied set, as read from the target. */
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
	dn_arena_clear(&history->arena);
	dn_history_init(history);
}

bool dn_history_add(struct dn_history *history, const struct dn_applied *row)
{
	struct dn_applied *copy;

	copy = dn_vec_add(&history->rows, &history->n, &history->cap, sizeof(*copy));
	if (copy == NULL)
		return false;
	*copy = *row;
	copy->id = dn_arena_strdup(&history->arena, row->id);
	copy->name = dn_arena_strdup(&history->arena, row->name);
	copy->dialect = dn_arena_strdup(&history->arena, row->dialect);
	copy->checksum = dn_arena_strdup(&history->arena, row->checksum);
	copy->applied_at = dn_arena_strdup(&history->arena, row->applied_at);
	return copy->id != NULL && copy->name != NULL && copy->dialect != NULL &&
	       copy->checksum != NULL && copy->applied_at != NULL;
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

void dn_history_sort(struct dn_history *history)
{
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

const char *dn_history_highest(const struct dn_history *history)
{
	const char *highest = NULL;
	size_t i;

	for (i = 0; i < history->n; i++)
		if (history->rows[i].kind == DN_KIND_VERSIONED)
			highest = history->rows[i].id; /* sorted: the last one wins */
	return highest;
}
