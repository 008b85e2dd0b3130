/* run/examine - looks at a target from the connection to its schemas, and says what it finds. */
#include "run/examine.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"

#define SKEW_US INT64_C(2000000) /* clocks that differ by more make a log hard to read */

void dn_examine_tell(const struct dn_examination *x, enum dn_verdict verdict, const char *about,
		     const char *hint, const char *format, ...)
{
	struct dn_str text = DN_STR_INIT;
	struct dn_sight sight = { .verdict = verdict, .about = about, .hint = hint };
	va_list args;

	va_start(args, format);
	dn_str_vprintf(&text, format, args);
	va_end(args);
	sight.message = text.failed ? "out of memory" : dn_str_text(&text);
	x->on_sight(x->payload, &sight);
	dn_str_clear(&text);
}

dunlin_status dn_examine_judge(struct dn_examination *x, const char *about, dunlin_status status,
			       bool *good, const char *hint, dunlin_error *err)
{
	const struct dn_sight sight = { .verdict = DN_VERDICT_ERROR,
					.about = about,
					.hint = err->hint != NULL ? err->hint : hint,
					.fault = err };

	*good = status == DUNLIN_OK;
	if (status == DUNLIN_OK || status == DUNLIN_ENOMEM || status == DUNLIN_ECANCELED)
		return status;
	x->over = x->over || status == DUNLIN_ECONNLOST || status == DUNLIN_ECONNECT;
	x->on_sight(x->payload, &sight);
	dn_error_clear(err);
	return DUNLIN_OK;
}

/* --- the connection ------------------------------------------------------------- */

static const char *connect_hint(dunlin_status status)
{
	switch (status) {
	case DUNLIN_EMISSING:
		return "dunlin db create makes it; or the URL names another";
	case DUNLIN_EPERM:
		return "look at user and password in the URL, and at what the server lets in";
	case DUNLIN_EUSAGE:
	case DUNLIN_EUNSUPPORTED:
		return "correct the target";
	default:
		return "see that the server runs, and that the URL names its host and port";
	}
}

static void tell_clock(const struct dn_examination *x, int64_t skew)
{
	const int64_t apart = skew < 0 ? -skew : skew;

	if (apart > SKEW_US)
		dn_examine_tell(
			x, DN_VERDICT_WARNING, "clock",
			"set both by a time server; the event log has the times of this one",
			"the server's clock is %" PRId64 ".%" PRId64 " s %s this one",
			apart / 1000000, apart / 100000 % 10, skew < 0 ? "behind" : "ahead of");
	else if (apart > 0)
		dn_examine_tell(x, DN_VERDICT_GOOD, "clock", NULL,
				"the server's clock and this one agree to %" PRId64 " ms",
				apart / 1000 + 1);
}

static void tell_session(const struct dn_examination *x)
{
	const struct dunlin_info *info = &x->view->session.info;

	dn_examine_tell(x, DN_VERDICT_GOOD, "connection", NULL, "%s, database %s", info->product,
			info->database == NULL ? "unknown" : info->database);
	if (info->pooler != NULL)
		dn_examine_tell(x, DN_VERDICT_WARNING, "pooler",
				"give Dunlin a URL that leads to the server itself; through a "
				"pooler a run needs two connections, and what runs outside a "
				"transaction has no settings",
				"there is a pooler in between: %s", info->pooler);
	if (info->read_only != NULL)
		dn_examine_tell(
			x, DN_VERDICT_WARNING, "writing",
			x->creates ? "dunlin up makes a file that is missing; else nothing can "
				     "be migrated here"
				   : "nothing can be migrated here; use a target that can be "
				     "written",
			"nothing can be written: %s", info->read_only);
	tell_clock(x, info->skew_us);
}

/* --- schemas ----------------------------------------------------------------------- */

static void tell_schema(const struct dn_examination *x, const char *schema, bool missing)
{
	if (missing)
		dn_examine_tell(x, DN_VERDICT_WARNING, "schema",
				"the first run creates it; is the name right?",
				"there is no schema %s yet", schema);
	else
		dn_examine_tell(x, DN_VERDICT_GOOD, "schema", NULL, "schema %s is there", schema);
}

static dunlin_status look_at_schemas(struct dn_examination *x, dunlin_error *err)
{
	const struct dn_view_options *options = x->view->options;
	const char *wanted[2] = { options->schema, options->history_schema }, *missing[2];
	dunlin_status status;
	size_t i, m, n = 0;
	bool good;

	if (!dn_session_can(&x->view->session, DUNLIN_CAP_SCHEMAS))
		return DUNLIN_OK;
	status = dn_examine_judge(x, "schema", dn_view_schemas(x->view, missing, &n, err), &good,
				  NULL, err);
	if (!good)
		return status;
	if (wanted[0] == NULL)
		wanted[0] = x->view->session.info.schema;
	for (i = 0; i < 2; i++) {
		if (wanted[i] == NULL ||
		    (i == 1 && wanted[0] != NULL && strcmp(wanted[0], wanted[1]) == 0))
			continue;
		for (m = 0; m < n && strcmp(missing[m], wanted[i]) != 0;)
			m++;
		tell_schema(x, wanted[i], m < n);
	}
	return DUNLIN_OK;
}

/* --- all of it ------------------------------------------------------------------------ */

static dunlin_status look(struct dn_examination *x, const struct dn_view_options *options,
			  dunlin_error *err)
{
	dunlin_status status, opened = dn_view_open(x->view, options, err);
	const bool connected = x->view->session.conn != NULL;
	bool good;

	if (connected)
		tell_session(x);
	status = dn_examine_judge(x, connected ? "schema" : "connection", opened, &good,
				  connected ? NULL : connect_hint(opened), err);
	if (good)
		status = look_at_schemas(x, err);
	return good && status == DUNLIN_OK && !x->over ? dn_examine_history(x, err) : status;
}

dunlin_status dn_examine(const struct dn_view_options *options, dn_sight_fn on_sight, void *payload,
			 dunlin_error *err)
{
	struct dn_view_options own_options = *options;
	struct dn_view view;
	struct dn_examination x = { .view = &view, .on_sight = on_sight, .payload = payload };
	dunlin_error own, *fault = err == NULL ? &own : err;
	dunlin_status status;

	x.creates = (options->target.how.flags & DUNLIN_OPEN_CREATE) != 0;
	own_options.target.how.flags &= ~DUNLIN_OPEN_CREATE;
	dn_error_init(&own);
	status = look(&x, &own_options, fault);
	dn_view_close(&view);
	dn_error_clear(&own);
	return status;
}
