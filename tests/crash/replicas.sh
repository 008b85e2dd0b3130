#!/bin/sh
# Runs that wait for the standbys of a primary, by --wait-replicas.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/crash/pair.sh"

# --- what is refused, before anything is done ------------------------------------------

project refused
run dunlin up --wait-replicas 0
exits 2 'SQLite has no replicas'
warns 'the driver sqlite cannot tell how far replicas are behind' 'by name'
warns 'nothing was changed' 'before anything is done'
is "$(tables dev.db)" '' 'nothing was'
for lag in '' 10 1x -1s '5 MB' 9999999999TB; do
	run dunlin up --wait-replicas "$lag"
	exits 2 "\"$lag\" is no lag"
	warns "--wait-replicas: \"$lag\" is no lag" 'says so'
done
for way in --sql --dry-run --check; do
	run dunlin up --wait-replicas 0 "$way"
	exits 2 "it does not go with $way"
	warns '--wait-replicas goes with a run that changes something' 'says so'
done
run dunlin up --replica-timeout 1s
exits 2 'a timeout for nothing'
run dunlin up --wait-replicas none --replica-timeout 1s
exits 2 'none is nothing'
run dunlin up --wait-replicas 0 --replica-timeout 1x
exits 2 'a timeout that is none'
put dunlin.conf 'target dev { url = "sqlite:dev.db" wait_replicas = "0" }'
run dunlin up
exits 2 'what the target has is refused as well'
warns 'the driver sqlite cannot tell how far replicas are behind' 'by name'
for way in --sql --dry-run --check; do
	run dunlin up "$way"
	warns_not replicas "but it is not for $way"
done
run dunlin up --wait-replicas none
exits 0 'none is none of it'
rm dunlin.conf

# --- all is replayed -------------------------------------------------------------------

pair replayed
name=$(pg_sql "$a" 'SELECT application_name FROM pg_stat_replication')
run dunlin --url "$a" up 1 --wait-replicas 0
exits 0 'waits for the standby'
asks "$b" 'SELECT count(*) FROM users' 0
ok 'which then has it' asks "$b" 'SELECT count(*) FROM users' 0
run dunlin --url "$a" up --wait-replicas 10s
exits 0 'a lag as a time'
run dunlin --url "$a" down --wait-replicas 16MB
exits 0 'down has it, and a lag of bytes'
run dunlin --url "$a" redo --wait-replicas 0
exits 0 'redo as well'
run dunlin --url "$a" goto 0 --yes --wait-replicas 0
exits 0 'and goto'
is "$(pg_sql "$b" "SELECT to_regclass('users') IS NULL")" t 'and the standby has that'
put migrations/seeds/one.sql "INSERT INTO users VALUES (1, 'ada');"
put dunlin.conf "target dev { url = \"$a\" wait_replicas = \"0\" replica_timeout = \"5min\" }"
run dunlin up
exits 0 'what the target has'
ok 'is waited for' asks "$b" 'SELECT count(*) FROM users' 0
run dunlin seed
exits 0 'by seeds too'
ok 'which are there' asks "$b" 'SELECT name FROM users' ada
rm dunlin.conf migrations/seeds/one.sql
pg_sql "$a" "ALTER SYSTEM SET synchronous_standby_names = '*'" ';SELECT pg_reload_conf()' >reloaded
until_true asks "$a" "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'" 1
run dunlin --url "$a" goto 0 --yes --wait-replicas 0
exits 0 'a synchronous standby'
is "$(pg_sql "$b" "SELECT to_regclass('users') IS NULL")" t 'has replayed it, and not only got it'
pg_sql "$a" "ALTER SYSTEM RESET synchronous_standby_names" ';SELECT pg_reload_conf()' >reloaded
until_true asks "$a" "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'async'" 1

# --- a standby that is stuck -------------------------------------------------------------

pg_sql "$b" 'SELECT pg_wal_replay_pause()' >paused
until_true asks "$b" "SELECT pg_get_wal_replay_pause_state()" paused
run dunlin --url "$a" up --wait-replicas 0 --replica-timeout 100ms
exits 1 'a standby that is stuck'
warns "replicas are too far behind, and did not get any further for 100 ms: $name (streaming, " \
	'is named with its state'
warns ' bytes' 'and its lag'
prints '1 applied, 2 pending' 'the first migration is applied'
warns 'what this run has applied is committed and stays; what comes after it was not begun' \
	'and the next was not begun'
run dunlin --url "$a" up --wait-replicas 0 --replica-timeout 100ms --json
exits 1 'as JSON'
prints '"replicas behind"' 'the class says so'
run dunlin --url "$a" up --wait-replicas 1GB
exits 0 'one that lags less than was allowed is no trouble'
run dunlin --url "$a" up --wait-replicas 1h
exits 0 'nor is it by time'
run dunlin --url "$a" up --wait-replicas 1ms --replica-timeout 100ms
exits 1 'one that lags for longer is'
is "$(grep -c "$name (streaming, [0-9]* bytes and [0-9]* ms behind)" "$err")" 1 'and for how long is said'
run dunlin --url "$a" up --wait-replicas 0 --replica-timeout 100ms
exits 1 'with nothing to do it waits all the same'
warns 'nothing was changed: there was nothing to do' 'and says so'

"$DUNLIN" --url "$a" up --wait-replicas 0 >late.out 2>late.err </dev/null &
run=$!
ok 'tells for whom it waits' until_true grep -q "waits for replicas: $name (streaming, " late.err
pg_sql "$b" 'SELECT pg_wal_replay_resume()' >resumed
status=0
wait "$run" || status=$?
is "$status" 0 'and ends when the standby has got on'

