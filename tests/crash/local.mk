# Runs that are killed, and what the next run makes of it.
crash_lab = tests/crash/victim.c tests/crash/victim.h tests/crash/state.c tests/crash/state.h \
	tests/crash/state_mysql.c tests/crash/objects_mysql.h $(engine_lab)
crash_walk = tests/crash/walk.c tests/crash/walk.h tests/crash/sets.c tests/crash/sets.h \
	tests/crash/sets_mysql.c tests/crash/sets_pieces.c $(crash_lab)

server_tests += \
	tests/crash/test_walk_pieces_postgres \
	tests/crash/test_walk_pieces_sqlite \
	tests/crash/test_walk_postgres \
	tests/crash/test_walk_sqlite
tests_crash_test_walk_postgres_CPPFLAGS = $(unit_cppflags) -DWALK_LAB=lab_postgres
tests_crash_test_walk_postgres_SOURCES = tests/crash/test_walk.c $(crash_walk)
tests_crash_test_walk_sqlite_CPPFLAGS = $(unit_cppflags) -DWALK_LAB=lab_sqlite
tests_crash_test_walk_sqlite_SOURCES = tests/crash/test_walk.c $(crash_walk)
tests_crash_test_walk_pieces_postgres_CPPFLAGS = $(unit_cppflags) -DWALK_LAB=lab_postgres
tests_crash_test_walk_pieces_postgres_SOURCES = tests/crash/test_walk_pieces.c $(crash_walk)
tests_crash_test_walk_pieces_sqlite_CPPFLAGS = $(unit_cppflags) -DWALK_LAB=lab_sqlite
tests_crash_test_walk_pieces_sqlite_SOURCES = tests/crash/test_walk_pieces.c $(crash_walk)

if WITH_MYSQL
server_tests += \
	tests/crash/test_walk_mysql_again \
	tests/crash/test_walk_mysql_more \
	tests/crash/test_walk_mysql \
	tests/crash/test_cases_mysql
endif
tests_crash_test_cases_mysql_CPPFLAGS = $(unit_cppflags)
tests_crash_test_cases_mysql_SOURCES = tests/crash/test_cases_mysql.c $(crash_lab)
tests_crash_test_walk_mysql_CPPFLAGS = $(unit_cppflags) -DWALK_LAB=lab_mysql
tests_crash_test_walk_mysql_SOURCES = tests/crash/test_walk_mysql.c $(crash_walk)
tests_crash_test_walk_mysql_again_CPPFLAGS = $(unit_cppflags) -DWALK_LAB=lab_mysql
tests_crash_test_walk_mysql_again_SOURCES = tests/crash/test_walk_mysql_again.c $(crash_walk)
tests_crash_test_walk_mysql_more_CPPFLAGS = $(unit_cppflags) -DWALK_LAB=lab_mysql
tests_crash_test_walk_mysql_more_SOURCES = tests/crash/test_walk_mysql_more.c $(crash_walk)

server_tests += tests/crash/test_cases
tests_crash_test_cases_CPPFLAGS = $(unit_cppflags)
tests_crash_test_cases_SOURCES = tests/crash/test_cases.c $(crash_lab)

server_tests += tests/crash/test_pieces
tests_crash_test_pieces_CPPFLAGS = $(unit_cppflags)
tests_crash_test_pieces_SOURCES = tests/crash/test_pieces.c $(crash_lab)

shell_tests += tests/crash/lease.sh tests/crash/replicas.sh tests/crash/runners.sh \
	tests/crash/standby.sh
if WITH_MYSQL
shell_tests += tests/crash/galera.sh tests/crash/multiplexed.sh
endif

# Tests that break things: the connection, the program, the server.  See the head of proxy.c.
check_PROGRAMS += tests/crash/proxy
tests_crash_proxy_SOURCES = tests/crash/proxy.c tests/crash/frame.c tests/crash/frame.h \
	tests/crash/frame_mysql.c tests/crash/link.c tests/crash/link.h
tests_crash_proxy_CPPFLAGS = $(core_cppflags)
tests_crash_proxy_LDADD = libdunlinbase.la $(SYSTEM_LIBS)

