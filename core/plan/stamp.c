/* plan/stamp - what is recorded as applied, and not run. */
#include "plan/stamp.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "plan/drift.h"
#include "plan/item.h"
#include "plan/step.h"
#include "plan/unfinished.h"

/* What all the steps of a wish have in common. */
struct stamping {
	struct dn_plan *plan;
	struct dn_item **order;
	const char *limit; /* the highest version, or NULL */
	const char *reason;
};

static bool is_version(const struct dn_item *item)
{
	return item->migration != NULL && item->migration->kind == DN_KIND_VERSIONED;
}

static bool is_open(const struct dn_item *item)
{
	return item->state == DN_STATE_PENDING || item->state == DN_STATE_OUT_OF_ORDER ||
	       dn_unfinished_is(item, DN_UP);
}

static bool record(const struct stamping *s, struct dn_item *item)
{
	if (s->limit != NULL && dn_version_compare(item->migration->id, s->limit) > 0)
		return true;
	return dn_step_add_record(s->plan, item, DN_TASK_STAMP, s->reason);
}

/* All versions up to the limit that could be applied here. */
static dunlin_status record_all(const struct stamping *s, dunlin_error *err)
{
	size_t i;

	for (i = 0; i < s->plan->n_items; i++)
		if (is_version(s->order[i]) && is_open(s->order[i]) && !record(s, s->order[i]))
			return dn_fail_nomem(err);
	return DUNLIN_OK;
}

/* --- from another runner's table ----------------------------------------- */

/* The version that a value begins with, "0001_users.sql", "db/1.sql" or "1", without zeros in front;
 * `text` is written to.  NULL for a value that has none. */
static const char *version_of(char *text)
{
	char *slash = strrchr(text, '/');
	char *digits = slash == NULL ? text : slash + 1;
	const size_t len = strspn(digits, "0123456789");
	const char *rest = digits + len;

	if (len == 0 || (*rest != '\0' && strchr("_-. ", *rest) == NULL) ||
	    (*rest == '.' && strspn(rest + 1, "0123456789") > 0))
		return NULL;
	digits[len] = '\0';
	return dn_version_canonical(digits);
}

/* The item of a value, or else what is wrong with it. */
static struct dn_item *find_value(struct dn_plan *plan, const struct dn_adopted *adopted,
				  const char *value, struct dn_refusal *refusal)
{
	char *text = dn_arena_strdup(&plan->arena, value);
	const char *version = text == NULL ? NULL : version_of(text);
	struct dn_item *item = version == NULL ? NULL
					       : dn_plan_item(plan, DN_KIND_VERSIONED, version);

	if (text == NULL)
		refusal->failed = true;
	else if (version == NULL)
		dn_refusal_add(refusal, "\"%s\" in %s has no version", value, adopted->table);
	else if (item == NULL)
		dn_refusal_add(refusal, "\"%s\" in %s has no migration file", value,
			       adopted->table);
	else if (item->row == NULL && item->migration->up == NULL)
		dn_refusal_add(refusal, "\"%s\" in %s: %s", value, adopted->table,
			       item->reason == NULL ? "no up body" : item->reason);
	else
		return item;
	return NULL;
}

static dunlin_status end(struct dn_refusal *refusal, dunlin_error *err)
{
	return dn_refusal_end(refusal,
			      "nothing was recorded; each row of the table needs its migration "
			      "file here",
			      err);
}

static bool is_based(const struct dn_item *item, const char *base)
{
	return base != NULL && is_version(item) && is_open(item) &&
	       dn_version_compare(item->migration->id, base) <= 0;
}

/* The version up to which all is applied; NULL when there is none, or it is refused. */
static const char *base_of(struct dn_plan *plan, const struct dn_adopted *adopted,
			   struct dn_refusal *refusal)
{
	char *text = adopted->base == NULL ? NULL : dn_arena_strdup(&plan->arena, adopted->base);
	const char *version = text == NULL ? NULL : version_of(text);

	if (adopted->base != NULL && text == NULL)
		refusal->failed = true;
	else if (adopted->base != NULL && version == NULL)
		dn_refusal_add(refusal, "\"%s\" in %s has no version", adopted->base,
			       adopted->table);
	return version;
}

/* Those that the table lists, those up to its base, and no others. */
static dunlin_status record_adopted(const struct stamping *s, const struct dn_adopted *adopted,
				    dunlin_error *err)
{
	bool *listed = calloc(s->plan->n_items + 1, sizeof(*listed));
	struct dn_refusal refusal = { .failed = listed == NULL };
	const char *base = base_of(s->plan, adopted, &refusal);
	struct dn_item *item;
	size_t i;

	for (i = 0; listed != NULL && i < adopted->n; i++) {
		item = find_value(s->plan, adopted, adopted->values[i], &refusal);
		if (item != NULL)
			listed[item - s->plan->items] = true;
	}
	for (i = 0; listed != NULL && refusal.n == 0 && i < s->plan->n_items; i++) {
		item = s->order[i];
		if (((listed[item - s->plan->items] && item->row == NULL) ||
		     is_based(item, base)) &&
		    !record(s, item))
			refusal.failed = true;
	}
	free(listed);
	return end(&refusal, err);
}

dunlin_status dn_stamp_plan(struct dn_plan *plan, struct dn_item **order,
			    const struct dn_wish *wish, dunlin_error *err)
{
	const struct dn_adopted *adopted = wish->adopted;
	struct stamping s = { .plan = plan,
			      .order = order,
			      .limit = wish->version,
			      .reason = "recorded as applied, not run" };

	if (adopted == NULL)
		return record_all(&s, err);
	s.reason = dn_plan_text(plan, "from %s", adopted->table);
	if (s.reason == NULL)
		return dn_fail_nomem(err);
	return record_adopted(&s, adopted, err);
}

const char *dn_stamp_gap(const struct dn_plan *plan, const struct dn_item *item)
{
	const char *highest = NULL;
	size_t i;

	if (!is_version(item) || !is_open(item))
		return NULL;
	for (i = 0; i < plan->n_steps; i++)
		if (plan->steps[i].migration == item->migration)
			return NULL;
	for (i = 0; i < plan->n_items; i++)
		if (dn_item_kind(&plan->items[i]) == DN_KIND_VERSIONED &&
		    plan->items[i].row != NULL &&
		    (highest == NULL || dn_version_compare(plan->items[i].row->id, highest) > 0))
			highest = plan->items[i].row->id;
	for (i = 0; i < plan->n_steps; i++)
		if (highest == NULL || dn_version_compare(plan->steps[i].id, highest) > 0)
			highest = plan->steps[i].id;
	return highest != NULL && dn_version_compare(item->migration->id, highest) < 0 ? highest
										       : NULL;
}
