#!/bin/sh
# db create and db drop.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

project files
run dunlin db create
exits 0 'create makes the database'
prints 'created   sqlite:dev.db' 'and says so'
ok 'the file is there' test -f dev.db
run dunlin db create
exits 1 'a second time it is there already'
warns dev.db 'which is said'
run dunlin db drop
exits 2 'drop asks, and here is nobody'
warns 'this drops the database sqlite:dev.db with all that is in it; nobody can be asked' 'it says what'
ok 'nothing was dropped' test -f dev.db
run dunlin db drop --yes
exits 0 'yes is an answer'
prints 'dropped   sqlite:dev.db' 'it says what it did'
ok 'the file is gone' test ! -e dev.db
run dunlin db drop --yes
exits 1 'what is not there cannot be dropped'
run dunlin db
exits 2 'create or drop must be said'
run dunlin db crate
exits 2 'or something like it'
warns 'did you mean create?' 'which is guessed'
run dunlin db create now
exits 2 'one word is enough'
tap_done
