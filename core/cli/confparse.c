/*
 * cli/confparse - the text of dunlin.conf to sections, through libconfuse.
 *
 * libconfuse hands its callbacks no pointer of ours, so what they need stands in
 * one static struct for the length of a parse.  Its lexer is as static, and
 * variables are put into the environment meanwhile: one thread, one parse.
 */
#include <confuse.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/config.h"
#include "cli/conftext.h"
#include "cli/die.h"
#include "cli/suggest.h"

/* Where an option was given; libconfuse remembers neither that nor the line. */
struct place {
	char *title; /* of the target; NULL: project */
	const char *option;
	int64_t line;
};

static struct {
	const char *file, *text;
	dunlin_error *err;
	dunlin_status status; /* of the first failure */
	struct place *places;
	size_t n_places, cap_places;
	int projects; /* sections of that name */
} parse;

static const char *const project_options[] = { "name",         "migrations", "dialects",
					       "missing_body", "drivers",    NULL };
static const char *const target_options[] = { "url",
					      "schema",
					      "session",
					      "history_schema",
					      "prefix",
					      "env",
					      "lock_timeout",
					      "statement_timeout",
					      "connect_timeout",
					      "lock_wait",
					      "silence",
					      "wait_replicas",
					      "replica_timeout",
					      NULL };
static const char *const lists[] = { "migrations", "dialects", "drivers", "session", NULL };
static const char *const top_options[] = { "project", "target", NULL };

