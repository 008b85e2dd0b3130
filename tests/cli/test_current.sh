#!/bin/sh
# dunlin current: the version that the database is at, and nothing else.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
. "$top_srcdir/tests/cli/json.sh"

for kind in sqlite pg; do
	project $kind
	if [ $kind = pg ]; then
		DUNLIN_URL=$(pg_new)
		export DUNLIN_URL
		rm dunlin.conf
	fi
	run dunlin current
	exits 0 "$kind: nothing is applied"
	is "$(cat "$out")" '' 'and nothing is printed'
	warns 'no version is applied' 'but said'
	dunlin -q up 2 >/dev/null
	run dunlin current
	exits 0 "$kind: two are applied"
	is "$(cat "$out")" 0002_orders 'the second is current'
	run dunlin current --json
	exits 0 'also as JSON'
	prints '"id":"0002","name":"orders"' 'which names it'
	prints '"pending":1' 'and counts what is left'
	dunlin -q up >/dev/null
	run dunlin current
	warns_not 'after it' 'the last is the highest'
	put migrations/0010_ten.up.sql 'CREATE TABLE ten (x INTEGER);'
	put migrations/R__v.sql 'CREATE VIEW v AS SELECT 1 AS one;'
	dunlin -q up >/dev/null
	put migrations/009_late.up.sql 'CREATE TABLE late (x INTEGER);'
	dunlin -q up --out-of-order >/dev/null
	before=$(dunlin audit 2>/dev/null)
	run dunlin current
	is "$(cat "$out")" 0010_ten "$kind: one that came late is not the highest, nor is a repeatable"
	warns '009_late was applied after it' 'but is named'
	is "$(dunlin audit 2>/dev/null)" "$before" 'and looking writes nothing'
	run dunlin current --json
	holds current 'the object is as its schema says'
	ok 'current is the highest' grep -q '"current":{"kind":"versioned","id":"0010"' "$out"
	ok 'last is the last' grep -q '"last":{"kind":"versioned","id":"009"' "$out"
	rm migrations/0003* migrations/0010*
	run dunlin current
	is "$(cat "$out")" 10_ten 'also when its file is gone'
	run dunlin current 1
	exits 2 'it takes no words'
done
unset DUNLIN_URL
run dunlin --url 'postgresql://nobody@/none?host=/nowhere' current
exits 6 'a server that is not there'
tap_done
