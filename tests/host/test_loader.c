/* Shared objects that are no proper drivers, and files that change while they are loaded. */
#include "host/stage.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/host.h"
#include "host/loader.h"

static void loader__loads_an_honest_driver(void **state)
{
	struct stage *stage = *state;
	const char *path = stage_fake(stage, "honest", "honest.so");
	struct dn_driver *driver;
	dunlin_conn *conn = NULL;
	struct dunlin_open how = { .size = DUNLIN_OPEN_SIZE, .url = "fake:" };

	assert_int_equal(stage_load(stage, &driver, path, NULL), DUNLIN_OK);
	assert_string_equal(driver->path, path);
	assert_string_equal(driver->table.name, "fake");
	assert_ptr_equal(driver->dialect, stage_dialect("sqlite"));
	assert_ptr_equal(driver->table.dialect, driver->dialect);
	assert_int_equal(driver->table.open(&conn, dn_host_table(), &how, NULL), DUNLIN_OK);
	driver->table.close(conn);
	dn_driver_free(driver);
}

struct lie {
	const char *fake;
	const char *message;
	const char *hint; /* NULL: none is given */
};

static void refuses(void **state)
{
	struct stage *stage = *state;
	const struct lie *lie = stage->row;
	struct dn_driver *driver;

	assert_failed(stage_load(stage, &driver, stage_fake(stage, lie->fake, "a.so"), NULL),
		      &stage->err, DUNLIN_EPLUGIN, lie->message);
	assert_null(driver);
	assert_string_equal(stage->err.file, stage_path(stage, "a.so"));
	if (lie->hint == NULL)
		assert_null(stage->err.hint);
	else
		assert_string_equal(stage->err.hint, lie->hint);
}

static void loader__refuses_text(void **state)
{
	struct stage *stage = *state;
	struct dn_driver *driver;

	assert_failed(stage_load(stage, &driver, stage_file(stage, "a.so", "hello, driver"), NULL),
		      &stage->err, DUNLIN_EPLUGIN, "cannot load it: ");
	assert_failed(stage_load(stage, &driver, stage_file(stage, "b.so", ""), NULL), &stage->err,
		      DUNLIN_EPLUGIN, "cannot load it: ");
	/* The path is where it is said once. */
	assert_null(strstr(stage->err.message, "b.so"));
}

static void loader__names_a_missing_library(void **state)
{
	struct stage *stage = *state;
	struct dn_manifest manifest = { .package = NULL };
	char package[] = "libgone9";
	const char *path = stage_fake(stage, "absent", "absent.so");
	struct dn_driver *driver;

	assert_failed(stage_load(stage, &driver, path, NULL), &stage->err, DUNLIN_EPLUGIN,
		      "it needs libdunlin-gone.so.9, which is not installed");
	assert_null(stage->err.hint);
	assert_failed(stage_load(stage, &driver, path, &manifest), &stage->err, DUNLIN_EPLUGIN,
		      "libdunlin-gone.so.9");
	assert_null(stage->err.hint);
	manifest.package = package;
	assert_failed(stage_load(stage, &driver, path, &manifest), &stage->err, DUNLIN_EPLUGIN,
		      "libdunlin-gone.so.9");
	assert_string_equal(stage->err.hint, "install libgone9");
}

static void loader__takes_no_entry_point_of_a_library_it_needs(void **state)
{
	struct stage *stage = *state;
	struct dn_driver *driver;

	(void)stage_fake(stage, "honest", "honest.so");
	assert_failed(stage_load(stage, &driver, stage_fake(stage, "borrowed", "a.so"), NULL),
		      &stage->err, DUNLIN_EPLUGIN, "it has no dunlin_driver_v1");
}

static void loader__wants_the_driver_its_manifest_describes(void **state)
{
	struct stage *stage = *state;
	const char *path = stage_fake(stage, "honest", "honest.so");
	char other[] = "other", name[] = "fake", dialect[] = "postgres", sqlite[] = "sqlite";
	struct dn_manifest manifest = { .name = other, .dialect = dialect };
	struct dn_driver *driver;

	assert_failed(stage_load(stage, &driver, path, &manifest), &stage->err, DUNLIN_EPLUGIN,
		      "it is the driver fake, and its manifest is that of other");
	manifest.name = name;
	assert_failed(stage_load(stage, &driver, path, &manifest), &stage->err, DUNLIN_EPLUGIN,
		      "its dialect is sqlite, and its manifest says postgres");
	manifest.dialect = sqlite;
	assert_failed(stage_load(stage, &driver, path, &manifest), &stage->err, DUNLIN_EPLUGIN,
		      "it is of driver ABI 1, and its manifest says 0");
	assert_null(driver);
}

