# The suites of `make check`, for GNU make:
#
#   all       everything, below one throw-away PostgreSQL or with the one that DUNLIN_TEST_PG names
#   unit      the unit tests: no server, no installed command
#   valgrind  the unit tests under valgrind; each program is one test, so nothing below it is traced
#   soak      the same with the tests that need a server, but for those that are about time, or have
#             an allocator of their own
#   sanitized for a build with --enable-sanitizers: everything that tests the code itself, and not how
#             it is installed, bound, documented or measured; without what is long and much like what
#             there is (the lies of the kit, the later two of three walks on MariaDB) or work of the
#             servers (much data).  Walks and places by chance are fewer: what sanitizers find
#             depends little on the moment
#   thread    the tests that start threads, for a build with --enable-sanitizers=thread
check_suite = all

ifneq ($(filter all-yes-yes sanitized-yes-yes soak-yes-yes thread-yes-yes,$(check_suite)-$(have_cmocka)-$(enable_shared)),)
ifneq ($(filter drivers/mysql.la,$(driver_LTLIBRARIES)),)
check-TESTS recheck: MAKE := $(SHELL) $(top_srcdir)/tests/tools/with-postgres \
	$(SHELL) $(top_srcdir)/tests/tools/with-mariadb $(MAKE)
else
check-TESTS recheck: MAKE := $(SHELL) $(top_srcdir)/tests/tools/with-postgres $(MAKE)
endif
endif
ifneq ($(check_suite),all)
TESTS = $(unit_tests)
endif
ifeq ($(check_suite),soak)
TESTS += $(filter-out tests/alloc/% tests/crash/test_kill% tests/crash/test_cut% \
	tests/crash/test_proxy tests/drivers/test_postgres_watch,$(server_tests))
endif
ifeq ($(check_suite),sanitized)
export DUNLIN_SAMPLE ?= 5
export DUNLIN_SPARSE ?= yes
TESTS = $(filter-out $(foreach folder,abi bench bindings docs examples headers installed tools, \
		tests/$(folder)/%) tests/conform/test_lies.sh tests/crash/test_walk_mysql_% \
		tests/engine/test_amunx tests/systems/%_load.sh, \
	$(server_tests) $(shell_tests) $(unit_tests))
endif
ifeq ($(check_suite),thread)
TESTS = $(filter tests/engine/test_testdb%,$(unit_tests) $(server_tests))
endif

ifneq ($(filter valgrind soak,$(check_suite)),)
LOG_COMPILER = $(LIBTOOL) --mode=execute $(VALGRIND) --quiet --error-exitcode=99 \
	--leak-check=full --errors-for-leak-kinds=definite,indirect
endif

# Without shared objects there is nothing to load: check-local says so.
ifneq ($(enable_shared),yes)
TESTS =
endif
