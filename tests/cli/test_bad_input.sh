#!/bin/sh
# Bad input gets a clear error, with its exit code, and loses nothing.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

# As root nothing is unreadable or unwritable: those checks are for anybody else, as in CI.
root=false
[ "$(id -u)" != 0 ] || root=true

# fails CODE MESSAGE WHAT: `up` of a project that holds two applied migrations fails so, and the two stay.
fails()
{
	run dunlin up
	exits "$1" "$3"
	warns "$2" "and says so: $3"
	run dunlin --url sqlite:dev.db audit
	exits 0 "its log is whole: $3"
	prints 'none altered, inserted or removed' "and loses nothing: $3"
	is "$(tables dev.db)" 'orders users' "what was there is there: $3"
}

# applied NAME: such a project.
applied()
{
	project "$1"
	rm migrations/0003*
	dunlin -q up >/dev/null
}

fresh no_folder
put dunlin.conf 'target dev { url = "sqlite:dev.db" }'
run dunlin up
exits 2 'no such folder'
warns 'migrations: no such folder' 'it is named'
warns 'dunlin init' 'with what makes one'
ok 'and no database is made' test ! -e dev.db
mkdir migrations
run dunlin up
exits 0 'an empty folder'
prints 'there are no migrations in migrations' 'is said to be one'
rmdir migrations
put migrations 'no folder'
run dunlin up
exits 2 'a file in the place of the folder'
warns migrations 'it is named'

applied files
put migrations/0003_secret.up.sql 'CREATE TABLE secret (a);'
chmod 000 migrations/0003_secret.up.sql
$root || fails 2 'migrations/0003_secret.up.sql: ' 'an unreadable file'
chmod 644 migrations/0003_secret.up.sql
rm migrations/0003_secret.up.sql
mkdir migrations/0003_folder.up.sql
fails 2 'migrations/0003_folder.up.sql: is a folder with the name of a migration' 'a folder named like a migration'
rmdir migrations/0003_folder.up.sql
mkfifo migrations/0003_pipe.up.sql
fails 2 'migrations/0003_pipe.up.sql: ' 'a pipe named like one'
rm migrations/0003_pipe.up.sql
printf 'CREATE TABLE a (x);\nSELECT \000 2;\n' >migrations/0003_nul.up.sql
fails 2 'migrations/0003_nul.up.sql:2:8: NUL byte' 'a NUL byte'
printf '\377\376C\000R\000E\000' >migrations/0003_nul.up.sql
fails 2 'migrations/0003_nul.up.sql: is UTF-16 text' 'UTF-16'
rm migrations/0003_nul.up.sql
put migrations/0003_directive.up.sql 'CREATE TABLE a (x);' '-- dunlin: transactoin off'
fails 2 'migrations/0003_directive.up.sql:2: unknown directive "transactoin"' 'an unknown directive'
rm migrations/0003_directive.up.sql
put migrations/0003_dialect.oracle.up.sql 'SELECT 1;'
fails 2 'migrations/0003_dialect.oracle.up.sql: unknown dialect "oracle"' 'an unknown dialect'
rm migrations/0003_dialect.oracle.up.sql
put migrations/0003_goose.sql '-- +goose Up' 'CREATE TABLE a (x);' '' '-- +goose Down' 'DROP TABLE users;'
fails 2 'migrations/0003_goose.sql:4: "-- +goose Down" is a line of goose' 'up and down as goose parts them'
run dunlin up
# shellcheck disable=SC2016 # backticks of the message
warns 'hint: write `-- dunlin: up` and `-- dunlin: down` for the lines of goose' 'with what to write'
rm migrations/0003_goose.sql
put migrations/0003_dbmate.sql '-- migrate:up' 'CREATE TABLE a (x);' '-- migrate:down' 'DROP TABLE users;'
fails 2 'migrations/0003_dbmate.sql:3: "-- migrate:down" is a line of dbmate' 'or dbmate'
rm migrations/0003_dbmate.sql
put migrations/0003_changes.sql '--liquibase formatted sql' '--changeset ann:1 context:test' 'DELETE FROM users;'
fails 2 'migrations/0003_changes.sql:1: "--liquibase formatted sql": changesets of Liquibase are not read' \
	'or changesets of Liquibase'
