# Runs that are killed, and what the next run makes of it.
crash_lab = tests/crash/victim.c tests/crash/victim.h tests/crash/state.c tests/crash/state.h \
	$(engine_lab)
crash_walk = tests/crash/test_walk.c tests/crash/walk.c tests/crash/walk.h tests/crash/sets.c \
	tests/crash/sets.h $(crash_lab)

server_tests += tests/crash/test_walk_postgres tests/crash/test_walk_sqlite
tests_crash_test_walk_postgres_CPPFLAGS = $(unit_cppflags) -DWALK_LAB=lab_postgres
tests_crash_test_walk_postgres_SOURCES = $(crash_walk)
tests_crash_test_walk_sqlite_CPPFLAGS = $(unit_cppflags) -DWALK_LAB=lab_sqlite
tests_crash_test_walk_sqlite_SOURCES = $(crash_walk)

server_tests += tests/crash/test_cases
tests_crash_test_cases_CPPFLAGS = $(unit_cppflags)
tests_crash_test_cases_SOURCES = tests/crash/test_cases.c $(crash_lab)

shell_tests += tests/crash/runners.sh

server_tests += tests/crash/test_pieces
tests_crash_test_pieces_CPPFLAGS = $(unit_cppflags)
tests_crash_test_pieces_SOURCES = tests/crash/test_pieces.c $(crash_lab)
