#!/bin/sh
# Runs where there are no advisory locks for their role: a lease is the lock, and the event log stays
# the fence when it is lost.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

fakes=$top_builddir/tests/fake/.libs

role=lease_$$
pg_sql "$DUNLIN_TEST_PG" "CREATE ROLE $role LOGIN"

# lockless: $admin is the URL of a new database, $url the one for the role.
lockless()
{
	admin=$(pg_new)
	url=$(printf '%s\n' "$admin" | sed "s/user=[^&]*/user=$role/")
	pg_sql "$admin" "GRANT ALL ON SCHEMA public TO $role" \
		';REVOKE EXECUTE ON FUNCTION pg_try_advisory_lock(int8), pg_advisory_unlock(int8),
		pg_try_advisory_xact_lock(int8) FROM PUBLIC'
}

lease="SELECT value FROM dunlin_meta WHERE item = 'lease'"
log="SELECT string_agg(event || ' ' || coalesce(id, ''), ', ' ORDER BY seq) FROM dunlin_event"

# meets SQL WANTED
meets()
{
	[ "$(pg_sql "$admin" "$1" 2>/dev/null)" = "$2" ]
}

# gated: starts a run that stops before it writes the event of its second step (the first that names the
# table creates it); $gated is its pid.
gated()
{
	rm -f gate open
	put gate.script "driver $top_builddir/drivers/.libs/postgres.so" "url $url" \
		'on exec 3 containing "dunlin_event" touch "gate"' \
		'on exec 3 containing "dunlin_event" wait "open"'
	"$DUNLIN" --driver "$fakes/scripted_postgres.so" --url "fake:$PWD/gate.script" up "$@" \
		>gated.out 2>gated.err </dev/null &
	gated=$!
	until_true [ -e gate ]
}

# --- many at once ---------------------------------------------------------------------

project many
lockless
put migrations/0003_notes.up.sql 'CREATE TABLE notes (id int PRIMARY KEY, note text);' \
	'CREATE INDEX CONCURRENTLY notes_note ON notes (note);' "INSERT INTO notes VALUES (1, 'once');"
run dunlin --url "$url" plan
exits 0 'plan'
prints "fails unless the lease is this run's" 'shows that the lease is asked for'
run dunlin --url "$url" up --sql
prints_not "item = 'lease'" 'a script for another client has none'
mkfifo door
exec 8<>door
pids=
for i in 1 2 3 4 5 6 7 8; do
	(read -r _ <&8 && exec "$DUNLIN" --url "$url" up 8<&-) >"out.$i" 2>"err.$i" </dev/null &
	pids="$pids $!"
done
yes go | head -n 8 >&8
exec 8<&-
failed=0
for pid in $pids; do
	wait "$pid" || failed=$((failed + 1))
done
is "$failed" 0 'eight runs at once succeed'
is "$(cat out.* | grep -c '^3 applied, 0 pending')" 1 'one of them has applied all'
is "$(cat out.* | grep -c '^nothing to do: 3 applied')" 7 'the others find nothing to do'
is "$(pg_sql "$admin" "$log")" 'apply 1, apply 2, start 3, apply 3' 'the log is that of one'
is "$(pg_sql "$admin" 'SELECT count(DISTINCT run_id) FROM dunlin_event')" 1 'of a single one'
is "$(pg_sql "$admin" "$lease")" '' 'nothing is left of the lease'
run dunlin --url "$url" audit
exits 0 'the chain holds'
run dunlin --url "$url" doctor
prints 'runs keep a lease in the history instead' 'doctor says what the lock is'

# --- by what it is found out ----------------------------------------------------------

# without HOW SQL: a server that is like that.
without()
{
	admin=$(pg_new)
	pg_sql "$admin" 'SET allow_system_table_mods = on;' "$2" >made
	run dunlin --url "$admin" up
	exits 0 "$1: up"
	put migrations/0004_more.up.sql 'CREATE TABLE more (id int);'
	run dunlin --url "$admin" plan
	prints "fails unless the lease is this run's" "$1: with a lease"
	rm migrations/0004_more.up.sql
	run dunlin --url "$admin" doctor
	prints 'runs keep a lease in the history instead' "$1: doctor says so"
}

# called SUFFIX: its version() says that it is another product.
called()
{
	without "$1" "ALTER FUNCTION pg_catalog.version() RENAME TO own_version;
		CREATE FUNCTION pg_catalog.version() RETURNS text LANGUAGE sql STABLE
		AS 'SELECT ''$1''::text';"
}

project found
for function in pg_try_advisory_lock pg_advisory_unlock pg_try_advisory_xact_lock; do
	without "no $function" "ALTER FUNCTION pg_catalog.$function(int8) RENAME TO gone;"
done
called 'PostgreSQL 11.2-YB-2.20.1.0-b0 on x86_64'
called 'CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu)'

# --- ^C ---------------------------------------------------------------------------------

project interrupted
lockless
put migrations/0002_orders.up.sql 'SELECT pg_sleep(600);'
env --default-signal=INT "$DUNLIN" --url "$url" up >"$out" 2>"$err" </dev/null &
pid=$!
ok 'a run that takes its time' until_true meets "SELECT count(*) FROM pg_stat_activity WHERE
	query LIKE '%pg_sleep(600)%' AND state = 'active' AND pid <> pg_backend_pid()
	AND datname = current_database()" 1
