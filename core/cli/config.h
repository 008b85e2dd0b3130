/*
 * cli/config - reads dunlin.conf, with libconfuse.
 *
 * Unknown names, a target named twice and an option given twice in a section
 * are refused with file:line.  A message never quotes a value: it may hold a
 * password.  A variable that is not set is no error until a setting that needs
 * it is asked for, so that one target's secrets need not be there for another.
 */
#ifndef DN_CLI_CONFIG_H
#define DN_CLI_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <dunlin/error.h>

#include "cli/dotenv.h"

#define DN_CONFIG_FILE "dunlin.conf"

struct dn_setting {
	const char *name;
	int64_t line;
	char **values; /* one, or the list; with marks, see cli/conftext.h */
	size_t n_values, cap_values;
};

/* `project`, or one target. */
struct dn_section {
	char *title; /* of a target; NULL: project */
	struct dn_setting *settings;
	size_t n_settings, cap_settings;
};

struct dn_config {
	char *file;
	bool found; /* there is such a file */
	struct dn_section project;
	struct dn_section *targets; /* as the file has them */
	size_t n_targets, cap_targets;
};

/* `file` is for messages.  The caller clears `out` in every case.  Changes the
 * environment for a moment: call it before there is a second thread. */
DUNLIN_MUST_CHECK dunlin_status dn_config_parse(struct dn_config *out, const char *file,
						const char *text, size_t len, dunlin_error *err);
/* Reads `file`, if it is there, with `env` filling what the environment lacks. */
DUNLIN_MUST_CHECK dunlin_status dn_config_read(struct dn_config *out, const char *file,
					       struct dn_dotenv *env, dunlin_error *err);
void dn_config_clear(struct dn_config *config);

/* NULL: there is none of that name. */
const struct dn_section *dn_config_target(const struct dn_config *config, const char *name);

/* NULL: not given. */
const struct dn_setting *dn_section_find(const struct dn_section *section, const char *name);

/*
 * The value of a setting, for the caller to free; *out is NULL when it is not
 * given.  EUSAGE with file:line when it needs a variable that is not set, or is
 * empty.
 */
DUNLIN_MUST_CHECK dunlin_status dn_config_text(char **out, const struct dn_config *config,
					       const struct dn_section *section, const char *name,
					       dunlin_error *err);
/* The i-th value of a list; *out is NULL past the last. */
DUNLIN_MUST_CHECK dunlin_status dn_config_item(char **out, const struct dn_config *config,
					       const struct dn_section *section, const char *name,
					       size_t i, dunlin_error *err);
/* Milliseconds; *given is false, and *ms 0, when it is not there. */
DUNLIN_MUST_CHECK dunlin_status dn_config_time(int64_t *ms, bool *given,
					       const struct dn_config *config,
					       const struct dn_section *section, const char *name,
					       dunlin_error *err);

#endif
