/* What becomes of a table that is admitted: stubs, dropped capabilities, other sizes, and what a
 * driver returns. */
#include "host/stage.h"

#include <dunlin/driver.h>

#include "host/host.h"

static struct dn_driver *load(struct stage *stage, const char *fake)
{
	struct dn_driver *driver;

	if (stage_load(stage, &driver, stage_fake(stage, fake, "a.so"), NULL) != DUNLIN_OK)
		fail_msg("%s: %s", fake, stage->err.message);
	return driver;
}

/* Every optional call answers that it is not supported. */
static void assert_stubbed(struct stage *stage, const struct dunlin_driver *table)
{
	dunlin_error *err = &stage->err;
	void *native = err;
	dunlin_served *served;
	dunlin_conn *conn;
	int32_t ready;

	assert_failed(table->setup(NULL, NULL, NULL, err), err, DUNLIN_EUNSUPPORTED, "setup");
	assert_failed(table->reset(NULL, err), err, DUNLIN_EUNSUPPORTED, "reset");
	assert_failed(table->lock_try(NULL, 1, err), err, DUNLIN_EUNSUPPORTED, "lock");
	assert_failed(table->lock_release(NULL, 1, err), err, DUNLIN_EUNSUPPORTED, "lock");
	table->cancel(NULL);
	assert_failed(table->find_tables(NULL, "x", NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "find_tables");
	assert_failed(table->create_database(NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "create_database");
	assert_failed(table->drop_database(NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "drop_database");
	assert_failed(table->backup(NULL, NULL, err), err, DUNLIN_EUNSUPPORTED, "backup");
	assert_failed(table->restore(NULL, NULL, NULL, err), err, DUNLIN_EUNSUPPORTED, "restore");
	assert_failed(table->inspect(NULL, 1, NULL, NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "inspect");
	assert_failed(table->explain(NULL, "", 0, NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "explain");
	assert_failed(table->snapshot_form(NULL, NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "snapshot_form");
	assert_failed(table->snapshot(NULL, NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "(snapshot)");
	assert_failed(table->open_snapshot(&native, NULL, NULL, NULL, err), err,
		      DUNLIN_EUNSUPPORTED, "open_snapshot");
	assert_null(native);
	assert_failed(table->close_snapshot(NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "close_snapshot");
	assert_failed(table->open_beside(&conn, NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "(open_beside)");
	assert_failed(table->template_begin(NULL, "x", 0, &ready, err), err, DUNLIN_EUNSUPPORTED,
		      "(template_begin)");
	assert_failed(table->template_end(NULL, "x", err), err, DUNLIN_EUNSUPPORTED,
		      "(template_end)");
	assert_failed(table->clone(NULL, "x", "y", err), err, DUNLIN_EUNSUPPORTED, "(clone)");
	assert_failed(table->discard(NULL, "x", err), err, DUNLIN_EUNSUPPORTED, "(discard)");
	assert_failed(table->find_databases(NULL, "x", NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "(find_databases)");
	assert_failed(table->clone_url(NULL, NULL, "x", NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "(clone_url)");
	assert_failed(table->describe_server(NULL, DUNLIN_SERVER_URL, NULL, NULL, NULL, err), err,
		      DUNLIN_EUNSUPPORTED, "(describe_server)");
	assert_failed(table->open_server(&served, NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "(open_server)");
	assert_failed(table->steer_server(NULL, DUNLIN_SERVER_RUN, 0, NULL, err), err,
		      DUNLIN_EUNSUPPORTED, "(steer_server)");
	table->close_server(NULL);
	assert_failed(table->position(NULL, NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "(position)");
	assert_failed(table->replicas(NULL, "0", NULL, NULL, err), err, DUNLIN_EUNSUPPORTED,
		      "(replicas)");
}

static void admit__keeps_what_an_honest_driver_can_do(void **state)
{
	struct dn_driver *driver = load(*state, "honest");
	const struct dunlin_driver *table = &driver->table;
	dunlin_served *served;
	dunlin_conn *conn;
	int32_t ready;
	void *native;

	assert_int_equal(table->size, DUNLIN_DRIVER_SIZE);
	assert_int_equal(table->caps[0],
			 DUNLIN_CAP_RESET | DUNLIN_CAP_LOCK | DUNLIN_CAP_CANCEL | DUNLIN_CAP_FIND |
				 DUNLIN_CAP_DATABASES | DUNLIN_CAP_SCRATCH | DUNLIN_CAP_VERIFY |
				 DUNLIN_CAP_BACKUP | DUNLIN_CAP_INSPECT | DUNLIN_CAP_EXPLAIN |
				 DUNLIN_CAP_LEND | DUNLIN_CAP_SNAPSHOT | DUNLIN_CAP_CLONE |
				 DUNLIN_CAP_SERVER | DUNLIN_CAP_REPLICAS);
	assert_int_equal(table->position(NULL, NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->replicas(NULL, "0", NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->setup(NULL, NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->reset(NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->lock_try(NULL, 1, NULL), DUNLIN_OK);
	assert_int_equal(table->lock_release(NULL, 1, NULL), DUNLIN_OK);
	assert_int_equal(table->find_tables(NULL, "x", NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->create_database(NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->drop_database(NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->backup(NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->restore(NULL, NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->inspect(NULL, 1, NULL, NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->explain(NULL, "", 0, NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->snapshot_form(NULL, NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->snapshot(NULL, NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->open_snapshot(&native, NULL, NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->close_snapshot(NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->open_beside(&conn, NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->template_begin(NULL, "x", 0, &ready, NULL), DUNLIN_OK);
	assert_int_equal(table->template_end(NULL, "x", NULL), DUNLIN_OK);
	assert_int_equal(table->clone(NULL, "x", "y", NULL), DUNLIN_OK);
	assert_int_equal(table->discard(NULL, "x", NULL), DUNLIN_OK);
	assert_int_equal(table->find_databases(NULL, "x", NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->clone_url(NULL, NULL, "x", NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->describe_server(NULL, DUNLIN_SERVER_URL, NULL, NULL, NULL, NULL),
			 DUNLIN_OK);
	assert_int_equal(table->open_server(&served, NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(table->steer_server(NULL, DUNLIN_SERVER_RUN, 0, NULL, NULL), DUNLIN_OK);
	dn_driver_free(driver);
}

static void admit__works_with_an_old_small_table(void **state)
{
	struct stage *stage = *state;
	struct dn_driver *driver = load(stage, "old");
	struct dunlin_open how = { .size = DUNLIN_OPEN_SIZE, .url = "old:" };
	dunlin_conn *conn;

	assert_string_equal(driver->table.name, "old");
	assert_int_equal(driver->table.size, DUNLIN_DRIVER_SIZE);
	assert_int_equal(driver->table.tx_state(NULL), DUNLIN_TX_OPEN);
	assert_failed(driver->table.open(&conn, dn_host_table(), &how, &stage->err), &stage->err,
		      DUNLIN_ECONNECT, "this driver is old");
	assert_stubbed(stage, &driver->table);
	dn_driver_free(driver);
}

static void admit__works_with_a_future_large_table(void **state)
{
	struct stage *stage = *state;
	struct dn_driver *driver = load(stage, "future");

	assert_int_equal(driver->table.size, DUNLIN_DRIVER_SIZE);
	assert_int_equal(driver->table.caps[0], DUNLIN_CAP_RESET);
	assert_int_equal(driver->table.caps[1], 0);
	assert_int_equal(driver->table.reset(NULL, NULL), DUNLIN_OK);
	assert_int_equal(driver->table.tx_state(NULL), DUNLIN_TX_FAILED);
	assert_int_equal(driver->table.lock_try(NULL, 1, NULL), DUNLIN_EUNSUPPORTED);
	dn_driver_free(driver);
}

static void admit__replaces_calls_that_are_not_claimed(void **state)
{
	struct stage *stage = *state;
	struct dn_driver *driver = load(stage, "unclaimed");

	/* setup belongs to no capability. */
	assert_int_equal(driver->table.setup(NULL, NULL, NULL, NULL), DUNLIN_OK);
	assert_int_equal(driver->table.reset(NULL, NULL), DUNLIN_EUNSUPPORTED);
	assert_int_equal(driver->table.lock_try(NULL, 1, NULL), DUNLIN_EUNSUPPORTED);
	assert_int_equal(driver->table.drop_database(NULL, NULL, NULL), DUNLIN_EUNSUPPORTED);
	dn_driver_free(driver);
}

static void admit__uses_no_half_of_a_call(void **state)
{
	struct stage *stage = *state;
	struct dn_driver *driver = load(stage, "half_setup");

	assert_stubbed(stage, &driver->table);
	dn_driver_free(driver);
}

static void admit__takes_a_table_that_is_linked_in(void **state)
{
	struct stage *stage = *state;
	struct dn_driver *loaded = load(stage, "honest"), *driver;

	assert_int_equal(dn_driver_admit(&driver, &loaded->table, "linked in", stage_dialect,
					 &stage->err),
			 DUNLIN_EPLUGIN);
	/* An admitted copy names the engine's dialect, which a driver may not bring. */
	loaded->table.dialect = NULL;
	assert_int_equal(dn_driver_admit(&driver, &loaded->table, "linked in", stage_dialect,
					 &stage->err),
			 DUNLIN_OK);
	assert_string_equal(driver->path, "linked in");
	dn_driver_free(driver);
	dn_driver_free(loaded);
}

static void admit__lets_no_garbage_status_through(void **state)
{
	struct stage *stage = *state;
	struct dn_driver *driver = load(stage, "garbage");
	const struct dunlin_driver *table = &driver->table;
	dunlin_error *err = &stage->err;

	assert_failed(dn_fail_returned(err, table->exec(NULL, NULL, err), table->name), err,
		      DUNLIN_ESQL, "the driver fake gave no reason");
	dn_error_clear(err);
	assert_failed(dn_fail_returned(err, table->query(NULL, "", 0, NULL, NULL, err), "fake"),
		      err, DUNLIN_ESQL, "the driver fake gave no reason");
	dn_error_clear(err);
	assert_failed(dn_fail_returned(err, table->info(NULL, NULL, err), "fake"), err, DUNLIN_ESQL,
		      "the driver fake gave no reason");
	dn_error_clear(err);
	assert_failed(dn_fail_returned(err, table->rollback(NULL, err), "fake"), err,
		      DUNLIN_ECONNLOST, "the driver fake gave no reason (connection lost)");
	assert_int_equal(dn_fail_returned(NULL, 9999, "fake"), DUNLIN_ESQL);
	assert_int_equal(dn_fail_returned(NULL, INT32_MIN, "fake"), DUNLIN_ESQL);
	dn_driver_free(driver);
}

static void admit__makes_status_and_error_agree(void **state)
{
	struct stage *stage = *state;
	dunlin_error *err = &stage->err;

	(void)dn_fail(err, DUNLIN_EEXISTS, "it is there");
	assert_failed(dn_fail_returned(err, 9999, "fake"), err, DUNLIN_EEXISTS, "it is there");
	assert_failed(dn_fail_returned(err, DUNLIN_EBUSY, "fake"), err, DUNLIN_EBUSY,
		      "it is there");
	/* What a callback of the engine's said, and the driver passed on. */
	(void)dn_fail(err, DUNLIN_EREFUSED, "tampered");
	assert_failed(dn_fail_returned(err, DUNLIN_EREFUSED, "fake"), err, DUNLIN_EREFUSED,
		      "tampered");
	assert_int_equal(dn_fail_returned(err, DUNLIN_OK, "fake"), DUNLIN_OK);
	assert_int_equal(err->status, DUNLIN_OK);
	assert_null(err->message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGED(admit__keeps_what_an_honest_driver_can_do),
		STAGED(admit__works_with_an_old_small_table),
		STAGED(admit__works_with_a_future_large_table),
		STAGED(admit__replaces_calls_that_are_not_claimed),
		STAGED(admit__uses_no_half_of_a_call),
		STAGED(admit__takes_a_table_that_is_linked_in),
		STAGED(admit__lets_no_garbage_status_through),
		STAGED(admit__makes_status_and_error_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
