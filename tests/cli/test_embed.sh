#!/bin/sh
# dunlin embed: what it writes compiles, is read as the folder is, and is the same every time.
# shellcheck disable=SC2154
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/cli/json.sh"

strict="-Wall -Wextra -pedantic -Werror"
includes="-I. -I$top_srcdir/core/include -I$top_builddir/core/include"

# compile COMPILER-AND-FLAGS: migrations.c alone.
compile()
{
	# shellcheck disable=SC2086
	run $1 $strict $includes -c migrations.c -o migrations.o
}

# build [LIBRARY]: the program ./embedded, of migrations.c.
build()
{
	cp "$top_srcdir/tests/cli/embedded.c" .
	# shellcheck disable=SC2086
	run $CC -std=c11 ${SANITIZER_CFLAGS-} $strict $includes embedded.c migrations.c -o embedded \
		"$top_builddir/.libs/libdunlin.so" -Wl,-rpath,"$top_builddir/.libs" "$@"
}

# history DATABASE: what is applied, and of which bytes.
history()
{
	sqlite3 "$1" 'SELECT kind, id, name, dialect, checksum, statements, ordinal
		FROM dunlin_history ORDER BY kind, id'
}

# A folder with all that a layout knows, and some that it does not.
kinds()
{
	fresh "$1"
	put migrations/0001_a.up.sql 'CREATE TABLE a (x INTEGER);' "INSERT INTO a VALUES (1); -- why??/"
	put migrations/0001_a.down.sql 'DROP TABLE a;'
	put migrations/0001_a.verify.sql 'SELECT x FROM a;'
	printf '\357\273\277CREATE TABLE b (x TEXT);\r\nINSERT INTO b VALUES (%s\\n"%%d"\t%s);\r\n' "'" "'" \
		>migrations/0002_b.sql
	put 'migrations/0003_two words.sql' '-- dunlin: up' 'CREATE TABLE c (x TEXT);' \
		'-- dunlin: down' 'DROP TABLE c;'
	: >migrations/0004_empty.up.sql
	put migrations/0005_d.up.sql 'CREATE TABLE d (x TEXT);'
	put migrations/sqlite/0005_d.up.sql 'CREATE TABLE d_of_sqlite (x TEXT);'
	put migrations/R__grüße.sql 'SELECT 1;'
	put migrations/seeds/users.sql "INSERT INTO b VALUES ('grüße');"
	put migrations/0006-near.sql 'SELECT 1;'
	put migrations/notes/x.sql 'SELECT 1;'
	put migrations/readme.txt 'not read'
	# More than one row, and bytes of every kind.
	awk 'BEGIN { for (i = 1; i < 400; i++) printf "INSERT INTO c VALUES (%c row %d, ?%c);\n", 39, i, 39 }' \
		>migrations/0007_rows.up.sql
}

# same NAME: the program and the command come to the same, in an empty folder.
same()
{
	history_of_folder=$(history folder.db)
	mkdir moved
	mv embedded moved
	cd moved || exit 99
	run ./embedded sqlite:x.db up
	exits 0 "$1: a program that was moved migrates"
	is "$(history x.db)" "$history_of_folder" "$1: the history is that of the folder"
	run ./embedded sqlite:x.db up
	exits 0 "$1: and finds nothing to do"
	run ./embedded sqlite:x.db verify
	exits 0 "$1: it verifies"
	run ./embedded sqlite:x.db damaged
	exits 1 "$1: a damaged one is refused"
	warns 'the bundle is no good: its checksum is another' "$1: and why"
	cd .. || exit 99
	run dunlin --url sqlite:moved/x.db status --check
	exits 0 "$1: the folder agrees"
}

kinds packed
run dunlin embed -o migrations.c
exits 0 'embeds the folder of the project'
is "$(cat "$out")" "migrations.c
migrations.h" 'prints what it wrote'
warns '0006-near.sql' 'warns of a name that is near'
warns 'notes' 'warns of a folder that is not read'
prints_not 'readme' 'and of nothing else'
ok 'it says what it is' grep -q '^/\* Written by `dunlin embed`' migrations.c
ok 'no trigraph is left' sh -c '! grep -q "??" migrations.c'
cp migrations.c first.c
run dunlin embed "$PWD/migrations/" -o migrations.c
exits 0 'writes over what it wrote'
ok 'the same files are the same bytes' cmp first.c migrations.c
for std in c99 c11; do
	compile "$CC -std=$std"
	exits 0 "packed, it is strict $std"
done
if [ -n "$CXX" ]; then
	compile "$CXX -x c++ -std=c++11"
	exits 0 'packed, it is C++'
fi
build -lz
exits 0 'a program is built with it'
run dunlin --url sqlite:folder.db up
exits 0 'the command migrates'
same packed
run moved/embedded sqlite:moved/x.db seed
exits 0 'seeds are in it'
is "$(sqlite3 moved/x.db "SELECT count(*) FROM b WHERE x = 'grüße'")" 1 'and were applied'

