/* cli/config - the settings of dunlin.conf, once they are read. */
#include "cli/config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/duration.h"
#include "base/error.h"
#include "base/path.h"
#include "base/str.h"
#include "cli/conftext.h"
#include "cli/die.h"

dunlin_status dn_config_read(struct dn_config *out, const char *file, struct dn_dotenv *env,
			     dunlin_error *err)
{
	dunlin_status status;
	char *text = NULL;
	size_t len = 0;

	memset(out, 0, sizeof(*out));
	if (access(file, F_OK) != 0) {
		out->file = dn_need_copy(file);
		return DUNLIN_OK;
	}
	status = dn_path_read(&text, &len, file, err);
	if (status == DUNLIN_OK) {
		dn_dotenv_set(env);
		status = dn_config_parse(out, file, text, len, err);
		dn_dotenv_unset(env);
	}
	if (text != NULL)
		explicit_bzero(text, len);
	free(text);
	return status;
}

static void section_clear(struct dn_section *section)
{
	size_t i, j;

	for (i = 0; i < section->n_settings; i++) {
		struct dn_setting *setting = &section->settings[i];

		for (j = 0; j < setting->n_values; j++) {
			explicit_bzero(setting->values[j], strlen(setting->values[j]));
			free(setting->values[j]);
		}
		free(setting->values);
	}
	free(section->settings);
	free(section->title);
}

void dn_config_clear(struct dn_config *config)
{
	size_t i;

	for (i = 0; i < config->n_targets; i++)
		section_clear(&config->targets[i]);
	section_clear(&config->project);
	free(config->targets);
	free(config->file);
	memset(config, 0, sizeof(*config));
}

const struct dn_section *dn_config_target(const struct dn_config *config, const char *name)
{
	size_t i;

	for (i = 0; i < config->n_targets; i++)
		if (strcmp(config->targets[i].title, name) == 0)
			return &config->targets[i];
	return NULL;
}

const struct dn_setting *dn_section_find(const struct dn_section *section, const char *name)
{
	size_t i;

	for (i = 0; section != NULL && i < section->n_settings; i++)
		if (strcmp(section->settings[i].name, name) == 0)
			return &section->settings[i];
	return NULL;
}

/* Copies `value` without marks; *variable is then the first name that was empty. */
static dunlin_status take_marks(char **out, char **variable, const struct dn_config *config,
				const struct dn_setting *setting, const char *value,
				dunlin_error *err)
{
	struct dn_str text = DN_STR_INIT;
	dunlin_status status = DUNLIN_OK;
	const char *end;

	*variable = NULL;
	while (*value != '\0') {
		char mark = *value;

		end = mark == DN_MARK_UNSET || mark == DN_MARK_EMPTY ? strchr(value + 1, mark)
								     : NULL;
		if (end == NULL) {
			dn_str_putc(&text, *value++);
			continue;
		}
		if (mark == DN_MARK_UNSET && status == DUNLIN_OK)
			status = dn_fail_at(err, DUNLIN_EUSAGE, config->file, setting->line, 0,
					    "%s needs the variable %.*s, which is not set",
					    setting->name, (int)(end - value - 1), value + 1);
		if (*variable == NULL)
			*variable = dn_need(strndup(value + 1, (size_t)(end - value - 1)));
		value = end + 1;
	}
	*out = dn_need_text(&text);
	return status;
}

static dunlin_status value_of(char **out, const struct dn_config *config,
			      const struct dn_setting *setting, const char *value,
			      dunlin_error *err)
{
	dunlin_status status;
	char *variable;

	status = take_marks(out, &variable, config, setting, value, err);
	if (status == DUNLIN_OK && (*out)[0] == '\0' && variable != NULL)
		status = dn_fail_at(err, DUNLIN_EUSAGE, config->file, setting->line, 0,
				    "%s is empty: so is the variable %s", setting->name, variable);
	else if (status == DUNLIN_OK && (*out)[0] == '\0')
		status = dn_fail_at(err, DUNLIN_EUSAGE, config->file, setting->line, 0,
				    "%s is empty", setting->name);
	free(variable);
	if (status != DUNLIN_OK) {
		free(*out);
		*out = NULL;
	}
	return status;
}

dunlin_status dn_config_item(char **out, const struct dn_config *config,
			     const struct dn_section *section, const char *name, size_t i,
			     dunlin_error *err)
{
	const struct dn_setting *setting = dn_section_find(section, name);

	*out = NULL;
	if (setting == NULL || i >= setting->n_values)
		return DUNLIN_OK;
	return value_of(out, config, setting, setting->values[i], err);
}

dunlin_status dn_config_text(char **out, const struct dn_config *config,
			     const struct dn_section *section, const char *name, dunlin_error *err)
{
	return dn_config_item(out, config, section, name, 0, err);
}

dunlin_status dn_config_time(int64_t *ms, bool *given, const struct dn_config *config,
			     const struct dn_section *section, const char *name, dunlin_error *err)
{
	const struct dn_setting *setting = dn_section_find(section, name);
	dunlin_status status;
	char *text;

	*ms = 0;
	*given = false;
	status = dn_config_text(&text, config, section, name, err);
	if (status != DUNLIN_OK || text == NULL)
		return status;
	*given = true;
	if (!dn_duration_parse(ms, text, strlen(text)))
		status = dn_fail_at(err, DUNLIN_EUSAGE, config->file, setting->line, 0,
				    "%s: \"%s\" is no time, or too long a one; " DN_DURATION_FORM,
				    name, text);
	free(text);
	return status;
}
