#!/bin/sh
# Runs on a Galera cluster of three nodes: from all of them at once, with a runner killed, with a node
# killed, and on nodes that are not fit for one.  With DUNLIN_SOAK=1 a node is killed at every
# statement of a run in turn.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/crash/cluster.sh"

# The program itself, not the script that libtool has in its place.
program=$DUNLIN
[ -x "${DUNLIN%/*}/.libs/dunlin" ] && program=${DUNLIN%/*}/.libs/dunlin
LD_LIBRARY_PATH=$top_builddir/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
fakes=$top_builddir/tests/fake/.libs

# shellcheck disable=SC2317 # called by a trap
end()
{
	cluster_stop
	tap_cleanup
}
trap end EXIT

# shop NAME: a project with DDL and rows, and a database of that name.
shop()
{
	project "$1"
	put migrations/0002_orders.up.sql \
		'CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));' \
		'INSERT INTO orders VALUES (1, NULL);' \
		'CREATE INDEX orders_user ON orders (user_id);' \
		'INSERT INTO orders SELECT id + 1, NULL FROM orders;'
	put migrations/0003_notes.up.sql 'CREATE TABLE notes (id INTEGER PRIMARY KEY);' \
		"CREATE TRIGGER count_notes BEFORE INSERT ON notes FOR EACH ROW" \
		'BEGIN INSERT INTO orders VALUES (NEW.id + 100, NULL); END;' \
		'INSERT INTO notes VALUES (7);'
	node_sql "${2:-1}" "CREATE DATABASE $1"
}

# state N DATABASE: all that the migrations made there, as another node than the last has it.
state()
{
	mariadb-dump --no-defaults -u root -S "$cluster/$1/socket" --skip-comments --skip-dump-date \
		--triggers --skip-opt --ignore-table="$2.dunlin_event" --ignore-table="$2.dunlin_meta" \
		--ignore-table="$2.dunlin_history" --ignore-table="$2.dunlin_journal" "$2" 2>&1
	node_sql "$1" "SET wsrep_sync_wait = 15; SELECT kind, id FROM $2.dunlin_history ORDER BY ordinal;
		SELECT COUNT(*) FROM $2.dunlin_journal; SELECT item FROM $2.dunlin_meta ORDER BY item"
}

# gated N RULE...: starts a run on node N that does what the rules say; $runner is its pid.
gated()
{
	gated_node=$1
	shift
	rm -f gate open
	put gate.script "driver $top_builddir/drivers/.libs/mysql.so" \
		"url $(node_url "$gated_node" "$database")" "$@"
	"$program" --driver "$fakes/scripted_mysql.so" --url "fake:$PWD/gate.script" up --lock-wait 5s \
		>gated.out 2>gated.err </dev/null &
	runner=$!
	until_true gate_or_end
}

# shellcheck disable=SC2317 # called by until_true
gate_or_end()
{
	[ -e gate ] || [ ! -e "/proc/$runner/exe" ]
}

if ! cluster_start; then
	fail 'a cluster of three nodes'
	tap_done
fi
pass 'a cluster of three nodes'

# --- all at once ------------------------------------------------------------------------

shop many
run dunlin --url "$(node_url 1 many)" plan
exits 0 'a node is planned for'
prints 'SET SESSION wsrep_sync_wait = 15;' 'reads are to see what other nodes have done'
prints "fails unless the lease is this run's" 'the lease is asked for'
mkfifo door
exec 8<>door
pids=
for i in 1 2 3 4 5 6; do
	(read -r _ <&8 && exec "$program" --url "$(node_url $((i % 3 + 1)) many)" up 8<&-) \
		>"out.$i" 2>"err.$i" </dev/null &
	pids="$pids $!"
done
yes go | head -n 6 >&8
exec 8<&-
failed=0
for pid in $pids; do
	wait "$pid" || failed=$((failed + 1))
done
is "$failed" 0 'six runs on three nodes at once succeed'
[ "$failed" = 0 ] || sed 's/^/# /' err.*
is "$(node_sql 2 "SET wsrep_sync_wait = 15; SELECT GROUP_CONCAT(event, ' ', id ORDER BY seq)
	FROM many.dunlin_event")" 'start 1,apply 1,start 2,apply 2,start 3,apply 3' 'each step is run once'
run dunlin --url "$(node_url 3 many)" audit
exits 0 'the chain holds'
is "$(node_sql 2 "SELECT COUNT(*) FROM many.dunlin_meta WHERE item = 'lease'")" 0 'no lease is left'
run dunlin --url "$(node_url 2 many)" doctor
prints 'runs keep a lease in the history instead' 'doctor says what the lock is'
wanted=$(state 2 many)

# --- killed -------------------------------------------------------------------------------

# The runner, once its second table is made and nobody has noted it; and meanwhile the node of another,
# in the same place.
shop runner
database=runner
gated 1 'on exec 1 containing "CREATE TABLE orders" touch "gate" after' \
	'on exec 1 containing "CREATE TABLE orders" wait "open" after'
runner_pid=$runner
kill -KILL "$runner"
wait "$runner" 2>/dev/null
run "$program" --url "$(node_url 3 runner)" up --lock-wait 0
exits 5 'a runner that is killed leaves its lease'
warns "pid $runner," 'which says whose it is'
"$program" --url "$(node_url 3 runner)" up >next.out 2>next.err </dev/null &
next=$!

# die N RULE...: the node under a run is killed at that moment, and a run on node 3 does the rest.
die()
{
	gated "$@"
	node_kill "$1"
	touch open
	status=0
	wait "$runner" || status=$?
	cp gated.out "$out"
	cp gated.err "$err"
}
shop node 3
database=node
die 2 'on exec 1 containing "CREATE INDEX" touch "gate" after' \
	'on exec 1 containing "CREATE INDEX" wait "open" after'
ok 'a run whose node is killed fails' [ "$status" -ne 0 ]
warns 'connect' 'and says that the connection is gone'
run "$program" --url "$(node_url 3 node)" up
exits 0 'a run on another node goes on'
warns "pid $runner is over, and is taken over" 'when the lease is over'
is "$(state 1 node)" "$wanted" \
	'what is there is what an undisturbed run makes'
run dunlin --url "$(node_url 1 node)" audit
exits 0 'the chain holds'

cd ../runner || exit 99
status=0
wait "$next" || status=$?
cp next.out "$out"
cp next.err "$err"
exits 0 'so does the one behind a killed runner'
warns "pid $runner_pid is over, and is taken over" 'when the lease is over'
is "$(state 1 runner)" "$wanted" 'what is there is what an undisturbed run makes'

# --- nodes and sessions that will not do ------------------------------------------------------

ok 'the node comes back' node_start 2
run dunlin --url "$(node_url 2 node)" status
exits 0 'and is fit for a look'
prints '3 applied' 'which sees what was done meanwhile'
node_sql 2 'SET GLOBAL wsrep_desync = ON'
run dunlin --url "$(node_url 2 node)" up
exits 6 'a node that is not synced is refused'
warns 'not synced: wsrep_ready is ON, wsrep_local_state is 2' 'by name'
warns 'use another node' 'with what to do'
node_sql 2 'SET GLOBAL wsrep_desync = OFF'

# The sessions' statements come last, and could undo what a run needs.
fresh sessions
put migrations/0001_a.up.sql 'CREATE TABLE a (id INTEGER PRIMARY KEY);'
for setting in "wsrep_OSU_method = 'RSU'" 'wsrep_on = OFF' 'wsrep_sync_wait = 1'; do
	put dunlin.conf "target t { url = \"$(node_url 1 node)\"" "session = {\"SET SESSION $setting\"} }"
	run dunlin up
	ok "$setting is refused" [ "$status" -ne 0 ]
	warns "${setting%% *} is " 'by name'
done

# A node that is cut off under a run answers nothing that has to wait for the others.
shop away 3
database=away
put migrations/0004_look.up.sql '-- dunlin: transaction off' 'SELECT 41;'
gated 2 'on exec 1 containing "SELECT 41" touch "gate"' \
	'on exec 1 containing "SELECT 41" wait "open"'
node_sql 2 "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'"
ok 'a node leaves the cluster under a run' until_true node_is 2 wsrep_ready OFF
touch open
status=0
wait "$runner" || status=$?
cp gated.out "$out"
cp gated.err "$err"
exits 1 'the run fails'
warns 'waits in vain for the others' 'and says what is the matter'
run "$program" --url "$(node_url 2 away)" up
exits 6 'a node that is cut off is refused'
warns 'cut off from the others: wsrep_cluster_status is non-Primary' 'by name'

# --- a node killed at every statement ------------------------------------------------------------

# go_on N: whether the run got as far as its Nth statement; the node under it is then killed there,
# before it or after it, and another does the rest.
go_on()
{
	shop "round_$1"
	database=round_$1
	gated 2 "on exec $1 touch \"gate\" $2" "on exec $1 wait \"open\" $2"
	if [ ! -e gate ]; then
		wait "$runner"
		return 1
	fi
	node_kill 2
	touch open
	wait "$runner" # at its end it may have done all
	run "$program" --url "$(node_url 3 "$database")" up
	exits 0 "statement $1, ${2:-before}: a run on another node goes on"
	is "$(state 1 "$database")" "$wanted" 'to where an undisturbed one ends'
	ok 'the node comes back' node_start 2
}

if [ -n "${DUNLIN_SOAK-}" ]; then
	node_sql 2 "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'"
	node_await 2
	n=1
	while go_on "$n" "$([ $((n % 2)) = 0 ] || echo after)"; do
		n=$((n + 1))
	done
	ok 'it was killed at more than 20 statements' [ "$n" -gt 20 ]
fi

tap_done
