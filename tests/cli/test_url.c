/* Which URL a run uses, and what of it may be shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "cli/url.h"

static dunlin_error err;

static const char *const variables[] = {
	"DUNLIN_URL",  "DATABASE_URL",         "DB_HOST",         "DB_PORT", "DB_NAME", "DB_USER",
	"DB_PASSWORD", "DB_STATEMENT_TIMEOUT", "DB_IDLE_TIMEOUT",
};

static int forget_variables(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		unsetenv(variables[i]);
	return 0;
}

static const char two_targets[] = "target dev {\n url = \"sqlite:dev.db\"\n}\n"
				  "target prod {\n url = \"postgresql://h/d\"\n}\n"
				  "target bare { schema = \"x\" }\n";

/* Chooses from `conf` (NULL: no file) and `dotenv`. */
static dunlin_status choose(struct dn_url *url, struct dn_config *config, const char *flag_url,
			    const char *flag_target, const char *conf, const char *dotenv)
{
	struct dn_dotenv env;
	dunlin_status status;

	dn_error_clear(&err);
	assert_int_equal(dn_dotenv_parse(&env, ".env", dotenv, strlen(dotenv), &err), DUNLIN_OK);
	if (conf == NULL)
		assert_int_equal(dn_config_read(config, "/nonexistent/dunlin.conf", &env, &err),
				 DUNLIN_OK);
	else
		assert_int_equal(dn_config_parse(config, "dunlin.conf", conf, strlen(conf), &err),
				 DUNLIN_OK);
	status = dn_url_choose(url, flag_url, flag_target, config, &env, &err);
	dn_dotenv_clear(&env);
	return status;
}

static void assert_chosen(const char *flag_url, const char *flag_target, const char *conf,
			  const char *dotenv, const char *text, const char *origin,
			  const char *target)
{
	struct dn_config config;
	struct dn_url url;

	if (choose(&url, &config, flag_url, flag_target, conf, dotenv) != DUNLIN_OK)
		fail_msg("%s", err.message);
	assert_string_equal(url.text, text);
	assert_string_equal(url.origin, origin);
	if (target == NULL)
		assert_null(url.target);
	else
		assert_string_equal(url.target->title, target);
	dn_url_clear(&url);
	dn_config_clear(&config);
}

static void assert_refused(const char *flag_url, const char *flag_target, const char *conf,
			   const char *dotenv, const char *message)
{
	struct dn_config config;
	struct dn_url url;

	assert_int_equal(choose(&url, &config, flag_url, flag_target, conf, dotenv), DUNLIN_EUSAGE);
	if (strstr(err.message, message) == NULL)
		fail_msg("%s", err.message);
	dn_url_clear(&url);
	dn_config_clear(&config);
}

static void url__the_highest_wins(void **state)
{
	(void)state;
	setenv("DATABASE_URL", "postgresql://database/url", 1);
	setenv("DB_HOST", "h", 1);
	assert_chosen(NULL, NULL, two_targets, "", "sqlite:dev.db", "dunlin.conf", "dev");
	setenv("DUNLIN_URL", "sqlite:env.db", 1);
	assert_chosen(NULL, NULL, two_targets, "", "sqlite:env.db", "DUNLIN_URL", "dev");
	assert_chosen(NULL, "prod", two_targets, "", "postgresql://h/d", "dunlin.conf", "prod");
	assert_chosen("sqlite:flag.db", "prod", two_targets, "", "sqlite:flag.db", "--url", "prod");
	assert_chosen("sqlite:flag.db", NULL, two_targets, "", "sqlite:flag.db", "--url", "dev");
	/* Replacing the url is what a target without one is for. */
	assert_chosen("sqlite:flag.db", "bare", two_targets, "", "sqlite:flag.db", "--url", "bare");
	assert_chosen("sqlite:flag.db", NULL, NULL, "", "sqlite:flag.db", "--url", NULL);
}

static void url__without_a_target_the_variables_count(void **state)
{
	(void)state;
	assert_refused(NULL, NULL, NULL, "", "no database is named: there is no dunlin.conf");
	assert_non_null(strstr(err.hint, "dunlin init"));
	assert_refused(NULL, NULL, "project { }", "", "dunlin.conf has no target");
	setenv("DB_NAME", "d", 1);
	assert_chosen(NULL, NULL, NULL, "", "postgresql:///d", "DB_NAME", NULL);
	setenv("DATABASE_URL", "postgresql://database/url", 1);
	assert_chosen(NULL, NULL, NULL, "", "postgresql://database/url", "DATABASE_URL", NULL);
	setenv("DUNLIN_URL", "sqlite:x", 1);
	assert_chosen(NULL, NULL, NULL, "", "sqlite:x", "DUNLIN_URL", NULL);
}

static void url__dotenv_fills_what_is_unset(void **state)
{
	(void)state;
	assert_chosen(NULL, NULL, NULL, "DATABASE_URL=sqlite:x", "sqlite:x", "DATABASE_URL in .env",
		      NULL);
	setenv("DATABASE_URL", "sqlite:y", 1);
	assert_chosen(NULL, NULL, NULL, "DATABASE_URL=sqlite:x", "sqlite:y", "DATABASE_URL", NULL);
	assert_chosen(NULL, NULL, two_targets, "DUNLIN_URL=sqlite:z", "sqlite:z",
		      "DUNLIN_URL in .env", "dev");
}

