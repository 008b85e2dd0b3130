# Tests of core/run; those that need a database stand in the lab of tests/engine.
unit_tests += tests/run/test_cancel tests/run/test_inspect tests/run/test_store
tests_run_test_cancel_CPPFLAGS = $(unit_cppflags)
tests_run_test_inspect_CPPFLAGS = $(unit_cppflags)
tests_run_test_store_CPPFLAGS = $(unit_cppflags)

if WITH_SQLITE
unit_tests += tests/run/test_sqlite
endif
tests_run_test_sqlite_CPPFLAGS = $(unit_cppflags)
tests_run_test_sqlite_SOURCES = tests/run/test_sqlite.c $(engine_lab)

server_tests += tests/run/test_postgres
tests_run_test_postgres_CPPFLAGS = $(unit_cppflags)
tests_run_test_postgres_SOURCES = tests/run/test_postgres.c $(engine_lab)

server_tests += tests/run/test_history
tests_run_test_history_CPPFLAGS = $(unit_cppflags)
tests_run_test_history_SOURCES = tests/run/test_history.c $(engine_lab)

server_tests += tests/run/test_place
tests_run_test_place_CPPFLAGS = $(unit_cppflags)
tests_run_test_place_SOURCES = tests/run/test_place.c $(engine_lab)
