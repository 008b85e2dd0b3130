#!/bin/sh
# Where output goes, its colours, and what happens when nobody takes it.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
esc=$(printf '\033')

project colours
run dunlin status
prints_not "$esc" 'a pipe gets no colours'
run dunlin --color always status
prints "$esc" 'unless they are asked for'
run env NO_COLOR=1 "$DUNLIN" --color always status
prints "$esc" 'which is stronger than NO_COLOR'
export TERM=xterm
run script -qec "'$DUNLIN' status" /dev/null
prints "$esc" 'a terminal gets colours'
run script -qec "NO_COLOR=1 '$DUNLIN' status" /dev/null
prints_not "$esc" 'not with NO_COLOR'
run script -qec "NO_COLOR= '$DUNLIN' status" /dev/null
prints "$esc" 'an empty one does not count'
run script -qec "'$DUNLIN' --color never status" /dev/null
prints_not "$esc" 'nor when they are not wanted'
run script -qec "TERM=dumb '$DUNLIN' status" /dev/null
prints_not "$esc" 'nor where there are none'

# A terminal that says UTF-8 gets a mark in front of each state; nothing else does.
project marks
dunlin -q up 2 >/dev/null
run script -qec "LC_ALL=C.UTF-8 '$DUNLIN' --color never status" /dev/null
prints '✓ applied 0001_users' 'what is applied has a mark'
prints '○ pending 0003_notes' 'what is pending another'
run script -qec "LC_ALL=C '$DUNLIN' --color never status" /dev/null
prints 'applied 0001_users' 'without UTF-8'
prints_not '✓' 'there are none'
run script -qec "LC_ALL=C.UTF-8 TERM=dumb '$DUNLIN' status" /dev/null
prints_not '✓' 'nor on a dumb terminal'
LC_ALL=C.UTF-8 dunlin status >"$out" 2>"$err"
prints_not '✓' 'nor in a pipe'

project progress
put migrations/0002_orders.up.sql 'CREATE TABLE orders (n);' 'INSERT INTO orders' \
	'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3000000)' \
	'SELECT count(*) FROM c;'
run script -qec "'$DUNLIN' up" /dev/null
exits 0 'on a terminal'
ok 'one line says what is under way' grep -Eq '0002_orders .*statement 2 of 2  [0-9]' "$out"
prints "$(printf '\r\033[K')" 'and is taken back'
prints '3 applied, 0 pending' 'the results are there as well'

project narrow
run script -qec "stty cols 20; '$DUNLIN' status" /dev/null
exits 0 'a narrow terminal is no trouble'

project gone
status=0
dunlin status >/dev/full 2>"$err" || status=$?
: >"$out"
exits 1 'a full disk is an error'
warns 'cannot write the results: No space left on device' 'and is said'
status=0
dunlin status >&- 2>"$err" || status=$?
exits 1 'so is a closed stdout'
warns 'cannot write the results' 'which is said'
# The reader goes before the first byte.
mkfifo pipe
sh -c 'exec <pipe' &
status=0
dunlin up >pipe 2>"$err" || status=$?
wait
exits 1 'a reader that goes away'
warns 'cannot write the results' 'is no crash'
is "$(tables dev.db)" 'notes orders users' 'and the work is done all the same'
# Who only wants the beginning has it.
for words in plan history 'status --check' 'check --statements' 'plan --help' --help; do
	sh -c 'exec <pipe' &
	status=0
	# shellcheck disable=SC2086
	dunlin -q $words >pipe 2>"$err" || status=$?
	wait
	exits 0 "$words for a reader that goes away"
	is "$(cat "$err")" '' 'is nothing to speak of'
done
status=0
dunlin -q status 2>&- >"$out" || status=$?
exits 0 'a closed stderr harms nobody'
project closed
dunlin up <&- >&- 2>&- || :
is "$(sqlite3 dev.db 'PRAGMA integrity_check')" ok 'with all three closed, nothing is printed into the database'
is "$(tables dev.db)" 'notes orders users' 'which has what it should'

project names
put migrations/0004_ünïcödé漢.up.sql 'SELECT 1;'
run env -u LC_ALL LANG=C "$DUNLIN" status
prints '0004_ünïcödé漢' 'names are UTF-8 in every locale'
tap_done