/* Checks one file, puts another in its place, and loads: the other must not even run. */
static void loader__refuses_a_file_replaced_before_it_is_loaded(void **state)
{
	struct stage *stage = *state;
	const char *path = stage_fake(stage, "honest", "a.so");
	const char *next = stage_file(stage, "a.so.next", "");
	struct dn_module_trust trust;
	struct dn_module module;
	struct dn_driver *driver;

	dn_module_trust_init(&trust, false);
	assert_int_equal(dn_module_open(&module, path, &trust, &stage->err), DUNLIN_OK);
	assert_int_equal(rename(stage_fake(stage, "swap", "b.so"), path), 0);
	assert_failed(dn_loader_load(&driver, &module, NULL, stage_dialect, &stage->err),
		      &stage->err, DUNLIN_EPLUGIN, "was replaced while it was being loaded");
	assert_null(driver);
	assert_int_equal(access(next, F_OK), 0); /* the constructor would have moved it */
	dn_module_close(&module);
}

/* This fake moves PATH.next to PATH from its constructor: as late as it can be. */
static void loader__refuses_a_file_replaced_while_it_is_loaded(void **state)
{
	struct stage *stage = *state;
	const char *path = stage_fake(stage, "swap", "a.so");
	struct dn_driver *driver;

	(void)stage_fake(stage, "honest", "a.so.next");
	assert_failed(stage_load(stage, &driver, path, NULL), &stage->err, DUNLIN_EPLUGIN,
		      "was replaced while it was being loaded");
	assert_int_equal(access(stage_path(stage, "a.so.next"), F_OK), -1);
}

/* The loader would hand out the mapping of the first file, and stat() show the second. */
static void loader__refuses_the_old_mapping_of_a_new_file(void **state)
{
	struct stage *stage = *state;
	const char *path = stage_fake(stage, "honest", "a.so");
	struct dn_driver *driver;

	assert_int_equal(stage_load(stage, &driver, path, NULL), DUNLIN_OK);
	dn_driver_free(driver);
	assert_int_equal(rename(stage_fake(stage, "unclaimed", "b.so"), path), 0);
	assert_failed(stage_load(stage, &driver, path, NULL), &stage->err, DUNLIN_EPLUGIN,
		      "another file of this name was loaded");
}

static void loader__loads_a_driver_a_second_time(void **state)
{
	struct stage *stage = *state;
	const char *path = stage_fake(stage, "honest", "a.so");
	struct dn_driver *first, *second;

	assert_int_equal(stage_load(stage, &first, path, NULL), DUNLIN_OK);
	assert_int_equal(stage_load(stage, &second, path, NULL), DUNLIN_OK);
	assert_ptr_not_equal(first, second);
	dn_driver_free(first);
	assert_string_equal(second->table.name, "fake"); /* the library stays */
	dn_driver_free(second);
}

#define REFUSES_WITH(fake, message, hint)                                                    \
	{                                                                                    \
		"loader__refuses_" fake, refuses, stage_setup, stage_teardown, &(struct lie) \
		{                                                                            \
			fake, message, hint                                                  \
		}                                                                            \
	}
