/* plan/item - the items of a plan, and the texts that go with them. */
#include "plan/item.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void dn_plan_init(struct dn_plan *plan)
{
	memset(plan, 0, sizeof(*plan));
}

void dn_plan_clear(struct dn_plan *plan)
{
	free(plan->items);
	free(plan->steps);
	dn_arena_clear(&plan->arena);
	dn_plan_init(plan);
}

char dn_item_kind(const struct dn_item *item)
{
	return item->migration != NULL ? item->migration->kind : item->row->kind;
}

const char *dn_item_id(const struct dn_item *item)
{
	return item->migration != NULL ? item->migration->id : item->row->id;
}

int dn_item_compare(const void *a, const void *b)
{
	const struct dn_item *left = a, *right = b;

	return dn_migration_compare_id(dn_item_kind(left), dn_item_id(left), dn_item_kind(right),
				       dn_item_id(right));
}

struct dn_item *dn_plan_item(const struct dn_plan *plan, char kind, const char *id)
{
	const struct dn_applied row = { .kind = kind, .id = id };
	const struct dn_item key = { .row = &row };

	if (plan->n_items == 0)
		return NULL;
	return bsearch(&key, plan->items, plan->n_items, sizeof(*plan->items), dn_item_compare);
}

struct dn_item *dn_plan_named(const struct dn_plan *plan, const char *name)
{
	if (strncmp(name, "R__", 3) == 0)
		return dn_plan_item(plan, DN_KIND_REPEATABLE, name + 3);
	if (strncmp(name, "seeds/", 6) == 0)
		return dn_plan_item(plan, DN_KIND_SEED, name + 6);
	return dn_plan_item(plan, DN_KIND_VERSIONED, name);
}

const char *dn_plan_text(struct dn_plan *plan, const char *format, ...)
{
	char *text = NULL, *copy;
	va_list args;
	int len;

	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0)
		return NULL;
	copy = dn_arena_copy(&plan->arena, text, (size_t)len);
	free(text);
	return copy;
}

const char *dn_plan_label(struct dn_plan *plan, const struct dn_migration *migration)
{
	if (migration->kind == DN_KIND_VERSIONED)
		return dn_plan_text(plan, "%s_%s", migration->version_text, migration->name);
	if (migration->kind == DN_KIND_REPEATABLE)
		return dn_plan_text(plan, "R__%s", migration->name);
	return dn_plan_text(plan, "seeds/%s", migration->name);
}
