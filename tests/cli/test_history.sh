#!/bin/sh
# history and audit: what was done, and that nobody has changed the record of it.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

# With times, names and numbers of this machine taken out.
masked()
{
	sed 's/20[0-9-]*T[0-9:.]*Z/AT/; s/[^ ]*@[^ ]*/BY/; s/   */ /g; s/^ *//; s/ *$//' "$out"
}

project history
run dunlin history
exits 0 'a database that is not there has no history'
prints 'nothing has happened yet' 'which is said'
ok 'nothing is created' test ! -e dev.db
dunlin -q up >/dev/null
dunlin -q down >/dev/null
put migrations/0003_notes.up.sql 'INSERT INTO nowhere VALUES (1);'
dunlin -q up >/dev/null 2>&1
run dunlin history
exits 0 'history'
is "$(masked | cut -c 1-60)" 'SEQ AT EVENT MIGRATION BY NOTE
5 AT fail 3_notes BY 42P01, statement 1, line 1: no such tab
4 AT revert 3_notes BY
3 AT apply 3_notes BY
2 AT apply 2_orders BY
1 AT apply 1_users BY' 'the newest event is first'
ok 'it says who' grep -q "apply.* $(id -un)@$(hostname)" "$out"
run dunlin history 2
is "$(masked | cut -d ' ' -f 1,3,4)" 'SEQ EVENT MIGRATION
5 fail 3_notes
4 revert 3_notes' 'a count is the last so many'
run dunlin history 99
exits 0 'which may be more than there are'
run dunlin history -3
exits 2 'or no count at all'
run dunlin history 1 2
exits 2 'one is enough'

# head: the last event, as SEQ:HASH.
head()
{
	sqlite3 dev.db "SELECT seq || ':' || hash FROM dunlin_event ORDER BY seq DESC LIMIT 1"
}

project audit
run dunlin audit
exits 0 'an audit of nothing'
prints 'nothing has happened yet' 'finds nothing'
dunlin -q up >/dev/null
dunlin -q redo >/dev/null
noted=$(head)
run dunlin audit
exits 0 'an audit'
is "$(cat "$out")" "5 events, none altered, inserted or removed
head $noted" 'counts the events, and prints the head'
run dunlin audit --expect "$noted"
exits 0 'a head that was noted'
first=$(sqlite3 dev.db "SELECT seq || ':' || hash FROM dunlin_event WHERE seq = 2")
run dunlin audit --expect "$first"
exits 0 'an older one is in the log as well'
run dunlin audit --expect 5:abc
exits 2 'what is no head'
warns '"5:abc" is no head' 'is refused'
cp dev.db good.db

# found SQL WHAT TEXT...: after that SQL each text is in what the audit prints.
found()
{
	cp good.db dev.db
	sqlite3 dev.db "$1"
	run dunlin audit
	exits 4 "$2"
	found_what=$2
	shift 2
	for found_text; do
		prints "$found_text" "and it says so ($found_what)"
	done
}
found "UPDATE dunlin_event SET os_user = 'somebody' WHERE seq = 2" 'a row that was altered' \
	'event 2: it was altered'
warns 'event 2 of the log' 'the first is the error'
found 'CREATE TEMP TABLE t AS SELECT * FROM dunlin_event WHERE seq = 5; UPDATE t SET seq = 6;
	INSERT INTO dunlin_event SELECT * FROM t' \
	'a row that was inserted' 'event 6: '
found 'DELETE FROM dunlin_event WHERE seq = 3' 'a row that was removed' \
	'event 4: event 3 before it was removed'
found 'DELETE FROM dunlin_event WHERE seq = 1' 'the first one, too' 'event 2: event 1 before it was removed'
found "UPDATE dunlin_event SET name = 'x' WHERE seq IN (1, 4)" 'two of them' 'event 1: ' 'event 4: '
found "UPDATE dunlin_event SET at = 'x' WHERE seq = 5" 'the last one' 'event 5: '
cp good.db dev.db
sqlite3 dev.db 'DELETE FROM dunlin_event WHERE seq = 5'
run dunlin audit
exits 0 'a log that was cut looks sound'
run dunlin audit --expect "$noted"
exits 4 'but not to who noted the head'
warns 'the event log was cut' 'it says what'
rm dev.db
dunlin -q up >/dev/null
dunlin -q redo >/dev/null
run dunlin audit --expect "$noted"
exits 4 'nor is one that was written anew'
warns 'the event log was rewritten' 'it says what'
run dunlin history
exits 0 'history shows whatever there is'

project postgres
DATABASE_URL=$(pg_new)
export DATABASE_URL
put dunlin.conf 'target pg { url = "${DATABASE_URL}" }'
run dunlin history
prints 'nothing has happened yet' 'an empty PostgreSQL has no history'
dunlin -q up >/dev/null
run dunlin history
is "$(masked | cut -d ' ' -f 1,3,4)" 'SEQ EVENT MIGRATION
3 apply 3_notes
2 apply 2_orders
1 apply 1_users' 'and then one'
run dunlin audit
exits 0 'which is sound'
pg_sql "$DATABASE_URL" "UPDATE dunlin_event SET checksum = NULL WHERE seq = 2"
run dunlin audit
exits 4 'until somebody alters it'
prints 'event 2: it was altered' 'which is found'
tap_done
