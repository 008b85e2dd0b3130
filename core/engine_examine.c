/* engine_examine - what can be said of a target, from the driver on. */
#include <string.h>

#include "base/error.h"
#include "engine.h"
#include "run/examine.h"

static void hear(void *payload, const struct dn_sight *sight)
{
	dunlin_findings *findings = payload;

	if (sight->fault == NULL)
		dn_findings_add(findings, (int32_t)sight->verdict, sight->about, sight->hint, "%s",
				sight->message);
	else
		dn_findings_add_fault(findings, (int32_t)sight->verdict, sight->about, sight->hint,
				      sight->fault);
}

/* A failure that is nobody's fault ends the call; any other is a finding. */
static dunlin_status judge(dunlin_findings *findings, const char *about, dunlin_status status,
			   const char *hint, dunlin_error *fault)
{
	if (status == DUNLIN_OK || status == DUNLIN_ENOMEM || status == DUNLIN_ECANCELED)
		return status;
	dn_findings_add_fault(findings, DUNLIN_FINDING_ERROR, about,
			      fault->hint != NULL ? fault->hint : hint, fault);
	dn_error_clear(fault);
	return DUNLIN_OK;
}

static dunlin_status look_at_driver(dunlin_findings *findings, dunlin_engine *engine,
				    dunlin_error *fault)
{
	const dunlin_status status = dn_engine_driver(engine, fault);

	if (status == DUNLIN_OK)
		dn_findings_add(findings, DUNLIN_FINDING_GOOD, "driver", NULL, "%s, %s%s",
				engine->driver->table.name,
				engine->driver->path[0] == '/' ? "from " : "",
				engine->driver->path);
	return judge(
		findings, "driver", status,
		"dunlin drivers lists those that are there, and every place that was looked in",
		fault);
}

static dunlin_status look_at_files(dunlin_findings *findings, dunlin_engine *engine,
				   dunlin_error *fault)
{
	const dunlin_status status = dn_engine_source(engine, fault);
	size_t seeds = 0, i;

	for (i = 0; status == DUNLIN_OK && i < engine->source->n; i++)
		seeds += engine->source->migrations[i].kind == DN_KIND_SEED;
	if (status == DUNLIN_OK)
		dn_findings_add(
			findings,
			engine->source->n == 0 ? DUNLIN_FINDING_WARNING : DUNLIN_FINDING_GOOD,
			"files", engine->source->n == 0 ? "dunlin new writes the first one" : NULL,
			"%zu migration%s, %zu seed%s", engine->source->n - seeds,
			engine->source->n - seeds == 1 ? "" : "s", seeds, seeds == 1 ? "" : "s");
	return judge(findings, "files", status,
		     "dunlin check shows everything that is wrong with "
		     "the files",
		     fault);
}

dunlin_status dunlin_examine(dunlin_findings **out, dunlin_engine *engine, dunlin_error *err)
{
	dunlin_findings *findings = dn_findings_new();
	dunlin_error own, *fault = err == NULL ? &own : err;
	struct dn_view_options options;
	dunlin_status status;

	*out = NULL;
	if (findings == NULL)
		return dn_fail_nomem(err);
	dn_error_init(&own);
	status = look_at_driver(findings, engine, fault);
	if (status == DUNLIN_OK)
		status = look_at_files(findings, engine, fault);
	if (status == DUNLIN_OK && engine->driver != NULL) {
		options = dn_engine_view_options(engine);
		status = dn_examine(&options, hear, findings, fault);
	}
	dn_error_clear(&own);
	return dn_findings_end(out, findings, status, err);
}
