#!/bin/sh
# test --idempotent: every body twice, in a database that may be thrown away.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

points()
{
	grep -E '^(not )?ok' "$out" | sed 's/ok [0-9]* - /ok /'
}

# The project that asks for it, on both databases.
cp -R "$top_srcdir/migrations/vibe-agents" vibe && chmod -R u+w vibe && cd vibe || exit 99
run dunlin test --idempotent
exits 0 'vibe-agents may run twice on SQLite'
warns ':memory:' 'in memory, which is said'
prints 'ok 1 - 0001_users_and_conversations up, twice' 'the up bodies'
prints 'ok 6 - 0006_story_embeddings up, twice # SKIP only for postgres' 'those for another one are skipped'
is "$(tail -n 2 "$out")" 'ok 12 - 0001_users_and_conversations down, twice
1..12' 'and the down bodies, last first'
url=$(pg_new)
run dunlin test --idempotent --url "$url"
exits 0 'and on PostgreSQL'
is "$(grep -c '^ok .* up, twice' "$out") $(grep -c '^ok .* down, twice$' "$out")" \
	"7 $(grep -c 'up, twice$' "$out")" 'all that can run there'
run dunlin test --idempotent --url "$url"
exits 2 'one that was used is not empty any more'
warns 'is not empty: it has a history' 'it has a history'
warns 'may be thrown away' 'and what to do'
cd .. || exit 99

# What cannot run twice.
fresh once
put migrations/0001_a.up.sql 'CREATE TABLE IF NOT EXISTS a (x int);' '' 'CREATE TABLE b (x int);'
put migrations/0001_a.down.sql 'DROP TABLE IF EXISTS a;' 'DROP TABLE b;'
put migrations/0002_c.up.sql '-- dunlin: irreversible' 'CREATE TABLE IF NOT EXISTS c (x int);'
put migrations/0003_d.up.sql '-- dunlin: when SELECT 0' 'SELECT 1;'
put migrations/R__v.sql 'DROP VIEW IF EXISTS v;' 'CREATE VIEW v AS SELECT 1 AS one;'
put migrations/R__v.down.sql 'DROP VIEW IF EXISTS v;'
run dunlin test --idempotent
exits 1 'a table without IF NOT EXISTS fails'
is "$(points)" 'not ok 0001_a up, twice
ok 0002_c up, twice
ok R__v up, twice
ok 0003_d up, twice # SKIP waits until SELECT 0
ok 0001_a down, twice # SKIP one that was applied after it stays
ok 0002_c down, twice # SKIP it is irreversible
ok R__v down, twice # SKIP one that was applied after it stays' 'the others are tried all the same'
prints 'message: "the second time: table b already exists"' 'what the database says'
prints 'file: "migrations/0001_a.up.sql"' 'the file'
prints '  line: 3' 'and the line'
rm migrations/0002* migrations/0003*
url=$(pg_new)
run dunlin test --idempotent --url "$url"
exits 1 'on PostgreSQL as well'
is "$(points)" 'not ok 0001_a up, twice
ok R__v up, twice
ok R__v down, twice
not ok 0001_a down, twice' 'repeatables are reverted before what they may depend on'
is "$(sed -n 's/^  line: //p' "$out" | tr '\n' ' ')" '3 2 ' 'each with its line'
put migrations/0002_bad.up.sql 'SELECT nothing;'
run dunlin test --idempotent
is "$(points)" 'not ok 0001_a up, twice
not ok 0002_bad up, twice
ok R__v up, twice # SKIP one before it failed
not ok 0001_a down, twice' 'what cannot run once ends the way up'
prints 'message: "near \"nothing\": syntax error"' 'and it is not the second time'
run dunlin test --idempotent --json
prints '{"outcome":"failed","file":"migrations/0001_a.up.sql","text":"0001_a up, twice"' 'as JSON'

# Outside a transaction, and COPY.
fresh alone
put migrations/0001_t.up.sql 'CREATE TABLE IF NOT EXISTS t (a int);' 'COPY t FROM stdin;' 1 2 '\.' \
	'SET lock_timeout = 0;'
put migrations/0001_t.down.sql 'DROP TABLE IF EXISTS t;'
put migrations/0002_i.up.sql '-- dunlin: transaction off' \
	'CREATE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a);'
put migrations/0002_i.down.sql 'DROP INDEX CONCURRENTLY t_a;'
url=$(pg_new)
run dunlin test --idempotent --url "$url"
is "$(points)" 'ok 0001_t up, twice
ok 0002_i up, twice
not ok 0002_i down, twice
ok 0001_t down, twice' 'statements that run alone, and data'

# Which database.
sqlite3 full.db 'CREATE TABLE precious (a); CREATE TABLE other (a)'
run dunlin test --idempotent --url sqlite:full.db
exits 2 'a database with tables is refused'
warns 'is not empty: it has the tables other, precious' 'naming them'
is "$(sqlite3 full.db .tables | tr -s ' ')" 'other precious' 'and left as it is'
run dunlin test --idempotent x.sql
exits 2 'it takes no files'
fresh other
put migrations/0003_p.postgres.up.sql 'SELECT 1;'
run dunlin test --idempotent
exits 4 'without bodies for SQLite it is refused'
warns '0003_p has no up body for sqlite' 'by name'
tap_done
