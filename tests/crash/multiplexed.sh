#!/bin/sh
# Runs behind a proxy for MariaDB that gives out connection ids of its own and spreads statements over
# sessions: no lock of a session is one there, and a lease is the lock.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

fakes=$top_builddir/tests/fake/.libs

socket=${DUNLIN_TEST_MY##*socket=}
setpriv --pdeathsig TERM python3 "$top_srcdir/tests/crash/multiplexer.py" "${socket%%&*}" \
	>proxy.port 2>proxy.log </dev/null &
proxy=$!
# shellcheck disable=SC2317 # called by a trap
end()
{
	kill "$proxy" 2>/dev/null
	wait "$proxy" 2>/dev/null
	tap_cleanup
}
trap end EXIT
until_true test -s proxy.port
port=$(cat proxy.port)
log=$PWD/proxy.log

# behind NAME: a project, and a database whose URL is $direct, and $url by way of the proxy.
behind()
{
	project "$1"
	put migrations/0002_orders.up.sql \
		'CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));' \
		'INSERT INTO orders VALUES (1, NULL);' \
		'CREATE INDEX orders_user ON orders (user_id);' \
		'INSERT INTO orders SELECT id + 1, NULL FROM orders;'
	direct=$(my_new)
	database=${direct#*///}
	url=mysql://root@127.0.0.1:$port/${database%%\?*}
}

lease="SELECT value FROM dunlin_meta WHERE item = 'lease'"
log_of="SELECT GROUP_CONCAT(event, ' ', id ORDER BY seq SEPARATOR ', ') FROM dunlin_event"
all='start 1, apply 1, start 2, apply 2, start 3, apply 3'

# gated: starts a run that stops with an index made and not yet noted; $runner is its pid.
gated()
{
	put gate.script "driver $top_builddir/drivers/.libs/mysql.so" "url $url" \
		'on exec 1 containing "CREATE INDEX" touch "gate" after' \
		'on exec 1 containing "CREATE INDEX" wait "open" after'
	"$DUNLIN" --driver "$fakes/scripted_mysql.so" --url "fake:$PWD/gate.script" up \
		>gated.out 2>gated.err </dev/null &
	runner=$!
	until_true [ -e gate ]
}

# --- many at once ---------------------------------------------------------------------

behind many
run dunlin --url "$url" plan
exits 0 'plan'
prints "fails unless the lease is this run's" 'shows that the lease is asked for'
run dunlin --url "$direct" plan
prints_not "fails unless the lease is this run's" 'past the proxy there is none'
mkfifo door
exec 8<>door
pids=
for i in 1 2 3 4 5 6; do
	(read -r _ <&8 && exec "$DUNLIN" --url "$url" up 8<&-) >"out.$i" 2>"err.$i" </dev/null &
	pids="$pids $!"
done
yes go | head -n 6 >&8
exec 8<&-
failed=0
for pid in $pids; do
	wait "$pid" || failed=$((failed + 1))
done
is "$failed" 0 'six runs at once succeed'
[ "$failed" = 0 ] || sed 's/^/# /' err.*
is "$(cat out.* | grep -c '^3 applied, 0 pending')" 1 'one of them has applied all'
is "$(cat out.* | grep -c '^nothing to do: 3 applied')" 5 'the others find nothing to do'
is "$(my_sql "$direct" "$log_of")" "$all" 'the log is that of one'
is "$(my_sql "$direct" 'SELECT COUNT(DISTINCT run_id) FROM dunlin_event')" 1 'of a single one'
is "$(my_sql "$direct" "$lease")" '' 'nothing is left of the lease'
ok 'both sessions had their part' grep -q ': [1-9][0-9]* by the first, [1-9][0-9]* by the second' "$log"
run dunlin --url "$url" doctor
prints 'runs keep a lease in the history instead' 'doctor says what the lock is'
schema=$(my_schema "$direct")

# --- killed ---------------------------------------------------------------------------

behind killed
gated
run dunlin --url "$url" up --lock-wait 0
exits 5 'another one does not get in'
warns "pid $runner," 'and is told who is at work'
kill -KILL "$runner"
wait "$runner" 2>/dev/null
is "$(my_sql "$direct" "$lease" | grep -c "pid $runner\$")" 1 'kill -9 leaves the lease'
my_sql "$direct" "UPDATE dunlin_meta SET value = CONCAT(SUBSTR(value, 1, 33),
	'2000-01-01T00:00:00.000000Z', SUBSTR(value, 61)) WHERE item = 'lease'"
run dunlin --url "$url" up
exits 0 'when it is over the next run goes on'
warns "pid $runner is over, and is taken over" 'says so'
is "$(my_schema "$direct")" "$schema" 'and makes what one run makes'
is "$(my_sql "$direct" 'SELECT GROUP_CONCAT(id) FROM orders')" '1,2' 'with its rows'

# --- silence --------------------------------------------------------------------------

# What works for the run is one session or the other: the server cannot be asked about it.
behind silent
put dunlin.conf 'target dev { url = "sqlite:dev.db"' 'silence = "100ms" }'
put migrations/0002_orders.up.sql '-- dunlin: transaction off' 'DO SLEEP(1);' 'DO SLEEP(1) + 1;'
run dunlin --url "$url" up
exits 0 'statements that take longer than a silence may last'
warns_not 'the connection was lost' 'are waited for'
is "$(my_sql "$direct" "$log_of")" "$all" 'and run once'

# --- ^C -------------------------------------------------------------------------------

behind interrupted
put migrations/0002_orders.up.sql 'DO SLEEP(600);'
env --default-signal=INT "$DUNLIN" --url "$url" up >"$out" 2>"$err" </dev/null &
runner=$!
# shellcheck disable=SC2317 # called by until_true
sleeps()
{
	[ "$(my_sql "$direct" "SELECT COUNT(*) FROM information_schema.PROCESSLIST
		WHERE INFO LIKE 'DO SLEEP(600)%'")" = 1 ]
}
ok 'a run that takes its time' until_true sleeps
kill -INT "$runner"
status=0
wait "$runner" || status=$?
exits 130 '^C ends it, on whichever session it is'
is "$(my_sql "$direct" "$lease")" '' 'and the lease at once'
tap_done
