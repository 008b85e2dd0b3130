#!/bin/sh
# plan: every statement, where it is from, and why.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

project plain
run dunlin plan
exits 0 'plan works on a database that is not there'
ok 'and does not create it' test ! -e dev.db
prints '-- on every connection' 'the set-up stands on top'
prints '-- migrations/0002_orders.up.sql:2' 'a statement has its place'
prints 'CREATE INDEX orders_user ON orders (user_id);' 'and is there whole'
ok 'a step says why it is there' grep -Eq '^-- [0-9]+\. 0002_orders up, migrations/0002_orders.up.sql: pending' "$out"
prints 'INSERT INTO "dunlin_event"' 'so are the statements of the history'
prints BEGIN 'the borders of the transaction are shown'
prints 'COMMIT;' 'both'
# What a plan says can be run.
grep -v -e '^PRAGMA query_only' "$out" >plan.sql
ok 'and it is SQL' sh -c 'sqlite3 copy.db <plan.sql >said'
is "$(tables copy.db)" 'notes orders users' 'that does what up would do'

run dunlin plan 1
prints_not 0002_orders 'a count is one'
run dunlin plan up --to 2
prints 0002_orders 'up may be said'
prints_not 0003_notes 'with its options'
dunlin -q up >/dev/null
run dunlin plan
prints 'nothing to do' 'nothing to do is said'
run dunlin plan down 2
exits 0 'plan down'
prints 'DROP TABLE notes;' 'shows the way back'
prints 'DROP TABLE orders;' 'as far as asked'
prints_not 'DROP TABLE users;' 'and no further'
run dunlin plan down --all
prints 'DROP TABLE users;' 'or all of it'
run dunlin plan goto 1
prints 'DROP TABLE notes;' 'goto is planned as well'
is "$(tables dev.db)" 'notes orders users' 'nothing was done by all that'
run dunlin plan --all
exits 2 'all goes with down'
run dunlin plan sideways
exits 2 'a word it does not know'

project waiting
put migrations/0004_later.up.sql '-- dunlin: when SELECT 1 FROM sqlite_master WHERE name = '"'later'" 'SELECT 4;'
put migrations/0005_pg.up.sql '-- dunlin: only postgres' 'SELECT 5;'
put migrations/0006_pair.up.sql 'BEGIN;' 'CREATE TABLE pair (a);' 'COMMIT;'
run dunlin plan
prints '-- waiting: 0004_later' 'what waits is listed with the reason'
prints '-- left out: 0005_pg' 'so is what is for another dialect'
prints 'left out' 'a pair around a body is shown'
put migrations/seeds/a.sql 'INSERT INTO users VALUES (1, '"'x'"');'
run dunlin plan seed
prints 'seed, migrations/seeds/a.sql' 'seeds are planned when asked'
run dunlin plan
prints_not seeds/a.sql 'and not otherwise'

# The write lock is the lock of a run: waiting for it is waiting for other runs.
put dunlin.conf 'target dev {' 'url = "sqlite:dev.db"' 'lock_wait = "300ms"' '}'
run dunlin plan
prints 'PRAGMA busy_timeout = 300;' 'no longer than they are waited for'
put dunlin.conf 'target dev {' 'url = "sqlite:dev.db"' 'lock_wait = "300ms"' 'lock_timeout = "100ms"' '}'
run dunlin plan
prints 'PRAGMA busy_timeout = 100;' 'nor than any lock'
put dunlin.conf 'target dev {' 'url = "sqlite:dev.db"' 'lock_wait = "0"' '}'
run dunlin plan
prints 'PRAGMA busy_timeout = 2000;' 'but for readers there is time'
tap_done
