# Tests of the engine through dunlin.h, each in a lab: a project in a folder and a database of its own.
engine_lab = tests/engine/lab.c tests/engine/lab.h

server_tests += tests/engine/test_plan
tests_engine_test_plan_CPPFLAGS = $(unit_cppflags)
tests_engine_test_plan_SOURCES = tests/engine/test_plan.c $(engine_lab)

if WITH_MYSQL
server_tests += tests/engine/test_mysql
server_tests += tests/engine/test_mysql_online
server_tests += tests/engine/test_mysql_odd
endif
tests_engine_test_mysql_odd_CPPFLAGS = $(unit_cppflags)
tests_engine_test_mysql_odd_SOURCES = tests/engine/test_mysql_odd.c $(engine_lab)
tests_engine_test_mysql_online_CPPFLAGS = $(unit_cppflags)
tests_engine_test_mysql_online_SOURCES = tests/engine/test_mysql_online.c $(engine_lab)
tests_engine_test_mysql_CPPFLAGS = $(unit_cppflags)
tests_engine_test_mysql_SOURCES = tests/engine/test_mysql.c $(engine_lab)

server_tests += tests/engine/test_start
tests_engine_test_start_CPPFLAGS = $(unit_cppflags)
tests_engine_test_start_SOURCES = tests/engine/test_start.c $(engine_lab)

server_tests += tests/engine/test_cancel
tests_engine_test_cancel_CPPFLAGS = $(unit_cppflags)
tests_engine_test_cancel_SOURCES = tests/engine/test_cancel.c $(engine_lab)

server_tests += tests/engine/test_wishes
tests_engine_test_wishes_CPPFLAGS = $(unit_cppflags)
tests_engine_test_wishes_SOURCES = tests/engine/test_wishes.c $(engine_lab)

server_tests += tests/engine/test_log
tests_engine_test_log_CPPFLAGS = $(unit_cppflags)
tests_engine_test_log_SOURCES = tests/engine/test_log.c $(engine_lab)

if WITH_SQLITE
unit_tests += tests/engine/test_check
endif
tests_engine_test_check_CPPFLAGS = $(unit_cppflags)
tests_engine_test_check_SOURCES = tests/engine/test_check.c $(engine_lab)

server_tests += tests/engine/test_test
tests_engine_test_test_CPPFLAGS = $(unit_cppflags)
tests_engine_test_test_SOURCES = tests/engine/test_test.c $(engine_lab)
server_tests += tests/engine/test_statements
tests_engine_test_statements_CPPFLAGS = $(unit_cppflags)
tests_engine_test_statements_SOURCES = tests/engine/test_statements.c $(engine_lab)

server_tests += tests/engine/test_examine
tests_engine_test_examine_CPPFLAGS = $(unit_cppflags)
tests_engine_test_examine_SOURCES = tests/engine/test_examine.c $(engine_lab)

server_tests += tests/engine/test_concurrent
tests_engine_test_concurrent_CPPFLAGS = $(unit_cppflags)
tests_engine_test_concurrent_SOURCES = tests/engine/test_concurrent.c $(engine_lab)

if WITH_SQLITE
unit_tests += tests/engine/test_engine
endif
tests_engine_test_engine_CPPFLAGS = $(unit_cppflags)
tests_engine_test_engine_SOURCES = tests/engine/test_engine.c $(engine_lab)

server_tests += tests/engine/test_amunx
if WITH_MYSQL
amunx_mysql = -DWITH_MYSQL
endif
tests_engine_test_amunx_CPPFLAGS = $(unit_cppflags) $(amunx_mysql)
tests_engine_test_amunx_SOURCES = tests/engine/test_amunx.c $(engine_lab)

server_tests += tests/engine/test_journal
tests_engine_test_journal_CPPFLAGS = $(unit_cppflags)
tests_engine_test_journal_SOURCES = tests/engine/test_journal.c $(engine_lab)

