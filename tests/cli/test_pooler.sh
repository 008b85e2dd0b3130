#!/bin/sh
# The command through PgBouncer, in transaction and in session mode.
. "${top_srcdir:?}/tests/tools/tap.sh"
. "$top_srcdir/tests/cli/project.sh"

# start_pooler MODE SETTING...: leaves $pooler, a URL of the database "postgres" through it.
start_pooler()
{
	pooler_mode=$1
	shift
	for setting; do
		set -- "$@" -o "$setting"
		shift
	done
	rm -f "$tap_dir/words" "$tap_dir/pooler"
	mkfifo "$tap_dir/words"
	# shellcheck disable=SC2016 # it is the inner shell's
	"$top_srcdir/tests/tools/with-pgbouncer" -m "$pooler_mode" "$@" sh -c \
		'echo "$DUNLIN_TEST_POOLER" >"$1.new" && mv "$1.new" "$1"; exec cat >/dev/null' \
		sh "$tap_dir/pooler" <"$tap_dir/words" &
	pooler_pid=$!
	exec 9>"$tap_dir/words" # it goes when this is closed, also when we are killed
	tries=0
	until [ -e "$tap_dir/pooler" ]; do
		tries=$((tries + 1))
		[ "$tries" -le 400 ] && kill -0 "$pooler_pid" || exit 99
		sleep 0.05
	done
	pooler=$(cat "$tap_dir/pooler")
}

stop_pooler()
{
	exec 9>&-
	wait "$pooler_pid"
}

# A new database: $direct is its URL, $pooled the one through the pooler.
new_database()
{
	direct=$(pg_new)
	pooled=$(printf '%s\n' "$pooler" | sed "s,///postgres,///$(pg_sql "$direct" \
		'SELECT current_database()'),")
}

# All that clients see who get the two sessions of a pool, one after the other: the second asks
# while the first is in a transaction.  Settings of PL/pgSQL come with its first use.
everything="SELECT current_user, session_user, string_agg(name || '=' || setting, ' ' ORDER BY name)
	FROM pg_settings WHERE name <> 'application_name' AND name NOT LIKE 'plpgsql.%';"
left()
{
	printf '%s\n' 'BEGIN;' "$everything" "\\! psql -XAtq '$pooled' -f '$tap_dir/everything.sql'" \
		'COMMIT;' | PATH=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN:}$PATH psql -XAtq "$pooled"
}
printf '%s\n' "$everything" >"$tap_dir/everything.sql"

sleeper="state = 'active' AND query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()
	AND datname = current_database()"
