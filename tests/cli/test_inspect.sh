#!/bin/sh
# db inspect: what a database holds, on SQLite and on PostgreSQL.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/cli/json.sh"


# --- SQLite ---

project lite
run dunlin db inspect tables
exits 0 'a database that is not there'
is "$(cat "$out")" 'there are no tables' 'has no tables'
ok 'and is not made' test ! -e dev.db
run dunlin up
sqlite3 dev.db "PRAGMA page_size = 4096; CREATE TABLE \"o'dd é\" (a); CREATE INDEX twin ON orders (user_id);
	INSERT INTO \"o'dd é\" WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
	SELECT hex(zeroblob(500)) FROM n"
put migrations/0009_bad.up.sql '-- dunlin: nonsense'
run dunlin db inspect tables
exits 0 'tables; the files do not matter'
is "$(sed -n 1p "$out" | tr -s ' ')" \
	'TABLE KIND ROWS TOTAL SIZE TABLE SIZE INDEX SIZE INDEXES WITHOUT ROWID STRICT' 'have columns'
ok 'the largest first' sh -c 'sed -n 2p "$1" | grep -q "^o.dd é "' - "$out"
ok 'with rows and size' grep -Eq "^o'dd é +table +3000 +[23]\.[0-9] MB " "$out"
ok 'and the history, too' grep -q '^dunlin_history ' "$out"
ok 'and a sum' grep -Eqx '8 tables, [23]\.[0-9] MB' "$out"
run dunlin db inspect tables --json
exits 0 'tables as JSON'
holds db 'are an object'
prints '"topic":"tables","columns":[{"name":"table","kind":"text"}' 'with columns'
prints '"rows":[{"table":"o'"'"'dd é","kind":"table","rows":3000,"total_bytes":' 'and numbers'
prints '"without_rowid":false' 'and truths'
run dunlin db inspect indexes
exits 0 'indexes'
ok 'the needless one first' sh -c 'sed -n 2p "$1" | grep -q "^orders *twin *duplicate of orders_user "' - "$out"
ok 'and counted' grep -Eqx '[0-9]+ indexes, 1 duplicate' "$out"
run dunlin db inspect indexes --json
holds db 'indexes are an object'
prints '"note":null' 'in which what is not there is null'
run dunlin db inspect locks
exits 0 'locks'
is "$(cat "$out")" 'nobody waits for a lock' 'of which there are none'
for topic in activity slow; do
	run dunlin db inspect $topic
	exits 2 "SQLite cannot tell: $topic"
	run dunlin db inspect $topic --json
	exits 2 'nor as JSON'
	holds db 'which is an object'
	prints '"status":"unsupported"' 'that says so'
done

# --- what can be wrong on the command line ---

run dunlin db inspect
exits 2 'without a topic'
warns 'db inspect: say what: tables, indexes, activity, locks or slow' 'it lists them'
run dunlin db inspect table
exits 2 'another topic'
warns 'unknown "table"; it is tables, indexes, activity, locks or slow' 'is named'
warns 'did you mean tables?' 'and guessed'
run dunlin db inspect tables now
exits 2 'one topic is enough'
warns 'unexpected "now"' 'which is said'
run dunlin db create tables
exits 2 'the other actions take none'
echo 'no database at all, but longer than a header of one, which has a hundred bytes, or so they say' >text.db
run dunlin --url sqlite:text.db db inspect tables
exits 6 'a file that is no database'

# --- PostgreSQL ---

