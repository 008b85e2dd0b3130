/* source/check - every body of a source, cut in every dialect it is for. */
#include "source/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "source/coverage.h"

/* What one dialect made of a body. */
struct outcome {
	const struct dunlin_dialect *dialect;
	dunlin_error fault; /* OK: it was cut */
	bool told;
};

static bool same(const dunlin_error *a, const dunlin_error *b)
{
	return a->line == b->line && a->column == b->column && strcmp(a->message, b->message) == 0;
}

/* Adds ", as x and y read it" to the message of outcomes[first], for all that say the same. */
static dunlin_status name_readers(struct outcome *outcomes, size_t n, size_t first,
				  dunlin_error *err)
{
	dunlin_error *fault = &outcomes[first].fault;
	struct dn_str text = DN_STR_INIT;
	size_t i, readers = 0;

	dn_str_printf(&text, "%s, as", fault->message);
	for (i = first; i < n; i++) {
		if (outcomes[i].fault.status == DUNLIN_OK || !same(&outcomes[i].fault, fault))
			continue;
		outcomes[i].told = true;
		dn_str_printf(&text, "%s %s", readers++ > 0 ? " and" : "",
			      outcomes[i].dialect->name);
	}
	dn_str_puts(&text, readers == 1 ? " reads it" : " read it");
	if (readers < n && !text.failed)
		dn_error_set(fault, &fault->message, dn_str_text(&text));
	i = text.failed;
	dn_str_clear(&text);
	return i != 0 ? dn_fail_nomem(err) : DUNLIN_OK;
}

static dunlin_status tell(const struct dn_check *check, struct outcome *outcomes, size_t n,
			  dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i, failed = 0;

	for (i = 0; i < n; i++)
		failed += outcomes[i].fault.status != DUNLIN_OK;
	if (failed == 0 || (check->any && failed < n))
		return DUNLIN_OK;
	for (i = 0; i < n && status == DUNLIN_OK; i++) {
		if (outcomes[i].fault.status == DUNLIN_OK || outcomes[i].told)
			continue;
		status = name_readers(outcomes, n, i, err);
		if (status == DUNLIN_OK)
			check->on_fault(check->payload, &outcomes[i].fault);
		if (check->any)
			break;
	}
	return status;
}

static dunlin_status check_body(struct dn_source *source, const struct dn_migration *migration,
				struct dn_body *body, const struct dn_check *check,
				struct outcome *outcomes, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t d, n = 0;

	for (d = 0; d < check->n; d++) {
		if (!dn_coverage_is_for(migration, body, check->dialects[d]->name))
			continue;
		outcomes[n].dialect = check->dialects[d];
		outcomes[n].told = false;
		dn_error_init(&outcomes[n].fault);
		body->cut = false;
		status = dn_body_cut(source, body, check->dialects[d], &outcomes[n++].fault);
		if (status != DUNLIN_OK && status != DUNLIN_EUSAGE) {
			dn_error_move(err, &outcomes[n - 1].fault);
			break;
		}
		status = DUNLIN_OK;
	}
	if (status == DUNLIN_OK)
		status = tell(check, outcomes, n, err);
	for (d = 0; d < n; d++)
		dn_error_clear(&outcomes[d].fault);
	return status;
}

dunlin_status dn_check_bodies(struct dn_source *source, const struct dn_check *check,
			      dunlin_error *err)
{
	struct outcome *outcomes = calloc(check->n + 1, sizeof(*outcomes));
	dunlin_status status = DUNLIN_OK;
	size_t m, b;

	if (outcomes == NULL)
		return dn_fail_nomem(err);
	for (m = 0; m < source->n; m++) {
		struct dn_migration *migration = &source->migrations[m];

		for (b = 0; b < migration->n_bodies && status == DUNLIN_OK; b++)
			if (!migration->bodies[b]->broken)
				status = check_body(source, migration, migration->bodies[b], check,
						    outcomes, err);
	}
	free(outcomes);
	return status;
}
