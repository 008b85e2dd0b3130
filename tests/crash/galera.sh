#!/bin/sh
# Runs on a Galera cluster of three nodes: from all of them at once, with a runner killed, with a node
# killed at many a statement, against somebody else's DDL, and on nodes that are not fit for one.  With
# DUNLIN_SOAK=1 a node is killed before and after each statement, and at random moments.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/crash/cluster.sh"

fakes=$top_builddir/tests/fake/.libs

# shellcheck disable=SC2317 # called by a trap
end()
{
	cluster_stop
	tap_cleanup
}
trap end EXIT

# shop NAME NODE: a project with DDL and rows, none of which may be done twice, and a database.
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
	put migrations/0004_marks.up.sql 'ALTER TABLE notes ADD COLUMN mark INTEGER DEFAULT 1;' \
		'UPDATE notes SET mark = mark + id;' 'DELETE FROM orders WHERE id = 2;'
	node_sql "$2" "CREATE DATABASE $1"
}

# state N DATABASE: all that the migrations made there, once the node has what the others have.
state()
{
	node_settle "$1"
	mariadb-dump --no-defaults -u root -S "$cluster/$1/socket" --skip-comments --skip-dump-date \
		--triggers --skip-opt --ignore-table="$2.dunlin_event" --ignore-table="$2.dunlin_meta" \
		--ignore-table="$2.dunlin_history" --ignore-table="$2.dunlin_journal" "$2" 2>&1
	node_sql "$1" "SELECT kind, id FROM $2.dunlin_history ORDER BY ordinal;
		SELECT COUNT(*) FROM $2.dunlin_journal; SELECT item FROM $2.dunlin_meta ORDER BY item"
}

# converged N DATABASE [LINE]: what an undisturbed run makes is there, and no more than that line besides.
# shellcheck disable=SC2317 # called by ok
converged()
{
	found=$(state "$1" "$2" | grep -v -x -F -e "${3:-no such line}")
	[ "$found" != "$wanted" ] || return 0
	printf '%s\n' "$wanted" >wanted
	printf '%s\n' "$found" | diff wanted - | head -n 20 | sed 's/^/# /'
	return 1
}

# scripted N DATABASE RULE...: starts a run on node N that does what the rules say; $runner is its pid.
scripted()
{
	rm -f gate open
	scripted_url=$(node_url "$1" "$2")
	shift 2
	put gate.script "driver $top_builddir/drivers/.libs/mysql.so" "url $scripted_url" "$@"
	"$DUNLIN" --driver "$fakes/scripted_mysql.so" --url "fake:$PWD/gate.script" up --lock-wait 5s \
		>gated.out 2>gated.err </dev/null &
	runner=$!
}

# shellcheck disable=SC2317 # called by waits_for
gate_or_end()
{
	[ -e gate ] || ! kill -0 "$runner" 2>/dev/null
}

# gated N DATABASE CALL: starts one, and waits until it stands at that call: `exec 3 …`, `… after`.
gated()
{
	case $3 in
	*' after') scripted "$1" "$2" "on ${3% after} touch \"gate\" after" \
		"on ${3% after} wait \"open\" after" ;;
	*) scripted "$1" "$2" "on $3 touch \"gate\"" "on $3 wait \"open\"" ;;
	esac
	waits_for gate_or_end
}

# ended: the gate is open; $status, $out and $err are those of the run.
ended()
{
	touch open
	status=0
	wait "$runner" || status=$?
	cp gated.out "$out"
	cp gated.err "$err"
}

if ! cluster_start; then
	fail 'a cluster of three nodes'
	tap_done
fi
pass 'a cluster of three nodes'

# --- all at once ------------------------------------------------------------------------

shop many 1
run dunlin --url "$(node_url 1 many)" plan
exits 0 'a node is planned for'
prints 'SET SESSION wsrep_sync_wait = 15;' 'reads are to see what other nodes have done'
prints "fails unless the lease is this run's" 'the lease is asked for'
mkfifo door
exec 8<>door
pids=
for i in 1 2 3 4 5 6; do
	(read -r _ <&8 && exec "$DUNLIN" --url "$(node_url $((i % 3 + 1)) many)" up 8<&-) \
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
is "$(cat out.* | grep -c '^4 applied, 0 pending')" 1 'one of them has applied all'
is "$(cat out.* | grep -c '^nothing to do: 4 applied')" 5 'the others find nothing to do'
node_settle 2
is "$(node_sql 2 "SELECT GROUP_CONCAT(event, ' ', id ORDER BY seq), COUNT(DISTINCT run_id)
	FROM many.dunlin_event" | tr '\t' ' ')" \
	'start 1,apply 1,start 2,apply 2,start 3,apply 3,start 4,apply 4 1' 'each step is run once'
