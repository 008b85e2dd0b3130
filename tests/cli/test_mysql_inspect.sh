#!/bin/sh
# db inspect: what a database holds, on MariaDB.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/cli/json.sh"

fresh my
DATABASE_URL=$(my_new)
export DATABASE_URL
run dunlin db inspect tables
exits 0 'an empty database'
is "$(cat "$out")" 'there are no tables' 'has no tables'
run dunlin db inspect indexes
is "$(cat "$out")" 'there are no indexes' 'and no indexes'
my_sql "$DATABASE_URL" "CREATE TABLE \`o'dd é\` (a int PRIMARY KEY, b text, KEY one (b(20)), KEY two (b(20)));
	INSERT INTO \`o'dd é\` SELECT seq, repeat('x', 500) FROM seq_1_to_3000; ANALYZE TABLE \`o'dd é\`"
run dunlin db inspect tables
exits 0 'tables'
ok 'have rows and sizes' grep -Eq "^[^ ]+ +o'dd é +table +InnoDB +[0-9]+ +[1-9]\.[0-9] MB " "$out"
ok 'and a sum' grep -Eqx '1 table, [1-9]\.[0-9] MB' "$out"
run dunlin db inspect tables --json
holds db 'as JSON'
prints '"table":"o'"'"'dd é","kind":"table","engine":"InnoDB","rows":' 'with numbers'
run dunlin db inspect indexes
exits 0 'indexes'
ok 'are counted, the needless apart' grep -qx '3 indexes, 1 duplicate' "$out"
prints 'duplicate of one' 'and the twin is named'
run dunlin db inspect indexes --json
holds db 'indexes as JSON'
prints '"unique":true,"primary":true,"ignored":false,"definition":"BTREE (`a`)"' 'with truths'
run dunlin db inspect locks
exits 0 'locks'
is "$(cat "$out")" 'nobody waits for a lock' 'of which there are none'
run dunlin db inspect activity
exits 0 'activity'
is "$(cat "$out")" 'nothing runs' 'nothing runs but this'
run dunlin db inspect slow
exits 2 'without performance_schema nothing is counted'
warns 'set performance_schema = ON' 'and it says what to do'
tap_done
