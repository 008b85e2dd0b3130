#!/bin/sh
# --sql: a script that the database's own client runs to the same end as dunlin would.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"
psql="${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}psql"

# What the history says, without what differs between two runs.
record="SELECT kind, id, name, dialect, checksum, ordinal, statements FROM dunlin_history ORDER BY kind, id;
	SELECT seq, event, kind, id, direction, name, dialect, checksum, detail FROM dunlin_event ORDER BY seq"

# same_lite A B WHAT: two files of SQLite agree in schema and history.
same_lite()
{
	for same_file in "$1" "$2"; do
		sqlite3 "$same_file" "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2; PRAGMA user_version; $record" \
			>"$same_file.said" 2>&1
	done
	ok "$3" cmp "$1.said" "$2.said"
	ok 'and that is something' grep -q 'CREATE TABLE .*dunlin_event' "$1.said"
}

# same_pg URL URL WHAT: two databases of PostgreSQL do.
same_pg()
{
	for same_url in "$1" "$2"; do
		mv pg.now pg.before 2>/dev/null || :
		"${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}pg_dump" -s "$same_url" | grep -v 'restrict' >pg.now
		pg_sql "$same_url" "$record" >>pg.now
	done
	ok "$3" cmp pg.before pg.now
	ok 'and that is something' grep -q 'CREATE TABLE .*dunlin_event' pg.now
}

project plain
run dunlin up --sql
exits 0 '--sql works on a database that is not there'
ok 'and does not create it' test ! -e dev.db
prints '.bail on' 'it stops at the first error'
prints '-- migrations/0002_orders.up.sql:2' 'a statement has its place'
prints '-- 3. 0003_notes up, migrations/0003_notes.up.sql: pending' 'a step its name and reason'
is "$(grep -c '^BEGIN IMMEDIATE;' "$out")" 4 'each step is a transaction, after that of the tables'
cp "$out" up.sql

status=0
sqlite3 script.db <up.sql >"$out" 2>"$err" || status=$?
exits 0 'sqlite3 runs it'
dunlin -q up >/dev/null
same_lite dev.db script.db 'schema and history are what up leaves'
run dunlin --url sqlite:script.db audit
exits 0 'the log is sound'
run dunlin --url sqlite:script.db up --check
exits 0 'nothing is left to do'
run dunlin down 2 --sql
cp "$out" down.sql
status=0
sqlite3 dev.db <down.sql >"$out" 2>"$err" || status=$?
exits 0 'the way back'
is "$(tables dev.db)" users 'goes back'
run dunlin audit
prints '5 events, none altered' 'and is in the log'
sum=$(cksum <dev.db)
status=0
sqlite3 dev.db <down.sql >"$out" 2>"$err" || status=$?
exits 1 'a second time the database has moved on'
warns 'UNIQUE constraint failed: dunlin_event.seq' 'and the log stops it'
is "$(cksum <dev.db)" "$sum" 'before anything is changed'
run dunlin up --sql
run dunlin goto 1 --sql
prints 'nothing to do' 'where nothing is to do the script says so'
run dunlin up --sql --dry-run
exits 2 '--sql runs nothing'
run dunlin up --sql --check
exits 2 'and checks nothing'
run dunlin up --sql --verify
exits 2 'no client can judge a verify body'
warns 'a script has no verify bodies' 'which is said'
run dunlin --json up --sql
exits 2 'a script is no JSON'
run dunlin down --all --sql
exits 0 'it destroys nothing, and nobody is asked'
run dunlin redo --sql
prints 'once more' 'redo has a script'
put migrations/seeds/users.sql "INSERT INTO users (name) VALUES ('a'); -- the first"
run dunlin seed --sql
prints "INSERT INTO users (name) VALUES ('a');" 'seeds have one'

project failing
put migrations/0003_notes.up.sql 'CREATE TABLE notes (id INTEGER);' 'INSERT INTO nowhere VALUES (1);'
run dunlin up --sql
cp "$out" up.sql
status=0
sqlite3 script.db <up.sql >"$out" 2>"$err" || status=$?
exits 1 'a statement that fails ends the script'
warns nowhere 'it is named'
is "$(tables script.db)" 'orders users' 'the steps before it stay, as with up'
run dunlin --url sqlite:script.db status
prints '2 applied, 1 pending' 'and the history agrees'
run dunlin --url sqlite:all.db up --one-transaction --sql
cp "$out" all.sql
status=0
sqlite3 all.db <all.sql >"$out" 2>"$err" || status=$?
exits 1 'all or nothing'
is "$(tables all.db)" '' 'leaves nothing'
is "$(sqlite3 all.db "SELECT count(*) FROM sqlite_master")" 0 'not even the tables of the history'

