#!/bin/sh
# Echo, migrations/echo: eight schemas on PostgreSQL, prefixes on SQLite, and the presence functions.
# shellcheck disable=SC2317 # functions are called by the name of a target
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

DATABASE_URL=$(pg_new)
export DATABASE_URL
bin=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}
alice=a1111111-1111-1111-1111-111111111111
bob=b2222222-2222-2222-2222-222222222222
talk=00000000-5eed-4000-8000-000000000101
six=$(printf '%s\n' presence.activity_log presence.connections presence.status_history \
	presence.subscriptions presence.typing_indicators presence.user_status)
seven='analytics 6, auth 6, location 2, media 2, messages 20, notifications 2, users 4'
eight='analytics 6, auth 6, location 2, media 2, messages 20, notifications 2, presence 6, users 4'

# The same for each database: TARGET_sql TEXT, TARGET_tables, TARGET_schema, TARGET_left.
prod_sql() { pg_sql "$DATABASE_URL" "$1"; }
dev_sql() { sqlite3 echo.db "$1"; }

# TARGET_tables: one SCHEMA.TABLE in a line.
prod_tables()
{
	prod_sql "SELECT schemaname || '.' || tablename FROM pg_tables
		WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'public')" | sort
}
dev_tables()
{
	dev_sql "SELECT substr(name, 1, instr(name, '_') - 1) || '.' || substr(name, instr(name, '_') + 1)
		FROM sqlite_schema
		WHERE type = 'table' AND name NOT LIKE 'dunlin\_%' ESCAPE '\' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'" |
		sort
}

# counts TARGET: how many tables each schema has, as the guide lists them.
counts()
{
	"$1_tables" | sed 's/\..*//' | uniq -c | awk '{ printf "%s%s %s", sep, $2, $1; sep = ", " }'
}

prod_schema() { "${bin}pg_dump" -s "$DATABASE_URL" | grep -v '^\\\(un\)\{0,1\}restrict '; }
dev_schema() { dev_sql "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"; }

# TARGET_left: what there is besides Dunlin's own tables.
prod_left()
{
	prod_sql "SELECT nspname FROM pg_namespace
		WHERE nspname NOT LIKE 'pg\_%' AND nspname NOT IN ('public', 'information_schema')
		UNION ALL SELECT c.relname FROM pg_class AS c
		LEFT JOIN pg_index AS i ON i.indexrelid = c.oid
		LEFT JOIN pg_class AS t ON t.oid = i.indrelid
		WHERE c.relnamespace = 'public'::regnamespace AND coalesce(t.relname, c.relname) NOT LIKE 'dunlin\_%'
		UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
		UNION ALL SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"
}
dev_left()
{
	dev_sql "SELECT name FROM sqlite_schema WHERE tbl_name NOT LIKE 'dunlin\_%' ESCAPE '\'"
}

# TARGET_set_status USER STATUS DEVICE, and the cleaners.
prod_set_status() { prod_sql "SELECT presence.update_user_status('$1', '$2', '$3')" >/dev/null; }
dev_set_status()
{
	dev_sql "INSERT INTO presence_update_user_status (user_id, status, device_id) VALUES ('$1', '$2', '$3')"
}
prod_clean() { prod_sql "SELECT presence.cleanup_$1()"; }
dev_clean() { dev_sql "SELECT count(*) FROM presence_cleanup_$1; DELETE FROM presence_cleanup_$1"; }

# TARGET_time SECONDS: an expression, so far from now.
prod_time() { printf "now() + interval '%s seconds'" "$1"; }
dev_time() { printf "strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', 'now', '%s seconds')" "$1"; }

# typing TARGET USER and connect TARGET ID USER DEVICE: the statements of the guide's service.
typing()
{
	"$1_sql" "INSERT INTO presence${dot}typing_indicators (conversation_id, user_id, device_id, expires_at)
		VALUES ('$talk', '$2', 'device-123', $("$1_time" +10))
		ON CONFLICT (conversation_id, user_id) DO UPDATE SET
			last_updated_at = $("$1_time" +0), expires_at = $("$1_time" +10)"
}
connect()
{
	"$1_sql" "INSERT INTO presence${dot}connections (user_id, connection_id, device_id, device_type,
			ip_address, user_agent, server_id, last_heartbeat_at)
		VALUES ('$3', '$2', '$4', 'web', '192.0.2.7', 'test', 'ws-1', $("$1_time" +0))
		ON CONFLICT (connection_id) DO UPDATE SET last_heartbeat_at = $("$1_time" +0)"
}
status_of()
{
	"$1_sql" "SELECT status FROM presence${dot}user_status WHERE user_id = '$2'"
}

