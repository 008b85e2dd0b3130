#!/bin/sh
# testdb serve: a server that is there as long as the program runs, and no longer.
. "${top_srcdir:?}/tests/tools/as-nobody.sh"
. "$top_srcdir/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/cli/json.sh"

PATH=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN:}$PATH
HOME=$tap_dir/home
TMPDIR=$tap_dir/t
export PATH HOME TMPDIR
unset XDG_CACHE_HOME
mkdir "$HOME" "$TMPDIR"

# Nothing of a server is left: its folder goes last.
gone()
{
	tries=0
	until [ -z "$(ls "$TMPDIR")" ] || [ $tries -gt 600 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	is "$(ls "$TMPDIR")" '' "$1"
}

# serves [OPTION...]: in the background; $pid is it.
serves()
{
	: >"$out"
	env --default-signal=INT,TERM,HUP "$DUNLIN" testdb serve "$@" >"$out" 2>"$err" </dev/null &
	pid=$!
	tries=0
	until [ -s "$out" ] || ! kill -0 "$pid" 2>/dev/null || [ $tries -gt 1200 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
}

ends()
{
	status=0
	wait "$pid" || status=$?
}

project serve
cat >up.sh <<'SH'
[ "$DUNLIN_URL" = "$DATABASE_URL" ] && "$DUNLIN" up && "$DUNLIN" up && echo "$DUNLIN_URL"
SH
export DUNLIN
run dunlin testdb serve -- sh up.sh
exits 0 'a command with a server of its own'
prints '3 applied, 0 pending' 'can migrate'
prints 'nothing to do: 3 applied' 'and finds what it did'
prints "postgresql://postgres@/postgres?host=$TMPDIR/dunlin-" 'by the URL in its environment'
is "$(ls "$TMPDIR")" '' 'nothing is left of the server'
is "$(find "$HOME/.cache/dunlin" -type f | wc -l)" 1 'but what the next one starts from'
run dunlin testdb serve -- sh -c 'exit 7'
exits 7 'the exit code is that of the command'
# shellcheck disable=SC2016 # the dollars are of the inner shell
run dunlin testdb serve -- sh -c 'kill -TERM $$'
exits 143 'or the signal that ended it'
run dunlin testdb serve -- none-of-that-name
exits 2 'a command that is not there'
warns 'none-of-that-name cannot be run: ' 'is named'
is "$(ls "$TMPDIR")" '' 'nothing is left of any'

for signal in INT:130 TERM:143 HUP:129; do
	serves
	is "$(wc -l <"$out")" 1 'the URL is one line'
	run_url=$(cat "$out")
	is "$("$DUNLIN" --url "$run_url" current)" '' 'a server answers there'
	kill -s "${signal%:*}" "$pid"
	ends
	exits "${signal#*:}" "${signal%:*} ends it with its own exit code"
	is "$(ls "$TMPDIR")" '' 'and with the server'
done

serves --json
holds testdb 'the object is there at once'
kill -s TERM "$pid"
ends
is "$(wc -l <"$out")" 1 'and no second one'
gone 'nothing is left'

serves
kill -s KILL "$pid"
ends 2>/dev/null
gone 'nor when it is killed'

# shellcheck disable=SC2016
serves -- sh -c 'trap "exit 9" TERM; echo ready; while :; do sleep 0.05; done'
prints ready 'a command runs'
kill -s TERM "$pid"
ends
exits 9 'signals are passed on to it, and its end is the end'
gone 'nothing is left'

serves
postmaster=$(head -n 1 "$TMPDIR"/dunlin-*/data/postmaster.pid)
kill -s QUIT "$postmaster"
ends
exits 1 'a server that ends by itself'
warns 'the server ended with status' 'is told'
gone 'nothing is left'

run dunlin testdb serve --cache own --no-cache
exits 2 'a cache and none'
run dunlin testdb serve --json -- true
exits 2 'what a command prints is no object'
holds testdb 'which is said in one'
run dunlin testdb serve --cache own -- true
exits 0 'a cache of its own'
is "$(find own -type f | wc -l)" 1 'is filled'
run dunlin testdb serve --no-cache -- true
exits 0 'no cache'
mkdir -m 500 locked
run dunlin testdb serve --cache locked -- true
exits 0 'a cache that cannot be written'
warns 'nothing can be kept in' 'is only told'
run dunlin testdb serve --bindir . -- true
exits 2 'a folder without the programs'
warns "$PWD/./initdb is no program of a PostgreSQL server" 'is named'
run dunlin testdb serve --bindir "$DUNLIN_TEST_PG_BIN" -- true
exits 0 'a folder with them'
mkdir tools
printf '#!/bin/sh\necho %s\n' "$DUNLIN_TEST_PG_BIN" >tools/pg_config
chmod +x tools/pg_config
ln -s /bin/sh tools
PATH=$PWD/tools run "$DUNLIN" testdb serve -- sh -c :
exits 0 'pg_config knows where they are'
TMPDIR=$tap_dir/$(printf '%080d' 0) run dunlin testdb serve -- true
exits 0 'a TMPDIR too deep for a socket'
case $(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print ($4 >= 1024 * 1024) }') in
1) roomy=/dev/shm ;;
*) roomy=/tmp ;;
esac
# shellcheck disable=SC2016 # the dollar is of the inner shell
run env -u TMPDIR "$DUNLIN" testdb serve -- sh -c 'echo "$DUNLIN_URL"'
prints "?host=$roomy/dunlin-" 'without a TMPDIR the data are in memory where there is room'
run dunlin testdb
exits 2 'what to do must be said'
run dunlin testdb server
exits 2 'or something like it'
warns 'did you mean serve?' 'which is guessed'
tap_done
