# Tests that break things: the connection, the program, the server.  See the head of proxy.c.
check_PROGRAMS += tests/crash/proxy
tests_crash_proxy_SOURCES = tests/crash/proxy.c tests/crash/frame.c tests/crash/frame.h \
	tests/crash/link.c tests/crash/link.h
tests_crash_proxy_CPPFLAGS = $(core_cppflags)
tests_crash_proxy_LDADD = libdunlinbase.la $(SYSTEM_LIBS)

crash_rig = tests/crash/rig.c tests/crash/rig.h tests/crash/rig_pg.c
crash_cppflags = $(unit_cppflags) $(POSTGRES_CFLAGS)
crash_libs = libdunlinbase.la $(POSTGRES_LIBS) $(CMOCKA_LIBS) $(SYSTEM_LIBS)

if WITH_POSTGRES
server_tests += tests/crash/test_proxy
endif
tests_crash_test_proxy_CPPFLAGS = $(crash_cppflags)
tests_crash_test_proxy_SOURCES = tests/crash/test_proxy.c $(crash_rig)
tests_crash_test_proxy_LDADD = $(crash_libs)
EXTRA_tests_crash_test_proxy_DEPENDENCIES = tests/crash/proxy
