#!/bin/sh
# A primary with a streaming standby: what a standby is told, who finds the primary, and what becomes
# of a run when the primary dies in its middle.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/crash/pair.sh"

log="SELECT string_agg(event || ' ' || id, ', ' ORDER BY seq) FROM dunlin_event"

# gated [LINE...]: a third migration that sleeps on the first primary, and on no other server.
gated()
{
	put migrations/0003_notes.up.sql "$@" \
		'CREATE TABLE notes (id INTEGER PRIMARY KEY);' \
		'DO $$ BEGIN IF current_setting('"'port') = '5432'" \
		'  THEN PERFORM pg_sleep(600); END IF; END $$;'
}
sleeps="SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"

# --- a standby is told -----------------------------------------------------------------

pair told
run dunlin --url "$b" up
exits 1 'a standby is refused'
warns 'postgres cannot be written to: a standby of the server at ' 'by name'
warns ', port 5432' 'of what primary'
warns 'target_session_attrs=read-write' 'and what to do is said'
warns 'nothing was changed; 3 pending' 'and what is left'
run dunlin --url "$b" status
exits 0 'status only looks'
run dunlin --url "$b" plan
exits 0 'so does plan'
run dunlin --url "$both" up
exits 0 'a URL of both finds the primary'
prints '3 applied, 0 pending' 'and applies there'
run dunlin --url "postgresql://postgres@/postgres?host=$tap_dir,$tap_dir&port=5433,5432&target_session_attrs=read-write" \
	down 1
exits 0 'whichever comes first'
ok 'the standby follows' replayed
run dunlin --url "$b" up
exits 1 'with something pending it is refused'
run dunlin --url "$a" up
replayed
run dunlin --url "$b" up
exits 0 'with nothing pending there is nothing to refuse'
pg_sql "$a" 'CREATE ROLE plain LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO plain'
put migrations/0004_more.up.sql 'CREATE TABLE more (id int);'
replayed
run dunlin --url "postgresql:///postgres?host=$tap_dir&user=plain&port=5433" up
exits 1 'a role that may not see the primary'
warns 'cannot be written to: a standby' 'is told as much as it may know'

# --- failover, within the run ------------------------------------------------------------

pair within
gated
"$DUNLIN" --url "$both" up >within.out 2>within.err </dev/null &
run=$!
ok 'a run is in its middle' until_true asks "$a" "$sleeps" 1
ok 'the standby has what is committed' replayed
fail_over
status=0
wait "$run" || status=$?
is "$status" 0 'the run goes on with the new primary'
is "$(grep -c '^3 applied, 0 pending' within.out)" 1 'and comes to its end'
is "$(grep -c 'the connection was lost' within.err)" 1 'says what happened'
is "$(grep -c 'are not in the log\|is not in the log' within.err)" 0 'and of nothing lost'
is "$(pg_sql "$b" "$log")" 'apply 1, apply 2, apply 3' 'each step is there once'
run dunlin --url "$both" audit
exits 0 'the chain holds'

# --- failover, with the next run ---------------------------------------------------------

pair next
gated
"$DUNLIN" --url "$a" up --lock-wait 0 >next.out 2>next.err </dev/null &
run=$!
ok 'a run that knows one server' until_true asks "$a" "$sleeps" 1
ok 'the standby has what is committed' replayed
fail_over
status=0
wait "$run" || status=$?
is "$status" 1 'fails with it'
run dunlin --url "$both" up
exits 0 'the next run finds the new primary'
prints '1 applied, 0 pending' 'and does the rest'
is "$(pg_sql "$b" "$log")" 'apply 1, apply 2, apply 3' 'each step is there once'

# --- failover to a standby that was behind --------------------------------------------------

pair behind
run dunlin --url "$a" up 1
ok 'the standby has the first step' replayed
kill -QUIT "$server"
wait "$server" 2>/dev/null || :
gated '-- dunlin: transaction off'
"$DUNLIN" --url "$both" up >behind.out 2>behind.err </dev/null &
run=$!
ok 'a run is in its middle' until_true asks "$a" "$sleeps" 1
kill -KILL "$primary"
wait "$primary" 2>/dev/null || :
server behind-b 5433
until_true asks "$b" 'SELECT 1' 1
pg_sql "$b" 'SELECT pg_promote()' >"$tap_dir/promoted"
status=0
wait "$run" || status=$?
is "$status" 0 'the run goes on with what the new primary has'
is "$(grep -c 'warning: 1 step that this run had committed is not in the log of the server' behind.err)" 1 \
	'says what is lost'
is "$(grep -c '^2 applied, 0 pending' behind.out)" 1 'and counts it once'
is "$(pg_sql "$b" "$log")" 'apply 1, apply 2, start 3, apply 3' 'it is run again'
run dunlin --url "$both" audit
exits 0 'the chain holds'

# --- with synchronous replication nothing is lost --------------------------------------------

pair waited
gated
pg_sql "$a" "ALTER SYSTEM SET synchronous_standby_names = '*'" ';SELECT pg_reload_conf()' \
	>"$tap_dir/reloaded"
until_true asks "$a" "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'" 1
"$DUNLIN" --url "$both" up --sync-each >waited.out 2>waited.err </dev/null &
run=$!
ok 'a run is in its middle' until_true asks "$a" "$sleeps" 1
fail_over
pg_sql "$b" "ALTER SYSTEM SET synchronous_standby_names = ''" ';SELECT pg_reload_conf()' \
	>"$tap_dir/reloaded"
status=0
wait "$run" || status=$?
is "$status" 0 'a run that waits for its standby goes on there'
is "$(grep -c 'is not in the log\|are not in the log' waited.err)" 0 'has lost nothing'
is "$(grep -c '^3 applied, 0 pending' waited.out)" 1 'and comes to its end'
tap_done
