/* How a driver's own dialect is completed from its base. */
#include "host/stage.h"

#include "host/dialect.h"

static dunlin_status resolve(struct dunlin_dialect *out, const struct dunlin_dialect *own,
			     dunlin_error *err)
{
	dn_error_init(err);
	return dn_dialect_resolve(out, own, own->name, stage_dialect, "/x/a.so", err);
}

static void dialect__takes_what_is_missing_from_its_base(void **state)
{
	const struct dunlin_dialect *base = stage_dialect("postgres");
	const struct dunlin_dialect own = { .size = DUNLIN_DIALECT_SIZE,
					    .name = "cockroach",
					    .base = "postgres",
					    .run = DUNLIN_RUN_BACKSLASH,
					    .begin = "BEGIN PRIORITY HIGH" };
	struct dunlin_dialect out;
	dunlin_error err;

	(void)state;
	assert_int_equal(resolve(&out, &own, &err), DUNLIN_OK);
	assert_int_equal(out.size, DUNLIN_DIALECT_SIZE);
	assert_string_equal(out.name, "cockroach");
	assert_string_equal(out.base, "postgres");
	assert_int_equal(out.lex, base->lex);
	assert_int_equal(out.run, DUNLIN_RUN_BACKSLASH);
	assert_string_equal(out.begin, "BEGIN PRIORITY HIGH");
	assert_string_equal(out.commit, "COMMIT");
	assert_ptr_equal(out.session, base->session);
	assert_null(out.create_schema);
}

static void dialect__inherits_no_aliases(void **state)
{
	static const char *const aliases[] = { "crdb", NULL };
	struct dunlin_dialect own = { .size = DUNLIN_DIALECT_SIZE,
				      .name = "cockroach",
				      .base = "postgres" };
	struct dunlin_dialect out;
	dunlin_error err;

	(void)state;
	assert_int_equal(resolve(&out, &own, &err), DUNLIN_OK);
	assert_non_null(out.aliases);
	assert_null(out.aliases[0]);
	own.aliases = aliases;
	assert_int_equal(resolve(&out, &own, &err), DUNLIN_OK);
	assert_string_equal(out.aliases[0], "crdb");
}

static void dialect__reads_nothing_past_its_size(void **state)
{
	/* volatile: the compiler would see that the rest of the struct is not there */
	volatile uint32_t size = offsetof(struct dunlin_dialect, aliases);
	const struct dunlin_dialect full = { .size = size, .name = "small", .base = "sqlite" };
	struct dunlin_dialect *own = malloc(size), out;
	dunlin_error err;

	(void)state;
	assert_non_null(own);
	memcpy(own, &full, size);
	assert_int_equal(resolve(&out, own, &err), DUNLIN_OK);
	assert_string_equal(out.begin, "BEGIN IMMEDIATE");
	free(own);
}

/* A member that the overlay forgets would stay the base's for ever. */
static void dialect__takes_every_member_of_its_own(void **state)
{
	struct dunlin_dialect own = { .size = DUNLIN_DIALECT_SIZE }, out;
	const void *value = "x", *name = "small", *base = "sqlite", *quote = "[]";
	dunlin_error err;
	size_t at;

	(void)state;
	for (at = offsetof(struct dunlin_dialect, name); at < DUNLIN_DIALECT_SIZE;
	     at += sizeof(value))
		memcpy((char *)&own + at, &value, sizeof(value));
	own.lex = DUNLIN_LEX_META_COMMANDS;
	own.run = DUNLIN_RUN_BATCHES;
	own.max_name = 7;
	own.name = name;
	own.base = base;
	own.name_quote = quote;
	assert_int_equal(resolve(&out, &own, &err), DUNLIN_OK);
	assert_memory_equal(&out, &own, DUNLIN_DIALECT_SIZE);
}

static void dialect__may_deny_what_its_base_has(void **state)
{
	static const char *const nothing[] = { NULL };
	const struct dunlin_dialect own = { .size = DUNLIN_DIALECT_SIZE,
					    .name = "plain",
					    .base = "sqlite",
					    .lex = DUNLIN_LEX_PLAIN,
					    .run = DUNLIN_RUN_PLAIN,
					    .max_name = UINT32_MAX,
					    .rebuild = nothing,
					    .table_tail = "",
					    .duration = "",
					    .lock_timeout = "",
					    .statement_timeout = "",
					    .rebuild_before = "",
					    .rebuild_after = "",
					    .check = "",
					    .create_schema = "",
					    .alone_before = "",
					    .commit_later = "" };
	struct dunlin_dialect out;
	dunlin_error err;

	(void)state;
	assert_int_equal(resolve(&out, &own, &err), DUNLIN_OK);
	assert_int_equal(out.lex, 0);
	assert_int_equal(out.run, 0);
	assert_int_equal(out.max_name, UINT32_MAX);
	assert_null(out.rebuild[0]);
	assert_string_equal(out.table_tail, "");
	assert_null(out.duration);
	assert_null(out.lock_timeout);
	assert_null(out.statement_timeout);
	assert_null(out.rebuild_before);
	assert_null(out.rebuild_after);
	assert_null(out.check);
	assert_null(out.create_schema);
	assert_null(out.alone_before);
	assert_null(out.commit_later);
}

static void dialect__refuses_the_name_or_alias_of_an_engines_one(void **state)
{
	struct dunlin_dialect own = { .size = DUNLIN_DIALECT_SIZE, .name = "pg", .base = "sqlite" };
	struct dunlin_dialect out;
	dunlin_error err;

	(void)state;
	assert_failed(resolve(&out, &own, &err), &err, DUNLIN_EPLUGIN, "like one of the engine's");
	assert_null(out.name);
	dn_error_clear(&err);
}

static void dialect__of_a_driver_is_complete(void **state)
{
	struct stage *stage = *state;
	struct dn_driver *driver;

	assert_int_equal(stage_load(stage, &driver, stage_fake(stage, "dialect_own", "a.so"), NULL),
			 DUNLIN_OK);
	assert_string_equal(driver->dialect->name, "fakesql");
	assert_string_equal(driver->dialect->begin, "BEGIN FAKE");
	assert_string_equal(driver->dialect->commit, "COMMIT");
	assert_ptr_equal(driver->table.dialect, driver->dialect);
	dn_driver_free(driver);
	assert_int_equal(stage_load(stage, &driver, stage_fake(stage, "dialect_old", "b.so"), NULL),
			 DUNLIN_OK);
	assert_string_equal(driver->dialect->begin, "BEGIN IMMEDIATE"); /* its own lies past size */
	dn_driver_free(driver);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dialect__takes_what_is_missing_from_its_base),
		cmocka_unit_test(dialect__inherits_no_aliases),
		cmocka_unit_test(dialect__reads_nothing_past_its_size),
		cmocka_unit_test(dialect__takes_every_member_of_its_own),
		cmocka_unit_test(dialect__may_deny_what_its_base_has),
		cmocka_unit_test(dialect__refuses_the_name_or_alias_of_an_engines_one),
		STAGED(dialect__of_a_driver_is_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
