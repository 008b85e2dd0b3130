#!/bin/sh
# up: how much of it, what it prints, and what it refuses.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

project all
run dunlin up
exits 0 'up applies what is pending'
is "$(sed 's/([0-9]* ms)/(T)/; s/head 3:[0-9a-f]*$/head H/' "$out")" 'applied   0001_users  (T)
applied   0002_orders  (T)
applied   0003_notes  (T)
3 applied, 0 pending, head H' 'one line each, and one for all with the head of the log'
ok 'the first line names target, database and url' grep -Eqx \
	'dunlin: target dev, dev.db \(SQLite 3[0-9.]*\), url from dunlin.conf' "$err"
is "$(tables dev.db)" 'notes orders users' 'the tables are there'
run dunlin up
exits 0 'a second time'
ok 'there is nothing to do' grep -Eqx 'nothing to do: 3 applied, head 3:[0-9a-f]{64}' "$out"
run dunlin -q up
is "$(cat "$err")" '' 'quiet has no first line'

project parts
run dunlin up --check
exits 3 'check says that something is pending'
is "$(cat "$out")" 'pending   0001_users
pending   0002_orders
pending   0003_notes
3 pending' 'and what'
ok 'and creates nothing' test ! -e dev.db
run dunlin up 1
prints '1 applied, 2 pending' 'a count applies as many'
run dunlin up --to 2
prints '0002_orders' 'a version is the last one'
prints '1 applied, 1 pending' 'and no more'
run dunlin up --to 0003 --check
exits 3 'a version may have leading zeros'
run dunlin up
run dunlin up --check
exits 0 'check is content when all is applied'
prints '0 pending' 'and says so'

for words in 0 3x -- '-- -1' 1.5 99999999999999999999; do
	[ "$words" = -- ] && continue
	# shellcheck disable=SC2086
	run dunlin up $words
	exits 2 "up $words is no count"
done
run dunlin up -1
exits 2 'nor is -1'
run dunlin up 1 --to 2
exits 2 'a count and a version do not go together'
run dunlin up --to 3x
exits 2 '3x is no version'
warns '"3x" is no version' 'and is named'
run dunlin up --to 17
exits 2 'a version that nobody wrote'
warns 17 'is named'

project late
dunlin -q up >/dev/null
put migrations/0002_orders.up.sql 'SELECT 1;'
run dunlin up
exits 4 'an applied body that has changed stops the run'
warns 0002 'and is named'
run dunlin up --check
exits 4 'check says the same'
project order
mv migrations/0002* .
dunlin -q up >/dev/null
mv 0002* migrations
run dunlin up
exits 4 'a lower version that is late is refused'
warns 0002 'and named'
run dunlin up --check
exits 4 'also by check'
run dunlin up --out-of-order
exits 0 'unless it is allowed'
prints 'applied   0002_orders' 'then it is applied'

project broken
put migrations/0002_orders.up.sql '-- a remark' 'CREATE TABLE orders (id INTEGER);' \
	"	INSERT INTO orders (id, n) VALUES ('ä', 1);"
run dunlin up
exits 1 'a statement that fails'
prints 'applied   0001_users' 'what was before it stays'
is "$(sed -n '2,$p' "$err" | grep -v detail)" 'dunlin: migrations/0002_orders.up.sql:3:26: table orders has no column named n (42703)
    3 | 	INSERT INTO orders (id, n) VALUES ('"'ä'"', 1);
      | 	                        ^
  statement 2 of 2, rolled back; 0001 is applied, 0002 and 1 more are pending' \
	'is shown where it is, with what is left'
is "$(tables dev.db)" users 'and nothing of it is left'
put migrations/0002_orders.up.sql 'CREATE TABLE orders (id INTEGER);'
run dunlin up
exits 0 'once mended it goes on'

project verbose
run dunlin -v up
warns '0002_orders: statement 2 of 2 done (migrations/0002_orders.up.sql:2)' \
	'verbose names every statement'

project environments
put migrations/0004_demo.up.sql '-- dunlin: env demo' 'CREATE TABLE demo (id INTEGER);'
run dunlin up
prints '3 applied, 0 pending' 'what is for an environment is left out'
run dunlin up --env demo
prints 'applied   0004_demo' 'until that is the one'
put dunlin.conf 'target a { url = "sqlite:other.db" env = "demo" }'
run dunlin up
prints 'applied   0004_demo' 'a target can say which it is'

fresh empty
put dunlin.conf 'target dev { url = "sqlite:dev.db" }'
mkdir migrations
run dunlin up
exits 0 'an empty folder is no error'
prints 'nothing to do: there are no migrations in migrations' 'but it is said'
rmdir migrations
run dunlin up
exits 2 'no folder is one'
warns migrations 'the folder is named'

project repeatable
put migrations/R__views.sql 'CREATE VIEW IF NOT EXISTS v AS SELECT 1;'
run dunlin up
prints 'applied   R__views' 'a repeatable is applied last'
run dunlin up
prints 'nothing to do' 'and once'
put migrations/R__views.sql 'DROP VIEW v; CREATE VIEW v AS SELECT 2;'
run dunlin up
prints 'applied   R__views' 'until it has changed'
tap_done