fresh pg
DATABASE_URL=$(pg_new)
export DATABASE_URL
run dunlin db inspect tables
is "$(cat "$out")" 'there are no tables' 'an empty database'
run dunlin db inspect indexes
is "$(cat "$out")" 'there are no indexes' 'has no indexes'
pg_sql "$DATABASE_URL" "CREATE SCHEMA app; CREATE TABLE app.\"o'dd é\" (a int PRIMARY KEY, b text)"
pg_sql "$DATABASE_URL" "INSERT INTO app.\"o'dd é\" SELECT i, repeat('x', 500) FROM generate_series(1, 3000) i"
pg_sql "$DATABASE_URL" "CREATE INDEX one ON app.\"o'dd é\" (b); CREATE INDEX two ON app.\"o'dd é\" (b)"
pg_sql "$DATABASE_URL" "ANALYZE app.\"o'dd é\""
pg_sql "$DATABASE_URL" 'CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p DEFAULT'
run dunlin db inspect tables
exits 0 'tables'
ok 'have rows and sizes' grep -Eq "^app +o'dd é +table +3000 +[12]\.[0-9] MB " "$out"
ok 'partitions are not counted twice' grep -Eqx '2 tables, [12]\.[0-9] MB' "$out"
run dunlin db inspect tables --json
holds db 'as JSON'
prints '"table":"o'"'"'dd é","kind":"table","rows":3000,"total_bytes":' 'with numbers'
prints '"last_vacuum":null' 'and nulls'
run dunlin db inspect indexes
ok 'unused ones are counted' grep -qx '3 indexes, 1 unused, 1 duplicate' "$out"
prints 'duplicate of one' 'and the twin is named'
run dunlin db inspect indexes --json
holds db 'indexes as JSON'
prints '"unique":true,"primary":true' 'with truths'
run dunlin db inspect locks
is "$(cat "$out")" 'nobody waits for a lock' 'no locks'
run dunlin db inspect activity
is "$(cat "$out")" 'nothing runs' 'nothing runs but this'

# A session that works, one that waits for it, and both are seen.
psql=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}psql
mkfifo input
PGAPPNAME=holder "$psql" -qXAt "$DATABASE_URL" <input >held 2>&1 &
holder=$!
exec 9>input
printf "BEGIN;\nSELECT a,\n  b FROM app.\"o'dd é\" WHERE a = 1 FOR UPDATE;\n\\\\echo held\n" >&9
ok 'a session holds a row' until_true grep -q '^held' held
PGAPPNAME=waiter "$psql" -qXAt "$DATABASE_URL" -c "UPDATE app.\"o'dd é\" SET b = 'long $(printf '%0300d' 0)'
	WHERE a = 1" >waited 2>&1 9>&- &
waiter=$!
ok 'another one waits' until_true sh -c \
	'"$1" -qXAt "$2" -c "SELECT count(*) FROM pg_locks WHERE NOT granted" | grep -qx 1' - "$psql" "$DATABASE_URL"
run dunlin db inspect activity
exits 0 'activity'
prints 'SELECT a, b FROM app."o'"'"'dd é" WHERE a = 1 FOR UPDATE' 'a statement is on one line'
ok 'both are counted' grep -qx '2 sessions at work' "$out"
run dunlin db inspect locks
exits 0 'locks'
prints 'a row of app."o'"'"'dd é"' 'name the row'
ok 'and who waits is counted' grep -qx '1 session waits' "$out"
run dunlin db inspect locks --json
holds db 'as JSON'
prints '"blocking_application":"holder"' 'with who blocks'
prints '\n  b FROM app' 'and whole statements'
script -qec "stty cols 130; '$DUNLIN' db inspect activity" /dev/null </dev/null >wide 2>"$err"
ok 'on a terminal a long statement is cut' grep -q '\.\.\.' wide
ok 'and nothing is wider than it' awk '{ gsub(/\r|\033\[[0-9;]*m/, ""); gsub("é", "e") } length($0) > 130 { exit 1 }' wide
exec 9>&-
wait "$holder" "$waiter" || :

# pg_stat_statements, when the server counts.
run dunlin db inspect slow
exits 2 'without the extension nothing is counted'
warns 'run CREATE EXTENSION pg_stat_statements' 'it says what to do'
if pg_sql "$DATABASE_URL" 'SHOW shared_preload_libraries' | grep -q pg_stat_statements; then
	pg_sql "$DATABASE_URL" 'CREATE EXTENSION pg_stat_statements'
	pg_sql "$DATABASE_URL" 'SELECT count(*) AS answer FROM generate_series(1, 300000)' >&2
	run dunlin db inspect slow
	exits 0 'slow'
	prints 'SELECT count(*) AS answer FROM generate_series($1, $2)' 'has what was counted'
	run dunlin db inspect slow --json
	holds db 'as JSON'
fi
run dunlin --url "$(printf '%s' "$DATABASE_URL" | sed 's/user=[a-z]*/user=nobody_at_all/')" db inspect tables
exits 6 'a role that is none'

# --- completion ---

dunlin completion bash >completion
ok 'the topics are completed' grep -q "words='create .* inspect tables indexes activity locks slow'" completion
tap_done
