/* engine_check - what is wrong with the files, found without a database. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine.h"
#include "plan/order.h"
#include "source/check.h"
#include "source/coverage.h"
#include "sql/dialects.h"

struct checking {
	dunlin_engine *engine;
	dunlin_findings *findings;
	const char *about; /* of the faults that are heard now */
	struct dn_source_options options;
	struct dn_source *source;
	const char **names; /* of the dialects that are asked for; owned */
	size_t n_names;
	const struct dunlin_dialect **rules; /* of those that can be had; owned */
	size_t n_rules;
	bool any; /* nobody named a dialect, and the rules are all that the engine brings */
};

static void hear_fault(void *payload, const dunlin_error *fault)
{
	const struct checking *c = payload;

	dn_findings_add_fault(c->findings, DUNLIN_FINDING_ERROR, c->about, fault->hint, fault);
}

/* --- which dialects -------------------------------------------------------------- */

static dunlin_status take_dialects(struct checking *c, const char *const *dialects, size_t n,
				   dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i;

	c->names = calloc(n + c->options.n_dialects + 1, sizeof(*c->names));
	if (c->names == NULL)
		return dn_fail_nomem(err);
	for (i = 0; i < n && status == DUNLIN_OK; i++)
		status = dn_engine_dialect_name(&c->names[c->n_names++], &c->options, dialects[i],
						err);
	return status;
}

/* Nobody named any: those that a file names, and that of the target. */
static dunlin_status find_dialects(struct checking *c, dunlin_error *err)
{
	const char *target, *name;
	dunlin_status status = dn_engine_target_dialect(&target, c->engine, err);
	size_t i;

	for (i = 0; status == DUNLIN_OK && i < c->options.n_dialects; i++) {
		name = c->options.dialects[i].name;
		if ((target != NULL && strcmp(name, target) == 0) ||
		    dn_coverage_names(c->source, name))
			c->names[c->n_names++] = name;
	}
	return status;
}

static dunlin_status find_rules(struct checking *c, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i, n = 0;

	while (dn_dialect_at(n) != NULL)
		n++;
	c->rules = calloc(n + c->n_names + 1, sizeof(const struct dunlin_dialect *));
	if (c->rules == NULL)
		return dn_fail_nomem(err);
	c->any = c->n_names == 0;
	for (i = 0; c->any && i < n; i++)
		c->rules[c->n_rules++] = dn_dialect_at(i);
	for (i = 0; i < c->n_names && status == DUNLIN_OK; i++) {
		const struct dunlin_dialect **rules = &c->rules[c->n_rules];

		status = dn_engine_dialect(rules, c->engine, c->names[i], err);
		if (*rules != NULL)
			c->n_rules++;
		else if (status == DUNLIN_OK)
			dn_findings_add(
				c->findings, DUNLIN_FINDING_WARNING, "drivers",
				"install its driver; dunlin drivers lists those that are "
				"there",
				"no driver here knows the dialect %s: bodies for it are not "
				"cut",
				c->names[i]);
	}
	return status;
}

/* --- what is wrong ---------------------------------------------------------------- */

static void hear_gap(void *payload, const struct dn_gap *gap)
{
	const struct checking *c = payload;
	const struct dn_migration *m = gap->migration;
	const bool versioned = m->kind == DN_KIND_VERSIONED;

	dn_findings_add_at(c->findings, DUNLIN_FINDING_COVERAGE, "coverage", gap->file, 0,
			   gap->dialect == NULL
				   ? NULL
				   : "one that is not for this database says `-- dunlin: only …`",
			   "%s_%s has no %sbody%s%s: write %s", versioned ? m->version_text : "R_",
			   m->name, versioned ? "up " : "", gap->dialect == NULL ? "" : " for ",
			   gap->dialect == NULL ? "" : gap->dialect, gap->missing);
}

static dunlin_status check_coverage(struct checking *c, dunlin_error *err)
{
	const bool skip = (c->engine->options.flags & DUNLIN_OPTION_SKIP_MISSING) != 0;

	return dn_coverage_gaps(c->source, &c->options, c->names, skip ? 0 : c->n_names, hear_gap,
				c, err);
}

