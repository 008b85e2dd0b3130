/* cli/target - dunlin.conf and the command line to struct dunlin_options. */
#include "cli/target.h"

#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "base/error.h"
#include "base/str.h"
#include "cli/die.h"
#include "cli/lag.h"

/* What the settings are read from, and into whose memory. */
struct reader {
	struct dn_target_options *out;
	const struct dn_config *config;
	const struct dn_section *section;
	dunlin_error *err;
};

static dunlin_status take_text(struct reader *from, const char **member, const char *name)
{
	dunlin_status status;
	char *text;

	status = dn_config_text(&text, from->config, from->section, name, from->err);
	if (status == DUNLIN_OK && text != NULL)
		*member = dn_need(dn_arena_strdup(&from->out->arena, text));
	free(text);
	return status;
}

/* `more`, unless it is NULL, is put behind the values of the setting. */
static dunlin_status take_list(struct reader *from, const char *const **member, size_t *n,
			       const char *name, const char *more)
{
	const struct dn_setting *setting = dn_section_find(from->section, name);
	size_t count = setting == NULL ? 0 : setting->n_values, i;
	dunlin_status status;
	const char **items;
	char *text;

	items = dn_need(dn_arena_alloc(&from->out->arena, (count + 1) * sizeof(*items)));
	for (i = 0; i < count; i++) {
		status = dn_config_item(&text, from->config, from->section, name, i, from->err);
		if (status != DUNLIN_OK)
			return status;
		items[i] = dn_need(dn_arena_strdup(&from->out->arena, text));
		free(text);
	}
	if (more != NULL)
		items[count++] = dn_need(dn_arena_strdup(&from->out->arena, more));
	*member = items;
	*n = count;
	return DUNLIN_OK;
}

/* `zero` is what the options call a "0". */
static dunlin_status take_time(struct reader *from, int64_t *member, const char *name, int64_t zero)
{
	dunlin_status status;
	int64_t ms;
	bool given;

	status = dn_config_time(&ms, &given, from->config, from->section, name, from->err);
	if (status == DUNLIN_OK && given)
		*member = ms == 0 ? zero : ms;
	return status;
}

static dunlin_status take_wait_replicas(struct reader *from)
{
	const struct dn_setting *setting = dn_section_find(from->section, "wait_replicas");
	dunlin_status status;
	char *text;

	status = dn_config_text(&text, from->config, from->section, "wait_replicas", from->err);
	if (status == DUNLIN_OK && text != NULL &&
	    !dn_lag_parse(&from->out->replicas, &from->out->replica_lag, text)) {
		status = dn_fail_at(from->err, DUNLIN_EUSAGE, from->config->file, setting->line, 0,
				    "wait_replicas: \"%s\" is no lag", text);
		dn_error_hint(from->err, DN_LAG_FORM);
	}
	free(text);
	return status;
}

static dunlin_status take_missing_body(struct reader *from)
{
	const struct dn_setting *setting = dn_section_find(from->section, "missing_body");
	const char *text = NULL;
	dunlin_status status;

	status = take_text(from, &text, "missing_body");
	if (status != DUNLIN_OK || text == NULL || strcmp(text, "error") == 0)
		return status;
	if (strcmp(text, "skip") != 0)
		return dn_fail_at(from->err, DUNLIN_EUSAGE, from->config->file, setting->line, 0,
				  "missing_body is \"error\" or \"skip\", not \"%s\"", text);
	from->out->options.flags |= DUNLIN_OPTION_SKIP_MISSING;
	return DUNLIN_OK;
}

static dunlin_status take_project(struct reader *from)
{
	static const char *const usual[] = { "migrations" };
	struct dunlin_options *options = &from->out->options;
	dunlin_status status;

	status = take_text(from, &options->project, "name");
	if (status == DUNLIN_OK)
		status =
			take_list(from, &options->folders, &options->n_folders, "migrations", NULL);
	if (status == DUNLIN_OK && options->n_folders == 0) {
		options->folders = usual;
		options->n_folders = 1;
	}
	if (status == DUNLIN_OK)
		status =
			take_list(from, &options->dialects, &options->n_dialects, "dialects", NULL);
	if (status == DUNLIN_OK)
		status = take_missing_body(from);
	return status;
}

