#!/bin/sh
# status: the words for each state, and the exit codes of --check.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

project states
run dunlin status
exits 0 'status of an empty database'
prints '0 applied, 3 pending' 'all is pending'
ok 'and nothing was created' test ! -e dev.db
run dunlin status --check
exits 3 'check has an exit code for that'
dunlin -q up 2 >/dev/null
run dunlin status
is "$(sed 's/20[0-9-]*T[0-9:.]*Z/AT/; s/ *[0-9]* ms$/ T/; s/head 2:[0-9a-f]*$/head H/' "$out")" \
	'STATE   MIGRATION   APPLIED                     TOOK NOTE
applied 0001_users  AT T
applied 0002_orders AT T
pending 0003_notes
2 applied, 1 pending, head H' 'a table, and a line for all'
dunlin -q up >/dev/null
run dunlin status --check
exits 0 'when all is applied, check is content'

put migrations/0002_orders.up.sql 'SELECT 1;'
run dunlin status
exits 0 'without check there is no verdict'
prints 'changed 0002_orders' 'what has changed is shown'
run dunlin status --check
exits 4 'check has a code for that'
rm migrations/0002*
run dunlin status
prints 'missing 2_orders' 'so is what is gone'
run dunlin status --check
exits 4 'with the same code'

project order
mv migrations/0002* .
dunlin -q up >/dev/null
mv 0002* migrations
run dunlin status --check
exits 4 'out of order is code 4'
prints 'out of order 0002_orders' 'and is called so'

project renamed
dunlin -q up >/dev/null
mv migrations/0003_notes.up.sql migrations/0003_remarks.up.sql
mv migrations/0003_notes.down.sql migrations/0003_remarks.down.sql
run dunlin status --check
exits 0 'a new name is no error'
prints renamed 'but is shown'

project others
put migrations/0004_pg.postgres.up.sql '-- dunlin: only postgres' 'SELECT 1;'
put migrations/0005_when.up.sql '-- dunlin: when SELECT 1 FROM sqlite_master WHERE name = '"'later'" 'SELECT 1;'
put migrations/R__views.sql 'SELECT 1;'
put seeds/x.sql 'SELECT 1;'
put migrations/seeds/users.sql 'INSERT INTO users VALUES (1, '"'a'"');'
run dunlin status
prints 'not for here' 'what is for another dialect'
prints waiting 'what waits'
prints due 'and what is due are shown'
prints users 'so are seeds'
dunlin -q up >/dev/null
run dunlin status --check
exits 0 'none of them is pending, seeds included'

# What is there for a reverted one that waits for it is asked for anew.
project reverted
put migrations/0004_when.up.sql '-- dunlin: when SELECT 1 FROM sqlite_master WHERE name = '"'users'" 'SELECT 1;'
put migrations/0004_when.down.sql 'SELECT 1;'
dunlin -q up >/dev/null
run dunlin -q down
prints '1 reverted, 1 pending' 'it waits for nothing'

fresh empty
mkdir migrations
run dunlin --url sqlite:x.db status
exits 0 'an empty folder is no error'
prints 'there are no migrations in migrations' 'but is said'
tap_done