/* Circles, as each dialect has them. */
static dunlin_status check_order(struct checking *c, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	dunlin_error fault;
	size_t i;

	for (i = 0; i < (c->any ? 1 : c->n_names) && status == DUNLIN_OK; i++) {
		dn_error_init(&fault);
		dn_source_select(c->source, c->any ? NULL : c->names[i]);
		status = dn_order_check(c->source, &fault);
		if (status == DUNLIN_EUSAGE) {
			hear_fault(c, &fault);
			status = DUNLIN_OK;
		}
		dn_error_clear(&fault);
	}
	return status == DUNLIN_OK ? status : dn_fail_nomem(err);
}

static dunlin_status check_bodies(struct checking *c, dunlin_error *err)
{
	const struct dn_check check = { .dialects = c->rules,
					.n = c->n_rules,
					.any = c->any,
					.on_fault = hear_fault,
					.payload = c };

	return dn_check_bodies(c->source, &check, err);
}

static void add_warnings(struct checking *c)
{
	size_t i;

	for (i = 0; i < c->source->n_warnings; i++) {
		const struct dn_warning *warning = &c->source->warnings[i];

		dn_findings_add_at(c->findings, DUNLIN_FINDING_WARNING, "files", warning->file,
				   warning->line, NULL, "%s", warning->text);
	}
}

/* What was looked at, when nothing is wrong with it: "3 migrations and 1 seed, for postgres". */
static dunlin_status add_good(struct checking *c, dunlin_error *err)
{
	struct dn_str text = DN_STR_INIT;
	size_t i, seeds = 0, migrations;
	dunlin_status status = DUNLIN_OK;

	if (dunlin_findings_count(c->findings) > 0)
		return DUNLIN_OK;
	for (i = 0; i < c->source->n; i++)
		seeds += c->source->migrations[i].kind == DN_KIND_SEED;
	migrations = c->source->n - seeds;
	dn_str_printf(&text, "%zu migration%s", migrations, migrations == 1 ? "" : "s");
	if (seeds > 0)
		dn_str_printf(&text, " and %zu seed%s", seeds, seeds == 1 ? "" : "s");
	for (i = 0; i < c->n_names; i++)
		dn_str_printf(&text, "%s%s",
			      i == 0               ? ", for "
			      : i + 1 < c->n_names ? ", "
						   : " and ",
			      c->names[i]);
	if (text.failed)
		status = dn_fail_nomem(err);
	else
		dn_findings_add(c->findings, DUNLIN_FINDING_GOOD, "files", NULL, "%s",
				dn_str_text(&text));
	dn_str_clear(&text);
	return status;
}

/* All of it, on a source of its own, since what it reads may be broken. */
static dunlin_status check_files(struct checking *c, const char *const *dialects, size_t n,
				 dunlin_error *err)
{
	dunlin_status status = dn_engine_source_options(c->engine, &c->options, err);

	c->options.on_fault = hear_fault;
	c->options.payload = c;
	c->about = "files";
	if (status == DUNLIN_OK)
		status = take_dialects(c, dialects, n, err);
	if (status == DUNLIN_OK)
		status = dn_source_read(&c->source, &c->options, err);
	if (status == DUNLIN_OK && n == 0)
		status = find_dialects(c, err);
	if (status == DUNLIN_OK)
		status = find_rules(c, err);
	if (status == DUNLIN_OK)
		status = check_coverage(c, err);
	if (status == DUNLIN_OK)
		status = check_order(c, err);
	c->about = "statements";
	if (status == DUNLIN_OK)
		status = check_bodies(c, err);
	if (status == DUNLIN_OK)
		add_warnings(c);
	return status == DUNLIN_OK ? add_good(c, err) : status;
}

dunlin_status dunlin_check(dunlin_findings **out, dunlin_engine *engine,
			   const char *const *dialects, size_t n_dialects, dunlin_error *err)
{
	struct checking c = { .engine = engine, .findings = dn_findings_new() };
	dunlin_status status;

	*out = NULL;
	if (c.findings == NULL)
		return dn_fail_nomem(err);
	status = check_files(&c, dialects, n_dialects, err);
	dn_findings_sort(c.findings);
	dn_source_free(c.source);
	free(c.names);
	free(c.rules);
	return dn_findings_end(out, c.findings, status, err);
}
