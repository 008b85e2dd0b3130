/* plan/survey - how each migration stands against the history. */
#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "plan/item.h"
#include "plan/order.h"
#include "plan/unfinished.h"
#include "source/coverage.h"

/* What was begun, and has neither a file nor a row: a row stands for it. */
static bool collect_begun(struct dn_plan *plan, const struct dn_source *source,
			  const struct dn_history *history)
{
	struct dn_applied *row;
	struct dn_item *item;
	size_t i;

	for (i = 0; i < history->n_journal; i++) {
		const struct dn_journal_row *begun = &history->journal[i];

		if (begun->n != 0 || dn_source_find(source, begun->kind, begun->id) != NULL ||
		    dn_history_find(history, begun->kind, begun->id) != NULL)
			continue;
		row = dn_arena_alloc(&plan->arena, sizeof(*row));
		item = dn_vec_add(&plan->items, &plan->n_items, &plan->cap_items, sizeof(*item));
		if (row == NULL || item == NULL)
			return false;
		*row = (struct dn_applied){ .kind = begun->kind,
					    .id = begun->id,
					    .name = begun->id,
					    .dialect = "",
					    .checksum = begun->hash,
					    .applied_at = "" };
		item->row = row;
	}
	return true;
}

static bool collect(struct dn_plan *plan, const struct dn_source *source,
		    const struct dn_history *history)
{
	struct dn_item *item;
	size_t i;

	for (i = 0; i < source->n; i++) {
		item = dn_vec_add(&plan->items, &plan->n_items, &plan->cap_items, sizeof(*item));
		if (item == NULL)
			return false;
		item->migration = &source->migrations[i];
		item->row = dn_history_find(history, item->migration->kind, item->migration->id);
	}
	for (i = 0; i < history->n; i++) {
		const struct dn_applied *row = &history->rows[i];

		/* A seed whose file is gone did its work and means nothing any more. */
		if (row->kind == DN_KIND_SEED || dn_source_find(source, row->kind, row->id) != NULL)
			continue;
		item = dn_vec_add(&plan->items, &plan->n_items, &plan->cap_items, sizeof(*item));
		if (item == NULL)
			return false;
		item->row = row;
	}
	if (!collect_begun(plan, source, history))
		return false;
	if (plan->n_items > 1)
		qsort(plan->items, plan->n_items, sizeof(*plan->items), dn_item_compare);
	return true;
}

