#!/bin/sh
# redo, stamp and repair; and the ways to run: trials, all or nothing, verified.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

# logged DATABASE: the events, in one line.
logged()
{
	sqlite3 "$1" "SELECT group_concat(event || ' ' || id, ', ') FROM (SELECT event, id FROM dunlin_event ORDER BY seq)"
}

project redo
run dunlin redo
exits 0 'redo where nothing is applied'
prints 'nothing to do' 'has nothing to do'
dunlin -q up >/dev/null
sqlite3 dev.db 'INSERT INTO notes VALUES (1)'
run dunlin redo
exits 0 'redo'
prints 'reverted  0003_notes' 'reverts the last one'
prints 'applied   0003_notes' 'and applies it again'
prints '1 applied, 1 reverted, 0 pending' 'and says so'
is "$(sqlite3 dev.db 'SELECT count(*) FROM notes')" 0 'it is new'
run dunlin redo 2
exits 0 'a count is how many'
is "$(sed 's/  (.*//; s/, head.*//' "$out")" 'reverted  0003_notes
reverted  0002_orders
applied   0002_orders
applied   0003_notes
2 applied, 2 reverted, 0 pending' 'all are reverted before the first is applied'
run dunlin redo x
exits 2 'and no word'
run dunlin redo 1 2
exits 2 'nor two'
rm migrations/0003_notes.down.sql
run dunlin redo
exits 4 'what cannot be reverted'
warns '0003_notes has no down body' 'is named'

project force
dunlin -q up >/dev/null
sqlite3 dev.db 'INSERT INTO orders VALUES (1, NULL)'
run dunlin redo 2 --force
exits 2 'force asks, and here is nobody'
warns 'this reverts 0002_orders by its down body, and applies it again; nobody can be asked' 'it says what would happen'
warns '--yes' 'and how to say yes'
is "$(sqlite3 dev.db 'SELECT count(*) FROM orders')" 1 'nothing has happened'
run dunlin redo 2 --force --yes
exits 0 'behind --force the word is a version'
is "$(sed 's/  (.*//; s/, head.*//' "$out")" 'reverted  0002_orders
applied   0002_orders
1 applied, 1 reverted, 0 pending' 'it alone, whatever came after it'
is "$(sqlite3 dev.db 'SELECT count(*) FROM orders')" 0 'it is new'
put migrations/0002_orders.up.sql 'CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT);'
run dunlin redo 2 --yes
exits 4 'without --force a file that has changed is refused'
run dunlin plan redo 2 --force
exits 0 'it can be planned'
prints 'DROP TABLE orders' 'both ways'
prints 'once more; its up body has changed' 'and why'
sum=$(cksum <dev.db)
run dunlin redo 2 --force --dry-run
exits 0 'a trial asks nobody'
prints '1 would be applied, 1 would be reverted; nothing was kept' 'and keeps nothing'
is "$(cksum <dev.db)" "$sum" 'not a byte has changed'
dunlin redo 2 --force --sql >script.sql 2>"$err"
ok 'nor does a script ask' grep -q 'DROP TABLE orders' script.sql
run dunlin redo 2 --force --yes --json
exits 0 'changed as it is'
prints '"reverted":1' 'in JSON too'
is "$(sqlite3 dev.db "SELECT count(note) FROM orders")" 0 'it has what the file says now'
run dunlin status --check
exits 0 'and all is well'
rm migrations/0001_users.down.sql
put migrations/0001_users.up.sql 'CREATE TABLE IF NOT EXISTS users (id INTEGER);'
run dunlin redo 1 --force
exits 2 'where there is no way back'
warns 'this runs the up body of 0001_users again, over what is there; nobody can be asked' 'it says that'
printf 'y\n' >answer
status=0
script -qec "'$DUNLIN' redo 1 --force" /dev/null <answer >"$out" 2>"$err" || status=$?
exits 0 'yes is an answer'
prints 'it has no down body' 'it was told why'
prints 'Go on? [y/N]' 'and asked'
prints '1 applied, 0 pending' 'and ran'
put migrations/R__views.sql 'DROP VIEW IF EXISTS v;' 'CREATE VIEW v AS SELECT id FROM users;'
dunlin -q up >/dev/null
run dunlin redo R__views --force --yes
exits 0 'a repeatable too'
prints 'applied   R__views' 'runs again'
rm dev.db
dunlin -q up 1 >/dev/null
run dunlin redo 3 --force --yes
exits 4 'what is not applied'
warns '0003_notes is not applied' 'is named'
warns 'dunlin up applies it' 'with what to do'
run dunlin redo 17 --force --yes
exits 2 'a version that nobody wrote'
run dunlin redo 1 2 --force --yes
exits 2 'one word'
run dunlin redo x --force --yes
exits 2 'that is a version'
run dunlin redo seeds/x --force --yes
exits 2 'or a repeatable'
run dunlin plan down --force
exits 2 'force goes with redo'
run dunlin redo --force --yes
prints 'applied   0001_users' 'without a word it is the last one'

