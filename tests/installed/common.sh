# common.sh - sourced, after tap.sh, by the tests of what is installed.
# shellcheck shell=sh disable=SC2154

# A make of its own, not a part of the one that runs the test.
own_make()
{
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make "$@"
}

# Three migrations that both databases know, in the folder migrations.
write_migrations()
{
	mkdir migrations
	echo 'CREATE TABLE a (id INTEGER PRIMARY KEY);' >migrations/1_a.sql
	echo 'CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a);' >migrations/2_b.sql
	echo 'INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1);' >migrations/3_rows.sql
}

# clean COMMAND...: with nothing in the environment that could help it.  What the sanitizers need
# stays.
clean()
{
	run env -i PATH=/usr/bin:/bin HOME="$tap_dir" ${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} "$@"
}

# urls N: of as many SQLite files that are not there.
urls()
{
	i=0
	while [ "$i" -lt "$1" ]; do
		i=$((i + 1))
		printf 'sqlite:%s/%d.db ' "$tap_dir" "$i"
	done
}

# Installs the tree below $tap_dir/root, and says in $pc, $lib, $bin and $drivers where things are.
# One test at a time: libtool links some files anew, in the folder of the build.
install_tree()
{
	run own_make_alone install DESTDIR="$tap_dir/root"
	pc=$(find "$tap_dir/root" -name dunlin.pc -exec dirname {} \;)
	lib=$(find "$tap_dir/root" -name libdunlin.so -exec dirname {} \;)
	bin=$(find "$tap_dir/root" -name dunlin -path '*/bin/*' -exec dirname {} \;)
	drivers=$lib/dunlin/drivers
}
own_make_alone()
{
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS flock "$top_builddir" make -C "$top_builddir" "$@"
}

# places_header FILE: to be included before a program that knows of no folder but the one the library
# was configured with, and is to use the drivers of install_tree.
places_header()
{
	cat >"$1" <<C
#include <dunlin/dunlin.h>
static const struct dunlin_place build = { sizeof(struct dunlin_place), DUNLIN_PLACE_BUILD,
					   "$drivers", "build" };
static const struct dunlin_place *const places[] = { &build };
#undef DUNLIN_OPTIONS_INIT
#define DUNLIN_OPTIONS_INIT { .size = sizeof(struct dunlin_options), .places = places, .n_places = 1 }
C
}
