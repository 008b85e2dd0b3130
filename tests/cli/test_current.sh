#!/bin/sh
# dunlin current: the version that the database is at, and nothing else.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

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
	rm migrations/0003*
	run dunlin current
	is "$(cat "$out")" 3_notes 'also when its file is gone'
	run dunlin current 1
	exits 2 'it takes no words'
done
unset DUNLIN_URL
run dunlin --url 'postgresql://nobody@/none?host=/nowhere' current
exits 6 'a server that is not there'
tap_done