project stamp
run dunlin stamp 2
exits 2 'stamp asks, and here is nobody'
warns '  0001_users: recorded as applied, not run' 'it lists what it would record'
warns 'this records 2 migrations as applied, and runs nothing; nobody can be asked' 'it says how many'
warns '--yes' 'and how to say yes'
is "$(tables dev.db)" '' 'nothing has happened'
run dunlin stamp 2 --yes
exits 0 'yes is enough'
is "$(sed 's/  (.*//; s/, head.*//' "$out")" 'stamped   0001_users
stamped   0002_orders
2 stamped, 1 pending' 'one line each, and one for all'
is "$(tables dev.db)" '' 'nothing has run'
is "$(logged dev.db)" 'stamp 1, stamp 2' 'the log has it'
run dunlin status
prints '2 applied, 1 pending' 'status takes them for applied'
run dunlin stamp 2
exits 0 'a second time nobody is asked'
prints 'nothing to do' 'since there is nothing to do'
run dunlin stamp 17
exits 2 'a version that nobody wrote'
warns 'there is no version 17' 'is named'
run dunlin stamp
exits 2 'a version must be said'
run dunlin stamp x
exits 2 'and be one'
printf 'n\n' >answer
status=0
script -qec "'$DUNLIN' stamp 3" /dev/null <answer >"$out" 2>"$err" || status=$?
exits 1 'no is an answer'
prints 'this records 1 migration as applied, and runs nothing. Go on? [y/N]' 'it was asked'
is "$(logged dev.db)" 'stamp 1, stamp 2' 'and nothing was recorded'

project repair
dunlin -q up >/dev/null
run dunlin repair
exits 0 'where nothing is wrong nobody is asked'
prints 'nothing to do: 3 applied, head 3:' 'and it is said'
put migrations/0001_users.up.sql 'CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL); -- changed'
mv migrations/0002_orders.up.sql migrations/0002_sales.up.sql
mv migrations/0002_orders.down.sql migrations/0002_sales.down.sql
rm migrations/0003*
run dunlin up
exits 4 'files that are not as they were applied'
run dunlin repair
exits 2 'repair asks, and here is nobody'
warns '  0001_users: ' 'it lists what has changed'
warns '  0002_sales: ' 'what was renamed'
warns '  3_notes: ' 'and what is gone'
warns 'this corrects 3 migrations in the history, and runs nothing; nobody can be asked' 'it says how many'
run dunlin repair --yes
exits 0 'yes is enough'
prints 'repaired  0001_users' 'one line each'
prints '3 repaired, 0 pending' 'and one for all'
is "$(logged dev.db)" 'apply 1, apply 2, apply 3, repair 1, repair 2, repair 3' 'the log has it'
is "$(tables dev.db)" 'notes orders users' 'nothing has run'
run dunlin status --check
exits 0 'and all is well'