static bool listed(const char *const *names, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (name != NULL && strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Lists are few and short; one text for a person. */
static const char *join(struct dn_plan *plan, const char *front, const char *const *names, size_t n)
{
	const char *text = front;
	size_t i;

	for (i = 0; i < n && text != NULL; i++)
		text = dn_plan_text(plan, "%s%s%s", text, i == 0 ? " " : ", ", names[i]);
	return text;
}

enum absence { NOT_LEFT_OUT, BY_ONLY, BY_BODY, BY_SEED_ENV, BY_ENV };

static enum absence absence_of(const struct dn_migration *m, const struct dn_plan_scope *scope)
{
	if (dn_coverage_only(m, m->up, scope->dialect) != NULL)
		return BY_ONLY;
	if (m->up == NULL)
		return BY_BODY;
	if (m->seed_env != NULL && (scope->env == NULL || strcmp(m->seed_env, scope->env) != 0))
		return BY_SEED_ENV;
	if (m->up->n_env > 0 && !listed(m->up->env, m->up->n_env, scope->env))
		return BY_ENV;
	return NOT_LEFT_OUT;
}

/* Whether `only`, `env` or the want of a body leaves it out. */
static bool left_out(struct dn_plan *plan, struct dn_item *item, const struct dn_plan_scope *scope)
{
	const struct dn_migration *m = item->migration;
	const struct dn_body *only;

	switch (absence_of(m, scope)) {
	case NOT_LEFT_OUT:
		return false;
	case BY_ONLY:
		only = dn_coverage_only(m, m->up, scope->dialect);
		item->reason = join(plan, "only for", only->only, only->n_only);
		break;
	case BY_BODY:
		item->no_body = true;
		item->reason = dn_plan_text(plan, "no up body for %s", scope->dialect);
		break;
	case BY_SEED_ENV:
		item->reason = dn_plan_text(plan, "for the environment %s", m->seed_env);
		break;
	case BY_ENV:
		item->reason = join(plan, "for the environment", m->up->env, m->up->n_env);
		break;
	}
	item->state = DN_STATE_OTHER;
	return true;
}

bool dn_plan_asks(const struct dn_migration *migration, const struct dn_history *history,
		  const struct dn_plan_scope *scope)
{
	const struct dn_applied *row = dn_history_find(history, migration->kind, migration->id);

	if (migration->up == NULL || migration->up->when == NULL ||
	    absence_of(migration, scope) != NOT_LEFT_OUT)
		return false;
	return row == NULL || (migration->kind != DN_KIND_VERSIONED &&
			       strcmp(row->checksum, migration->up->checksum) != 0);
}

static struct dn_item *required(const struct dn_plan *plan, const char *id)
{
	return strncmp(id, "R__", 3) == 0 ? dn_plan_item(plan, DN_KIND_REPEATABLE, id + 3)
					  : dn_plan_item(plan, DN_KIND_VERSIONED, id);
}

/* Left out or waiting before, it may well come late: that is its point; and so
 * may those that require it, which were judged after it. */
static bool may_be_late(const struct dn_plan *plan, const struct dn_body *up)
{
	size_t i;

	if (up->when != NULL || up->n_env > 0)
		return true;
	for (i = 0; i < up->n_requires; i++) {
		const struct dn_item *other = required(plan, up->requires[i]);

		if (other != NULL && other->may_be_late)
			return true;
	}
	return false;
}

/* A requirement is met by what is applied or will be in the same run. */
static dunlin_status check_requires(struct dn_plan *plan, struct dn_item *item, dunlin_error *err)
{
	const struct dn_body *up = item->migration->up;
	size_t i;

	for (i = 0; i < up->n_requires; i++) {
		const char *id = up->requires[i];
		const struct dn_item *other = required(plan, id);

		if (other == NULL)
			return dn_fail_at(err, DUNLIN_EUSAGE, up->file, up->first_line, 0,
					  "requires %s, which does not exist", id);
		if (other->state == DN_STATE_WAITING || other->state == DN_STATE_OTHER) {
			item->state = DN_STATE_WAITING;
			item->reason = dn_plan_text(
				plan, "requires %s, which is %s", id,
				other->state == DN_STATE_WAITING ? "waiting" : "left out here");
		}
	}
	return DUNLIN_OK;
}

/* It is not applied, or is to be run again: can it run now? */
static dunlin_status judge_open(struct dn_plan *plan, struct dn_item *item, size_t index,
				const char *highest, const struct dn_plan_scope *scope,
				dunlin_error *err)
{
	const struct dn_migration *m = item->migration;
	dunlin_status status;

	if (left_out(plan, item, scope))
		return DUNLIN_OK;
	item->state = m->kind == DN_KIND_VERSIONED ? DN_STATE_PENDING : DN_STATE_DUE;
	if (m->up->when != NULL && !scope->answers[index]) {
		item->state = DN_STATE_WAITING;
		item->reason = dn_plan_text(plan, "waits until %s", m->up->when);
	}
	status = check_requires(plan, item, err);
	if (status != DUNLIN_OK)
		return status;
	if (item->state == DN_STATE_PENDING && highest != NULL && !item->may_be_late &&
	    dn_version_compare(m->id, highest) < 0) {
		item->state = DN_STATE_OUT_OF_ORDER;
		item->reason = dn_plan_text(plan, "lower than %s, which is applied", highest);
	}
	return DUNLIN_OK;
}

static dunlin_status judge(struct dn_plan *plan, struct dn_item *item,
			   const struct dn_source *source, const char *highest,
			   const struct dn_plan_scope *scope, dunlin_error *err)
{
	const struct dn_migration *m = item->migration;
	const struct dn_applied *row = item->row;

	if (m == NULL) {
		item->state = DN_STATE_MISSING;
		item->reason = "its file is gone";
		return DUNLIN_OK;
	}
	item->may_be_late = m->up != NULL && may_be_late(plan, m->up);
	if (row == NULL)
		return judge_open(plan, item, (size_t)(m - source->migrations), highest, scope,
				  err);
	if (m->up == NULL) {
		item->state = m->kind == DN_KIND_VERSIONED ? DN_STATE_MISSING : DN_STATE_OTHER;
		item->reason = dn_plan_text(plan, "its up body for %s is gone", scope->dialect);
		return DUNLIN_OK;
	}
	if (strcmp(row->checksum, m->up->checksum) != 0) {
		if (m->kind != DN_KIND_VERSIONED) {
			item->reason = "changed since it ran";
			return judge_open(plan, item, (size_t)(m - source->migrations), highest,
					  scope, err);
		}
		item->state = DN_STATE_CHANGED;
		item->reason = dn_plan_text(plan, "its up body has changed: %.12s then, %.12s now",
					    row->checksum, m->up->checksum);
		return DUNLIN_OK;
	}
	item->state = DN_STATE_APPLIED;
	if (strcmp(row->name, m->name) != 0) {
		item->state = DN_STATE_RENAMED;
		item->reason = dn_plan_text(plan, "applied as %s", row->name);
	}
	return DUNLIN_OK;
}

dunlin_status dn_plan_survey(struct dn_plan *plan, const struct dn_source *source,
			     const struct dn_history *history, const struct dn_plan_scope *scope,
			     dunlin_error *err)
{
	const char *highest = dn_history_highest(history);
	struct dn_item **order = NULL;
	dunlin_status status = DUNLIN_OK;
	size_t i;

	dn_plan_init(plan);
	if (!collect(plan, source, history))
		status = dn_fail_nomem(err);
	/* Repeatables may require each other, so they are judged in that order. */
	if (status == DUNLIN_OK)
		status = dn_order_items(&order, plan, err);
	for (i = 0; status == DUNLIN_OK && i < plan->n_items; i++) {
		struct dn_item *item = order[i];

		status = judge(plan, item, source, highest, scope, err);
		if (status == DUNLIN_OK && !dn_unfinished_judge(plan, item, history))
			status = dn_fail_nomem(err);
		if (status == DUNLIN_OK && item->reason == NULL &&
		    (item->state == DN_STATE_OTHER || item->state == DN_STATE_WAITING))
			status = dn_fail_nomem(err);
		if (dn_item_kind(item) == DN_KIND_SEED)
			continue;
		plan->pending += item->state == DN_STATE_PENDING || item->state == DN_STATE_DUE ||
				 item->state == DN_STATE_OUT_OF_ORDER ||
				 item->state == DN_STATE_UNFINISHED;
		plan->waiting += item->state == DN_STATE_WAITING;
	}
	free(order);
	if (status != DUNLIN_OK)
		dn_plan_clear(plan);
	return status;
}
