#!/bin/sh
# examples/c-server, built with what pkg-config says of an installed tree, and moved away from all that
# it was built from.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/installed/common.sh"
. "$top_srcdir/tests/examples/examples.sh"
unset DUNLIN_DRIVER_PATH

install_tree
exits 0 'the tree is installed'
[ "$status" -eq 0 ] || tap_done
# The tree is installed below a folder, where the library does not look: the options begin with it.
places_header "$tap_dir/places.h"
example c-server
# build TARGET
build()
{
	run env PKG_CONFIG_SYSROOT_DIR="$tap_dir/root" PKG_CONFIG_PATH="$pc:$(pkg-config \
		--variable=pc_path pkg-config)" LD_LIBRARY_PATH="$lib" env -u MAKEFLAGS -u MAKELEVEL \
		make "$1" CC="${CC:-cc}" DUNLIN="$bin/dunlin" LDFLAGS="-Wl,-rpath,$lib" \
		CFLAGS="$SANITIZER_CFLAGS -Werror -Wno-unused-const-variable -include $tap_dir/places.h"
}
build all
exits 0 'the server is built'
build check
exits 0 'its tests pass'
is "$(grep -c '^ok ' "$out")" 5 'all of them'

mkdir "$tap_dir/away"
mv notes "$tap_dir/away"
rm -r "$tap_dir/example"
cd "$tap_dir/away" || exit 99
copies 4 'GET /notes
POST /notes Buy milk
GET /notes
POST /notes
GET /' ./notes notes.db 0
exits 0 'four copies of the program start on one new file, without the folder'
is "$(cat "$out")" '200 1 Welcome
201 added
200 1 Welcome
2 Buy milk
400 a note has a text
404 there is /notes
ended 0
ended 0
ended 0
ended 0' 'they answer from the one schema, and end when they are told'
migrated_once 4 2
copies 1 'GET /notes' ./notes notes.db 0
prints '2 Buy milk' 'what was written is there the next time'
warns 'migrations: 0 applied' 'when there is nothing to do'
echo 'not a database, and long enough for one to be looked for' >broken.db
run ./notes broken.db 0
exits 1 'on a file that is no database it does not start'
warns 'migrations: ' 'and says why'
tap_done
