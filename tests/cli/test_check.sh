#!/bin/sh
# check: everything that is wrong with the files, and no database.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

project good
run dunlin check
exits 0 'nothing is wrong'
is "$(cat "$out" "$err")" '3 migrations, for sqlite: nothing is wrong' 'what was looked at is said'
run dunlin -q check
exits 0 'quiet'
is "$(cat "$out" "$err")" '' 'it is not'
run dunlin check --format github
is "$(cat "$out" "$err")" '' 'nor is it an annotation'
run dunlin check --dialect pg --dialect sqlite --dialect mysql
prints '3 migrations, for postgres, sqlite and mysql: nothing is wrong' 'the dialects are those that were asked for'
put migrations/seeds/x.sql 'SELECT 1;'
run dunlin check
prints '3 migrations and 1 seed, for sqlite: nothing is wrong' 'seeds are counted'
rm -r migrations/seeds
ok 'no database was made' test ! -e dev.db
put dunlin.conf 'target dev { url = "postgresql://nobody@nowhere.invalid/none" }'
run dunlin check
exits 0 'none is asked'
put dunlin.conf 'target dev { url = "${NOT_SET_AT_ALL}" }'
run dunlin check
exits 0 'none need be known'
run dunlin -t nowhere check
exits 2 'a target that is named must be there'
rm dunlin.conf
run dunlin check
exits 0 'no dunlin.conf is needed'
is "$(cat "$out" "$err")" '3 migrations: nothing is wrong' 'and no dialect'
put dunlin.conf 'target dev { ulr = "sqlite:x" }'
run dunlin check
exits 2 'one that is wrong is'
rm -r migrations dunlin.conf
run dunlin check
exits 2 'no folder'
warns_not 'dunlin: target' 'without a first line of a run'
mkdir migrations
run dunlin check
exits 0 'an empty folder'
prints '0 migrations: nothing is wrong' 'is said to be one'

project bad
put migrations/0002_orders.up.sql 'CREATE TABLE orders (id INTEGER);' '-- dunlin: requirs 1'
put migrations/0003_notes.up.sql 'CREATE TABLE notes (id INTEGER);' '  COMMIT;'
put migrations/0004_late.up.sql '-- dunlin: requires 7' 'SELECT 1;'
put migrations/0005-dash.up.sql 'SELECT 1;'
put migrations/02_again.sql 'SELECT 1;'
printf 'SELECT 1;\nSELECT '"'"'\377'"'"';\n' >migrations/0006_bytes.sql
run dunlin check
exits 2 'many things are wrong'
ok 'an unknown directive' grep -Eq '^migrations/0002_orders.up.sql:2(:[0-9]+)?: error: .*requirs' "$out"
ok 'a lone COMMIT' grep -Eq '^migrations/0003_notes.up.sql:2(:[0-9]+)?: error: .*COMMIT' "$out"
ok 'a version nobody wrote' grep -Eq '^migrations/0004_late.up.sql:1(:[0-9]+)?: error: .*7' "$out"
ok 'a name that is none' grep -Eq '^migrations/0005-dash.up.sql: warning: ' "$out"
ok 'a version twice' grep -Eq 'migrations/02_again.sql.*: error: .*0002_orders' "$out"
ok 'bytes that are no UTF-8' grep -Eq '^migrations/0006_bytes.sql:2(:[0-9]+)?: warning: .*UTF-8' "$out"
ok 'they are counted' grep -Eqx '[0-9]+ errors, [0-9]+ warnings' "$out"
is "$(cat "$err")" '' 'all of it is the result'
run dunlin check --format github
exits 2 'as annotations'
ok 'at their lines' grep -Eq '^::error file=migrations/0003_notes.up.sql,line=2,' "$out"
run dunlin check --format xml
exits 2 'no other format'
warns 'text, json or github' 'which is said'
run dunlin check --statements
exits 2 'what is wrong cannot be cut'

project warned
put migrations/0004-x.sql 'SELECT 1;'
run dunlin check
exits 0 'a warning is no error'
prints 'warning: ' 'but is shown'
prints '0 errors, 1 warning' 'and counted'
run dunlin check --strict
exits 2 'unless it is strict'

project coverage
put migrations/0004_search.postgres.up.sql 'SELECT 1;'
put dunlin.conf 'target dev { url = "sqlite:dev.db" }'
run dunlin check
exits 4 'a body is missing'
prints '0004_search has no up body for sqlite: write' 'the file to write is named'
run dunlin check --dialect postgres
exits 0 'one dialect alone'
run dunlin check --dialect postgres --dialect sqlite
exits 4 'or several'
run dunlin check --dialect pg
exits 0 'by any of their names'
run dunlin check --dialect oracle
exits 2 'one that is not known'
warns oracle 'is named'

project statements
put migrations/0002_orders.up.sql 'CREATE TABLE orders (' '  id INTEGER' ');' '' 'VACUUM;'
put migrations/0002_orders.down.sql "-- ä" "DROP TABLE orders; SELECT 'a long text, that goes on and on and on until it is cut off somewhere';"
rm migrations/0001* migrations/0003*
run dunlin check --statements
exits 0 'a list of statements'
is "$(sed 's/  */ /g; s/^ *//' "$out")" 'PLACE BYTES KIND STATEMENT
migrations/0002_orders.up.sql:1 0+36 statement CREATE TABLE orders ( id INTEGER )
migrations/0002_orders.up.sql:5 39+6 alone VACUUM
migrations/0002_orders.down.sql:2 6+17 rebuild DROP TABLE orders
migrations/0002_orders.down.sql:2 25+78 statement SELECT '"'"'a long text, that goes on and on and on until it is …' \
	'with place, bytes, kind and beginning'
run dunlin check --statements --dialect postgres
exits 0 'in another dialect'
ok 'a DROP TABLE is nothing special' grep -Eq '0002_orders.down.sql:2 +6\+17 +statement' "$out"
run dunlin --json check --statements
exits 0 'and as JSON'
tap_done
