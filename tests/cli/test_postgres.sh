#!/bin/sh
# The command on PostgreSQL, from an empty server to an empty server.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

project plain
DATABASE_URL=$(pg_new)
export DATABASE_URL
put dunlin.conf 'project { name = "shop" }' \
	'target pg { url = "${DATABASE_URL}" schema = "app" lock_timeout = "1s" }'
put migrations/0001_users.up.sql 'CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL);' \
	'DO $$ BEGIN RAISE NOTICE '"'careful'"'; END $$;'
run dunlin plan
exits 0 'plan'
prints 'migrations/0002_orders.up.sql:2' 'has every statement'
is "$(pg_sql "$DATABASE_URL" "SELECT count(*) FROM pg_namespace WHERE nspname = 'app'")" 0 \
	'and creates nothing'
run dunlin up
exits 0 'up'
prints '3 applied, 0 pending, head 3:' 'applies what is pending'
ok 'the first line names the server' grep -Eq \
	'^dunlin: target pg, .*\(PostgreSQL [0-9.]+.*\), url from dunlin.conf$' "$err"
warns 'notice: careful (migrations/0001_users.up.sql:2)' 'a notice has its place'
is "$(pg_sql "$DATABASE_URL" "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
	WHERE relnamespace = 'app'::regnamespace AND relkind = 'r' AND relname NOT LIKE 'dunlin%'")" \
	'notes orders users' 'into the schema'
run dunlin status --check
exits 0 'status'
prints '3 applied, 0 pending' 'knows it'
run dunlin down 2
prints '2 reverted, 2 pending' 'down'
run dunlin goto 3
prints '2 applied' 'goto'
run dunlin down --all --yes
prints '3 reverted' 'down --all'

put migrations/0002_orders.up.sql 'SELECT 1;' "  INSERT INTO ordres VALUES ('ä');"
run dunlin up
exits 1 'a statement that fails'
is "$(sed -n '/^dunlin: mig/,$p' "$err")" 'dunlin: migrations/0002_orders.up.sql:2:15: relation "ordres" does not exist (42P01)
    2 |   INSERT INTO ordres VALUES ('"'ä'"');
      |               ^
  statement 2 of 2, rolled back; 0001 is applied, 0002 and 1 more are pending' 'is shown where it is'

put migrations/0002_orders.up.sql 'SELECT pg_sleep(60);'
"$DUNLIN" up >"$out" 2>"$err" &
pid=$!
ok 'a run that takes its time' until_true sh -c "[ \"\$('${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}psql' -XAt \
	'$DATABASE_URL' -c \"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%'
	AND pid <> pg_backend_pid() AND state = 'active' AND datname = current_database()\")\" = 1 ]"
cp dunlin.conf busy.conf
put dunlin.conf 'project { name = "shop" }' \
	'target pg { url = "${DATABASE_URL}" schema = "app" lock_wait = "0" }'
status=0
dunlin up >said 2>&1 || status=$?
is "$status" 5 'another one that does not wait has its exit code'
mv busy.conf dunlin.conf
kill -s TERM "$pid"
status=0
wait "$pid" || status=$?
exits 143 'a signal cancels the statement'
warns 'canceling statement' 'and says so'
warns '0001 is applied, 0002 and 1 more are pending' 'with what is left'
ok 'the server has nothing left of it' until_true sh -c "[ \"\$('${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}psql' -XAt \
	'$DATABASE_URL' -c \"SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'dunlin%'
	AND datname = current_database()\")\" = 0 ]"

# db
fresh databases
name=db$$_$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
other=$(printf '%s\n' "$DUNLIN_TEST_PG" | sed "s,///postgres,///$name,")
unset DATABASE_URL
mkdir migrations
run dunlin --url "$other" status
exits 6 'a database that is not there'
warns "$name" 'is named'
run dunlin --url "$other" db create
exits 0 'db create makes it'
run dunlin --url "$other" db create
exits 1 'but once'
run dunlin --url "$other" up
exits 0 'then it is there'
run dunlin --url "$other" db drop
exits 2 'db drop wants a yes'
run dunlin --url "$other" db drop --yes
exits 0 'and drops it'
run dunlin --url "$other" status
exits 6 'then it is gone'

# Parts, and a string of keywords.
socket=$(printf '%s\n' "$DUNLIN_TEST_PG" | sed 's/.*host=\([^&]*\).*/\1/')
port=$(printf '%s\n' "$DUNLIN_TEST_PG" | sed -n 's/.*port=\([0-9]*\).*/\1/p')
put migrations/0001_x.up.sql 'SELECT 1;'
run env DB_HOST="$socket" DB_PORT="$port" DB_NAME=postgres DB_USER=postgres DB_IDLE_TIMEOUT=60000 \
	DB_STATEMENT_TIMEOUT=30000 "$DUNLIN" plan
exits 0 'DB_HOST and its sisters'
warns 'url from DB_HOST' 'name a database'
prints idle_in_transaction_session_timeout 'with their timeouts'
run dunlin --url "host=$socket port=$port dbname=postgres user=postgres" status
exits 0 'a string of keywords is as good as a URL'
run dunlin --url "host=$socket port=1 dbname=x password=geheim" status
exits 6 'a server that is not there has its exit code'
warns 'url from --url' 'it says where the url came from'
warns_not geheim 'without the password'
tap_done
