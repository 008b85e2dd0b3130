#!/bin/sh
# down and goto: how much is reverted, and what is asked before.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

project counts
dunlin -q up >/dev/null
run dunlin down
exits 0 'down reverts one'
ok 'it says so' grep -Eqx 'reverted  0003_notes  \([0-9]+ ms\)' "$out"
ok 'and what that comes to' grep -Eqx '1 reverted, 1 pending, head 4:[0-9a-f]{64}' "$out"
is "$(tables dev.db)" 'orders users' 'the last one'
run dunlin down 2
prints '2 reverted, 3 pending' 'a count reverts as many'
run dunlin down
exits 0 'there is nothing more to revert'
prints 'nothing to do' 'and it says so'

project versions
dunlin -q up >/dev/null
run dunlin down --to 1
prints '2 reverted' 'all above a version'
is "$(tables dev.db)" users 'which itself stays'
run dunlin goto 3
exits 0 'goto goes up'
prints '2 applied' 'as far as it takes'
run dunlin goto 0002
exits 0 'and down'
prints 'reverted  0003_notes' 'to the version'
run dunlin goto 2
prints 'nothing to do: 2 applied, 1 pending' 'where it then is'
run dunlin goto 0 --yes
prints '2 reverted' '0 is before the first'
run dunlin goto
exits 2 'goto needs a version'
warns 'hint: dunlin goto VERSION | +N | -N' 'which is said'
run dunlin goto +1
exits 0 'or how many to apply'
prints '1 applied, 2 pending' 'from where it is'
run dunlin goto +9
prints '2 applied, 0 pending' 'at most all'
run dunlin goto -2
exits 0 'or how many to revert'
prints '2 reverted, 2 pending' 'which were applied last'
run dunlin goto -12
prints '1 reverted' 'also with more than one digit'
for words in + - +0 -0 +x 1x -1x --1; do
	run dunlin goto "$words"
	exits 2 "goto $words is neither"
done
run dunlin goto 17
exits 2 'and is there'
for words in 0 x 99999999999999999999 '1 2' '1 --to 1' '--all 1' '--all --to 1'; do
	# shellcheck disable=SC2086
	run dunlin down $words
	exits 2 "down $words is refused"
done

project everything
dunlin -q up >/dev/null
run dunlin down --all
exits 2 'to revert everything, somebody must say yes'
warns 'this reverts all 3 applied migrations of sqlite:dev.db; nobody can be asked' 'it says what'
warns '--yes' 'and how'
is "$(tables dev.db)" 'notes orders users' 'nothing has happened'
for words in 'down --to 0' 'down --to 000' 'goto 0' 'goto 0 --verify'; do
	# shellcheck disable=SC2086
	run dunlin $words
	exits 2 "$words is everything, too"
	warns 'this reverts all 3 applied migrations of sqlite:dev.db; nobody can be asked' "and said to be: $words"
done
is "$(tables dev.db)" 'notes orders users' 'still nothing has happened'
for words in 'down --to 0' 'goto 0'; do
	# shellcheck disable=SC2086
	run dunlin $words --dry-run
	exits 0 "a trial of $words keeps nothing, and asks nothing"
	# shellcheck disable=SC2086
	run dunlin $words --sql
	exits 0 "nor does a script of $words"
	# shellcheck disable=SC2086
	run dunlin plan $words
	exits 0 "nor a plan of $words"
done
run dunlin down --to 0 --yes
exits 0 'yes is an answer to that'
run dunlin up 1
run dunlin down --to 0
warns 'this reverts the one applied migration of sqlite:dev.db;' 'one is not many'
run dunlin up
run dunlin down --all --yes
exits 0 'yes is enough'
prints '3 reverted, 3 pending' 'everything is reverted'
is "$(tables dev.db)" '' 'and gone'
run dunlin down --all
exits 0 'where there is nothing to revert, nobody is asked'

# At a terminal.
dunlin -q up >/dev/null
run script -qec "'$DUNLIN' down --all" /dev/null
printf 'n\n' >answer
status=0
script -qec "'$DUNLIN' down --all" /dev/null <answer >"$out" 2>"$err" || status=$?
exits 1 'no is an answer'
prints 'not confirmed, nothing was done' 'and is said'
is "$(tables dev.db)" 'notes orders users' 'and holds'
printf 'yes\n' >answer
status=0
script -qec "'$DUNLIN' down --all" /dev/null <answer >"$out" 2>"$err" || status=$?
exits 0 'yes is one, too'
prints 'Go on? [y/N]' 'it was asked'
is "$(tables dev.db)" '' 'and done'

project oneway
rm migrations/0002_orders.down.sql
dunlin -q up >/dev/null
run dunlin down 3
exits 4 'a migration without a down body'
warns 0002 'is named'
is "$(tables dev.db)" 'notes orders users' 'before anything is reverted'
run dunlin down
exits 0 'those above it can be reverted'

# The file to write stands beside the up body, and is called as that is.
fresh names
put dunlin.conf 'project { migrations = {"db"} }' 'target dev { url = "sqlite:names.db" }'
while read -r up down; do
	put "db/$up" 'SELECT 1;'
	dunlin -q up >"$out" 2>"$err"
	run dunlin down
	exits 4 "$up has no way back"
	warns "has no down body: write db/$down" 'and the file to write is named'
	put "db/$down" 'SELECT 2;'
	run dunlin down
	exits 0 'which is then the way back'
	rm -rf db names.db
done <<'END'
0001_a.sql 0001_a.down.sql
0001_a.up.sql 0001_a.down.sql
0001_a.sqlite.up.sql 0001_a.sqlite.down.sql
sqlite/0001_a.up.sql sqlite/0001_a.down.sql
END
pg=$(pg_new)
put db/postgres/0001_a.up.sql 'SELECT 1;'
dunlin -q --url "$pg" up >"$out" 2>"$err"
run dunlin --url "$pg" down
exits 4 'nor on PostgreSQL'
warns '0001_a has no down body: write db/postgres/0001_a.down.sql' 'where the file is named as well'
tap_done
