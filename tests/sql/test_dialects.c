/* tests of sql/dialects */
#include "sql/dialects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sql/classify.h"

static void dialects__are_found_by_name_and_alias(void **state)
{
	(void)state;
	assert_string_equal(dn_dialect_find("postgres")->name, "postgres");
	assert_string_equal(dn_dialect_find("pg")->name, "postgres");
	assert_string_equal(dn_dialect_find("postgresql")->name, "postgres");
	assert_string_equal(dn_dialect_find("sqlite")->name, "sqlite");
	assert_string_equal(dn_dialect_find("sqlite3")->name, "sqlite");
	assert_string_equal(dn_dialect_find("mysql")->name, "mysql");
	assert_string_equal(dn_dialect_find("mariadb")->name, "mysql");
}

static void dialects__unknown_names_are_null(void **state)
{
	(void)state;
	assert_null(dn_dialect_find("oracle"));
	assert_null(dn_dialect_find(""));
	assert_null(dn_dialect_find("Postgres"));
	assert_null(dn_dialect_find("postgres "));
}

static void dialects__end_after_the_last(void **state)
{
	(void)state;
	assert_string_equal(dn_dialect_at(0)->name, "postgres");
	assert_string_equal(dn_dialect_at(1)->name, "sqlite");
	assert_string_equal(dn_dialect_at(2)->name, "mysql");
	assert_null(dn_dialect_at(3));
	assert_null(dn_dialect_at(SIZE_MAX));
}

/* What no code may find missing in one of the three. */
static void dialects__are_complete(void **state)
{
	const struct dunlin_dialect *dialect;
	size_t i;

	(void)state;
	for (i = 0; (dialect = dn_dialect_at(i)) != NULL; i++) {
		assert_int_equal(dialect->size, DUNLIN_DIALECT_SIZE);
		assert_null(dialect->base);
		assert_int_not_equal(dialect->lex, 0);
		assert_int_equal(strlen(dialect->name_quote), 2);
		assert_non_null(dialect->aliases);
		assert_non_null(dialect->no_transaction);
		assert_non_null(dialect->session);
		assert_non_null(dialect->key_type);
		assert_non_null(dialect->text_type);
		assert_non_null(dialect->int_type);
		assert_non_null(dialect->table_tail);
		assert_non_null(dialect->begin);
		assert_non_null(dialect->begin_read);
		assert_non_null(dialect->commit);
	}
}

static void dialects__say_how_they_run(void **state)
{
	(void)state;
	assert_int_equal(dn_dialect_find("pg")->run, DUNLIN_RUN_TX_DDL);
	assert_int_equal(dn_dialect_find("sqlite")->run, DUNLIN_RUN_TX_DDL | DUNLIN_RUN_BATCHES);
	assert_int_equal(dn_dialect_find("mysql")->run,
			 DUNLIN_RUN_BACKSLASH | DUNLIN_RUN_BACKUP_SQL);
}

/* Their own statements must not change the session they run in, nor leave the transaction. */
static void dialects__own_statements_are_harmless(void **state)
{
	const struct dunlin_dialect *dialect;
	const char *setting;
	size_t i;

	(void)state;
	for (i = 0; (dialect = dn_dialect_at(i)) != NULL; i++) {
		setting = dialect->lock_timeout;
		if (setting != NULL) {
			assert_non_null(strstr(setting, "{ms}"));
			assert_int_equal(dn_classify(dialect, setting, strlen(setting)) &
						 (DN_EFFECT_NO_TX | DN_EFFECT_TX),
					 0);
		}
		setting = dialect->statement_timeout;
		if (setting != NULL)
			assert_non_null(strstr(setting, "{ms}"));
		if (dialect->create_schema != NULL)
			assert_non_null(strstr(dialect->create_schema, "{name}"));
		assert_int_equal(dn_classify(dialect, dialect->commit, strlen(dialect->commit)),
				 DN_EFFECT_COMMIT);
		assert_true(dn_classify(dialect, dialect->begin, strlen(dialect->begin)) &
			    (DN_EFFECT_BEGIN | DN_EFFECT_TX_OTHER));
	}
}

static void dialects__rebuild_around_foreign_keys(void **state)
{
	const struct dunlin_dialect *sqlite = dn_dialect_find("sqlite");

	(void)state;
	assert_string_equal(sqlite->rebuild_before, "PRAGMA foreign_keys = OFF");
	assert_string_equal(sqlite->rebuild_after, "PRAGMA foreign_keys = ON");
	assert_string_equal(sqlite->check, "PRAGMA foreign_key_check");
	assert_null(dn_dialect_find("pg")->rebuild_before);
	assert_null(dn_dialect_find("pg")->check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dialects__are_found_by_name_and_alias),
		cmocka_unit_test(dialects__unknown_names_are_null),
		cmocka_unit_test(dialects__end_after_the_last),
		cmocka_unit_test(dialects__are_complete),
		cmocka_unit_test(dialects__say_how_they_run),
		cmocka_unit_test(dialects__own_statements_are_harmless),
		cmocka_unit_test(dialects__rebuild_around_foreign_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