pg_sql "$b" 'SELECT pg_wal_replay_pause()' >paused
until_true asks "$b" "SELECT pg_get_wal_replay_pause_state()" paused
"$DUNLIN" --url "$a" down --wait-replicas 0 >stopped.out 2>stopped.err </dev/null &
run=$!
ok 'a run that waits' until_true grep -q 'waits for replicas' stopped.err
kill -TERM "$run"
status=0
wait "$run" || status=$?
is "$status" 143 'can be stopped'
is "$(grep -c '^1 reverted' stopped.out)" 1 'what it did is done'
is "$(grep -c 'all that this run did is committed and stays' stopped.err)" 1 'and it says so'

# --- one that goes away --------------------------------------------------------------------

"$DUNLIN" --url "$a" up --wait-replicas 0 --replica-timeout 2s >gone.out 2>gone.err </dev/null &
run=$!
ok 'a run that waits' until_true grep -q 'waits for replicas' gone.err
kill -QUIT "$server"
wait "$server" 2>/dev/null || :
status=0
wait "$run" || status=$?
is "$status" 1 'a standby that goes away does not have it'
is "$(grep -c "too far behind, .*: $name (no longer connected)" gone.err)" 1 'and is named'

# --- none, and who may not know --------------------------------------------------------------

until_true asks "$a" 'SELECT count(*) FROM pg_stat_replication' 0
run dunlin --url "$a" up --wait-replicas 0
exits 0 'none is no error'
warns 'no replica is connected: none was waited for' 'but it is said'
# As any is for a moment, until it has told for the first time how far it is.
server replayed-b 5433 -c wal_receiver_status_interval=0
until_true asks "$a" "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'" 1
run dunlin --url "$a" up --wait-replicas 0 --replica-timeout 100ms
exits 1 'one that never said how far it is'
warns "did not get any further for 100 ms: $name (streaming, how far is unknown)" 'is not taken to be near'
run dunlin --url "$a" up --wait-replicas 16MB --replica-timeout 100ms
exits 1 'nor is it when some lag is allowed'
pg_sql "$a" 'CREATE ROLE plain LOGIN; CREATE SCHEMA plain AUTHORIZATION plain'
run dunlin --url "postgresql:///postgres?host=$tap_dir&port=5432&user=plain" up --wait-replicas 0
exits 1 'a role that may not know'
warns 'the role may not know how far they are behind' 'says so'
warns 'GRANT pg_monitor' 'and what to do'
warns 'nothing was changed' 'before anything is done'

# --- failover, between two steps ---------------------------------------------------------------

log="SELECT string_agg(event || ' ' || id, ', ' ORDER BY seq) FROM dunlin_event"

pair within
name=$(pg_sql "$a" 'SELECT application_name FROM pg_stat_replication')
pg_sql "$b" 'SELECT pg_wal_replay_pause()' >paused
until_true asks "$b" "SELECT pg_get_wal_replay_pause_state()" paused
"$DUNLIN" --url "$both" up --wait-replicas 0 >within.out 2>within.err </dev/null &
run=$!
ok 'a run waits after its first step' until_true grep -q 'waits for replicas' within.err
fail_over
status=0
wait "$run" || status=$?
is "$status" 0 'it goes on with the new primary'
is "$(grep -c '^3 applied, 0 pending' within.out)" 1 'and comes to its end'
is "$(grep -c "warning: another server has taken over: .* no more $name\$" within.err)" 1 \
	'without waiting for what is now the primary'
is "$(grep -c 'no replica is connected' within.err)" 1 'which has no standby of its own'
is "$(pg_sql "$b" "$log")" 'apply 1, apply 2, apply 3' 'each step is there once'

# --- failover, after the last step, to a standby that has not got it --------------------------------

promoted()
{
	pg_sql "$b" 'SELECT pg_promote()' >"$tap_dir/promoted" 2>&1
	asks "$b" 'SELECT pg_is_in_recovery()' f
}

pair last
run dunlin --url "$both" up 1
ok 'a step is on the standby' replayed
receiver=$(pg_sql "$b" 'SELECT pid FROM pg_stat_wal_receiver')
kill -STOP "$receiver"
"$DUNLIN" --url "$both" up 1 --wait-replicas 0 >last.out 2>last.err </dev/null &
run=$!
ok 'a run waits after its last step' until_true grep -q 'waits for replicas' last.err
"$DUNLIN" --url "$a" up 1 --wait-replicas 0 --lock-wait 0 >alone.out 2>alone.err </dev/null &
alone=$!
ok 'as does one that knows the primary alone, and is kept out by no lock' \
	until_true grep -q 'waits for replicas' alone.err
kill -KILL "$primary" "$receiver"
wait "$primary" 2>/dev/null || :
ok 'the standby takes over' until_true promoted
status=0
wait "$run" || status=$?
is "$status" 0 'the run goes on there'
is "$(grep -c 'warning: 1 step that this run had committed is not in the log of the server' last.err)" 1 \
	'says what is lost'
is "$(grep -c '^1 applied, 1 pending' last.out)" 1 'counts it once'
status=0
wait "$alone" || status=$?
is "$status" 1 'the other one fails'
is "$(grep -c 'all that this run did was committed before that; the same command finds out' alone.err)" 1 \
	'and does not say that it stays'
run dunlin --url "$both" up --wait-replicas 0
exits 0 'the same command'
prints '1 applied, 0 pending' 'does it again'
is "$(pg_sql "$b" "$log")" 'apply 1, apply 2, apply 3' 'each step is there once'
run dunlin --url "$both" audit
exits 0 'the chain holds'
tap_done