until_it_sleeps()
{
	tries=0
	until [ "$(pg_sql "$direct" "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'
		AND $sleeper")" = 1 ] || [ $tries -gt 400 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
}

for mode in transaction session; do
	start_pooler "$mode" 'default_pool_size = 2'

	# A real project, up and down again.
	fresh "amunx-$mode"
	new_database
	before=$(left)
	is "$(printf '%s\n' "$before" | grep -c 'work_mem=4096')" 2 "$mode: two sessions"
	cp -R "$top_srcdir/migrations/amunx/migrations" .
	put dunlin.conf 'project { name = "amunx" }' "target prod { url = \"$pooled\" }"
	run dunlin plan
	exits 0 "$mode: plan"
	prints 'SET LOCAL lock_timeout = 2000;' 'says that settings are local'
	prints_not 'SET lock_timeout' 'and nothing else'
	run dunlin up --verify
	exits 0 "$mode: up"
	prints 'applied   0006_' 'applies what is pending'
	run dunlin verify
	exits 0 "$mode: verify"
	run dunlin seed
	exits 0 "$mode: seed"
	run dunlin status --check
	exits 0 "$mode: status"
	run dunlin redo
	exits 0 "$mode: redo"
	run dunlin down --all --yes
	exits 0 "$mode: down"
	run dunlin up --one-transaction
	exits 0 "$mode: up again, as one transaction"
	run dunlin doctor
	exits 0 "$mode: doctor"
	prints 'there is a pooler in between' 'sees the pooler'
	prints 'lock: no run is under way' 'and looks at the lock'
	is "$(left)" "$before" "$mode: nothing is left set"

	# So many that their records would be prepared elsewhere; the two sessions take turns.
	fresh "forty-$mode"
	new_database
	before=$(left)
	for version in $(seq 1 40); do
		put "migrations/${version}_t.up.sql" "CREATE TABLE t$version (id int);"
		put "migrations/${version}_t.down.sql" "DROP TABLE t$version;"
	done
	put dunlin.conf "target prod { url = \"$pooled\" }"
	run dunlin up
	exits 0 "$mode: forty migrations"
	run dunlin down --all --yes
	exits 0 "$mode: and back"
	run dunlin status
	prints '40 pending' 'all of them'
	is "$(pg_sql "$pooled" 'SELECT count(*) FROM pg_prepared_statements')" 0 'nothing is prepared'
	is "$(left)" "$before" "$mode: nor left set"

	# Bodies that set what they like, and what runs on its own.
	fresh "bodies-$mode"
	new_database
	put migrations/0001_t.up.sql 'CREATE TABLE public.t (id int);'
	put migrations/0001_t.down.sql 'DROP TABLE public.t;'
	put migrations/0002_set.up.sql "SET work_mem = '7MB';" "SET client_encoding = 'LATIN1';" \
		"SELECT pg_catalog.set_config('search_path', '', false);" 'SET ROLE pg_read_all_data;'
	put migrations/0003_index.up.sql 'CREATE INDEX CONCURRENTLY i ON public.t (id);'
	put migrations/0003_index.down.sql 'DROP INDEX CONCURRENTLY public.i;'
	put migrations/0004_bad.up.sql 'SET statement_timeout = 1;' 'SELECT nothing;'
	run dunlin --url "$pooled" up
	exits 1 "$mode: bodies that set"
	prints '3 applied, 1 pending' 'all but the one that fails'
	is "$(left)" "$before" "$mode: they leave nothing either"
	is "$(pg_sql "$direct" 'SELECT indisvalid FROM pg_index WHERE indexrelid = '"'i'::regclass")" t \
		"$mode: the index is valid"
	rm migrations/0004_bad.up.sql
	run dunlin --url "$pooled" down 1
	exits 0 "$mode: and can be dropped"

	# The lock.  Two runs need three sessions: the second asks while the first works.
	stop_pooler
	start_pooler "$mode" 'default_pool_size = 4'
	pooled=$(printf '%s\n' "$pooler" | sed "s,///postgres,///$(pg_sql "$direct" \
		'SELECT current_database()'),")
	put migrations/0004_long.up.sql 'SELECT pg_sleep(600);'
	put dunlin.conf "target x { url = \"$pooled\" lock_wait = \"0\" }"
	"$DUNLIN" --url "$pooled" up >long.out 2>&1 &
	long=$!
	until_it_sleeps
	run dunlin up
	exits 5 "$mode: a second run is kept out"
	warns 'the lock is held by pid ' 'by one who is named'
	kill -s KILL "$long" 2>/dev/null
	wait "$long" 2>/dev/null
	put dunlin.conf "target x { url = \"$pooled\" }"
	put migrations/0004_long.up.sql 'SELECT 1;'
	run dunlin up
	exits 0 "$mode: a killed run is in nobody's way"

	# The server goes away under a run, and later the lock.
	pg_sql "$direct" 'CREATE TABLE awake (i int)'
	put migrations/0005_long.up.sql 'SELECT pg_sleep(600) WHERE NOT EXISTS (SELECT FROM awake);'
	"$DUNLIN" up >long.out 2>&1 &
	long=$!
	until_it_sleeps
	pg_sql "$direct" 'INSERT INTO awake VALUES (1)'
	is "$(pg_sql "$direct" "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE $sleeper")" t \
		"$mode: a run loses its server"
	status=0
	wait "$long" || status=$?
	cp long.out "$out"
	exits 0 "$mode: it connects again"
	prints '1 applied, 0 pending' 'and goes on'
	pg_sql "$direct" 'DELETE FROM awake'
	put migrations/0006_long.up.sql 'SELECT pg_sleep(600) WHERE NOT EXISTS (SELECT FROM awake);'
	put migrations/0007_next.up.sql 'CREATE TABLE next (i int);'
	"$DUNLIN" up >long.out 2>&1 &
	long=$!
	until_it_sleeps
	pg_sql "$direct" 'INSERT INTO awake VALUES (1)'
	is "$(pg_sql "$direct" "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")" t \
		"$mode: a run loses its lock"
	is "$(pg_sql "$direct" "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE $sleeper")" t \
		'and what it was about is canceled'
	status=0
	wait "$long" || status=$?
	cp long.out "$out"
	exits 1 "$mode: it fails for that"
	run dunlin up
	exits 0 "$mode: the next run goes on"
	prints '2 applied, 0 pending' 'with what is left'
	is "$(left)" "$before" "$mode: nor is anything of it left"
	stop_pooler

	# Many at once, more than the pool has sessions.
	fresh "many-$mode"
	start_pooler "$mode" 'default_pool_size = 20'
	new_database
	put dunlin.conf "target x { url = \"$pooled&connect_timeout=2\" }"
	put migrations/0001_t.up.sql 'CREATE TABLE t (id int);'
	put migrations/0002_t.up.sql 'INSERT INTO t VALUES (1);'
	i=0
	while [ $i -lt 32 ]; do
		i=$((i + 1))
		{
			"$DUNLIN" up >"out.$i" 2>"err.$i"
			echo $? >"status.$i"
		} &
	done
	tries=0
	until [ "$(cat status.* 2>/dev/null | wc -l)" = 32 ] || [ $tries -gt 2400 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	is "$(sort status.* | uniq -c | tr -s ' ')" ' 32 0' "$mode: 32 runs end well" || cat err.* | diag
	is "$(grep -l '^2 applied' out.* | wc -l)" 1 "$mode: one applies"
	is "$(grep -l 'nothing to do' out.* | wc -l)" 31 "$mode: the others find nothing to do"
	is "$(pg_sql "$direct" 'SELECT count(*) FROM t')" 1 "$mode: once"
	is "$(pg_sql "$direct" "SELECT string_agg(event, ' ' ORDER BY seq) FROM dunlin_event")" \
		'apply apply' "$mode: and the log says so"
	stop_pooler
done

# What is configured, where only transactions can be set up.
start_pooler transaction 'default_pool_size = 2'
fresh configured
new_database
before=$(left)
pg_sql "$direct" 'DROP ROLE IF EXISTS dunlin_pooled_cli;' 'CREATE ROLE dunlin_pooled_cli;' \
	'CREATE SCHEMA app AUTHORIZATION dunlin_pooled_cli'
put dunlin.conf "target x { url = \"$pooled\" schema = \"app\"" \
	'session = {"SET ROLE dunlin_pooled_cli", "SET work_mem = '"'9MB'"'"} }'
put migrations/0001_t.up.sql 'CREATE TABLE t AS SELECT current_setting('"'work_mem'"') AS m;'
run dunlin up
exits 0 'schema and session statements work'
is "$(pg_sql "$direct" 'SELECT m, tableowner FROM app.t, pg_tables WHERE tablename = '"'t'")" \
	'9MB|dunlin_pooled_cli' 'in each transaction'
is "$(left)" "$before" 'and are gone after it'
put migrations/0002_i.up.sql 'CREATE INDEX CONCURRENTLY i ON t (m);'
run dunlin up
exits 2 'what runs outside any is refused'
warns 'migrations/0002_i.up.sql:1: through a pooler, what runs outside a transaction can be given' \
	'with the reason'
warns 'the server itself' 'and the way out'
warns 'nothing was changed' 'before anything ran'
run dunlin up --sql
exits 2 'also in a script'
put dunlin.conf "target x { url = \"$pooled\" history_schema = \"app\" }"
put migrations/0002_i.up.sql 'SET maintenance_work_mem = 65536;' 'CREATE INDEX CONCURRENTLY i ON app.t (m);'
run dunlin up
exits 2 'so is a setting for it'
warns 'this changes the session' 'with its reason'
put migrations/0002_i.up.sql 'ALTER TABLE t ADD COLUMN n int;'
put dunlin.conf "target x { url = \"$pooled\" schema = \"app\" session = {\"SET ROLE dunlin_pooled_cli\"} }"
run dunlin up --sql
exits 0 'a script'
cp "$out" script.sql
is "$(sed -n '/^BEGIN/,/lock_timeout/p' script.sql)" "BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL standard_conforming_strings = on;
SET LOCAL statement_timeout = 0;
SET LOCAL lock_timeout = 2000;" 'sets its transactions up, and nothing before'
ok 'nothing outside them' [ "$(sed '/^BEGIN/,$d' script.sql | grep -c 'SET')" = 0 ]
run sh -c "'${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN/}psql' -Xq '$pooled' -f script.sql"
exits 0 'psql runs it through the pooler'
is "$(left)" "$before" 'and leaves nothing'
run dunlin status --check
exits 0 'it did what a run does'
put dunlin.conf "target x { url = \"$pooled\" session = {\"LISTEN news\"} }"
run dunlin status
exits 2 'what cannot be local'
warns 'a session statement that cannot be run through a pooler: LISTEN news' 'is refused by name'
pg_sql "$direct" 'DROP OWNED BY dunlin_pooled_cli;' 'DROP ROLE dunlin_pooled_cli'
stop_pooler

# Too small a pool.
for mode in transaction session; do
	fresh "one-$mode"
	start_pooler "$mode" 'default_pool_size = 1'
	new_database
	put dunlin.conf "target x { url = \"$pooled&connect_timeout=2\" lock_wait = \"1s\" }"
	put migrations/0001_t.up.sql 'CREATE TABLE t (id int);'
	run timeout 40 "$DUNLIN" up
	exits 5 "$mode: a pool of one"
	warns 'the pooler did not have two connections to the server for this run within 2 s' 'is too small'
	warns 'pool_size' 'and what to do is said'
	is "$(pg_sql "$direct" "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")" 0 \
		'nothing was done'
	stop_pooler
done

# Others have all of it: the pooler says when that was too long.
fresh busy
start_pooler session 'default_pool_size = 1' 'query_wait_timeout = 1'
new_database
put migrations/0001_x.up.sql 'SELECT 1;'
mkfifo hold
PATH=${DUNLIN_TEST_PG_BIN:+$DUNLIN_TEST_PG_BIN:}$PATH psql -XAtq "$pooled" <hold >held &
holder=$!
exec 8>hold
echo 'SELECT 1;' >&8
tries=0
until [ -s held ] || [ $tries -gt 400 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
run dunlin --url "$pooled" status
exits 6 'a pool that others have is no connection'
warns 'the pooler had no connection to the server' 'as is said'
exec 8>&-
wait "$holder"
stop_pooler
tap_done