run dunlin --url "$(node_url 3 many)" audit
exits 0 'the chain holds'
is "$(node_sql 2 "SELECT COUNT(*) FROM many.dunlin_meta WHERE item = 'lease'")" 0 'no lease is left'
run dunlin --url "$(node_url 2 many)" doctor
prints 'runs keep a lease in the history instead' 'doctor says what the lock is'
wanted=$(state 1 many)
for i in 2 3; do
	ok "node $i has the same, in schema and rows" converged $i many
done

# --- a runner is killed --------------------------------------------------------------------

# after NODE DATABASE: the run there that comes after one that was cut off, and goes on meanwhile.
after()
{
	"$DUNLIN" --url "$(node_url "$1" "$2")" up >next.out 2>next.err </dev/null &
	echo $! >next.pid
}

# went_on: how that one ended, in $status, $out and $err.
went_on()
{
	status=0
	wait "$(cat next.pid)" || status=$?
	cp next.out "$out"
	cp next.err "$err"
}

shop killed 1
gated 1 killed 'exec 1 containing "CREATE TABLE orders" after'
killed=$runner
kill -KILL "$killed"
wait "$killed" 2>/dev/null
run "$DUNLIN" --url "$(node_url 3 killed)" up --lock-wait 0
exits 5 'a runner that is killed leaves its lease'
warns "pid $killed," 'which says whose it is'
after 3 killed

# --- a node is killed -----------------------------------------------------------------------

# Many runs at once on the node that dies, each of a database of its own and each in another place.
# falls NAME CALL: one that stands at that call; see gated.
falls()
{
	shop "$1" 2
	gated 2 "$@"
	echo "$runner" >pid
	ok "$2: stands there" test -e gate
	fallen="$fallen $1"
}

# runs_on NAME: one that nothing holds.
runs_on()
{
	shop "$1" 2
	"$DUNLIN" --url "$(node_url 2 "$1")" up --lock-wait 5s >gated.out 2>gated.err </dev/null &
	echo $! >pid
	fallen="$fallen $1"
}

# The node dies, and the next runs begin on the others, while those before find no server any more.
fall()
{
	node_end 2
	touch ../bystander/open
	ok 'a node is killed, and the others are a cluster' node_kill 2
	fall_to=1
	for fall_name in $fallen; do
		cd "../$fall_name" || exit 99
		touch open
		fall_to=$((4 - fall_to))
		after $fall_to "$fall_name"
	done
}

# failed_or_done: a run that was cut off says so, or it had done everything.
# shellcheck disable=SC2317 # called by ok
failed_or_done()
{
	[ "$status" -ne 0 ] || grep -q '4 applied, 0 pending\|4 applied$' gated.out
}

# Each next one has done what an undisturbed run does, as the node says that did not do it.  What was cut
# off behind its last step has left its lease: the next run has nothing to do, and takes none.
rises()
{
	rise_on=3
	for rise_name in $fallen; do
		cd "../$rise_name" || exit 99
		runner=$(cat pid)
		ended
		echo "$status" >failed
		ok "$rise_name: a run whose node is killed fails" failed_or_done
		went_on
		exits 0 "$rise_name: the next run, on another node, goes on"
		rise_left=
		! grep -q '^nothing to do: 4 applied' "$out" || rise_left=lease
		ok "$rise_name: and ends where an undisturbed one does" \
			converged $rise_on "$rise_name" $rise_left
		rise_on=$((4 - rise_on))
	done
}

shop bystander 1
gated 1 bystander 'exec 1 containing "CREATE INDEX"'
echo "$runner" >pid

fallen=
falls tables_1 'exec 1 containing "CREATE TABLE IF NOT EXISTS" after'
falls tables_4 'exec 4 containing "CREATE TABLE IF NOT EXISTS"'
falls lease 'exec 1 containing "lease" after'
falls table_begun 'exec 1 containing "CREATE TABLE orders"'
falls table_done 'exec 1 containing "CREATE TABLE orders" after'
falls index_begun 'exec 1 containing "CREATE INDEX"'
falls index_done 'exec 1 containing "CREATE INDEX" after'
falls trigger_begun 'exec 1 containing "CREATE TRIGGER"'
falls trigger_done 'exec 1 containing "CREATE TRIGGER" after'
falls alter_begun 'exec 1 containing "ALTER TABLE"'
falls alter_done 'exec 1 containing "ALTER TABLE" after'
falls insert_begun 'exec 1 containing "INSERT INTO orders VALUES" after'
falls insert_select 'exec 1 containing "INSERT INTO orders SELECT" after'
falls insert_trigger 'exec 1 containing "INSERT INTO notes" after'
falls update_begun 'exec 1 containing "UPDATE notes" after'
falls delete_begun 'exec 1 containing "DELETE FROM orders" after'
for i in 1 2 4 7; do
	falls "commit_$i" "exec $i containing \"COMMIT\""
	falls "commit_${i}_done" "exec $i containing \"COMMIT\" after"