# Foreign keys are off while tables are rebuilt: what is broken then must stop the script.
project broken
dunlin -q up >/dev/null
sqlite3 dev.db 'INSERT INTO orders VALUES (1, 77), (2, 78)'
put migrations/0004_rebuild.up.sql 'CREATE TABLE orders2 (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));' \
	'INSERT INTO orders2 SELECT * FROM orders;' 'DROP TABLE orders;' 'ALTER TABLE orders2 RENAME TO orders;'
put migrations/0005_more.up.sql 'PRAGMA foreign_keys = OFF;' 'INSERT INTO orders VALUES (3, 79);'
cp dev.db script.db
run dunlin up --sql
cp "$out" up.sql
status=0
sqlite3 script.db <up.sql >"$out" 2>"$err" || status=$?
exits 1 'a row that is new among the broken ones ends the script'
warns 'a row would violate a foreign key' 'and says why'
run dunlin --url sqlite:script.db status
prints '4 applied, 1 pending' 'those that were broken before do not'
run dunlin up
exits 1 'up says the same'
is "$(sqlite3 script.db 'SELECT count(*) FROM orders')" 2 'and the row is not there'

project odd
put migrations/0004_odd.up.sql '-- dunlin: lock-timeout 3s' 'PRAGMA recursive_triggers = ON;' \
	"CREATE TABLE odd (t TEXT DEFAULT 'a;b -- c' /* ; */) -- the end" ';' \
	"INSERT INTO odd VALUES ('it''s" '.bail off' "');" \
	'CREATE TRIGGER tr AFTER INSERT ON odd BEGIN' '  SELECT 1; -- ;' '  UPDATE odd SET t = t;' 'END;' \
	"INSERT INTO odd VALUES ('last') -- without an end"
put migrations/0005_pair.up.sql 'BEGIN;' 'CREATE TABLE pair (a);' 'COMMIT;'
put migrations/0006_vacuum.up.sql 'CREATE TABLE v (a);' 'VACUUM;' 'PRAGMA user_version = 7;'
printf 'CREATE TABLE bytes (t);\nINSERT INTO bytes VALUES (%s);\n' "$(printf "'\001\033[31m\tx'")" >migrations/0007_bytes.up.sql
put migrations/R__view.sql 'DROP VIEW IF EXISTS w;' 'CREATE VIEW w AS SELECT 1;'
run dunlin up --sql
cp "$out" up.sql
status=0
sqlite3 script.db <up.sql >"$out" 2>"$err" || status=$?
exits 0 'what is odd, and what runs outside transactions'
dunlin -q up >/dev/null
same_lite dev.db script.db 'comes to the same'
for table in odd bytes; do
	is "$(sqlite3 script.db "SELECT hex(group_concat(t)) FROM $table")" \
		"$(sqlite3 dev.db "SELECT hex(group_concat(t)) FROM $table")" "byte by byte ($table)"
done
run script -qec "'$DUNLIN' --url sqlite:other.db up --sql" /dev/null
prints_not "$(printf '\033[31m')" 'a terminal is not steered by it'

cp -r "$top_srcdir/migrations/amunx" "$tap_dir/amunx" && cd "$tap_dir/amunx" || exit 99
chmod -R u+w .
run dunlin up --sql
cp "$out" up.sql
status=0
sqlite3 script.db <up.sql >"$out" 2>"$err" || status=$?
exits 0 'AmunX on SQLite, as a script'
dunlin -q up >/dev/null
same_lite amunx.db script.db 'comes to the same'
run dunlin --url sqlite:script.db audit
exits 0 'and its log is sound'
run dunlin --url sqlite:script.db verify
exits 0 'and its verify bodies hold'
run dunlin --url sqlite:script.db down --all --sql
cp "$out" down.sql
status=0
sqlite3 script.db <down.sql >"$out" 2>"$err" || status=$?
exits 0 'and all the way back'
dunlin -q down --all --yes >/dev/null
same_lite amunx.db script.db 'to the same as well'