static void url__an_empty_one_names_its_variable(void **state)
{
	(void)state;
	setenv("DUNLIN_URL", "", 1);
	assert_refused(NULL, NULL, two_targets, "", "the url is empty: so is DUNLIN_URL");
	unsetenv("DUNLIN_URL");
	assert_refused(NULL, NULL, NULL, "DATABASE_URL=", "so is DATABASE_URL in .env");
	assert_refused("", NULL, NULL, "", "--url is empty");
	unsetenv("DN_TEST_URL");
	assert_refused(NULL, NULL, "target a {\n url = \"${DN_TEST_URL}\"\n}", "",
		       "url needs the variable DN_TEST_URL, which is not set");
	assert_int_equal(err.line, 2);
}

static void url__parts_become_a_url(void **state)
{
	struct dn_config config;
	struct dn_url url;

	(void)state;
	setenv("DB_HOST", "/run/pg", 1);
	setenv("DB_PORT", "5433", 1);
	setenv("DB_NAME", "a b", 1);
	setenv("DB_PASSWORD", "p@ss/w:rd%&?", 1);
	setenv("DB_STATEMENT_TIMEOUT", "30000", 1);
	setenv("DB_IDLE_TIMEOUT", "60000", 1);
	assert_int_equal(choose(&url, &config, NULL, NULL, NULL, "DB_USER=me"), DUNLIN_OK);
	assert_string_equal(url.text, "postgresql:///a%20b?host=%2Frun%2Fpg&port=5433&user=me&"
				      "password=p%40ss%2Fw%3Ard%25%26%3F");
	assert_string_equal(url.origin, "DB_HOST");
	assert_int_equal(url.statement_timeout_ms, 30000);
	assert_string_equal(url.session, "SET idle_in_transaction_session_timeout = 60000");
	dn_url_clear(&url);
	dn_config_clear(&config);
	setenv("DB_IDLE_TIMEOUT", "6s", 1);
	assert_refused(NULL, NULL, NULL, "", "DB_IDLE_TIMEOUT is \"6s\"");
}

static void url__an_unknown_target_is_refused(void **state)
{
	(void)state;
	assert_refused(NULL, "prd", two_targets, "", "dunlin.conf has no target \"prd\"");
	assert_string_equal(err.hint, "did you mean prod?");
	assert_refused(NULL, "prod", NULL, "", "so no target \"prod\"");
	assert_refused(NULL, "bare", two_targets, "", "target bare has no url");
	/* Somebody who mixes the two up. */
	assert_refused(NULL, "postgres://u:secret@h/d", two_targets, "", "postgres://h/d");
	assert_null(strstr(err.message, "secret"));
}

static void url__shows_no_password(void **state)
{
	static const struct {
		const char *text, *shown;
	} rows[] = {
		{ "postgresql://u:secret@h:5432/d?sslmode=require", "postgresql://h:5432/d" },
		{ "postgresql://h/d", "postgresql://h/d" },
		{ "postgresql://u@h/d", "postgresql://h/d" },
		{ "postgresql://u:se@cret@h/d", "postgresql://h/d" },
		{ "postgresql://u:se/cret@h/d", "postgresql://h/d" },
		{ "postgresql://u:se?cret@h/d", "postgresql://..." },
		{ "postgresql://u:secret/d", "postgresql://u" },
		{ "postgresql://u:secret", "postgresql://u" },
		{ "postgresql:///d?user=u&password=se@cret", "postgresql://..." },
		{ "postgresql:///d?password=secret", "postgresql:///d" },
		{ "postgresql://[::1]:5432/d", "postgresql://[::1]:5432/d" },
		{ "postgresql:u:secret@h", "postgresql:..." },
		{ "mysql://u:secret@h/d", "mysql://h/d" },
		{ "host=h password=secret", "(a connection string)" },
		{ "u:secret@h", "u:..." },
		{ "sqlite:a@b.db?mode=ro", "sqlite:a@b.db" },
		{ "sqlite:///x/y.db", "sqlite:///x/y.db" },
		{ "plain", "plain" },
		{ "", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *shown = dn_url_display(rows[i].text);

		if (strcmp(shown, rows[i].shown) != 0)
			fail_msg("%s: %s", rows[i].text, shown);
		free(shown);
	}
}

static void url__wipes_all_but_the_scheme(void **state)
{
	char url[] = "postgres://u:secret@h/d", words[] = "host=h password=secret";

	(void)state;
	dn_url_wipe(url);
	assert_string_equal(url, "postgres:**************");
	dn_url_wipe(words);
	assert_string_equal(words, "**********************");
}

static void url__tells_dialects_apart(void **state)
{
	static const char *const rows[][2] = {
		{ "postgres://h", "postgres" },
		{ "PostgreSQL://h", "postgres" },
		{ "postgresql+asyncpg://h", "postgres" },
		{ "host=h", "postgres" },
		{ "sqlite3:x", "sqlite" },
		{ "file:x", "sqlite" },
		{ "mariadb://h", "mysql" },
		{ "Oracle:x", "oracle" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *dialect = dn_url_dialect(rows[i][0]);

		assert_string_equal(dialect, rows[i][1]);
		free(dialect);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(url__the_highest_wins, forget_variables),
		cmocka_unit_test_setup(url__without_a_target_the_variables_count, forget_variables),
		cmocka_unit_test_setup(url__dotenv_fills_what_is_unset, forget_variables),
		cmocka_unit_test_setup(url__an_empty_one_names_its_variable, forget_variables),
		cmocka_unit_test_setup(url__parts_become_a_url, forget_variables),
		cmocka_unit_test_setup(url__an_unknown_target_is_refused, forget_variables),
		cmocka_unit_test(url__shows_no_password),
		cmocka_unit_test(url__wipes_all_but_the_scheme),
		cmocka_unit_test(url__tells_dialects_apart),
	};
	int failed;

	dn_error_init(&err);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	dn_error_clear(&err);
	return failed;
}
