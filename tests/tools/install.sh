#!/bin/sh
# `make install DESTDIR=…` gives a tree that runs from any place, exports what it should and links
# no database library where it must not.
. "${top_srcdir:?}/tests/tools/tap.sh"
unset DUNLIN_DRIVER_PATH

# A make of its own, not a part of the one that runs this test.
run env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -C "$top_builddir" install DESTDIR="$tap_dir/first"
exits 0 'make install works with DESTDIR'
[ "$status" -eq 0 ] || tap_done
bin=$(cd first && find . -name dunlin -path '*/bin/*' -type f)
bin=${bin#./}
mkdir -p moved/far
mv first moved/far/away
tree=$tap_dir/moved/far/away
program=$tree/$bin
lib=$(find "$tree" -name libdunlin.so -exec dirname {} \;)
drivers=$lib/dunlin/drivers
mkdir project project/migrations
echo 'project { name = "x" } target dev { url = "sqlite:x.db" }' >project/dunlin.conf
echo 'CREATE TABLE t (a INTEGER);' >project/migrations/1_t.sql

# links FILE: the libraries a file needs, and what those need.
links()
{
	env -i PATH=/usr/bin:/bin ldd "$1" 2>&1
}

# clean COMMAND...: with nothing in the environment that could help it.
clean()
{
	run env -i PATH=/usr/bin:/bin HOME="$tap_dir" "$@"
}
clean "$program" version
exits 0 'the moved program runs'
prints dunlin 'and says what it is'
if [ -e "$drivers/sqlite.so" ]; then
	clean "$program" -C project up
	exits 0 'it finds its drivers'
	clean "$program" -C project status
	prints '1 applied' 'and works with one'
fi
clean "${program%/*}/dunlin-conform" --version
exits 0 'the conformance kit is installed'
is "$(links "${program%/*}/dunlin-conform" | awk '{ print $1 }' | sed 's,.*/,,; s/\.so.*//' | sort |
	grep -vE '^(linux-vdso|ld-linux.*|lib(asan|ubsan|m|stdc\+\+|gcc_s|rt|resolv))$' | paste -sd' ')" \
	'libc' 'and needs libc alone'
for driver in "$drivers"/*.driver; do
	name=${driver##*/}
	name=${name%.driver}
	ok "$name.so is beside $name.driver" [ -f "$drivers/$name.so" ]
	is "$(nm -D --defined-only "$drivers/$name.so" | awk '{ print $NF }')" dunlin_driver_v1 \
		"$name exports its entry point and nothing else"
done

databases='libpq|libsqlite3|libmariadb|libmysqlclient'
# A library with drivers in it does.
linked=${STATIC_DRIVERS-}
for file in "$program" "$lib/libdunlin.so"; do
	[ -n "$linked" ] ||
		is "$(links "$file" | grep -E "$databases|not found")" '' "${file##*/} links no database library"
done
# Sanitizers bring libraries of their own.
[ -n "$linked" ] || is "$(links "$lib/libdunlin.so" | awk '{ print $1 }' | sed 's,.*/,,; s/\.so.*//' | sort |
	grep -vE '^(linux-vdso|ld-linux.*|lib(asan|ubsan|m|stdc\+\+|gcc_s|rt|resolv))$' | paste -sd' ')" \
	'libc libnettle' 'the engine links libc and nettle'
# The check can fail.
if [ -e "$drivers/postgres.so" ]; then
	ok 'a driver does link its own' eval 'links "$drivers/postgres.so" | grep -q libpq'
fi
nm -D --defined-only "$lib/libdunlin.so" | awk '{ print $NF }' | grep -v '^DUNLIN_' >symbols
is "$(grep -v '^dunlin_.*@@DUNLIN_0$' symbols)" '' 'the library exports dunlin_* of DUNLIN_0 and nothing else'
ok 'and does export them' grep -q dunlin_cancel symbols

# Outsiders build against it with pkg-config.
pc=$(find "$tree" -name dunlin.pc -exec dirname {} \;)
pkg()
{
	env PKG_CONFIG_PATH="$pc" pkg-config --define-prefix "$@" dunlin
}
is "$(cd "$(pkg --variable=driverdir)" && pwd -P)" "$(cd "$drivers" && pwd -P)" 'dunlin.pc says where drivers go'
is "$(pkg --variable=abi)" "$(sed -n 's/^#define DUNLIN_DRIVER_MAJOR \([0-9]*\).*/\1/p' \
	"$top_srcdir/core/include/dunlin/driver.h")" 'and of which ABI they must be'
cat >use.c <<'END'
#include <dunlin/dunlin.h>
#include <dunlin/driver.h>
#include <dunlin/version.h>
#include <stdio.h>
int main(void)
{
	dunlin_engine_close(NULL);
	puts(DUNLIN_VERSION);
	return 0;
}
END
# shellcheck disable=SC2046,SC2086 # flags are words
run ${CC:-cc} $SANITIZER_CFLAGS -o use use.c $(pkg --cflags --libs)
exits 0 'a program is built from the installed headers and library'
run env LD_LIBRARY_PATH="$lib" ./use
exits 0 'and runs'
tap_done
