# Memory that runs out: the command is run with one allocation after the other failing.  A malloc
# that is preloaded and AddressSanitizer exclude each other.
alloc_walk = tests/alloc/walk.c tests/alloc/walk.h tests/alloc/preload.h \
	tests/alloc/project.c tests/alloc/project.h
if HAVE_GLIBC_MALLOC
if !SANITIZERS
fakes += tests/alloc/preload.la
if WITH_SQLITE
server_tests += tests/alloc/test_sqlite
endif
if WITH_POSTGRES
server_tests += tests/alloc/test_postgres
endif
endif
endif
tests_alloc_preload_la_SOURCES = tests/alloc/preload.c tests/alloc/preload.h
tests_alloc_preload_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_alloc_preload_la_LDFLAGS = $(fake_bare_ldflags)

tests_alloc_test_sqlite_SOURCES = tests/alloc/test_sqlite.c $(alloc_walk)
tests_alloc_test_sqlite_CPPFLAGS = $(unit_cppflags) $(JANSSON_CFLAGS) $(SQLITE_CFLAGS)
tests_alloc_test_sqlite_LDADD = libdunlinbase.la $(CMOCKA_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS) \
	$(core_libs)
tests_alloc_test_postgres_SOURCES = tests/alloc/test_postgres.c $(alloc_walk)
tests_alloc_test_postgres_CPPFLAGS = $(unit_cppflags) $(JANSSON_CFLAGS) $(POSTGRES_CFLAGS)
tests_alloc_test_postgres_LDADD = libdunlinbase.la $(CMOCKA_LIBS) $(JANSSON_LIBS) $(POSTGRES_LIBS) \
	$(core_libs)
