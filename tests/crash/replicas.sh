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
run dunlin --url "$a" up --wait-replicas 0 --replica-timeout 100ms
exits 1 'with nothing to do it waits all the same'
warns 'nothing was changed: there was nothing to do' 'and says so'

"$program" --url "$a" up --wait-replicas 0 >late.out 2>late.err </dev/null &
run=$!
ok 'tells for whom it waits' until_true grep -q "waits for replicas: $name (streaming, " late.err
pg_sql "$b" 'SELECT pg_wal_replay_resume()' >resumed
status=0
wait "$run" || status=$?
is "$status" 0 'and ends when the standby has got on'

pg_sql "$b" 'SELECT pg_wal_replay_pause()' >paused
until_true asks "$b" "SELECT pg_get_wal_replay_pause_state()" paused
"$program" --url "$a" down --wait-replicas 0 >stopped.out 2>stopped.err </dev/null &
run=$!
ok 'a run that waits' until_true grep -q 'waits for replicas' stopped.err
kill -TERM "$run"
status=0
wait "$run" || status=$?
is "$status" 143 'can be stopped'
is "$(grep -c '^1 reverted' stopped.out)" 1 'what it did is done'
is "$(grep -c 'all that this run did is committed and stays' stopped.err)" 1 'and it says so'

# --- one that goes away --------------------------------------------------------------------

"$program" --url "$a" up --wait-replicas 0 --replica-timeout 2s >gone.out 2>gone.err </dev/null &
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
server replayed-b 5433
until_true asks "$a" "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'" 1
pg_sql "$a" 'CREATE ROLE plain LOGIN; CREATE SCHEMA plain AUTHORIZATION plain'
run dunlin --url "postgresql:///postgres?host=$tap_dir&port=5432&user=plain" up --wait-replicas 0
exits 1 'a role that may not know'
warns 'the role may not know how far they are behind' 'says so'
warns 'GRANT pg_monitor' 'and what to do'
warns 'nothing was changed' 'before anything is done'
tap_done
