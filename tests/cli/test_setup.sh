#!/bin/sh
# dunlin db setup, from nothing to data; and up --wait, in front of a server that comes later.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

# A database that is not there: its URL, and its name in $name.
pg_missing()
{
	name=setup$$_$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
	missing=$(printf '%s\n' "$DUNLIN_TEST_PG" | sed "s,///postgres,///$name,")
}

seeds()
{
	put migrations/seeds/users.sql "INSERT INTO users VALUES (1, 'a');"
	put migrations/seeds/dev/more.sql "INSERT INTO users VALUES (2, 'b');"
}

project sqlite
seeds
run dunlin db setup --env dev
exits 0 'setup of a file that is not there'
prints 'created   sqlite:dev.db' 'creates it'
prints '3 applied, 2 seeded, 0 pending, head 5:' 'applies everything and loads the seeds'
is "$(sqlite3 dev.db 'SELECT count(*) FROM users')" 2 'which are there'
run dunlin db setup --env dev
exits 0 'once more'
prints 'exists    sqlite:dev.db' 'it is there'
prints 'nothing to do: 3 applied, head 5:' 'and nothing is to do'
run dunlin db setup --json
exits 0 'as JSON'
prints '"done":"exists"' 'it says so'
rm dev.db
run dunlin db setup --json --env dev
prints '"done":"created"' 'or that it was made'
prints '"counts":{"applied":3,"reverted":0,"seeded":2,"recorded":0}' 'and counts both runs'
run dunlin db setup now
exits 2 'it takes no words'
put migrations/seeds/bad.sql 'INSERT INTO nowhere VALUES (1);'
run dunlin db setup
exits 1 'a seed that fails'
warns 'migrations/seeds/bad.sql:1:13: no such table: nowhere' 'is named'
put migrations/0004_bad.up.sql 'SELEC 1;'
run dunlin db setup
exits 1 'a migration that fails'
warns 0004_bad.up.sql:1:1 'is named'
prints_not seeded 'and no seed is loaded after it'
rm dev.db
put migrations/0004_again.up.sql 'SELECT 1;'
run dunlin db setup
exits 2 'files that cannot be read'
ok 'make no database' test ! -e dev.db

project pg
seeds
pg_missing
rm dunlin.conf
run dunlin --url "$missing" db setup
exits 0 'setup on PostgreSQL'
prints 'created' 'creates the database'
prints '3 applied, 1 seeded, 0 pending' 'applies everything and loads the seeds'
run dunlin --url "$missing" db setup
prints 'exists' 'and finds it the next time'
pg_sql "$missing" "CREATE ROLE r$name LOGIN; GRANT ALL ON DATABASE $name TO r$name;
	GRANT ALL ON ALL TABLES IN SCHEMA public TO r$name"
run dunlin --url "$(printf '%s\n' "$missing" | sed "s,user=[a-z]*,user=r$name,")" db setup
exits 0 'who may not create databases uses the one that is there'
pg_sql "$missing" "DROP OWNED BY r$name; DROP ROLE r$name"
run dunlin --url "$missing" db drop --yes

# --- up --wait ---

run dunlin --url 'postgresql://u:geheim@/none?host=/nowhere' up --wait --timeout 300ms
exits 6 'a server that does not come'
warns 'waiting: ' 'is waited for'
warns_not geheim 'without showing the password'
run dunlin up --timeout 1s
exits 2 'a time without --wait'
run dunlin up --wait --timeout soon
exits 2 'a time that is none'
run dunlin --url sqlite:dev.db up --wait
exits 0 'a file need not be waited for'
prints '3 applied' 'and is migrated'

pg_missing
dunlin --url "$missing" up --wait >"$out" 2>"$err" &
pid=$!
until_true grep -q 'waiting: ' "$err"
pg_sql "$DUNLIN_TEST_PG" "CREATE DATABASE $name"
status=0
wait $pid || status=$?
exits 0 'one that comes is migrated'
prints '3 applied, 0 pending' 'at once'
run dunlin --url "$missing" db drop --yes

# A server that comes while it is waited for: its socket is not there at first.
socket=$(printf '%s\n' "$DUNLIN_TEST_PG" | sed -n 's/.*[?&]host=\([^&]*\).*/\1/p')
mkdir later
coming=$(pg_new | sed "s,host=[^&]*,host=$PWD/later,")
for words in 'db wait --timeout 60s' 'up --wait'; do
	rm -f later/.s.*
	# shellcheck disable=SC2086
	dunlin --url "$coming" $words >"$out" 2>"$err" &
	pid=$!
	ok "$words waits" until_true grep -q 'waiting: ' "$err"
	for file in "$socket"/.s.PGSQL.*; do
		case $file in
		*.lock) ;;
		*) ln -s "$file" later/ ;;
		esac
	done
	status=0
	wait $pid || status=$?
	exits 0 "$words: the server is found when it comes"
done
prints '3 applied, 0 pending' 'and is migrated'
run dunlin --url "$(printf '%s\n' "$coming" | sed 's,user=[a-z]*,user=nobody_of_this_name,')" up --wait --timeout 10min
exits 6 'who is not let in has his answer'
warns_not waiting 'at once'

# A signal ends the wait, and is no failure to connect.
env --default-signal=TERM "$DUNLIN" --url 'postgresql:///none?host=/nowhere' up --wait >"$out" 2>"$err" &
pid=$!
until_true grep -q 'waiting: ' "$err"
kill -s TERM $pid
status=0
wait $pid || status=$?
exits 143 'a signal ends it'
tap_done
