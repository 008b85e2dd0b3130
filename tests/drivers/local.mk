# Tests of the drivers; C programs that need PostgreSQL go to server_tests.  They load the driver
# from the build tree and drive its table through the rig, a host of their own.
driver_rig = tests/drivers/rig.c tests/drivers/rig.h
driver_rig_libs = $(CMOCKA_LIBS) $(SYSTEM_LIBS)

unit_tests += tests/drivers/test_common
tests_drivers_test_common_CPPFLAGS = $(unit_cppflags) -I$(top_srcdir)/drivers
tests_drivers_test_common_SOURCES = tests/drivers/test_common.c $(driver_common_sources)
tests_drivers_test_common_LDADD = $(CMOCKA_LIBS)

if WITH_SQLITE
unit_tests += \
	tests/drivers/test_sqlite_backup \
	tests/drivers/test_sqlite_database \
	tests/drivers/test_sqlite_exec \
	tests/drivers/test_sqlite_explain \
	tests/drivers/test_sqlite_inspect \
	tests/drivers/test_sqlite_lock \
	tests/drivers/test_sqlite_open \
	tests/drivers/test_sqlite_session \
	tests/drivers/test_sqlite_verify
endif
tests_drivers_test_sqlite_backup_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_sqlite_backup_SOURCES = tests/drivers/test_sqlite_backup.c $(driver_rig)
tests_drivers_test_sqlite_backup_LDADD = $(driver_rig_libs)
tests_drivers_test_sqlite_database_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_sqlite_database_SOURCES = tests/drivers/test_sqlite_database.c $(driver_rig)
tests_drivers_test_sqlite_database_LDADD = $(driver_rig_libs)
tests_drivers_test_sqlite_exec_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_sqlite_exec_SOURCES = tests/drivers/test_sqlite_exec.c $(driver_rig)
tests_drivers_test_sqlite_exec_LDADD = $(driver_rig_libs)
driver_explained = tests/drivers/explained.c tests/drivers/explained.h
tests_drivers_test_sqlite_explain_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_sqlite_explain_SOURCES = tests/drivers/test_sqlite_explain.c \
	$(driver_explained) $(driver_rig)
tests_drivers_test_sqlite_explain_LDADD = $(driver_rig_libs)
tests_drivers_test_sqlite_lock_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_sqlite_lock_SOURCES = tests/drivers/test_sqlite_lock.c $(driver_rig)
tests_drivers_test_sqlite_lock_LDADD = $(driver_rig_libs)
tests_drivers_test_sqlite_open_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_sqlite_open_SOURCES = tests/drivers/test_sqlite_open.c $(driver_rig)
tests_drivers_test_sqlite_open_LDADD = $(driver_rig_libs)
tests_drivers_test_sqlite_session_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_sqlite_session_SOURCES = tests/drivers/test_sqlite_session.c $(driver_rig)
tests_drivers_test_sqlite_session_LDADD = $(driver_rig_libs)
tests_drivers_test_sqlite_verify_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_sqlite_verify_SOURCES = tests/drivers/test_sqlite_verify.c $(driver_rig) \
	tests/drivers/found.c tests/drivers/found.h
tests_drivers_test_sqlite_verify_LDADD = $(driver_rig_libs)

driver_pg = $(driver_rig) tests/drivers/pg.c tests/drivers/pg.h
if WITH_POSTGRES
server_tests += \
	tests/drivers/test_postgres_backup \
	tests/drivers/test_postgres_exec \
	tests/drivers/test_postgres_explain \
	tests/drivers/test_postgres_inspect \
	tests/drivers/test_postgres_open \
	tests/drivers/test_postgres_pooler \
	tests/drivers/test_postgres_session \
	tests/drivers/test_postgres_verify \
	tests/drivers/test_postgres_verify_running \
	tests/drivers/test_postgres_watch
shell_tests += tests/drivers/postgres_verify.sh
check_PROGRAMS += tests/drivers/ask
endif
tests_drivers_test_postgres_backup_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_postgres_backup_SOURCES = tests/drivers/test_postgres_backup.c $(driver_pg)
tests_drivers_test_postgres_backup_LDADD = $(driver_rig_libs)
tests_drivers_test_postgres_exec_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_postgres_exec_SOURCES = tests/drivers/test_postgres_exec.c $(driver_pg)
tests_drivers_test_postgres_exec_LDADD = $(driver_rig_libs)
tests_drivers_test_postgres_explain_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_postgres_explain_SOURCES = tests/drivers/test_postgres_explain.c \
	$(driver_explained) $(driver_pg)