# queries TARGET: what the guide does with the presence schema, on the test data.
queries()
{
	is "$("$1_tables" | grep '^presence')" "$six" "$1: the six tables of presence"
	"$1_set_status" $alice busy device-123
	is "$(status_of "$1" $alice)" busy "$1: a status is set"
	"$1_set_status" $alice busy device-123
	is "$("$1_sql" "SELECT old_status || ' ' || new_status FROM presence${dot}status_history
		WHERE user_id = '$alice' ORDER BY id" | tr '\n' ',')" 'offline online,online busy,' \
		"$1: each change once is history"

	typing "$1" $alice
	typing "$1" $alice
	is "$("$1_sql" "SELECT count(*) FROM presence${dot}typing_indicators
		WHERE started_at < last_updated_at")" 1 "$1: typing has one row and is renewed"
	is "$("$1_clean" expired_typing)" 0 "$1: it is kept while it lasts"
	"$1_sql" "UPDATE presence${dot}typing_indicators
		SET last_updated_at = $("$1_time" -11), expires_at = $("$1_time" -1)"
	is "$("$1_clean" expired_typing)" 1 "$1: and cleaned up after 10 seconds"
	is "$("$1_sql" "SELECT count(*) FROM presence${dot}typing_indicators")" 0 "$1: it is gone"

	connect "$1" one $bob phone
	connect "$1" one $bob phone
	connect "$1" two $bob laptop
	is "$("$1_sql" "SELECT count(*) FROM presence${dot}connections WHERE user_id = '$bob'")" 2 \
		"$1: a heartbeat is no second connection"
	"$1_sql" "UPDATE presence${dot}connections SET last_heartbeat_at = $("$1_time" -31)
		WHERE connection_id = 'one'"
	is "$("$1_clean" stale_connections)" 1 "$1: 30 seconds without a heartbeat end a connection"
	is "$(status_of "$1" $bob)" away "$1: the other device keeps the user there"
	"$1_sql" "UPDATE presence${dot}connections SET last_heartbeat_at = $("$1_time" -31)
		WHERE connection_id = 'two'"
	is "$("$1_clean" stale_connections)" 1 "$1: the last one"
	is "$(status_of "$1" $bob)" offline "$1: takes the user offline"
	is "$("$1_clean" stale_connections)" 0 "$1: and nothing is marked twice"
}

# cycle TARGET [OPTION]: from nothing to nothing, and up again; the option is for its seeds.
cycle()
{
	run dunlin -t "$1" up
	exits 0 "$1: up"
	prints '2 applied, 0 pending' "$1: from nothing"
	is "$(counts "$1")" "$eight" "$1: the tables that the guide counts"
	is "$("$1_tables" | wc -l | tr -d ' ')" 48 "$1: 48 of them"
	run dunlin -t "$1" verify
	exits 0 "$1: verify"
	prints '2 verified' "$1: both hold"
	"$1_schema" >"$1.first"

	run dunlin -t "$1" seed ${2:+"$2"}
	exits 0 "$1: seed"
	prints '3 seeded' "$1: the test data"
	run dunlin -t "$1" seed ${2:+"$2"}
	prints 'nothing to do' "$1: once"
	is "$("$1_sql" "SELECT display_name FROM users${dot}profiles WHERE user_id = '$alice'")" 'Alice Żak' \
		"$1: the guide's user is there"
	run dunlin -t "$1" test queries
	exits 0 "$1: the guide's test of the presence schema"
	prints 'presence.sql' "$1: all of it"
	queries "$1"
	run dunlin -t "$1" verify
	exits 0 "$1: verify with data"

	run dunlin -t "$1" down
	exits 0 "$1: down"
	is "$(counts "$1")" "$seven" "$1: presence is gone, and nothing else"
	is "$("$1_sql" "SELECT count(*) FROM messages${dot}messages")" 4 "$1: nor any data"
	run dunlin -t "$1" up
	exits 0 "$1: up once more"
	run dunlin -t "$1" down 1
	run dunlin -t "$1" down 1
	exits 0 "$1: down to nothing, one by one"
	is "$("$1_left" || echo unknown)" '' "$1: nothing is left"
	run dunlin -t "$1" up --verify
	exits 0 "$1: up again, verified"
	"$1_schema" >"$1.again"
	ok "$1: to the identical schema" cmp "$1.first" "$1.again"
	ok "$1: which is not an empty one" grep -q typing_indicators_ttl "$1.first"
}

