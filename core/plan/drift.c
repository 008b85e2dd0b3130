/* plan/drift - where the files and the history do not agree. */
#include "plan/drift.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "plan/item.h"

void dn_refusal_add(struct dn_refusal *refusal, const char *format, ...)
{
	char *text = NULL, *all = NULL;
	va_list args;
	int len;

	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0 || asprintf(&all, "%s%s%s", refusal->all == NULL ? "" : refusal->all,
				refusal->all == NULL ? "" : "\n", text) < 0) {
		if (len >= 0)
			free(text);
		refusal->failed = true;
		return;
	}
	free(refusal->all);
	refusal->all = all;
	if (refusal->n++ == 0)
		refusal->first = text;
	else
		free(text);
}

dunlin_status dn_refusal_end(struct dn_refusal *refusal, const char *hint, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;

	if (refusal->failed) {
		status = dn_fail_nomem(err);
	} else if (refusal->n > 0) {
		status = refusal->n == 1 ? dn_fail(err, DUNLIN_EREFUSED, "%s", refusal->first)
					 : dn_fail(err, DUNLIN_EREFUSED, "%s; and %zu more",
						   refusal->first, refusal->n - 1);
		if (err != NULL && refusal->n > 1)
			dn_error_set(err, &err->detail, refusal->all);
		dn_error_hint(err, "%s", hint);
	}
	free(refusal->first);
	free(refusal->all);
	memset(refusal, 0, sizeof(*refusal));
	return status;
}

/* A revert that was begun cannot be finished without its body. */
static bool may_differ(const struct dn_item *item, const struct dn_item *except)
{
	return item == except && item->state == DN_STATE_CHANGED &&
	       (item->unfinished.n == 0 || item->migration->down != NULL);
}

dunlin_status dn_drift_check(const struct dn_plan *plan, const struct dn_item *except,
			     dunlin_error *err)
{
	struct dn_refusal refusal = { 0 };
	size_t i;

	for (i = 0; i < plan->n_items; i++) {
		const struct dn_item *item = &plan->items[i];
		const char *name = item->row == NULL ? NULL : item->row->name;

		if (may_differ(item, except))
			continue;
		if (item->state == DN_STATE_MISSING && item->unfinished.n > 0)
			dn_refusal_add(&refusal,
				       "the file of %s%s is gone, and it is not finished: %s",
				       dn_item_kind(item) == DN_KIND_REPEATABLE ? "R__" : "",
				       dn_item_id(item), item->reason);
		else if (item->state == DN_STATE_MISSING && item->row->kind == DN_KIND_VERSIONED)
			dn_refusal_add(&refusal, "%s_%s is applied, but %s", item->row->id, name,
				       item->reason == NULL ? "gone" : item->reason);
		else if (item->state == DN_STATE_MISSING)
			dn_refusal_add(&refusal, "R__%s is applied, but %s", item->row->id,
				       item->reason == NULL ? "gone" : item->reason);
		else if (item->state == DN_STATE_CHANGED)
			dn_refusal_add(&refusal, "%s is applied, but %s", item->migration->up->file,
				       item->reason == NULL ? "changed" : item->reason);
	}
	return dn_refusal_end(&refusal,
			      "put the files back as they were applied, and make the change in a "
			      "new migration; or accept the files as they are with dunlin repair",
			      err);
}
