#!/bin/sh
# testdb: databases for tests that outlive the command, and test --fresh, which has one for each file.
#
# It has a server of its own: gc takes away what other tests count.
if [ -z "${DUNLIN_TEST_TESTDB-}" ]; then
	socket=$(printf '%s\n' "${DUNLIN_TEST_PG:?}" | sed -n 's/.*[?&]host=\([^&]*\).*/\1/p')
	set --
	[ "$(id -u)" != 0 ] || set -- -u "$(stat -c %U "$socket")"
	exec env -u DUNLIN_TEST_PG DUNLIN_TEST_TESTDB=yes \
		"${top_srcdir:?}/tests/tools/with-postgres" "$@" sh "$0"
fi
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/cli/json.sh"

# --- files ---------------------------------------------------------------------
project files
put migrations/seeds/a.sql "INSERT INTO users VALUES (1, 'a');"
run dunlin testdb create a.db b.db
exits 0 'files on SQLite'
is "$(cat "$out")" "a.db
b.db" 'their names are the result'
is "$(cat "$err")" '' 'and nothing else is said'
is "$(tables a.db)" 'notes orders users' 'all migrations are in it'
is "$(sqlite3 b.db 'SELECT count(*) FROM users')" 0 'and no seeds'
is "$(stat -c %a a.db)" 600 'the user alone reads it'
ok 'the target was not touched' test ! -e dev.db
run dunlin --url sqlite:a.db up
prints 'nothing to do: 3 applied' 'its history is there'
run dunlin testdb create a.db
exits 1 'a file that is there'
warns 'a.db: is there already' 'is not replaced'
run dunlin testdb create no/a.db
exits 2 'a folder that is not there'
warns 'no/a.db: cannot be written: No such file or directory' 'is named'
run dunlin testdb create c.db --to 1 --seeds
exits 0 'up to a version, with seeds'
is "$(tables c.db) $(sqlite3 c.db 'SELECT count(*) FROM users')" 'users 1' 'has just these'
ok 'nothing is left beside them' test "$(find . -name '*.db*' | wc -l)" -eq 3
run dunlin testdb create
exits 2 'without a file'
warns 'testdb create: here a database is a file: say which' 'it says what it needs'
run dunlin testdb create d.db --count 2
exits 2 'an option of servers'
warns 'testdb create FILE takes no --count' 'is none of files'
run dunlin testdb gc
exits 0 'gc has nothing to do there'
is "$(cat "$out")" '' 'and says nothing'
run dunlin testdb drop dunlin_test_0123456789ab_01234567_1_2_3
exits 2 'nothing is on a server there'
warns 'the driver sqlite makes no databases for tests on a server' 'which is said by name'
run dunlin testdb create e.db --json
exits 0 'with --json'
holds testdb 'is an object'
prints '"databases":[{"file":"e.db"}]' 'which names the file'
run dunlin testdb create e.db --json
holds testdb 'is an object on failure'
run dunlin testdb gc --json
holds testdb 'gc as well'

run dunlin testdb
exits 2 'what to do must be said'
run dunlin testdb crate
exits 2 'or something like it'
warns 'did you mean create?' 'which is guessed'
run dunlin testdb gc now
exits 2 'gc takes no word'
run dunlin testdb drop
exits 2 'drop takes one'
run dunlin testdb drop dev
exits 2 'but no database of anybody else'
warns 'dev is no name of a database for tests' 'which is said'
run dunlin testdb drop sqlite:dev.db
exits 2 'and none by its URL'
warns 'no URL that testdb create printed' 'likewise'
for n in 0 -1 x 1x '' 99999999999999999999; do
	run dunlin testdb create --count "$n"
	exits 2 "so many: '$n'"
done
put migrations/0004_bad.up.sql 'SELECT nothing FROM nowhere;'
run dunlin testdb create f.db
exits 1 'migrations that fail'
warns '0004_bad.up.sql:1' 'are named'
ok 'and make no file' test ! -e f.db

