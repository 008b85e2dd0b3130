#!/bin/sh
# What became of a statement, where that takes a server of its own: backends are killed, transactions
# prepared, and a standby and a pooler stand in between.
. "${top_srcdir:?}/tests/tools/tap.sh"
bin=${DUNLIN_TEST_PG_BIN:?run by make check, below tests/tools/with-postgres}
ask=$top_builddir/tests/drivers/ask
bouncer=$(PATH=$PATH:/usr/sbin command -v pgbouncer || :)

# The user that the test server runs as may run another one.
as=
if [ "$(id -u)" = 0 ]; then
	folder=$(printf '%s\n' "$DUNLIN_TEST_PG" | sed 's/.*host=\([^&]*\)&.*/\1/')
	owner=$(stat -c %U "$folder/data")
	as="setpriv --reuid=$(id -u "$owner") --regid=$(id -g "$owner") --clear-groups"
	chown "$owner" "$tap_dir"
fi
chmod 755 "$tap_dir"

servers=
pooler=
# shellcheck disable=SC2086,SC2317 # $servers are words; called by a trap
stop_all()
{
	[ -z "$pooler" ] || kill -TERM "$pooler" 2>/dev/null || : # at once; a QUIT it ignores
	[ -z "$servers" ] || kill -QUIT $servers 2>/dev/null || :
	wait
	tap_cleanup
}
trap stop_all EXIT

# The name of the socket has room in here only if the folder's name is short.
url="postgresql:///postgres?host=$tap_dir&port=5432&user=postgres"
standby="postgresql:///postgres?host=$tap_dir&port=5433&user=postgres"
pooled="postgresql:///postgres?host=$tap_dir&port=6432&user=postgres"

until_true()
{
	tries=0
	until [ "$(pg_sql "$1" "$2" 2>/dev/null)" = t ]; do
		tries=$((tries + 1))
		if [ "$tries" -gt 300 ]; then
			diag "still not: $2"
			return 1
		fi
		sleep 0.1
	done
}

# server FOLDER PORT
server()
{
	# shellcheck disable=SC2086
	$as setpriv --pdeathsig QUIT "$bin/postgres" -D "$tap_dir/$1" -k "$tap_dir" -p "$2" \
		-c listen_addresses= -c fsync=off -c max_prepared_transactions=5 \
		>"$tap_dir/$1.log" 2>&1 </dev/null &
	servers="$servers $!"
}

