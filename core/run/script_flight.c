/* run/script_flight - which steps can be on their way at the same time. */
#include "run/script.h"

/* A flight is bounded: all of it is kept in memory while it is sent, and is told of as durable when
 * it has landed. */
enum { MOST_STEPS = 256, MOST_BYTES = 1 << 20 };

/* Whether the next step may be sent before this one is answered: nothing has to be looked at in
 * between, and it needs a transaction and no more. */
static bool may_fly(const struct dn_step *step, const struct dn_script_context *context)
{
	const struct dunlin_dialect *dialect = context->dialect;
	const uint32_t effects = step->body == NULL ? 0 : step->body->effects;

	if (dn_script_in_pieces(step) || (effects & (DN_EFFECT_REBUILD | DN_EFFECT_COPY)) != 0)
		return false;
	if ((effects & DN_EFFECT_SESSION) != 0 && dialect->restore == NULL)
		return false;
	return !context->verify || step->direction != DN_UP || step->task != DN_TASK_RUN ||
	       step->migration->verify == NULL;
}

/* The engine looks at nothing between two transactions. */
static bool can_fly(const struct dn_script_context *context)
{
	const struct dunlin_dialect *dialect = context->dialect;

	return context->pipelines && dialect->check == NULL && dialect->duration != NULL &&
	       (dialect->run & DUNLIN_RUN_BATCHES) == 0;
}

void dn_script_group(struct dn_group *out, const struct dn_plan *plan, size_t first,
		     const struct dn_script_context *context)
{
	size_t bytes = 0, n = 0;

	dn_script_group_still(out, plan, first, context->dialect);
	if (!can_fly(context))
		return;
	for (; first + n < plan->n_steps && n < MOST_STEPS && bytes <= MOST_BYTES; n++) {
		const struct dn_step *step = &plan->steps[first + n];

		if (!may_fly(step, context))
			break;
		bytes += step->body == NULL ? 0 : step->body->len;
	}
	if (n < 2)
		return;
	*out = (struct dn_group){
		.first = first,
		.n = n,
		.flight = true,
		.later = context->commit_later && context->dialect->commit_later != NULL,
	};
}
