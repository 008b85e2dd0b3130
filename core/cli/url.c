/* cli/url - which URL a run uses. */
#include "cli/url.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/die.h"
#include "cli/suggest.h"

/* `name` in the environment, else in .env; NULL: in neither. */
static const char *variable(const struct dn_dotenv *env, const char *name, bool *in_file)
{
	const char *value = getenv(name);

	*in_file = value == NULL;
	return value != NULL ? value : dn_dotenv_get(env, name);
}

static void set_origin(struct dn_url *out, const char *name, bool in_file)
{
	struct dn_str text = DN_STR_INIT;

	dn_str_printf(&text, "%s%s", name, in_file ? " in .env" : "");
	out->origin = dn_need_text(&text);
}

/* *found is false when `name` is not set; EUSAGE when it is set to nothing. */
static dunlin_status take_variable(struct dn_url *out, bool *found, const struct dn_dotenv *env,
				   const char *name, dunlin_error *err)
{
	bool in_file;
	const char *value = variable(env, name, &in_file);

	*found = value != NULL;
	if (value == NULL)
		return DUNLIN_OK;
	set_origin(out, name, in_file);
	if (value[0] == '\0')
		return dn_fail(err, DUNLIN_EUSAGE, "the url is empty: so is %s", out->origin);
	out->text = dn_need_copy(value);
	return DUNLIN_OK;
}

static dunlin_status take_target(struct dn_url *out, const struct dn_config *config,
				 dunlin_error *err)
{
	out->origin = dn_need_copy(config->file);
	if (dn_section_find(out->target, "url") == NULL)
		return dn_fail_at(err, DUNLIN_EUSAGE, config->file, 0, 0, "target %s has no url",
				  out->target->title);
	return dn_config_text(&out->text, config, out->target, "url", err);
}

/* Percent-encoded, so that any value fits into any place of a URL. */
static void put_encoded(struct dn_str *url, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~";

	for (; *text != '\0'; text++) {
		if (strchr(plain, *text) != NULL)
			dn_str_putc(url, *text);
		else
			dn_str_printf(url, "%%%02X", (unsigned char)*text);
	}
}

static void put_parameter(struct dn_str *url, const char *name, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	dn_str_printf(url, "%s%s=", strchr(dn_str_text(url), '?') == NULL ? "?" : "&", name);
	put_encoded(url, value);
}

/* Milliseconds, as those variables are. */
static dunlin_status take_ms(int64_t *ms, const struct dn_dotenv *env, const char *name,
			     dunlin_error *err)
{
	bool in_file;
	const char *value = variable(env, name, &in_file);
	char *end;
	long long number;

	*ms = 0;
	if (value == NULL || value[0] == '\0')
		return DUNLIN_OK;
	number = strtoll(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || number > INT32_MAX)
		return dn_fail(err, DUNLIN_EUSAGE, "%s is \"%s\", not a number of milliseconds",
			       name, value);
	*ms = number;
	return DUNLIN_OK;
}

/* DB_HOST and its sisters; *found is false when there is neither host nor name. */
static dunlin_status take_parts(struct dn_url *out, bool *found, const struct dn_dotenv *env,
				dunlin_error *err)
{
	struct dn_str url = DN_STR_INIT;
	bool host_in_file, name_in_file, in_file;
	const char *host = variable(env, "DB_HOST", &host_in_file);
	const char *name = variable(env, "DB_NAME", &name_in_file);
	const bool by_host = host != NULL && host[0] != '\0';
	dunlin_status status;
	int64_t idle;

	*found = by_host || (name != NULL && name[0] != '\0');
	if (!*found)
		return DUNLIN_OK;
	dn_str_puts(&url, "postgresql:///");
	put_encoded(&url, name == NULL ? "" : name);
	put_parameter(&url, "host", host);
	put_parameter(&url, "port", variable(env, "DB_PORT", &in_file));
	put_parameter(&url, "user", variable(env, "DB_USER", &in_file));
	put_parameter(&url, "password", variable(env, "DB_PASSWORD", &in_file));
	out->text = dn_need_text(&url);
	set_origin(out, by_host ? "DB_HOST" : "DB_NAME", by_host ? host_in_file : name_in_file);
	status = take_ms(&out->statement_timeout_ms, env, "DB_STATEMENT_TIMEOUT", err);
	if (status == DUNLIN_OK)
		status = take_ms(&idle, env, "DB_IDLE_TIMEOUT", err);
	if (status == DUNLIN_OK && idle > 0) {
		dn_str_printf(&url, "SET idle_in_transaction_session_timeout = %lld",
			      (long long)idle);
		out->session = dn_need_text(&url);
	}
	return status;
}

static dunlin_status find_target(struct dn_url *out, const char *name,
				 const struct dn_config *config, dunlin_error *err)
{
	struct dn_suggest suggest = DN_SUGGEST_INIT(name);
	char *shown;
	size_t i;

	out->target = dn_config_target(config, name);
	if (out->target != NULL)
		return DUNLIN_OK;
	shown = dn_url_display(name);
	if (!config->found)
		(void)dn_fail(err, DUNLIN_EUSAGE, "there is no %s here, so no target \"%s\"",
			      config->file, shown);
	else
		(void)dn_fail(err, DUNLIN_EUSAGE, "%s has no target \"%s\"", config->file, shown);
	free(shown);
	for (i = 0; i < config->n_targets; i++)
		dn_suggest_try(&suggest, config->targets[i].title);
	if (suggest.best != NULL)
		dn_error_hint(err, "did you mean %s?", suggest.best);
	return DUNLIN_EUSAGE;
}

static dunlin_status no_url(const struct dn_config *config, dunlin_error *err)
{
	(void)dn_fail(err, DUNLIN_EUSAGE, "no database is named: %s",
		      config->found ? "dunlin.conf has no target" : "there is no dunlin.conf here");
	dn_error_hint(err, "`dunlin init` writes one; or use --url URL, or set DUNLIN_URL");
	return DUNLIN_EUSAGE;
}

dunlin_status dn_url_choose(struct dn_url *out, const char *flag_url, const char *flag_target,
			    const struct dn_config *config, const struct dn_dotenv *env,
			    dunlin_error *err)
{
	dunlin_status status;
	bool found;

	memset(out, 0, sizeof(*out));
	if (flag_target != NULL) {
		status = find_target(out, flag_target, config, err);
		if (status != DUNLIN_OK)
			return status;
	} else if (config->n_targets > 0) {
		out->target = &config->targets[0];
	}
	out->replaced = true;
	if (flag_url != NULL) {
		set_origin(out, "--url", false);
		if (flag_url[0] == '\0')
			return dn_fail(err, DUNLIN_EUSAGE, "--url is empty");
		out->text = dn_need_copy(flag_url);
		return DUNLIN_OK;
	}
	if (flag_target == NULL) {
		status = take_variable(out, &found, env, "DUNLIN_URL", err);
		if (status != DUNLIN_OK || found)
			return status;
	}
	out->replaced = false;
	if (out->target != NULL)
		return take_target(out, config, err);
	status = take_variable(out, &found, env, "DATABASE_URL", err);
	if (status == DUNLIN_OK && !found)
		status = take_parts(out, &found, env, err);
	if (status == DUNLIN_OK && !found)
		status = no_url(config, err);
	return status;
}

void dn_url_clear(struct dn_url *url)
{
	if (url->text != NULL)
		explicit_bzero(url->text, strlen(url->text));
	free(url->text);
	free(url->origin);
	free(url->session);
	memset(url, 0, sizeof(*url));
}
