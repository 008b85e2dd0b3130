#!/bin/sh
# driver new: a driver to begin with, in a folder of its own.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/cli/json.sh"

fresh plain
run dunlin driver new acme7
exits 0 'driver new'
is "$(sort "$out")" "$(printf 'acme7/%s\n' .gitignore Makefile README.md acme7.c acme7.driver check.sh toy.c toy.h)" \
	'the files are listed'
is "$(find acme7 -type f | sort)" "$(sort "$out")" 'and are there, and no others'
is "$(grep -rl mydb acme7)" '' 'the name of the template is nowhere left'
is "$(sed 's/acme7/mydb/g' acme7/acme7.c)" "$(cat "$top_srcdir/plugins/template/mydb.c")" \
	'the driver is that of the template, byte by byte'
is "$(sed 's/acme7/mydb/g' acme7/Makefile)" "$(cat "$top_srcdir/plugins/template/Makefile")" \
	'and so is its Makefile'
ok 'it exports the name that a driver has' grep -q '^DUNLIN_DRIVER_EXPORT(acme7)$' acme7/acme7.c

before=$(cat acme7/*)
run dunlin driver new acme7
exits 2 'a folder that is there'
warns 'cannot make the folder acme7: File exists' 'is named'
is "$(cat acme7/*)" "$before" 'and left as it is'
for name in '' Acme 7up a-b a/b ../x 'a b' a_b aaaaaaaaaabbbbbbbbbbccccccccccdd; do
	run dunlin driver new "$name"
	exits 2 "\"$name\" is no name"
	warns "\"$name\" is no name for a driver" 'which is said'
done
is "$(ls)" acme7 'nothing was made of those'
run dunlin driver
exits 2 'without a word'
run dunlin driver new
exits 2 'without a name'
run dunlin driver new a b
exits 2 'with two'
run dunlin driver list
exits 2 'another word'
warns 'dunlin drivers lists those there are' 'with what may be meant'
run dunlin --json driver new json
exits 0 'as JSON'
holds driver 'it is an object'
run dunlin --json driver new json
exits 2 'and again'
holds driver 'a failure is one, too'

if [ "$(id -u)" -ne 0 ]; then
	mkdir closed
	chmod 555 closed
	run dunlin -C closed driver new x
	exits 2 'a folder nobody may write in'
	warns 'Permission denied' 'says why'
else
	skip 'a folder nobody may write in' 'root may'
fi
tap_done