server_tests += tests/engine/test_flight
tests_engine_test_flight_CPPFLAGS = $(unit_cppflags)
tests_engine_test_flight_SOURCES = tests/engine/test_flight.c $(engine_lab)

server_tests += tests/engine/test_backup
tests_engine_test_backup_CPPFLAGS = $(unit_cppflags)
tests_engine_test_backup_SOURCES = tests/engine/test_backup.c $(engine_lab)

server_tests += tests/engine/test_force
tests_engine_test_force_CPPFLAGS = $(unit_cppflags)
tests_engine_test_force_SOURCES = tests/engine/test_force.c $(engine_lab)

server_tests += tests/engine/test_wait
tests_engine_test_wait_CPPFLAGS = $(unit_cppflags)
tests_engine_test_wait_SOURCES = tests/engine/test_wait.c $(engine_lab)

if WITH_SQLITE
unit_tests += tests/engine/test_testdb tests/engine/test_testdb_cache tests/engine/test_testdb_suite
endif
# A program that uses what it is given links the client library.
engine_fresh = tests/engine/fresh.c tests/engine/fresh.h $(engine_lab)
tests_engine_test_testdb_CPPFLAGS = $(unit_cppflags) $(SQLITE_CFLAGS)
tests_engine_test_testdb_SOURCES = tests/engine/test_testdb.c $(engine_fresh)
tests_engine_test_testdb_LDADD = $(LDADD) $(SQLITE_LIBS)
tests_engine_test_testdb_cache_CPPFLAGS = $(unit_cppflags) $(SQLITE_CFLAGS)
tests_engine_test_testdb_cache_SOURCES = tests/engine/test_testdb_cache.c $(engine_fresh)
tests_engine_test_testdb_cache_LDADD = $(LDADD) $(SQLITE_LIBS)
# As a stranger writes it: with the public headers alone, and the library.
tests_engine_test_testdb_suite_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(SQLITE_CFLAGS)
tests_engine_test_testdb_suite_SOURCES = tests/engine/test_testdb_suite.c
tests_engine_test_testdb_suite_LDADD = libdunlin.la $(CMOCKA_LIBS) $(SQLITE_LIBS)

if WITH_POSTGRES
check_PROGRAMS += tests/engine/test_testdb_clones
shell_tests += tests/engine/testdb_clones.sh
server_tests += tests/engine/test_testdb_suite_pg tests/engine/test_testserver
tests_engine_test_testdb_suite_pg_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) $(POSTGRES_CFLAGS)
tests_engine_test_testdb_suite_pg_SOURCES = tests/engine/test_testdb_suite_pg.c
tests_engine_test_testdb_suite_pg_LDADD = libdunlin.la $(CMOCKA_LIBS) $(POSTGRES_LIBS)
endif
tests_engine_test_testdb_clones_CPPFLAGS = $(unit_cppflags)
tests_engine_test_testdb_clones_SOURCES = tests/engine/test_testdb_clones.c $(engine_lab)
tests_engine_test_testserver_CPPFLAGS = $(unit_cppflags)

if WITH_SQLITE
unit_tests += tests/engine/test_lend_sqlite
endif
tests_engine_test_lend_sqlite_CPPFLAGS = $(unit_cppflags) $(SQLITE_CFLAGS)
tests_engine_test_lend_sqlite_SOURCES = tests/engine/test_lend_sqlite.c $(engine_lab)
tests_engine_test_lend_sqlite_LDADD = $(LDADD) $(SQLITE_LIBS)

server_tests += tests/engine/test_lend_postgres
tests_engine_test_lend_postgres_CPPFLAGS = $(unit_cppflags) $(POSTGRES_CFLAGS)
tests_engine_test_lend_postgres_SOURCES = tests/engine/test_lend_postgres.c $(engine_lab)
tests_engine_test_lend_postgres_LDADD = $(LDADD) $(POSTGRES_LIBS)
