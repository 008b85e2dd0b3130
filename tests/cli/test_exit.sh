#!/bin/sh
# Every exit code of the manual, with what is said, and the same in the JSON of it.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

# ends CODE MESSAGE WORD...: so does the command, twice, and its JSON has the code as well.
ends()
{
	code=$1
	message=$2
	shift 2
	run dunlin "$@"
	exits "$code" "$code: $*"
	cat "$out" "$err" >said
	ok "it says: $message" grep -qF -e "$message" said
	run dunlin --json "$@"
	exits "$code" "$code: --json $*"
	prints "\"exit\":$code," 'the object has it'
	echo "$code" >>"$tap_dir/seen"
}

project codes
ends 3 '0 applied, 3 pending' status --check
ends 3 '3 pending' up --check
ends 0 'applied' up
ends 0 'nothing is wrong' check
ends 2 'unexpected "3"' up 2 3
put migrations/0004_bad.up.sql '-- dunlin: nonsense'
ends 2 'unknown directive "nonsense"' up
ends 2 'unknown directive "nonsense"' check
put migrations/0004_bad.up.sql 'SELECT missing;'
ends 1 'no such column: missing' up
put migrations/0004_bad.postgres.up.sql 'SELECT 1;'
rm migrations/0004_bad.up.sql
ends 4 '0004_bad has no up body for sqlite' check
ends 4 '0004_bad has no up body for sqlite' up
rm migrations/0004_bad.postgres.up.sql
sqlite3 dev.db "UPDATE dunlin_event SET os_user = 'mallory' WHERE seq = 1"
ends 4 'event 1 of the log: it was altered' audit
ends 6 'nowhere/x.db' --url sqlite:nowhere/x.db up

# Somebody else holds the lock, which is the write lock here.
put migrations/0004_more.up.sql 'SELECT 1;'
mkfifo hold
sqlite3 dev.db <hold >held 2>&1 &
holder=$!
exec 3>hold
printf '%s\n' 'BEGIN IMMEDIATE;' 'SELECT 1;' >&3
tries=0
until grep -q 1 held || [ $tries -gt 300 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
ends 5 "database is locked, by process $holder (sqlite3)" up --lock-wait 100ms
exec 3>&-
wait $holder

# What the manual lists is what was seen here; the signals are in test_signals.sh.
sed -n '/^\.Sh EXIT STATUS/,/^\.Sh EX/s/^\.It \([0-9][0-9]*\)$/\1/p' "$top_srcdir/docs/man/dunlin.1" >listed
is "$(sort -u "$tap_dir/seen" | tr '\n' ' ')" "$(sort -u listed | tr '\n' ' ')" 'these are all'
ok 'and there are some' test -s listed
tap_done