# found WHEN STATEMENT WANTED WHAT [REMEMBERED]: the first line of the answer, and $out is all of it
found()
{
	if [ $# -gt 4 ]; then
		run "$ask" postgres "${at:-$url}" "$1" "$2" "$5"
	else
		run "$ask" postgres "${at:-$url}" "$1" "$2"
	fi
	is "$(head -n 1 "$out")" "$3" "$4"
}

remembered()
{
	"$ask" postgres "${at:-$url}" before "$1" | sed 's/^remember: //'
}

# shellcheck disable=SC2086
$as "$bin/initdb" --no-sync --auth=trust --username=postgres --encoding=UTF8 --locale=C.UTF-8 \
	--pgdata="$tap_dir/data" >"$tap_dir/initdb.log" 2>&1 </dev/null || cat "$tap_dir/initdb.log" >&2
server data 5432
ok 'a server of its own' until_true "$url" 'SELECT true'
pg_sql "$url" 'CREATE TABLE t (a int); INSERT INTO t VALUES (1)'

# --- a backend is killed, and the server with it starts anew ---
cic='CREATE INDEX CONCURRENTLY i ON t (a)'
before=$(remembered "$cic")
is "$before" '{}' 'nothing is there before'
PGAPPNAME=blocker "$bin/psql" -X -q "$url" -c 'BEGIN; INSERT INTO t VALUES (2); SELECT pg_sleep(600)' \
	>/dev/null 2>&1 &
until_true "$url" "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
"$bin/psql" -X -q "$url" -c "$cic" >/dev/null 2>&1 &
until_true "$url" "SELECT count(*) = 1 FROM pg_stat_progress_create_index WHERE phase LIKE 'waiting%'"
found cut "$cic" running 'it runs' "$before"
pid=$(pg_sql "$url" 'SELECT pid FROM pg_stat_progress_create_index')
kill -KILL "$pid"
until_true "$url" "SELECT count(*) = 0 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
found cut "$cic" 'not done' 'killed, it is not done' "$before"
prints 'fix: DROP INDEX CONCURRENTLY public.i' 'what it left is dropped'
pg_sql "$url" 'DROP INDEX CONCURRENTLY public.i;' "$cic;"
found after "$cic" 'done' 'and it is done again' "$before"

# --- prepared transactions ---
commit="COMMIT PREPARED 'it''s'"
rollback="ROLLBACK PREPARED 'it''s'"
found cut "$commit" 'not done' 'none was there: it cannot have been committed' '{}'
found cut "$commit" unknown 'nor is it known whether there was one'
prints 'whether COMMIT PREPARED … took effect is unknown' 'as it says'
for how in "$commit" "$rollback"; do
	pg_sql "$url" "BEGIN; CREATE TABLE prepared (); PREPARE TRANSACTION 'it''s'"
	before=$(remembered "$how")
	found cut "$how" 'not done' "$how: it is still there" "$before"
	pg_sql "$url" "$how"
	found cut "$how" 'done' "$how: it was done" "$before"
	if [ "$how" = "$commit" ]; then
		found cut "$rollback" foreign 'what was committed was not rolled back' "$before"
		prints "transaction 'it's' was committed by somebody else" 'as it says'
		pg_sql "$url" 'DROP TABLE prepared'
	else
		found cut "$commit" foreign 'what was rolled back was not committed' "$before"
		prints 'was rolled back by somebody else' 'as it says'
	fi
done

# --- tablespaces ---
# shellcheck disable=SC2086
$as mkdir "$tap_dir/space"
create="CREATE TABLESPACE \"S.1\" LOCATION '$tap_dir/space'"
found cut "$create" 'not done' 'a tablespace that is absent' '{}'
pg_sql "$url" "$create"
found cut "$create" 'done' 'a tablespace that is there' '{}'
prints_not says 'without a word'
there='CREATE INDEX CONCURRENTLY j ON t (a) TABLESPACE "S.1"'
found cut 'CREATE INDEX CONCURRENTLY i ON t (a) TABLESPACE "S.1"' foreign \
	'an index in another tablespace than the statement names' '{}'
pg_sql "$url" "$there"
found cut "$there" 'done' 'one that is in it' '{}'
found cut 'CREATE INDEX CONCURRENTLY j ON t (a)' 'done' 'one that was put there by a setting' '{}'
pg_sql "$url" 'DROP INDEX j'
drop='DROP TABLESPACE "S.1"'
before=$(remembered "$drop")
found cut "$drop" 'not done' 'a tablespace that is not dropped' "$before"
pg_sql "$url" "$drop"
found cut "$drop" 'done' 'a tablespace that is gone' "$before"

# --- through a pooler, which gives each transaction any session ---
if [ -z "$bouncer" ]; then
	fail 'pgbouncer is installed (Debian: pgbouncer)'
else
	cat >"$tap_dir/bouncer.ini" <<-END
	[databases]
	* = host=$tap_dir port=5432
	[pgbouncer]
	unix_socket_dir = $tap_dir
	listen_port = 6432
	listen_addr =
	auth_type = any
	pool_mode = transaction
	default_pool_size = 2
	ignore_startup_parameters = options,extra_float_digits
	END
	sed -i 's/^\* = .*/& user=postgres/' "$tap_dir/bouncer.ini"
	# shellcheck disable=SC2086
	$as setpriv --pdeathsig QUIT "$bouncer" "$tap_dir/bouncer.ini" >"$tap_dir/bouncer.log" 2>&1 </dev/null &
	pooler=$!
	ok 'a pooler' until_true "$pooled" 'SELECT true'
	at=$pooled
	found cut "$cic" 'done' 'through a pooler: done' '{}'
	found cut 'CREATE INDEX CONCURRENTLY i ON t (a DESC)' foreign 'foreign' '{}'
	found cut 'CREATE INDEX CONCURRENTLY k ON t (a)' 'not done' 'not done' '{}'
	found cut 'VACUUM' 'not done' 'may run again'
	is "$(pg_sql "$url" "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'")" 0 \
		'no transaction is left open'
	at=
fi

# --- on a standby, where nothing can be made to compare with ---
# shellcheck disable=SC2086
$as "$bin/pg_basebackup" -d "$url" -D "$tap_dir/standby" -R --checkpoint=fast --no-sync \
	>"$tap_dir/backup.log" 2>&1 || cat "$tap_dir/backup.log" >&2
server standby 5433
ok 'a standby' until_true "$standby" 'SELECT pg_is_in_recovery()'
at=$standby
is "$(remembered "$cic" | tr 0-9 n | tr -s n)" '{n}' 'a standby remembers as well'
is "$(remembered 'CREATE INDEX k ON t (a)')" '{}' 'what is absent, too'
found cut "$cic" unknown 'on a standby: an index cannot be compared' '{}'
prints 'an index of that name is there, and it cannot be compared' 'as it says'
found after "$cic" 'done' 'but what the server said is true' '{}'
found cut 'CREATE INDEX CONCURRENTLY k ON t (a)' 'not done' 'what is absent is not done' '{}'
found cut 'DROP INDEX CONCURRENTLY i' 'not done' 'nor dropped what is there'
tap_done
