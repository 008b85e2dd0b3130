# Tests.  Every program and script speaks TAP.  A folder's local.mk appends to one of
#
#   unit_tests    C programs (cmocka) that need no server and no installed command
#   server_tests  C programs that need the PostgreSQL in $DUNLIN_TEST_PG
#   shell_tests   executable *.sh; they may use both, and tests/tools/tap.sh
#   fuzz_targets  see tests/fuzz/local.mk
#   fakes         modules for tests to load, built as tests/fake/.libs/NAME.so
#
# and to EXTRA_DIST what they read.  A C test named tests/x/test_y has the source tests/x/test_y.c
# and needs one more line, tests_x_test_y_CPPFLAGS = $(unit_cppflags).
unit_tests =
server_tests =
shell_tests =
fuzz_targets =
fakes =

unit_cppflags = $(core_cppflags) -I$(top_srcdir)/tests $(CMOCKA_CFLAGS) $(NETTLE_CFLAGS)
LDADD = libdunlincore.la libdunlinbase.la $(CMOCKA_LIBS) $(engine_libs)

# A fake driver is built as a real one is; without -rpath libtool would make it static.
fake_cppflags = $(driver_cppflags)
fake_ldflags = $(driver_ldflags) -rpath /nowhere

include tests/abi/local.mk
include tests/base/local.mk
include tests/bindings/local.mk
include tests/bench/local.mk
include tests/sql/local.mk
include tests/source/local.mk
include tests/installed/local.mk
include tests/plan/local.mk
include tests/host/local.mk
include tests/run/local.mk
include tests/engine/local.mk
include tests/examples/local.mk
include tests/cli/local.mk
include tests/crash/local.mk
include tests/fake/local.mk
include tests/drivers/local.mk
include tests/fuzz/local.mk
include tests/headers/local.mk
include tests/conform/local.mk
include tests/data/local.mk
include tests/docs/local.mk
include tests/alloc/local.mk
include tests/systems/local.mk
include tests/tools/local.mk

TEST_EXTENSIONS = .sh
if HAVE_CMOCKA
if SHARED
# The long ones first: what is short fills up the other processors at the end.
TESTS = $(server_tests) $(shell_tests) $(unit_tests)
check_PROGRAMS += $(unit_tests) $(server_tests) $(fuzz_targets)
check_LTLIBRARIES += $(fakes)
endif
endif

TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_DRIVER = $(TAP_DRIVER)

# What a test finds in its environment.  Settings of the person who runs it must not reach a test,
# and a test must never reach that person's database.  LeakSanitizer must not guess where thread-local
# storage of a library lies that a driver brought along: for one such block in 128, depending on what
# was allocated before, it guesses wrong and crashes.
AM_TESTS_ENVIRONMENT = \
	unset DUNLIN_URL DATABASE_URL DB_HOST DB_PORT DB_NAME DB_USER DB_PASSWORD \
		DB_STATEMENT_TIMEOUT DB_IDLE_TIMEOUT \
		PGHOST PGHOSTADDR PGPORT PGDATABASE PGUSER PGPASSWORD PGPASSFILE PGSERVICE \
		PGSERVICEFILE PGOPTIONS NO_COLOR; \
	LC_ALL=C.UTF-8; export LC_ALL; \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	DUNLIN='$(abs_top_builddir)/tests/cli/dunlin'; export DUNLIN; \
	DUNLIN_DRIVER_PATH='$(abs_top_builddir)/drivers/.libs'; export DUNLIN_DRIVER_PATH; \
	DUNLIN_FAKES='$(abs_top_builddir)/tests/fake/.libs'; export DUNLIN_FAKES; \
	FUZZ_TARGETS='$(fuzz_targets)'; export FUZZ_TARGETS; \
	SANITIZER_CFLAGS='$(SANITIZER_CFLAGS)'; export SANITIZER_CFLAGS; \
	STATIC_DRIVERS='$(STATIC_DRIVERS)'; export STATIC_DRIVERS; \
	ASAN_OPTIONS="intercept_tls_get_addr=0$${ASAN_OPTIONS:+:$$ASAN_OPTIONS}"; export ASAN_OPTIONS; \
	CC='$(CC)'; export CC; CXX='$(CXX)'; export CXX;

# Which of TESTS are run, and below what: read by make itself, since automake has no place for it.
-include $(top_srcdir)/tests/suites.mk
check-valgrind:
	$(AM_V_at)$(MAKE) $(AM_MAKEFLAGS) check check_suite=valgrind
.PHONY: check-valgrind
EXTRA_DIST += tests/suites.mk $(shell_tests)

check-local:
if !HAVE_CMOCKA
	@echo "cmocka is missing (Debian: libcmocka-dev): nothing was tested" >&2; exit 1
endif
if !SHARED
	@echo "the tests load shared objects, and --disable-shared leaves them out: nothing was tested" >&2; \
		exit 1
endif

# Clients and servers of a distribution check are those of the machine: all drivers, no silence.
AM_DISTCHECK_CONFIGURE_FLAGS = --with-sqlite --with-postgres --with-mysql