/* Whether the settings of the target are in another SQL than that of the url that
 * replaces its own; says which of them are therefore left out. */
static bool other_dialect(const struct reader *from, const struct dn_url *url,
			  struct dn_progress *progress)
{
	static const char *const bound[] = { "schema", "history_schema", "session",
					     "wait_replicas" };
	const struct dn_setting *setting = dn_section_find(from->section, "url");
	struct dn_str names = DN_STR_INIT, text = DN_STR_INIT;
	char *own, *now;
	bool other;
	size_t i;

	/* A url that starts with a variable which is not set does not say its scheme. */
	if (!url->replaced || setting == NULL || setting->values[0][0] < ' ')
		return false;
	own = dn_url_dialect(setting->values[0]);
	now = dn_url_dialect(url->text);
	other = strcmp(own, now) != 0;
	for (i = 0; other && i < sizeof(bound) / sizeof(bound[0]); i++)
		if (dn_section_find(from->section, bound[i]) != NULL)
			dn_str_printf(&names, "%s%s", names.len == 0 ? "" : ", ", bound[i]);
	if (names.failed || names.len > 0) {
		dn_str_printf(&text, "%s is %s and target %s is %s: left out its %s", url->origin,
			      now, from->section->title, own, dn_need_str(&names));
		dn_progress_warn(progress, dn_need_str(&text), NULL, 0);
	}
	dn_str_clear(&names);
	dn_str_clear(&text);
	free(own);
	free(now);
	return other;
}

/* What only the database of the target's own url can have. */
static dunlin_status take_bound(struct reader *from, const char *session)
{
	struct dunlin_options *options = &from->out->options;
	dunlin_status status;

	status = take_text(from, &options->schema, "schema");
	if (status == DUNLIN_OK)
		status = take_text(from, &options->history_schema, "history_schema");
	if (status == DUNLIN_OK)
		status =
			take_list(from, &options->session, &options->n_session, "session", session);
	if (status == DUNLIN_OK)
		status = take_wait_replicas(from);
	return status;
}

static dunlin_status take_target(struct reader *from, const struct dn_url *url,
				 struct dn_progress *progress)
{
	struct dunlin_options *options = &from->out->options;
	dunlin_status status = DUNLIN_OK;

	options->url = dn_need(dn_arena_strdup(&from->out->arena, url->text));
	options->statement_timeout_ms = url->statement_timeout_ms;
	if (!other_dialect(from, url, progress))
		status = take_bound(from, url->session);
	if (status == DUNLIN_OK)
		status = take_text(from, &options->prefix, "prefix");
	if (status == DUNLIN_OK)
		status = take_text(from, &options->env, "env");
	if (status == DUNLIN_OK)
		status = take_time(from, &options->lock_timeout_ms, "lock_timeout", -1);
	if (status == DUNLIN_OK)
		status = take_time(from, &options->statement_timeout_ms, "statement_timeout", 0);
	if (status == DUNLIN_OK)
		status = take_time(from, &options->connect_timeout_ms, "connect_timeout",
				   DN_DURATION_MOST);
	if (status == DUNLIN_OK)
		status = take_time(from, &options->lock_wait_ms, "lock_wait", -1);
	if (status == DUNLIN_OK)
		status = take_time(from, &options->silence_ms, "silence", -1);
	if (status == DUNLIN_OK)
		status = take_time(from, &from->out->replica_wait_ms, "replica_timeout", -1);
	return status;
}

dunlin_status dn_target_options_make(struct dn_target_options *out, const struct dn_config *config,
				     const struct dn_url *url, struct dn_progress *progress,
				     dunlin_error *err)
{
	static const struct dunlin_options empty = DUNLIN_OPTIONS_INIT;
	struct reader from = { out, config, &config->project, err };
	dunlin_status status;

	memset(out, 0, sizeof(*out));
	out->options = empty;
	status = take_project(&from);
	from.section = url == NULL ? NULL : url->target;
	if (status == DUNLIN_OK && url != NULL)
		status = take_target(&from, url, progress);
	return status;
}

void dn_target_options_clear(struct dn_target_options *target)
{
	dn_arena_clear(&target->arena);
	memset(target, 0, sizeof(*target));
}