kinds plain
run dunlin embed --plain -o migrations.c
exits 0 'embeds it as it is'
ok 'one can read it' grep -q 'CREATE TABLE d_of_sqlite' migrations.c
ok 'nothing of zlib is in it' sh -c '! grep -q zlib migrations.c'
compile "$CC -std=c99"
exits 0 'plain, it is strict C99'
if [ -n "$CXX" ]; then
	compile "$CXX -x c++ -std=c++11"
	exits 0 'plain, it is C++'
fi
build
exits 0 'a program is built without zlib'
run dunlin --url sqlite:folder.db up
same plain
put migrations/0001_a.up.sql 'CREATE TABLE other (x INTEGER);'
run dunlin embed --plain -o migrations.c
build
run ./embedded sqlite:moved/x.db up
exits 1 'what was changed since is refused'
warns 'migrations/0001_a.up.sql is applied' 'a message names the file as in the folder'

fresh down
cp -R "$top_srcdir/migrations/amunx/migrations" .
chmod -R u+w migrations
run dunlin embed migrations -o migrations.c
exits 0 'embeds AmunX'
build -lz
exits 0 'builds with AmunX'
run dunlin --url sqlite:folder.db up
exits 0 'AmunX from its folder'
same AmunX
run moved/embedded sqlite:moved/x.db down
exits 0 'AmunX goes down again'
is "$(history moved/x.db)" '' 'nothing is applied then'
if [ -n "${DUNLIN_TEST_PG-}" ]; then
	url=$(pg_new)
	run moved/embedded "$url" up
	exits 0 'AmunX on PostgreSQL'
	run dunlin --url "$url" status --check
	exits 0 'its folder agrees'
	run moved/embedded "$url" verify
	exits 0 'it verifies there'
fi

fresh several
put core/1_a.up.sql 'CREATE TABLE a (x INTEGER);'
put shop/2_b.up.sql 'CREATE TABLE b (x INTEGER);'
put dunlin.conf 'project { migrations = {"core", "shop"} }'
run dunlin embed -o two.c
exits 0 'two folders become one bundle'
ok 'which has both names' grep -q '"core+shop"' two.c
ok 'and the symbol of the file' grep -q '^extern const struct dunlin_bundle two;' two.h
run dunlin embed core -o two.c --name only_core
ok 'a symbol is chosen' grep -q '^const struct dunlin_bundle only_core = {' two.c
mkdir sub
run dunlin -C core embed . -o ../sub/x.c
ok 'a folder one stands in has its name' grep -q '"core",' sub/x.c

kinds json
run dunlin embed -o m.c --json
exits 0 'as JSON'
holds embed 'is an object'
prints '"files":["m.c","m.h"],"symbol":"m","name":"migrations"' 'which says what was written'
prints '"seeds/users.sql"' 'and what is in it'
prints '0006-near.sql' 'and what check finds'
put migrations/0001_a.up.sql "SELECT 'never closed;"
run dunlin embed -o m.c --json
exits 2 'with an error as well'
holds embed 'is an object then'
run dunlin embed --json
exits 2 'and without a file'
holds embed 'likewise'

fresh refusals
put migrations/1_a.up.sql 'SELECT 1;'
run dunlin embed
exits 2 'a file must be named'
warns 'say which file to write' 'and says so'
run dunlin embed -o migrations.h
exits 2 'it must be a C file'
run dunlin embed -o .c
exits 2 'with a name'
for name in class a__b _x 9a 'a b' ''; do
	run dunlin embed -o x.c --name "$name"
	exits 2 "\"$name\" is no symbol"
done
run dunlin embed -o new.c
exits 2 'nor is that of new.c'
warns '--name' 'and another can be given'
put x.c 'int main(void) { return 0; }'
run dunlin embed -o x.c
exits 2 'a file of somebody else stays'
warns 'x.c: is there already, and embed did not write it' 'and why'
is "$(cat x.c)" 'int main(void) { return 0; }' 'as it is'
put y.h ''
run dunlin embed -o y.c
exits 2 'and so does a header'
ok 'then nothing is written' test ! -e y.c
run dunlin embed nosuch -o z.c
exits 2 'there must be such a folder'
prints 'nosuch: error: no such folder' 'it names it'
mkdir empty
run dunlin embed empty -o z.c
exits 2 'with migrations in it'
warns 'empty: has no migrations to embed' 'and says so'
run dunlin embed -o none/z.c
exits 2 'the file must have a folder'
put migrations/2_b.up.sql "SELECT 'never closed;"
run dunlin embed -o z.c
exits 2 'what cannot be cut is an error'
prints 'migrations/2_b.up.sql:1' 'with its place'
ok 'and nothing is written' test ! -e z.c
is "$(find . -name '*.c.*' -o -name '*.h.*')" '' 'nothing is left beside it'
tap_done
