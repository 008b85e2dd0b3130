/* engine_run - carries out a wish, and verifies what is applied. */
#include "engine.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/lock.h"
#include "run/runner.h"
#include "run/verify.h"

static void give_result(struct dunlin_result *out, const struct dn_result *result)
{
	struct dunlin_result full = {
		.flags = result->on_copy ? DUNLIN_RESULT_ON_COPY : 0,
		.applied = result->applied,
		.reverted = result->reverted,
		.seeded = result->seeded,
		.verified = result->verified,
		.pending = result->pending,
		.waiting = result->waiting,
		.recorded = result->recorded,
		.standing = result->standing,
	};

	if (out == NULL)
		return;
	if (result->seq > 0)
		snprintf(full.head, sizeof(full.head), "%" PRId64 ":%s", result->seq, result->hash);
	dn_engine_give(out, &out->size, &full, sizeof(full));
}

/* A view that is opened for a run. */
struct opening {
	struct dn_view *view;
	const struct dn_view_options *options;
};

static dunlin_status open_view(void *payload, dunlin_error *err)
{
	const struct opening *opening = payload;
	dunlin_status status = dn_view_open(opening->view, opening->options, err);

	if (status != DUNLIN_OK)
		dn_view_close(opening->view);
	return status;
}

dunlin_status dunlin_migrate(dunlin_engine *engine, const struct dunlin_wish *wish,
			     struct dunlin_result *out, dunlin_error *err)
{
	struct dn_result result = { 0 };
	struct dn_view_options options;
	struct dn_view view;
	struct dn_wish own;
	char *backup = NULL;
	dunlin_status status = dn_engine_wish(&own, wish, err);

	if (status == DUNLIN_OK)
		status = dn_engine_backup_folder(&backup, wish, err);
	if (status == DUNLIN_OK)
		status = dn_engine_view(engine, &options, err);
	if (status == DUNLIN_OK) {
		options.backup = backup;
		/* A file that somebody has for himself cannot even be opened. */
		status = dn_patience_try(&options.target, options.lock_wait_ms, open_view,
					 &(struct opening){ &view, &options }, err);
		if (status == DUNLIN_OK) {
			status = dn_run(&view, &own, &result, err);
			dn_view_close(&view);
		}
	}
	free(backup);
	dn_wish_clear(&own);
	give_result(out, &result);
	return status;
}

dunlin_status dunlin_verify(dunlin_engine *engine, struct dunlin_result *out, dunlin_error *err)
{
	struct dn_result result = { 0 };
	struct dn_view_options options;
	struct dn_view view;
	dunlin_status status = dn_engine_view(engine, &options, err);

	if (status == DUNLIN_OK) {
		status = dn_view_open(&view, &options, err);
		if (status == DUNLIN_OK)
			status = dn_verify(&view, &result.verified, err);
		result.seq = view.history.seq;
		memcpy(result.hash, view.history.hash, sizeof(result.hash));
		dn_view_close(&view);
	}
	give_result(out, &result);
	return status;
}