# --- test --fresh on SQLite ------------------------------------------------------
# isolation WHERE: two files that make the same table, and commit.
isolation()
{
	put queries/a.sql 'BEGIN;' 'CREATE TABLE t (x int PRIMARY KEY);' 'INSERT INTO t VALUES (1);' \
		"INSERT INTO users VALUES (1, 'a');" 'COMMIT;'
	cp queries/a.sql queries/b.sql
	put queries/c.sql '-- dunlin: expect value = 0' 'SELECT count(*) FROM users;'
	run dunlin test --fresh
	exits 0 "$1: files do not see each other"
	is "$(cat "$out")" "TAP version 13
ok 1 - queries/a.sql:2 CREATE TABLE t (x int PRIMARY KEY)
ok 2 - queries/a.sql:3 INSERT INTO t VALUES (1)
ok 3 - queries/a.sql:4 INSERT INTO users VALUES (1, 'a')
ok 4 - queries/a.sql:5 COMMIT
ok 5 - queries/b.sql:2 CREATE TABLE t (x int PRIMARY KEY)
ok 6 - queries/b.sql:3 INSERT INTO t VALUES (1)
ok 7 - queries/b.sql:4 INSERT INTO users VALUES (1, 'a')
ok 8 - queries/b.sql:5 COMMIT
ok 9 - queries/c.sql:2 SELECT count(*) FROM users
1..9" "$1: a commit is a point"
	is "$(grep -c '^dunlin: ' "$err")" 1 "$1: where it ran is said once"
	run dunlin test --fresh --json
	exits 0 "$1: with --json"
	holds test "$1: is an object"
	put queries/a.sql 'BEGIN;' \
		'CREATE TABLE u (x int PRIMARY KEY, y int REFERENCES u (x) DEFERRABLE INITIALLY DEFERRED);' \
		'INSERT INTO u VALUES (1, 2);' 'COMMIT;'
	run dunlin test --fresh
	exits 1 "$1: what is deferred"
	is "$(grep '^not ok' "$out")" 'not ok 3 - queries/a.sql:4 COMMIT' "$1: fails at the commit"
	prints '1..8' "$1: and spoils nothing else"
	rm queries/a.sql queries/b.sql
	put queries/c.sql '-- dunlin: expect value = 1' 'SELECT count(*) FROM users;'
	run dunlin test --fresh --seeds
	exits 0 "$1: with seeds"
	put queries/d.sql 'COMMIT;'
	run dunlin test --fresh
	exits 2 "$1: a lone COMMIT"
	prints_not 'ok 1' "$1: is refused before anything runs"
	rm queries/d.sql
}
project isolated
put migrations/seeds/a.sql "INSERT INTO users VALUES (1, 'a');"
isolation SQLite
ok 'the target was not made' test ! -e dev.db
run dunlin test --seeds
exits 2 'seeds without a database of its own'
warns 'test: --seeds goes with --fresh' 'are refused'
run dunlin test --idempotent --fresh
exits 2 'one or the other'
warns 'leave out --fresh and --seeds' 'which is said'

# --- clones ------------------------------------------------------------------------
project server
put migrations/seeds/a.sql "INSERT INTO users VALUES (1, 'a');"
admin=$DUNLIN_TEST_PG
put dunlin.conf 'project { name = "testdbcli" }' 'target dev { url = "${DATABASE_URL}" }'
DATABASE_URL=$(pg_new)
export DATABASE_URL

# there NAME: 1 or 0.
there()
{
	pg_sql "$admin" "SELECT count(*) FROM pg_database WHERE datname = '$1'"
}
name_of()
{
	printf '%s\n' "$1" | sed -n 's/.*\(dunlin_test_[0-9a-f_]*\).*/\1/p'
}

# The program itself: a function in $() has a shell of its own, which ends.
url=$("$DUNLIN" testdb create)
run dunlin --url "$url" up
prints 'nothing to do: 3 applied' 'a clone outlives the command that made it'
is "$(pg_sql "$url" 'SELECT count(*) FROM users')" 0 'and is there to work in'
is "$(pg_sql "$DATABASE_URL" "SELECT count(*) FROM pg_class WHERE relname = 'users'")" 0 \
	'the database of the URL is not touched'
run dunlin testdb gc
exits 0 'gc'
is "$(there "$(name_of "$url")")" 1 'leaves it while the shell that asked for it lives'

other=$(sh -c '"$@"; true' sh "$DUNLIN" testdb create)
name=$(name_of "$other")
is "$(there "$name")" 1 'another shell has one'
run dunlin testdb gc
prints "dropped   $name" 'which is dropped when that has ended, by name'
is "$(there "$name") $(there "$(name_of "$url")")" '0 1' 'and no other'

