# Measurements; programs go to noinst_PROGRAMS.
EXTRA_DIST += bench/README.md bench/loist.sh bench/loist_rows.sh bench/testserver.sh bench/run bench/lib \
	bench/bars.tsv bench/instructions bench/instructions.txt

noinst_PROGRAMS += bench/split
bench_split_SOURCES = bench/split.c
bench_split_CPPFLAGS = $(core_cppflags) $(NETTLE_CFLAGS)
# Its statements are formats in a table.
bench_split_CFLAGS = $(AM_CFLAGS) -Wno-format-nonliteral
bench_split_LDADD = libdunlincore.la libdunlinbase.la $(engine_libs)

# What bench/run needs, and what tests it; built for them alone: make bench-programs
bench_programs = bench/generate bench/measure bench/empty bench/floor_read
if WITH_POSTGRES
bench_programs += bench/floor_postgres bench/testdb_clones
endif
if WITH_SQLITE
bench_programs += bench/floor_sqlite bench/testdb
endif
check_PROGRAMS += $(bench_programs)
check_DATA = bench/slowdisk.so
CLEANFILES += bench/slowdisk.so

bench_generate_SOURCES = bench/generate.c bench/layouts.c bench/layouts.h bench/layouts_floor.c \
	bench/workload.c bench/workload.h
bench_generate_CPPFLAGS = $(core_cppflags) $(NETTLE_CFLAGS)
bench_generate_LDADD = libdunlinbase.la $(core_libs)
bench_measure_SOURCES = bench/measure.c
bench_empty_SOURCES = bench/empty.c
bench_floor_read_SOURCES = bench/floor_read.c
bench_floor_read_CPPFLAGS = $(AM_CPPFLAGS) $(NETTLE_CFLAGS)
bench_floor_read_LDADD = $(NETTLE_LIBS)
bench_floor_postgres_SOURCES = bench/floor_postgres.c
bench_floor_postgres_CPPFLAGS = $(AM_CPPFLAGS) $(POSTGRES_CFLAGS)
bench_floor_postgres_LDADD = $(POSTGRES_LIBS)
bench_floor_sqlite_SOURCES = bench/floor_sqlite.c
bench_floor_sqlite_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
bench_floor_sqlite_LDADD = $(SQLITE_LIBS)
bench_testdb_SOURCES = bench/testdb.c
bench_testdb_CPPFLAGS = $(AM_CPPFLAGS) $(SQLITE_CFLAGS)
bench_testdb_LDADD = libdunlin.la $(SQLITE_LIBS)
bench_testdb_clones_SOURCES = bench/testdb_clones.c
bench_testdb_clones_CPPFLAGS = $(AM_CPPFLAGS) $(POSTGRES_CFLAGS)
bench_testdb_clones_LDADD = libdunlin.la $(POSTGRES_LIBS)

# A module like a driver, without libtool's suffixes: LD_PRELOAD wants a plain name.
EXTRA_DIST += bench/slowdisk.c
bench/slowdisk.so: bench/slowdisk.c
	$(AM_V_CC)$(MKDIR_P) bench && \
	$(CC) $(WARN_CFLAGS) $(CFLAGS) -fPIC -shared -o $@ $(srcdir)/bench/slowdisk.c -ldl

.PHONY: bench-programs
bench-programs: $(bench_programs) bench/slowdisk.so dunlin drivers/.libs/stamp \
	tests/crash/proxy$(EXEEXT)