done
for i in 1 2 3 4; do
	runs_on "flight_$i"
done
# shellcheck disable=SC2317 # called by waits_for
flies()
{
	[ "$(node_sql 1 'SELECT COUNT(*) FROM flight_4.dunlin_history')" -ge 2 ] 2>/dev/null
}
ok 'others are on their way' waits_for flies
fall
cd ../bystander || exit 99
runner=$(cat pid)
ended
exits 0 'a run on another node lives through it'
ok 'and ends where an undisturbed one does' converged 3 bystander

# --- two at work on the same, while leases of the fallen end ---------------------------------------

# DDL has one place in the order of all, on all nodes, and ends the transactions there that it meets.
shop ordered 1
gated 1 ordered 'exec 1 containing "UPDATE notes" after'
node_sql 3 'ALTER TABLE ordered.notes ADD COLUMN theirs INTEGER'
ended
exits 0 "a run goes on when another node's DDL has ended its transaction"
warns 'once more: ' 'and says so'
node_settle 3
is "$(node_sql 3 'SELECT id, mark, theirs FROM ordered.notes' | tr '\t' ' ')" '7 8 NULL' \
	'it was done once, with what the other did'
is "$(node_sql 3 'SELECT GROUP_CONCAT(id ORDER BY id) FROM ordered.orders')" '1,107' 'so was the rest'

# The lease is gone, and another node does the work while a transaction is open on the first.
shop robbed 1
gated 1 robbed 'exec 1 containing "INSERT INTO notes" after'
node_sql 3 "DELETE FROM robbed.dunlin_meta WHERE item = 'lease'"
run dunlin --url "$(node_url 3 robbed)" up
exits 0 'a run on another node, with the lease gone, does the rest'
prints '2 applied, 0 pending' 'which is two migrations'
ended
exits 0 'the first one looks again'
is "$(grep -c '^2 applied, 0 pending' gated.out)" 1 'has done two'
ok 'and left what an undisturbed run does' converged 3 robbed
run dunlin --url "$(node_url 3 robbed)" audit
exits 0 'the chain of the two holds'

# What only reads is ended as well, and asked again: here it has locked all tables but the last.
stuck()
{
	node_sql 1 "SELECT QUERY_ID FROM information_schema.PROCESSLIST
		WHERE DB = 'robbed' AND STATE = 'Waiting for table metadata lock'"
}
# shellcheck disable=SC2317 # called by waits_for
stuck_anew()
{
	stuck_now=$(stuck)
	[ -n "$stuck_now" ] && [ "$stuck_now" != "$1" ]
}
mkfifo hold
mariadb --no-defaults -u root -S "$cluster/1/socket" -n -N -B robbed <hold >held &
holder=$!
exec 7>hold
echo "LOCK TABLES dunlin_journal WRITE; SELECT 'it has';" >&7
waits_for test -s held
"$DUNLIN" --url "$(node_url 1 robbed)" status >look.out 2>look.err </dev/null 7>&- &
looker=$!
ok 'a look waits for a table' waits_for stuck_anew ''
first=$(stuck)
node_sql 3 "ALTER TABLE robbed.dunlin_meta COMMENT = 'theirs'"
ok "and is asked again when another node's DDL has ended it" waits_for stuck_anew "$first"
exec 7>&-
wait "$holder"
status=0
wait "$looker" || status=$?
cp look.out "$out"
cp look.err "$err"
exits 0 'it ends well'
prints '4 applied' 'and has seen all'

# Sessions whose work is not that of the whole cluster.
fresh sessions
put migrations/0001_a.up.sql 'CREATE TABLE a (id INTEGER PRIMARY KEY);'
for setting in "wsrep_OSU_method = 'RSU'" 'wsrep_on = OFF' 'wsrep_sync_wait = 1'; do
	put dunlin.conf "target t { url = \"$(node_url 1 robbed)\"" "session = {\"SET SESSION $setting\"} }"
	run dunlin up
	ok "$setting is refused" [ "$status" -ne 0 ]
	warns "${setting%% *} is " 'by name'
done

# --- what the next runs made of it ---------------------------------------------------------------

rises
is "$(cat ../index_done/failed)" 1 'the run failed'
cp ../index_done/gated.err "$err"
warns 'connect' 'and said that the connection was gone'
cp ../index_done/next.err "$err"
warns "pid $(cat ../index_done/pid) is over, and is taken over" 'a lease is taken over when it is over'
run dunlin --url "$(node_url 1 index_done)" audit
exits 0 'the chain holds'
cd ../killed || exit 99
went_on
exits 0 'a run goes on behind a killed runner'
warns "pid $killed is over, and is taken over" 'when its lease is over'
ok 'and ends where an undisturbed one does' converged 1 killed


