#!/bin/sh
# The throw-away PgBouncer: there while the command runs, gone afterwards.
. "${top_srcdir:?}/tests/tools/tap.sh"
with=$top_srcdir/tests/tools/with-pgbouncer
# Started by root it runs as nobody, who may not look into the folder of a test.
[ "$(id -u)" = 0 ] || export TMPDIR="$tap_dir"
psql=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}psql
export psql

run env -u DUNLIN_TEST_PG "$with" true
exits 1 'there must be a server'
warns 'with-postgres' 'which it says how to get'
run "$with"
exits 2 'there must be a command'

run "$with" -m session -o 'default_pool_size = 7' sh -c '
	"$psql" -XAtq "$DUNLIN_TEST_POOLER" -c "SELECT 6 * 7"
	"$psql" -XAt -F" " "$DUNLIN_TEST_CONSOLE" -c "SHOW CONFIG"
	exit 3'
exits 3 'the exit status is that of the command'
prints 42 'the server answers'
ok 'in the mode that was asked for' grep -q '^pool_mode session ' "$out"
ok 'with the settings that were given' grep -q '^default_pool_size 7 ' "$out"
is "$(ls)" '' 'nothing is left of it'
echo words >"$tap_dir.in"
status=0
"$with" cat <"$tap_dir.in" >"$out" 2>"$err" || status=$?
rm "$tap_dir.in"
prints words 'the command has its input'

cat >wait.sh <<'END'
echo $$ >command
"$psql" -XAt -F' ' "$DUNLIN_TEST_CONSOLE" -c 'SHOW CONFIG' | sed -n 's/^unix_socket_dir \([^ ]*\) .*/\1/p' >folder.new
mv folder.new folder
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
# Without somebody who takes in orphans, the dead stay as zombies.
gone()
{
	! kill -0 "$1" 2>/dev/null || grep -q '^State:.*Z' "/proc/$1/status"
}
for signal in TERM KILL; do
	"$with" sh wait.sh &
	pid=$!
	ok 'it starts' cap '[ -e folder ]'
	folder=$(cat folder)
	ok 'it answers' [ -S "$folder/.s.PGSQL.6432" ]
	kill -s "$signal" "$pid"
	wait "$pid" 2>/dev/null
	ok "$signal: the command is gone" cap "gone $(cat command)"
	ok "$signal: PgBouncer is gone" cap "! '$psql' -XAtq 'postgresql:///pgbouncer?host=$folder&port=6432&user=postgres' -c 'SHOW VERSION' >/dev/null 2>&1"
	[ "$signal" = KILL ] || ok 'its folder is gone' [ ! -e "$folder" ]
	rm -rf folder "$folder"
done
tap_done