tests_drivers_test_postgres_explain_LDADD = $(driver_rig_libs)
tests_drivers_test_postgres_open_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_postgres_open_SOURCES = tests/drivers/test_postgres_open.c $(driver_pg)
tests_drivers_test_postgres_open_LDADD = $(driver_rig_libs)
tests_drivers_test_postgres_session_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_postgres_session_SOURCES = tests/drivers/test_postgres_session.c $(driver_pg)
tests_drivers_test_postgres_session_LDADD = $(driver_rig_libs)
driver_found = $(driver_pg) tests/drivers/found.c tests/drivers/found.h
tests_drivers_test_postgres_verify_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_postgres_verify_SOURCES = tests/drivers/test_postgres_verify.c $(driver_found)
tests_drivers_test_postgres_verify_LDADD = $(driver_rig_libs)
tests_drivers_test_postgres_verify_running_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_postgres_verify_running_SOURCES = \
	tests/drivers/test_postgres_verify_running.c $(driver_found)
tests_drivers_test_postgres_verify_running_LDADD = $(driver_rig_libs)
tests_drivers_test_postgres_pooler_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_postgres_pooler_SOURCES = tests/drivers/test_postgres_pooler.c \
	tests/drivers/pooler.c tests/drivers/pooler.h $(driver_pg)
tests_drivers_test_postgres_pooler_LDADD = $(driver_rig_libs)
tests_drivers_test_postgres_watch_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_postgres_watch_SOURCES = tests/drivers/test_postgres_watch.c \
	tests/drivers/relay.c tests/drivers/relay.h $(driver_pg)
tests_drivers_test_postgres_watch_LDADD = $(driver_rig_libs)

server_tests += tests/drivers/test_postgres_server
tests_drivers_test_postgres_server_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_postgres_server_SOURCES = tests/drivers/test_postgres_server.c $(driver_rig)
tests_drivers_test_postgres_server_LDADD = $(driver_rig_libs)

# What needs no server of it.
unit_tests += tests/drivers/test_postgres_words
tests_drivers_test_postgres_words_CPPFLAGS = $(unit_cppflags) -I$(top_srcdir)/drivers
tests_drivers_test_postgres_words_SOURCES = tests/drivers/test_postgres_words.c \
	drivers/postgres/blocker.c drivers/postgres/blocker.h \
	drivers/postgres/locktime.c drivers/postgres/locktime.h \
	drivers/postgres/words.c drivers/postgres/words.h $(driver_common_sources)
tests_drivers_test_postgres_words_LDADD = $(CMOCKA_LIBS)
unit_tests += tests/drivers/test_postgres_values
tests_drivers_test_postgres_values_CPPFLAGS = $(unit_cppflags) -I$(top_srcdir)/drivers
tests_drivers_test_postgres_values_SOURCES = tests/drivers/test_postgres_values.c \
	drivers/postgres/prepared.c drivers/postgres/prepared.h \
	drivers/postgres/values.c drivers/postgres/values.h
tests_drivers_test_postgres_values_LDADD = $(CMOCKA_LIBS)

tests_drivers_ask_CPPFLAGS = $(unit_cppflags)
tests_drivers_ask_SOURCES = tests/drivers/ask.c $(driver_rig) tests/drivers/found.c \
	tests/drivers/found.h
tests_drivers_ask_LDADD = $(driver_rig_libs)

driver_inspected = tests/drivers/inspected.c tests/drivers/inspected.h
tests_drivers_test_sqlite_inspect_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_sqlite_inspect_SOURCES = tests/drivers/test_sqlite_inspect.c $(driver_rig) \
	$(driver_inspected)
tests_drivers_test_sqlite_inspect_LDADD = $(driver_rig_libs)
tests_drivers_test_postgres_inspect_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_postgres_inspect_SOURCES = tests/drivers/test_postgres_inspect.c $(driver_pg) \
	$(driver_inspected) tests/drivers/pooler.c tests/drivers/pooler.h
tests_drivers_test_postgres_inspect_LDADD = $(driver_rig_libs)

driver_my = $(driver_rig) tests/drivers/my.c tests/drivers/my.h
if WITH_MYSQL
server_tests += tests/drivers/test_mysql_backup tests/drivers/test_mysql_explain \
	tests/drivers/test_mysql_inspect
shell_tests += tests/drivers/mysql_counted.sh
endif
tests_drivers_test_mysql_backup_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_mysql_backup_SOURCES = tests/drivers/test_mysql_backup.c $(driver_my)
tests_drivers_test_mysql_backup_LDADD = $(driver_rig_libs)
tests_drivers_test_mysql_explain_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_mysql_explain_SOURCES = tests/drivers/test_mysql_explain.c $(driver_my) \
	$(driver_explained)
tests_drivers_test_mysql_explain_LDADD = $(driver_rig_libs)
tests_drivers_test_mysql_inspect_CPPFLAGS = $(unit_cppflags)
tests_drivers_test_mysql_inspect_SOURCES = tests/drivers/test_mysql_inspect.c $(driver_my) \
	$(driver_inspected)
tests_drivers_test_mysql_inspect_LDADD = $(driver_rig_libs)