# --- nodes that are not fit for a run ------------------------------------------------------------

ok 'the node comes back' node_start 2
run dunlin --url "$(node_url 2 killed)" status
exits 0 'and is fit for a look'
prints '4 applied' 'which sees what was done meanwhile'
node_sql 2 'SET GLOBAL wsrep_desync = ON'
run dunlin --url "$(node_url 2 killed)" up
exits 6 'a node that is not synced is refused'
warns 'not synced: wsrep_ready is ON, wsrep_local_state is 2 (Donor/Desynced)' 'by name'
warns 'use another node' 'with what to do'
node_sql 2 'SET GLOBAL wsrep_desync = OFF'
ok 'once it is synced' waits_for node_says 2 '3 Primary 4 ON'
run dunlin --url "$(node_url 2 killed)" up
exits 0 'it is not'

# parts NAME CALL: a run on node 2 that stands at that call while the node is cut off.
parts()
{
	gated 2 "$@"
	echo "$runner" >pid
	ok "$2: stands there" test -e gate
	parted="$parted $1"
}

# to_part NAME: a project for one, which is not patient.
to_part()
{
	shop "$1" 2
	put dunlin.conf 'project { name = "shop" }' 'target dev { url = "sqlite:dev.db"' \
		'lock_timeout = "1s" }'
}

parted=
to_part part_ddl
parts part_ddl 'exec 1 containing "CREATE INDEX"'
to_part part_rows
parts part_rows 'exec 1 containing "INSERT INTO notes" after'
to_part part_commit
parts part_commit 'exec 7 containing "COMMIT"'
to_part part_look
put migrations/0005_look.up.sql '-- dunlin: transaction off' 'SELECT 41;'
parts part_look 'exec 1 containing "SELECT 41"'
ok 'a node leaves the cluster under runs' node_leave 2
for name in $parted; do
	touch "../$name/open"
done
for name in $parted; do
	cd "../$name" || exit 99
	runner=$(cat pid)
	ended
	exits 1 "$name: the run fails"
	warns 'the connection was lost' 'and says why'
	warns 'cut off from the others' 'and what the node is'
	node_sql 3 "UPDATE $name.dunlin_meta SET value = CONCAT(SUBSTR(value, 1, 33),
		'2000-01-01T00:00:00.000000Z', SUBSTR(value, 61)) WHERE item = 'lease'"
	run "$DUNLIN" --url "$(node_url 3 "$name")" up
	exits 0 "$name: when its lease is over a run on another node goes on"
done
warns 'is over, and is taken over' 'and says so'
cp gated.err "$err"
warns 'waits in vain for the others' 'what a look waits for is told'
run "$DUNLIN" --url "$(node_url 2 part_look)" up
exits 6 'a node that is cut off is refused'
warns 'cut off from the others: wsrep_cluster_status is non-Primary' 'by name'
ok 'it comes back' node_return 2
for name in part_ddl part_rows part_commit; do
	for i in 1 2; do
		ok "$name: node $i has what an undisturbed run makes" converged $i "$name"
	done
done
run "$DUNLIN" --url "$(node_url 2 part_look)" status
prints '5 applied' 'and what was done while it was away'

# --- the node is killed at every statement, and at random ---------------------------------------------

# every WHEN: before (nothing) and `after`.
every()
{
	fallen=
	n=$first
	while [ "$n" -lt $((first + 36)) ] && [ "$n" -le "$count" ]; do
		falls "at_$n${1:+_$1}" "exec $n${1:+ $1}"
		n=$((n + 1))
	done
	fall
	rises
	ok 'the node comes back' node_start 2
}

if [ -n "${DUNLIN_SOAK-}" ]; then
	shop counted 1
	put many.script "driver $top_builddir/drivers/.libs/mysql.so" "url $(node_url 1 counted)"
	for n in $(seq 300); do
		echo "on exec $n touch \"at.$n\""
	done >>many.script
	run "$DUNLIN" --driver "$fakes/scripted_mysql.so" --url "fake:$PWD/many.script" up
	exits 0 'an undisturbed run'
	count=$(find . -name 'at.*' | wc -l)
	ok "it has more than 90 statements: $count" [ "$count" -gt 90 ]
	first=1
	while [ "$first" -le "$count" ]; do
		every ''
		every after
		first=$((first + 36))
	done
	for round in $(seq 20); do
		fallen=
		for n in $(seq 8); do
			runs_on "random_${round}_$n"
		done
		sleep "0.$(od -An -N1 -tu1 /dev/urandom | tr -d ' ')"
		fall
		rises
		ok 'the node comes back' node_start 2
	done
fi

tap_done