run dunlin --url "$url" up --lock-wait 0
exits 5 'another one does not get in'
warns 'the lease is held by ' 'and is told who does'
warns "pid $pid," 'by name'
first=$(pg_sql "$admin" "$lease")
ok 'the lease is renewed meanwhile' until_true meets \
	"SELECT value > '$first' FROM dunlin_meta WHERE item = 'lease'" t
run dunlin --url "$url" doctor
is "$(cat "$out" "$err" | grep -c 'the lease is held by')" 1 'doctor sees it too'
kill -INT "$pid"
status=0
wait "$pid" || status=$?
exits 130 '^C ends it'
is "$(pg_sql "$admin" "$lease")" '' 'and the lease at once'

# --- killed, stopped, robbed ------------------------------------------------------------

project killed
lockless
gated
kill -KILL "$gated"
wait "$gated" 2>/dev/null
is "$(pg_sql "$admin" "$lease" | grep -c "pid $gated\$")" 1 'kill -9 leaves the lease'
run dunlin --url "$url" up
exits 0 'the next run waits until it is over'
warns "pid $gated is over, and is taken over" 'says so'
prints '2 applied, 0 pending' 'and goes on'
is "$(pg_sql "$admin" "$log")" 'apply 1, apply 2, apply 3' 'from where the other was'

past="UPDATE dunlin_meta SET value = substr(value, 1, 33) || '2000-01-01T00:00:00.000000Z' ||
	substr(value, 61) WHERE item = 'lease'"
project stopped
lockless
gated
kill -STOP "$gated"
pg_sql "$admin" "$past"
run dunlin --url "$url" up
exits 0 'the lease of a run that is stopped goes to another'
warns "pid $gated is over, and is taken over" 'which says so'
prints '2 applied, 0 pending' 'and does the rest'
touch open
kill -CONT "$gated"
status=0
wait "$gated" || status=$?
is "$status" 0 'that goes on, and looks again'
is "$(grep -c '^1 applied, 0 pending' gated.out)" 1 'has done one step'
is "$(pg_sql "$admin" "$log")" 'apply 1, apply 2, apply 3' 'and writes nothing more'
is "$(pg_sql "$admin" "$lease")" '' 'nor does it leave a lease'
run dunlin --url "$url" audit
exits 0 'the chain of the two holds'

project robbed
lockless
gated --lock-wait 0
pg_sql "$admin" "UPDATE dunlin_meta SET value = repeat('f', 32) || ' 2999-01-01T00:00:00.000000Z ' ||
	'ada on web-1, pid 7' WHERE item = 'lease'"
touch open
status=0
wait "$gated" || status=$?
is "$status" 5 'a run that lost its lease to one that wrote nothing yet stops'
is "$(grep -c 'this run has lost its lease' gated.err)" 1 'says so'
is "$(pg_sql "$admin" "$log")" 'apply 1' 'has written nothing'
is "$(pg_sql "$admin" "SELECT to_regclass('orders') IS NULL")" t 'and run nothing'
is "$(pg_sql "$admin" "$lease" | cut -c 1-4)" ffff 'nor does it touch what is the other one'"'"'s'

project faked
lockless
gated
pg_sql "$admin" "DELETE FROM dunlin_meta WHERE item = 'lease'"
run dunlin --url "$url" up
exits 0 'with the lease gone two runs are at work'
touch open
status=0
wait "$gated" || status=$?
is "$status" 0 'both end well'
is "$(pg_sql "$admin" "$log")" 'apply 1, apply 2, apply 3' 'and each step is run once'

project again
lockless
gated
pg_sql "$admin" "DELETE FROM dunlin_meta WHERE item = 'lease'"
touch open
status=0
wait "$gated" || status=$?
is "$status" 0 'a lease that is gone is taken again'
is "$(pg_sql "$admin" "$log")" 'apply 1, apply 2, apply 3' 'and the run goes on'

# --- trials -----------------------------------------------------------------------------

project trial
lockless
run dunlin --url "$url" up --dry-run
exits 0 'a trial needs no lease where there is no history'
run dunlin --url "$url" up --one-transaction
exits 0 'nor does all in one transaction'
put migrations/0004_more.up.sql 'CREATE TABLE more (id int);'
run dunlin --url "$url" up --dry-run
exits 0 'with a history a trial has one'
run dunlin --url "$url" up --one-transaction
exits 0 'so has one transaction'
is "$(pg_sql "$admin" "$lease")" '' 'which is given back'

for database in $(pg_sql "$DUNLIN_TEST_PG" "SELECT d.datname FROM pg_database d WHERE
	has_database_privilege('$role', d.oid, 'CONNECT') AND d.datname LIKE 't$$\\_%'"); do
	pg_sql "$(printf '%s\n' "$DUNLIN_TEST_PG" | sed "s,///postgres,///$database,")" \
		"DROP OWNED BY $role CASCADE"
done
pg_sql "$DUNLIN_TEST_PG" "DROP ROLE $role"
tap_done