sleep 1000 &
owner=$!
name=$(name_of "$(sh -c '"$@"; true' sh "$DUNLIN" testdb create --owner "$owner")")
run dunlin testdb gc
is "$(there "$name")" 1 'one for another process stays with that'
kill "$owner"
wait "$owner" 2>/dev/null
run dunlin testdb gc --json
holds testdb 'what gc drops'
prints "\"$name\"" 'has its name'
is "$(there "$name")" 0 'and goes with it'
run dunlin testdb create --owner "$owner"
exits 2 'a process that has ended'
warns "no process $owner runs here" 'owns nothing'
run dunlin testdb create --owner $$ --keep
exits 2 'an owner or none'
run dunlin testdb create x.db
exits 2 'a file on a server'
warns 'the driver postgres makes no files' 'is nothing it makes'

run sh -c '"$@"; true' sh "$DUNLIN" testdb create --keep --count 3 --seeds --to 2 --json
holds testdb 'several, kept'
names=$(grep -o '"name":"dunlin_test_[^"]*"' "$out" | cut -d'"' -f4)
is "$(printf '%s\n' "$names" | sort -u | wc -l)" 3 'are three'
kept=$(grep -o '"url":"[^"]*"' "$out" | cut -d'"' -f4 | head -n 1)
is "$(pg_sql "$kept" 'SELECT count(*) FROM users')" 1 'with seeds'
is "$(pg_sql "$kept" "SELECT count(*) FROM pg_class WHERE relname = 'notes'")" 0 'up to the version'
run dunlin testdb gc
for name in $names; do
	is "$(there "$name")" 1 'they have no owner that could end'
done
(unset DATABASE_URL && cd / && dunlin testdb drop "$kept") >"$out" 2>"$err"
is "$(cat "$out")" "dropped   $(name_of "$kept")" 'a URL is enough to drop one'
# shellcheck disable=SC2046 # names have no blanks
run dunlin testdb drop --json $(printf '%s\n' "$names" | tail -n 2)
exits 0 'or names'
holds testdb 'what was dropped'
for name in $names; do
	is "$(there "$name")" 0 'is gone'
done
run dunlin testdb drop "$name"
exits 1 'a second time'
warns "there is no database $name" 'it is not there'

# Old templates: one of a set that no clone is left of, one with a clone, the project's own.
template=$(name_of "$url" | cut -c 1-24)
old=$(printf '%s\n' "$name" | cut -c 1-24)
put migrations/0004_more.up.sql 'CREATE TABLE more (x int);'
new=$(dunlin testdb create)
run dunlin testdb drop "$new"
exits 0 'the project has its own template'
is "$(there "$old") $(there "$template") $(there "$(name_of "$new" | cut -c 1-24)")" '1 1 1' \
	'three templates'
run dunlin testdb gc
is "$(there "$old")" 1 'gc alone leaves them'
put migrations/0005-bad.up.sql 'SELECT 1;'
put migrations/0005_bad.up.sql '-- dunlin: nonsense'
run dunlin testdb gc --templates
exits 2 'migrations that cannot be read'
is "$(there "$old")" 1 'drop nothing'
rm migrations/0005*
run dunlin testdb gc --templates
exits 0 'gc of old templates'
prints "dropped   $old" 'tells of them'
is "$(there "$old") $(there "$template") $(there "$(name_of "$new" | cut -c 1-24)")" '0 1 1' \
	'keeps what has a clone, and what the project has now'
run dunlin testdb drop "$url"
rm migrations/0004_more.up.sql

isolation PostgreSQL
is "$(pg_sql "$admin" "SELECT count(*) FROM pg_database
	WHERE datname LIKE '${template}\\_%\\_$(printf %x $$)\\_%'")" 0 'its databases are gone'

# A password is in the result, and nowhere else.
secret=$(printf '%s\n' "$DATABASE_URL" | sed 's,user=[^&]*,user=nobody:geheim,;s,$,\&password=geheim,')
run dunlin --url "$secret" testdb create
exits 6 'nobody is let in'
is "$(cat "$out" "$err" | grep -c geheim)" 0 'a password is not said'
run dunlin testdb drop "$(printf '%s\n' "$secret" | sed "s,///[a-z0-9_]*,///$name,")"
is "$(cat "$out" "$err" | grep -c geheim)" 0 'nor where one is dropped'
rm -r migrations && mkdir migrations
dunlin testdb gc --templates >/dev/null
tap_done
