#!/bin/sh
# What people miss in tools of this kind, tried as they would try it.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

# until_is WANTED SQL: asks the database in $url until that is the answer, 30 s at most.
until_is()
{
	tries=0
	until [ "$(pg_sql "$url" "$2")" = "$1" ] || [ $tries -gt 300 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	[ $tries -le 300 ]
}

# on_pg: the project is on a new database of PostgreSQL from here on, $url.
on_pg()
{
	url=$(pg_new)
	DATABASE_URL=$url
	export DATABASE_URL
	put dunlin.conf 'target pg { url = "${DATABASE_URL}" }'
}

# A failed file leaves nothing to clear by hand.
project never_dirty
put migrations/0002_orders.up.sql 'CREATE TABLE orders (id INTEGER);' 'INSERT INTO nowhere VALUES (1);'
run dunlin up
exits 1 'a file fails'
warns 'statement 2 of 2, rolled back; 0001 is applied, 0002 and 1 more are pending' 'it says what is left'
put migrations/0002_orders.up.sql 'CREATE TABLE orders (id INTEGER);'
run dunlin up
exits 0 'once it is mended the next run goes on, with nothing forced'

# A lower version that was merged late does not slip by.
project late_merge
mv migrations/0002* .
dunlin -q up >/dev/null
mv 0002* migrations
run dunlin status --check
exits 4 'a version that was merged late is seen before it is deployed'
prints 'out of order 0002_orders' 'by name'
run dunlin up
exits 4 'and not left out in silence'
warns '0002_orders' 'but named'
run dunlin up --out-of-order
exits 0 'unless that is said'
prints 'applied   0002_orders' 'it can be let in'

# Function bodies, strings and comments are not cut.
project splitting
on_pg
put migrations/0001_users.up.sql 'CREATE TABLE users (id int, note text);' \
	'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body$' 'BEGIN' \
	"  NEW.note := 'a;b'; -- it's; here" '  /* ; /* ; */ */' '  RETURN NEW;' 'END;' '$body$;' \
	"INSERT INTO users VALUES (1, E'x\\';y'); -- ; the end" \
	'CREATE FUNCTION g(x int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT x; SELECT x + 1; END;'
run dunlin up 1
exits 0 'function bodies, strings and comments hold together'
is "$(pg_sql "$url" 'SELECT note, g(1) FROM users')" "x';y|2" 'as they were written'

# What pg_dump wrote is a migration, and the next one finds its schema.
put migrations/0002_orders.up.sql '\restrict AbC' "SELECT pg_catalog.set_config('search_path', '', false);" \
	'SET check_function_bodies = false;' 'CREATE TABLE public.orders (id integer, note text);' \
	'COPY public.orders (id, note) FROM stdin;' "$(printf '1\tone;')" "$(printf '2\t\\N')" '\.' '\unrestrict AbC'
run dunlin up
exits 0 'a dump is a migration as it is'
prints 'applied   0003_notes' 'the next one has its search_path'
is "$(pg_sql "$url" 'SELECT count(*), count(note) FROM orders')" '2|1' 'its rows are there'

# A checkout with other line ends is the same migration.
project line_ends
dunlin -q up >/dev/null
for file in migrations/*; do
	sed 's/$/\r/' "$file" >crlf && mv crlf "$file"
done
run dunlin status --check
exits 0 'line ends of another system change nothing'

# What was edited is noticed, and by name.
put migrations/0002_orders.up.sql 'CREATE TABLE orders (id INTEGER);'
run dunlin up
exits 4 'a file that was edited after it ran'
warns 0002_orders 'is named'

# Two at once, with an index that waits for all transactions: nobody waits for ever.
project two_at_once
on_pg
put migrations/0003_notes.up.sql 'CREATE TABLE notes (id int);' 'CREATE INDEX CONCURRENTLY n ON notes (id);'
dunlin up >one 2>&1 &
first=$!
dunlin up >two 2>&1 &
second=$!
status=0
wait $first || status=$?
is "$status" 0 'two runs at once: the one is content'
status=0
wait $second || status=$?
is "$status" 0 'and so is the other'
is "$(cat one two | grep -c 'applied   0003_notes')" 1 'and the work was done once'
is "$(pg_sql "$url" "SELECT indisvalid FROM pg_index WHERE indexrelid = 'n'::regclass")" t 'the index is valid'

# A run that is killed leaves no lock behind.
put migrations/0004_sleep.up.sql 'CREATE TABLE asleep (id int);' 'SELECT pg_sleep(60);'
"$DUNLIN" up >"$out" 2>"$err" </dev/null &
pid=$!
sleeping="SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = 'active'
	AND pid <> pg_backend_pid() AND datname = current_database()"
ok 'a run is under way' until_is 1 "$sleeping"
kill -s KILL $pid
wait $pid 2>/dev/null || :
pg_sql "$url" "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
	WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid() AND datname = current_database()" >/dev/null
put migrations/0004_sleep.up.sql 'CREATE TABLE asleep (id int);'
run dunlin up
exits 0 'after it was killed the next one goes on'
prints '1 applied, 0 pending' 'with nothing to unlock'

# An ALTER does not queue up behind a long query, with everybody else behind it.
project patience
on_pg
put dunlin.conf 'target pg { url = "${DATABASE_URL}" lock_timeout = "700ms" }'
dunlin -q up 2 >/dev/null
put migrations/0003_notes.up.sql 'ALTER TABLE users ADD COLUMN note text;'
"${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}psql" -X -q "$url" -c 'BEGIN' -c 'LOCK TABLE users IN SHARE MODE' \
	-c 'SELECT pg_sleep(120)' >/dev/null 2>&1 &
holder=$!
ok 'a table is in use' until_is 1 "SELECT count(*) FROM pg_locks WHERE relation = 'users'::regclass AND mode = 'ShareLock'"
blocker=$(pg_sql "$url" "SELECT pid FROM pg_locks WHERE relation = 'users'::regclass AND mode = 'ShareLock'")
holds="pid $blocker, application psql, role postgres, open for "
put migrations/0002_orders.verify.sql 'LOCK TABLE users;'
run dunlin verify
exits 1 'what it does not get in time fails'
warns "detail: it waited for $holds" 'and names who held it'
warns 'runs: SELECT pg_sleep(120)' 'and what they are at'
dunlin up >"$out" 2>"$err" &
pid=$!
tries=0
until [ "$(grep -c 'once more: ' "$err")" -ge 2 ] || [ $tries -gt 300 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
warns 'once more: ' 'it gives up after a moment, and tries again'
ok 'saying who is in the way' grep -q "once more: .*; it waited for $holds.*, runs: SELECT pg_sleep(120)" "$err"
is "$(grep -c "0003_notes: waits for $holds.* (migrations/0003_notes.up.sql:1)\$" "$err")" 1 \
	'and once, while it waits'
pg_sql "$url" "SELECT pg_terminate_backend($blocker)" >/dev/null
wait $holder 2>/dev/null || :
status=0
wait $pid || status=$?
exits 0 'until the way is free'

# Passwords with signs in them, and shown by nobody.
socket=$(printf '%s\n' "$url" | sed 's/.*host=\([^&]*\).*/\1/')
name=$(pg_sql "$url" 'SELECT current_database()')
run dunlin --url "host=$socket port=5432 dbname=$name user=postgres password='ge^%#@:/heim'" status
exits 0 'a password of any signs, in a string of keywords'
run dunlin --url "postgresql://postgres:ge%5E%25%23heim@/$name?host=$socket" status
exits 0 'or in a URL'
run dunlin --url "postgresql://postgres:ge^%#heim@/$name?host=$socket" status
exits 2 'one that is written wrong'
warns 'that two hexadecimal digits do not follow' 'is said to be'
cat "$out" "$err" >said
ok 'and not shown' sh -c '! grep -q heim said'

# A schema each, a history each.
project tenants
url=$(pg_new)
DATABASE_URL=$url
put dunlin.conf 'target a { url = "${DATABASE_URL}" schema = "a" }' 'target b { url = "${DATABASE_URL}" schema = "b" }'
run dunlin -t a up
exits 0 'one schema'
run dunlin -t b up
exits 4 'a second history in one database is not begun unasked'
warns history_schema 'it says how'
put dunlin.conf 'target a {' 'url = "${DATABASE_URL}"' 'schema = "a"' 'history_schema = "a"' '}' \
	'target b {' 'url = "${DATABASE_URL}"' 'schema = "b"' 'history_schema = "b"' '}'
run dunlin -t b up 2
exits 0 'they go their ways'
run dunlin -t a status
exits 0 'each has its own'
prints '3 applied, 0 pending' 'the one'
run dunlin -t b status
exits 0 'and does not see the other'
prints '2 applied, 1 pending' 'and the other'

# Statements that cannot share a transaction: what is left is said, and the next run goes on.
project alone
on_pg
put migrations/0003_notes.up.sql 'CREATE TABLE IF NOT EXISTS notes (id int);' 'INSERT INTO notes VALUES (1), (1);' \
	'DROP INDEX CONCURRENTLY IF EXISTS n;' 'CREATE UNIQUE INDEX CONCURRENTLY n ON notes (id);'
run dunlin up
exits 1 'an index that cannot be built'
warns '0003_notes.up.sql:4' 'has its line'
warns 'what comes before statement 4 is done and stays' 'it says what is left'
pg_sql "$url" 'DELETE FROM notes'
run dunlin up
exits 0 'mended, it goes on'
is "$(pg_sql "$url" "SELECT indisvalid FROM pg_index WHERE indexrelid = 'n'::regclass")" t 'to an index that is valid'

# What the database says is shown, and where.
put migrations/0004_notice.up.sql '' "DO \$\$ BEGIN RAISE NOTICE 'look here'; END \$\$;"
run dunlin up
exits 0 'what the database says is no failure'
warns 'notice: look here (migrations/0004_notice.up.sql:2)' 'a notice is shown, with its line'

# A trial needs no other database, and no right to make one.
pg_sql "$url" 'CREATE ROLE dunlin_small LOGIN;' 'CREATE SCHEMA small AUTHORIZATION dunlin_small;'
put dunlin.conf 'target small { url = "${DATABASE_URL}" schema = "small" history_schema = "small" }'
DATABASE_URL=$(printf '%s\n' "$url" | sed 's/user=[^&]*/user=dunlin_small/')
run dunlin up --dry-run --to 2
exits 0 'a trial asks for no rights that a run has not'
prints '2 would be applied; nothing was kept' 'and keeps nothing'
is "$(pg_sql "$url" "SELECT count(*) FROM pg_class WHERE relnamespace = 'small'::regnamespace")" 0 'at all'
pg_sql "$url" 'DROP SCHEMA small;' 'DROP ROLE dunlin_small;'

# A view is one file, that runs again when it has changed.
project repeatable
put migrations/R__view.sql 'DROP VIEW IF EXISTS v;' 'CREATE VIEW v AS SELECT 1 AS n;'
dunlin -q up >/dev/null
put migrations/R__view.sql 'DROP VIEW IF EXISTS v;' 'CREATE VIEW v AS SELECT 2 AS n;'
run dunlin up
exits 0 'it is due again'
prints 'applied   R__view' 'a view that has changed runs again'
is "$(sqlite3 dev.db 'SELECT n FROM v')" 2 'from its one file'
put migrations/R__a_uses_view.sql '-- dunlin: requires R__view' 'DROP VIEW IF EXISTS a_uses_view;' \
	'CREATE VIEW a_uses_view AS SELECT n FROM v;'
put migrations/R__view.sql 'DROP VIEW IF EXISTS v;' 'CREATE VIEW v AS SELECT 3 AS n;'
run dunlin up
exits 0 'one that uses another'
is "$(sed -n 's/  (.*//; s/^applied   R/R/p' "$out" | tr '\n' ' ')" 'R__view R__a_uses_view ' 'runs behind it'

# Tables of SQLite are rebuilt with foreign keys off, and what that breaks is found.
project rebuild
dunlin -q up >/dev/null
sqlite3 dev.db "INSERT INTO users VALUES (1, 'a'); INSERT INTO orders VALUES (1, 1)"
put migrations/0004_rebuild.up.sql 'CREATE TABLE u (id INTEGER PRIMARY KEY, name TEXT, age INTEGER);' \
	'INSERT INTO u SELECT id, name, 1 FROM users;' 'DROP TABLE users;' 'ALTER TABLE u RENAME TO users;'
run dunlin up
exits 0 'a table that others refer to is rebuilt'
is "$(sqlite3 dev.db 'SELECT count(*) FROM orders')" 1 'and they keep their rows'
put migrations/0005_lose.up.sql 'CREATE TABLE u (id INTEGER PRIMARY KEY);' 'DROP TABLE users;' \
	'ALTER TABLE u RENAME TO users;'
run dunlin up
exits 1 'one that leaves them without'
warns 'would violate a constraint (23503)' 'is stopped'
is "$(sqlite3 dev.db 'SELECT count(*) FROM users')" 1 'before it is kept'

# One version, a body for each database, and a word where one is missing.
project dialects
mv migrations/0003_notes.up.sql migrations/0003_notes.sqlite.up.sql
run dunlin check --dialect sqlite --dialect postgres
exits 4 'a body that one database lacks is found without any'
prints '0003_notes.postgres' 'with the file to write'
put migrations/0003_notes.postgres.up.sql 'CREATE TABLE notes (id serial);'
run dunlin check --dialect sqlite --dialect postgres
exits 0 'a suffix is enough'
run dunlin up
exits 0 'it runs where it is for'
prints '3 applied, 0 pending' 'and it is one version'

# Exactly what will be sent, before it is.
project plan
run dunlin plan
exits 0 'a plan'
prints 'CREATE INDEX orders_user ON orders (user_id);' 'a plan shows the statements, not names of files'
prints 'COMMIT;' 'and the borders of transactions'

# Seeds, for one environment or all.
put migrations/seeds/all.sql "INSERT INTO users (name) VALUES ('all');"
put migrations/seeds/demo/demo.sql "INSERT INTO users (name) VALUES ('demo');"
dunlin -q up >/dev/null
run dunlin seed
exits 0 'seeds'
prints '1 seeded' 'seeds are for every environment'
run dunlin seed --env demo
exits 0 'with an environment'
prints '1 seeded' 'or one'
run dunlin seed --env demo
exits 0 'a second time'
prints 'nothing to do' 'and run once'

# The program carries no database with it.
ok 'no client library is linked in' sh -c "! ldd '$DUNLIN' | grep -E 'libpq|sqlite|mariadb'"
tap_done