#define REFUSES(fake, message) REFUSES_WITH(fake, message, NULL)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGED(loader__loads_an_honest_driver),
		REFUSES("no_entry", "not a driver: it has no dunlin_driver_v1"),
		REFUSES_WITH("draft_entry",
			     "it is built for driver ABI 0 (dunlin_driver_v0), and this Dunlin "
			     "takes ABI 1 (dunlin_driver_v1)",
			     "build it anew with the headers of this Dunlin, or install a version "
			     "of it that was"),
		REFUSES_WITH("later_entry",
			     "it is built for driver ABI 2 (dunlin_driver_v2), and this Dunlin "
			     "takes ABI 1 (dunlin_driver_v1)",
			     "it needs a newer Dunlin"),
		REFUSES("null_table", "dunlin_driver_v1() returned no table"),
		REFUSES("magic", "its table is not that of a driver (magic 12345678)"),
		REFUSES("major", "its table says driver ABI 7, and dunlin_driver_v1() is of ABI 1"),
		REFUSES("tiny", "its table is too short: 4 bytes"),
		REFUSES("short", "its table is too short: "),
		REFUSES("no_name", "its name is not a lower-case word"),
		REFUSES("bad_name", "its name is not a lower-case word"),
		REFUSES("no_dialect", "it does not name its dialect"),
		REFUSES("unknown_dialect", "its dialect oracle is neither known nor brought"),
		REFUSES("no_open", "it lacks the required call open"),
		REFUSES("no_close", "it lacks the required call close"),
		REFUSES("no_info", "it lacks the required call info"),
		REFUSES("no_exec", "it lacks the required call exec"),
		REFUSES("no_query", "it lacks the required call query"),
		REFUSES("no_rollback", "it lacks the required call rollback"),
		REFUSES("no_tx_state", "it lacks the required call tx_state"),
		REFUSES("half", "it claims an ability without the call cancel"),
		REFUSES("claims_reset", "it claims an ability without the call reset"),
		REFUSES("claims_lock_try", "it claims an ability without the call lock_try"),
		REFUSES("claims_lock_release",
			"it claims an ability without the call lock_release"),
		REFUSES("claims_cancel", "it claims an ability without the call cancel"),
		REFUSES("claims_find_tables", "it claims an ability without the call find_tables"),
		REFUSES("claims_create_database", "without the call create_database"),
		REFUSES("claims_drop_database", "without the call drop_database"),
		REFUSES("claims_open_scratch", "without the call open_scratch"),
		REFUSES("claims_verify_statement", "without the call verify_statement"),
		REFUSES("claims_backup", "without the call backup"),
		REFUSES("claims_restore", "without the call restore"),
		REFUSES("claims_inspect", "without the call inspect"),
		REFUSES("claims_explain", "without the call explain"),
		REFUSES("claims_snapshot_form", "without the call snapshot_form"),
		REFUSES("claims_snapshot", "without the call snapshot"),
		REFUSES("claims_open_snapshot", "without the call open_snapshot"),
		REFUSES("claims_close_snapshot", "without the call close_snapshot"),
		REFUSES("claims_open_beside", "without the call open_beside"),
		REFUSES("claims_template_begin", "without the call template_begin"),
		REFUSES("claims_template_end", "without the call template_end"),
		REFUSES("claims_clone", "without the call clone"),
		REFUSES("claims_discard", "without the call discard"),
		REFUSES("claims_find_databases", "without the call find_databases"),
		REFUSES("claims_clone_url", "without the call clone_url"),
		REFUSES("claims_describe_server", "without the call describe_server"),
		REFUSES("claims_open_server", "without the call open_server"),
		REFUSES("claims_steer_server", "without the call steer_server"),
		REFUSES("claims_close_server", "without the call close_server"),
		REFUSES("claims_position", "without the call position"),
		REFUSES("claims_replicas", "without the call replicas"),
		REFUSES("dialect_short", "its dialect is too short to be one"),
		REFUSES("dialect_unnamed", "its dialect has no proper name"),
		REFUSES("dialect_renamed", "its dialect has another name than it says"),
		REFUSES("dialect_engines", "its own dialect is named like one of the engine's"),
		REFUSES("dialect_baseless", "its dialect has no base that is known"),
		REFUSES("dialect_later_lex", "its dialect has flags of a later version"),
		REFUSES("dialect_later_run", "its dialect has flags of a later version"),
		REFUSES("dialect_quote", "name_quote of its dialect is not two characters"),
		STAGED(loader__refuses_text),
		STAGED(loader__names_a_missing_library),
		STAGED(loader__takes_no_entry_point_of_a_library_it_needs),
		STAGED(loader__wants_the_driver_its_manifest_describes),
		STAGED(loader__refuses_a_file_replaced_before_it_is_loaded),
		STAGED(loader__refuses_a_file_replaced_while_it_is_loaded),
		STAGED(loader__refuses_the_old_mapping_of_a_new_file),
		STAGED(loader__loads_a_driver_a_second_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
