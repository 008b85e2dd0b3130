# Measurements; programs go to noinst_PROGRAMS.
EXTRA_DIST += bench/README.md bench/loist.sh bench/loist_rows.sh

noinst_PROGRAMS += bench/split
bench_split_SOURCES = bench/split.c
bench_split_CPPFLAGS = $(core_cppflags) $(NETTLE_CFLAGS)
# Its statements are formats in a table.
bench_split_CFLAGS = $(AM_CFLAGS) -Wno-format-nonliteral
bench_split_LDADD = libdunlincore.la libdunlinbase.la $(core_libs)