cp -R "$top_srcdir/migrations/echo" echo && chmod -R u+w echo && cd echo || exit 99
rm -f echo.db* .env
run dunlin check --strict --dialect postgres --dialect sqlite
exits 0 'check'
dot=_
cycle dev
dot=.
cycle prod --env=dev

is "$(prod_sql "SELECT string_agg(proname, ' ' ORDER BY proname) FROM pg_proc
	WHERE pronamespace = 'presence'::regnamespace")" \
	'cleanup_expired_typing cleanup_stale_connections update_user_status' 'prod: three functions'
is "$(prod_sql "SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
	WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema|public)'
	AND obj_description(c.oid, 'pg_class') IS NOT NULL")" 48 \
	'prod: every table says what it is'
is "$(prod_sql "SELECT c.conname FROM pg_constraint AS c WHERE c.contype = 'f' AND NOT EXISTS (
	SELECT FROM pg_index AS i WHERE i.indrelid = c.conrelid AND i.indpred IS NULL
	AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)" || echo unknown)" '' \
	'prod: no foreign key is without an index'

# Two devices that go at the same time: the second waits for the first, and sees that it is gone.
until_true()
{
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ "$tries" -le 400 ] || return 1
		sleep 0.05
	done
}
waits()
{
	[ "$(prod_sql "SELECT count(*) FROM pg_stat_activity
		WHERE datname = current_database() AND wait_event_type = 'Lock'")" = 1 ]
}
run dunlin -t prod goto 0 --yes
run dunlin -t prod up
prod_sql "INSERT INTO auth.users (id, email) VALUES ('$bob', 'bob@echo.invalid')"
connect prod one $bob phone
connect prod two $bob laptop
prod_set_status $bob online phone
mkfifo first
"${bin}psql" -X -q -A -t "$DATABASE_URL" <first >first.out 2>&1 &
pid=$!
exec 3>first
echo "BEGIN; SELECT presence.update_user_status('$bob', 'offline', 'phone');" >&3
ok 'prod: the first device is going' until_true grep -qx f first.out
prod_set_status $bob offline laptop 3>&- &
second=$!
ok 'prod: the second one waits for it' until_true waits
echo 'COMMIT;' >&3
exec 3>&-
wait $pid $second
is "$(status_of prod $bob)" offline 'prod: together they take the user offline'

# The guide's third migration, and its database that had the first schema before there was a tool.
put migrations/postgres/000003_last_active.up.sql \
	'ALTER TABLE users.profiles ADD COLUMN last_active_at TIMESTAMPTZ;'
put migrations/postgres/000003_last_active.down.sql \
	'ALTER TABLE users.profiles DROP COLUMN last_active_at;'
DATABASE_URL=$(pg_new)
"${bin}psql" -X -q -v ON_ERROR_STOP=1 -f migrations/postgres/000001_init_schema.up.sql "$DATABASE_URL" >&2
prod_sql "INSERT INTO auth.users (email) VALUES ('old@echo.invalid')"
run dunlin -t prod stamp 1 --yes
exits 0 'prod: a live database is adopted'
run dunlin -t prod up
prints '2 applied, 0 pending' 'prod: and gets the rest'
is "$(counts prod)" "$eight" 'prod: all of it'
run dunlin -t prod redo
exits 0 'prod: the new one is tried down and up'
run dunlin -t prod down --to 1
exits 0 'prod: rollback to version 1'
is "$(counts prod)" "$seven" 'prod: the first schema stays'
is "$(prod_sql 'SELECT email FROM auth.users')" old@echo.invalid 'prod: with its data'
tap_done
