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
exits 2 'what to do must be said'
run dunlin db crate
exits 2 'or something like it'
warns 'did you mean create?' 'which is guessed'
run dunlin db create now
exits 2 'one word is enough'

project reset
run dunlin db reset
exits 2 'reset asks, and here is nobody'
warns 'this drops the database sqlite:dev.db with all that is in it, and migrates a new one; nobody' 'it says what'
ok 'nothing was made' test ! -e dev.db
run dunlin db reset --yes
exits 0 'where nothing is there is nothing to drop'
prints '3 applied, 0 pending' 'and everything to apply'
sqlite3 dev.db 'CREATE TABLE mine (x); INSERT INTO users VALUES (1, 2)'
run dunlin db reset --yes
exits 0 'reset'
prints 'reset     sqlite:dev.db' 'says what it did'
prints '3 applied, 0 pending' 'and what that came to'
is "$(tables dev.db)" 'notes orders users' 'all is new'
is "$(sqlite3 dev.db 'SELECT count(*) FROM users')" 0 'and empty'
run dunlin audit
prints '3 events' 'the log, too'
put migrations/0003_again.up.sql 'SELECT 1;'
run dunlin db reset --yes
exits 2 'files that cannot be read'
is "$(tables dev.db)" 'notes orders users' 'do not cost the database'
rm migrations/0003_again.up.sql
printf 'n\n' >answer
status=0
script -qec "'$DUNLIN' db reset" /dev/null <answer >"$out" 2>"$err" || status=$?
exits 1 'no is an answer'
is "$(tables dev.db)" 'notes orders users' 'and holds'

project wait
run dunlin db wait
exits 0 'a file need not be waited for'
prints 'answers   sqlite:dev.db' 'it is said'
ok 'and not made' test ! -e dev.db
run dunlin db wait --timeout 2
exits 2 'a time has a unit'
warns '500ms, 2s' 'which is said'
rm -r migrations
run dunlin --url 'postgresql://u:geheim@/none?host=/nowhere' db wait --timeout 300ms
exits 6 'a server that does not come'
warns 'waiting: ' 'is waited for'
warns_not geheim 'without showing the password'
run dunlin --url 'acme://h/d' db wait --timeout 10min
exits 2 'what can never come is not waited for'

# A database that comes while it is waited for.
name=late$$_$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
late=$(printf '%s\n' "$DUNLIN_TEST_PG" | sed "s,///postgres,///$name,")
dunlin --url "$late" db wait --timeout 60s >"$out" 2>"$err" &
pid=$!
tries=0
until grep -q 'waiting: ' "$err" || [ $tries -gt 200 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
warns "$name" 'what is missing is named'
pg_sql "$DUNLIN_TEST_PG" "CREATE DATABASE $name"
status=0
wait $pid || status=$?
exits 0 'one that comes is found'
prints answers 'and it is said'
fresh pg
put migrations/0001_a.sql 'CREATE TABLE a (x int);'
run dunlin --url "$late" db reset --yes
exits 0 'reset on PostgreSQL'
prints '1 applied, 0 pending' 'migrates'
run dunlin --url "$late" db reset --yes
prints '1 applied, 0 pending' 'every time'
run dunlin --url "$late" db drop --yes
exits 0 'and it can be dropped'
run dunlin --url "$late" db reset --yes
exits 0 'and reset makes it again'
tap_done
