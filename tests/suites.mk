# The suites of `make check`, for GNU make:
#
#   all       everything, below one throw-away PostgreSQL or with the one that DUNLIN_TEST_PG names
#   unit      the unit tests: no server, no installed command
#   valgrind  the unit tests under valgrind; each program is one test, so nothing below it is traced
check_suite = all

ifeq ($(check_suite)-$(have_cmocka),all-yes)
check-TESTS recheck: MAKE := $(SHELL) $(top_srcdir)/tests/tools/with-postgres $(MAKE)
endif
ifneq ($(check_suite),all)
TESTS = $(unit_tests)
endif

ifeq ($(check_suite),valgrind)
LOG_COMPILER = $(LIBTOOL) --mode=execute $(VALGRIND) --quiet --error-exitcode=99 \
	--leak-check=full --errors-for-leak-kinds=definite,indirect
endif
