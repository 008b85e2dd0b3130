#!/bin/sh
# The throw-away PostgreSQL: there while the command runs, gone afterwards.
. "${top_srcdir:?}/tests/tools/tap.sh"
with=$top_srcdir/tests/tools/with-postgres

run "$with" sh -c 'echo "$DUNLIN_TEST_PG"; exit 7'
exits 7 'the exit status is that of the command'
is "$(cat "$out")" "$DUNLIN_TEST_PG" 'a server that is there already is used'

if [ "$(id -u)" = 0 ]; then
	run env -u DUNLIN_TEST_PG "$with" true
	exits 1 'root gets none'
	warns 'refuses to run as root' 'and is told why'
	tap_done
fi

unset DUNLIN_TEST_PG DUNLIN_TEST_PG_BIN
TMPDIR=$tap_dir
export TMPDIR
run "$with" sh -c '"$DUNLIN_TEST_PG_BIN/psql" -XAt "$DUNLIN_TEST_PG" -c "select 6 * 7"; exit 3'
exits 3 'its own server runs below the command'
prints 42 'it answers'
is "$(ls)" '' 'nothing is left of it'
# shellcheck disable=SC2016 # for the shell below the server
show='"$DUNLIN_TEST_PG_BIN/psql" -XAt "$DUNLIN_TEST_PG" -c "show fsync"'
run "$with" sh -c "$show"
is "$(cat "$out")" off 'it does not wait for the disk'
run "$with" -d sh -c "$show"
is "$(cat "$out")" on 'unless it is asked to'
run "$with" -x true
exits 2 'an option must be known'
run "$with" -d
exits 2 'and a command follows'

cat >wait.sh <<'END'
echo $$ >command
echo "$DUNLIN_TEST_PG" >url.new
mv url.new url
exec sleep 300 >/dev/null 2>&1
END
cap()
{
	tries=0
	until eval "$1"; do
		tries=$((tries + 1))
		[ "$tries" -lt 300 ] || return 1
		sleep 0.1
	done
}
"$with" sh wait.sh &
pid=$!
ok 'the server starts' cap '[ -e url ]'
folder=$(sed 's/.*host=\([^&]*\)&.*/\1/' url)
server=$(head -n 1 "$folder/data/postmaster.pid")
ok 'it runs' kill -0 "$server"
kill -s TERM "$pid"
wait "$pid"
is $? 143 'a signal ends it'
ok 'the command is gone' cap "! kill -0 $(cat command) 2>/dev/null"
ok 'the server is gone' cap "! kill -0 $server 2>/dev/null"
ok 'its folder is gone' [ ! -e "$folder" ]
rm -f url

# Killed, it cannot clean up; the server must go nevertheless.
"$with" sh wait.sh &
pid=$!
ok 'the server starts again' cap '[ -e url ]'
folder=$(sed 's/.*host=\([^&]*\)&.*/\1/' url)
server=$(head -n 1 "$folder/data/postmaster.pid")
kill -s KILL "$pid"
wait "$pid" 2>/dev/null
# Without somebody who takes in orphans, the dead stay as zombies.
gone()
{
	! kill -0 "$1" 2>/dev/null || grep -q '^State:.*Z' "/proc/$1/status"
}
ok 'the server goes with what started it' cap "gone $server"
ok 'so does the command' cap "gone $(cat command)"
tap_done