EXTRA_DIST += tests/crash/cluster.sh tests/crash/multiplexer.py tests/crash/pair.sh tests/crash/plain tests/crash/mixed
crash_rig = tests/crash/rig.c tests/crash/rig.h tests/crash/rig_pg.c tests/crash/rig_server.c
crash_scene = $(crash_rig) tests/crash/scene.c tests/crash/scene.h tests/crash/scene_write.c \
	tests/crash/look.c tests/crash/look.h
crash_kill = $(crash_scene) tests/crash/kill.c tests/crash/kill.h
crash_cut = $(crash_scene) tests/crash/cut.c tests/crash/cut.h
crash_cppflags = $(unit_cppflags) $(POSTGRES_CFLAGS) $(SQLITE_CFLAGS)
crash_libs = libdunlinbase.la $(POSTGRES_LIBS) $(SQLITE_LIBS) $(CMOCKA_LIBS) $(SYSTEM_LIBS)

if WITH_POSTGRES
if WITH_SQLITE
server_tests += \
	tests/crash/test_cut_mixed \
	tests/crash/test_cut_plain \
	tests/crash/test_kill_server \
	tests/crash/test_kill \
	tests/crash/test_proxy
if WITH_MYSQL
server_tests += \
	tests/crash/test_cut_mysql \
	tests/crash/test_kill_mysql \
	tests/crash/test_kill_server_mysql
endif
endif
endif
tests_crash_test_proxy_CPPFLAGS = $(crash_cppflags)
tests_crash_test_proxy_SOURCES = tests/crash/test_proxy.c $(crash_rig)
tests_crash_test_proxy_LDADD = $(crash_libs)

tests_crash_test_cut_mixed_CPPFLAGS = $(crash_cppflags) '-DCUT_SET="mixed"'
tests_crash_test_cut_mixed_SOURCES = tests/crash/test_cut.c $(crash_cut)
tests_crash_test_cut_mixed_LDADD = $(crash_libs)

tests_crash_test_cut_plain_CPPFLAGS = $(crash_cppflags) '-DCUT_SET="plain"'
tests_crash_test_cut_plain_SOURCES = tests/crash/test_cut.c $(crash_cut)
tests_crash_test_cut_plain_LDADD = $(crash_libs)

tests_crash_test_kill_CPPFLAGS = $(crash_cppflags)
tests_crash_test_kill_SOURCES = tests/crash/test_kill.c $(crash_kill)
tests_crash_test_kill_LDADD = $(crash_libs)

tests_crash_test_kill_server_CPPFLAGS = $(crash_cppflags)
tests_crash_test_kill_server_SOURCES = tests/crash/test_kill_server.c $(crash_kill)
tests_crash_test_kill_server_LDADD = $(crash_libs)

# look.c looks at all of them.
crash_my = tests/crash/rig_my.c tests/crash/rig_my.h tests/crash/objects_mysql.h
tests_crash_test_cut_mysql_CPPFLAGS = $(crash_cppflags) $(MYSQL_CFLAGS)
tests_crash_test_cut_mysql_SOURCES = tests/crash/test_cut_mysql.c $(crash_my) $(crash_cut)
tests_crash_test_cut_mysql_LDADD = $(crash_libs) $(MYSQL_LIBS)

tests_crash_test_kill_mysql_CPPFLAGS = $(crash_cppflags) $(MYSQL_CFLAGS)
tests_crash_test_kill_mysql_SOURCES = tests/crash/test_kill_mysql.c $(crash_my) $(crash_kill)
tests_crash_test_kill_mysql_LDADD = $(crash_libs) $(MYSQL_LIBS)

tests_crash_test_kill_server_mysql_CPPFLAGS = $(crash_cppflags) $(MYSQL_CFLAGS)
tests_crash_test_kill_server_mysql_SOURCES = \
	tests/crash/test_kill_server_mysql.c tests/crash/rig_my_server.c $(crash_my) \
	$(crash_kill)
tests_crash_test_kill_server_mysql_LDADD = $(crash_libs) $(MYSQL_LIBS)
