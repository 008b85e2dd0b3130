/* engine_start - migrates when a program starts: one call from options to result. */
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "engine.h"
#include "run/deadline.h"

static bool take_start(struct dunlin_start *out, const struct dunlin_start *how)
{
	*out = (struct dunlin_start)DUNLIN_START_INIT;
	if (how == NULL)
		return true;
	if (!DUNLIN_HAS(how, wait_ms))
		return false;
	memcpy(out, how, how->size < sizeof(*out) ? how->size : sizeof(*out));
	return out->pending <= DUNLIN_PENDING_WARN;
}

/* "0007_orders and 2 more are pending" */
static void put_pending(const dunlin_plan *plan, struct dn_str *out)
{
	const size_t n = dunlin_plan_steps(plan);
	struct dunlin_step first = DUNLIN_STEP_INIT;

	dunlin_plan_step(plan, 0, &first);
	if (first.migration == 'v')
		dn_str_printf(out, "%s_%s", first.id, first.name);
	else
		dn_str_printf(out, "R__%s", first.id);
	if (n == 1)
		dn_str_puts(out, " is pending");
	else
		dn_str_printf(out, " and %zu more are pending", n - 1);
}

static dunlin_status say_pending(dunlin_engine *engine, const struct dunlin_start *how,
				 const char *text, dunlin_error *err)
{
	const struct dunlin_event event = {
		.size = sizeof(event), .kind = DUNLIN_EVENT_WARNING, .permille = -1, .text = text
	};

	if (how->pending == DUNLIN_PENDING_WARN) {
		dn_engine_tell(engine, &event);
		return DUNLIN_OK;
	}
	(void)dn_fail(err, DUNLIN_EREFUSED, "%s", text);
	dn_error_hint(err, "apply them with `dunlin up`, then start again");
	return DUNLIN_EREFUSED;
}

/* Looks whether anything is to do, and does none of it. */
static dunlin_status look(dunlin_engine *engine, const struct dunlin_start *how,
			  struct dunlin_result *out, dunlin_error *err)
{
	struct dunlin_result full = DUNLIN_RESULT_INIT;
	struct dn_str text = DN_STR_INIT;
	dunlin_plan *plan;
	dunlin_status status;

	status = dunlin_plan_make(&plan, engine, NULL, err);
	if (status != DUNLIN_OK)
		return status;
	full.pending = (int64_t)dunlin_plan_steps(plan);
	full.waiting = (int64_t)dunlin_report_count(dunlin_plan_waiting(plan));
	if (out != NULL)
		dn_engine_give(out, &out->size, &full, sizeof(full));
	if (full.pending > 0) {
		put_pending(plan, &text);
		status = text.failed ? dn_fail_nomem(err)
				     : say_pending(engine, how, dn_str_text(&text), err);
		dn_str_clear(&text);
	}
	dunlin_plan_free(plan);
	return status;
}

static dunlin_status apply(dunlin_engine *engine, const struct dunlin_start *how,
			   struct dunlin_result *out, dunlin_error *err)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;

	wish.replicas = how->replicas;
	wish.replica_lag = how->replica_lag;
	wish.replica_wait_ms = how->replica_wait_ms;
	return dunlin_migrate(engine, &wish, out, err);
}

static dunlin_status start(dunlin_engine *engine, const struct dunlin_start *how,
			   struct dunlin_result *out, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;

	if (how->wait_ms != 0)
		status = dunlin_wait(engine, how->wait_ms, err);
	if (status != DUNLIN_OK)
		return status;
	return how->pending == DUNLIN_PENDING_APPLY ? apply(engine, how, out, err)
						    : look(engine, how, out, err);
}

/* Who canceled it was the deadline: what it came to and where stays as it is. */
static void say_late(const struct dunlin_start *how, dunlin_error *err)
{
	struct dn_str text = DN_STR_INIT;

	if (err == NULL)
		return;
	dn_str_printf(&text, "not done within %" PRId64 " ms, and canceled", how->timeout_ms);
	if (!text.failed)
		dn_error_set(err, &err->message, dn_str_text(&text));
	dn_str_clear(&text);
}

dunlin_status dunlin_start(const struct dunlin_options *options, const struct dunlin_start *given,
			   struct dunlin_result *out, dunlin_error *err)
{
	struct dunlin_start own, *how = &own;
	struct dn_deadline deadline;
	dunlin_engine *engine;
	dunlin_status status;

	if (!take_start(how, given))
		return dn_fail(err, DUNLIN_EUSAGE, "the start is not initialised");
	if (how->replicas != DUNLIN_REPLICAS_NONE && how->pending != DUNLIN_PENDING_APPLY)
		return dn_fail(err, DUNLIN_EUSAGE, "what changes nothing waits for no replicas");
	status = dunlin_engine_open(&engine, options, err);
	if (status != DUNLIN_OK)
		return status;
	if (!dn_deadline_begin(&deadline, &engine->cancel, how->timeout_ms)) {
		status = dn_fail(err, DUNLIN_ENOMEM, "no thread can be had for the time limit");
	} else {
		status = start(engine, how, out, err);
		if (dn_deadline_end(&deadline) && status == DUNLIN_ECANCELED)
			say_late(how, err);
	}
	dunlin_engine_close(engine);
	return status;
}
