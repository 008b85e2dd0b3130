#!/bin/sh
# A library without shared objects: libdunlin.a with SQLite's driver in it gives programs of one file,
# which need no driver anywhere.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/installed/common.sh"
unset DUNLIN_DRIVER_PATH

# A tree that is configured in itself refuses a second configuration: what would be distributed does not.
source=$top_srcdir
if [ -e "$source/config.status" ]; then
	source=$tap_dir/source
	run own_make -C "$top_builddir" distdir distdir="$source"
	exits 0 'the sources are there'
fi
mkdir build
sanitizers=
[ -z "${SANITIZER_CFLAGS-}" ] ||
	sanitizers=--enable-sanitizers=$(echo "$SANITIZER_CFLAGS" | sed 's/.*-fsanitize=\([^ ]*\).*/\1/')
cd build || exit 99
# shellcheck disable=SC2086 # nothing, or one word
run "$source/configure" -C --prefix="$tap_dir/installed" --enable-static --disable-shared \
	--enable-static-drivers=sqlite --without-postgres $sanitizers CC="${CC:-cc}" CFLAGS=-O0
exits 0 'it is configured'
prints 'driver sqlite   yes, linked into libdunlin' 'and says that SQLite is linked in'
run own_make -j2
exits 0 'it is built'
run own_make install
exits 0 'and installed'
cd "$tap_dir" || exit 99
[ "$status" -eq 0 ] || tap_done

# --- what configure refuses ------------------------------------------------------------------

mkdir refused
cd refused || exit 99
cp ../build/config.cache .
refused()
{
	run "$source/configure" -C CC="${CC:-cc}" CFLAGS=-O0 "$@"
	exits 1 "configure refuses $*"
}
refused --enable-static-drivers
warns 'wants names' 'saying what it wants'
refused --enable-static-drivers=sqlite,oracle
warns 'there is no driver "oracle"' 'naming it'
refused --enable-static-drivers=sqlite --without-sqlite
warns 'libsqlite3-dev' 'naming what is missing'
cd "$tap_dir" || exit 99

# --- what it builds --------------------------------------------------------------------------

is "$(find installed -name '*.so*' -o -name '*.driver')" '' 'there is no shared object, and no driver'
library=$tap_dir/installed/lib/libdunlin.a
# lacks ARCHIVE: the names of ours that it refers to and does not have.
lacks()
{
	nm "$1" 2>/dev/null | awk '
		NF == 2 && $1 == "U" && $2 ~ /^(dn|dunlin)_/ { wanted[$2] }
		NF == 3 { there[$3] }
		END { for (name in wanted) if (!(name in there)) print name }' | sort
}
is "$(lacks "$library")" '' 'libdunlin.a holds all of it'
ok 'a part of it does not' eval '[ -n "$(lacks build/.libs/libdunlincore.a)" ]'

PKG_CONFIG_PATH=$tap_dir/installed/lib/pkgconfig
export PKG_CONFIG_PATH
write_migrations
# links OUTPUT FLAG...
links()
{
	file=$1
	shift
	# shellcheck disable=SC2046,SC2086 # flags are words
	run ${CC:-cc} $SANITIZER_CFLAGS "$@" -std=c11 -D_GNU_SOURCE -pthread -o "$file" \
		"$top_srcdir/tests/installed/program.c" $(pkg-config --cflags --static --libs dunlin)
}
works()
{
	rm -f ./*.db
	# shellcheck disable=SC2046 # words
	clean "./$1" migrations - $(urls 8)
	exits 0 "$2"
	is "$(grep -c '^[1-8]: SQLite 3[.0-9]*, linked in, 3 applied, 3 standing$' "$out")" 8 \
		'with the driver that is linked in'
}
links program
exits 0 'pkg-config --static says all that libdunlin.a needs'
works program 'eight threads migrate an SQLite file each'
clean ./program migrations - postgres://x/y
exits 1 'another database has no driver'
prints 'the library itself (linked in)' 'and the places are named'
if [ -z "$sanitizers" ]; then
	links alone -static
	exits 0 'a program without any shared object is linked'
	works alone 'and works as well'
fi

clean installed/bin/dunlin drivers
prints 'linked in' 'dunlin drivers says that it is linked in'
prints 'the library itself (linked in)' 'and that it was looked for there'
clean installed/bin/dunlin --json drivers
prints_not '"path"' 'it has no path'
clean installed/bin/dunlin --url "sqlite:$tap_dir/x.db" doctor
prints 'driver: sqlite, linked in' 'and so does doctor'
is "$(clean installed/bin/dunlin --driver "$tap_dir/none.so" --url sqlite:x.db status; echo "$status")" \
	2 'a driver that is named by its path is the one to use'
warns "none.so" 'also when it is not there'
tap_done