/* `name` as the table has it, which outlives libconfuse's copy; NULL: not there. */
static const char *among(const char *const *names, const char *name)
{
	for (; *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return *names;
	return NULL;
}

/* Whether the first word of that line is `word`: then it is a name and may be shown. */
static bool starts_line(const char *word, int line)
{
	const char *at = parse.text;

	for (; line > 1 && at != NULL; line--) {
		at = strchr(at, '\n');
		at = at == NULL ? NULL : at + 1;
	}
	if (at == NULL)
		return false;
	at += strspn(at, " \t");
	return strncmp(at, word, strlen(word)) == 0 &&
	       strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-0123456789") ==
		       strlen(word);
}

static void unknown_name(cfg_t *cfg, const char *name)
{
	const char *const *known = cfg->title != NULL ? target_options : project_options;
	struct dn_suggest suggest = DN_SUGGEST_INIT(name);

	if (strcmp(cfg->name, "root") == 0)
		known = top_options;
	if (!starts_line(name, cfg->line)) {
		parse.status =
			dn_fail_at(parse.err, DUNLIN_EUSAGE, parse.file, cfg->line, 0,
				   "unknown name; are there quotes around the value before?");
		return;
	}
	parse.status = dn_fail_at(parse.err, DUNLIN_EUSAGE, parse.file, cfg->line, 0,
				  "unknown name \"%s\"", name);
	for (; *known != NULL; known++)
		dn_suggest_try(&suggest, *known);
	if (suggest.best != NULL)
		dn_error_hint(parse.err, "did you mean %s?", suggest.best);
}

static void on_error(cfg_t *cfg, const char *format, va_list args) DUNLIN_PRINTF(2, 0);

/* libconfuse's messages, less the tokens they quote. */
static void on_error(cfg_t *cfg, const char *format, va_list args)
{
	struct dn_str text = DN_STR_INIT;

	if (parse.status != DUNLIN_OK)
		return;
	if (strcmp(format, "no such option '%s'") == 0) {
		unknown_name(cfg, va_arg(args, const char *));
		return;
	}
	if (strcmp(format, "unexpected token '%s'") == 0)
		dn_str_puts(&text,
			    "unexpected text; a value goes in double quotes, a list in braces");
	else if (strstr(format, "escape") != NULL || strstr(format, "octal") != NULL)
		dn_str_puts(&text, "bad escape after a backslash in a string");
	else
		dn_str_vprintf(&text, format, args);
	parse.status = dn_fail_at(parse.err, DUNLIN_EUSAGE, parse.file, cfg->line, 0, "%s",
				  dn_need_str(&text));
	dn_str_clear(&text);
}

static struct place *find_place(const char *title, const char *option)
{
	size_t i;

	for (i = 0; i < parse.n_places; i++) {
		struct place *place = &parse.places[i];
		bool same = title == NULL || place->title == NULL
				    ? title == place->title
				    : strcmp(title, place->title) == 0;

		if (same && strcmp(place->option, option) == 0)
			return place;
	}
	return NULL;
}

/* For every value; the first of a list is the one that is alone in it. */
static int on_value(cfg_t *cfg, cfg_opt_t *opt, const char *value, void *result)
{
	struct place *place = find_place(cfg->title, opt->name);

	*(const char **)result = value;
	if (place != NULL && (among(lists, opt->name) == NULL || opt->nvalues == 1)) {
		parse.status = dn_fail_at(parse.err, DUNLIN_EUSAGE, parse.file, cfg->line, 0,
					  "%s is given twice, first in line %lld", opt->name,
					  (long long)place->line);
		return -1;
	}
	if (place == NULL) {
		place = dn_need_item(&parse.places, &parse.n_places, &parse.cap_places,
				     sizeof(*place));
		place->title = dn_need_copy(cfg->title);
		place->option =
			among(cfg->title == NULL ? project_options : target_options, opt->name);
		place->line = cfg->line;
	}
	return 0;
}

/* libconfuse takes a second `project` for more of the first. */
static int on_project(cfg_t *cfg, cfg_opt_t *opt)
{
	(void)opt;
	if (parse.projects++ == 0)
		return 0;
	parse.status = dn_fail_at(parse.err, DUNLIN_EUSAGE, parse.file, cfg->line, 0,
				  "there is a second project section, which ends here");
	return -1;
}

/* The table of a section, for cfg_init(). */
static void fill_options(cfg_opt_t *options, const char *const *names)
{
	for (; *names != NULL; names++, options++) {
		if (among(lists, *names) != NULL)
			*options = (cfg_opt_t)CFG_STR_LIST_CB(*names, NULL, CFGF_NONE, on_value);
		else
			*options = (cfg_opt_t)CFG_STR_CB(*names, NULL, CFGF_NONE, on_value);
	}
	*options = (cfg_opt_t)CFG_END();
}

/* What a parsed section gave. */
static void take_section(struct dn_section *section, cfg_t *cfg)
{
	struct dn_setting *setting;
	unsigned int j;
	size_t i;

	section->title = dn_need_copy(cfg_title(cfg));
	for (i = 0; i < parse.n_places; i++) {
		const struct place *place = &parse.places[i];
		cfg_opt_t *option;
		char **value;

		if (find_place(cfg_title(cfg), place->option) != place)
			continue;
		option = dn_need(cfg_getopt(cfg, place->option));
		setting = dn_need_item(&section->settings, &section->n_settings,
				       &section->cap_settings, sizeof(*setting));
		setting->name = place->option;
		setting->line = place->line;
		for (j = 0; j < cfg_opt_size(option); j++) {
			value = dn_need_item(&setting->values, &setting->n_values,
					     &setting->cap_values, sizeof(*value));
			*value = dn_need_copy(cfg_opt_getnstr(option, j));
		}
	}
}

static dunlin_status take_all(struct dn_config *out, cfg_t *cfg)
{
	struct dn_section *target;
	unsigned int i;

	take_section(&out->project, cfg_getsec(cfg, "project"));
	for (i = 0; i < cfg_size(cfg, "target"); i++) {
		target = dn_need_item(&out->targets, &out->n_targets, &out->cap_targets,
				      sizeof(*target));
		take_section(target, cfg_getnsec(cfg, "target", i));
		if (target->title[0] == '\0')
			return dn_fail_at(parse.err, DUNLIN_EUSAGE, parse.file, 0, 0,
					  "a target without a name");
	}
	return DUNLIN_OK;
}

/* With the marks in the environment. */
static dunlin_status run_libconfuse(struct dn_config *out)
{
	cfg_opt_t project[sizeof(project_options) / sizeof(project_options[0])];
	cfg_opt_t target[sizeof(target_options) / sizeof(target_options[0])];
	cfg_opt_t top[] = {
		CFG_SEC("project", project, CFGF_NONE),
		CFG_SEC("target", target, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES),
		CFG_END(),
	};
	dunlin_status status;
	cfg_t *cfg;

	fill_options(project, project_options);
	fill_options(target, target_options);
	cfg = dn_need(cfg_init(top, CFGF_NONE));
	(void)cfg_set_error_function(cfg, on_error);
	(void)cfg_set_validate_func(cfg, "project", on_project);
	if (cfg_parse_buf(cfg, parse.text) == CFG_SUCCESS)
		status = take_all(out, cfg);
	else if (parse.status != DUNLIN_OK)
		status = parse.status;
	else
		status = dn_fail_at(parse.err, DUNLIN_EUSAGE, parse.file, 0, 0, "cannot be read");
	(void)cfg_free(cfg);
	return status;
}

dunlin_status dn_config_parse(struct dn_config *out, const char *file, const char *text, size_t len,
			      dunlin_error *err)
{
	struct dn_conftext ready;
	dunlin_status status;
	size_t i;

	memset(out, 0, sizeof(*out));
	memset(&parse, 0, sizeof(parse));
	out->file = dn_need_copy(file);
	out->found = true;
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		len -= 3;
	}
	parse.file = file;
	parse.err = err;
	status = dn_conftext_init(&ready, file, text, len, err);
	parse.text = ready.text;
	if (status == DUNLIN_OK)
		status = run_libconfuse(out);
	dn_conftext_clear(&ready);
	for (i = 0; i < parse.n_places; i++)
		free(parse.places[i].title);
	free(parse.places);
	memset(&parse, 0, sizeof(parse));
	return status;
}
