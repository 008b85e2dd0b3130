#!/bin/sh
# A program that knows of an installed tree only what pkg-config says migrates databases with it.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/installed/common.sh"

install_tree
exits 0 'make install works with DESTDIR'
[ "$status" -eq 0 ] || tap_done
# A cross compiler's view of a tree: everything dunlin.pc says lies below it.
pkg()
{
	env PKG_CONFIG_SYSROOT_DIR="$tap_dir/root" PKG_CONFIG_PATH="$pc" pkg-config "$@" dunlin
}
# shellcheck disable=SC2046,SC2086 # flags are words
run ${CC:-cc} $SANITIZER_CFLAGS -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -pthread -o program \
	"$top_srcdir/tests/installed/program.c" $(pkg --cflags --libs)
exits 0 'a program is built with what pkg-config says'
for file in node/dunlin.js node/dunlin.d.ts node/package.json python/dunlin.py; do
	folder=$(pkg --variable="${file%/*}dir")
	ok "dunlin.pc says where $file is" test -e "$tap_dir/root${folder#"$tap_dir/root"}/${file##*/}"
done
# shellcheck disable=SC2046,SC2086
run ${CC:-cc} $SANITIZER_CFLAGS -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -o testing \
	"$top_srcdir/tests/installed/testing.c" $(pkg --cflags --libs)
exits 0 'and so is a test suite'
write_migrations

[ "$status" -eq 0 ] || tap_done
# program URL...
program()
{
	clean env LD_LIBRARY_PATH="$lib" ./program migrations "$drivers" "$@"
}

if [ -e "$drivers/sqlite.so" ]; then
	# shellcheck disable=SC2046 # words
	program $(urls 8)
	exits 0 'eight threads migrate an SQLite file each'
	is "$(grep -c '^[1-8]: SQLite 3[.0-9]*, .*, 3 applied, 3 standing$' "$out")" 8 \
		'and say what they did'
	# shellcheck disable=SC2046
	program $(urls 8)
	is "$(grep -c ', 0 applied, 3 standing$' "$out")" 8 'a second time there is nothing to do'
	same=sqlite:$tap_dir/same.db
	program "$same" "$same" "$same" "$same"
	exits 0 'four threads migrate one file'
	is "$(sed 's/.*, \([0-9]*\) applied, 3 standing/\1/' "$out" | sort | paste -sd' ')" '0 0 0 3' \
		'one does it, and the others find it done'
fi
if [ -e "$drivers/postgres.so" ]; then
	one=$(pg_new)
	two=$(pg_new)
	program "$one" "$two" "$one" "$two"
	exits 0 'four threads migrate two databases of PostgreSQL'
	is "$(grep -c '^[1-4]: PostgreSQL [.0-9]*, .*, [03] applied, 3 standing$' "$out")" 4 \
		'and say what they did'
	is "$(grep -c ', 3 applied' "$out")" 2 'each is migrated once'
	if [ -e "$drivers/sqlite.so" ]; then
		program "sqlite:$tap_dir/both.db" "$(pg_new)"
		is "$(grep -c ', 3 applied' "$out")" 2 'SQLite and PostgreSQL, at once'
	fi
fi
# tests URL WHAT: databases of a suite's own.
echo 'DELETE FROM b; DELETE FROM a;' >migrations/3_rows.down.sql
tests()
{
	clean env LD_LIBRARY_PATH="$lib" ./testing migrations "$drivers" "$1"
	exits 0 "a suite has databases of its own on $2"
	is "$(cat "$out")" '1: 3 applied
2: 2 applied
3: 3 applied' 'each migrated, and apart from the others'
}
[ ! -e "$drivers/sqlite.so" ] || tests sqlite::memory: SQLite
if [ -e "$drivers/postgres.so" ]; then
	url=$(pg_new)
	tests "$url" PostgreSQL
	is "$(psql -X -q -A -t -d "$url" -c "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")" 0 \
		'and the database that was named is as it was'
fi

program nowhere:x
exits 1 'a database that no driver knows is a failure'
prints 'no driver takes "nowhere:" URLs' 'which is explained'
tap_done
