/* fuzz_config - what a person writes for the command: dunlin.conf, .env and URLs. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/config.h"
#include "cli/dotenv.h"
#include "cli/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_section(const struct dn_config *config, const struct dn_section *section)
{
	dunlin_error err;
	size_t i, j;

	dn_error_init(&err);
	for (i = 0; i < section->n_settings; i++) {
		for (j = 0; j < section->settings[i].n_values; j++) {
			dunlin_status status;
			bool given;
			int64_t ms;
			char *text;

			status = dn_config_item(&text, config, section, section->settings[i].name,
						j, &err);
			if ((status == DUNLIN_OK) != (text != NULL))
				abort();
			free(text);
			status = dn_config_time(&ms, &given, config, section,
						section->settings[i].name, &err);
			if (status == DUNLIN_OK && !given)
				abort();
		}
	}
	dn_error_clear(&err);
}

static void choose(const struct dn_config *config, const struct dn_dotenv *env)
{
	dunlin_error err;
	struct dn_url url;

	dn_error_init(&err);
	if ((dn_url_choose(&url, NULL, NULL, config, env, &err) == DUNLIN_OK) != (url.text != NULL))
		abort();
	dn_url_clear(&url);
	dn_error_clear(&err);
}

static void show(const char *text)
{
	char *shown = dn_url_display(text), *dialect = dn_url_dialect(text), *copy = strdup(text);

	if (copy != NULL)
		dn_url_wipe(copy);
	free(copy);
	free(dialect);
	free(shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct dn_dotenv env;
	struct dn_config config;
	dunlin_error err;
	size_t i;

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	dn_error_init(&err);
	if (dn_dotenv_parse(&env, ".env", text, size, &err) != DUNLIN_OK && err.line < 1)
		abort();
	if (dn_config_parse(&config, "dunlin.conf", text, size, &err) == DUNLIN_OK) {
		read_section(&config, &config.project);
		for (i = 0; i < config.n_targets; i++)
			read_section(&config, &config.targets[i]);
		choose(&config, &env);
	}
	show(text);
	dn_config_clear(&config);
	dn_dotenv_clear(&env);
	dn_error_clear(&err);
	free(text);
	return 0;
}
