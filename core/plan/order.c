/* plan/order - what comes before what. */
#include "plan/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "plan/item.h"

enum { UNSEEN, ON_PATH, PLACED };

struct ordering {
	const struct dn_plan *plan;
	struct dn_item **items;
	size_t n;
	unsigned char *marks; /* by index in plan->items */
};

/* Places `item` after the repeatables it requires.  The depth is bounded by the
 * number of repeatables in one chain. */
static dunlin_status place(struct ordering *order, struct dn_item *item, dunlin_error *err)
{
	const size_t index = (size_t)(item - order->plan->items);
	const struct dn_body *up = item->migration == NULL ? NULL : item->migration->up;
	dunlin_status status = DUNLIN_OK;
	size_t i;

	if (order->marks[index] == PLACED)
		return DUNLIN_OK;
	if (order->marks[index] == ON_PATH)
		return dn_fail_at(err, DUNLIN_EUSAGE, up->file, up->first_line, 0,
				  "R__%s requires itself, by way of the repeatables it requires",
				  item->migration->id);
	order->marks[index] = ON_PATH;
	for (i = 0; up != NULL && i < up->n_requires && status == DUNLIN_OK; i++) {
		struct dn_item *other = NULL;

		if (strncmp(up->requires[i], "R__", 3) == 0)
			other = dn_plan_item(order->plan, DN_KIND_REPEATABLE, up->requires[i] + 3);
		if (other != NULL)
			status = place(order, other, err);
	}
	order->marks[index] = PLACED;
	order->items[order->n++] = item;
	return status;
}

dunlin_status dn_order_items(struct dn_item ***out, const struct dn_plan *plan, dunlin_error *err)
{
	struct ordering order = { .plan = plan };
	dunlin_status status = DUNLIN_OK;
	size_t i;

	*out = NULL;
	order.items = calloc(plan->n_items + 1, sizeof(struct dn_item *));
	order.marks = calloc(plan->n_items + 1, 1);
	if (order.items == NULL || order.marks == NULL)
		status = dn_fail_nomem(err);
	for (i = 0; status == DUNLIN_OK && i < plan->n_items; i++)
		status = place(&order, &plan->items[i], err);
	free(order.marks);
	if (status == DUNLIN_OK) {
		*out = order.items;
		order.items = NULL; /* the caller's */
	}
	free(order.items);
	return status;
}

dunlin_status dn_order_check(const struct dn_source *source, dunlin_error *err)
{
	struct dn_item **order = NULL, *item;
	dunlin_status status = DUNLIN_OK;
	struct dn_plan plan;
	size_t i;

	dn_plan_init(&plan);
	/* A source has the order that a plan looks its items up by. */
	for (i = 0; i < source->n && status == DUNLIN_OK; i++) {
		item = dn_vec_add(&plan.items, &plan.n_items, &plan.cap_items, sizeof(*item));
		if (item == NULL)
			status = dn_fail_nomem(err);
		else
			item->migration = &source->migrations[i];
	}
	if (status == DUNLIN_OK)
		status = dn_order_items(&order, &plan, err);
	free(order);
	dn_plan_clear(&plan);
	return status;
}