rm migrations/0003_changes.sql
put migrations/V3__flyway.sql 'CREATE TABLE a (x);'
run dunlin up
exits 0 'a name as Flyway has it is no migration'
warns 'write 3_NAME.sql (migrations/V3__flyway.sql)' 'and not left out in silence'
rm migrations/V3__flyway.sql
digits=1234567890123456789012345678901234567890123456789012345678901234
put migrations/${digits}5_long.up.sql 'SELECT 1;'
fails 2 "migrations/${digits}5_long.up.sql: has a version of more than 64 digits" 'a version of 65 digits'
mv migrations/${digits}5_long.up.sql migrations/${digits}_long.up.sql
run dunlin up
exits 0 'one of 64 digits'
prints "applied   ${digits}_long" 'is fine'

applied twice
put migrations/02_again.up.sql 'SELECT 1;'
fails 2 'migrations/02_again.up.sql: version 2 is "again" here and "orders" in migrations/0002_orders.up.sql' \
	'a version twice'
mv migrations/02_again.up.sql migrations/02_orders.up.sql
fails 2 '0002_orders.up.sql' 'also with one name'

applied empty
: >migrations/0003_nothing.up.sql
run dunlin up
exits 0 'a file of 0 bytes'
ok 'is a body, and said to be empty' \
	grep -Eqx 'applied   0003_nothing  \([0-9]+ ms, no statements\)' "$out"
is "$(sqlite3 dev.db 'SELECT statements FROM dunlin_history WHERE id = 3')" 0 'without statements, which is recorded'

applied large
{
	yes -- '-- a line of sixty-four bytes, so that there are many of them...' | head -c 104857600
	echo
	echo 'CREATE TABLE large (a);'
} >migrations/0003_large.up.sql
run dunlin up
exits 0 'a file of 100 MB'
prints 'applied   0003_large' 'is fine'
is "$(tables dev.db)" 'large orders users' 'to its end'
rm migrations/0003_large.up.sql

applied bytes
printf "CREATE TABLE bytes (t text);\nINSERT INTO bytes VALUES ('\377');\n" >migrations/0003_bytes.up.sql
run dunlin up
exits 0 'bytes that are no UTF-8'
warns 'warning: has bytes that are not UTF-8; the database decides what they mean (migrations/0003_bytes.up.sql:2)' \
	'are warned of, with the line'
is "$(sqlite3 dev.db 'SELECT hex(t) FROM bytes')" FF 'and reach the database as they are'
url=$(pg_new)
run dunlin --url "$url" up
exits 1 'where it has none of them'
warns 'migrations/0003_bytes.up.sql:2: invalid byte sequence for encoding "UTF8"' 'it says so itself'
run dunlin --url "$url" status
exits 0 'a look'
prints '2 applied, 1 pending' 'and loses nothing'

applied urls
run dunlin --url 'postgresql://u:geheim@[::1/d' up
exits 2 'a URL that cannot be read'
warns 'the URL' 'is called so'
warns_not geheim 'without its password'
run dunlin --url 'acme://u:geheim@h/d' up
exits 2 'an unknown scheme'
warns 'no driver takes "acme:" URLs (known: ' 'it lists those that are known'
warns "$DUNLIN_DRIVER_PATH (DUNLIN_DRIVER_PATH)" 'and where drivers are looked for'
warns_not geheim 'without the password'
run dunlin --url "$(printf '%s\n' "$DUNLIN_TEST_PG" | sed 's,///postgres,///not_there_at_all,')" up
exits 6 'a database that does not exist'
warns 'database "not_there_at_all" does not exist' 'it is named'
warns 'dunlin db create' 'with what makes it'