# PostgreSQL.
by_up=$(pg_new)
by_script=$(pg_new)
run dunlin --url "$by_script" up --sql
exits 0 'AmunX on PostgreSQL'
prints '\set ON_ERROR_STOP on' 'as a script for psql'
cp "$out" up.sql
status=0
"$psql" -X -q "$by_script" -f up.sql >"$out" 2>"$err" || status=$?
exits 0 'runs'
dunlin -q --url "$by_up" up >/dev/null
same_pg "$by_up" "$by_script" 'and comes to the same as up'
run dunlin --url "$by_script" audit
exits 0 'its log is sound'
run dunlin --url "$by_script" verify
exits 0 'its verify bodies hold'
status=0
"$psql" -X -q "$by_script" -f up.sql >"$out" 2>"$err" || status=$?
exits 3 'it does not run twice'
same_pg "$by_up" "$by_script" 'and changes nothing when it is tried'

project pg
by_up=$(pg_new)
by_script=$(pg_new)
put dunlin.conf 'target pg {' ' url = "${PG_URL}"' ' schema = "app"' \
	" session = {\"SET application_name = 'it''s me'\"}" '}'
PG_URL=$by_script
export PG_URL
put migrations/0004_dump.up.sql "SELECT pg_catalog.set_config('search_path', '', false);" \
	'CREATE TABLE app.dump (id integer, t text);' 'COPY app.dump (id, t) FROM stdin;' \
	"$(printf '1\tsemi;colon')" "$(printf '2\t\\N')" '\.' 'COPY app.dump (id, t) FROM stdin;' '\.' 'SELECT 1;'
put migrations/0005_concurrently.up.sql 'CREATE TABLE c (x int);' 'CREATE INDEX CONCURRENTLY c_x ON c (x);' \
	'INSERT INTO c VALUES (1);'
put migrations/0005_concurrently.down.sql 'DROP INDEX CONCURRENTLY app.c_x;' 'DROP TABLE app.c;'
put migrations/0006_function.up.sql 'CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $$' \
	"BEGIN -- it's; 'one" "  RETURN ':name;' || E'\\\\n;';" 'END $$;' \
	'SET ROLE NONE;' "DO \$x\$ BEGIN PERFORM 1; END \$x\$ -- the end" ';'
put migrations/0006_function.down.sql 'DROP FUNCTION f();'
run dunlin up --sql
exits 0 'COPY, what runs outside transactions, and functions'
cp "$out" up.sql
status=0
"$psql" -X -q "$by_script" -f up.sql >"$out" 2>"$err" || status=$?
exits 0 'psql runs it'
env PG_URL="$by_up" "$DUNLIN" -q up >/dev/null
pg_sql "$by_up" "ALTER DATABASE $(pg_sql "$by_up" 'SELECT current_database()') SET search_path = app"
pg_sql "$by_script" "ALTER DATABASE $(pg_sql "$by_script" 'SELECT current_database()') SET search_path = app"
same_pg "$by_up" "$by_script" 'and comes to the same'
is "$(pg_sql "$by_script" 'SELECT * FROM app.dump ORDER BY id')" '1|semi;colon
2|' 'the rows of COPY are there'
run dunlin audit
exits 0 'the log is sound'
run dunlin goto 4 --sql
exits 0 'a way back'
cp "$out" down.sql
put migrations/0007_moves.sql 'SELECT 1;'
dunlin -q up >/dev/null
status=0
"$psql" -X -q "$by_script" -f down.sql >"$out" 2>"$err" || status=$?
exits 3 'where the database has moved on'
warns 'duplicate key value violates unique constraint' 'the log stops it'
is "$(pg_sql "$by_script" "SELECT to_regclass('app.c')")" c 'before anything is changed'

by_script=$(pg_new)
put migrations/0003_notes.up.sql 'CREATE TABLE notes (id int);' 'INSERT INTO nowhere VALUES (1);'
PG_URL=$by_script
run dunlin up --sql
cp "$out" up.sql
status=0
"$psql" -X -q "$by_script" -f up.sql >"$out" 2>"$err" || status=$?
exits 3 'a statement that fails ends the script'
run dunlin status
prints '2 applied' 'the steps before it stay, as with up'
is "$(pg_sql "$by_script" "SELECT to_regclass('app.notes')")" '' 'and nothing of its own'
tap_done
