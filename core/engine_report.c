/* engine_report - the report of how each migration stands. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "engine.h"

struct dunlin_report {
	struct dunlin_entry *entries;
	size_t n, cap;
	const char *head;
	struct dn_arena arena; /* of every text */
};

void dunlin_report_free(dunlin_report *report)
{
	if (report == NULL)
		return;
	free(report->entries);
	dn_arena_clear(&report->arena);
	free(report);
}

size_t dunlin_report_count(const dunlin_report *report)
{
	return report->n;
}

void dunlin_report_at(const dunlin_report *report, size_t i, struct dunlin_entry *out)
{
	const struct dunlin_entry none = { 0 };

	dn_engine_give(out, &out->size, i < report->n ? &report->entries[i] : &none,
		       sizeof(struct dunlin_entry));
}

const char *dunlin_report_head(const dunlin_report *report)
{
	return report->head;
}

static const char *copy(dunlin_report *report, const char *text, bool *failed)
{
	const char *own = text == NULL ? NULL : dn_arena_strdup(&report->arena, text);

	*failed = *failed || (text != NULL && own == NULL);
	return own;
}

static bool can_revert(const struct dn_migration *m)
{
	return m->down != NULL && !m->down->irreversible && (m->up == NULL || !m->up->irreversible);
}

/* The body to name when none was chosen for a dialect. */
static const struct dn_body *any_up(const struct dn_migration *m)
{
	size_t i;

	for (i = 0; m->up == NULL && i < m->n_bodies; i++)
		if (m->bodies[i]->direction == DN_UP)
			return m->bodies[i];
	return m->up;
}

static bool add(dunlin_report *report, const struct dn_migration *m, const struct dn_applied *row,
		int32_t state, const char *reason)
{
	struct dunlin_entry *entry =
		dn_vec_add(&report->entries, &report->n, &report->cap, sizeof(*entry));
	const struct dn_body *up = m == NULL ? NULL : any_up(m);
	bool failed = false;

	if (entry == NULL)
		return false;
	entry->size = sizeof(*entry);
	entry->state = state;
	entry->migration = m == NULL ? row->kind : m->kind;
	entry->id = copy(report,
			 m == NULL                 ? row->id
			 : m->version_text != NULL ? m->version_text
						   : m->id,
			 &failed);
	entry->name = copy(report, m == NULL ? row->name : m->name, &failed);
	entry->file = copy(report, up == NULL ? NULL : up->file, &failed);
	entry->reason = copy(report, reason, &failed);
	entry->checksum = copy(report,
			       up != NULL    ? up->checksum
			       : row != NULL ? row->checksum
					     : NULL,
			       &failed);
	if (m != NULL) {
		entry->has_down = (char)can_revert(m);
		entry->has_verify = (char)(m->verify != NULL);
	}
	if (row != NULL) {
		entry->applied_at = copy(report, row->applied_at, &failed);
		entry->duration_us = row->duration_us;
		entry->ordinal = row->ordinal;
	}
	return !failed;
}

dunlin_status dn_report_new(dunlin_report **out, const struct dn_plan *plan,
			    const struct dn_history *history, bool only_waiting, dunlin_error *err)
{
	dunlin_report *report = calloc(1, sizeof(*report));
	struct dn_str head = DN_STR_INIT;
	bool failed = report == NULL;
	size_t i;

	*out = NULL;
	dn_str_printf(&head, "%" PRId64 ":%s", history->seq, history->hash);
	if (report != NULL)
		report->head = copy(report, dn_str_text(&head), &failed);
	for (i = 0; !failed && i < plan->n_items; i++) {
		const struct dn_item *item = &plan->items[i];

		if (!only_waiting || item->state == DN_STATE_WAITING ||
		    item->state == DN_STATE_OTHER)
			failed = !add(report, item->migration, item->row, (int32_t)item->state,
				      item->reason);
	}
	failed = failed || head.failed;
	dn_str_clear(&head);
	if (failed) {
		dunlin_report_free(report);
		return dn_fail_nomem(err);
	}
	*out = report;
	return DUNLIN_OK;
}

dunlin_status dunlin_list(dunlin_report **out, dunlin_engine *engine, dunlin_error *err)
{
	dunlin_report *report = NULL;
	dunlin_status status = dn_engine_source(engine, err);
	bool ok = true;
	size_t i;

	*out = NULL;
	if (status != DUNLIN_OK)
		return status;
	report = calloc(1, sizeof(*report));
	ok = report != NULL;
	if (ok)
		report->head = "0:";
	for (i = 0; ok && i < engine->source->n; i++)
		ok = add(report, &engine->source->migrations[i], NULL, 0, NULL);
	if (!ok) {
		dunlin_report_free(report);
		return dn_fail_nomem(err);
	}
	*out = report;
	return DUNLIN_OK;
}

dunlin_status dunlin_status_of(dunlin_report **out, dunlin_engine *engine, dunlin_error *err)
{
	struct dn_view_options options;
	struct dn_view view;
	dunlin_status status = dn_engine_view(engine, &options, err);

	*out = NULL;
	if (status != DUNLIN_OK)
		return status;
	status = dn_view_open(&view, &options, err);
	if (status == DUNLIN_OK)
		status = dn_view_survey(&view, err);
	if (status == DUNLIN_OK)
		status = dn_report_new(out, &view.plan, &view.history, false, err);
	dn_view_close(&view);
	return status;
}