# Rights, on PostgreSQL.
url=$(pg_new)
pg_sql "$url" 'CREATE ROLE dunlin_weak LOGIN;' 'REVOKE CREATE ON SCHEMA public FROM public;'
weak=$(printf '%s\n' "$url" | sed 's/user=[^&]*/user=dunlin_weak/')
run dunlin --url "$weak" up
exits 1 'no rights to create tables'
warns 'permission denied for schema public (42501)' 'the database says which'
warns 'the role must be allowed to create tables there' 'and we what to do'
run dunlin --url "$weak" status
exits 0 'a look needs no rights'
prints '0 applied, 2 pending' 'and finds nothing done'
pg_sql "$url" 'DROP ROLE dunlin_weak'

applied format
major=$(sqlite3 dev.db "SELECT CAST(value AS INTEGER) FROM dunlin_meta WHERE item = 'format'")
sqlite3 dev.db "UPDATE dunlin_meta SET value = '$((major + 1)).0' WHERE item = 'format'"
sum=$(cksum <dev.db)
for command in up status history audit down plan verify; do
	run dunlin $command
	exits 4 "$command and a history of a newer format"
	warns "the history has format $((major + 1)).0" 'which is named'
done
is "$(cksum <dev.db)" "$sum" 'not a byte has changed'
sqlite3 dev.db "UPDATE dunlin_meta SET value = '$major.99' WHERE item = 'format'"
run dunlin up
exits 0 'a newer one of the same kind is read'

applied readonly
put migrations/0003_notes.up.sql 'CREATE TABLE notes (id INTEGER);'
sum=$(cksum <dev.db)
run dunlin --url 'sqlite:dev.db?mode=ro' up
exits 1 'a database that is opened read-only'
warns 'dev.db cannot be written to: the URL says mode=ro' 'says why'
warns 'nothing was changed; 1 pending' 'and what is left'
chmod 444 dev.db
if ! $root; then
	run dunlin up
	exits 1 'a file that is read-only'
	warns 'dev.db cannot be written to: ' 'says so'
	warns 'nothing was changed' 'and changes nothing'
	run dunlin status
	exits 0 'but can be looked at'
fi
is "$(cksum <dev.db)" "$sum" 'it is as it was'
chmod 644 dev.db
mkdir dir.db
run dunlin --url sqlite:dir.db up
exits 6 'a folder in the place of the file'
warns 'dir.db: it is a folder' 'is called so'
put text.db 'This is no database, but a text that somebody wrote and that must not be lost.' \
	'It is longer than the head of a database file, which has one hundred bytes.'
sum=$(cksum <text.db)
run dunlin --url sqlite:text.db up
exits 6 'a file that is no database'
warns 'text.db is not an SQLite database' 'is named'
is "$(cksum <text.db)" "$sum" 'and not written to'

applied full
put dunlin.conf 'target dev { url = "sqlite:dev.db" session = {"PRAGMA max_page_count = 30"} }'
put migrations/0003_big.up.sql 'CREATE TABLE big (b);' 'INSERT INTO big VALUES (zeroblob(1000000));'
fails 1 'migrations/0003_big.up.sql:2: database or disk is full (53100)' 'a disk that is full'
warns_not crash 'in order'
put dunlin.conf 'target dev { url = "sqlite:dev.db" }'
(
	ulimit -f 200
	run dunlin up
	exits 1 'a file that may not grow'
	warns 'disk I/O error' 'is an error of the database'
	warns '0002 is applied, 0003 is pending' 'that loses nothing'
	echo "$tap_n" >count
)
tap_n=$(cat count)
run dunlin up
exits 0 'with room again, the next run goes on'
prints '1 applied, 0 pending' 'to the end'

# The reader of the results goes away; see also test_output.sh.
project reader
mkfifo pipe
sh -c 'exec <pipe' &
status=0
dunlin up >pipe 2>"$err" || status=$?
wait
: >"$out"
exits 1 'stdout closed early'
warns 'cannot write the results' 'is said'
run dunlin status
exits 0 'a look'
prints '3 applied, 0 pending' 'and the work is done'
tap_done