project trial
run dunlin up --dry-run
exits 0 'a trial'
is "$(sed 's/  (.*//' "$out")" 'would be applied   0001_users
would be applied   0002_orders
would be applied   0003_notes
3 would be applied; nothing was kept: it ran on a copy of the database' 'says what would be'
ok 'and creates nothing' test ! -e dev.db
dunlin -q up 1 >/dev/null
sqlite3 dev.db "INSERT INTO users VALUES (1, 'a')"
sum=$(cksum <dev.db)
run dunlin goto 3 --dry-run
prints '2 would be applied; nothing was kept' 'on top of what is there'
run dunlin down --dry-run
prints 'would be reverted  0001_users' 'a way back can be tried'
prints '1 would be reverted; nothing was kept' 'as well'
run dunlin down --all --dry-run
exits 0 'and nobody is asked'
run dunlin redo --dry-run
prints '1 would be applied, 1 would be reverted; nothing was kept' 'redo too'
put migrations/seeds/users.sql "INSERT INTO users (name) VALUES ('b');"
run dunlin seed --dry-run
prints '1 would be seeded; nothing was kept' 'and seeds'
put migrations/0003_notes.up.sql 'INSERT INTO users VALUES (1, 0);'
run dunlin up --dry-run
exits 1 'a trial finds what fails'
warns 'migrations/0003_notes.up.sql:1' 'and where'
warns 'statement 1 of 1; this was a trial, nothing was changed' 'and changes nothing'
is "$(cksum <dev.db)" "$sum" 'not a byte of the database has changed'
run dunlin up --to 2
run dunlin up --to 2 --dry-run
prints 'nothing to do' 'nothing to do is the same in a trial'

project together
put migrations/0003_notes.up.sql 'CREATE TABLE notes (id INTEGER);' 'INSERT INTO nowhere VALUES (1);'
run dunlin up --one-transaction
exits 1 'all or nothing'
warns 'migrations/0003_notes.up.sql:2' 'fails where it fails'
warns 'nothing is applied' 'and says that'
is "$(tables dev.db)" '' 'it is nothing'
put migrations/0003_notes.up.sql 'CREATE TABLE notes (id INTEGER);'
run dunlin up --one-transaction
prints '3 applied, 0 pending' 'or all'
put migrations/0004_vacuum.up.sql 'VACUUM;'
run dunlin up --one-transaction
exits 2 'where that cannot be it is refused'
warns 'migrations/0004_vacuum.up.sql:1: this body cannot be part of one transaction' 'with the file'

project verified
put migrations/0002_orders.verify.sql '-- dunlin: expect rows = 1' 'SELECT id FROM orders;'
run dunlin up --verify
exits 1 'a body that does not hold'
warns 'migrations/0002_orders.verify.sql:1: expected 1 row, got 0' 'is named'
warns '0001 is applied, 0002 and 1 more are pending' 'its step is rolled back'
is "$(tables dev.db)" users 'all of it'
put migrations/0002_orders.verify.sql '-- dunlin: expect rows = 0' 'SELECT id FROM orders;'
run dunlin up --verify
exits 0 'one that holds'
prints '2 applied, 0 pending' 'lets it pass'
run dunlin redo --verify
exits 0 'redo can be verified'
run dunlin goto 3 --verify
exits 0 'and goto'
run dunlin down --verify
exits 2 'down has nothing to verify'

# The same where a trial is one transaction that is rolled back.
project postgres
DATABASE_URL=$(pg_new)
export DATABASE_URL
put dunlin.conf 'target pg { url = "${DATABASE_URL}" }'
run dunlin up --dry-run
exits 0 'a trial on PostgreSQL'
is "$(sed 's/  (.*//' "$out")" 'would be applied   0001_users
would be applied   0002_orders
would be applied   0003_notes
3 would be applied; nothing was kept: all of it was rolled back' 'says what would be'
is "$(pg_sql "$DATABASE_URL" "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")" 0 \
	'and leaves nothing'
run dunlin stamp 1 --yes
exits 0 'stamp'
pg_sql "$DATABASE_URL" 'CREATE TABLE users (id int PRIMARY KEY)'
run dunlin up --one-transaction
prints '2 applied, 0 pending' 'one transaction'
run dunlin redo 2
prints '2 applied, 2 reverted' 'redo'
put migrations/0002_orders.up.sql 'SELECT 1;'
run dunlin repair --yes
prints '1 repaired, 0 pending' 'repair'
run dunlin down --dry-run --all
prints '3 would be reverted; nothing was kept' 'a trial of the way back'
run dunlin status
prints '3 applied, 0 pending' 'changes nothing'
tap_done
